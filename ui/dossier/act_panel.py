"""The form of an act: opens in the place of the acts, so that the dossier stays in sight."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QScrollArea, QWidget

from app.domain.errors import Refusal
from app.i18n import _
from ui.dossier.offered import ShownAct
from ui.dossier.wishes import Wish
from ui.theme.look import look
from ui.widgets.card import Card
from ui.widgets.field import ChoiceBox, Field
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import text_label
from ui.widgets.person_field import PersonField

TEXT_HEIGHT = 58
"""A reason is two or three lines, in unscaled pixels."""


class ActPanel(Card):
    """Title, what comes of it, fields, «F9» and «Esc». ``confirmed`` when the officer means it; ``edited`` meanwhile.

    ``wide`` panels hold papers or long values and take more of the page.
    """

    confirmed = Signal()
    cancelled = Signal()
    edited = Signal()
    wide = False

    def __init__(self, act: ShownAct, parent: QWidget | None = None, *, finish: str = "") -> None:
        super().__init__(parent, padding=14)
        self.slug = act.slug
        self.set_chosen(True)
        self.setAccessibleName(act.words)
        self.body.addWidget(text_label(act.words, "heading"))
        self.consequence = text_label(act.consequence, "small", "text_2", wrap=True)
        self.body.addWidget(self.consequence)
        self.lines: list[QLineEdit] = []
        self.build()
        self._build_outcome()
        self.trouble = text_label("", "small", "danger_text", wrap=True)
        self.trouble.hide()
        self.body.addWidget(self.trouble)
        self.edited.connect(self.trouble.hide)  # what was refused is being mended
        self._build_foot(act, finish or act.words)

    def _build_outcome(self) -> None:
        self.outcome = text_label("", "body_strong", wrap=True)
        self.outcome_why = text_label("", "small", "text_2", wrap=True)
        for label in (self.outcome, self.outcome_why):
            label.hide()
            self.body.addWidget(label)

    def _build_foot(self, act: ShownAct, words: str) -> None:
        row = QHBoxLayout()
        row.setSpacing(look().space(2))
        self.finish = KeyButton(words, self, icon=act.icon, key="F9", variant="primary")
        self.finish.clicked.connect(self.confirmed)
        self.cancel = KeyButton(_("Leave it"), self, key="Esc", variant="quiet")
        self.cancel.clicked.connect(self.cancelled)
        row.addWidget(self.finish, 1)
        row.addWidget(self.cancel)
        self.body.addLayout(row)

    def build(self) -> None:
        """Put the fields of the act into ``body``."""

    def wish(self) -> Wish:
        """Return what stands in the fields."""
        raise NotImplementedError

    def first(self) -> QWidget:
        """Return where the keyboard goes first."""
        return self.lines[0] if self.lines else self.finish

    def show_trouble(self, sentence: str) -> None:
        """Say what was refused; nothing was saved and the fields stay."""
        self.trouble.setText(sentence)
        self.trouble.setVisible(bool(sentence))
        self.set_busy(False)
        if sentence:
            QTimer.singleShot(0, self, self._bring_into_view)

    def _bring_into_view(self) -> None:
        """Let the page scroll to what was refused, where text is large or the form is long."""
        parent = self.parentWidget()
        while parent is not None and not isinstance(parent, QScrollArea):
            parent = parent.parentWidget()
        if parent is not None:
            parent.ensureWidgetVisible(self.finish)

    def show_outcome(self, strong: str, why: str = "") -> None:
        """Say what will come of it as the fields stand now: «hẹn trả mới: …» and why; empty takes it away."""
        for label, words in ((self.outcome, strong), (self.outcome_why, why)):
            label.setText(words)
            label.setVisible(bool(words))

    def open_for(self, refusal: Refusal) -> None:
        """Open the fields that a refusal asks for, where this act has such."""

    def set_busy(self, busy: bool) -> None:
        """While it is being saved the act cannot be asked for twice."""
        self.finish.setEnabled(not busy)

    def line(self, label: str, *, help_text: str = "", value: str = "") -> Field:
        """Add a one-line field; Enter goes on to the next."""
        field = Field(label, self, help_text=help_text)
        editor = field.editor
        if isinstance(editor, QLineEdit):
            editor.returnPressed.connect(lambda: self.focusNextPrevChild(True))
            self.lines.append(editor)
        field.set_text(value)
        field.edited.connect(lambda _text: self.edited.emit())
        self.body.addWidget(field)
        return field

    def beside(self, *fields: Field) -> None:
        """Put fields that stand under one another into one row."""
        row = QHBoxLayout()
        row.setSpacing(look().space(2))
        for field in fields:
            self.body.removeWidget(field)
            row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)

    def person(self, label: str, people: Sequence[str], *, help_text: str = "") -> PersonField:
        """Add who stands beside the act: people are offered, another name may be written."""
        field = PersonField(label, people, self, help_text=help_text)
        field.edited.connect(lambda _text: self.edited.emit())
        self.body.addWidget(field)
        return field

    def text(self, label: str, *, help_text: str = "") -> Field:
        """Add a field of some lines, for reasons; Tab goes on to the next."""
        area = QPlainTextEdit()
        area.setFixedHeight(round(TEXT_HEIGHT * look().scale))
        field = Field(label, self, editor=area, help_text=help_text)
        field.edited.connect(lambda _text: self.edited.emit())
        self.body.addWidget(field)
        return field

    def choice(self, label: str, words: Sequence[tuple[str, str]]) -> tuple[Field, ChoiceBox]:
        """Add a choice; every entry is (value, words)."""
        box = ChoiceBox()
        for value, word in words:
            box.addItem(word, value)
        box.currentIndexChanged.connect(lambda _index: self.edited.emit())
        field = Field(label, self, editor=box)
        self.body.addWidget(field)
        return field, box

    def go_on(self) -> None:
        """Put the keyboard on the next field."""
        self.focusNextPrevChild(True)

    @staticmethod
    def keyboard_to(widget: QWidget) -> None:
        """Put the keyboard on a field."""
        widget.setFocus(Qt.FocusReason.OtherFocusReason)


def value_of(box: QComboBox) -> str:
    """Return the value of the choice made."""
    return str(box.currentData() or "")
