"""Chips and small marks: a state with icon and word, a filter that acts, a priority tag, a key cap."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.keys import bindable, sequences
from ui.theme.icons import paint_icon
from ui.theme.look import colour, font, look, metrics, strong_font, strong_metrics
from ui.theme.paint import (
    LEFT,
    chip_width,
    draw_chip,
    draw_key_cap,
    draw_mark,
    draw_tag,
    key_cap_width,
    key_words,
    tag_width,
)

_FIXED = QSizePolicy.Policy.Fixed


class StateChip(QWidget):
    """A state (trạng thái) as pill, icon and word; ``set_state`` changes all three together."""

    def __init__(self, state: str = "done", word: str = "", parent: QWidget | None = None, *, icon: str = "") -> None:
        super().__init__(parent)
        self._state, self._word, self._icon = state, word, icon
        self.setSizePolicy(_FIXED, _FIXED)
        self.setAccessibleName(word)

    def set_state(self, state: str, word: str, icon: str = "") -> None:
        """Show a state or evidence by its token name, with its word and, where it differs, its icon."""
        self._state, self._word, self._icon = state, word, icon
        self.setAccessibleName(word)
        self.updateGeometry()
        self.update()

    def word(self) -> str:
        """Return the word shown."""
        return self._word

    def state(self) -> str:
        """Return the token name of the state shown."""
        return self._state

    def sizeHint(self) -> QSize:
        return QSize(chip_width(self._word), look().size("chip"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        draw_chip(QPainter(self), 0, self.height() // 2, self._state, self._word, self._icon)


class EvidenceMark(StateChip):
    """Evidence of sync: icon and word without a pill."""

    def sizeHint(self) -> QSize:
        return QSize(metrics("chip").horizontalAdvance(self._word) + look().icon(14) + 10, look().size("chip"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        draw_mark(QPainter(self), 0, self.height() // 2, self._state, self._word)


class PriorityTag(QWidget):
    """A priority (ưu tiên) as a thin box without colour."""

    def __init__(self, word: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._word = word
        self.setSizePolicy(_FIXED, _FIXED)
        self.setAccessibleName(word)

    def sizeHint(self) -> QSize:
        return QSize(tag_width(self._word), look().size("key_height"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        draw_tag(QPainter(self), 0, self.height() // 2, self._word)


class KeyCap(QWidget):
    """A key as it looks on the keyboard, beside the words that say what it does."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self.setSizePolicy(_FIXED, _FIXED)
        self.setAccessibleName(key_words(key))

    def sizeHint(self) -> QSize:
        return QSize(key_cap_width(self._key), look().size("key_height"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        draw_key_cap(QPainter(self), 0, self.height() // 2, self._key, ground=colour("surface"))


class FilterChip(QAbstractButton):
    """A chip that acts: chosen shows a tick; a removable one shows × and goes by Delete or a click on it."""

    removed = Signal()

    def __init__(
        self,
        label: str,
        parent: QWidget | None = None,
        *,
        key: str = "",
        removable: bool = False,
        icon: str = "",
        checkable: bool = True,
    ) -> None:
        super().__init__(parent)
        self._key, self._removable, self._icon = key, removable, icon
        self.setText(label.replace("&", "&&"))
        self.setCheckable(checkable)
        self.setChecked(removable)
        self.setSizePolicy(_FIXED, _FIXED)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("pill", True)
        self.setAccessibleName(f"{label}, {key_words(key)}" if key else label)
        if bindable(key):
            shortcut = QShortcut(self)
            shortcut.setKeys(sequences(key))
            shortcut.activated.connect(self.click)

    def label(self) -> str:
        """Return the words on the chip."""
        return self.text().replace("&&", "&")

    def sizeHint(self) -> QSize:
        return QSize(sum(self._widths()) + 22, look().size("filter_chip"))

    def _widths(self) -> list[int]:
        """Return the widths of lead icon, label and trailing cap or cross, gaps included; the chosen weight is kept."""
        lead = 20 if self._icon or ((self.isCheckable() and not self._removable) and self.isChecked()) else 0
        tail = 22 if self._removable else key_cap_width(self._key) + 6 if self._key else 0
        measure = strong_metrics("small") if self.isChecked() else metrics("small")
        return [lead, measure.horizontalAdvance(self.label()), tail]

    def checkStateSet(self) -> None:
        super().checkStateSet()
        self.updateGeometry()

    def nextCheckState(self) -> None:
        if not self._removable:
            super().nextCheckState()
            self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._removable and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        spot = event.position().toPoint()
        if self._removable and spot.x() > self.width() - 34 and self.rect().contains(spot):
            self.setDown(False)
            self.removed.emit()
            return
        super().mouseReleaseEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        ground = "accent_soft" if chosen else "hover" if self.underMouse() else "surface"
        painter.setPen(QPen(colour("accent" if chosen else "border_strong"), 1))
        painter.setBrush(colour(ground if self.isEnabled() else "disabled_bg"))
        half = self.height() / 2 - 0.5
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), half, half)
        ink = colour("text_disabled" if not self.isEnabled() else "accent_text" if chosen else "text")
        lead, label, _tail = self._widths()
        middle, x = self.height() // 2, 11
        if lead:
            paint_icon(painter, self._icon or "check", QRect(x, middle - 7, 14, 14), ink)
            x += lead
        painter.setFont(strong_font("small") if chosen else font("small"))
        painter.setPen(ink)
        painter.drawText(QRect(x, 0, label + 4, self.height()), LEFT, self.label())
        x += label + 6
        if self._removable:
            paint_icon(painter, "close", QRect(self.width() - 28, middle - 8, 16, 16), ink)
        elif self._key:
            draw_key_cap(painter, x, middle, self._key, ground=colour("surface_alt"))
