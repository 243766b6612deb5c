"""The last line: at most five keys of the page, who sits here, the lock, the time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.i18n import _
from ui.shell.page import KeyHint
from ui.theme.look import look
from ui.widgets.chips import KeyCap
from ui.widgets.inline_panel import PanelIcon
from ui.widgets.labels import text_label

MOST_KEYS = 5
MARGIN, GAP = 20, 16


class _LockWords(QWidget):
    """«Khoá Ctrl L», clickable."""

    pressed = Signal()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.pressed.emit()


class StatusLine(QFrame):
    """``now`` gives the time shown; ``lock_requested`` when «Khoá» is clicked."""

    lock_requested = Signal()

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = now
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, 0, MARGIN, 0)
        row.setSpacing(GAP)
        self._keys = QHBoxLayout()
        self._keys.setSpacing(GAP)
        row.addLayout(self._keys)
        row.addStretch(1)
        self.officer = text_label("", "caption", "text_2")
        row.addWidget(self._with_icon("user", self.officer))
        self._lock = _LockWords(self)
        self._fill_lock()
        row.addWidget(self._lock)
        self.clock = text_label("", "caption", "text_2")
        row.addWidget(self.clock)
        self._tick = QTimer(self)
        self._tick.setInterval(5_000)
        self._tick.timeout.connect(self.show_time)
        self._tick.start()
        self.set_officer("")
        self.show_time()
        self.fit()

    def fit(self) -> None:
        """Take the height of the look in force."""
        self.setFixedHeight(look().size("status_line"))
        self._show_what_fits()

    def sizeHint(self) -> QSize:
        return QSize(400, look().size("status_line"))

    def set_officer(self, words: str) -> None:
        """Show who works («Giàng A Dơ · Quầy 1»); nobody hides person and lock."""
        self.officer.setText(words)
        parent = self.officer.parentWidget()
        if parent is not None:
            parent.setVisible(bool(words))
        self._lock.setVisible(bool(words))
        self._show_what_fits()

    def set_keys(self, hints: Sequence[KeyHint]) -> None:
        """Show the keys of the page, the first five."""
        while (item := self._keys.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for hint in hints[:MOST_KEYS]:
            self._keys.addWidget(self._hint(hint))
        self._show_what_fits()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_what_fits()

    def _show_what_fits(self) -> None:
        """Leave out the last keys where large text has no room for all: half a word helps nobody."""
        right = [self.officer.parentWidget(), self._lock, self.clock]
        taken = sum(one.sizeHint().width() + GAP for one in right if one is not None and not one.isHidden())
        room = self.width() - 2 * MARGIN - taken
        for group in self._groups():
            room -= group.sizeHint().width() + GAP
            group.setVisible(room >= 0)

    def _groups(self) -> list[QWidget]:
        items = [self._keys.itemAt(place) for place in range(self._keys.count())]
        return [widget for item in items if item is not None and (widget := item.widget()) is not None]

    def shown_keys(self) -> list[str]:
        """Return the words beside the keys shown, for screen readers and tests."""
        return [group.accessibleName() for group in self._groups() if not group.isHidden()]

    def show_time(self) -> None:
        """Show the time of the injected clock."""
        self.clock.setText(f"{self._now():%H:%M}")

    def _hint(self, hint: KeyHint) -> QWidget:
        group = QWidget(self)
        row = QHBoxLayout(group)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for key in hint.keys:
            row.addWidget(KeyCap(key, group))
        row.addWidget(text_label(hint.words, "caption", "text_2", group))
        group.setAccessibleName(f"{' '.join(hint.keys)} {hint.words}")
        return group

    def _with_icon(self, icon: str, label: QWidget) -> QWidget:
        group = QWidget(self)
        row = QHBoxLayout(group)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(PanelIcon(icon, "text_2", group, size=14))
        row.addWidget(label)
        return group

    def _fill_lock(self) -> None:
        row = QHBoxLayout(self._lock)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(PanelIcon("lock", "text_2", self._lock, size=14))
        row.addWidget(text_label(_("Lock"), "caption", "text_2"))
        row.addWidget(KeyCap("Ctrl+L", self._lock))
        self._lock.setCursor(Qt.CursorShape.PointingHandCursor)
        self._lock.pressed.connect(self.lock_requested)
