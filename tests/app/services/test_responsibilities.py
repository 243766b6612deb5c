"""Who answers for what: one officer a procedure, gaps and overlaps seen, deputies, steps with their own time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from app.clock import ZONE, FixedClock
from app.domain.catalogue_events import OverrideDecided
from app.domain.deadline import TimeLimit
from app.domain.dossier import Dossier
from app.domain.errors import BadInput
from app.domain.events import StationOpened
from app.domain.facts import Receiver
from app.domain.life_events import WantedPaper
from app.domain.procedure import LocalOverride, Procedure
from app.domain.responsibility import roster_of
from app.domain.responsibility_events import OfficerAway, ResponsibleAssigned
from storage import rebuild
from tests.storage.made_up import ElsewhereLog
from tests.ui.made_desk import NOW, accept_copy, make_desk
from ui.program import Program

BIRTH, COPIES = "1.001193", "2.000635"
TODAY = NOW.date()
DAY = timedelta(days=1)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    monkeypatch.setenv("MOTCUA_STATE_DIR", str(tmp_path / "state"))
    program = make_desk(tmp_path / "desk").open()
    yield program
    program.close()


def assign(desk: Program, procedure: str = BIRTH, person: str = "Lò Văn Pản", **more: object) -> str:
    told = {"unit": "Tư pháp - hộ tịch", "officer": desk.officer, **more}
    return desk.responsibilities.assign(procedure, person=person, **told).cover  # type: ignore[arg-type]


def tables_equal(desk: Program) -> bool:
    return rebuild.verify(desk.storage.database).projections_equal is True


def test_on_the_first_day_every_procedure_of_the_desk_is_a_gap(desk: Program) -> None:
    matrix = desk.responsibilities.matrix()
    assert len(matrix.rows) == matrix.count("gap") == 201
    assert desk.responsibilities.who(BIRTH) is None


def test_a_field_is_given_to_one_officer_at_once(desk: Program) -> None:
    given = desk.responsibilities.assign_field(
        "hộ tịch", unit="Tư pháp - hộ tịch", person="Lò Văn Pản", deputy="Tẩn Mỹ Dung", officer=desk.officer
    )
    matrix = desk.responsibilities.matrix()
    covered = [row for row in matrix.rows if row.cover == "one"]
    assert given == len(covered) > 30
    assert {row.procedure.field for row in covered} == {"Hộ tịch"}
    assert {row.standing.person for row in covered if row.standing} == {"Lò Văn Pản"}
    assert tables_equal(desk)


def test_a_new_officer_takes_the_place_of_the_one_before_from_a_day_on(desk: Program) -> None:
    assign(desk)
    assert assign(desk, person="Tẩn Mỹ Dung", since=TODAY + DAY, decision="12/QĐ-UBND") == "one"
    who = desk.responsibilities.who
    assert [standing.person for day in (TODAY, TODAY + DAY) if (standing := who(BIRTH, day))] == [
        "Lò Văn Pản",
        "Tẩn Mỹ Dung",
    ]
    assert assign(desk, person="Tẩn Mỹ Dung", since=TODAY) == "one", "an earlier first day, the same officer"
    assert (standing := who(BIRTH)) is not None
    assert standing.person == "Tẩn Mỹ Dung"


def test_two_who_answer_are_an_overlap_until_one_ends(desk: Program) -> None:
    assign(desk)
    assert assign(desk, person="Tẩn Mỹ Dung", beside=True) == "overlap"
    assert desk.responsibilities.matrix().count("overlap") == 1
    assert desk.responsibilities.who(BIRTH) is None, "the program picks nobody"
    row = desk.responsibilities.end(BIRTH, person="Lò Văn Pản", officer=desk.officer, last_day=TODAY - DAY)
    assert row.cover == "one"
    with pytest.raises(BadInput):
        desk.responsibilities.end(BIRTH, person="Lò Văn Pản", officer=desk.officer)


def test_what_two_laptops_said_apart_is_an_overlap_on_both(desk: Program) -> None:
    assign(desk)
    events = [
        ResponsibleAssigned(NOW, "tthc-1-001193", "Tư pháp", "Lò Văn Pản", TODAY),
        ResponsibleAssigned(NOW, "tthc-1-001193", "Tư pháp", "Sùng Thị Mỷ", TODAY),
    ]
    assert len(roster_of(events).in_force("tthc-1-001193", TODAY)) == 2
    assert len(roster_of(reversed(events)).in_force("tthc-1-001193", TODAY)) == 2


def test_a_second_laptop_of_the_commune_may_bring_an_overlap(desk: Program) -> None:
    assign(desk)
    second = ElsewhereLog()
    opened = StationOpened(NOW, desk.desk.commune, 2, desk.desk.unit_code, practice=True)
    second.add(b"the-second-lapto", opened)
    second.add(b"what-second-said", ResponsibleAssigned(NOW, "tthc-1-001193", "Tư pháp", "Sùng Thị Mỷ", TODAY))
    second.merge_into(desk.storage)
    (row,) = [one for one in desk.responsibilities.matrix().rows if one.cover == "overlap"]
    assert {one.officer for one in row.assignments} == {"Lò Văn Pản", "Sùng Thị Mỷ"}
    assert assign(desk, person="Sùng Thị Mỷ") == "one", "settled by saying it once more"
    assert tables_equal(desk)


def test_another_communes_word_counts_nothing_here(desk: Program) -> None:
    stranger = ElsewhereLog()
    stranger.add(b"another-communes", ResponsibleAssigned(NOW, "tthc-1-001193", "Tư pháp", "Ai Đó", TODAY))
    stranger.merge_into(desk.storage)
    assert desk.responsibilities.who(BIRTH) is None
    assert tables_equal(desk)


def test_the_deputy_stands_in_while_the_officer_is_away(desk: Program) -> None:
    assign(desk, deputy="Tẩn Mỹ Dung")
    away = desk.responsibilities.away
    away("Lò Văn Pản", since=TODAY, until=TODAY + 3 * DAY, officer=desk.officer, reason="nghỉ phép")
    who = desk.responsibilities.who(BIRTH)
    assert who is not None
    assert (who.person, who.instead_of, who.until) == ("Tẩn Mỹ Dung", "Lò Văn Pản", TODAY + 3 * DAY)
    away("Tẩn Mỹ Dung", since=TODAY, until=TODAY, officer=desk.officer)
    assert desk.responsibilities.matrix().count("uncovered") == 1, "a deputy who is away covers nobody"
    desk.responsibilities.back("Lò Văn Pản", officer=desk.officer)
    who = desk.responsibilities.who(BIRTH)
    assert who is not None
    assert (who.person, who.instead_of) == ("Lò Văn Pản", None)
    assert tables_equal(desk)


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("officer", {"person": "  "}),
        ("unit", {"unit": ""}),
        ("deputy", {"deputy": "lò văn  pản"}),
    ],
)
def test_nonsense_is_refused_by_its_field(desk: Program, field: str, told: dict[str, str]) -> None:
    with pytest.raises(BadInput) as refused:
        assign(desk, **told)
    assert refused.value.details["field"] == field
    assert desk.responsibilities.matrix().count("gap") == 201


def test_an_absence_that_ends_before_it_begins_is_refused(desk: Program) -> None:
    with pytest.raises(BadInput):
        desk.responsibilities.away("Lò Văn Pản", since=TODAY, until=TODAY - DAY, officer=desk.officer)
    with pytest.raises(BadInput):
        desk.responsibilities.back("Lò Văn Pản", officer=desk.officer)


def test_an_absence_said_again_longer_counts(desk: Program) -> None:
    roster = roster_of(
        [
            OfficerAway(NOW, "Lò Văn Pản", TODAY, TODAY + DAY, "Tẩn Mỹ Dung"),
            OfficerAway(NOW, "Lò Văn Pản", TODAY, TODAY + 5 * DAY, "Giàng A Dơ"),
        ]
    )
    absence = roster.away("Lò Văn Pản", TODAY)
    assert absence is not None
    assert absence.deputy == "Giàng A Dơ"


def accept_confirmation(desk: Program) -> Dossier:
    row = row_of(desk, CONFIRMATION)
    papers = [{"component": n, "original": 1} for n, paper in enumerate(row.papers) if paper.required]
    return accept_copy(desk, procedure=CONFIRMATION, papers=papers, fee_inputs={})


def row_of(desk: Program, code: str) -> Procedure:
    return desk.decisions.catalogue_now().procedure(code, on=TODAY)


# ── where a dossier goes next, and by when ───────────────────────────────────────────────────

CONFIRMATION = "1.004873"
"""Giấy xác nhận tình trạng hôn nhân: three working days."""


def test_the_next_receiver_is_who_answers_or_the_deputy(desk: Program) -> None:
    dossier = accept_copy(desk)
    assert desk.responsibilities.receiver_for(dossier) is None
    assign(desk, COPIES, deputy="Tẩn Mỹ Dung")
    assert desk.responsibilities.receiver_for(dossier) == Receiver("officer", "Lò Văn Pản")
    desk.responsibilities.away("Lò Văn Pản", since=TODAY, until=TODAY, officer=desk.officer)
    proposal = desk.responsibilities.proposal(dossier)
    assert (proposal.receiver, proposal.instead_of) == (Receiver("officer", "Tẩn Mỹ Dung"), "Lò Văn Pản")
    assert proposal.step == "tham_dinh"
    assert proposal.until == dossier.due.at, "a step of a same-day procedure ends with the promise"


def test_after_the_solver_it_goes_to_who_signs_then_back_to_the_desk(desk: Program) -> None:
    dossier = accept_copy(desk)
    solver = Receiver("officer", "Lò Văn Pản")
    at_solver = desk.processing.forward(dossier.id, to=solver, officer=desk.officer, step="tham_dinh")
    proposal = desk.responsibilities.proposal(at_solver)
    assert proposal.step == "ky"
    assert proposal.receiver is not None
    assert proposal.receiver.kind == "division"
    actor = proposal.receiver.name
    desk.responsibilities.assign_role(actor, unit="UBND xã", person="Vàng A Sử", officer=desk.officer)
    assert desk.responsibilities.receiver_for(at_solver) == Receiver("officer", "Vàng A Sử")
    signing = desk.processing.forward(
        dossier.id, to=Receiver("officer", "Vàng A Sử"), officer=desk.officer, step="ky"
    )  # fmt: skip
    assert desk.responsibilities.receiver_for(signing) is None, "it comes back to the desk"


def test_every_step_of_every_procedure_is_due_in_order_and_never_after_the_promise(desk: Program) -> None:
    dossier = accept_copy(desk)
    steps = desk.responsibilities.steps
    for row in desk.responsibilities.matrix().rows:
        plan = steps.plan(dossier, row.procedure, calendar=desk.calendar)
        times = [one.until for one in plan]
        assert times == sorted(times)
        assert all(dossier.received_at <= until <= dossier.due.at for until in times), row.procedure.id


def test_who_is_over_their_step_is_listed_though_the_promise_holds(desk: Program) -> None:
    dossier = accept_copy(desk)
    until = datetime(2026, 11, 23, 11, 0, tzinfo=ZONE)
    desk.processing.forward(
        dossier.id, to=Receiver("officer", "Lò Văn Pản"), officer=desk.officer, step="tham_dinh", until=until
    )
    assert desk.responsibilities.over_step() == ()
    assert isinstance(desk.clock.machine, FixedClock)
    desk.clock.machine.set(datetime(2026, 11, 23, 11, 30, tzinfo=ZONE))
    (late,) = desk.responsibilities.over_step()
    assert (late.code, late.holder, late.step, late.until) == (dossier.code, "Lò Văn Pản", "tham_dinh", until)


def test_a_step_with_a_limit_of_its_own_runs_from_when_it_began(desk: Program) -> None:
    """Two working hours for examining, by a decision of the commune; the others share what is left."""
    dossier = accept_confirmation(desk)
    shares = desk.responsibilities.steps.plan(dossier, row_of(desk, CONFIRMATION), calendar=desk.calendar)
    desk.decisions.decide(
        CONFIRMATION, decision="12/QĐ-UBND", since=TODAY, steps={"tham_dinh": "2wh"}, officer=desk.officer
    )
    row = row_of(desk, CONFIRMATION)
    assert [str(step.limit.amount) for step in row.steps if step.limit] == ["2"]
    plan = desk.responsibilities.steps.plan(dossier, row, calendar=desk.calendar)
    assert [one.step for one in plan] == [one.step for one in shares]
    assert [one.until for one in plan] == sorted(one.until for one in plan)
    assert all(one.until <= dossier.due.at for one in plan)

    assign(desk, CONFIRMATION)
    assert isinstance(desk.clock.machine, FixedClock)
    desk.clock.machine.set(datetime(2026, 11, 23, 14, 0, tzinfo=ZONE))
    examiner = next(step.actor for step in row.steps if step.step == "tham_dinh")
    also = {step.step: "1wh" for step in row.steps if step.actor == examiner and step.step != "tham_dinh"}
    assert len(also) == 1, "one officer examines and lays it before the signer: one hand-over, three hours"
    desk.decisions.decide(CONFIRMATION, decision="13/QĐ-UBND", since=TODAY, steps=also, officer=desk.officer)
    proposal = desk.responsibilities.proposal(dossier)
    assert (proposal.step, proposal.until) == ("tham_dinh", datetime(2026, 11, 23, 17, 0, tzinfo=ZONE))
    solver = Receiver("officer", "Lò Văn Pản")
    desk.processing.forward(dossier.id, to=solver, officer=desk.officer, step="tham_dinh")
    desk.clock.machine.set(datetime(2026, 11, 23, 16, 0, tzinfo=ZONE))
    assert desk.responsibilities.over_step() == ()
    desk.clock.machine.set(datetime(2026, 11, 23, 16, 1, tzinfo=ZONE))
    (late,) = desk.responsibilities.over_step()
    assert (late.step, late.until) == ("tham_dinh", datetime(2026, 11, 23, 16, 0, tzinfo=ZONE))
    assert tables_equal(desk)


def test_a_step_is_never_due_after_the_promise_however_long_its_own_limit(desk: Program) -> None:
    dossier = accept_confirmation(desk)
    desk.decisions.decide(
        CONFIRMATION, decision="12/QĐ-UBND", since=TODAY, steps={"tham_dinh": "90wd"}, officer=desk.officer
    )
    plan = desk.responsibilities.steps.plan(dossier, row_of(desk, CONFIRMATION), calendar=desk.calendar)
    assert max(one.until for one in plan) == dossier.due.at


def test_shipped_limits_hold_until_the_commune_decides_otherwise(desk: Program) -> None:
    row = row_of(desk, CONFIRMATION)
    steps = replace(desk.responsibilities.steps, limits={row.id: {"tham_dinh": TimeLimit("working_day", 1)}})
    examining = next(step for step in row.steps if step.step == "tham_dinh")
    assert steps.fixed(row, examining) == TimeLimit("working_day", 1)
    assert steps.fixed(row, replace(examining, limit=TimeLimit("working_hour", 4))) == TimeLimit("working_hour", 4)
    assert steps.fixed(row_of(desk, BIRTH), examining) is None


def test_the_time_a_dossier_stood_is_not_the_steps(desk: Program) -> None:
    """Asked for papers in the middle of a step: when they are there the step's day begins anew with the limit."""
    dossier = accept_confirmation(desk)
    until = datetime(2026, 11, 23, 11, 0, tzinfo=ZONE)
    desk.processing.forward(
        dossier.id, to=Receiver("officer", "Lò Văn Pản"), officer=desk.officer, step="tham_dinh", until=until
    )
    wanted = (WantedPaper("Bản chính"),)
    desk.waiting.request_papers(dossier.id, wanted=wanted, reason="Thiếu", officer=desk.officer)
    assert isinstance(desk.clock.machine, FixedClock)
    desk.clock.machine.set(datetime(2026, 11, 26, 9, 0, tzinfo=ZONE))
    desk.waiting.papers_received(dossier.id, officer=desk.officer)
    assert desk.responsibilities.over_step() == ()


# ── decisions ────────────────────────────────────────────────────────────────────────────────


def test_a_decision_gives_the_unknown_fee_from_its_day_on(desk: Program) -> None:
    unknown = desk.catalogue.procedure(BIRTH, on=TODAY)
    assert unknown.fees[0].amount is None
    desk.decisions.decide(
        BIRTH, decision="15/2026/NQ-HĐND", since=TODAY, fees={0: 8000}, responsible="Lò Văn Pản", officer=desk.officer
    )
    now = desk.decisions.catalogue_now()
    assert now.procedure(BIRTH, on=TODAY).fees[0].amount == 8000
    assert now.procedure(BIRTH, on=TODAY).local_decision == "15/2026/NQ-HĐND"
    assert now.procedure(BIRTH, on=TODAY - DAY).fees[0].amount is None
    assert (standing := desk.responsibilities.who(BIRTH)) is not None
    assert standing.person == "Lò Văn Pản", "where nobody is assigned, who the decision names"
    assert tables_equal(desk)


def test_another_communes_decision_prices_nothing_here(desk: Program) -> None:
    stranger = ElsewhereLog()
    stranger.add(b"station-elsewher", StationOpened(NOW, "03352", 1, "H35.99.01", practice=True))
    fees = tuple(replace(one, amount=999) for one in desk.catalogue.procedure(BIRTH, on=TODAY).fees)
    theirs = LocalOverride("tthc-1-001193", fees=fees, decision="1/QĐ", effective_from="2026-01-01")
    stranger.add(b"their-decision-1", OverrideDecided(NOW, theirs))
    stranger.merge_into(desk.storage)
    assert desk.decisions.catalogue_now().procedure(BIRTH, on=TODAY).fees[0].amount is None
    assert tables_equal(desk)


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("decision", {"decision": " ", "limit": "3wd"}),
        ("limit", {}),
        ("limit", {"limit": "drei"}),
        ("limit", {"limit": "0wd"}),
        ("step", {"steps": {"tham_dinh": "mai"}}),
        ("step", {"steps": {"bay": "2wd"}}),
        ("fees", {"fees": {0: -1}}),
        ("fees", {"fees": {99: 1000}}),
        ("fees", {"fees": {0: 2_000_000_000}}),
    ],
)
def test_a_decision_without_sense_changes_nothing(desk: Program, field: str, told: dict[str, object]) -> None:
    asked: dict[str, object] = {"decision": "15/2026/NQ-HĐND", **told}
    with pytest.raises(BadInput) as refused:
        desk.decisions.decide(BIRTH, since=date(2026, 11, 23), officer=desk.officer, **asked)  # type: ignore[arg-type]
    assert refused.value.details["field"] == field
    assert desk.queries.overrides() == ()
