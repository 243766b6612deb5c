"""A morning at the queue by keys: a number at the door, the next one called, the screen in the hall."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.queue import CALLED, HELD, MISSED, Lost, Ticket
from app.services.queue import Queue
from tests.ui.practice_desk import PracticeDesk, Tray, practice_desk
from ui.queue.presenter import QueuePresenter, queue_page
from ui.queue.view import QueuePage
from ui.slip_printing import SlipPrinting

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[PracticeDesk]:
    with practice_desk(tmp_path, qtbot, dossiers=0) as made:
        yield made


@pytest.fixture
def tray() -> Tray:
    return Tray()


@pytest.fixture
def queue(desk: PracticeDesk, tray: Tray) -> tuple[QueuePage, QueuePresenter]:
    page, presenter = queue_page(desk.program, desk.tasks, SlipPrinting(desk.program, desk.tasks, tray))
    desk.show(page)
    return page, presenter


def test_a_morning_by_keys(desk: PracticeDesk, queue: tuple[QueuePage, QueuePresenter], tray: Tray) -> None:
    page, _presenter = queue
    hall = desk.program.queue.hall
    assert page.stack.currentWidget() is page.empty
    QTest.keyClicks(page.what_for, "chung thuc")
    desk.press(page.what_for, Qt.Key.Key_Return)
    desk.press(page, Qt.Key.Key_1, ALT)
    desk.press(page, Qt.Key.Key_N, ALT)
    assert [one.number for one in hall().waiting] == ["A002", "A001"], "the elderly citizen goes first"
    assert not any(chip.isChecked() for chip in page.chips.values()), "the next citizen starts from nothing"
    desk.press(page, Qt.Key.Key_I, ALT)
    assert len(tray.papers) == 1

    page.act()
    desk.settle()
    assert page.number.text() == "A002"
    desk.press(page, Qt.Key.Key_L, ALT)
    current = hall().current
    assert current is not None
    assert current.again_at is not None
    desk.press(page, Qt.Key.Key_G, ALT)
    assert hall().numbered("A002").state == HELD
    assert page.number.text() == "—"
    assert not page.recall_button.isEnabled()
    page.act()
    desk.settle()
    desk.press(page, Qt.Key.Key_V, ALT)
    assert hall().numbered("A001").state == MISSED
    assert [row[1].split(",")[0] for row in desk.rows(page.table)] == ["A001", "A002"], "both can be called again"
    page.table.choose(1)
    desk.press(page.table, Qt.Key.Key_Return)
    assert hall().numbered("A002").state == CALLED
    desk.press(page, Qt.Key.Key_X, ALT)
    said: list[str] = []
    page.trouble.connect(said.append)
    page.act()
    desk.settle()
    assert said, "nobody waits: it is said, nothing is called"


def test_the_screen_in_the_hall_follows_the_calls(desk: PracticeDesk, queue: tuple[QueuePage, QueuePresenter]) -> None:
    page, presenter = queue
    for _person in range(5):
        desk.program.queue.take(officer=desk.program.officer)
    page.enlarge()
    board = presenter.board()
    assert board is not None
    assert board.isVisible()
    for _person in range(5):
        page.act()
        desk.settle()
    assert len(board.called()) == 4
    assert "A005" in board.called()
    assert not board.grab().isNull()
    QTest.keyClick(board, Qt.Key.Key_Escape)
    assert not board.isVisible()
    page.enlarge()
    assert board.isVisible()
    presenter.close_board()


def test_a_call_that_came_second_is_told_at_once_and_once(
    desk: PracticeDesk, queue: tuple[QueuePage, QueuePresenter], monkeypatch: pytest.MonkeyPatch
) -> None:
    page, presenter = queue
    ticket = desk.program.queue.take(officer=desk.program.officer)
    theirs: Ticket = replace(
        ticket, state=CALLED, server=b"2" * 16, desk=2, called_at=ticket.taken_at,
        lost=(Lost(desk.program.desk.station, ticket.taken_at, 2),),
    )  # fmt: skip
    monkeypatch.setattr(type(desk.program.queries), "queue", lambda _queries, _day: (theirs,))
    said: list[str] = []
    page.trouble.connect(said.append)
    assert isinstance(desk.program.queue, Queue)
    presenter._look()
    desk.settle()
    assert page.told.isVisible()
    assert "A001" in page.told.strong.text()
    presenter.refresh()
    desk.settle()
    assert len(said) == 1
    desk.press(page, Qt.Key.Key_U, ALT)
    assert not page.told.isVisible()
