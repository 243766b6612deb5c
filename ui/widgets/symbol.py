"""A QR symbol on the screen: black on white in every theme, whole pixels a module, so that a phone reads it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme.look import look

_QUIET = 4
"""Modules of white around it, as the standard asks."""


class SymbolView(QWidget):
    """Shows the modules of a symbol; hidden without one."""

    def __init__(self, parent: QWidget | None = None, *, pixels: int = 3) -> None:
        super().__init__(parent)
        self._rows: Sequence[bytes] = ()
        self._pixels = pixels
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_symbol(self, rows: Sequence[bytes], words: str) -> None:
        """Show these rows, 1 is dark; words: what a screen reader says."""
        self._rows = rows
        self.setAccessibleName(words)
        self.setVisible(bool(rows))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        side = (len(self._rows) + 2 * _QUIET) * self._module()
        return QSize(side, side)

    def _module(self) -> int:
        return max(2, round(self._pixels * look().scale))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        size = self._module()
        for y, row in enumerate(self._rows, _QUIET):
            for x, dark in enumerate(row, _QUIET):
                if dark:
                    painter.fillRect(QRect(x * size, y * size, size, size), Qt.GlobalColor.black)
