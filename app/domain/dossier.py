"""The dossier (hồ sơ) as its events made it: who, what, how it stands, what was promised.

``acts`` decides what may happen, ``evolving`` folds what happened into this value; nothing here
changes anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone

from app.domain.citizen import Applicant, Assistance, Representative
from app.domain.conflict import Conflict, Contradiction
from app.domain.copying import made, replace
from app.domain.deadline import Due, TimeLimit
from app.domain.events import DossierCompleted, DossierHandedOver, DossierReceived
from app.domain.facts import ProcedureRef, PromisedLimit, ReceivedPaper
from app.domain.life_events import (
    CodeLinked,
    DossierCorrected,
    DossierExtended,
    PapersRequested,
    ResultAnnounced,
    ResultFaulted,
)
from app.domain.money import Exemption, Fee, total
from app.domain.money_events import FeeVoided, PaidItem, ReceiptIssued, TransferConfirmed
from app.domain.old_book_events import EntryImported
from app.domain.pauses import Pause
from app.domain.scan_events import Scan
from app.domain.states import State


@dataclass(frozen=True, slots=True)
class Custodian:
    """Where the paper file lies. station: the laptop that may change the state. holder: for people."""

    station: bytes
    holder: str | None = None


@dataclass(frozen=True, slots=True)
class Print:
    """One paper made of this dossier; see :class:`app.domain.events.SlipPrinted`."""

    at: datetime
    form: str
    copy: int
    mode: str
    sha256: str
    pages: int
    paper: str
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """Money taken for this dossier on one provisional fee slip; see :class:`app.domain.events.FeeCollected`.

    station: whose series numbered the slip. voided: it counts no more, the number stays.
    """

    at: datetime
    number: str
    amount: int
    method: str
    paper_receipt: str | None = None
    total: int | None = None
    dossiers: tuple[bytes, ...] = ()
    items: tuple[PaidItem, ...] = ()
    by: str | None = None
    replaces: str | None = None
    station: bytes = b""
    voided: FeeVoided | None = None
    confirmed: TransferConfirmed | None = None
    receipt: ReceiptIssued | None = None

    @property
    def is_claimed(self) -> bool:
        """Tell whether the citizen says it was transferred and no statement shows it yet."""
        return self.method == "transfer" and self.confirmed is None and self.voided is None


@dataclass(frozen=True, slots=True)
class Handing:
    """One hand-over of the paper file (giao – nhận, Mẫu 06). taken_at: when the receiver signed for it."""

    given_at: datetime
    given_by: str | None
    to: str
    kind: str = "officer"
    taken_at: datetime | None = None
    taken_by: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """How a dossier ended otherwise than by a granted result. kind: refused | stopped | withdrawn.

    stood_since: since when the clock stood by then; nobody was late while it did.
    """

    kind: str
    at: datetime
    reason: str
    number: str | None = None
    legal_basis: str | None = None
    request: str | None = None
    refund: str | None = None
    signer: str | None = None
    stood_since: datetime | None = None


@dataclass(frozen=True)  # without slots: each act makes one, see ``copying``
class UndoPoint:
    """How the dossier stood before its last act, so that the act can be taken back (hoàn tác).

    station, seq, at: the act. The other fields are those of :class:`Dossier` that acts move.
    """

    station: bytes
    seq: int
    act: str
    at: datetime
    state: State
    due: Due
    original_due_at: datetime
    custodian: Custodian
    last_at: datetime
    day_zero: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    standing_since: datetime | None = None
    requests: tuple[PapersRequested, ...] = ()
    extension: DossierExtended | None = None
    ending: Ending | None = None
    result: DossierCompleted | None = None
    returned: DossierHandedOver | None = None
    papers: tuple[ReceivedPaper, ...] = ()
    handings: tuple[Handing, ...] = ()
    step: str | None = None
    step_until: datetime | None = None


@dataclass(frozen=True)  # without slots: each of its events copies it, see ``copying``
class Dossier:
    """A dossier as its events made it. Times are +07:00; money is whole đồng.

    marks: contradictions of facts from other stations (``illegal_transition:…``, ``not_custodian:…``).
    original_due_at: the promise statistics judge by: the law moves it (restart, pause), an apology does not.
    day_zero: when the limit last began to run anew, None: at receipt. standing_since: since when the clock stands.
    replaces_print: when the receipt was printed that a correction made wrong; None once the new one is out.
    undo: how the last act can be taken back, None once anything was built on it.
    imported: the file of an old register it comes from; nobody judges by our clock what another book closed.
    conflict, contradictions: what stations said without knowing of each other (``folding``). provisional: the
    province has not put it in order yet («tạm»). dismissed: what somebody has looked at, as ``review`` names it.
    merged_into: the dossier this request lives on in; absorbed: codes that live on here.
    home: the station that took it in; the citizen comes back there for the result, wherever it was solved.
    aim_at, return_to, return_point, reception: as in ``DossierReceived``.
    """

    id: bytes
    code: str
    state: State
    procedure: ProcedureRef
    applicant: Applicant
    received_at: datetime
    due: Due
    original_due_at: datetime
    limit: PromisedLimit
    commune: str
    officer_name: str
    form_version: str
    book: str
    entry: int
    custodian: Custodian
    last_at: datetime
    channel: str = "direct"
    representative: Representative | None = None
    summary: str | None = None
    papers: tuple[ReceivedPaper, ...] = ()
    sets: int = 1
    priority: tuple[str, ...] = ()
    competent_agency: str | None = None
    return_place: str = "desk"
    fees: tuple[Fee, ...] = ()
    exemption: Exemption | None = None
    entered_at: datetime | None = None
    late_entry: bool = False
    paper_number: str | None = None
    external_code: str | None = None
    result: DossierCompleted | None = None
    returned: DossierHandedOver | None = None
    prints: tuple[Print, ...] = ()
    payments: tuple[Payment, ...] = ()
    marks: tuple[str, ...] = ()
    rules: str = ""
    trip: bytes | None = None
    visit: bytes | None = None
    parent: str | None = None
    submitted_at: datetime | None = None
    accept_due_at: datetime | None = None
    assistance: Assistance | None = None
    slip_wanted: bool = True
    step: str | None = None
    step_until: datetime | None = None
    day_zero: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    standing_since: datetime | None = None
    requests: tuple[PapersRequested, ...] = ()
    extension: DossierExtended | None = None
    ending: Ending | None = None
    handings: tuple[Handing, ...] = ()
    corrections: tuple[DossierCorrected, ...] = ()
    announced: tuple[ResultAnnounced, ...] = ()
    faults: tuple[ResultFaulted, ...] = ()
    codes: tuple[CodeLinked, ...] = ()
    replaces_print: datetime | None = None
    undo: UndoPoint | None = None
    scans: tuple[Scan, ...] = ()
    imported: str | None = None
    conflict: Conflict | None = None
    contradictions: tuple[Contradiction, ...] = ()
    provisional: bool = False
    dismissed: tuple[str, ...] = ()
    merged_into: bytes | None = None
    absorbed: tuple[str, ...] = ()
    home: bytes = b""
    aim_at: datetime | None = None
    return_to: str | None = None
    return_point: str | None = None
    reception: str | None = None

    @property
    def other_desk(self) -> str | None:
        """Return which other desk gives the result out, as printed; None where this one does, or it is not known."""
        return (self.return_to or None) if self.return_place == "other_desk" else None

    @property
    def first_by(self) -> datetime | None:
        """Return by when the work is aimed to be done for somebody who has priority; None without priority.

        A limit that began anew has done away with the aim of the receipt.
        """
        if not self.priority:
            return None
        return min(self.aim_at, self.due.at) if self.aim_at and self.day_zero is None else self.due.at

    @property
    def total(self) -> int | None:
        """Return the fees owed in đồng; None while any amount is unknown."""
        return total(self.fees)

    @property
    def paid(self) -> int:
        """Return what was collected so far, in đồng; voided slips do not count, claimed transfers do."""
        return sum(payment.amount for payment in self.payments if payment.voided is None)

    @property
    def owed(self) -> int | None:
        """Return what is still to be paid, in đồng; None while any amount is unknown."""
        return None if self.total is None else max(self.total - self.paid, 0)

    def next_copy(self, form: str, number: str | None = None) -> int:
        """Return the number the next paper of this form takes: 1 is the first, 2 the first reprint.

        number: of which paper; None: of the newest. Another payment's slip is no reprint of the last, nor is
        another hand-over's.
        """
        number = number or self.slip_number(form)
        return 1 + max((made.copy for made in self.prints if (made.form, made.number) == (form, number)), default=0)

    def slip_number(self, form: str) -> str | None:
        """Return the own number of the newest paper of that form, None for forms that carry the dossier's code.

        handover: which hand-over of the file it was, 1 the first.
        """
        match form:
            case "fee-slip":
                return self.payments[-1].number if self.payments else None
            case "supplement":
                return self.requests[-1].number if self.requests else None
            case "apology":
                return self.extension.number if self.extension else None
            case "refusal" | "stop":
                return self.ending.number if self.ending else None
            case "handover":
                return str(len(self.handings)) if self.handings else None
            case _:
                return None

    def is_printed(self, form: str) -> bool:
        """Return whether a printer took this form, in its newest number, at least once."""
        number = self.slip_number(form)
        return any((made.form, made.number, made.mode) == (form, number, "printed") for made in self.prints)

    @property
    def is_promised_anew(self) -> bool:
        """Return whether an apology's day is the promise now; a limit that began again since has done away with it."""
        return self.extension is not None and (self.day_zero is None or self.extension.at >= self.day_zero)

    @property
    def is_late(self) -> bool:
        """Return whether the result came after the promise that statistics judge by; see ``late_at`` for open ones."""
        ended = (self.ending and self.ending.stood_since) or self.ended_at
        return ended is not None and ended > self.original_due_at

    @property
    def ended_at(self) -> datetime | None:
        """Return when the dossier was solved: result, refusal, stop or withdrawal; None while it is open."""
        if self.result is not None:
            return self.result.at
        return self.ending.at if self.ending else None

    def late_at(self, now: datetime) -> bool:
        """Return whether the promise is or was missed, as of now; a standing clock misses nothing."""
        if self.ended_at is not None:
            return self.is_late
        if self.imported is not None and self.state is State.RETURNED:
            return False
        return self.standing_since is None and now > self.original_due_at


def born(happened: DossierReceived, *, dossier_id: bytes, station: bytes) -> Dossier:
    """Return the dossier that a receipt brings into being; custody starts with the receiving station."""
    return made(
        Dossier,
        id=dossier_id,
        code=happened.code,
        state=State.ACCEPTED,
        procedure=happened.procedure,
        applicant=happened.applicant,
        received_at=happened.received_at,
        due=happened.due,
        original_due_at=happened.due.at,
        limit=happened.limit,
        commune=happened.commune,
        officer_name=happened.officer_name,
        form_version=happened.form_version,
        book=happened.book,
        entry=happened.entry,
        custodian=Custodian(station, happened.officer_name),
        last_at=happened.received_at,
        channel=happened.channel,
        representative=happened.representative,
        summary=happened.summary,
        papers=happened.papers,
        sets=happened.sets,
        priority=happened.priority,
        competent_agency=happened.competent_agency,
        return_place=happened.return_place,
        fees=happened.fees,
        exemption=happened.exemption,
        entered_at=happened.entered_at,
        late_entry=happened.late_entry,
        paper_number=happened.paper_number,
        external_code=happened.external_code,
        rules=happened.rules,
        trip=happened.trip,
        visit=happened.visit,
        parent=happened.parent,
        submitted_at=happened.submitted_at,
        accept_due_at=happened.accept_due_at,
        assistance=happened.assistance,
        slip_wanted=happened.slip_wanted,
        home=station,
        aim_at=happened.aim_at,
        return_to=happened.return_to,
        return_point=happened.return_point,
        reception=happened.reception,
    )


_END_OF_DAY = time(17, 30, tzinfo=timezone(timedelta(hours=7)))


def born_of_old_book(happened: EntryImported, *, dossier_id: bytes, station: bytes) -> Dossier:
    """Return the dossier of a row of an old register. Its paper is the old book's: no slip is owed.

    A row without a day of return is open only if the book promised one.
    """
    received_at = _end_of(happened.received_on)
    due = Due(_end_of(happened.due_on or happened.received_on), (), ())
    is_open = happened.due_on is not None and happened.returned_on is None
    return Dossier(
        id=dossier_id,
        code=happened.code,
        state=State.PROCESSING if is_open else State.RETURNED,
        procedure=ProcedureRef("", "", happened.procedure, happened.field, ""),
        applicant=Applicant("person", happened.applicant_name, address=happened.address, phone=happened.phone),
        received_at=received_at,
        due=due,
        original_due_at=due.at,
        limit=PromisedLimit(TimeLimit("calendar_day", None)),
        commune=happened.commune,
        officer_name="",
        form_version="",
        book=happened.book,
        entry=happened.entry,
        custodian=Custodian(station),
        last_at=received_at,
        summary=happened.note,
        entered_at=happened.at,
        late_entry=True,
        paper_number=happened.code,
        slip_wanted=False,
        imported=happened.source,
        home=station,
    )


def _end_of(day: str) -> datetime:
    # Facts of other stations are never refused: what is no date is told as the earliest day.
    try:
        return datetime.combine(datetime.fromisoformat(day).date(), _END_OF_DAY)
    except ValueError:
        return datetime(1970, 1, 2, 17, 30, tzinfo=_END_OF_DAY.tzinfo)


_UNDOABLE = tuple(name for name in UndoPoint.__dataclass_fields__ if name not in ("station", "seq", "act", "at"))


def undo_point(dossier: Dossier, *, station: bytes, seq: int, act: str, at: datetime) -> UndoPoint:
    """Return how to come back to this dossier from the act that is about to happen."""
    before = {name: getattr(dossier, name) for name in _UNDOABLE}
    return made(UndoPoint, station=station, seq=seq, act=act, at=at, **before)


def undone_by(dossier: Dossier, point: UndoPoint) -> Dossier:
    """Return the dossier as it stood before its last act."""
    return replace(dossier, undo=None, **{name: getattr(point, name) for name in _UNDOABLE})
