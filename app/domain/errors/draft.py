"""Refusals of what was typed: drafts, dates, amounts, files of rows."""

from __future__ import annotations

from app.domain.errors.base import DomainError
from app.i18n import N_


class BadInput(DomainError):
    """A value does not fit its field."""

    message = N_("“{field}” {problem}. Nothing was saved; correct it and try again.")


class OldBookUnreadable(DomainError):
    """The file of an old register is no table we can read."""

    message = N_("{name} cannot be taken over: {reason}. Nothing was changed; choose another file.")


class OldBookColumnsMissing(DomainError):
    """The columns without which no row of an old register makes a dossier are not known."""

    message = N_("Say which columns hold: {columns}. Nothing was changed; name them in a mapping file.")


class OldBookUnconfirmed(DomainError):
    """An import that nobody confirmed after the preview."""

    message = N_("{n} rows would be taken over. Nothing was changed; look at the preview, then confirm with --yes.")


class UnknownField(DomainError):
    """A key the draft does not know; refused by name so that nothing typed is lost silently."""

    message = N_("The field “{field}” is not known. Nothing was saved; correct the name and try again.")


class UnknownProcedure(DomainError):
    """No procedure of that code in the catalogue (thủ tục không có trong danh mục)."""

    message = N_("There is no procedure “{procedure}” in the catalogue. Search by name, then choose from the list.")


class ProcedureNotReceivedHere(DomainError):
    """The procedure is received by another agency, legacy, or has no code yet."""

    message = N_("“{procedure}” is not received at this desk: {reason}.")


class PapersMissing(DomainError):
    """The checklist is incomplete (thiếu thành phần hồ sơ)."""

    message = N_("The dossier still lacks: {papers}. Nothing was saved; add the papers or print a supplement request.")


class TimeLimitUnknown(DomainError):
    """The catalogue knows no limit: the officer states one and its basis."""

    message = N_("The catalogue has no time limit for “{procedure}”. State the limit and where it comes from.")


class LateEntryNeeded(DomainError):
    """The receipt lies more than five minutes in the past."""

    message = N_(
        "The time of receipt, {received_at}, is in the past. Mark the dossier as entered late, or correct the time."
    )


class TimeInFuture(DomainError):
    """A time more than five minutes ahead of the clock."""

    message = N_("The time {at} is in the future. Check the computer's clock and the time typed.")


class BeforeLastEvent(DomainError):
    """An act dated before what already happened to the dossier."""

    message = N_("The time {at} is before the dossier's last step, {last}. Check the computer's clock.")


class OutsideCalendar(DomainError):
    """No office day can be found for a due date."""

    message = N_("No working day could be found after {day}. Check the calendar.")


class BadExtension(DomainError):
    """An extension that the procedure does not have, or that needs an amount."""

    message = N_("Extension {extension}: {problem}")


class OverlappingPauses(DomainError):
    """Two pauses of a dossier overlap."""

    message = N_("Two pauses overlap: {first} and {second}.")


class NotACard(DomainError):
    """The scanned text is no identity card (không phải mã QR căn cước)."""

    message = N_("This is not the code of an identity card: {reason}. Scan again or type the fields.")


class AmountOutOfRange(DomainError):
    """Amounts in words are for 0 … 10¹⁵−1 đồng."""

    message = N_(
        "The amount {amount} cannot be written in words. It must be a whole number from 0 to 999.999.999.999.999."
    )
