"""The officers of a desk as cards: Alt+1 … Alt+9 choose one, the arrows walk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from ui.theme.look import colour, font, look, metrics
from ui.theme.paint import CENTRE, draw_disc, draw_key_cap, key_cap_width, key_words

_MOST_KEYS = 9


@dataclass(frozen=True, slots=True)
class OfficerChoice:
    """An officer as the unlock page shows one."""

    login: str
    name: str


class OfficerCard(QAbstractButton):
    """The first letter of the given name, the name, the login, the key."""

    def __init__(self, choice: OfficerChoice, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice, self._key = choice, key
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(", ".join(part for part in (choice.name, choice.login, key_words(key)) if part))
        if key:
            QShortcut(key, self).activated.connect(self.click)

    def sizeHint(self) -> QSize:
        return QSize(300, look().type("body").line + look().type("caption").line + 16)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        inset = 1.0 if chosen else 0.5
        painter.setPen(QPen(colour("accent" if chosen else "border_strong"), 2 if chosen else 1))
        painter.setBrush(colour("accent_soft" if chosen else "hover" if self.underMouse() else "surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 6, 6)
        middle = self.height() // 2
        disc = QRect(12, middle - 16, 32, 32)
        ground = colour("accent" if chosen else "sunken")
        draw_disc(painter, disc, fill=ground, edge=ground)
        painter.setFont(font("body_strong"))
        painter.setPen(colour("on_accent" if chosen else "text_2"))
        painter.drawText(disc, CENTRE, self.choice.name.split()[-1][:1].upper())
        self._paint_words(painter, middle)

    def _paint_words(self, painter: QPainter, middle: int) -> None:
        room = self.width() - 56 - 24 - (key_cap_width(self._key) if self._key else 0)
        for style, tone, words, base in (
            ("body_strong", "text", self.choice.name, middle - 3),
            ("caption", "text_2", self.choice.login, middle + look().type("caption").line - 1),
        ):
            painter.setFont(font(style))
            painter.setPen(colour(tone))
            painter.drawText(QPoint(56, base), metrics(style).elidedText(words, Qt.TextElideMode.ElideRight, room))
        if self._key:
            left = self.width() - key_cap_width(self._key) - 12
            draw_key_cap(painter, left, middle, self._key, ground=colour("surface_alt"))


class OfficerCards(QWidget):
    """``chosen_changed`` with the login when another officer is chosen."""

    chosen_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._group.buttonClicked.connect(lambda card: self.chosen_changed.emit(card.choice.login))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.cards: list[OfficerCard] = []

    def show_officers(self, officers: Sequence[OfficerChoice], chosen: str | None) -> None:
        """Show the officers; chosen is preselected, else the first."""
        for card in self.cards:
            self._group.removeButton(card)
            card.deleteLater()
        self.cards = []
        for number, officer in enumerate(officers, 1):
            card = OfficerCard(officer, f"Alt+{number}" if number <= _MOST_KEYS else "", self)
            self._group.addButton(card)
            self._column.addWidget(card)
            self.cards.append(card)
        wanted = next((card for card in self.cards if card.choice.login == chosen), None)
        if self.cards:
            (wanted or self.cards[0]).setChecked(True)

    def login(self) -> str:
        """Return the login of the chosen officer, empty when there is none."""
        return next((card.choice.login for card in self.cards if card.isChecked()), "")
