"""The rail of pages: icon, word and key, always in the same order. Only pages that exist stand on it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QSizePolicy, QVBoxLayout, QWidget

from ui.theme.icons import paint_icon
from ui.theme.look import colour, font, look, metrics, qcolor
from ui.theme.paint import CENTRE, baseline

_PRACTICE_GROUND = "#5A4A14"
_NARROW = 64
_MARGIN, _NARROW_MARGIN = 8, 3
_LARGE = 1.5


def _narrow() -> bool:
    return look().scale >= _LARGE


class RailItem(QAbstractButton):
    """One page on the rail."""

    def __init__(self, slug: str, word: str, icon: str, key: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.slug, self.key, self._icon = slug, key, icon
        self.setText(word)
        self.setCheckable(True)
        self.setProperty("on_rail", True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{word}, {key}")
        self.setToolTip(f"{word} ({key})")

    def sizeHint(self) -> QSize:
        return QSize(100, look().size("nav_item"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen, middle = self.isChecked(), self.height() // 2
        if chosen or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("rail_selected" if chosen else "rail_hover"))
            painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        if chosen:
            painter.fillRect(QRect(0, 8, look().border("selected_bar"), self.height() - 16), qcolor("#FFFFFF"))
        ink = colour("rail_on_selected" if chosen else "rail_text")
        size = look().size("icon")
        if _narrow():
            self._paint_narrow(painter, size, ink)
            return
        x = 9
        paint_icon(painter, self._icon, QRect(x, middle - size // 2, size, size), ink)
        x += size + 10
        key_left = self.width() - 8 - metrics("caption").horizontalAdvance(self.key)
        self._paint_word(painter, x, middle, key_left - 6 - x, strong=chosen)
        painter.setFont(font("caption"))
        painter.setPen(colour("rail_on_selected" if chosen else "rail_muted"))
        painter.drawText(QPoint(key_left, baseline(middle, metrics("caption"))), self.key)

    def _paint_narrow(self, painter: QPainter, size: int, ink: QColor) -> None:
        line = look().type("caption").line
        top = (self.height() - size - line) // 2
        paint_icon(painter, self._icon, QRect((self.width() - size) // 2, top, size, size), ink)
        painter.setFont(font("caption"))
        painter.setPen(ink)
        painter.drawText(QRect(0, top + size, self.width(), line), CENTRE, self.key)

    def _paint_word(self, painter: QPainter, x: int, middle: int, room: int, *, strong: bool) -> None:
        style = "body_strong" if strong else "body"
        word = metrics(style).elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        if word != self.text():  # «Bàn làm việc» chosen: a little narrower rather than cut
            style = "cell_strong" if strong else "cell"
            word = metrics(style).elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        painter.setFont(font(style))
        painter.setPen(colour("rail_on_selected" if strong else "rail_text"))
        painter.drawText(QPoint(x, baseline(middle, metrics(style))), word)


class _Brand(QWidget):
    """Door, name of the program, name of the commune."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.commune = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(100, look().size("top_bar"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        middle = self.height() // 2
        x = 6 if not _narrow() else (self.width() - 28) // 2
        paint_icon(painter, "brand", QRect(x, middle - 14, 28, 28), qcolor("#FFFFFF"))
        if _narrow():
            return
        room = self.width() - 46
        painter.setFont(font("heading"))
        painter.setPen(qcolor("#FFFFFF"))
        painter.drawText(QPoint(44, middle - 3), "Một Cửa")
        painter.setFont(font("caption"))
        painter.setPen(colour("rail_muted"))
        commune = metrics("caption").elidedText(self.commune, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPoint(44, middle + 14), commune)


class Rail(QFrame):
    """``page_chosen(slug)`` when the officer presses an item."""

    page_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._practice = False
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.items: dict[str, RailItem] = {}
        self._column = QVBoxLayout(self)
        self._column.setSpacing(2)
        self._brand = _Brand(self)
        self._column.addWidget(self._brand)
        self._column.addSpacing(6)
        self._column.addStretch(1)
        self._foot_line = QWidget(self)
        self._foot_line.setFixedHeight(14)
        self._column.addWidget(self._foot_line)
        self._foot_count = 0
        self.fit()

    def fit(self) -> None:
        """Take the width of the look in force: icons and keys only from 150 % on."""
        margin = _NARROW_MARGIN if _narrow() else _MARGIN
        self._column.setContentsMargins(margin, 0, margin, 8)
        self.setFixedWidth(self._narrow_width() if _narrow() else look().size("rail"))
        self.updateGeometry()

    def _narrow_width(self) -> int:
        """Return room for the icons, and for the longest key beneath them: «Ctrl+G» whole."""
        longest = max((metrics("caption").horizontalAdvance(item.key) for item in self.items.values()), default=0)
        return max(round(_NARROW * look().scale / _LARGE), longest + 2 * (_NARROW_MARGIN + 2))

    def set_commune(self, commune: str, *, practice: bool) -> None:
        """Show whose desk this is; practice colours the rail."""
        self._brand.commune = commune
        self._practice = practice
        self._brand.setAccessibleName(f"Một Cửa, {commune}")
        self.update()

    def add_item(self, slug: str, word: str, icon: str, key: str, *, at_foot: bool = False) -> None:
        """Put a page on the rail."""
        item = RailItem(slug, word, icon, key, self)
        item.clicked.connect(lambda: self.page_chosen.emit(slug))
        self._group.addButton(item)
        self.items[slug] = item
        place = self._column.count() if at_foot else self._column.count() - 2 - self._foot_count
        self._foot_count += at_foot
        self._column.insertWidget(place, item)
        self.fit()

    def set_chosen(self, slug: str) -> None:
        """Mark the page that is open."""
        if slug in self.items:
            self.items[slug].setChecked(True)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), qcolor(_PRACTICE_GROUND) if self._practice else colour("rail_bg"))
        if self._foot_count:
            y = self._foot_line.geometry().center().y()
            painter.fillRect(QRect(10, y, self.width() - 20, 1), colour("rail_line"))
