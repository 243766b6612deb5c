"""What one shift leaves to the next: every open dossier under its holder, the day's money, what is still to print."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.clock import ZONE, FixedClock
from app.domain.facts import Receiver
from app.readings import DossierFilter
from tests.ui.made_desk import NOW, accept_copy, make_desk, ready_copy
from ui.program import Program


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    monkeypatch.setenv("MOTCUA_STATE_DIR", str(tmp_path / "state"))
    program = make_desk(tmp_path / "desk", dossiers=40).open()
    yield program
    program.close()


def test_every_open_dossier_stands_under_its_holder_once(desk: Program) -> None:
    here, sent, ready = accept_copy(desk), accept_copy(desk), ready_copy(desk)
    desk.processing.forward(sent.id, to=Receiver("officer", "Lò Văn Pản"), officer=desk.officer)
    sheet = desk.shift_sheets.sheet()
    holders = {held.holder: {line.id for line in held.dossiers} for held in sheet.held}
    assert here.id in holders["Giàng A Dơ"], "who took it in has it"
    assert sent.id in holders["Lò Văn Pản"]
    assert ready.id in {line.id for line in sheet.awaiting_return}
    listed = [line.id for held in sheet.held for line in held.dossiers]
    assert len(listed) == len(set(listed)) == sheet.open_dossiers
    assert sum(held.overdue for held in sheet.held) == desk.queries.counts(NOW).overdue
    assert len(sheet.to_print) == desk.queries.count(DossierFilter(needs_print=True))


def test_the_money_is_that_of_the_day_by_number_of_the_slip(desk: Program) -> None:
    before = desk.shift_sheets.sheet()
    one, two = accept_copy(desk), accept_copy(desk)
    desk.fees.collect(one.id, amount=16_000, officer=desk.officer)
    desk.fees.collect(two.id, amount=8_000, officer=desk.officer, method="transfer")
    sheet = desk.shift_sheets.sheet()
    assert sheet.taken("cash") - before.taken("cash") == 16_000
    assert sheet.taken("transfer") - before.taken("transfer") == 8_000
    numbers = [taking.payment.number for taking in sheet.takings]
    assert numbers == sorted(numbers)
    assert {one.code, two.code} <= {taking.code for taking in sheet.takings}
    assert isinstance(desk.clock.machine, FixedClock)
    desk.clock.machine.set(datetime(2026, 11, 25, 8, 0, tzinfo=ZONE))
    assert desk.shift_sheets.sheet().takings == ()
    assert desk.shift_sheets.sheet(NOW.date()).takings == sheet.takings


def test_an_unfinished_dossier_is_left_to_the_next_officer(desk: Program) -> None:
    desk.drafts.keep("intake", "{}", at=NOW - timedelta(minutes=3))
    (draft,) = desk.shift_sheets.sheet().drafts
    assert (draft.slot, draft.at) == ("intake", NOW - timedelta(minutes=3))
