"""Eight words to compare by telephone: numbered, large enough to read out, never cut."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.theme.look import look
from ui.widgets.labels import text_label

_PER_ROW = 4


class WordsPanel(QWidget):
    """``show_words`` changes them; the accessible name reads them in order."""

    def __init__(self, words: Sequence[str] = (), parent: QWidget | None = None, *, per_row: int = _PER_ROW) -> None:
        super().__init__(parent)
        self._per_row = per_row
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(look().space(4))
        self._grid.setVerticalSpacing(look().space(1))
        self.show_words(words)

    def words(self) -> tuple[str, ...]:
        """Return the words shown."""
        return self._words

    def show_words(self, words: Sequence[str]) -> None:
        """Show these words; none hides the panel."""
        self._words = tuple(words)
        while (item := self._grid.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for place, word in enumerate(self._words):
            row, column = divmod(place, self._per_row)
            number = text_label(str(place + 1), "caption", "text_2", self)
            number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(number, row, 2 * column)
            self._grid.addWidget(text_label(word, "heading", "text", self), row, 2 * column + 1)
            self._grid.setColumnStretch(2 * column + 1, 1)
        self.setAccessibleName(", ".join(self._words))
        self.setVisible(bool(self._words))
