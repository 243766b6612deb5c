"""What is said where the papers cannot be accepted: reason, legal basis, and which paper of the two is given."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.i18n import _
from ui.intake.person_section import line_edit
from ui.widgets.card import Card
from ui.widgets.field import Field
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import text_label


class GuidancePanel(Card):
    """Stands above the finishing bar while it is open. ``given(kind, reason, legal_basis)``, ``closed``."""

    given = Signal(str, str, str)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, padding=12)
        column = self.body
        self.heading = text_label("", "body_strong", wrap=True)
        column.addWidget(self.heading)
        fields = QHBoxLayout()
        fields.setSpacing(8)
        self.reason = Field(_("Reason, what to bring or mend"), editor=line_edit())
        self.basis = Field(_("Legal basis, for a refusal"), editor=line_edit())
        fields.addWidget(self.reason, 3)
        fields.addWidget(self.basis, 2)
        column.addLayout(fields)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        self.supplement = KeyButton(_("Print a supplement request"), self, key="Alt+Y", variant="primary")
        self.refusal = KeyButton(_("Print a refusal"), self, key="Alt+U", variant="quiet_danger")
        self.close_button = KeyButton(_("Not now"), self, key="Esc", variant="quiet")
        self.supplement.clicked.connect(lambda: self._give("supplement"))
        self.refusal.clicked.connect(lambda: self._give("refusal"))
        self.close_button.clicked.connect(self.closed)
        buttons.addWidget(self.supplement)
        buttons.addWidget(self.refusal)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        column.addLayout(buttons)
        self.hide()

    def _give(self, kind: str) -> None:
        self.given.emit(kind, self.reason.text(), self.basis.text())

    def open(self, heading: str) -> None:
        """Open it with what it is about; the keyboard goes to the reason."""
        self.heading.setText(heading)
        for field in (self.reason, self.basis):
            field.set_text("")
            field.clear_error()
        self.show()
        self.reason.editor.setFocus()

    def show_problem(self, name: str, sentence: str) -> None:
        """Say at the field what is needed: ``reason`` or ``legal_basis``."""
        field = self.basis if name == "legal_basis" else self.reason
        field.set_error(sentence)
        field.editor.setFocus()
