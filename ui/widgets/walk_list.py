"""A list the keyboard walks: arrows choose, Enter or Space takes the row. Dense, in the colours of the desk."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QSizePolicy, QWidget

from ui.theme.look import look


class WalkList(QListWidget):
    """``taken`` with the number of the row, also by a click."""

    taken = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.itemClicked.connect(lambda _item: self.taken.emit(self.currentRow()))

    def fit(self, most: int) -> None:
        """Be as high as the rows, at most so many; the rest scrolls."""
        rows = max(1, min(self.count(), most))
        self.setFixedHeight(rows * max(1, self.sizeHintForRow(0)) + look().space(1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.taken.emit(self.currentRow())
        else:
            super().keyPressEvent(event)
