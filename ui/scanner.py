"""The scanner wedge: a scanner that types like a keyboard, told from an officer by speed and by frame.

Keys are held back for a moment. A burst that turns out to be a scan is swallowed whole and told as one text, whatever
widget has the keyboard; anything else is handed on exactly as it came, in order, so that fast typing loses nothing.

Real input methods cannot be run in our tests; what is known of them stands in ``ui/scan_text.py``. A scan begins with
a digit or a capital letter, which no Vietnamese input method keeps back, so holding begins with its first key.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent

from ui.scan_text import ScanKind, ScanText, kind_of, may_become_code

_KEYS = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride)
_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_SILENT = (Qt.Key.Key_Shift, Qt.Key.Key_CapsLock, Qt.Key.Key_Alt, Qt.Key.Key_AltGr)
_ALT, _CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
_META, _PAD = Qt.KeyboardModifier.MetaModifier, Qt.KeyboardModifier.KeypadModifier
_LEAST_KEYS = 6
_PROMISING_KEYS = 8
_UNKNOWN_MEAN_MS = 20.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a scanner types, in milliseconds. No officer keeps a mean of 35 ms over six keys."""

    mean_ms: float = 35.0
    gap_ms: int = 50
    patience_ms: int = 250


@dataclass(frozen=True, slots=True)
class _Held:
    """An event kept back, and when it happened: by its own stamp where it has one, else by our clock."""

    receiver: QObject
    event: QEvent
    stamp: int
    clock: float
    counts: bool

    def after(self, other: _Held) -> float:
        """Return the milliseconds between another event and this one."""
        return float(self.stamp - other.stamp) if self.stamp and other.stamp else self.clock - other.clock


class ScannerWedge(QObject):
    """Watches what has the keyboard. Its signals give the text of a card, a slip, an answer of the province; odd codes
    come as ``unknown_scanned``.

    Keys reach the window first, words of an input method go straight to the focused widget; only these two are watched,
    for a filter of the whole program would be asked about each of its events, thousands for a page that is opened.

    clock: milliseconds, for events without a stamp of their own. prefix: letters the scanner is set to send first.
    """

    card_scanned = Signal(str)
    slip_scanned = Signal(str)
    province_scanned = Signal(str)
    unknown_scanned = Signal(str)

    def __init__(
        self,
        application: QGuiApplication,
        *,
        prefix: str = "",
        pace: Pace | None = None,
        clock: Callable[[], float] = lambda: time.monotonic() * 1000,
    ) -> None:
        super().__init__(application)
        self._prefix, self._pace, self._clock = prefix, pace or Pace(), clock
        self._held: list[_Held] = []
        self._text = ScanText()
        self._replaying = False
        self._looked_twice = False
        self._done_at: _Held | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._time_is_up)
        self._watched: list[QObject] = []
        application.focusWindowChanged.connect(self._follow)
        application.focusObjectChanged.connect(self._follow)
        self._follow()

    def stop(self) -> None:
        """Listen no more and go: the window that wanted scans is closing."""
        self._watch([])
        self._timer.stop()
        self.deleteLater()

    def _follow(self, _changed: QObject | None = None) -> None:
        self._watch([one for one in (QGuiApplication.focusWindow(), QGuiApplication.focusObject()) if one is not None])

    def _watch(self, watched: list[QObject]) -> None:
        for one in self._watched:
            if shiboken6.isValid(one):
                one.removeEventFilter(self)
        for one in watched:
            one.installEventFilter(self)
        self._watched = watched

    def holding(self) -> bool:
        """Tell whether keys are being held back at this moment."""
        return bool(self._held)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep a key back or let it go on."""
        kind = event.type()
        if self._replaying or (kind not in _KEYS and kind != QEvent.Type.InputMethod):
            return False
        if isinstance(event, QInputMethodEvent):
            return self._on_input_method(watched, event)
        if not isinstance(event, QKeyEvent):
            return False
        if kind == QEvent.Type.ShortcutOverride:
            return self._on_override(event)
        if kind == QEvent.Type.KeyRelease:
            return self._on_release(watched, event)
        return self._on_press(watched, event)

    # ── events ───────────────────────────────────────────────────────────────────────────────

    def _on_override(self, event: QKeyEvent) -> bool:
        """Keep shortcuts from taking a key out of the middle of a burst."""
        if self._held and (_is_text(event) or event.key() in _ENDS):
            event.accept()
            return True
        return False

    def _on_release(self, watched: QObject, event: QKeyEvent) -> bool:
        if self._held:
            self._keep(watched, event, counts=False)
            return True
        return self._just_done(self._moment(watched, event))

    def _on_press(self, watched: QObject, event: QKeyEvent) -> bool:
        now = self._moment(watched, event)
        if event.isAutoRepeat():  # a key held down is fast, but no scanner
            self._give_back()
            return False
        if event.key() in _ENDS and not event.modifiers() & (_CTRL | _ALT | _META):
            return self._on_end(watched, event, now)
        if _is_text(event):
            self._on_text(watched, event, now, event.text())
            return True
        if not self._held:
            return event.key() == Qt.Key.Key_J and self._just_done(now)  # the line feed after a carriage return
        if event.key() == Qt.Key.Key_Backspace and not event.modifiers():
            self._text.backspace()
            self._keep(watched, event, counts=False)
            return True
        if event.key() in _SILENT or (event.modifiers() & _ALT and event.modifiers() & _PAD):
            self._keep(watched, event, counts=True)
            return True
        self._give_back()
        return False

    def _on_input_method(self, watched: QObject, event: QInputMethodEvent) -> bool:
        if not event.commitString():
            if self._held:
                self._keep(watched, event, counts=False)
            return bool(self._held)
        for _letter in range(event.replacementLength()):
            self._text.backspace()
        self._on_text(watched, event, self._moment(watched, event), event.commitString())
        return True

    def _on_text(self, watched: QObject, event: QEvent, now: _Held, letters: str) -> None:
        if self._held and now.after(self._held[-1]) > self._wait_ms():
            self._give_back()
        self._text.type(letters)
        self._keep(watched, event, counts=True)
        counted = [held for held in self._held if held.counts]
        if len(counted) >= 4 and not self._is_fast():
            self._give_back()

    def _on_end(self, watched: QObject, event: QKeyEvent, now: _Held) -> bool:
        if not self._held:
            return self._just_done(now)
        if now.after(self._held[-1]) > self._wait_ms():
            self._give_back()
            return False
        text, kind = self._scanned()
        odd = len(text) >= _PROMISING_KEYS and self._mean_ms() <= _UNKNOWN_MEAN_MS
        if self._is_scan(text) and (kind is not ScanKind.UNKNOWN or odd):
            self._done_at = now
            self._tell(text, kind)
            return True
        self._keep(watched, event, counts=False)
        self._give_back()
        return True

    def _time_is_up(self) -> None:
        """Decide about a burst without an end; look once more for keys waiting in a busy window."""
        if not self._looked_twice:
            self._looked_twice = True
            self._timer.start(0)
            return
        text, kind = self._scanned()
        if self._is_scan(text) and kind is not ScanKind.UNKNOWN:
            self._done_at = self._held[-1]
            self._tell(text, kind)
        else:
            self._give_back()

    # ── judging ──────────────────────────────────────────────────────────────────────────────

    def _moment(self, watched: QObject, event: QEvent, *, counts: bool = True) -> _Held:
        stamp = event.timestamp() if isinstance(event, QKeyEvent) else 0
        return _Held(watched, event, stamp, self._clock(), counts)

    def _mean_ms(self) -> float:
        counted = [held for held in self._held if held.counts]
        return counted[-1].after(counted[0]) / (len(counted) - 1) if len(counted) > 1 else 0.0

    def _is_fast(self) -> bool:
        return self._mean_ms() <= self._pace.mean_ms

    def _is_scan(self, text: str) -> bool:
        return len(text) >= _LEAST_KEYS and self._is_fast()

    def _wait_ms(self) -> int:
        """Return how long the next key may take: longer once a burst looks like a code, for a busy machine stutters."""
        text = str(self._text)
        promising = (
            len(text) >= _PROMISING_KEYS and self._is_fast() and may_become_code(text.removeprefix(self._prefix))
        )
        return self._pace.patience_ms if promising else self._pace.gap_ms

    def _scanned(self) -> tuple[str, ScanKind]:
        text = str(self._text).removeprefix(self._prefix)
        return text, kind_of(text)

    def _just_done(self, now: _Held) -> bool:
        """Tell whether this key still belongs to the scan that was just told: its release, a second line end."""
        if self._done_at is None:
            return False
        if now.after(self._done_at) <= self._pace.gap_ms:
            return True
        self._done_at = None
        return False

    # ── keeping and giving back ──────────────────────────────────────────────────────────────

    def _keep(self, watched: QObject, event: QEvent, *, counts: bool) -> None:
        """Keep a copy: Qt takes the event itself back when this filter returns."""
        moment = self._moment(watched, event, counts=counts)
        self._held.append(_Held(watched, event.clone(), moment.stamp, moment.clock, counts))
        self._looked_twice = False
        self._timer.start(self._wait_ms())

    def _forget(self) -> list[_Held]:
        held, self._held = self._held, []
        self._text = ScanText()
        self._timer.stop()
        return held

    def _tell(self, text: str, kind: ScanKind) -> None:
        self._forget()
        signals = {
            ScanKind.CARD: self.card_scanned,
            ScanKind.SLIP: self.slip_scanned,
            ScanKind.PROVINCE: self.province_scanned,
        }
        signals.get(kind, self.unknown_scanned).emit(text.strip() if kind is ScanKind.SLIP else text)

    def _give_back(self) -> None:
        """Hand on what was held, in order, to whom it was meant for."""
        held = self._forget()
        self._replaying = True
        try:
            for one in held:
                if shiboken6.isValid(one.receiver):
                    QCoreApplication.sendEvent(one.receiver, one.event)
        finally:
            self._replaying = False


def _is_text(event: QKeyEvent) -> bool:
    """Tell a letter from a command. Ctrl and Alt together are AltGr, which types."""
    if not event.text() or not event.text().isprintable():
        return False
    modifiers = event.modifiers()
    commanding = bool(modifiers & _CTRL) != bool(modifiers & _ALT) or bool(modifiers & _META)
    return not commanding
