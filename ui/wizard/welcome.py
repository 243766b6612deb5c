"""The first question of the first start: try the program, or open a real desk."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from ui.widgets.card import Card
from ui.widgets.inline_panel import InlinePanel, PanelIcon
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import text_label
from ui.wizard.commune_chooser import CommuneChooser


class Welcome(QWidget):
    """Two ways in. The practice copy needs one key."""

    practice_requested = Signal()
    real_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(14)
        column.addStretch(2)
        column.addWidget(text_label(_("Welcome"), "page_title"))
        words = _("This computer has no desk yet. Try the program first, or set up the real desk now.")
        column.addWidget(text_label(words, "body", "text_2", wrap=True))
        self.trouble = InlinePanel(self, kind="error")
        self.trouble.hide()
        column.addWidget(self.trouble)
        column.addWidget(self._build_practice())
        column.addWidget(self._build_real())
        column.addStretch(3)

    def _build_practice(self) -> Card:
        card = Card(self, padding=18)
        card.set_chosen(True)
        card.body.addLayout(_titled("user", _("Practice copy")))
        words = _(
            "Made-up citizens and about sixty dossiers, to try everything. Nothing in it is real, nothing can go "
            "wrong. The real desk can be set up later on the same computer."
        )
        card.body.addWidget(text_label(words, "body", "text_2", wrap=True))
        self.communes = CommuneChooser(_("Practise as the desk of"), self)
        card.body.addWidget(self.communes)
        self.practice = KeyButton(
            _("Open the practice copy"), self, icon="open", key="Alt+T", variant="primary", size="large"
        )
        self.practice.clicked.connect(self.practice_requested)
        row = QHBoxLayout()
        row.addWidget(self.practice)
        row.addStretch(1)
        card.body.addLayout(row)
        return card

    def _build_real(self) -> Card:
        card = Card(self, padding=18)
        card.body.addLayout(_titled("key", _("The real desk")))
        words = _(
            "Needed: the desk's number in the commune, the unit code the province assigned, and a place to keep the "
            "recovery code. The province's card can be added now or later."
        )
        card.body.addWidget(text_label(words, "body", "text_2", wrap=True))
        self.real = KeyButton(_("Set up the real desk"), self, icon="plus", key="Alt+M")
        self.real.clicked.connect(self.real_requested)
        row = QHBoxLayout()
        row.addWidget(self.real)
        row.addStretch(1)
        card.body.addLayout(row)
        return card

    def show_trouble(self, sentence: str) -> None:
        """Say why the practice copy could not be made."""
        self.trouble.set_text("", sentence)
        self.trouble.show()


def _titled(icon: str, words: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(10)
    row.addWidget(PanelIcon(icon, "accent_text", size=20))
    row.addWidget(text_label(words, "heading"))
    row.addStretch(1)
    return row
