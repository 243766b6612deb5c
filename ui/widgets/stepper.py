"""A count that keys and clicks change."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from ui.theme.icons import paint_icon
from ui.theme.look import colour, look

MOST_COUNTED = 9999


class Stepper(QLineEdit):
    """A count with − and +: digits, Up, Down, + and − change it; ``stepped(count)`` when it did."""

    stepped = Signal(int)

    def __init__(self, words: str, parent: QWidget | None = None, *, least: int = 0) -> None:
        super().__init__(parent)
        self._least = least
        self.setValidator(QIntValidator(least, MOST_COUNTED, self))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setProperty("strong", "true")
        self.setAccessibleName(words)
        self.setTextMargins(14, 0, 14, 0)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.fit()
        self.set_count(least)
        self.textEdited.connect(self._typed)

    def fit(self) -> None:
        """Take the width of the look in force."""
        self.setFixedWidth(round(92 * look().scale))

    def count(self) -> int:
        """Return the count; an empty box counts as the least."""
        return max(self._least, int(self.text() or self._least))

    def set_count(self, count: int) -> None:
        """Show a count without telling it was changed."""
        if self.text() != str(count):
            self.setText(str(count))

    def step(self, by: int) -> None:
        """Change the count by the officer's hand."""
        wanted = min(MOST_COUNTED, max(self._least, self.count() + by))
        if wanted != self.count() or not self.text():
            self.set_count(wanted)
            self.stepped.emit(wanted)
        self.selectAll()

    def _typed(self, text: str) -> None:
        if text:
            self.stepped.emit(self.count())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Up | Qt.Key.Key_Plus:
                self.step(1)
            case Qt.Key.Key_Down | Qt.Key.Key_Minus:
                self.step(-1)
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        edge = self.width() // 3
        if event.position().x() < edge:
            self.step(-1)
        elif event.position().x() > self.width() - edge:
            self.step(1)
        super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        middle = self.height() // 2
        paint_icon(painter, "minus", QRect(8, middle - 8, 16, 16), colour("text"))
        paint_icon(painter, "plus", QRect(self.width() - 24, middle - 8, 16, 16), colour("text"))
