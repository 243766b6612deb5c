"""A password: hidden, to be looked at with one key, and a word of caution when an input method put accents in."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.i18n import _
from ui.widgets.field import Field
from ui.widgets.inline_panel import InlinePanel
from ui.widgets.key_button import KeyButton


class _SecretEdit(QLineEdit):
    """A line of dots with «Xem» inside at the right."""

    def __init__(self, show_key: str) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self.reveal = KeyButton(_("Show"), self, icon="eye", key=show_key, variant="quiet", size="small")
        self.reveal.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.reveal.clicked.connect(self._turn)

    def _turn(self) -> None:
        hidden = self.echoMode() == QLineEdit.EchoMode.Password
        self.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        self.reveal.set_label(_("Hide") if hidden else _("Show"))
        self._place()

    def _place(self) -> None:
        wide = self.reveal.sizeHint().width()
        self.reveal.setGeometry(self.width() - wide - 2, 2, wide, self.height() - 4)
        self.setTextMargins(0, 0, wide, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()


class PasswordField(Field):
    """``entered`` when Enter is pressed in it."""

    entered = Signal()

    def __init__(self, label: str, parent: QWidget | None = None, *, show_key: str = "", help_text: str = "") -> None:
        self.line = _SecretEdit(show_key)
        super().__init__(label, parent, editor=self.line, help_text=help_text)
        self.line.reveal.setVisible(bool(show_key))
        self.caution = InlinePanel(
            self,
            kind="caution",
            text=_(
                "The password has letters with accents. If the Vietnamese typing program is on, press Ctrl Shift "
                "to turn it off."
            ),
        )
        self.caution.hide()
        column = self.layout()
        if column is not None:
            column.addWidget(self.caution)
        self.line.returnPressed.connect(self.entered)
        self.line.textChanged.connect(self._look_for_accents)

    def clear(self) -> None:
        """Forget what was typed."""
        self.line.clear()

    def _look_for_accents(self, text: str) -> None:
        self.caution.setVisible(not text.isascii())
