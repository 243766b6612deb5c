"""Parts of the page of fees: the drawer of the day, the chosen slip, the form of an act."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _
from ui.fees.model import Asked, Form
from ui.theme.look import look
from ui.widgets.card import Card
from ui.widgets.field import ChoiceBox, Field
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import set_tone, text_label
from ui.widgets.person_field import PersonField


class DrawerCard(Card):
    """What must be in the drawer, large; what explains it below; how the day was closed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, padding=14)
        self.label = text_label("", "small", "text_2")
        self.amount = text_label("", "page_title")
        for widget in (self.label, self.amount):
            self.body.addWidget(widget)
        self._lines: list[tuple[QLabel, QLabel]] = []
        for _line in range(3):
            row = QHBoxLayout()
            pair = (text_label("", "small", "text_2", wrap=True), text_label("", "small"))
            row.addWidget(pair[0], 1)
            row.addWidget(pair[1])
            self.body.addLayout(row)
            self._lines.append(pair)
        self.closed = text_label("", "small", "text_2", wrap=True)
        self.body.addWidget(self.closed)

    def show_facts(self, facts: Sequence[tuple[str, str]], closed: str, *, again: bool) -> None:
        """Show the day; what has no value is left out."""
        (label, amount), *rest = facts
        self.label.setText(label)
        self.amount.setText(amount)
        for (name, value), (said, shown) in zip(self._lines, rest, strict=True):
            name.setText(said)
            value.setText(shown)
            for widget in (name, value):
                widget.setVisible(bool(shown))
        words = f"{closed} {_('Money moved since: close it once more.')}" if again else closed
        self.closed.setText(words or _("This day is not closed yet."))
        set_tone(self.closed, "danger_text" if again else "text_2")


class SlipCard(Card):
    """The chosen slip in a few lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, padding=14)
        self.heading = text_label("", "heading")
        self.story = text_label("", "small", "text_2", wrap=True)
        self.body.addWidget(self.heading)
        self.body.addWidget(self.story)

    def show_slip(self, heading: str, lines: Sequence[str]) -> None:
        """Show a slip; nothing hides the card."""
        self.heading.setText(heading)
        self.story.setText("\n".join(lines))
        self.setVisible(bool(heading))


class FormPanel(Card):
    """Title, what comes of it, fields, «F9» and «Esc». ``confirmed`` when the officer means it."""

    confirmed = Signal()
    cancelled = Signal()

    def __init__(self, form: Form, parent: QWidget | None = None) -> None:
        super().__init__(parent, padding=14)
        self.form = form
        self.set_chosen(True)
        self.setAccessibleName(form.title)
        self.body.addWidget(text_label(form.title, "heading", wrap=True))
        self.body.addWidget(text_label(form.consequence, "small", "text_2", wrap=True))
        self.fields: dict[str, Field] = {}
        for asked in form.fields:
            self._add(asked)
        self.trouble = text_label("", "small", "danger_text", wrap=True)
        self.trouble.hide()
        self.body.addWidget(self.trouble)
        row = QHBoxLayout()
        row.setSpacing(look().space(2))
        self.finish = KeyButton(
            form.finish, self, icon=form.icon, key="F9", variant="danger" if form.is_grave else "primary"
        )
        self.finish.clicked.connect(self.confirmed)
        self.cancel = KeyButton(_("Leave it"), self, key="Esc", variant="quiet")
        self.cancel.clicked.connect(self.cancelled)
        row.addWidget(self.finish, 1)
        row.addWidget(self.cancel)
        self.body.addLayout(row)

    def _add(self, asked: Asked) -> None:
        field: Field
        if asked.choices:
            box = ChoiceBox()
            for value, words in asked.choices:
                box.addItem(words, value)
            field = Field(asked.label, self, editor=box, help_text=asked.help_text)
        elif asked.people is not None:
            field = PersonField(asked.label, asked.people, self, help_text=asked.help_text)
        else:
            field = Field(asked.label, self, help_text=asked.help_text)
            field.set_text(asked.value)
            if isinstance(field.editor, QLineEdit):
                field.editor.returnPressed.connect(lambda: self.focusNextPrevChild(True))
        self.fields[asked.name] = field
        self.body.addWidget(field)
        if asked.name == self.form.remarked:
            self.remark = text_label("", "small", "text_2", wrap=True)
            self.body.addWidget(self.remark)
            field.edited.connect(self._remark)
            self._remark(asked.value)

    def _remark(self, typed: str) -> None:
        if self.form.remark is not None:
            words, bad = self.form.remark(typed)
            self.remark.setText(words)
            self.remark.setVisible(bool(words))
            set_tone(self.remark, "danger_text" if bad else "text_2")

    def value(self, name: str) -> str:
        """Return what stands in a field, the value of what was chosen."""
        editor = self.fields[name].editor
        if isinstance(editor, ChoiceBox) and not editor.isEditable():
            return str(editor.currentData() or "")
        return self.fields[name].text()

    def secret(self, name: str) -> str | None:
        """Return the password typed by the person named in a field, None if there is none."""
        field = self.fields[name]
        return field.secret() if isinstance(field, PersonField) else None

    def first(self) -> QWidget:
        """Return where the keyboard goes first."""
        return next((field.editor for field in self.fields.values()), self.finish)

    def show_trouble(self, sentence: str) -> None:
        """Say what was refused; nothing was saved and the fields stay."""
        self.trouble.setText(sentence)
        self.trouble.setVisible(bool(sentence))
        self.finish.setEnabled(True)

    def set_busy(self) -> None:
        """While it is being saved the act cannot be asked for twice."""
        self.finish.setEnabled(False)


class SideScroll(QScrollArea):
    """Lets the right column scroll where the window is low or the text large."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.inside = QWidget(self)
        self.rows = QVBoxLayout(self.inside)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(look().size("gap"))
        self.setWidget(self.inside)
        self.viewport().setAutoFillBackground(False)
        self.inside.setAutoFillBackground(False)
