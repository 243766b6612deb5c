"""A form in the place of the pane beside a list: the list stays in sight."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from app.i18n import _
from ui.theme.look import look
from ui.widgets.card import Card
from ui.widgets.field import Field
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import text_label
from ui.widgets.offered_names import OfferedNames

_MOST_LETTERS = 96
"""Of a procedure's name over a form: some have hundreds, and the row beside it has the whole."""


class OfficePanel(Card):
    """Title, what comes of it, fields, «F9» and «Esc». ``confirmed`` when the officer means it."""

    confirmed = Signal()
    cancelled = Signal()

    width_wanted = 0
    """Pixels at 100 % where the form needs more than the pane has."""

    def __init__(self, title: str, about: str, finish: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, padding=14)
        self.set_chosen(True)
        self.setAccessibleName(title)
        self.fields: dict[str, Field] = {}
        self.body.addWidget(text_label(shorten(title, _MOST_LETTERS, placeholder=" …"), "heading", wrap=True))
        self.body.addWidget(text_label(about, "small", "text_2", wrap=True))
        self._build_form()
        self.build()
        self.form.addStretch(1)
        self.trouble = text_label("", "small", "danger_text", wrap=True)
        self.trouble.hide()
        self.body.addWidget(self.trouble)
        self._build_foot(finish)

    def _build_form(self) -> None:
        """Let the fields scroll: at large text a form may be taller than the page."""
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget(scroll)
        self.form = QVBoxLayout(inner)
        self.form.setContentsMargins(0, 0, 4, 0)
        self.form.setSpacing(look().space(2))
        scroll.setWidget(inner)
        inner.setAutoFillBackground(False)  # Qt fills what it scrolls with the ground of the page
        self.body.addWidget(scroll, 1)

    def _build_foot(self, words: str) -> None:
        row = QHBoxLayout()
        row.setSpacing(look().space(2))
        self.finish = KeyButton(words, self, icon="check", key="F9", variant="primary")
        self.finish.clicked.connect(self.confirmed)
        self.cancel = KeyButton(_("Leave it"), self, key="Esc", variant="quiet")
        self.cancel.clicked.connect(self.cancelled)
        row.addWidget(self.finish, 1)
        row.addWidget(self.cancel)
        self.body.addLayout(row)

    def build(self) -> None:
        """Add the fields."""

    def hasHeightForWidth(self) -> bool:
        """Deny it: the form scrolls, not the page."""
        return False

    def wish(self) -> object:
        """Return what stands in the fields."""
        raise NotImplementedError

    def line(self, name: str, label: str, *, value: str = "", help_text: str = "", known: Sequence[str] = ()) -> None:
        """Add a one-line field; Enter goes on to the next; known names are offered as they are typed."""
        field = Field(label, self, help_text=help_text)
        field.set_text(value)
        editor = field.editor
        if isinstance(editor, QLineEdit):
            editor.returnPressed.connect(lambda: self.focusNextPrevChild(True))
        self.fields[name] = field
        self.form.addWidget(field)
        if known:
            offered = OfferedNames(field, self, known=known)
            offered.named.connect(lambda _name: self.focusNextPrevChild(True))
            self.form.addWidget(offered)

    def text(self, name: str) -> str:
        """Return what stands in a field."""
        return self.fields[name].text()

    def first(self) -> QWidget:
        """Return where the keyboard goes first."""
        return next((field.editor for field in self.fields.values() if not field.text()), self.finish)

    def show_trouble(self, sentence: str, field: str = "") -> None:
        """Say what was refused, at its field where there is one; nothing was saved and the fields stay."""
        self.finish.setEnabled(True)
        at = self.fields.get(field)
        if at is not None:
            at.set_error(sentence)
            at.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self.trouble.setText("" if at is not None else sentence)
        self.trouble.setVisible(at is None and bool(sentence))

    def set_busy(self) -> None:
        """While it is being saved the act cannot be asked for twice."""
        self.finish.setEnabled(False)
