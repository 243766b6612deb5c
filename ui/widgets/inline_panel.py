"""A sentence with its actions above what it is about, in place of a dialog that would cover the work."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from ui.theme.icons import paint_icon
from ui.theme.look import colour, look, qcolor, state_colours
from ui.widgets.key_button import ButtonSize, KeyButton, Variant
from ui.widgets.labels import restyle, text_label

PanelKind = Literal["offer", "information", "caution", "error", "good"]
_ICONS = {"offer": "pencil", "information": "info", "caution": "triangle", "error": "square", "good": "check"}
_TINTS = {"offer": "accent_text", "information": "text_2"}
_STATES = {"caution": "due_soon", "error": "overdue", "good": "on_time"}


class PanelIcon(QWidget):
    """An icon of a panel, tinted by its kind at the moment of painting."""

    def __init__(self, name: str, kind: str, parent: QWidget | None = None, *, size: int = 18) -> None:
        super().__init__(parent)
        self.name, self.kind, self._size = name, kind, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(look().icon(self._size), look().icon(self._size))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.kind in _STATES:
            tint = qcolor(state_colours(_STATES[self.kind]).fg)
        else:
            tint = colour(_TINTS.get(self.kind, self.kind))
        rect = QRect(0, 0, self.width(), self.height())
        paint_icon(QPainter(self), self.name, rect.adjusted(2, 2, -2, -2) if self.kind in _STATES else rect, tint)


class InlinePanel(QFrame):
    """One line: icon, strong words, the rest, actions at the right. Kinds: offer, information, caution, error, good."""

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        kind: PanelKind = "information",
        strong: str = "",
        text: str = "",
        icon: str = "",
    ) -> None:
        super().__init__(parent)
        self.icon = PanelIcon(icon or _ICONS[kind], kind, self)
        self.strong = text_label(strong, "body_strong")
        self.text = text_label(text, "body", wrap=True)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(look().space(2))
        for widget in (self.icon, self.strong):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.text, 1)
        self._row = row
        self.setMinimumHeight(look().size("control_large"))
        self.set_kind(kind, icon)
        self.set_text(strong, text)

    def set_kind(self, kind: PanelKind, icon: str = "") -> None:
        """Change what sort of message this is."""
        self.setProperty("kind", kind)
        self.icon.kind, self.icon.name = kind, icon or _ICONS[kind]
        restyle(self)
        self.icon.update()

    def set_text(self, strong: str, text: str = "") -> None:
        """Change the words."""
        self.strong.setText(strong)
        self.strong.setVisible(bool(strong))
        self.text.setText(text)
        self.setAccessibleName(f"{strong} {text}".strip())

    def add_widget(self, widget: QWidget) -> None:
        """Add a widget at the right, before the buttons that come after it."""
        self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def add_action(
        self, label: str, *, key: str = "", variant: Variant = "normal", size: ButtonSize = "small", icon: str = ""
    ) -> KeyButton:
        """Add a button at the right and return it."""
        button = KeyButton(label, self, key=key, variant=variant, size=size, icon=icon)
        self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return button
