"""Folding events into a dossier. Never refuses: what other stations recorded are facts.

An act that custody or the transition table does not allow is marked and changes nothing (SYNC §2.5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.copying import replace
from app.domain.dossier import (
    Custodian,
    Dossier,
    Ending,
    Handing,
    Payment,
    Print,
    born,
    born_of_old_book,
    undo_point,
    undone_by,
)
from app.domain.events import (
    DossierCompleted,
    DossierForwarded,
    DossierHandedOver,
    DossierReceived,
    FeeCollected,
    NoteAdded,
    Recorded,
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
    PapersCompleted,
    PapersRequested,
    ResultAnnounced,
    ResultFaulted,
)
from app.domain.merge_events import DossierAbsorbed, DossierMerged, ReviewDismissed, hand_of
from app.domain.money_events import FeeVoided, PaperReceiptWritten, ReceiptFailed, ReceiptIssued, TransferConfirmed
from app.domain.old_book_events import EntryImported
from app.domain.pauses import Pause
from app.domain.scan_events import ScanAdded, ScanRemoved
from app.domain.scans import with_scan, without_scan
from app.domain.states import ACTS, AT_HOME, NEEDS_NO_CUSTODY, OPEN_STATES, RUNNING_STATES, State
from app.domain.station_events import DossierInherited
from app.domain.version_events import VersionMoved

if TYPE_CHECKING:
    from datetime import datetime

    from app.domain.deadline import Due
    from app.domain.money_events import SlipEvent

Moving = (
    DossierForwarded
    | FileTakenIn
    | PapersRequested
    | PapersCompleted
    | DutySuspended
    | DutyFulfilled
    | DossierExtended
    | DossierCompleted
    | DossierRefused
    | DossierStopped
    | DossierWithdrawn
    | ResultAnnounced
    | DossierHandedOver
    | ResultFaulted
    | DossierCorrected
    | DossierTakenOver
    | VersionMoved
)
"""Events that only the custodian may add, each under the act that makes it."""

ACT_OF: dict[type[Moving], str] = {
    DossierForwarded: "forward",
    FileTakenIn: "take-in",
    PapersRequested: "request-papers",
    PapersCompleted: "papers-received",
    DutySuspended: "suspend",
    DutyFulfilled: "resume",
    DossierExtended: "extend",
    DossierCompleted: "complete",
    DossierRefused: "refuse",
    DossierStopped: "stop",
    DossierWithdrawn: "withdraw",
    ResultAnnounced: "announce",
    DossierHandedOver: "hand-over",
    ResultFaulted: "fault",
    DossierCorrected: "correct",
    DossierTakenOver: "take-over",
    VersionMoved: "new-version",
}

_LEAVES_NO_WAY_BACK = (DossierCorrected, DossierTakenOver, ResultFaulted, ResultAnnounced, VersionMoved)
"""These are not taken back with one key: a correction is corrected, the rest is a fact."""


def evolve(dossier: Dossier | None, recorded: Recorded, *, dossier_id: bytes) -> Dossier | None:
    """Fold one recorded event into the dossier. An event before any birth changes nothing."""
    event = recorded.event
    if isinstance(event, DossierReceived):
        return born(event, dossier_id=dossier_id, station=recorded.station) if dossier is None else dossier
    if isinstance(event, EntryImported):
        return born_of_old_book(event, dossier_id=dossier_id, station=recorded.station) if dossier is None else dossier
    if dossier is None:
        return None
    match event:
        case SlipPrinted():
            return _printed(dossier, event)
        case FeeCollected():
            return replace(dossier, payments=(*dossier.payments, _payment(event, recorded.station)), undo=None)
        case FeeVoided() | TransferConfirmed() | PaperReceiptWritten() | ReceiptIssued() | ReceiptFailed():
            payments = tuple(_of_slip(one, event, recorded.station) for one in dossier.payments)
            return replace(dossier, payments=payments, undo=None)
        case NoteAdded():
            return dossier
        case CodeLinked():
            return replace(dossier, codes=(*dossier.codes, event), external_code=dossier.external_code or event.code)
        case ScanAdded():
            return with_scan(dossier, event, recorded.station)
        case ScanRemoved():
            return without_scan(dossier, event)
        case DueMoved():
            return _due_moved(dossier, event)
        case DossierInherited():
            return _inherited(dossier, event, recorded)
        case ActUndone():
            return _undone(dossier, event, recorded)
        case ReviewDismissed(item=item):
            return dossier if item in dossier.dismissed else replace(dossier, dismissed=(*dossier.dismissed, item))
        case DossierMerged(into=into):
            return replace(dossier, merged_into=dossier.merged_into or into, undo=None)
        case DossierAbsorbed(code=code):
            return dossier if code in dossier.absorbed else replace(dossier, absorbed=(*dossier.absorbed, code))
        case _ if type(event) in ACT_OF:
            return _acted(dossier, event, recorded)  # type: ignore[arg-type]
        case _:
            return dossier  # kinds of other aggregates, or of a newer program


def _inherited(dossier: Dossier, event: DossierInherited, recorded: Recorded) -> Dossier:
    """Let the new key hold what the old one held; a dossier that had gone elsewhere by then stays there."""
    if dossier.custodian.station != event.previous:
        return _marked(dossier, "not_custodian", "inherit", recorded)
    heir = recorded.station
    payments = tuple(replace(one, station=heir) if one.station == event.previous else one for one in dossier.payments)
    return replace(dossier, custodian=replace(dossier.custodian, station=heir), payments=payments, undo=None)


def _printed(dossier: Dossier, event: SlipPrinted) -> Dossier:
    made = Print(event.at, event.form, event.copy, event.mode, event.sha256, event.pages, event.paper, event.number)
    replaced = None if (event.form, event.mode) == ("receipt", "printed") else dossier.replaces_print
    return replace(dossier, prints=(*dossier.prints, made), replaces_print=replaced, undo=None)


def _payment(event: FeeCollected, station: bytes) -> Payment:
    return Payment(
        event.at,
        event.number,
        event.amount,
        event.method,
        event.paper_receipt,
        event.total,
        event.dossiers,
        event.items,
        event.by,
        event.replaces,
        station,
    )


def _of_slip(payment: Payment, event: SlipEvent, station: bytes) -> Payment:
    """Apply what happened to a slip; the desk that numbered it has the money, another's word changes nothing."""
    if (payment.number, payment.at.year, payment.station) != (event.number, event.year, station):
        return payment
    match event:
        case FeeVoided():
            return payment if payment.voided else replace(payment, voided=event)
        case TransferConfirmed():
            return payment if payment.confirmed else replace(payment, confirmed=event)
        case PaperReceiptWritten(symbol=symbol, receipt_number=number):
            return payment if payment.paper_receipt else replace(payment, paper_receipt=f"{symbol}/{number}")
        case ReceiptIssued():
            return payment if payment.receipt else replace(payment, receipt=event)
        case ReceiptFailed():
            return payment


def _due_moved(dossier: Dossier, event: DueMoved) -> Dossier:
    """The calendar moves every promise that still runs, whoever holds the file."""
    if dossier.state not in RUNNING_STATES:
        return dossier
    judged = dossier.original_due_at if dossier.is_promised_anew else event.due.at
    return replace(dossier, due=event.due, original_due_at=judged, undo=None)


def _undone(dossier: Dossier, event: ActUndone, recorded: Recorded) -> Dossier:
    point = dossier.undo
    if point is None or (point.station, point.seq) != (recorded.station, event.undone):
        return _marked(dossier, "illegal_transition", "undo", recorded)
    return undone_by(dossier, point)


def mark_of(kind: str, act: str, station: bytes, seq: int) -> str:
    """Return how a contradiction of facts is named: what is wrong, which act, and the change that said it."""
    return f"{kind}:{act}:{station.hex()[:8]}:{seq}"


def _marked(dossier: Dossier, kind: str, act: str, recorded: Recorded) -> Dossier:
    return replace(dossier, marks=(*dossier.marks, mark_of(kind, act, recorded.station, recorded.seq)))


def _acted(dossier: Dossier, event: Moving, recorded: Recorded) -> Dossier:
    """Apply an act, or mark it where custody or the transition table says no.

    An act of somebody who does not hold the file, or that it can take no more, is *late* where the dossier has ended.
    """
    act = ACT_OF[type(event)]
    is_over = dossier.state not in OPEN_STATES
    is_free = act in NEEDS_NO_CUSTODY or (act in AT_HOME and dossier.home == recorded.station)
    if not is_free and hand_of(dossier.custodian.station) != hand_of(recorded.station):
        return _marked(dossier, "late" if is_over else "not_custodian", act, recorded)
    if dossier.state not in ACTS[act]:
        return _marked(dossier, "late" if is_over else "illegal_transition", act, recorded)
    before = undo_point(dossier, station=recorded.station, seq=recorded.seq, act=act, at=event.at)
    changed = _changed(dossier, event, recorded.station)
    way_back = None if isinstance(event, _LEAVES_NO_WAY_BACK) else before
    return replace(changed, last_at=max(dossier.last_at, event.at), undo=way_back)


def _changed(dossier: Dossier, event: Moving, station: bytes) -> Dossier:  # one branch an event: long, but flat
    match event:
        case DossierForwarded():
            return _forwarded(dossier, event)
        case FileTakenIn():
            return _taken_in(dossier, event.at, event.by)
        case PapersRequested():
            asked = (*dossier.requests, event)
            return replace(dossier, state=State.AWAITING_PAPERS, standing_since=event.at, requests=asked)
        case PapersCompleted():
            return _completed_papers(dossier, event)
        case DutySuspended():
            return replace(dossier, state=State.AWAITING_PAYMENT, standing_since=event.at)
        case DutyFulfilled():
            return _resumed(dossier, event.at, event.due)
        case DossierExtended():
            return replace(dossier, due=event.due, extension=event)
        case DossierCompleted():
            return replace(dossier, state=State.COMPLETED, result=event)
        case DossierRefused() | DossierStopped() | DossierWithdrawn():
            return _ended(dossier, event)
        case ResultAnnounced():
            return replace(dossier, announced=(*dossier.announced, event))
        case DossierHandedOver():
            # From «withdrawn» and «stopped» the papers go back; the state says how it ended and stays.
            state = State.RETURNED if dossier.state is State.COMPLETED else dossier.state
            return replace(dossier, state=state, returned=event)
        case ResultFaulted():
            return _faulted(dossier, event)
        case DossierCorrected():
            return _corrected(dossier, event)
        case DossierTakenOver():
            holder = Custodian(station, event.by)
            taken = Handing(event.at, dossier.custodian.holder, event.by, "taken", event.at, event.by, event.reason)
            return replace(dossier, custodian=holder, handings=(*dossier.handings, taken))
        case VersionMoved():
            return _moved_on(dossier, event)


def _forwarded(dossier: Dossier, event: DossierForwarded) -> Dossier:
    to = event.to
    holder = Custodian(to.station or dossier.custodian.station, to.name)
    given = Handing(event.at, event.by or dossier.custodian.holder, to.name, to.kind, note=event.note)
    return replace(
        dossier, state=State.PROCESSING, custodian=holder, handings=(*dossier.handings, given), step=event.step,
        step_until=event.until,
    )  # fmt: skip


def _taken_in(dossier: Dossier, at: datetime, by: str) -> Dossier:
    """The receiver signs for the last hand-over; without one the holder simply has a name now."""
    *earlier, last = dossier.handings or (Handing(at, None, by),)
    signed = replace(last, taken_at=at, taken_by=by)
    return replace(dossier, custodian=replace(dossier.custodian, holder=by), handings=(*earlier, signed))


def _completed_papers(dossier: Dossier, event: PapersCompleted) -> Dossier:
    papers = (*dossier.papers, *event.papers)
    if event.mode == "resume":
        return replace(_resumed(dossier, event.at, event.due), papers=papers)
    return replace(
        dossier,
        state=State.PROCESSING,
        due=event.due,
        original_due_at=event.due.at,
        day_zero=event.at,
        pauses=(),
        standing_since=None,
        papers=papers,
    )


def _resumed(dossier: Dossier, at: datetime, due: Due) -> Dossier:
    """The clock goes on; under an extension the statistics keep judging by the first promise, moved by the pause."""
    pauses = dossier.pauses
    if dossier.standing_since is not None:
        pauses = (*pauses, Pause(dossier.standing_since, max(at, dossier.standing_since)))
    judged = dossier.original_due_at if dossier.is_promised_anew else due.at
    return replace(dossier, state=State.PROCESSING, due=due, original_due_at=judged, pauses=pauses, standing_since=None)


def _ended(dossier: Dossier, event: DossierRefused | DossierStopped | DossierWithdrawn) -> Dossier:
    since, result = dossier.standing_since, None
    match event:
        case DossierRefused(at=at, number=number, signer=signer):
            state = State.COMPLETED
            result = DossierCompleted(at, "refused", number, signer)
            ending = Ending("refused", at, event.reason, number, event.legal_basis, signer=signer, stood_since=since)
        case DossierStopped(at=at, number=number, signer=signer):
            state = State.STOPPED
            ending = Ending(
                "stopped", at, event.reason, number, None, event.request, event.refund, signer, stood_since=since
            )
        case DossierWithdrawn(at=at):
            state = State.WITHDRAWN
            ending = Ending("withdrawn", at, event.reason, request=event.request, stood_since=since)
    return replace(dossier, state=state, ending=ending, result=result, standing_since=None)


def _faulted(dossier: Dossier, event: ResultFaulted) -> Dossier:
    """A wrong, lost or damaged result is made again: the dossier is in work once more, late or not as it was."""
    return replace(
        dossier, state=State.PROCESSING, result=None, returned=None, ending=None, faults=(*dossier.faults, event)
    )


def _moved_on(dossier: Dossier, event: VersionMoved) -> Dossier:
    moved = replace(dossier, procedure=event.procedure, papers=event.papers, limit=event.limit or dossier.limit)
    return moved if event.due is None else replace(moved, due=event.due, original_due_at=event.due.at)


def _corrected(dossier: Dossier, event: DossierCorrected) -> Dossier:
    """Set right what the event names; a dossier that two stations corrected is folded field by field (``edits``)."""
    new = {
        name: value
        for name in ("applicant", "representative", "procedure", "papers", "limit", "due", "fees", "summary",
                     "return_place", "return_to", "return_point", "priority")
        if (value := getattr(event, name)) is not None
    }  # fmt: skip
    if event.due is not None and not dossier.is_promised_anew:
        new["original_due_at"] = event.due.at
    return noted_correction(replace(dossier, **new), event)


def noted_correction(dossier: Dossier, event: DossierCorrected) -> Dossier:
    """Return the dossier with a correction in its history, whatever of it stands: a printed receipt is wrong now."""
    printed = [made.at for made in dossier.prints if (made.form, made.mode) == ("receipt", "printed")]
    replaces = printed[-1] if printed else dossier.replaces_print
    return replace(dossier, corrections=(*dossier.corrections, event), replaces_print=replaces)
