"""What an officer may do with a dossier: each function takes what it needs and returns an event, or raises.

*Decide* refuses; ``evolving`` never does. The order of the checks is the same everywhere: state,
custody, clock, then what the act itself needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.domain.amount_words import LARGEST
from app.domain.deadline import Due
from app.domain.dossier import Dossier
from app.domain.errors import (
    AlreadyExtended,
    BadInput,
    BeforeLastEvent,
    InConflict,
    LeaveNeeded,
    NotCustodian,
    NothingToUndo,
    PromiseNotLater,
    ReasonNeeded,
    StepNotAllowed,
)
from app.domain.events import DossierCompleted, DossierForwarded, DossierHandedOver, FeeCollected, NoteAdded
from app.domain.facts import ReceivedPaper, Receiver
from app.domain.life_events import (
    ActUndone,
    CodeLinked,
    DossierExtended,
    DossierRefused,
    DossierStopped,
    DossierTakenOver,
    DossierWithdrawn,
    DutyFulfilled,
    DutySuspended,
    FileTakenIn,
    Leave,
    PapersCompleted,
    PapersRequested,
    ResultAnnounced,
    ResultFaulted,
    WantedPaper,
)
from app.domain.merge_events import hand_of
from app.domain.money_events import PaidItem
from app.domain.rules import RESTART, RESUME, Rules
from app.domain.states import ACT_WORDS, ACTS, AT_HOME, FACTS, NEEDS_NO_CUSTODY, STATE_WORDS, State
from app.i18n import N_

ANNOUNCED_BY = ("told", "phone", "sms", "messenger", "email")
FAULTS = ("wrong", "lost", "damaged")
SYSTEMS = ("national", "ministry", "province", "other")
UNDO_WITHIN = timedelta(seconds=60)
METHODS = ("cash", "transfer")
IN_CONFLICT = FACTS | {"correct"}
"""What may go on while two desks contradict each other on how the dossier stands."""
MOST_COLLECTED = 999_999_999
"""No slip of a commune's desk comes near this many đồng: more is a slip of the finger."""


def allowed_acts(dossier: Dossier, *, station: bytes) -> tuple[str, ...]:
    """Return the acts this station may do now, in the order the desk offers them."""
    is_ours = hand_of(dossier.custodian.station) == hand_of(station)
    return tuple(
        act
        for act, states in ACTS.items()
        if dossier.state in states
        and (is_ours or act in NEEDS_NO_CUSTODY or (act in AT_HOME and dossier.home == station))
        and (dossier.conflict is None or act in IN_CONFLICT)
        and _makes_sense(dossier, act, is_ours)
    )


def _makes_sense(dossier: Dossier, act: str, is_ours: bool) -> bool:
    """Tell whether an act that the state allows has anything left to do."""
    match act:
        case "take-over":
            return not is_ours
        case "extend":
            return dossier.extension is None
        case "new-version":
            return False  # only a catalogue knows whether there is one; the desk offers it where it does
        case "take-in":
            return bool(dossier.handings) and dossier.handings[-1].taken_at is None
        case "hand-over":
            return dossier.returned is None
        case _:
            return True


def check(dossier: Dossier, act: str, *, station: bytes, at: datetime) -> None:
    """Refuse an act that the state, the custody or the clock does not allow, and any while two desks contradict.

    Raises InConflict, StepNotAllowed, NotCustodian, BeforeLastEvent.
    """
    if dossier.conflict is not None and act not in IN_CONFLICT:
        raise InConflict(code=dossier.code)
    if dossier.state not in ACTS[act]:
        raise _not_allowed(dossier, act, station)
    is_free = act in NEEDS_NO_CUSTODY or (act in AT_HOME and dossier.home == station)
    if not is_free and hand_of(dossier.custodian.station) != hand_of(station):
        raise NotCustodian(code=dossier.code, custodian=dossier.custodian.holder or dossier.custodian.station.hex()[:8])
    if at < dossier.last_at and act not in FACTS:
        raise BeforeLastEvent(at=at, last=dossier.last_at)


def _not_allowed(dossier: Dossier, act: str, station: bytes) -> StepNotAllowed:
    allowed = allowed_acts(dossier, station=station)
    steps = tuple(ACT_WORDS[one] for one in allowed)
    return StepNotAllowed(code=dossier.code, state=STATE_WORDS[dossier.state], steps=steps, allowed=allowed, act=act)


def needed(text: str | None, field: str) -> str:
    """Return a reason or basis that must be there. Raises ReasonNeeded."""
    if not text:
        raise ReasonNeeded(field=field)
    return text


# ── the straight way ─────────────────────────────────────────────────────────────────────────


def forward(
    dossier: Dossier,
    *,
    to: Receiver,
    note: str | None,
    at: datetime,
    station: bytes,
    by: str | None = None,
    step: str | None = None,
    until: datetime | None = None,
) -> DossierForwarded:
    """Hand the dossier to whoever solves it (chuyển xử lý, phân công lại). Raises StepNotAllowed, NotCustodian."""
    check(dossier, "forward", station=station, at=at)
    return DossierForwarded(at=at, to=to, note=note, by=by, step=step, until=until)


def take_in(dossier: Dossier, *, by: str, at: datetime, station: bytes) -> FileTakenIn:
    """Sign for a file that was handed over (nhận bàn giao). Raises StepNotAllowed, NotCustodian."""
    check(dossier, "take-in", station=station, at=at)
    return FileTakenIn(at=at, by=by)


def complete(
    dossier: Dossier,
    *,
    number: str | None,
    signer: str | None,
    note: str | None,
    at: datetime,
    station: bytes,
    by: str | None = None,
) -> tuple[DossierForwarded | DossierCompleted, ...]:
    """Record the result (có kết quả). From *accepted* the step to the solver is recorded with it."""
    check(dossier, "complete", station=station, at=at)
    done = DossierCompleted(at=at, number=number, signer=signer, note=note)
    if dossier.state is State.ACCEPTED:
        return (DossierForwarded(at=at, to=Receiver("officer", signer or dossier.officer_name), by=by), done)
    return (done,)


def announce(dossier: Dossier, *, how: str, to: str | None, at: datetime, station: bytes) -> ResultAnnounced:
    """Note that the citizen was told (báo có kết quả); early results must be. NĐ 61/2018 art. 20."""
    check(dossier, "announce", station=station, at=at)
    if how not in ANNOUNCED_BY:
        raise BadInput(field="how", problem=N_("is not one of the choices"))
    return ResultAnnounced(at=at, how=how, to=to)


def hand_over(dossier: Dossier, happened: DossierHandedOver, *, station: bytes, levels: int = 5) -> DossierHandedOver:
    """Return the result, or the papers of a stopped or withdrawn dossier (trả kết quả, trả lại giấy tờ).

    levels: of the rating. Raises StepNotAllowed, NotCustodian, BeforeLastEvent, BadInput.
    """
    check(dossier, "hand-over", station=station, at=happened.at)
    if dossier.returned is not None:
        raise _not_allowed(dossier, "hand-over", station)
    if happened.rating is not None and not 1 <= happened.rating <= levels:
        raise BadInput(field="rating", problem=N_("from 1 to 5"))
    return happened


def add_note(dossier: Dossier, *, text: str, at: datetime, station: bytes) -> NoteAdded:
    """Add a note (ghi chú). Any station, any state."""
    check(dossier, "note", station=station, at=at)
    if not text:
        raise BadInput(field="note", problem=N_("must not be empty"))
    return NoteAdded(at=at, text=text)


def link_code(dossier: Dossier, *, system: str, code: str, at: datetime, station: bytes) -> CodeLinked:
    """Record the code another system gave (đã nhập hệ thống quốc gia: mã, lúc, ai). Any station."""
    check(dossier, "link-code", station=station, at=at)
    if system not in SYSTEMS:
        raise BadInput(field="system", problem=N_("is not one of the choices"))
    if not code:
        raise BadInput(field="code", problem=N_("must not be empty"))
    return CodeLinked(at=at, system=system, code=code)


# ── the citizen's turn ───────────────────────────────────────────────────────────────────────


def request_papers(
    dossier: Dossier,
    *,
    wanted: Sequence[WantedPaper],
    reason: str | None,
    number: str,
    by: str,
    phone: str | None,
    leave: Leave | None,
    last_day: datetime,
    rules: Rules,
    at: datetime,
    station: bytes,
) -> PapersRequested:
    """Ask for what lacks, once and completely (yêu cầu bổ sung, Mẫu 02). NĐ 61/2018 art. 17(2), 19(4).

    last_day: until when the rules let the solver ask. A further request, or a late one, needs a
    leader's leave. Raises StepNotAllowed, NotCustodian, ReasonNeeded, LeaveNeeded, BadInput.
    """
    check(dossier, "request-papers", station=station, at=at)
    if not wanted:
        raise BadInput(field="papers", problem=N_("name at least one paper that lacks"))
    why = needed(reason, "reason")
    if leave is None and len(dossier.requests) >= rules.supplements:
        raise LeaveNeeded(rule=N_("papers were asked for before; they are asked for once and completely"))
    if leave is None and dossier.state is State.PROCESSING and at > last_day:
        raise LeaveNeeded(rule=N_("the days in which papers may be asked for are over"))
    return PapersRequested(at=at, number=number, wanted=tuple(wanted), reason=why, by=by, phone=phone, leave=leave)


def complete_papers(
    dossier: Dossier,
    *,
    due: Due,
    mode: str,
    basis: str | None,
    rules: Rules,
    papers: Sequence[ReceivedPaper],
    at: datetime,
    station: bytes,
) -> PapersCompleted:
    """Take in what was asked (bổ sung đủ). due: reckoned for the mode. A mode other than the rule's needs its law."""
    check(dossier, "papers-received", station=station, at=at)
    if mode not in (RESTART, RESUME):
        raise BadInput(field="mode", problem=N_("is not one of the choices"))
    if mode != rules.mode_after_papers(dossier.procedure.field):
        needed(basis, "basis")
    return PapersCompleted(at=at, due=due, mode=mode, basis=basis, papers=tuple(papers))


def suspend(
    dossier: Dossier, *, reason: str | None, agency: str | None, amount: int | None, at: datetime, station: bytes
) -> DutySuspended:
    """Let the clock stand until the citizen has paid elsewhere (chờ nghĩa vụ tài chính)."""
    check(dossier, "suspend", station=station, at=at)
    if amount is not None and not 0 < amount <= LARGEST:
        raise BadInput(field="amount", problem=N_("must be more than zero"))
    return DutySuspended(at=at, reason=needed(reason, "reason"), agency=agency, amount=amount)


def resume(dossier: Dossier, *, due: Due, proof: str | None, at: datetime, station: bytes) -> DutyFulfilled:
    """Let the clock go on: the payment is proved (đã hoàn thành nghĩa vụ tài chính)."""
    check(dossier, "resume", station=station, at=at)
    return DutyFulfilled(at=at, due=due, proof=needed(proof, "proof"))


# ── a new promise ────────────────────────────────────────────────────────────────────────────


def extend(
    dossier: Dossier,
    *,
    due: Due,
    reason: str | None,
    number: str,
    signer: str | None,
    rules: Rules,
    at: datetime,
    station: bytes,
) -> DossierExtended:
    """Apologise and promise a new day, once (xin lỗi và hẹn lại, Mẫu 04). NĐ 61/2018 art. 19(9).

    Raises AlreadyExtended, PromiseNotLater for a day that is past or not later, ReasonNeeded.
    """
    check(dossier, "extend", station=station, at=at)
    if dossier.extension is not None:
        raise AlreadyExtended(code=dossier.code, at=dossier.extension.at)
    if not rules.extensions:
        raise BadInput(field="to", problem=N_("the rules of the day of receipt allow no new promise"))
    if due.at <= dossier.due.at or due.at <= at:
        raise PromiseNotLater(due=dossier.due.at, asked=due.at)
    return DossierExtended(at=at, due=due, reason=needed(reason, "reason"), number=number, signer=signer)


# ── ends ─────────────────────────────────────────────────────────────────────────────────────


def refuse(
    dossier: Dossier,
    *,
    reason: str | None,
    legal_basis: str | None,
    number: str,
    signer: str | None,
    at: datetime,
    station: bytes,
) -> DossierRefused:
    """Refuse in writing, with reason and legal basis (từ chối giải quyết, Mẫu 03). NĐ 61/2018 art. 19(8)."""
    check(dossier, "refuse", station=station, at=at)
    why, basis = needed(reason, "reason"), needed(legal_basis, "legal_basis")
    return DossierRefused(at=at, reason=why, legal_basis=basis, number=number, signer=signer)


def stop(
    dossier: Dossier,
    *,
    reason: str | None,
    number: str,
    request: str | None,
    refund: str | None,
    signer: str | None,
    at: datetime,
    station: bytes,
) -> DossierStopped:
    """Stop at the applicant's written request (dừng giải quyết, Mẫu 05 of TT 03/2025)."""
    check(dossier, "stop", station=station, at=at)
    why, letter = needed(reason, "reason"), needed(request, "request")
    return DossierStopped(at=at, reason=why, number=number, request=letter, refund=refund, signer=signer)


def withdraw(
    dossier: Dossier, *, reason: str | None, request: str | None, at: datetime, station: bytes
) -> DossierWithdrawn:
    """Give the dossier back at the applicant's wish (rút hồ sơ)."""
    check(dossier, "withdraw", station=station, at=at)
    return DossierWithdrawn(at=at, reason=needed(reason, "reason"), request=request)


def fault(
    dossier: Dossier, *, kind: str, what: str | None, remedy: str | None, at: datetime, station: bytes
) -> ResultFaulted:
    """Note that the result is wrong, lost or damaged and must be made again. NĐ 61/2018 art. 21."""
    check(dossier, "fault", station=station, at=at)
    if kind not in FAULTS:
        raise BadInput(field="kind", problem=N_("is not one of the choices"))
    return ResultFaulted(at=at, kind=kind, what=needed(what, "what"), remedy=needed(remedy, "remedy"))


# ── custody, undo, money ─────────────────────────────────────────────────────────────────────


def take_over(dossier: Dossier, *, by: str, reason: str | None, at: datetime, station: bytes) -> DossierTakenOver:
    """Take custody without a hand-over (tiếp quản): an explicit act, the only source of a true conflict."""
    check(dossier, "take-over", station=station, at=at)
    if hand_of(dossier.custodian.station) == hand_of(station):
        raise _not_allowed(dossier, "take-over", station)
    return DossierTakenOver(at=at, by=by, reason=needed(reason, "reason"))


def undo(dossier: Dossier, *, at: datetime, station: bytes) -> ActUndone:
    """Take the last act back (hoàn tác): within a minute, before anything was printed or paid.

    Raises NothingToUndo.
    """
    point = dossier.undo
    if point is None or point.station != station or at - point.at > UNDO_WITHIN or at < point.at:
        raise NothingToUndo(code=dossier.code)
    return ActUndone(at=at, undone=point.seq)


def collect_fee(
    dossier: Dossier,
    *,
    number: str,
    amount: int,
    method: str,
    at: datetime,
    paper_receipt: str | None,
    by: str | None = None,
    dossiers: tuple[bytes, ...] = (),
    total: int | None = None,
    replaces: str | None = None,
) -> FeeCollected:
    """Take money on a provisional slip. Raises BadInput when nothing or more than owed is taken.

    dossiers, total: of the whole slip where it is for several.
    """
    if method not in METHODS:
        raise BadInput(field="method", problem=N_("is not one of the choices"))
    if amount <= 0:
        raise BadInput(field="amount", problem=N_("must be more than zero"))
    if amount > MOST_COLLECTED:
        raise BadInput(field="amount", problem=N_("is too large"))
    if dossier.owed is not None and amount > dossier.owed:
        raise BadInput(field="amount", problem=N_("more than what is still owed"))
    return FeeCollected(
        at=at,
        number=number,
        amount=amount,
        method=method,
        paper_receipt=paper_receipt,
        total=total,
        dossiers=dossiers,
        items=paid_items(dossier, amount),
        by=by,
        replaces=replaces,
    )


def paid_items(dossier: Dossier, amount: int) -> tuple[PaidItem, ...]:
    """Return what an amount is for: open fees in their order; the rest goes to the first that has no tariff yet."""
    counting = [payment for payment in dossier.payments if payment.voided is None]
    paid: dict[tuple[str, str], int] = {}
    for item in (item for payment in counting for item in payment.items):
        paid[item.name, item.kind] = paid.get((item.name, item.kind), 0) + item.amount
    unnamed = sum(payment.amount for payment in counting if not payment.items)  # of programs that did not say
    items: list[PaidItem] = []
    for fee in dossier.fees:
        still = max((fee.amount or 0) - paid.pop((fee.name, fee.kind), 0), 0)
        settled = min(unnamed, still)
        part = min(amount, still - settled)
        unnamed, amount = unnamed - settled, amount - part
        items += [PaidItem(fee.name, fee.kind, part)] if part else []
    open_ended = next((fee for fee in dossier.fees if fee.amount is None), None)
    if amount and open_ended is not None:
        items.append(PaidItem(open_ended.name, open_ended.kind, amount))
    return tuple(items)
