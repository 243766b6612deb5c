"""Known names under a line as they are typed; anything else may be typed all the same."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.text import begins_words
from ui.widgets.choice_list import ChoiceList
from ui.widgets.field import Field

_MOST_OFFERED = 5


class OfferedNames(ChoiceList):
    """Offers names that begin as typed, without accents too. ``named`` with the one taken, once it is in the field."""

    named = Signal(str)

    def __init__(self, field: Field, parent: QWidget, *, known: Iterable[str] = (), called: str = "") -> None:
        editor = field.editor
        assert isinstance(editor, QLineEdit)  # noqa: S101 (names are typed on one line)
        super().__init__(editor, called or field.label.text(), parent)
        self._field, self._known = field, tuple(known)
        field.edited.connect(self._typed)
        editor.editingFinished.connect(lambda: self.show_choices(()))
        self.taken.connect(self._named)

    def know(self, names: Iterable[str]) -> None:
        """Offer these from now on, in this order."""
        self._known = tuple(names)

    def _typed(self, text: str) -> None:
        hits = [one for one in self._known if begins_words(text, one)][:_MOST_OFFERED]
        self.show_choices([] if hits == [text] else hits)

    def _named(self, row: int) -> None:
        name = self.choices()[row]
        self._field.set_text(name)
        self.show_choices(())
        self.named.emit(name)
