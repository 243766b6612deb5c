"""From an empty computer to today's desk, and back through the screen lock, in the one real window."""

from __future__ import annotations

import gc
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.clock import FixedClock
from app.paths import desk_paths
from app.settings import Settings
from tests.ui.made_desk import NOW, PASSWORD, make_desk
from ui.practice_door import PRACTICE_PASSWORD
from ui.unlock.page import UnlockPage
from ui.window_start import WindowStart
from ui.wizard.page import WizardPage

WAIT = 30_000


def cover(start: WindowStart) -> object:
    return start._page


def wait_for_cards(qtbot: QtBot, page: UnlockPage, number: int) -> None:
    qtbot.waitUntil(lambda: len(page.cards.cards) == number, timeout=WAIT)


def test_an_empty_computer_is_two_keys_away_from_a_filled_practice_desk(qtbot: QtBot, tmp_path: Path) -> None:
    gc.unfreeze()
    start = WindowStart(desk_paths(tmp_path / "data"), Settings(), login=None, clock=FixedClock(NOW))
    qtbot.addWidget(start.window)
    start.start()
    wizard = cover(start)
    assert isinstance(wizard, WizardPage)
    qtbot.waitUntil(lambda: wizard.welcome.communes.commune() is not None, timeout=WAIT)
    qtbot.keyClick(start.window, Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: wizard.shown() is wizard.ready, timeout=WAIT)
    qtbot.keyClick(start.window, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: not start.window.is_covered(), timeout=WAIT)
    assert start.desk is not None
    qtbot.waitUntil(lambda: start.window.current_slug() == "desk", timeout=WAIT)
    assert start.desk.program.desk.practice
    assert start.window.practice.isVisible()
    assert gc.get_freeze_count(), "the collector passes over what was imported"

    qtbot.waitUntil(start.tasks.idle, timeout=WAIT)
    qtbot.keyClick(start.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    locked = cover(start)
    assert isinstance(locked, UnlockPage)
    qtbot.waitUntil(lambda: bool(locked.cards.cards), timeout=WAIT)
    assert not locked.practice.isVisible(), "a lock is no way to another desk"
    locked.password.line.setText(PRACTICE_PASSWORD)
    qtbot.keyClick(locked.password.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not start.window.is_covered(), timeout=WAIT)
    start.window.close()


def test_another_officer_unlocks_and_works_under_their_own_name(qtbot: QtBot, tmp_path: Path) -> None:
    made = make_desk(tmp_path / "desk", officers=(("may", "Chẻo Sử Mẩy"),))
    start = WindowStart(made.paths, Settings(), login="do", clock=FixedClock(NOW))
    qtbot.addWidget(start.window)
    start.start()
    for login, name in (("do", "Giàng A Dơ"), ("may", "Chẻo Sử Mẩy")):
        page = cover(start)
        assert isinstance(page, UnlockPage)
        wait_for_cards(qtbot, page, 2)
        next(card for card in page.cards.cards if card.choice.login == login).click()
        page.password.line.setText(PASSWORD)
        qtbot.keyClick(page.password.line, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not start.window.is_covered(), timeout=WAIT)
        assert start.desk is not None
        assert start.desk.program.officer.name == name
        assert name in start.window.status.officer.text()
        qtbot.waitUntil(lambda: start.tasks.idle() and start.window.current_slug() == "desk", timeout=WAIT)
        qtbot.keyClick(start.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    start.window.close()
