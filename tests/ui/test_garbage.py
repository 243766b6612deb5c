"""Pages left in a cycle must die in the GUI thread: destroyed in a worker they take the program down."""

from __future__ import annotations

import gc
import sys
import threading

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.garbage import collect_due, pass_over_what_is_there
from ui.tasks import Tasks


class LeftPage:
    """Something in a cycle of its own; writes down in which thread it died."""

    def __init__(self, died_in: list[str]) -> None:
        self.itself, self.died_in = self, died_in

    def __del__(self) -> None:
        self.died_in.append(threading.current_thread().name)


def _allocate() -> list[list[int]]:
    """Make so many containers that stay that Python's collector is due many times over."""
    return [[number] for number in range(200_000)]


def test_what_is_left_in_a_cycle_dies_in_the_gui_thread_while_a_worker_allocates(
    qapp: QApplication, qtbot: QtBot
) -> None:
    died_in: list[str] = []
    tasks = Tasks(lambda _bug: "E-1")
    try:
        LeftPage(died_in)
        answers: list[object] = []
        tasks.read(_allocate, done=answers.append, owner=tasks)
        qtbot.waitUntil(lambda: bool(answers), timeout=10_000)
        qtbot.waitUntil(lambda: bool(died_in), timeout=10_000)
    finally:
        tasks.close()
    assert died_in == [threading.main_thread().name]


def test_python_collects_by_itself_again_when_the_work_is_over(qapp: QApplication) -> None:
    first, second = (Tasks(lambda _bug: "E-1") for _one in range(2))
    assert not gc.isenabled()
    first.close()
    assert not gc.isenabled(), "somebody is still at work"
    second.close()
    assert gc.isenabled()


def test_no_other_thread_may_collect() -> None:
    refused: list[str] = []

    def elsewhere() -> None:
        with pytest.raises(RuntimeError) as told:
            collect_due()
        refused.append(str(told.value))

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert refused == ["garbage is collected in the GUI thread"]


def test_what_stays_to_the_end_is_looked_through_once_and_what_comes_later_still_dies() -> None:
    gc.unfreeze()
    died_in: list[str] = []
    try:
        pass_over_what_is_there()
        passed_over = gc.get_freeze_count()
        assert passed_over > 50_000, "modules and classes of the program"
        LeftPage(died_in)
        pass_over_what_is_there()
        assert gc.get_freeze_count() == passed_over, "a page of today is none of them"
        gc.collect()
        assert len(died_in) == 1
    finally:
        gc.unfreeze()


def test_work_behind_the_window_hands_python_over_soon(qapp: QApplication) -> None:
    sys.setswitchinterval(0.005)
    tasks = Tasks(lambda _bug: "E-1")
    try:
        assert sys.getswitchinterval() == pytest.approx(0.001)
    finally:
        tasks.close()
