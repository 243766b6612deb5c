"""The same procedure is open for this citizen already: never forbidden, but it is asked why, and the answer is kept."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.i18n import _
from ui.intake.person_section import line_edit
from ui.widgets.card import Card
from ui.widgets.field import Field
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import text_label


class DuplicatePanel(Card):
    """Stands above the finishing bar while it is open. ``explained``: the officer goes on (F9, Enter), ``closed``."""

    explained = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, padding=12)
        self.heading = text_label("", "body_strong", wrap=True)
        self.body.addWidget(self.heading)
        editor: QLineEdit = line_edit()
        editor.returnPressed.connect(self.explained)
        self.reason = Field(_("Why it is taken in too"), editor=editor)
        self.body.addWidget(self.reason)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        self.accept_button = KeyButton(_("Take it in, keep the reason"), self, key="F9", variant="primary")
        self.accept_button.clicked.connect(self.explained)
        self.close_button = KeyButton(_("Not now"), self, key="Esc", variant="quiet")
        self.close_button.clicked.connect(self.closed)
        buttons.addWidget(self.accept_button)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        self.body.addLayout(buttons)
        self.hide()

    def open(self, codes: tuple[str, ...]) -> None:
        """Open it with the dossiers that are open; the keyboard goes to the reason."""
        words = _("The same procedure is already open for this citizen: {codes}.")
        self.heading.setText(words.format(codes=", ".join(codes)))
        self.reason.set_text("")
        self.reason.clear_error()
        self.show()
        self.reason.editor.setFocus()

    def answer(self) -> str:
        """Return the reason; where it is empty say so at the field."""
        reason = self.reason.text().strip()
        if not reason:
            self.reason.set_error(_("Must be written down."))
            self.reason.editor.setFocus()
        return reason
