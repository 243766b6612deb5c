"""``motcua act``: from the keys of an action to the service that does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from app.domain.dossier import Dossier
from app.domain.draft import PaperEntry
from app.domain.errors import BadInput
from app.domain.events import DossierHandedOver
from app.domain.facts import OUTSIDE_THE_LIST, ReceivedPaper, Receiver
from app.domain.life_events import Leave, WantedPaper
from app.domain.money import FeeInputs
from app.domain.procedure import RequiredPaper
from app.i18n import N_
from app.services import field_checks as check
from app.services.field_checks import LONG
from ui.commands import act_keys as told
from ui.commands.context import other_password

if TYPE_CHECKING:
    from ui.program import Program

KEYS = told.KEYS
_RECEIVER_KINDS = ("officer", "division", "station", "agency")


def perform(desk: Program, action: str, dossier_id: bytes, flags: Mapping[str, object], document: bytes) -> Dossier:
    """Do one action of the life cycle. Raises BadInput, UnknownField, StepNotAllowed, NotCustodian and more."""
    keys = told.read_keys(KEYS[action], flags, document)
    return _citizens_turn(desk, dossier_id, keys) or _ending(desk, dossier_id, keys) or _way(desk, dossier_id, keys)


def _moment(keys: told.Keys) -> datetime | None:
    return check.moment(keys.at, "at")


def _way(desk: Program, dossier_id: bytes, keys: told.Keys) -> Dossier:
    """The straight way, and what is only noted."""
    officer, at, late, processing = desk.officer, _moment(keys), keys.late, desk.processing
    match keys:
        case told.Forward():
            return _forward(desk, dossier_id, keys)
        case told.TakeIn(by=by):
            return processing.take_in(dossier_id, officer=officer, by=by, at=at, late=late)
        case told.Complete(result=number, signer=signer, note=note):
            return processing.complete(
                dossier_id, officer=officer, number=number, signer=signer, note=note, at=at, late=late
            )
        case told.Announce(how=how, to=to):
            return processing.announce(dossier_id, how=how, to=to, officer=officer, at=at, late=late)
        case told.HandOver():
            happened = _handed_over(keys, desk.clock.now())
            return desk.handover.hand_over(
                dossier_id, happened, officer=officer, at=at, late=late, anonymous=keys.anonymous
            )
        case told.Fault(kind=kind, reason=what, remedy=remedy):
            return processing.fault(dossier_id, kind=kind, what=what, remedy=remedy, officer=officer, at=at, late=late)
        case told.TakeOver(reason=reason):
            return processing.take_over(dossier_id, reason=reason, officer=officer, at=at, late=late)
        case told.LinkCode(system=system, code=code):
            return processing.link_code(dossier_id, system=system, code=code, officer=officer, at=at, late=late)
        case told.Note(note=text):
            return processing.note(dossier_id, text=text, officer=officer, at=at, late=late)
        case told.Correct():
            return _corrected(desk, dossier_id, keys)
        case told.NewVersion(reason=reason):
            return desk.versions.move(dossier_id, reason=reason, officer=officer, at=at, late=late)
        case told.Undo():
            return desk.undoing.undo(dossier_id, officer=officer)
    raise AssertionError(keys)


def _citizens_turn(desk: Program, dossier_id: bytes, keys: told.Keys) -> Dossier | None:
    """What lets the dossier wait for the citizen, and what ends the waiting; None for any other action."""
    officer, at, late, waiting = desk.officer, _moment(keys), keys.late, desk.waiting
    match keys:
        case told.RequestPapers():
            return waiting.request_papers(
                dossier_id,
                wanted=_wanted(desk, dossier_id, keys.papers),
                reason=keys.reason,
                officer=officer,
                phone=keys.phone,
                leave=_leave(keys),
                password=other_password(keys.leader_password_file),
                at=at,
                late=late,
            )
        case told.PapersReceived(mode=mode, basis=basis):
            papers = _received(desk, dossier_id, keys.papers)
            return waiting.papers_received(
                dossier_id, papers=papers, mode=mode, basis=basis, officer=officer, at=at, late=late
            )
        case told.Suspend(reason=reason, agency=agency, amount=amount):
            return waiting.suspend(
                dossier_id, reason=reason, agency=agency, amount=amount, officer=officer, at=at, late=late
            )
        case told.Resume(proof=proof, reason=reason):
            return waiting.resume(dossier_id, proof=proof or reason, officer=officer, at=at, late=late)
    return None


def _ending(desk: Program, dossier_id: bytes, keys: told.Keys) -> Dossier | None:
    """A new promise, or an end without a granted result; None for any other action."""
    officer, at, late = desk.officer, _moment(keys), keys.late
    match keys:
        case told.Extend(to=to, reason=reason, signer=signer):
            return desk.promises.extend(
                dossier_id, to=to, reason=reason, signer=signer, officer=officer, at=at, late=late
            )
        case told.Refuse(reason=reason, legal_basis=basis, signer=signer):
            return desk.endings.refuse(
                dossier_id, reason=reason, legal_basis=basis, signer=signer, officer=officer, at=at, late=late
            )
        case told.Stop(reason=reason, request=request, refund=refund, signer=signer):
            return desk.endings.stop(
                dossier_id,
                reason=reason,
                request=request,
                refund=refund,
                signer=signer,
                officer=officer,
                at=at,
                late=late,
            )
        case told.Withdraw(reason=reason, request=request):
            return desk.endings.withdraw(dossier_id, reason=reason, request=request, officer=officer, at=at, late=late)
    return None


def _forward(desk: Program, dossier_id: bytes, keys: told.Forward) -> Dossier:
    """Send the dossier on; without a receiver, to whoever answers for its next step (đầu mối)."""
    step, until = keys.step, check.moment(keys.until, "until")
    if keys.to is None:
        proposal = desk.responsibilities.proposal(desk.queries.dossier(dossier_id))
        if proposal.receiver is None:
            raise BadInput(field="to", problem=N_("say to whom: nobody answers for the next step of this procedure"))
        to, step, until = proposal.receiver, step or proposal.step, until or proposal.until
    else:
        to = desk.exchange.province() if keys.to.strip() == "province" else _receiver(keys, keys.to)
    return desk.processing.forward(
        dossier_id,
        to=to,
        officer=desk.officer,
        note=keys.note,
        step=step,
        until=until,
        at=_moment(keys),
        late=keys.late,
    )


def _receiver(keys: told.Forward, to: str) -> Receiver:
    """Read ``officer:NAME``, ``division:NAME``, ``agency:NAME``, ``station:ID`` or a bare name."""
    kind, colon, name = to.partition(":")
    if not colon or kind not in _RECEIVER_KINDS:
        kind, name = keys.to_kind, to
    if kind not in _RECEIVER_KINDS:
        raise BadInput(field="to_kind", problem=N_("is not one of the choices"))
    identity = keys.station or (name if kind == "station" else None)
    if not name.strip():
        raise BadInput(field="to", problem=N_("must not be empty"))
    try:
        station = bytes.fromhex(identity) if identity else None
    except ValueError as failed:
        raise BadInput(field="station", problem=N_("is not the id of a desk")) from failed
    if station is not None and len(station) != 16:
        raise BadInput(field="station", problem=N_("is not the id of a desk"))
    return Receiver(kind, name.strip(), station)


def _leave(keys: told.RequestPapers) -> Leave | None:
    if not keys.leader and not keys.leave:
        return None
    if not keys.leader or not keys.leave:
        raise BadInput(field="leave", problem=N_("name the leader and the reason"))
    return Leave(keys.leader, keys.leave)


def _wanted(desk: Program, dossier_id: bytes, papers: Sequence[int | told.OnePaper]) -> tuple[WantedPaper, ...]:
    listed = _listed(desk, dossier_id)
    return tuple(
        WantedPaper(name, one.component, one.original, one.copy, one.note)
        for place, one in enumerate(map(_one, papers))
        if (name := _name(one, listed, f"papers[{place}]"))
    )


def _received(desk: Program, dossier_id: bytes, papers: Sequence[int | told.OnePaper]) -> tuple[ReceivedPaper, ...]:
    listed = _listed(desk, dossier_id)
    received = []
    for place, one in enumerate(map(_one, papers)):
        original = one.original if one.original or one.copy else 1
        name = _name(one, listed, f"papers[{place}]")
        component = OUTSIDE_THE_LIST if one.component is None else one.component
        received.append(ReceivedPaper(component, name, original, one.copy, note=one.note))
    return tuple(received)


def _listed(desk: Program, dossier_id: bytes) -> tuple[RequiredPaper, ...]:
    """Return the checklist the dossier was received under."""
    procedure = desk.queries.dossier(dossier_id).procedure
    return desk.catalogue.version_of(procedure.id, procedure.version).papers


def _one(paper: int | told.OnePaper) -> told.OnePaper:
    return told.OnePaper(component=paper) if isinstance(paper, int) else paper


def _name(paper: told.OnePaper, listed: Sequence[RequiredPaper], place: str) -> str:
    check.count(paper.original, f"{place}.original")
    check.count(paper.copy, f"{place}.copy")
    if paper.component is None:
        name = check.text(paper.name, f"{place}.name")
        if not name:
            raise BadInput(field=f"{place}.name", problem=N_("must not be empty"))
        return name
    if not 0 <= paper.component < len(listed):
        raise BadInput(field=f"{place}.component", problem=N_("this procedure has no such paper"))
    return listed[paper.component].name


def _corrected(desk: Program, dossier_id: bytes, keys: told.Correct) -> Dossier:
    entries = None
    if keys.papers is not None:
        entries = [
            PaperEntry(one.component, one.original, one.copy, note=one.note)
            for one in keys.papers
            if one.component is not None
        ]
    changes = {field: check.text(value, field, most=LONG) or "" for field, value in keys.changes.items()}
    return desk.corrections.correct(
        dossier_id,
        changes,
        reason=keys.reason,
        officer=desk.officer,
        second_officer=keys.second_officer,
        password=other_password(keys.second_password_file),
        papers=entries,
        fee_inputs=None if keys.copies is None else FeeInputs(copies=check.count(keys.copies, "copies")),
        at=_moment(keys),
        late=keys.late,
    )


def _handed_over(keys: told.HandOver, now: datetime) -> DossierHandedOver:
    if keys.lost_slip and not (keys.identity_checked or keys.identity_document or keys.receiver_id):
        problem = N_("must say that the identity papers were compared, or receiver_id: the slip is lost")
        raise BadInput(field="identity_checked", problem=problem)
    return DossierHandedOver(
        at=now,
        receiver_kind=keys.receiver_kind,
        receiver_name=keys.receiver_name,
        receiver_id=keys.receiver_id,
        signature=keys.signature,
        read_aloud=keys.read_aloud,
        lost_slip=keys.lost_slip,
        identity_document=keys.identity_document,
        rating=keys.rating,
        note=keys.note,
    )
