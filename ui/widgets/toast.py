"""The strip of news over the status line. It pushes the page, never covers work; undo stands in it with its seconds."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from app.i18n import _, ngettext
from ui.theme.icons import icon
from ui.theme.look import colour, look
from ui.widgets.inline_panel import PanelIcon
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import ElidedLabel, text_label

NEWS_SECONDS = 8
UNDO_SECONDS = 60


class ToastStrip(QFrame):
    """Hidden until there is news. ``undo_requested`` while an act can still be undone."""

    undo_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._left = 0
        self._undo = False
        self.setFixedHeight(look().size("toast"))
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 16, 0)
        row.setSpacing(12)
        self.icon = PanelIcon("check", "toast_text", self)
        self.strong = text_label("", "body_strong", "toast_text")
        self.text = ElidedLabel("", "body", "toast_text")
        self.text.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.undo = KeyButton(_("Undo"), self, key="Ctrl+Z", variant="on_toast", size="small")
        self.undo.clicked.connect(self.ask_undo)
        self.left = text_label("", "body", "toast_text")
        self.close_button = QToolButton(self)
        self.close_button.setAutoRaise(True)
        self.close_button.setAccessibleName(_("Close the message"))
        self.close_button.clicked.connect(self.clear)
        row.addWidget(self.icon)
        row.addWidget(self.strong)
        for widget in (self.text, self.undo, self.left):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.close_button)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._second)
        self.hide()

    def show_news(self, strong: str, text: str = "", *, undo: bool = False, seconds: int = 0) -> None:
        """Show good news for 8 s, or for 60 s with «Hoàn tác» when ``undo``."""
        self._show("check", strong, text, undo=undo, seconds=seconds or (UNDO_SECONDS if undo else NEWS_SECONDS))

    def show_trouble(self, sentence: str) -> None:
        """Show what went wrong; it stays until it is closed or other news comes."""
        self._show("warning", "", sentence, undo=False, seconds=0)

    def clear(self) -> None:
        """Take the strip away; what could be undone no longer can."""
        self._timer.stop()
        self._undo = False
        self.hide()

    def ask_undo(self) -> None:
        """Ask for the undo, once, while it is offered (the button and Ctrl+Z come here)."""
        if not self._undo:
            return
        self.clear()
        self.undo_requested.emit()

    def can_undo(self) -> bool:
        """Tell whether an undo is offered now."""
        return self._undo

    def _show(self, name: str, strong: str, text: str, *, undo: bool, seconds: int) -> None:
        self.icon.name = name
        self.icon.update()
        self.strong.setText(strong)
        self.strong.setVisible(bool(strong))
        self.text.setText(text)
        self._undo, self._left = undo, seconds
        self.undo.setVisible(undo)
        self.left.setVisible(undo)
        self._show_left()
        self.close_button.setIcon(icon("close", 18, colour("toast_text")))
        self.setFixedHeight(look().size("toast"))
        self.show()
        self._timer.stop()
        if seconds:
            self._timer.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, f"{strong} {text}".strip()))

    def _show_left(self) -> None:
        self.left.setText(ngettext("{n} second left", "{n} seconds left", self._left).format(n=self._left))

    def _second(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self.clear()
        else:
            self._show_left()
