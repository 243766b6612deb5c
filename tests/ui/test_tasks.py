"""Work off the GUI thread: order, answers on the GUI thread, nothing for views that are gone, bugs told by a code."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.errors import PapersMissing, Refusal
from ui.speech import sentence
from ui.tasks import Progress, Stopped, Tasks, Unexpected


class Reports:
    """The log, as far as it matters here."""

    def __init__(self) -> None:
        self.bugs: list[BaseException] = []

    def __call__(self, bug: BaseException) -> str:
        self.bugs.append(bug)
        return f"E-{len(self.bugs)}"


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def tasks(qapp: QApplication, reports: Reports) -> Iterator[Tasks]:
    made = Tasks(reports)
    yield made
    made.close()


def test_store_work_runs_in_order_and_answers_on_the_gui_thread(tasks: Tasks, qtbot: QtBot) -> None:
    ran: list[int] = []
    threads: set[int] = set()
    answers: list[int] = []
    gui = QThread.currentThread()

    def work(number: int) -> int:
        time.sleep(0.01 if number % 2 else 0)
        ran.append(number)
        threads.add(threading.get_ident())
        return number

    def done(number: int) -> None:
        assert QThread.currentThread() is gui
        answers.append(number)

    for number in range(8):
        ask = tasks.read if number % 3 else tasks.write
        ask(lambda number=number: work(number), done=done, owner=tasks)  # type: ignore[misc]
    qtbot.waitUntil(lambda: len(answers) == 8)
    assert ran == answers == list(range(8))
    assert threads != {threading.get_ident()}
    assert len(threads) == 1
    assert tasks.idle()


def test_only_a_successful_write_tells_that_data_changed(tasks: Tasks, qtbot: QtBot) -> None:
    changes: list[int] = []
    tasks.data_changed.connect(lambda: changes.append(1))
    refused: list[Refusal] = []

    def missing() -> None:
        raise PapersMissing(papers="Giấy chứng sinh")

    tasks.read(lambda: 1, done=lambda _answer: None, owner=None)
    tasks.write(missing, failed=refused.append, owner=None)
    tasks.write(lambda: 2, owner=None)
    qtbot.waitUntil(tasks.idle)
    assert changes == [1]
    assert isinstance(refused[0], PapersMissing)


def test_an_answer_for_a_page_that_is_gone_is_dropped(tasks: Tasks, qtbot: QtBot) -> None:
    owner = QObject()
    answers: list[object] = []
    changes: list[int] = []
    tasks.data_changed.connect(lambda: changes.append(1))
    gate = threading.Event()
    tasks.write(gate.wait, done=answers.append, owner=owner)
    owner.deleteLater()
    qtbot.wait(20)
    gate.set()
    qtbot.waitUntil(tasks.idle)
    assert answers == []
    assert changes == [1]


def test_of_many_searches_only_the_newest_is_answered(tasks: Tasks, qtbot: QtBot) -> None:
    gate = threading.Event()
    ran: list[str] = []
    answers: list[str] = []

    def search(words: str) -> str:
        gate.wait()
        ran.append(words)
        return words

    for words in ("g", "gi", "gia", "giang"):
        tasks.read(lambda words=words: search(words), done=answers.append, owner=tasks, latest="search")  # type: ignore[misc]
    gate.set()
    qtbot.waitUntil(tasks.idle)
    assert answers == ["giang"]
    assert "gia" not in ran


def test_a_mistake_of_the_program_is_logged_and_told_by_its_code(tasks: Tasks, qtbot: QtBot, reports: Reports) -> None:
    def broken() -> None:
        raise ZeroDivisionError("secret name Giàng A Chống")

    with qtbot.waitSignal(tasks.refused) as told:
        tasks.write(broken, owner=None)
    refusal = told.args[0]
    assert isinstance(refusal, Unexpected)
    assert isinstance(reports.bugs[0], ZeroDivisionError)
    said = sentence(refusal)
    assert "E-1" in said
    assert "Giàng" not in said
    assert said.startswith("Chương trình gặp lỗi.")


def test_device_work_tells_its_true_fraction_and_can_be_stopped(tasks: Tasks, qtbot: QtBot) -> None:
    told: list[tuple[float, str, int]] = []
    refused: list[Refusal] = []
    started = threading.Event()

    def write_stick(progress: Progress) -> None:
        for step in range(1000):
            progress.advance(step / 1000, f"{step}", 1)
            started.set()
            time.sleep(0.002)

    token = tasks.device(write_stick, progress=lambda *part: told.append(part), failed=refused.append, owner=tasks)
    started.wait(2)
    qtbot.waitUntil(lambda: len(told) > 2)
    token.stop()
    qtbot.waitUntil(lambda: bool(refused))
    assert isinstance(refused[0], Stopped)
    assert sentence(refused[0]) == "Đã dừng. Phần đã làm xong vẫn được giữ."
    assert told == sorted(told)
    assert told[-1][0] < 1


def test_the_window_stays_responsive_while_the_store_works(tasks: Tasks, qtbot: QtBot) -> None:
    done: list[object] = []
    began = time.perf_counter()
    tasks.read(lambda: time.sleep(0.3), done=done.append, owner=tasks)
    assert time.perf_counter() - began < 0.3
    qtbot.waitUntil(lambda: len(done) == 1)


def test_closing_waits_for_what_is_being_saved(qapp: QApplication, reports: Reports) -> None:
    tasks, saved = Tasks(reports), threading.Event()

    def save() -> None:
        time.sleep(0.1)
        saved.set()

    tasks.write(save, owner=None)
    tasks.close()
    assert saved.is_set()
    qapp.processEvents()


def test_tasks_are_started_from_the_gui_thread_only(tasks: Tasks) -> None:
    caught: list[Exception] = []

    def elsewhere() -> None:
        try:
            tasks.read(lambda: 1, done=lambda _answer: None, owner=None)
        except RuntimeError as error:
            caught.append(error)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert len(caught) == 1


def test_a_timer_that_rings_after_closing_starts_nothing_and_complains_of_nothing(
    qapp: QApplication, reports: Reports
) -> None:
    """The officer closes the window the moment it opened: the pages it would have imported ahead are not wanted."""
    tasks = Tasks(reports)
    tasks.close()
    ran: list[int] = []
    tasks.device(lambda _progress: ran.append(1), owner=tasks)
    assert ran == []
    assert tasks.idle()
    assert reports.bugs == []


def test_a_line_that_stands_still_keeps_nobody_waiting(
    qapp: QApplication, reports: Reports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.tasks.LINK_ENDS_S", 0.1)
    tasks, let_go = Tasks(reports), threading.Event()
    tasks.link(lambda _progress: let_go.wait(10), owner=None)
    assert tasks.idle(), "the desk may settle meanwhile"
    began = time.monotonic()
    tasks.close()
    assert time.monotonic() - began < 5
    let_go.set()
    for thread in tasks._links:  # else it might be the last to hold the tasks, and they would die in its hands
        thread.join(10)


def test_the_answer_of_a_link_comes_on_the_gui_thread(qtbot: QtBot, tasks: Tasks) -> None:
    came: list[tuple[int, bool]] = []
    gui = threading.current_thread()
    tasks.link(
        lambda progress: int(progress.stop_asked),
        done=lambda answer: came.append((answer, threading.current_thread() is gui)),
        owner=None,
    )
    qtbot.waitUntil(lambda: bool(came), timeout=5_000)
    assert came == [(0, True)]
