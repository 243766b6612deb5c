"""What an event of a dossier was, in the officer's words: for the timeline and the pane beside the list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal

from app.clock import ZONE
from app.domain.baseline_events import DossierBaseline
from app.domain.deadline import Due
from app.domain.duplicate_events import DuplicateOverridden
from app.domain.erasure_events import PersonErased
from app.domain.errors import BadInput
from app.domain.events import (
    DossierCompleted,
    DossierForwarded,
    DossierHandedOver,
    DossierReceived,
    Event,
    FeeCollected,
    NoteAdded,
    SlipPrinted,
)
from app.domain.life_events import (
    ActUndone,
    CodeLinked,
    DossierCorrected,
    DossierExtended,
    DossierRefused,
    DossierStopped,
    DossierTakenOver,
    DossierWithdrawn,
    DueMoved,
    DutyFulfilled,
    DutySuspended,
    FileTakenIn,
    Leave,
    PapersCompleted,
    PapersRequested,
    ResultAnnounced,
    ResultFaulted,
)
from app.domain.merge_events import ConflictResolved, DossierAbsorbed, DossierMerged, ReviewDismissed
from app.domain.money import format_amount
from app.domain.money_events import FeeVoided, PaperReceiptWritten, ReceiptFailed, ReceiptIssued, TransferConfirmed
from app.domain.numbering import parse_code
from app.domain.old_book_events import EntryImported
from app.domain.paper_events import PaperPutOut
from app.domain.scan_events import ScanAdded, ScanRemoved
from app.domain.station_events import DossierInherited
from app.domain.version_events import VersionMoved
from app.dossier_fields import field_words
from app.i18n import N_, _, ngettext
from app.wording import because_text
from ui.correction_words import value_words
from ui.dossier_words import FORMS, moment_words
from ui.paper_words import DESK_PAPER_WORDS
from ui.person_words import marked

LATE_SECONDS = 300
_CHANNELS = {
    "direct": N_("Taken in at the desk"),
    "online": N_("Taken in online"),
    "post": N_("Taken in by post"),
}
_SIGNATURES = {"signed": N_("signed"), "fingerprint": N_("fingerprint"), "none": N_("no signature")}
TOLD_BY = {
    "told": N_("in person"),
    "phone": N_("by phone"),
    "sms": N_("by text message"),
    "messenger": N_("by messenger"),
    "email": N_("by e-mail"),
}
SYSTEMS = {
    "national": N_("the national system"),
    "ministry": N_("a ministry's system"),
    "province": N_("the province's system"),
    "other": N_("another system"),
}
FAULTS = {"wrong": N_("wrong"), "lost": N_("lost"), "damaged": N_("damaged")}
_TONES: dict[type[Event], Literal["plain", "supplement", "danger"]] = {
    PapersRequested: "supplement",
    DutySuspended: "supplement",
    DossierRefused: "danger",
    DossierStopped: "danger",
    DossierWithdrawn: "danger",
    ResultFaulted: "danger",
    FeeVoided: "danger",
    ReceiptFailed: "danger",
}
_METHODS = {"cash": N_("cash"), "transfer": N_("bank transfer")}


@dataclass(frozen=True, slots=True)
class Happened:
    """One act: when it happened, what, the details, its icon and tone."""

    at: datetime
    act: str
    detail: str
    icon: str
    tone: Literal["plain", "supplement", "danger"] = "plain"


def happened(event: Event, recorded_at: datetime | None = None) -> Happened | None:
    """Return an event in words; None for one that is no act on a dossier.

    recorded_at: when it was typed in, told where it is much later; practice data pass none.
    """
    told = (_said, _said_of_life, _said_of_ends, _said_of_money, _said_of_scans, _said_of_decisions)
    said = next((words for tell in told if (words := tell(event)) is not None), None)
    if said is None:
        return None
    at, act, icon, details = said
    if recorded_at is not None and (recorded_at - at).total_seconds() > LATE_SECONDS:
        details = [*details, _("Entered later, at {at}.").format(at=moment_words(recorded_at))]
    tone = _TONES.get(type(event), "plain")
    return Happened(at, act, " ".join(detail for detail in details if detail), icon, tone)


def _said(event: Event) -> tuple[datetime, str, str, list[str]] | None:
    match event:
        case DossierReceived():
            due = _("Due {at}.").format(at=moment_words(event.due.at))
            act = _(_CHANNELS.get(event.channel, _CHANNELS["direct"]))
            begun = _("The draft was begun by {name}.").format(name=event.begun_by) if event.begun_by else ""
            return event.received_at, act, "intake", [due, because_text(event.due), begun]
        case DossierForwarded():
            act = _("Passed on to {name}").format(name=event.to.name)
            return event.at, act, "arrow-right", [event.note or ""]
        case DossierCompleted():
            return event.at, _("Result ready, to be returned"), "check", [_result(event), event.note or ""]
        case DossierHandedOver():
            return event.at, _("Result returned"), "handover", [_receiver(event), event.note or ""]
        case NoteAdded():
            return event.at, _("Note"), "pencil", [event.text]
        case DossierBaseline():
            at = event.at or _day_of(event.code)
            return (at, _("The single acts are stored at the province"), "file", []) if at else None
        case DossierInherited():
            return event.at, _("Taken over by this desk's new key"), "key", []
        case SlipPrinted():
            return event.at, print_words(event.form, event.copy, event.mode), "printer", []
        case EntryImported():
            act = _("Taken over from an old register, no. {number}").format(number=event.code)
            return event.at, act, "intake", [event.note or ""]
        case DuplicateOverridden():
            open_codes = _("Open: {codes}.").format(codes=", ".join(event.open_codes))
            return event.at, _("Taken in although the same procedure is open"), "warning", [event.reason, open_codes]
        case PaperPutOut():
            return event.at, print_words(event.form, event.copy, event.mode), "printer", []
        case FeeCollected():
            act = _("{amount} collected").format(amount=format_amount(event.amount))
            return event.at, act, "money", [_slip(event)]
        case _:
            return None


def _day_of(code: str) -> datetime | None:
    """Return the day a code was given on, None for a code of another system."""
    try:
        return datetime.combine(parse_code(code).day, time(), ZONE)
    except BadInput:
        return None


def _said_of_decisions(event: Event) -> tuple[datetime, str, str, list[str]] | None:
    """What was decided on versions that stood against each other, and on doubles."""
    match event:
        case ConflictResolved(at=at, by=by, why=why):
            return at, _("Decided which version stands: {by}").format(by=by), "check", [why]
        case ReviewDismissed(at=at, by=by, why=why):
            return at, _("Looked at, nothing to do: {by}").format(by=by), "check", [why]
        case DossierMerged(at=at, into_code=code, why=why):
            return at, _("Merged into {code}").format(code=code), "arrow-right", [why]
        case DossierAbsorbed(at=at, code=code, why=why):
            return at, _("{code} was merged into this dossier").format(code=code), "arrow-right", [why]
        case PersonErased(at=at, number=number, by=by, reason=why):
            return at, _("Personal data erased by order {number}: {by}").format(number=number, by=by), "ban", [why]
        case _:
            return None


def _said_of_life(event: Event) -> tuple[datetime, str, str, list[str]] | None:
    """Standing, starting anew, promised anew, hand-overs between people."""
    match event:
        case PapersRequested():
            wanted = "; ".join(paper.name for paper in event.wanted)
            leave = (
                _("Leave of {leader}: {why}.").format(leader=_leader(event.leave), why=event.leave.why)
                if event.leave
                else ""
            )
            return (
                event.at,
                _("Papers asked for, no. {number}").format(number=event.number),
                "pencil",
                [_("{wanted}.").format(wanted=wanted), event.reason, leave],
            )
        case PapersCompleted():
            papers = "; ".join(paper.name for paper in event.papers)
            how = _("The time starts again from zero.") if event.mode == "restart" else _("The time goes on.")
            came = _("{wanted}.").format(wanted=papers) if papers else ""
            return event.at, _("The papers are there"), "check", [came, how, _due(event.due)]
        case DutySuspended():
            return event.at, _("Awaiting a payment"), "pause", [event.reason, event.agency or ""]
        case DutyFulfilled():
            return event.at, _("The payment is proved"), "arrow-right", [event.proof, _due(event.due)]
        case DossierExtended():
            act = _("Promised anew with an apology, no. {number}").format(number=event.number)
            return event.at, act, "clock", [event.reason, _due(event.due)]
        case DueMoved():
            return event.at, _("The promise moved with the calendar"), "calendar", [event.why, _due(event.due)]
        case FileTakenIn():
            return event.at, _("File taken in by {name}").format(name=event.by), "check", []
        case DossierTakenOver():
            return event.at, _("Taken over by {name}").format(name=event.by), "swap", [event.reason]
        case ResultAnnounced():
            how = _(TOLD_BY.get(event.how, TOLD_BY["told"]))
            return event.at, _("The citizen was told: {how}").format(how=how), "phone", [event.to or ""]
        case CodeLinked():
            system = _(SYSTEMS.get(event.system, SYSTEMS["other"]))
            return event.at, _("Code on {system}: {code}").format(system=system, code=event.code), "key", []
        case _:
            return None


def _said_of_ends(event: Event) -> tuple[datetime, str, str, list[str]] | None:
    """Refused, stopped, withdrawn, wrong, corrected, taken back."""
    match event:
        case DossierRefused():
            act = _("Refused, no. {number}").format(number=event.number)
            return event.at, act, "ban", [event.reason, event.legal_basis]
        case DossierStopped():
            act = _("Stopped at the citizen's request, no. {number}").format(number=event.number)
            return event.at, act, "ban", [event.reason, event.refund or ""]
        case DossierWithdrawn():
            return event.at, _("Withdrawn by the citizen"), "arrow-left", [event.reason]
        case ResultFaulted():
            act = _("Result {fault}; to be made again").format(fault=_(FAULTS.get(event.kind, FAULTS["wrong"])))
            return event.at, act, "warning", [event.what, event.remedy]
        case DossierCorrected():
            changed = "; ".join(
                _("{field}: “{old}” → “{new}”").format(
                    field=field_words(one.field),
                    old=value_words(one.field, one.old),
                    new=value_words(one.field, one.new),
                )
                for one in event.corrections
            )
            name = marked(event.second_officer, event.vouched) if event.second_officer else ""
            second = _("Checked by {name}.").format(name=name) if name else ""
            return event.at, _("Corrected"), "pencil", [changed, event.reason, second]
        case VersionMoved():
            act = _("Goes by the version of {day}").format(day=_day_words(event.procedure.version))
            due = _("New promise: {at}.").format(at=moment_words(event.due.at)) if event.due else ""
            return event.at, act, "catalogue", [event.reason, due]
        case ActUndone():
            return event.at, _("The last step was taken back"), "undo", []
        case _:
            return None


def _day_words(iso: str) -> str:
    """Return an ISO date as people write it; what another program or a forger wrote there stays what it is."""
    try:
        return f"{date.fromisoformat(iso):%d/%m/%Y}"
    except ValueError:
        return iso


def _said_of_money(event: Event) -> tuple[datetime, str, str, list[str]] | None:
    """What became of a fee slip."""
    match event:
        case FeeVoided():
            leave = _("Leave of {leader}.").format(leader=_leader(event.leave)) if event.leave else ""
            new = _("Replaced by {number}.").format(number=event.replaced_by) if event.replaced_by else ""
            return (
                event.at,
                _("Fee slip {number} voided").format(number=event.number),
                "ban",
                [event.reason, leave, new],
            )
        case TransferConfirmed():
            act = _("Transfer of fee slip {number} is on the statement").format(number=event.number)
            return event.at, act, "check", [event.reference or ""]
        case PaperReceiptWritten():
            receipt = f"{event.symbol}/{event.receipt_number}"
            return event.at, _("Paper receipt {receipt} written").format(receipt=receipt), "money", [event.number]
        case ReceiptIssued():
            receipt = f"{event.template} {event.symbol} {event.receipt_number}"
            return event.at, _("E-receipt {receipt} issued").format(receipt=receipt), "money", [event.number]
        case ReceiptFailed():
            act = _("The e-receipt of fee slip {number} could not be issued").format(number=event.number)
            return event.at, act, "warning", [event.reason]
        case _:
            return None


def _said_of_scans(event: Event) -> tuple[datetime, str, str, list[str]] | None:
    match event:
        case ScanAdded(replaces=None):
            pages = ngettext("{n} page", "{n} pages", event.pages).format(n=event.pages)
            act = _("Result scanned, {pages}") if event.is_result else _("Papers scanned, {pages}")
            return event.at, act.format(pages=pages), "file", []
        case ScanAdded():
            return event.at, _("Scan signed digitally"), "check", []
        case ScanRemoved():
            return event.at, _("Scan taken away"), "close", [event.reason]
        case _:
            return None


def _leader(leave: Leave) -> str:
    return marked(leave.leader, leave.vouched)


def _due(due: Due) -> str:
    return _("Due {at}.").format(at=moment_words(due.at)) + " " + because_text(due)


def print_words(form: str, copy: int, mode: str) -> str:
    """Return «In giấy tiếp nhận, in lại lần 1»; a file says so."""
    name = _(FORMS.get(form) or DESK_PAPER_WORDS.get(form, form))
    words = _("Printed: {form}") if mode == "printed" else _("Saved as a file: {form}")
    again = _(", reprint {n}").format(n=copy - 1) if copy > 1 else ""
    return words.format(form=name) + again


def _result(event: DossierCompleted) -> str:
    parts = [
        _("No. {number}").format(number=event.number) if event.number else "",
        _("signed by {name}").format(name=event.signer) if event.signer else "",
    ]
    said = ", ".join(part for part in parts if part)
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def _receiver(event: DossierHandedOver) -> str:
    by = _(_SIGNATURES.get(event.signature, event.signature))
    whom = _("To {name}").format(name=event.receiver_name) if event.receiver_name else _("By post")
    return f"{whom}, {by}."


def _slip(event: FeeCollected) -> str:
    words = _("Provisional slip {number}, {method}.")
    return words.format(number=event.number, method=_(_METHODS.get(event.method, event.method)))
