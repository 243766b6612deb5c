"""A real practice desk under the pages: the program, its task threads, a guard of the GUI thread, a fake tray."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.citizen import Applicant
from app.domain.dossier import Dossier
from app.domain.draft import Draft, PaperEntry
from app.domain.errors import PrinterFailed, Refusal
from app.domain.states import State
from app.i18n import N_
from app.paths import STATE_DIR_VARIABLE, desk_paths
from app.readings import DossierFilter, DossierLine
from tests.ui.made_desk import MadeDesk, make_desk
from ui.printer import PrinterInfo
from ui.program import Program
from ui.shell.page import Page
from ui.tasks import Tasks
from ui.widgets.data_table import DataTable


class OffTheGuiThread:
    """Hands every question on to the store, and fails when it is asked on the GUI thread."""

    def __init__(self, store: object) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:  # whatever the store has
        if threading.current_thread() is threading.main_thread():
            raise AssertionError(f"{name} was asked on the GUI thread")
        return getattr(self._store, name)


@dataclass
class PracticeDesk:
    """The program, its threads, the bot that plays the officer; refusals that nobody took."""

    program: Program
    tasks: Tasks
    bot: QtBot
    refused: list[Refusal] = field(default_factory=list)

    def show(self, page: Page) -> None:
        """Open a page at the size it has in the window at 1366×768 and wait for what it reads."""
        self.bot.addWidget(page)
        page.resize(1190, 684)
        self.tasks.data_changed.connect(page.refresh)
        with self.bot.waitExposed(page):
            page.show()
        page.activateWindow()
        page.activated()
        self.settle()

    def settle(self, also_ms: int = 0) -> None:
        """Wait until every question is answered; also_ms: and a timer of the page has run."""
        if also_ms:
            self.bot.wait(also_ms)
        for _again in range(3):  # an answer may ask the next question
            self.bot.waitUntil(self.tasks.idle, timeout=15_000)
            self.bot.wait(5)

    def press(self, widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        """Press a key and wait for what comes of it."""
        QTest.keyClick(widget, key, modifier or Qt.KeyboardModifier.NoModifier)
        self.settle()

    def rows(self, table: DataTable) -> list[list[str]]:
        """Return the words of every row of a table, those included that are still to be read."""
        model = table.table_model()
        assert model is not None
        shown_rows(model)
        self.settle()
        return shown_rows(model)

    def lines(self, *states: State) -> tuple[DossierLine, ...]:
        """Return the dossiers in these states, newest first."""
        return self.program.queries.page_at(DossierFilter(states=states), order="recent", offset=0, limit=500)

    def accept(self, name: str = "Vàng Thị Mỷ", **more: object) -> Dossier:
        """Take in one dossier whose slip is not printed yet."""
        program = self.program
        procedure = program.catalogue.procedure("1.001193", on=program.clock.now().date())
        papers = tuple(PaperEntry(n, original=1) for n, paper in enumerate(procedure.papers) if paper.required)
        person = Applicant("person", name, "cccd", "012190000123", birth_date="1990-05-06", address="bản Chí Sáng")
        draft = Draft(procedure.id, person, papers)
        return program.intake.accept(replace(draft, **cast("Any", more)), officer=program.officer).dossier


class Tray:
    """A printer that keeps what it is sent; ``jam`` makes it fail."""

    def __init__(self, *, jam: bool = False, absent: bool = False) -> None:
        self.jam, self.absent = jam, absent
        self.papers: list[tuple[str, bytes, str]] = []

    def available(self) -> tuple[PrinterInfo, ...]:
        """Return one printer, or none."""
        return () if self.absent else (PrinterInfo("a5", "Máy in A5", True, not self.jam, ("A5",)),)

    def send(self, pdf: bytes, printer: str, title: str) -> None:
        """Take the paper, or jam."""
        if self.jam:
            raise PrinterFailed(reason=N_("out of paper"))
        self.papers.append((printer, pdf, title))


_patterns: dict[int, tuple[tempfile.TemporaryDirectory[str], MadeDesk]] = {}


def _desk_like(folder: Path, dossiers: int) -> MadeDesk:
    """Return a desk with so many demo dossiers; the first is made, further ones are copies of it as it was made."""
    state = Path(os.environ[STATE_DIR_VARIABLE])
    if dossiers not in _patterns:
        kept = tempfile.TemporaryDirectory()
        made = make_desk(folder, dossiers=dossiers)
        shutil.copytree(folder, Path(kept.name, "data"))
        shutil.copytree(state, Path(kept.name, "state"))
        _patterns[dossiers] = (kept, made)
        return made
    kept, made = _patterns[dossiers]
    shutil.copytree(Path(kept.name, "data"), folder, dirs_exist_ok=True)
    shutil.copytree(Path(kept.name, "state"), state, dirs_exist_ok=True)
    return MadeDesk(desk_paths(folder), made.recovery_code)


@contextmanager
def practice_desk(folder: Path, bot: QtBot, *, dossiers: int) -> Iterator[PracticeDesk]:
    """Open a fresh practice desk with so many demo dossiers."""
    program = _desk_like(folder, dossiers).open()
    bugs: list[BaseException] = []

    def remember(bug: BaseException) -> str:
        bugs.append(bug)
        return "BUG"

    tasks = Tasks(remember)
    desk = PracticeDesk(program, tasks, bot)
    tasks.refused.connect(desk.refused.append)
    yield desk
    desk.settle()
    tasks.close()
    program.close()
    if bugs:
        raise bugs[0]


def shown_rows(model: Any) -> list[list[str]]:  # any table model
    """Return the words of every row, as a screen reader would say them."""
    rows = []
    for number in range(model.rowCount()):
        cells = model.cells(number)
        rows.append([cell.text for cell in cells] if cells is not None else [])
    return rows
