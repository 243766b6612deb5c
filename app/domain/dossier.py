"""The dossier (hồ sơ): its states, the acts that move it, and what its events make of it.

*Decide* functions (``forward``, ``complete`` …) take what they need and return an event or raise.
``evolve`` folds events into a dossier and never refuses: events of other stations are facts, and
contradictory facts give a dossier with a visible mark.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from app.domain.amount_words import LARGEST
from app.domain.citizen import Applicant, Representative
from app.domain.deadline import Due
from app.domain.errors import BadInput, BeforeLastEvent, NotCustodian, StepNotAllowed
from app.domain.events import (
    DossierCompleted,
    DossierForwarded,
    DossierHandedOver,
    DossierReceived,
    FeeCollected,
    NoteAdded,
    ProcedureRef,
    PromisedLimit,
    ReceivedPaper,
    Receiver,
    Recorded,
    SlipPrinted,
)
from app.domain.money import Exemption, Fee, total
from app.i18n import N_


class State(Enum):
    """The ten national states (TT 22/2019/TT-BTTTT, Annex I); the value is the slug."""

    NOT_ACCEPTED = "not_accepted"
    ACCEPTED = "accepted"
    PROCESSING = "processing"
    AWAITING_PAPERS = "awaiting_papers"
    AWAITING_PAYMENT = "awaiting_payment"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    COMPLETED = "completed"
    RETURNED = "returned"

    @property
    def code(self) -> int:
        """Return the code exchanged with the national systems, 1–10."""
        return STATE_CODES[self]


STATE_CODES = {
    State.ACCEPTED: 2,
    State.NOT_ACCEPTED: 3,
    State.PROCESSING: 4,
    State.AWAITING_PAPERS: 5,
    State.AWAITING_PAYMENT: 6,
    State.WITHDRAWN: 7,
    State.STOPPED: 8,
    State.COMPLETED: 9,
    State.RETURNED: 10,
}

STATE_WORDS = {
    State.NOT_ACCEPTED: N_("Not accepted"),
    State.ACCEPTED: N_("Accepted"),
    State.PROCESSING: N_("In progress"),
    State.AWAITING_PAPERS: N_("Awaiting papers"),
    State.AWAITING_PAYMENT: N_("Awaiting payment"),
    State.WITHDRAWN: N_("Withdrawn"),
    State.STOPPED: N_("Stopped"),
    State.COMPLETED: N_("Result ready"),
    State.RETURNED: N_("Result returned"),
}

OPEN_STATES = (State.ACCEPTED, State.PROCESSING, State.AWAITING_PAPERS, State.AWAITING_PAYMENT)

ACTS: dict[str, tuple[State, ...]] = {
    "forward": (State.ACCEPTED, State.PROCESSING),
    "complete": (State.ACCEPTED, State.PROCESSING),
    "hand-over": (State.COMPLETED,),
    "note": tuple(State),
}
"""Act → states it may start from. Notes are facts: any state, any station."""

ACT_WORDS = {
    "forward": N_("Pass on for solving"),
    "complete": N_("Record the result"),
    "hand-over": N_("Return the result"),
    "note": N_("Add a note"),
}


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
    """Money taken for this dossier on one provisional fee slip."""

    at: datetime
    number: str
    amount: int
    method: str
    paper_receipt: str | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier as its events made it. Times are +07:00; money is whole đồng.

    marks: contradictions of facts from other stations (``illegal_transition:…``, ``not_custodian:…``).
    original_due_at: the first promise, kept for statistics.
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

    @property
    def total(self) -> int | None:
        """Return the fees owed in đồng; None while any amount is unknown."""
        return total(self.fees)

    @property
    def paid(self) -> int:
        """Return what was collected so far, in đồng."""
        return sum(payment.amount for payment in self.payments)

    def next_copy(self, form: str) -> int:
        """Return the number the next paper of this form takes: 1 is the first, 2 the first reprint.

        For fee slips this is about the newest one: another payment's slip is no reprint of the last.
        """
        number = self.slip_number(form)
        return 1 + max((made.copy for made in self.prints if (made.form, made.number) == (form, number)), default=0)

    def slip_number(self, form: str) -> str | None:
        """Return the number of the newest fee slip for that form, None for forms that carry the dossier's code."""
        return self.payments[-1].number if form == "fee-slip" and self.payments else None

    def is_printed(self, form: str) -> bool:
        """Return whether a printer took this form at least once."""
        return any(made.form == form and made.mode == "printed" for made in self.prints)


def allowed_acts(dossier: Dossier, *, station: bytes) -> tuple[str, ...]:
    """Return the acts this station may do now, in the order the desk offers them."""
    is_ours = dossier.custodian.station == station
    return tuple(act for act, states in ACTS.items() if dossier.state in states and (is_ours or act == "note"))


def _check(dossier: Dossier, act: str, *, station: bytes, at: datetime) -> None:
    """Refuse an act that the state, the custody or the clock does not allow."""
    if dossier.state not in ACTS[act]:
        allowed = allowed_acts(dossier, station=station)
        steps = tuple(ACT_WORDS[one] for one in allowed)
        raise StepNotAllowed(code=dossier.code, state=STATE_WORDS[dossier.state], steps=steps, allowed=allowed, act=act)
    if act != "note" and dossier.custodian.station != station:
        raise NotCustodian(code=dossier.code, custodian=dossier.custodian.holder or dossier.custodian.station.hex()[:8])
    if at < dossier.last_at and act != "note":
        raise BeforeLastEvent(at=at, last=dossier.last_at)


def forward(dossier: Dossier, *, to: Receiver, note: str | None, at: datetime, station: bytes) -> DossierForwarded:
    """Hand the dossier to whoever solves it (chuyển xử lý). Raises StepNotAllowed, NotCustodian."""
    _check(dossier, "forward", station=station, at=at)
    return DossierForwarded(at=at, to=to, note=note)


def complete(
    dossier: Dossier, *, number: str | None, signer: str | None, note: str | None, at: datetime, station: bytes
) -> tuple[DossierForwarded | DossierCompleted, ...]:
    """Record the result (có kết quả). From *accepted* the step to the solver is recorded with it."""
    _check(dossier, "complete", station=station, at=at)
    done = DossierCompleted(at=at, number=number, signer=signer, note=note)
    if dossier.state is State.ACCEPTED:
        return (DossierForwarded(at=at, to=Receiver("officer", signer or dossier.officer_name)), done)
    return (done,)


def hand_over(dossier: Dossier, happened: DossierHandedOver, *, station: bytes) -> DossierHandedOver:
    """Return the result to the citizen (trả kết quả). Raises StepNotAllowed, NotCustodian, BeforeLastEvent."""
    _check(dossier, "hand-over", station=station, at=happened.at)
    if happened.rating is not None and not 1 <= happened.rating <= 5:
        raise BadInput(field="rating", problem=N_("from 1 to 5"))
    return happened


def add_note(dossier: Dossier, *, text: str, at: datetime, station: bytes) -> NoteAdded:
    """Add a note (ghi chú). Any station, any state."""
    _check(dossier, "note", station=station, at=at)
    if not text:
        raise BadInput(field="note", problem=N_("must not be empty"))
    return NoteAdded(at=at, text=text)


def collect_fee(
    dossier: Dossier, *, number: str, amount: int, method: str, at: datetime, paper_receipt: str | None
) -> FeeCollected:
    """Take money on a provisional slip. Raises BadInput when nothing or more than owed is taken."""
    owed = dossier.total
    if amount <= 0:
        raise BadInput(field="amount", problem=N_("must be more than zero"))
    if amount > LARGEST:
        raise BadInput(field="amount", problem=N_("is too large"))
    if owed is not None and dossier.paid + amount > owed:
        raise BadInput(field="amount", problem=N_("more than what is still owed"))
    return FeeCollected(at=at, number=number, amount=amount, method=method, paper_receipt=paper_receipt)


def born(happened: DossierReceived, *, dossier_id: bytes, station: bytes) -> Dossier:
    """Return the dossier that a receipt brings into being; custody starts with the receiving station."""
    return Dossier(
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
    )


def evolve(dossier: Dossier | None, recorded: Recorded, *, dossier_id: bytes) -> Dossier | None:
    """Fold one recorded event into the dossier. Never refuses; an event before any birth changes nothing."""
    event = recorded.event
    if isinstance(event, DossierReceived):
        return born(event, dossier_id=dossier_id, station=recorded.station) if dossier is None else dossier
    if dossier is None:
        return None
    match event:
        case NoteAdded():
            return dossier
        case SlipPrinted():
            made = Print(
                event.at, event.form, event.copy, event.mode, event.sha256, event.pages, event.paper, event.number
            )
            return replace(dossier, prints=(*dossier.prints, made))
        case FeeCollected():
            paid = Payment(event.at, event.number, event.amount, event.method, event.paper_receipt)
            return replace(dossier, payments=(*dossier.payments, paid))
        case DossierForwarded() | DossierCompleted() | DossierHandedOver():
            return _moved(dossier, event, recorded)
        case _:
            return dossier  # kinds of other aggregates, or of a newer program


_ACT_OF = {DossierForwarded: "forward", DossierCompleted: "complete", DossierHandedOver: "hand-over"}


def _moved(
    dossier: Dossier, event: DossierForwarded | DossierCompleted | DossierHandedOver, recorded: Recorded
) -> Dossier:
    """Apply a status event, or mark it where custody or the transition table says no (SYNC §2.5)."""
    act = _ACT_OF[type(event)]
    place = f"{act}:{recorded.station.hex()[:8]}:{recorded.seq}"
    if dossier.custodian.station != recorded.station:
        return replace(dossier, marks=(*dossier.marks, f"not_custodian:{place}"))
    if dossier.state not in ACTS[act]:
        return replace(dossier, marks=(*dossier.marks, f"illegal_transition:{place}"))
    last = max(dossier.last_at, event.at)
    match event:
        case DossierForwarded(to=to):
            holder = Custodian(to.station or dossier.custodian.station, to.name)
            return replace(dossier, state=State.PROCESSING, custodian=holder, last_at=last)
        case DossierCompleted():
            return replace(dossier, state=State.COMPLETED, result=event, last_at=last)
        case DossierHandedOver():
            return replace(dossier, state=State.RETURNED, returned=event, last_at=last)
