"""The indigo side of unlock and first start: the program's name, whose desk this is, and how the computer stands."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _
from ui.theme.icons import paint_icon
from ui.theme.look import colour, look, qcolor
from ui.widgets.labels import text_label

_WIDTH = 500


class _Door(QWidget):
    """The sign of the program."""

    def sizeHint(self) -> QSize:
        return QSize(look().icon(44), look().icon(44))

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_icon(QPainter(self), "brand", QRect(0, 0, self.width(), self.height()), qcolor("#FFFFFF"))


class DoorPanel(QFrame):
    """``show_place`` and ``show_facts`` change what it says."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        column = QVBoxLayout(self)
        column.setContentsMargins(44, 40, 44, 36)
        column.setSpacing(2)
        column.addLayout(self._brand())
        column.addStretch(1)
        self.place = text_label("", "figure", "on_accent", wrap=True)
        self.office = text_label("", "heading", "rail_text", wrap=True)
        self.province = text_label("", "body", "rail_muted")
        for label in (self.place, self.office, self.province):
            column.addWidget(label)
        column.addStretch(1)
        self._facts = QGridLayout()
        self._facts.setVerticalSpacing(8)
        self._facts.setColumnStretch(1, 1)
        column.addLayout(self._facts)
        self.show_place(_("Public service centre"), "")

    def _brand(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(14)
        door = _Door(self)
        door.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row.addWidget(door)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(text_label("Một Cửa", "page_title", "on_accent"))
        words.addWidget(text_label(_("Receiving dossiers and returning results"), "body", "rail_muted", wrap=True))
        row.addLayout(words, 1)
        return row

    def show_place(self, place: str, office: str) -> None:
        """Say whose desk this is; office may be empty."""
        self.place.setText(place)
        self.office.setText(office)
        self.office.setVisible(bool(office))
        self.province.setText(_("Lai Châu province"))

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show label and value pairs at the foot."""
        while (item := self._facts.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.deleteLater()
        for row, (label, value) in enumerate(facts):
            self._facts.addWidget(text_label(label, "small", "rail_muted"), row, 0)
            told = text_label(value, "small", "on_accent")
            told.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            told.setAccessibleName(f"{label}: {value}")
            self._facts.addWidget(told, row, 1)

    def facts(self) -> list[str]:
        """Return what the foot says, for screen readers and tests."""
        return [
            label.accessibleName()
            for row in range(self._facts.rowCount())
            if (item := self._facts.itemAtPosition(row, 1)) is not None and (label := item.widget()) is not None
        ]

    def sizeHint(self) -> QSize:
        return QSize(round(_WIDTH * min(look().scale, 1.25)), 400)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), colour("rail_bg"))
