"""A short list under a field: the field keeps the keyboard, arrows walk the list, Enter takes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QWidget

from ui.theme.look import look


class ChoiceList(QListWidget):
    """``taken`` with the number of the row. Hidden while it has nothing to offer."""

    taken = Signal(int)

    def __init__(self, field: QLineEdit, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemClicked.connect(lambda _item: self.take())
        field.installEventFilter(self)
        self.hide()

    def show_choices(self, words: Sequence[str]) -> None:
        """Offer these, the first one chosen; none hides the list."""
        self.clear()
        self.addItems(list(words))
        if words:
            self.setCurrentRow(0)
            self.setFixedHeight(len(words) * self.sizeHintForRow(0) + look().space(1))
        self.setVisible(bool(words))

    def choices(self) -> list[str]:
        """Return what is offered."""
        return [self.item(row).text() for row in range(self.count())]

    def take(self) -> None:
        """Take the chosen row."""
        if self.currentRow() >= 0:
            self.taken.emit(self.currentRow())

    def eventFilter(self, _field: QObject, event: QEvent) -> bool:
        """Answer the arrows, Enter and Esc of the field while something is offered."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress or not self.isVisible():
            return False
        match event.key():
            case Qt.Key.Key_Down | Qt.Key.Key_Up:
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self.setCurrentRow(max(0, min(self.count() - 1, self.currentRow() + step)))
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.take()
            case _:
                return False
        return True
