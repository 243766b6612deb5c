"""What can go wrong, as types. Each carries one sentence for the officer.

::

    Refusal                     everything the program says no to, with a sentence
    ├── DomainError             exit 3: the officer can act (bad data, a rule of the desk)
    ├── EnvironmentFault        exit 4: the world failed (disk, printer, stick, second window)
    └── Untrusted               exit 5: damaged, forged, another province's

Anything that is not a ``Refusal`` is a bug. The subclasses stand below, each under its branch;
a new one needs a ``message`` that says what happened, what was kept and what to do.
"""

from __future__ import annotations

from typing import ClassVar

from app.i18n import N_


class Refusal(Exception):
    """The program says no. ``details`` fill the braces of ``message`` and go out as JSON."""

    message: ClassVar[str] = N_("The step could not be done.")
    exit_code: ClassVar[int] = 70

    def __init__(self, **details: object) -> None:
        super().__init__(type(self).__name__)
        self.details: dict[str, object] = details

    def __str__(self) -> str:
        """Return the English sentence, for logs and tests; people read the translated one."""
        return self.worded(self.message)

    def worded(self, template: str) -> str:
        """Fill a (translated) template of this error's sentence with its details."""
        return template.format(**self.details)


class DomainError(Refusal):
    """The officer can do something about it."""

    exit_code = 3


class EnvironmentFault(Refusal):
    """The world failed: what was saved stays saved."""

    exit_code = 4


class Untrusted(Refusal):
    """Bytes that are damaged, forged or not meant for this desk: nothing of them is stored."""

    exit_code = 5


# ── exit 3: the officers of the desk ─────────────────────────────────────────────────────────


class NotALeader(DomainError):
    """Only a leader manages the accounts of others (chỉ người phụ trách)."""

    message = N_("{name} may not change accounts. Nothing was changed; ask the leader of this desk.")


class LoginTaken(DomainError):
    """A login names one person for ever, also after they left."""

    message = N_("The login “{login}” belongs or belonged to somebody here. Nothing was saved; choose another one.")


class OfficerLeft(DomainError):
    """The account is disabled; what its owner did stays theirs (tài khoản đã thôi dùng)."""

    message = N_("The account of {name} was disabled on {day}. Nothing was opened; a leader can open it again.")


class OfficerNotDisabled(DomainError):
    """Only an account that was disabled can be opened again."""

    message = N_("The account of {name} is not disabled. Nothing was changed; set a new password instead.")


class OwnAccount(DomainError):
    """Nobody disables themselves: somebody must be left to open the desk."""

    message = N_("You cannot disable your own account. Nothing was changed; another leader does it.")


class LastOfficer(DomainError):
    """The desk must keep one officer who can open it, and one who leads."""

    message = N_("{name} is the only one who can do this here. Nothing was changed; name another officer first.")


# ── exit 3: the queue of the hall ────────────────────────────────────────────────────────────


class NobodyWaits(DomainError):
    """There is nobody to call, or nobody sits here (không còn số chờ)."""

    message = N_("Nobody waits for this desk; {elsewhere} wait for other desks. Nothing was called.")


class QueueFull(DomainError):
    """A desk has no more numbers today."""

    message = N_("The {most} numbers of today are used up. Nothing was given out; use another desk.")


class UnknownTicket(DomainError):
    """There is no such number today."""

    message = N_("There is no number {number} today. Nothing was called; look at the list.")


class NotYourTicket(DomainError):
    """The number was called or served already, perhaps by another desk."""

    message = N_("Number {number} was called by desk {desk} already. Nothing was called; call the next one.")


# ── exit 3: the draft ────────────────────────────────────────────────────────────────────────


class BadInput(DomainError):
    """A value does not fit its field."""

    message = N_("{field}: {problem}")


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


# ── exit 3: the dossier's life ───────────────────────────────────────────────────────────────


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
    """The province's file of wordings does not read; problem: the first fault in it."""

    message = N_(
        "The file {name} with the province's wordings of the forms is not used ({problem}). Papers are made with the wordings of the program; correct the file and start again."
    )


# ── exit 3: what the province publishes ──────────────────────────────────────────────────────


class PublicationRefused(DomainError):
    """A file to be published has bad rows. rows: a sentence each."""

    message = N_("{name} is not published: {problems}. Nothing was signed; correct the file and publish it again.")


class NationalCodesDamaged(DomainError):
    """The province's own code tables for the national portal do not read."""

    message = N_("The code tables in {name} cannot be used: {problem}. Nothing was sent; correct the file.")


class NationalPortalSilent(EnvironmentFault):
    """The national portal, or what stands for it, cannot be reached."""

    message = N_("The portal did not answer: {problem}. {waiting} dossiers wait and are sent again later.")


class NoNewerVersion(DomainError):
    """The dossier's procedure has no later version in force (chưa có phiên bản mới)."""

    message = N_("Dossier {code} already has the newest version of its procedure that is in force ({version}).")


# ── exit 3: scans and signatures ─────────────────────────────────────────────────────────────


class ScanRefused(DomainError):
    """A file that is no scan one may keep: not what it says, locked, broken, or with something that acts."""

    message = N_("This file was not attached: {reason}. Nothing was stored.")


class AlreadyScanned(DomainError):
    """The very same pages are already there."""

    message = N_("These very pages are already attached at this place of {code}. Nothing was stored twice.")


class NoSuchScan(DomainError):
    """No kept scan of that digest with this dossier."""

    message = N_(
        "The dossier {code} has no scan “{scan}”. Look at its scans, then give the digest or its first letters."
    )


class ScanNotHere(DomainError):
    """The record of a scan came from another desk; its pages did not come yet (thiếu bản quét)."""

    message = N_("The pages of this scan are not on this computer; they lie at the desk that scanned them.")


class NothingToSign(DomainError):
    """Every scan of the dossier carries a signature already, or there is none."""

    message = N_("The dossier {code} has no scan that waits for a signature.")


class PinWrong(DomainError):
    """The token did not take the PIN; after a few wrong tries the token locks itself."""

    message = N_(
        "The token did not accept the PIN. Nothing was signed; try again with care: the token locks itself after a few wrong PINs."
    )


class PinLocked(DomainError):
    """The token locked itself after wrong PINs."""

    message = N_("The token is locked after too many wrong PINs. Nothing was signed; its issuer can unlock it.")


class NoSigningKey(DomainError):
    """The token holds no key with a certificate, or several and none was chosen."""

    message = N_("The token “{token}” has no certificate to sign with ({reason}). Nothing was signed.")


# ── exit 3: the desk ─────────────────────────────────────────────────────────────────────────


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


class UnknownUser(DomainError):
    """Nobody of that login may look at the province's pages."""

    message = N_("There is no user “{login}” of the province's pages. Look at the list: hub users list.")


class NothingKeptApart(DomainError):
    """No part of that key is kept apart at the province; perhaps another person has decided already."""

    message = N_("Nothing of that key is kept apart here. Somebody may have decided already: look at the list again.")


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


# ── exit 4: the world ────────────────────────────────────────────────────────────────────────


class DeskInUse(EnvironmentFault):
    """Another window or command holds the desk."""

    message = N_("The desk is already open in another window of this computer. Close it there, then try again.")


class DatabaseGone(EnvironmentFault):
    """The hub's database server does not answer, or ended the connection."""

    message = N_(
        "The hub's database does not answer. Nothing was half saved; see that PostgreSQL is running, then try again."
    )


class DatabaseRefused(EnvironmentFault):
    """The hub's database server does not let this program in, or not far enough."""

    message = N_(
        "The hub's database refuses this program ({reason}). Nothing was changed; check user, password and rights "
        "as docs/hub.md says."
    )


class NoPostgresDriver(EnvironmentFault):
    """This installation lacks the driver for PostgreSQL."""

    message = N_("This installation cannot use PostgreSQL. Install the program's hub part, then try again.")


class DiskFull(EnvironmentFault):
    """No room for the write."""

    message = N_("There is no room left on {place}. Nothing was half saved; free some space and try again.")


class CannotWrite(EnvironmentFault):
    """Read-only folder, write-protected stick, missing rights."""

    message = N_(
        "{place} cannot be written to. Nothing was changed; check the rights or the lock switch, or choose another place."
    )


class CannotRead(EnvironmentFault):
    """A file or folder cannot be read."""

    message = N_("{place} cannot be read. Check that the stick is in and the file is there.")


class ParkedTooMuch(EnvironmentFault):
    """Too many segments wait for a missing one (SYNC §2.7)."""

    message = N_(
        "Too much from desk {station} waits for a missing batch. Nothing is lost; bring the missing batch first."
    )


class DriveGone(EnvironmentFault):
    """The stick was pulled out or failed while writing."""

    message = N_(
        "The drive {place} stopped answering. Nothing is lost on this computer; put the stick in again and write once more."
    )


class TooLittleMemory(EnvironmentFault):
    """Argon2 got neither memory nor threads: nothing is wrong with the vault."""

    message = N_(
        "The computer has too little memory free to open the vault. Nothing was changed; close other programs and try again."
    )


class PrinterFailed(EnvironmentFault):
    """The printer did not take the paper."""

    message = N_("The printer did not take the paper: {reason}. The dossier is saved; the slip waits in “To print”.")


class NoToken(EnvironmentFault):
    """No token of that name in any reader, or its driver does not load (không thấy USB Token)."""

    message = N_("The token was not found: {reason}. Nothing was signed; put it in, check its driver, and try again.")


class TokenGone(EnvironmentFault):
    """The token was pulled out or stopped answering while it was signing."""

    message = N_("The token stopped answering. Nothing was signed; put it in again and sign once more.")


class SigningNotInstalled(EnvironmentFault):
    """The parts of the program that sign are missing on this computer."""

    message = N_(
        "This installation cannot sign digitally: {reason} is missing. Sign on paper, or install the program again."
    )


class NoLink(EnvironmentFault):
    """The other end could not be reached for as long as we were willing to try."""

    message = N_(
        "The other end cannot be reached: {reason}. Everything is safe on this computer; the next try goes on where this one stopped. Take a stick if it is urgent."
    )


class PortTaken(EnvironmentFault):
    """Another program listens there already."""

    message = N_("Port {port} of this computer is taken by another program. Nothing was changed; choose another port.")


class ServingNotInstalled(EnvironmentFault):
    """The parts of the program that answer over the network are missing on this computer."""

    message = N_(
        "This installation cannot answer over the network: {reason} is missing. Exchange by stick, or install the program with its network parts."
    )


# ── exit 5: trust ────────────────────────────────────────────────────────────────────────────


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
