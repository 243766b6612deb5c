"""A counter with an empty practice desk behind it: the real window, a tray in place of the printer, keys that count."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.domain.dossier import Dossier
from app.domain.identity_card import read_card
from app.domain.states import State
from app.paths import desk_paths
from app.readings import DossierLine
from tests.ui.made_desk import NOW, MadeDesk, make_desk
from tests.ui.practice_desk import PracticeDesk, Tray
from ui.intake.presenter import IntakePresenter
from ui.intake.view import IntakePage
from ui.shell.page import Page
from ui.shell.window import MainWindow
from ui.slip_printing import SlipPrinting
from ui.tasks import Tasks
from ui.widgets.checklist import Tick

CHONG = "012090000123|045123456|Giàng A Chống|05061990|Nam|Bản Sin Suối Hồ, Sin Suối Hồ, Phong Thổ, Lai Châu|12052022"
MY = "012191000999||Sùng Thị Mỷ|05061991|Nữ|Bản Chí Sáng, Sin Suối Hồ, Phong Thổ, Lai Châu|12052022"
ALT, CTRL, SHIFT = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
NONE = Qt.KeyboardModifier.NoModifier


class HomePage(Page):
    """Stands for today's desk: where Esc leads."""

    def __init__(self) -> None:
        super().__init__("Bàn làm việc")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def activated(self) -> None:
        self.setFocus()


@dataclass
class Counter:
    """The officer at the counter. ``presses`` counts every key since the last ``count_from_here``."""

    desk: PracticeDesk
    window: MainWindow
    intake: IntakePresenter
    tray: Tray
    news: list[tuple[str, str]] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)
    presses: int = 0

    @property
    def page(self) -> IntakePage:
        return self.intake.page

    def settle(self) -> None:
        """Wait until the promise is worked out and every question answered."""
        weighing = self.intake._weigh_soon
        for _again in range(3):  # an answer may ask the next question
            self.desk.bot.waitUntil(lambda: self.desk.tasks.idle() and not weighing.isActive(), timeout=15_000)
            QApplication.processEvents()

    def saved(self) -> None:
        """Wait until the draft is kept."""
        self.desk.settle(also_ms=450)

    def press(self, *keys: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """Press keys where the keyboard is."""
        for key in keys:
            self.presses += 1
            QTest.keyClick(self.here(), key, modifier)
        self.settle()

    def type(self, words: str) -> None:
        """Type words as an input method delivers them, one key each."""
        for letter in words:
            self.presses += 1
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(self.here(), QKeyEvent(kind, 0, NONE, letter))
        self.settle()

    def into(self, name: str, words: str) -> None:
        """Put the keyboard in a field and type."""
        self.page.book.go(name)
        self.type(words)

    def scan(self, card: str) -> None:
        self.page.card_scanned(read_card(card, today=NOW.date()))
        self.settle()

    def choose(self, words: str) -> None:
        """Choose a procedure by a few letters."""
        self.into("procedure", words)
        self.press(Qt.Key.Key_Return)

    def tick_all(self) -> None:
        """Tick every paper of the main list."""
        self.page.steps[2].go()
        for number, item in enumerate(self.page.papers.main.items()):
            keys = [Qt.Key.Key_Down] if number else []
            self.press(*keys, *([] if item.tick is Tick.PRESENT else [Qt.Key.Key_Space]))

    def finish(self) -> None:
        """Press F9 and wait for the paper."""
        self.press(Qt.Key.Key_F9)
        self.settle()

    def here(self) -> QWidget:
        return QApplication.focusWidget() or self.window

    def field_here(self) -> str:
        """Return the name of the field with the keyboard."""
        return self.here().objectName()

    def text(self, name: str) -> str:
        found = self.page.book.field(name)
        assert found is not None
        return found.text()

    def error(self, name: str) -> str:
        found = self.page.book.field(name)
        assert found is not None
        return found.error()

    def dossiers(self) -> list[Dossier]:
        """Return what was accepted, oldest first."""
        lines = self.desk.lines(*State)
        return [self.desk.program.queries.dossier(line.id) for line in reversed(lines)]

    def lines(self) -> tuple[DossierLine, ...]:
        return self.desk.lines(*State)

    def drafts(self) -> dict[str, str]:
        return {slot: text for slot, text, _at in self.desk.program.drafts.kept()}

    def preview_text(self) -> str:
        """Return the words on the paper at the right."""
        page = self.page.preview.page
        self.desk.bot.waitUntil(lambda: bool(page.sheet().pdf) or bool(page.sheet().trouble), timeout=15_000)
        self.desk.bot.wait(400)
        assert not page.sheet().trouble
        return words_of(page.sheet().pdf)

    def open(self) -> None:
        self.window.open_page("intake")
        self.settle()


def words_of(pdf: bytes) -> str:
    """Return the words of a PDF, each space once."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def seat(desk: PracticeDesk, tray: Tray) -> Counter:
    """Open the window with the intake page in it."""
    window = MainWindow(now=lambda: NOW)
    desk.bot.addWidget(window)
    intake = IntakePresenter(desk.program, desk.tasks, SlipPrinting(desk.program, desk.tasks, tray))
    intake._weigh_soon.setInterval(0)
    counter = Counter(desk, window, intake, tray)
    intake.page.news.connect(lambda strong, rest: counter.news.append((strong, rest)))
    intake.page.trouble.connect(counter.trouble.append)
    window.add_page("desk", HomePage(), icon="desk", key="Esc")
    window.add_page("intake", intake.page, icon="intake", key="F2")
    desk.tasks.data_changed.connect(window.refresh_visible)
    window.resize(1366, 768)
    with desk.bot.waitExposed(window):
        window.show()
    window.activateWindow()
    return counter


@pytest.fixture(scope="module")
def empty_desk(tmp_path_factory: pytest.TempPathFactory) -> MadeDesk:
    """Make one empty desk for a whole module; each test gets a copy of its own."""
    return make_desk(tmp_path_factory.mktemp("empty"))


@pytest.fixture
def desk(empty_desk: MadeDesk, tmp_path: Path, qtbot: QtBot) -> Iterator[PracticeDesk]:
    folder = tmp_path / "desk"
    shutil.copytree(empty_desk.paths.data_dir, folder)
    program = MadeDesk(desk_paths(folder), empty_desk.recovery_code).open()
    bugs: list[BaseException] = []
    tasks = Tasks(lambda bug: bugs.append(bug) or "BUG")  # type: ignore[func-returns-value]
    made = PracticeDesk(program, tasks, qtbot)
    yield made
    made.settle()
    tasks.close()
    program.close()
    if bugs:
        raise bugs[0]


@pytest.fixture
def tray() -> Tray:
    return Tray()


@pytest.fixture
def counter(desk: PracticeDesk, tray: Tray) -> Counter:
    made = seat(desk, tray)
    made.open()
    return made


def line_of(counter: Counter, name: str) -> QLineEdit:
    found = counter.page.book.field(name)
    assert found is not None
    assert isinstance(found.editor, QLineEdit)
    return found.editor
