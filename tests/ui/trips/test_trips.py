"""The page of mobile trips, and the window around it: out to a village and home again by keys alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.made_desk import NOW
from tests.ui.practice_desk import PracticeDesk, Tray, practice_desk, shown_rows
from ui.desk_window import DeskWindow
from ui.shell.window import MainWindow
from ui.trips.model import team_of
from ui.trips.presenter import trips_page
from ui.trips.view import TripsPage
from ui.typed_days import typed_day

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[PracticeDesk]:
    with practice_desk(tmp_path, qtbot, dossiers=0) as made:
        yield made


@pytest.fixture
def page(desk: PracticeDesk) -> TripsPage:
    made = trips_page(desk.program, desk.tasks)
    desk.show(made)
    return made


def rows(page: TripsPage) -> list[list[str]]:
    model = page.table.table_model()
    assert model is not None
    return shown_rows(model)


def filled(page: TripsPage, **texts: str) -> None:
    page.new_button.click()
    for name, text in texts.items():
        page.fields[name].set_text(text)


def test_a_trip_is_opened_counted_and_closed(desk: PracticeDesk, page: TripsPage) -> None:
    assert page.stack.currentWidget() is page.empty
    assert not page.current.isVisible()
    filled(page, place="Bản Chí Sáng", first="23/11", last="24/11/2026", team="Vàng Thị Hoa, Lò Văn Pản")
    page.act()
    desk.settle()
    assert not page.form.isVisible()
    assert page.current.isVisible()
    assert "Bản Chí Sáng" in page.current.strong.text()
    assert not page.new_button.isVisible(), "one trip at a time"

    taken = desk.accept()
    done = desk.accept("Lý Lở Mẩy")
    desk.program.processing.complete(done.id, officer=desk.program.officer)
    page.refresh()
    desk.settle()
    ((_state, number, place, days, team, count, ready),) = rows(page)
    assert (number, place, days, count, ready) == ("1-0001", "Bản Chí Sáng", "23/11 – 24/11/2026", "2", "1")
    assert team == "Vàng Thị Hoa, Lò Văn Pản"
    assert {line.code for line in desk.program.trips.dossiers(desk.program.trips.named("1-0001"))} == {
        taken.code,
        done.code,
    }

    told: list[tuple[str, str]] = []
    page.news.connect(lambda strong, rest: told.append((strong, rest)))
    page.close_button.click()
    desk.settle()
    assert not page.current.isVisible()
    assert "1-0001" in told[-1][0]
    assert desk.accept("Sùng A Lử").trip is None


def test_what_does_not_fit_is_said_at_its_field(desk: PracticeDesk, page: TripsPage) -> None:
    filled(page, place="Bản Chí Sáng", first="32/11")
    page.act()
    assert page.fields["first"].error()
    page.fields["first"].set_text("24/11")
    page.fields["last"].set_text("23/11")
    page.act()
    desk.settle()
    assert page.fields["last"].error()
    assert not page.fields["first"].error()
    assert page.form.isVisible()
    assert page.fields["place"].text() == "Bản Chí Sáng", "nothing typed is lost"
    assert page.leave()
    assert not page.form.isVisible()
    assert rows(page) == []


def test_days_and_names_are_read_as_people_write_them() -> None:
    assert typed_day("24/11", today=NOW.date()) == NOW.date().replace(day=24)
    assert typed_day("31/11", today=NOW.date()) is None
    assert typed_day("mai", today=NOW.date()) is None
    assert team_of("Vàng Thị Hoa; Lò Văn Pản,, ") == ("Vàng Thị Hoa", "Lò Văn Pản")


@pytest.fixture
def window(desk: PracticeDesk) -> Iterator[DeskWindow]:
    shell = MainWindow(now=lambda: NOW)
    desk.bot.addWidget(shell)
    shell.resize(1366, 768)
    made = DeskWindow(shell, desk.program, desk.tasks, Tray(), tuple)
    desk.bot.waitUntil(lambda: made.is_ready, timeout=15_000)
    with desk.bot.waitExposed(shell):
        shell.show()
    desk.settle()
    yield made
    made.stop()


def test_a_trip_lists_its_dossiers_until_the_chip_goes(desk: PracticeDesk, window: DeskWindow) -> None:
    at_home = desk.accept("Sùng A Lử")
    desk.program.trips.open(
        place="Bản Chí Sáng", first=NOW.date(), last=NOW.date(), team=(), officer=desk.program.officer
    )
    out_there = desk.accept()
    QTest.keyClick(window.window, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert window.window.current_slug() == "trips"
    QTest.keyClick(window.trips.table, Qt.Key.Key_Return)
    desk.settle()
    assert window.window.current_slug() == "dossiers"
    listed = desk.rows(window.dossiers.table)
    assert [row[4] for row in listed] == [out_there.code.partition("-")[2]]
    chip = window.dossiers.trip_chip
    assert chip.isVisible()
    assert "Bản Chí Sáng" in chip.text()
    assert window.dossiers.leave()
    desk.settle()
    assert not chip.isVisible()
    assert {row[4] for row in desk.rows(window.dossiers.table)} == {
        one.code.partition("-")[2] for one in (at_home, out_there)
    }


def test_a_scanned_sheet_of_the_pad_opens_its_late_entry(desk: PracticeDesk, window: DeskWindow) -> None:
    program = desk.program
    (sheet,) = program.numbers.reserve_pad(NOW.date(), 1, officer=program.officer)
    window.slip_scanned(sheet)
    desk.settle()
    assert window.window.current_slug() == "intake"
    assert window.intake.filled.pad_code == sheet
    assert window.intake.filled.late_entry
    desk.refused.clear()
    window.slip_scanned(sheet.replace("-1001", "-1999"))
    desk.settle()
    assert [type(one).__name__ for one in desk.refused] == ["UnknownDossier"], "no sheet of this desk"
