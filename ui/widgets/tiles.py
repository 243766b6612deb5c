"""Count tiles that filter: the four numbers of the desk are also its four questions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from ui.keys import sequences
from ui.theme.icons import paint_icon
from ui.theme.look import colour, font, look, metrics, qcolor
from ui.theme.paint import baseline, draw_key_cap, key_cap_width, key_words, mark_colour
from ui.theme.tokens import state_icon


@dataclass(frozen=True, slots=True)
class TileSpec:
    """A tile: what it filters by, its state colour, its word and its key (``Alt+1``)."""

    name: str
    state: str
    word: str
    key: str


class Tile(QAbstractButton):
    """Icon and word, a count in large figures, one line of sense. Only «quá hạn» colours its number, above zero."""

    def __init__(self, spec: TileSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self._count: int | None = None
        self._sense = ""
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_count(None)
        shortcut = QShortcut(self)
        shortcut.setKeys(sequences(spec.key))
        shortcut.activated.connect(self.click)

    def set_count(self, count: int | None, sense: str = "") -> None:
        """Show a count and what it means; None while it is not known yet."""
        self._count, self._sense = count, sense
        shown = "" if count is None else str(count)
        self.setAccessibleName(
            ", ".join(part for part in (self.spec.word, shown, sense, key_words(self.spec.key)) if part)
        )
        self.update()

    def count(self) -> int | None:
        """Return the count shown."""
        return self._count

    def sizeHint(self) -> QSize:
        tall = look().type("body").line + look().type("figure").line
        return QSize(200, tall + 20)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        inset = 1.0 if chosen else 0.5
        painter.setPen(QPen(colour("accent" if chosen else "border"), 2 if chosen else 1))
        painter.setBrush(colour("hover" if self.underMouse() else "surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 8, 8)
        self._paint_head(painter)
        self._paint_count(painter)

    def _paint_head(self, painter: QPainter) -> None:
        middle = 10 + look().type("body").line // 2
        tint = qcolor(mark_colour(self.spec.state))
        paint_icon(painter, state_icon(self.spec.state), QRect(15, middle - 7, 14, 14), tint)
        cap = key_cap_width(self.spec.key)
        painter.setFont(font("body_strong"))
        painter.setPen(colour("text"))
        room = self.width() - 36 - cap - 20
        word = metrics("body_strong").elidedText(self.spec.word, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPoint(36, baseline(middle, metrics("body_strong"))), word)
        draw_key_cap(painter, self.width() - cap - 12, middle, self.spec.key, ground=colour("surface_alt"))

    def _paint_count(self, painter: QPainter) -> None:
        base = self.height() - 14
        shown = "…" if self._count is None else f"{self._count:,}".replace(",", ".")
        alarming = self.spec.state == "overdue" and bool(self._count)
        painter.setFont(font("figure"))
        painter.setPen(qcolor(mark_colour("overdue")) if alarming else colour("text"))
        painter.drawText(QPoint(15, base), shown)
        left = 15 + metrics("figure").horizontalAdvance(shown) + 10
        painter.setFont(font("small"))
        painter.setPen(colour("text_2"))
        room = self.width() - left - 12
        painter.drawText(
            QPoint(left, base), metrics("small").elidedText(self._sense, Qt.TextElideMode.ElideRight, room)
        )


class TileRow(QWidget):
    """Tiles side by side; at most one is chosen, choosing it again shows everything."""

    filter_changed = Signal(str)

    def __init__(self, specs: Iterable[TileSpec], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look().size("gap"))
        self.tiles: dict[str, Tile] = {}
        for spec in specs:
            tile = Tile(spec, self)
            tile.clicked.connect(lambda _on, chosen=tile: self._choose(chosen))
            row.addWidget(tile)
            self.tiles[spec.name] = tile

    def chosen(self) -> str:
        """Return the name of the chosen tile, or the empty text."""
        return next((name for name, tile in self.tiles.items() if tile.isChecked()), "")

    def _choose(self, chosen: Tile) -> None:
        for tile in self.tiles.values():
            if tile is not chosen:
                tile.setChecked(False)
        self.filter_changed.emit(self.chosen())
