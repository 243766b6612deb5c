"""How the unlock page looks: whose desk at the left, officers and password at the right. Knows no vault."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from ui.theme.look import look
from ui.unlock.door_panel import DoorPanel
from ui.unlock.officer_cards import OfficerCards, OfficerChoice
from ui.widgets.field import Field
from ui.widgets.flow import FlowLayout
from ui.widgets.form_body import FormBody
from ui.widgets.inline_panel import InlinePanel
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import text_label
from ui.widgets.password_field import PasswordField

_COLUMN = 440
_SLACK_S = 0.2
"""A little over the wait, so that the next try is never refused for the last blink of it."""


class UnlockView(QWidget):
    """Signals in the officer's words; ``show_…`` for what comes of them."""

    unlock_requested = Signal(str, str)
    recovery_requested = Signal(str, str, str)
    practice_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recovering = False
        self._wait_until = 0.0
        self.door = DoorPanel(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.door)
        row.addWidget(self._scrolled(self._build_right()), 1)
        self._countdown = QTimer(self)
        self._countdown.setInterval(200)
        self._countdown.timeout.connect(self._count_down)
        QShortcut("F12", self).activated.connect(self._ask_practice)
        self.set_recovering(False)

    def _scrolled(self, inner: QWidget) -> QScrollArea:
        frame = QScrollArea(self)
        frame.setWidgetResizable(True)
        frame.setFrameShape(QFrame.Shape.NoFrame)
        frame.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        frame.setViewport(QWidget(frame))  # a clear one; asking for Qt's own makes PySide look through all its classes
        frame.setWidget(inner)
        return frame

    def _build_right(self) -> QWidget:
        right = FormBody(self)
        outer = QVBoxLayout(right)
        outer.setContentsMargins(32, 24, 32, 18)
        column = QVBoxLayout()
        column.setSpacing(10)
        outer.addStretch(3)
        middle = QWidget(right)
        middle.setMaximumWidth(round(_COLUMN * look().scale))
        middle.setLayout(column)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(middle, 10)
        across.addStretch(1)
        outer.addLayout(across)
        outer.addStretch(4)
        self.footnote = text_label("", "caption", "text_2", wrap=True)
        outer.addWidget(self.footnote)
        self._fill_column(column)
        return right

    def _fill_column(self, column: QVBoxLayout) -> None:
        column.setContentsMargins(4, 4, 4, 4)
        self.title = text_label("", "page_title")
        self.sense = text_label("", "body", "text_2", wrap=True)
        self.cards = OfficerCards(self)
        self.cards.chosen_changed.connect(lambda _login: self._to_password())
        self.code = Field(_("Recovery code"), self, placeholder="XXXXX-XXXXX-XXXXX-XXXXX-XXXXX")
        self.password = PasswordField("", self, show_key="Alt+X")
        self.again = PasswordField(_("The new password once more"), self)
        self.password.entered.connect(self._submit)
        self.again.entered.connect(self._submit)
        self.trouble = InlinePanel(self, kind="error")
        self.trouble.hide()
        self.unlock = KeyButton("", self, icon="lock", key="Enter", variant="primary", size="large")
        self.unlock.clicked.connect(self._submit)
        for widget in (self.title, self.sense, self.cards, self.code, self.password, self.again, self.trouble):
            column.addWidget(widget)
        column.addWidget(self.unlock)
        ground = QWidget(self)
        foot = FlowLayout(ground)  # wraps where the words need more than the column has
        self.other_way = KeyButton("", self, key="Alt+Q", variant="quiet", size="small")
        self.other_way.clicked.connect(lambda: self.set_recovering(not self._recovering))
        self.practice = KeyButton(_("Open the practice copy"), self, key="F12", variant="quiet", size="small")
        self.practice.clicked.connect(self._ask_practice)
        foot.addWidget(self.other_way)
        foot.addWidget(self.practice)
        column.addWidget(ground)

    # ── showing ──────────────────────────────────────────────────────────────────────────────

    def show_officers(self, officers: Sequence[OfficerChoice], chosen: str | None) -> None:
        """Offer these officers and put the keyboard on the password."""
        self.cards.show_officers(officers, chosen)
        self._to_password()

    def show_practice(self, *, offered: bool, hint: str = "") -> None:
        """Offer the way to the practice copy; in it, say its password instead."""
        self.practice.setVisible(offered)
        self.password.set_help(hint)

    def set_recovering(self, recovering: bool) -> None:
        """Ask for the recovery code and a new password, or for the password."""
        self._recovering = recovering
        self.title.setText(_("New password") if recovering else _("Unlock the desk"))
        self.sense.setText(
            _("Choose your name, type the printed recovery code, then a new password of ten characters or more.")
            if recovering
            else _("Choose your name, type the password. The data on this computer are encrypted.")
        )
        self.code.setVisible(recovering)
        self.again.setVisible(recovering)
        self.password.set_label(_("New password") if recovering else _("Password"))
        self.other_way.set_label(_("Back to the password") if recovering else _("Forgotten? Use the recovery code"))
        self.footnote.setText(_("After a wrong password the next try waits a little longer. No data is ever lost."))
        self.trouble.hide()
        for field in (self.code, self.password, self.again):
            field.clear_error()
        self._name_button()
        (self.code if recovering else self.password).setFocus()

    def show_opening(self) -> None:
        """Say that the desk is being opened; nothing else can be pressed meanwhile."""
        self.trouble.hide()
        self._enable(False)
        self.unlock.set_label(_("Opening the desk"))

    def show_ready(self) -> None:
        """Take input again."""
        self._enable(True)
        self._name_button()

    def show_wrong(self, wait_s: int) -> None:
        """Say that the password (or code) was wrong and count the wait down; typing stays possible."""
        self.show_ready()
        self._wait_until = time.monotonic() + wait_s
        self._countdown.start()
        self._say_wait()
        self._to_password()
        self.password.line.selectAll()

    def show_error(self, field: str, sentence: str) -> None:
        """Show what is wrong under a field: ``code``, ``password`` or ``again``."""
        self.show_ready()
        shown = {"code": self.code, "again": self.again}.get(field, self.password)
        shown.set_error(sentence)
        shown.setFocus()

    def show_trouble(self, sentence: str) -> None:
        """Show what happened in a panel over the button."""
        self.show_ready()
        self.trouble.set_text("", sentence)
        self.trouble.show()
        self._to_password()

    def focusInEvent(self, event: object) -> None:
        """Hand the keyboard on to the password."""
        del event
        self._to_password()

    # ── acting ───────────────────────────────────────────────────────────────────────────────

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves the recovery; Enter on a card unlocks."""
        if event.key() == Qt.Key.Key_Escape and self._recovering:
            self.set_recovering(False)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._submit()
        else:
            super().keyPressEvent(event)

    def _submit(self) -> None:
        if not self.unlock.isEnabled():
            return
        if not self._recovering:
            self.unlock_requested.emit(self.cards.login(), self.password.text())
        elif self.password.text() != self.again.text():
            self.show_error("again", _("The two passwords differ. Type the same one twice."))
        else:
            self.recovery_requested.emit(self.cards.login(), self.code.text(), self.password.text())

    def _ask_practice(self) -> None:
        if self.practice.isVisible() and self.practice.isEnabled():
            self.practice_requested.emit()

    def _to_password(self) -> None:
        (self.code if self._recovering and not self.code.text() else self.password).setFocus()

    def _enable(self, on: bool) -> None:
        for widget in (self.cards, self.code, self.password, self.again, self.unlock, self.other_way, self.practice):
            widget.setEnabled(on)

    def _name_button(self) -> None:
        self.unlock.set_label(_("Set the password and unlock") if self._recovering else _("Unlock"))

    def _count_down(self) -> None:
        if time.monotonic() < self._wait_until + _SLACK_S:
            self._say_wait()
            return
        self._countdown.stop()
        self.unlock.setEnabled(True)
        self._wrong_field().clear_error()
        self._name_button()

    def _wrong_field(self) -> Field:
        return self.code if self._recovering else self.password

    def _say_wait(self) -> None:
        wrong = _("The recovery code is not right.") if self._recovering else _("The password is not right.")
        left = max(1, math.ceil(self._wait_until - time.monotonic()))
        again = ngettext(
            "No data is lost; try again in {n} second.", "No data is lost; try again in {n} seconds.", left
        ).format(n=left)
        if self._wrong_field().error() != f"{wrong} {again}":
            self._wrong_field().set_error(f"{wrong} {again}")
        self.unlock.setEnabled(False)
