"""Choosing a commune by a few letters without accents: the list follows the typing, arrows and Enter choose."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.domain.commune import Commune
from app.domain.text import fold
from app.i18n import _
from ui.widgets.choice_list import ChoiceList
from ui.widgets.field import Field

_SHOWN = 5


class CommuneChooser(QWidget):
    """``chosen`` when a commune is taken; ``commune()`` is None while the words match none or are not settled."""

    chosen = Signal()

    def __init__(self, label: str, parent: QWidget | None = None, *, help_text: str = "") -> None:
        super().__init__(parent)
        self._communes: tuple[Commune, ...] = ()
        self._taken: Commune | None = None
        self._found: list[Commune] = []
        self.line = QLineEdit()
        self.field = Field(label, self, editor=self.line, help_text=help_text)
        self.field.edited.connect(self._typed)
        self.line.editingFinished.connect(self._take_first)
        self.found = ChoiceList(self.line, _("Communes found"), self)
        self.found.taken.connect(lambda row: self.take(self._found[row]))
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
        self._found = self.matches(words)[:_SHOWN] if words.strip() else []
        self.found.show_choices([commune.full_name for commune in self._found])
        if words.strip() and not self._found:
            self.field.set_error(_("No commune of Lai Châu has this name. Try a few letters of it."))

    def _take_first(self) -> None:
        """Leaving the field takes what is marked in the list."""
        if self._taken is None and self.found.isVisible():
            self.found.take()


def _holds(name: str, asked: Sequence[str]) -> bool:
    words = fold(name).split()
    return bool(asked) and all(any(word.startswith(part) for word in words) for part in asked)
