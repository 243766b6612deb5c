"""Administration, queue and old registers in the real window, reached and left by keys alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.made_desk import NOW, PASSWORD
from tests.ui.practice_desk import PracticeDesk, Tray, practice_desk
from ui.desk_window import DeskWindow
from ui.shell.window import MainWindow

HAND_MS = 60
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[PracticeDesk]:
    with practice_desk(tmp_path, qtbot, dossiers=0) as made:
        yield made


@pytest.fixture
def window(desk: PracticeDesk) -> Iterator[DeskWindow]:
    shell = MainWindow(now=lambda: NOW)
    desk.bot.addWidget(shell)
    shell.resize(1366, 768)
    made = DeskWindow(shell, desk.program, desk.tasks, Tray(), tuple)
    desk.bot.waitUntil(lambda: made.is_ready, timeout=15_000)
    with desk.bot.waitExposed(shell):
        shell.show()
    shell.activateWindow()
    desk.settle()
    yield made
    made.stop()


def press(
    desk: PracticeDesk,
    window: DeskWindow,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """Press a key where the keyboard is and wait for what comes of it."""
    QTest.keyClick(window.window.focusWidget() or window.window, key, modifier)
    desk.settle()


def test_a_person_is_served_and_an_officer_added_without_a_mouse(desk: PracticeDesk, window: DeskWindow) -> None:
    shell = window.window
    press(desk, window, Qt.Key.Key_G, CTRL)
    assert shell.current_slug() == "queue"
    press(desk, window, Qt.Key.Key_2, ALT)
    press(desk, window, Qt.Key.Key_N, ALT)
    press(desk, window, Qt.Key.Key_F9)
    current = desk.program.queue.hall().current
    assert current is not None
    assert (current.number, current.priority) == ("A001", ("disabled",))
    assert "A001" in f"{shell.toast.strong.text()} {shell.toast.text.text()}"
    dossier = desk.accept()
    press(desk, window, Qt.Key.Key_X, ALT)
    assert desk.program.queue.hall().numbered("A001").dossiers == (dossier.id,)
    press(desk, window, Qt.Key.Key_F9)
    assert shell.toast.isVisible(), "nobody waits, and it is said"

    press(desk, window, Qt.Key.Key_F12)
    assert shell.current_slug() == "administration"
    press(desk, window, Qt.Key.Key_N, ALT)
    for words in ("Lo Thi Mai", "mai", PASSWORD, PASSWORD):
        focus = shell.focusWidget()
        assert focus is not None
        QTest.keyClicks(focus, words, delay=HAND_MS)  # quicker, and the window takes it for a scanner
        press(desk, window, Qt.Key.Key_Return)
    press(desk, window, Qt.Key.Key_F9)
    assert [one.login for one in desk.program.officers.list()] == ["do", "mai"]

    press(desk, window, Qt.Key.Key_S, ALT)
    assert shell.current_slug() == "old-book"
    press(desk, window, Qt.Key.Key_Escape)
    assert shell.current_slug() == "administration"
    press(desk, window, Qt.Key.Key_Escape)
    assert shell.current_slug() == "desk"
