"""Refusals of the desk itself: its first start, its keys, its clock, the province beside it."""

from __future__ import annotations

from app.domain.errors.base import DomainError
from app.i18n import N_


class NotInitialised(DomainError):
    """No desk in this folder yet."""

    message = N_("This computer has no desk yet in {folder}. Run the first start.")


class AlreadyInitialised(DomainError):
    """A desk is already there; it is never overwritten."""

    message = N_("There is already a desk in {folder}. Nothing was changed.")


class MadeByNewerProgram(DomainError):
    """Data of a later version: this one would not know what it does not see."""

    message = N_(
        "The data in {folder} were written by a newer version of this program. Nothing was changed; install that version again."
    )


class WrongPassword(DomainError):
    """Wrong password or recovery code; slows down, never locks data out."""

    message = N_("The password is not right. No data is lost; wait {wait_s} seconds before the next try.")


class TriedTooSoon(WrongPassword):
    """A try while the wait of an earlier one runs; whether this password is right was not looked at."""

    message = N_(
        "A wrong password was typed before, so the next try counts only in {wait_s} seconds. This one was not looked "
        "at. Nothing was changed; wait, then type it again."
    )


class UnknownOfficer(DomainError):
    """No such login on this desk."""

    message = N_("There is no officer “{login}” on this desk.")


class UnknownPerson(DomainError):
    """No dossier here belongs to such a person (không có người này)."""

    message = N_("There is no person “{person}” on this desk. Search by name or number first.")


class PasswordTooShort(DomainError):
    """Passwords have ten characters or more."""

    message = N_("The password must have at least {least} characters.")


class UnknownCommune(DomainError):
    """Not a commune of the province."""

    message = N_("There is no commune “{commune}” in the list of Lai Châu.")


class UnitCodeNeeded(DomainError):
    """A real desk needs the unit code that the province assigned."""

    message = N_("A real desk needs the unit code of the commune (H35.…). Ask the province, or start in practice mode.")


class StationNumberTaken(DomainError):
    """Two stations of one commune claim one K: their receipt numbers would collide."""

    message = N_(
        "Desk number {number} of {commune} already belongs to another computer. Nothing was signed; give this one another number."
    )


class EnrolledElsewhere(DomainError):
    """A key that is enrolled already asks for another commune or another K: its log, and who sees it, belong there."""

    message = N_(
        "This computer is already enrolled, as desk number {number} of {commune}. Nothing was signed. A computer that "
        "goes to another commune, or gets another number, is set up there anew and asks with new keys; what it still "
        "holds of {commune} it brings to the province first."
    )


class NoNumberLeft(DomainError):
    """A copy that may not go on under its own number K, and no K of the commune is free."""

    message = N_(
        "This is a copy of the data of {commune}, and all eight desk numbers are used. It can be read; nothing can be "
        "taken in here. Write on paper and call the province."
    )


class DeskRenewed(DomainError):
    """What is said of a key that had to be retired: news rather than a refusal, told until the province confirmed."""

    message = N_("This desk goes on under a new key.")


class DeskToBeRenewed(DeskRenewed):
    """A copy that was opened for reading only: it gets its new key at the next start."""

    message = N_(
        "These data of {commune} are a copy, or an older state of them. They can be read; at the next start the program "
        "goes on under a new key and a new desk number."
    )


class DeskRestored(DeskRenewed):
    """What the screen says after a backup was put back. lost: how many changes are missing."""

    message = N_(
        "An older copy of the data was put back on this computer. So that no number is given out twice, it is desk "
        "{number} from now on. Send the province this desk's request for enrolment."
    )


class DeskCopied(DeskRenewed):
    """What the screen says on the other computer after the data were copied. lost: how many changes are missing."""

    message = N_(
        "These data were copied from another computer. So that the two do not give out the same numbers, this one is "
        "desk {number} from now on. Send the province this desk's request for enrolment."
    )


class DeskForked(DeskRenewed):
    """What the screen says where the province found two histories of one key. lost: how many changes are missing."""

    message = N_(
        "Two computers have worked under the key of this desk. This one is desk {number} from now on; what was recorded "
        "here is sent again under the new key. Send the province this desk's request for enrolment."
    )


class ClockDoubtful(DomainError):
    """A promise would be reckoned from a clock that cannot be right (SYNC §2.10)."""

    message = N_(
        "The computer's clock says {at}, which cannot be right. Nothing was saved; set the clock, or confirm today's "
        "date first."
    )


class NotThisStation(DomainError):
    """A cut or a list asked for a station in a way that names none."""

    message = N_("The station “{station}” cannot be cut at change {seq}: it has {have}. Nothing was changed.")


class NoHubHere(DomainError):
    """No province's hub in this folder."""

    message = N_("There is no hub in {folder} yet. Make one with hub init.")


class UnknownStation(DomainError):
    """No station, or no waiting request, of that id at the province."""

    message = N_("There is no desk “{station}” here. Look at the list of desks, or give the request file.")


class NothingToErase(DomainError):
    """The province holds no record of that person."""

    message = N_("The province holds no dossier and no guidance of this person. Nothing was changed.")


class UnknownUser(DomainError):
    """Nobody of that login may look at the province's pages."""

    message = N_("There is no user “{login}” of the province's pages. Look at the list: hub users list.")


class NothingKeptApart(DomainError):
    """No part of that key is kept apart at the province; perhaps another person has decided already."""

    message = N_("Nothing of that key is kept apart here. Somebody may have decided already: look at the list again.")


class StaysApart(DomainError):
    """What was kept apart was tried again, and its cause is still there."""

    message = N_("It cannot be taken in yet; it stays apart.")


class NoProvinceCard(DomainError):
    """Export needs the province's public card."""

    message = N_(
        "This desk does not have the province's card yet, so nothing can be sealed for the province. Read the card file first; all work stays safe here."
    )


class ClockNotYours(DomainError):
    """``--now`` is for practice only."""

    message = N_("The clock can be set by hand only in practice data.")


class PracticeOnly(DomainError):
    """A command that exists only for practice data."""

    message = N_("This works only in practice data, never on a real desk.")


class PracticeAndReal(DomainError):
    """Practice and real data never meet."""

    message = N_("Practice data and real data cannot be exchanged. Nothing was changed.")


class NotAdmitted(DomainError):
    """The other end knows who we are and does not let us in."""

    message = N_(
        "The other end does not let this computer in. Nothing was changed; ask the province whether this computer is enrolled and in good standing."
    )


class NoAddress(DomainError):
    """Nothing says where to send to."""

    message = N_("There is no address to send to yet. Ask the province for it and enter it on the exchange page.")
