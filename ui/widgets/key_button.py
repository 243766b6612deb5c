"""The button of the desk: icon, label and key cap in one, so that nobody learns keys from a manual."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyleOptionButton, QWidget

from ui.keys import bindable, sequences
from ui.theme.icons import paint_icon
from ui.theme.look import colour, look, strong_font, strong_metrics
from ui.theme.paint import LEFT, draw_key_cap, key_cap_width, key_words
from ui.widgets.labels import restyle

Variant = Literal["primary", "normal", "quiet", "danger", "quiet_danger", "on_toast"]
ButtonSize = Literal["small", "normal", "large"]
_PADDING = {"small": 10, "normal": 12, "large": 18}
_STYLE = {"small": "small", "normal": "body_strong", "large": "heading"}
_GAP = 8


class KeyButton(QPushButton):
    """A button whose key is printed on it and works while it is visible and enabled.

    Keys that the shell answers everywhere (F9, Esc, Ctrl+P …) and local ones (Enter, Space) are only shown.
    """

    def __init__(
        self,
        label: str,
        parent: QWidget | None = None,
        *,
        icon: str = "",
        key: str = "",
        variant: Variant = "normal",
        size: ButtonSize = "normal",
        spread: bool = False,
    ) -> None:
        super().__init__(parent)
        self._icon, self._key, self._size, self._spread = icon, key, size, spread
        self.setProperty("size", size)
        self.setProperty("variant", variant)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._shortcut: QShortcut | None = None
        self.set_label(label)
        self.set_key(key)

    def label(self) -> str:
        """Return the words on the button."""
        return self.text().replace("&&", "&")

    def set_label(self, label: str) -> None:
        """Change the words on the button."""
        self.setText(label.replace("&", "&&"))
        self._name()
        self.updateGeometry()

    def set_icon(self, icon: str) -> None:
        """Change the icon."""
        self._icon = icon
        self.update()

    def key(self) -> str:
        """Return the key printed on the button."""
        return self._key

    def set_key(self, key: str) -> None:
        """Print another key, and bind it where it is the button's own."""
        self._key = key
        if self._shortcut is not None:
            self._shortcut.deleteLater()
            self._shortcut = None
        if bindable(key):
            self._shortcut = QShortcut(self)
            self._shortcut.setKeys(sequences(key))
            self._shortcut.setAutoRepeat(False)
            self._shortcut.activated.connect(self.click)
        self._name()
        self.updateGeometry()

    def variant(self) -> str:
        """Return how the button is filled."""
        return str(self.property("variant"))

    def set_variant(self, variant: Variant) -> None:
        """Fill the button differently."""
        if variant != self.property("variant"):
            self.setProperty("variant", variant)
            restyle(self)

    def sizeHint(self) -> QSize:
        if self.property("slim") == "true":
            return QSize(self._content_width() + 2 * round(_PADDING[self._size] * look().scale), look().size("chip"))
        name = {"small": "control_small", "normal": "control", "large": "control_large"}[self._size]
        return QSize(self._content_width() + 2 * round(_PADDING[self._size] * look().scale), look().size(name))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button too, as officers expect; Qt does so only in dialogs."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
            return
        super().keyPressEvent(event)

    def _name(self) -> None:
        key = key_words(self._key)
        self.setAccessibleName(f"{self.label()}, {key}" if key else self.label())

    def _text_style(self) -> str:
        return _STYLE[self._size]

    def _icon_px(self) -> int:
        return look().icon(16 if self._size == "small" else 18)

    def _content_width(self) -> int:
        parts = []
        if self._icon:
            parts.append(self._icon_px())
        if self.text():
            parts.append(self._label_width())
        if self._key:
            parts.append(key_cap_width(self._key))
        return sum(parts) + _GAP * max(0, len(parts) - 1)

    def _label_width(self) -> int:
        return strong_metrics(self._text_style()).horizontalAdvance(self.label())

    def _ink(self) -> QColor:
        if not self.isEnabled():
            return colour("text_disabled")
        inks = {
            "primary": "on_accent",
            "danger": "on_danger",
            "quiet": "accent_text",
            "quiet_danger": "danger_text",
            "on_toast": "toast_text",
        }
        return colour(inks.get(self.variant(), "text"))

    def initStyleOption(self, option: QStyleOptionButton) -> None:
        """Let the style draw the ground only; the words are drawn beside icon and key cap."""
        super().initStyleOption(option)
        option.text = ""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        padding = round(_PADDING[self._size] * look().scale)
        middle = self.height() // 2
        x = padding if self._spread else max(4, (self.width() - self._content_width()) // 2)
        ink = self._ink()
        if self._icon:
            paint_icon(
                painter, self._icon, QRect(x, middle - self._icon_px() // 2, self._icon_px(), self._icon_px()), ink
            )
            x += self._icon_px() + _GAP
        painter.setFont(strong_font(self._text_style()))
        painter.setPen(ink)
        if self.text():
            painter.drawText(QRect(x, 0, self._label_width() + 2, self.height()), LEFT, self.label())
            x += self._label_width() + _GAP
        if self._key:
            left = self.width() - padding - key_cap_width(self._key) if self._spread else x
            self._paint_cap(painter, left, middle, ink)

    def _paint_cap(self, painter: QPainter, left: int, middle: int, ink: QColor) -> None:
        if self.variant() in ("primary", "danger", "on_toast") or not self.isEnabled():
            edge = QColor(ink)
            edge.setAlpha(128 if self.isEnabled() else 90)
            draw_key_cap(painter, left, middle, self._key, ink=ink, edge=edge)
        else:
            draw_key_cap(painter, left, middle, self._key, ground=colour("surface_alt"))
