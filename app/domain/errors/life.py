"""Refusals of a dossier's life: acts, papers, money, numbers, trips."""

from __future__ import annotations

from app.domain.errors.base import DomainError
from app.i18n import N_


class StepNotAllowed(DomainError):
    """The state or the custody does not allow this step. steps: what is possible, in words; allowed: the same, as slugs."""

    message = N_("The dossier {code} is “{state}”; this step is not possible now. Possible: {steps}.")


class NotCustodian(DomainError):
    """Another desk holds the paper file (hồ sơ đang ở nơi khác)."""

    message = N_(
        "The dossier {code} is now with {custodian}; only they can change its state. A note can always be added."
    )


class InConflict(DomainError):
    """Two desks said different things of how the dossier stands (mâu thuẫn); a person decides first. SYNC §2.5."""

    message = N_(
        "Two desks solved the dossier {code} differently. Nothing can be recorded or printed of its result until somebody decides which one stands (Ctrl+R; motcua conflicts)."
    )


class NothingToDecide(DomainError):
    """The list of what is to be looked at has no such line for this dossier."""

    message = N_("There is nothing of this kind to decide on the dossier {code}: {item}. Nothing was changed.")


class ReasonNeeded(DomainError):
    """The law wants this in writing: no refusal, stop or request without it."""

    message = N_("“{field}” must be written down; without it this step has no legal ground. Nothing was saved.")


class LeaveNeeded(DomainError):
    """A rule of the desk that only a leader may lift (cần lãnh đạo cho phép)."""

    message = N_(
        "Not without a leader's leave: {rule}. Name the leader and the reason, or settle it with the citizen now."
    )


class AlreadyExtended(DomainError):
    """The day is promised anew at most once (chỉ được hẹn lại một lần)."""

    message = N_("The dossier {code} was promised anew on {at}; the law allows it only once. Solve it or refuse it.")


class PromiseNotLater(DomainError):
    """A new promise that is no later than the old one, or already past."""

    message = N_("The new day, {asked}, must lie in the future and after the day promised now, {due}.")


class UnknownSlip(DomainError):
    """No fee slip of that number was taken at this desk."""

    message = N_(
        "This desk has no fee slip no. {number} of {year}. Nothing was changed; look at the number on the slip, another desk's slips are voided there."
    )


class SlipVoided(DomainError):
    """The slip counts no more; its number stays (phiếu thu đã hủy)."""

    message = N_("Fee slip {number} was voided at {at}: {reason}. Nothing was changed; take the money on a new slip.")


class DayAlreadyClosed(DomainError):
    """The cash day was closed before (đã chốt ca)."""

    message = N_(
        "The money of {day} was closed at {at}. Nothing was changed; say why it must be closed once more, and both closings are kept."
    )


class PaperReceiptsEnded(DomainError):
    """Since 1/1/2027 there is no paper receipt (NĐ 254/2026/NĐ-CP art. 44(2))."""

    message = N_(
        "Money collected on {day} takes no paper receipt: since 01/01/2027 receipts are electronic only (Decree 254/2026/NĐ-CP, article 44). Nothing was saved; the slip waits for its e-receipt."
    )


class AlreadyReceipted(DomainError):
    """The slip has its legal receipt already (đã có biên lai)."""

    message = N_(
        "Fee slip {number} already has the receipt {receipt}. Nothing was changed; if that one is wrong, void the slip with its reason."
    )


class ReceiptTaken(DomainError):
    """One receipt number stands for two slips."""

    message = N_("The receipt {receipt} already belongs to fee slip {number}. Nothing was changed; read it off again.")


class NoTransferToConfirm(DomainError):
    """The slip was paid in cash, or its transfer is confirmed."""

    message = N_("Fee slip {number} has no transfer that waits for the bank statement. Nothing was changed.")


class WrongSum(DomainError):
    """A slip for several dossiers takes exactly what they owe together."""

    message = N_(
        "These dossiers owe {owed} đồng together, not {amount}. Nothing was taken; take the whole sum, or a slip for each."
    )


class NothingOwed(DomainError):
    """A dossier that owes nothing cannot go on a slip for several."""

    message = N_("Dossier {code} owes nothing, so it cannot go on this slip. Nothing was taken.")


class NothingToUndo(DomainError):
    """More than a minute ago, or something was built on it: correct it with a reason instead."""

    message = N_(
        "Nothing of {code} can be taken back now: it is over a minute old, or was printed, paid or sent. Correct it with a reason."
    )


class SecondOfficerNeeded(DomainError):
    """Two officers must stand for this correction (cần cán bộ thứ hai)."""

    message = N_("A correction of {fields} needs a second officer. Name who checked it with you.")


class NothingToCorrect(DomainError):
    """The new value is the old one, or the field never changes."""

    message = N_("{field} is not corrected: {problem}.")


class UnknownDossier(DomainError):
    """No dossier of that code on this desk."""

    message = N_(
        "There is no dossier “{code}” on this desk. Type the code or its last digits; by name it is found with the search."
    )


class AmbiguousDossier(DomainError):
    """Several dossiers end with these digits."""

    message = N_("Several dossiers match “{code}”: {codes}. Type the whole code.")


class NumbersExhausted(DomainError):
    """The station's block of the day is full."""

    message = N_("The block of numbers of this desk for {day} is used up. Ask the province for another desk number.")


class NumberCannotBeLowered(DomainError):
    """The next free number may only be raised."""

    message = N_("The next number is already {next}; it can be raised but not lowered to {asked}.")


class NotAFreeSheet(DomainError):
    """The code is no unused sheet of this desk's pad of that day (tập phiếu dự phòng)."""

    message = N_("{code} cannot be taken from the pad: {problem}. Nothing was saved; check the sheet and its day.")


class DifferenceUnexplained(DomainError):
    """The drawer holds more or less than the book says, and nobody said why (chênh lệch chưa giải trình)."""

    message = N_(
        "{counted} đ were counted, the book says {expected} đ. Say why they differ; until then the day is not closed."
    )


class DuplicateUnexplained(DomainError):
    """The citizen has the same procedure open already (trùng hồ sơ): never forbidden, but it needs a reason."""

    message = N_(
        "The same procedure is already open for this citizen: {codes}. Say why this one is taken in too; "
        "nothing was saved yet."
    )


class NotInterlinked(DomainError):
    """Only a procedure that the list calls interlinked has children (liên thông)."""

    message = N_("“{procedure}” has no dossiers under it. Nothing was saved; take each in for itself.")


class UnknownTrip(DomainError):
    """No mobile trip of that number at this desk (đợt lưu động)."""

    message = N_("There is no trip “{trip}” of this desk. Look at the list of trips.")


class TripUnderWay(DomainError):
    """One trip at a time for a laptop."""

    message = N_("The trip {number} to {place} is still under way. Close it first; nothing was changed.")


class TripOver(DomainError):
    """The trip is closed."""

    message = N_("The trip {number} to {place} is closed. Nothing was changed.")


class MissingGlyphs(DomainError):
    """The font lacks a letter of the text; the paper is not made rather than made wrong."""

    message = N_("The paper cannot be printed: the font has no letter {glyphs}. Correct the text and print again.")


class PaperNotDue(DomainError):
    """The form belongs to an act that has not happened on this dossier."""

    message = N_(
        "This paper cannot be made yet: the act it belongs to is not recorded on the dossier. Record it first, then print."
    )


class WordingsDamaged(DomainError):
    """The province's file of wordings does not read; where and problem: the first fault in it."""

    message = N_(
        "The file {name} with the province's wordings of the forms is not used ({where}: {problem}). Papers are made with the wordings of the program; correct the file and start again."
    )
