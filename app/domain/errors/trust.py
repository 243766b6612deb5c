"""Damaged, forged, or meant for somebody else: nothing of it is stored."""

from __future__ import annotations

from app.domain.errors.base import Untrusted
from app.i18n import N_


class NotTheOtherEnd(Untrusted):
    """Whoever answers at this address cannot prove to be the one we look for."""

    message = N_(
        "What answers at this address is not the computer looked for. Nothing was sent; check the address with the province."
    )


class CertificateNotPinned(Untrusted):
    """The certificate shown is not the one that was agreed on."""

    message = N_(
        "The certificate at this address is not the one the province named. Nothing was sent; ask the province before you go on."
    )


class NotABundle(Untrusted):
    """The file is not an exchange bundle."""

    message = N_("{name} is not a bundle of this program. Nothing was taken in.")


class BundleDamaged(Untrusted):
    """Broken before its first part, so that nothing of it could be believed; later damage is an outcome, «partial»."""

    message = N_("The bundle {name} is damaged: {reason}. Nothing changed on this computer; have it written again.")


class BackupDamaged(Untrusted):
    """Not a copy of a desk, or one with a damaged part."""

    message = N_("{name} is no whole backup of a desk. Nothing was put in place; take another backup.")


class NotForUs(Untrusted):
    """Sealed for another province or desk."""

    message = N_("The bundle {name} was not sealed for this place. Nothing was taken in.")


class Forged(Untrusted):
    """A signature does not hold, or the author may not say this."""

    message = N_("The bundle {name} cannot be trusted: {reason}. Nothing of it was taken in; tell the province.")


class AnotherProvince(Untrusted):
    """A province's card that differs from the one already held."""

    message = N_(
        "This is the card of another province than the one this desk trusts. Nothing was changed; tell the province."
    )


class NotAProvinceCard(Untrusted):
    """The file is no public card of a province (thẻ công khai của tỉnh), or not as it was issued."""

    message = N_(
        "{name} is not a province's card, or was altered. Nothing was changed; ask the province for the file again."
    )


class NotAnEnrolmentRequest(Untrusted):
    """The file is no enrolment request (đề nghị ghi danh), or not as the station signed it."""

    message = N_(
        "{name} is not an enrolment request, or was altered. Nothing was changed; ask the desk for the file again."
    )


class NotAnEnrolmentAnswer(Untrusted):
    """A scanned code that is no answer of this desk's province to this desk."""

    message = N_(
        "This code is not the province's answer to this computer. Nothing was changed; scan it again, or ask for the file."
    )


class RosterNotTrusted(Untrusted):
    """A roster (danh sách trạm) that the province did not sign, or an older one than the one held."""

    message = N_("The list of desks cannot be trusted: {reason}. The list held so far stays in use; tell the province.")


class CatalogueDamaged(Untrusted):
    """The shipped catalogue or calendar does not read."""

    message = N_(
        "The file {name} of the program is damaged. Install the program again; the desk's data are not touched."
    )


class CalendarRefused(Untrusted):
    """A calendar file from outside does not say what a calendar must say."""

    message = N_("The calendar file cannot be used ({where}): {problem}. The calendar in use stays as it is.")


class PublishedNotTrusted(Untrusted):
    """A published list that the province did not sign so, or an older one than is held."""

    message = N_("What the bundle says the province published is not used: {reason}. What is in force stays.")


class ScanDamaged(Untrusted):
    """The stored bytes of a scan are not those that were stored."""

    message = N_("The stored scan {scan} is damaged. Scan the paper once more; everything else is whole.")


class DatabaseDamaged(Untrusted):
    """The database does not read, or its audit chain is broken."""

    message = N_("The desk's database is damaged: {reason}. Stop working on this computer and call the province.")
