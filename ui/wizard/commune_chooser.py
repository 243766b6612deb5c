"""Choosing a commune by a few letters without accents: the list follows the typing, arrows and Enter choose."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QVBoxLayout, QWidget

from app.domain.commune import Commune
from app.domain.text import fold
from app.i18n import _
from ui.theme.look import look
from ui.widgets.field import Field

_SHOWN = 5


class CommuneList(QListWidget):
    """The communes found."""


class CommuneChooser(QWidget):
    """``chosen`` when a commune is taken; ``commune()`` is None while the words match none or are not settled."""

    chosen = Signal()

    def __init__(self, label: str, parent: QWidget | None = None, *, help_text: str = "") -> None:
        super().__init__(parent)
        self._communes: tuple[Commune, ...] = ()
        self._taken: Commune | None = None
        self.line = QLineEdit()
        self.field = Field(label, self, editor=self.line, help_text=help_text)
        self.field.edited.connect(self._typed)
        self.line.installEventFilter(self)
        self.found = CommuneList(self)
        self.found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.found.setAccessibleName(_("Communes found"))
        self.found.itemClicked.connect(lambda _item: self._take_current())
        self.found.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.field)
        column.addWidget(self.found)
        self.setFocusProxy(self.line)

    def set_communes(self, communes: Sequence[Commune], *, default: str = "") -> None:
        """Offer these; default: the name taken at once."""
        self._communes = tuple(communes)
        wanted = next((one for one in self._communes if one.name == default), None)
        if wanted is not None:
            self.take(wanted)

    def commune(self) -> Commune | None:
        """Return the commune taken."""
        return self._taken

    def take(self, commune: Commune) -> None:
        """Take a commune and write its full name."""
        self._taken = commune
        self.field.set_text(commune.full_name)
        self.found.hide()
        self.chosen.emit()

    def matches(self, words: str) -> list[Commune]:
        """Return the communes whose name of today, or a former unit's, has a word that begins like the letters."""
        asked = fold(words).split()
        kinds = {"xa", "phuong"}
        asked = [word for word in asked if word not in kinds] or asked
        named = [one for one in self._communes if _holds(one.full_name, asked)]
        former = [one for one in self._communes if any(_holds(unit.name, asked) for unit in one.former_units)]
        return list(dict.fromkeys((*named, *former)))

    def _typed(self, words: str) -> None:
        self._taken = None
        found = self.matches(words)[:_SHOWN] if words.strip() else []
        self.found.clear()
        for commune in found:
            self.found.addItem(commune.full_name)
        if found:
            self.found.setCurrentRow(0)
            self.found.setFixedHeight(len(found) * self.found.sizeHintForRow(0) + look().space(1))
        self.found.setVisible(bool(found))
        if words.strip() and not found:
            self.field.set_error(_("No commune of Lai Châu has this name. Try a few letters of it."))

    def _take_current(self) -> None:
        name = self.found.currentItem().text() if self.found.currentItem() is not None else ""
        wanted = next((one for one in self._communes if one.full_name == name), None)
        if wanted is not None:
            self.take(wanted)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Walk the list with the arrows, take with Enter; leaving the field takes the only or first match."""
        del watched
        if event.type() == QEvent.Type.FocusOut and self._taken is None and self.found.isVisible():
            self._take_current()
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress or not self.found.isVisible():
            return False
        match event.key():
            case Qt.Key.Key_Down | Qt.Key.Key_Up:
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self.found.setCurrentRow(max(0, min(self.found.count() - 1, self.found.currentRow() + step)))
                return True
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._take_current()
                return True
            case _:
                return False


def _holds(name: str, asked: Sequence[str]) -> bool:
    words = fold(name).split()
    return bool(asked) and all(any(word.startswith(part) for word in words) for part in asked)
