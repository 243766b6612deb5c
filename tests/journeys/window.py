"""The hands of an officer at the real window: keys through the application, a scanner's bursts, eyes for what is shown.

Nothing here calls a page's insides to act; whatever happens, happens by keys. Waiting is always for something.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from app.clock import Clock
from app.paths import Paths
from app.readings import DossierFilter, DossierLine
from app.settings import Settings
from tests.ui.practice_desk import Tray, shown_rows
from ui.desk_window import DeskWindow
from ui.exchange.drives import Drive
from ui.scanner import ScannerWedge
from ui.unlock.page import UnlockPage
from ui.window_start import WindowStart

WAIT_S = 30
SLOW_MS = 300
"""A timer of a page that is slower (the autosave) is not waited for: it only keeps what is there already."""
HEARTBEAT_MS = 5
BLOCKED_MS = 1_500
"""How long the window may stand still in a test. The rule is 100 ms; the rest is left to slow, shared cores."""
_PRESS, _RELEASE = QTest.KeyAction.Press, QTest.KeyAction.Release
_SHIFT, _NONE = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier


@dataclass
class Heartbeat:
    """Beats in the GUI thread; between two beats it was blocked.

    Counted is the thread's own time on the processor, for cores are shared with whoever else is at work.
    worst: milliseconds of that time, of the clock, and what the officer had just done.
    """

    doing: str = "start"
    worst: list[tuple[float, float, str]] = field(default_factory=list)
    _last: tuple[float, float] = (0.0, 0.0)

    def start(self, owner: QWidget) -> None:
        self.forgive()
        timer = QTimer(owner)
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.setInterval(HEARTBEAT_MS)
        timer.timeout.connect(self._beat)
        timer.start()

    def forgive(self) -> None:
        """Begin to count anew."""
        self._last = _clocks()

    def _beat(self) -> None:
        now = _clocks()
        own, clock = ((new - old) * 1000 for new, old in zip(now, self._last, strict=True))
        self._last = now
        self.worst = sorted([*self.worst, (own, clock, self.doing)], reverse=True)[:12]

    def longest(self) -> float:
        """Return the longest time the window stood still by its own doing, in milliseconds."""
        return self.worst[0][0] if self.worst else 0.0

    def report(self) -> list[str]:
        """Return the longest blocks, for whoever reads the log."""
        return [f"{own:6.0f} ms of work, {clock:6.0f} ms by the clock: {doing}" for own, clock, doing in self.worst]


def _clocks() -> tuple[float, float]:
    return time.thread_time(), time.perf_counter()


@dataclass
class Counter:
    """A counter with its window. ``presses`` counts keys pressed by hand; a scan costs none."""

    start: WindowStart = field(repr=False)
    tray: Tray
    stick: Path
    heart: Heartbeat = field(default_factory=Heartbeat)
    presses: int = 0

    # ── what is there ────────────────────────────────────────────────────────────────────────

    @property
    def window(self) -> QWidget:
        return self.start.window

    @property
    def desk(self) -> DeskWindow:
        assert self.start.desk is not None, "nobody has unlocked yet"
        return self.start.desk

    def unlock_page(self) -> UnlockPage:
        pages = [page for page in self.window.findChildren(UnlockPage) if page.isVisible()]
        assert pages, "nothing asks for a password"
        return pages[-1]

    def field(self, name: str) -> str:
        """Return what stands in a field of the intake."""
        field = self.desk.intake.page.book.field(name)
        assert field is not None
        return field.text()

    def lines(self) -> tuple[DossierLine, ...]:
        """Return every dossier of the desk, newest first."""
        return self.desk.program.queries.page(DossierFilter(), order="recent", after=None, limit=200)

    def handle(self) -> QWindow:
        handle = self.window.windowHandle()
        assert handle is not None
        return handle

    def focus(self) -> QWidget:
        focus = self.window.focusWidget()
        assert focus is not None
        return focus

    def toast(self) -> str:
        """Return what the strip at the foot says."""
        strip = self.start.window.toast
        return f"{strip.strong.text()} {strip.text.text()}".strip() if strip.isVisible() else ""

    def words(self, ground: QWidget | None = None) -> str:
        """Return everything legible on the screen or a part of it."""
        shown = (ground or self.window).findChildren(QWidget)
        said = [one.text() if isinstance(one, QLabel) else one.accessibleName() for one in shown if one.isVisible()]
        return "\n".join(text for text in said if text)

    @staticmethod
    def key(name: str) -> Qt.Key:
        """Return a key by its name."""
        return _chord(name)[0]

    # ── hands ────────────────────────────────────────────────────────────────────────────────

    def press(self, *chords: str, quick: bool = False) -> None:
        """Press keys («F9», «Alt+M», «Return»), each when the one before has come to rest; quick: without waiting."""
        for chord in chords:
            self.heart.doing = f"{self.heart.doing.partition(' · ')[0]} · {chord}"
            key, modifiers = _chord(chord)
            for action in (_PRESS, _RELEASE):
                QTest.sendKeyEvent(action, self.handle(), key, _text_of(key, modifiers), modifiers)
            self.presses += 1
            if quick:
                self._let_go()
            else:
                self.settle()
        self.settle()

    def type(self, text: str) -> None:
        """Type letters as a person does: the next one when the one before has reached its field."""
        for letter in text:
            key = Qt.Key(ord(letter.upper())) if letter.isascii() else Qt.Key.Key_unknown
            modifiers = _SHIFT if letter.isupper() else _NONE
            for action in (_PRESS, _RELEASE):
                QTest.sendKeyEvent(action, self.handle(), key, letter, modifiers)
            self.presses += 1
            self._let_go()

    def scan(self, text: str) -> None:
        """Let the scanner type: one burst and Enter, to whatever has the keyboard, faster than any hand."""
        for letter in [*text, "\r"]:
            code = Qt.Key.Key_Return if letter == "\r" else Qt.Key(ord(letter.upper())) if letter.isascii() else 0
            modifiers = _SHIFT if letter.isupper() else _NONE
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QCoreApplication.sendEvent(self.handle(), QKeyEvent(kind, int(code), modifiers, letter))
        self.settle()

    def doing(self, what: str) -> None:
        """Name what the officer does now, for the heartbeat."""
        self.heart.doing = what

    @contextmanager
    def away(self) -> Iterator[None]:
        """Somebody else works meanwhile, in this same thread: that is no standing still of the window."""
        yield
        self.heart.forgive()

    # ── patience ─────────────────────────────────────────────────────────────────────────────

    def wait(self, condition: Callable[[], object]) -> None:
        """Wait until something is so."""
        deadline = time.monotonic() + WAIT_S
        while not condition():
            assert time.monotonic() < deadline, f"waited in vain while: {self.heart.doing}; {self._state()}"
            loop = QEventLoop()
            QTimer.singleShot(5, loop.quit)
            loop.exec()

    def settle(self) -> None:
        """Wait until every key has reached its field, every question its answer, every short timer its end."""
        self._let_go()
        for _again in range(2):  # an answer may ask the next question
            QCoreApplication.processEvents()
            self.wait(lambda: self.start.tasks.idle() and not self._pending())

    def _pending(self) -> bool:
        """Tell whether a page still has a short timer running (weighing, autosave, a resting choice)."""
        timers = self.window.findChildren(QTimer)
        return any(timer.isActive() and timer.isSingleShot() and timer.interval() < SLOW_MS for timer in timers)

    def _state(self) -> str:
        """Say what keeps a wait waiting, for whoever reads the failure."""
        wedge = _wedge()
        return (
            f"tasks idle {self.start.tasks.idle()}, timers pending {self._pending()}, "
            f"keys held {wedge is not None and wedge.holding()}, covered {self.start.window.is_covered()}, "
            f"focus {self.window.focusWidget()!r}, trouble {self.toast()!r}"
        )

    def _let_go(self) -> None:
        wedge = _wedge()
        self.wait(lambda: wedge is None or not wedge.holding())

    def shot(self, name: str) -> None:
        """Keep a picture of the window where MOTCUA_TEST_PICTURES says, for whoever wants to look."""
        folder = os.environ.get("MOTCUA_TEST_PICTURES")
        if folder:
            self.window.grab().save(str(Path(folder) / f"{name}.png"))

    def close(self) -> None:
        """Close the window as its button does."""
        self.window.close()


def _wedge() -> ScannerWedge | None:
    application = QCoreApplication.instance()
    assert application is not None
    found = application.findChildren(ScannerWedge)
    return found[-1] if found else None


def _chord(words: str) -> tuple[Qt.Key, Qt.KeyboardModifier]:
    """Return key and modifiers of «Alt+M», «Return»."""
    *held, name = words.split("+")
    modifiers = _NONE
    for one in held:
        modifiers |= {"Alt": Qt.KeyboardModifier.AltModifier, "Ctrl": Qt.KeyboardModifier.ControlModifier}.get(
            one, _SHIFT
        )
    return Qt.Key[f"Key_{'Escape' if name == 'Esc' else name}"], modifiers


def _text_of(key: Qt.Key, modifiers: Qt.KeyboardModifier) -> str:
    if modifiers & ~_SHIFT:
        return ""
    special = {Qt.Key.Key_Return: "\r", Qt.Key.Key_Enter: "\r", Qt.Key.Key_Space: " ", Qt.Key.Key_Tab: "\t"}
    return special.get(key, chr(key).lower() if key < 128 else "")


@contextmanager
def counter(paths: Paths, *, clock: Clock, tray: Tray | None = None, login: str | None = None) -> Iterator[Counter]:
    """Open the window on these folders at 1366×768, a stick beside them; close it at the end whatever happened."""
    start = WindowStart(paths, Settings(theme="light"), login=login, clock=clock)
    tray = tray or Tray()
    stick = paths.data_dir.parent / "stick"
    stick.mkdir(exist_ok=True)
    start.printer = tray
    start.drives = lambda: (Drive(stick, "KINGSTON", 8_000_000_000),)
    made = Counter(start, tray, stick)
    start.window.resize(1366, 768)
    start.start()
    start.window.activateWindow()
    made.wait(start.window.isActiveWindow)
    made.heart.start(start.window)
    try:
        yield made
    finally:
        made.close()
        _forget(start)


def _forget(start: WindowStart) -> None:
    """Take the window away, so that the next test's keys are its own."""
    start.window.deleteLater()
    start.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def list_rows(made: Counter) -> list[list[str]]:
    """Return what the list of all dossiers shows, row by row."""
    assert made.start.window.current_slug() == "dossiers"
    return shown_rows(made.desk.dossiers.table.model())


def unlock(made: Counter, password: str) -> None:
    """Type the password of the officer chosen, and wait for the desk."""
    page = made.unlock_page()
    made.wait(lambda: page.cards.login())
    made.type(password)
    made.press("Return")
    made.wait(lambda: not made.start.window.is_covered())
    made.settle()
