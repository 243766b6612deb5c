"""A holiday announced late: the file is checked, counted by at once, and promises move only when an officer says so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.calendars import SHIPPED
from app.domain.errors import CalendarRefused, ReasonNeeded
from storage import rebuild
from tests.ui.made_desk import MadeDesk, accept_copy, make_desk
from ui.program import Program

STORM = "nghỉ phòng chống bão"


def file_2026(**changes: Any) -> bytes:
    year = json.loads((SHIPPED / "2026.json").read_text(encoding="utf-8"))
    return json.dumps(year | changes, ensure_ascii=False).encode()


def with_day_off(*days: str) -> bytes:
    off = json.loads(file_2026())["days_off"] + [{"date": day, "reason": STORM, "kind": "holiday"} for day in days]
    return file_2026(days_off=off)


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MadeDesk:
    monkeypatch.setenv("MOTCUA_STATE_DIR", str(tmp_path / "state"))
    return make_desk(tmp_path / "desk")


@pytest.fixture
def desk(made: MadeDesk) -> Iterator[Program]:
    program = made.open()
    yield program
    program.close()


def test_open_promises_are_listed_old_and_new_and_move_on_confirmation(desk: Program) -> None:
    dossier = accept_copy(desk)
    assert dossier.due.at.date() == date(2026, 11, 23)
    change = desk.office_calendar.take_in(with_day_off("2026-11-23"))
    assert change.off == (date(2026, 11, 23),)
    (affected,) = desk.promises.affected()
    assert (affected.code, affected.promised.at.date(), affected.reckoned.at.date()) == (
        dossier.code,
        date(2026, 11, 23),
        date(2026, 11, 25),
    )
    assert desk.queries.dossier(dossier.id).due == dossier.due, "nothing moves by itself"
    with pytest.raises(ReasonNeeded):
        desk.promises.move([affected], why="", officer=desk.officer)
    assert desk.promises.move([affected], why="Công điện 15/CĐ-UBND", officer=desk.officer) == 1
    assert desk.queries.dossier(dossier.id).due.at.date() == date(2026, 11, 25)
    assert desk.promises.affected() == ()
    assert rebuild.verify(desk.storage.database).projections_equal


def test_everybody_at_the_open_desk_counts_by_the_new_year_and_so_does_the_next_start(
    made: MadeDesk, desk: Program
) -> None:
    day = date(2026, 11, 25)
    assert desk.calendar.is_working_day(day)
    desk.office_calendar.take_in(with_day_off("2026-11-25"))
    for calendar in (desk.calendar, desk.intake.calendar, desk.promises.calendar, desk.waiting.calendar):
        assert not calendar.is_working_day(day), "what was remembered of the day went with its year"
    desk.close()
    again = made.open()
    assert not again.calendar.is_working_day(day)
    again.close()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        file_2026(status="provisional"),
        file_2026(working_days=["2026-11-25"]),
        file_2026(surprise=1),
    ],
)
def test_a_wrong_file_is_refused_whole_and_the_old_calendar_stays(desk: Program, data: bytes) -> None:
    before = dict(desk.office_calendar.shelf)
    with pytest.raises(CalendarRefused):
        desk.office_calendar.take_in(data)
    assert desk.office_calendar.shelf == before
    assert not desk.paths.calendars.exists()


def test_the_same_calendar_again_changes_nothing(desk: Program) -> None:
    assert desk.office_calendar.look(file_2026()).is_nothing
