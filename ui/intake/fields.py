"""The fields of the form by their names in the draft, so that a refusal finds its box; and two small editors."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.i18n import _
from ui.widgets.field import ChoiceBox, Field


class Choice(ChoiceBox):
    """A list of values with their words; Enter leaves it, Alt+Down opens it."""

    def __init__(self, words: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for value, word in words.items():
            self.addItem(_(word) if word else "", value)
        self.setMinimumContentsLength(4)
        self.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def value(self) -> str:
        """Return the value chosen."""
        return str(self.currentData())

    def set_value(self, value: str) -> None:
        """Choose a value; an unknown one changes nothing."""
        place = self.findData(value)
        if place >= 0:
            self.setCurrentIndex(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
            return
        super().keyPressEvent(event)


class FieldBook(QObject):
    """All fields of the page by name. ``edited(name, value)`` as it is typed, ``left(name)`` when the keyboard goes."""

    edited = Signal(str, str)
    left = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fields: dict[str, Field] = {}

    def add(self, name: str, field: Field) -> Field:
        """Take a field into the book and return it."""
        self._fields[name] = field
        field.editor.setObjectName(name)
        match field.editor:
            case Choice() as choice:
                choice.activated.connect(lambda _index: self.edited.emit(name, choice.value()))
            case QLineEdit() as line:
                line.textEdited.connect(lambda text: self.edited.emit(name, text))
                line.editingFinished.connect(lambda: self.left.emit(name))
            case _:
                field.edited.connect(lambda text: self.edited.emit(name, text))
        return field

    def take(self, name: str, field: Field) -> None:
        """Take a field whose edits its section tells itself."""
        self._fields[name] = field
        field.editor.setObjectName(name)

    def names(self) -> tuple[str, ...]:
        """Return the names of all fields, in the order they were added."""
        return tuple(self._fields)

    def field(self, name: str) -> Field | None:
        """Return a field by its name."""
        return self._fields.get(name)

    def show(self, name: str, value: str) -> None:
        """Put a value in a field; what stands there already is left alone, with its cursor."""
        field = self._fields[name]
        if isinstance(field.editor, Choice):
            field.editor.set_value(value)
        elif field.text() != value:
            field.set_text(value)

    def show_problem(self, name: str, sentence: str) -> bool:
        """Say under a field what is wrong (empty: nothing is); False if no such field is there."""
        field = self._fields.get(name)
        if field is None:
            return False
        if sentence:
            field.set_error(sentence)
        elif field.error():
            field.clear_error()
        return True

    def clear_problems(self) -> None:
        """Take all errors away."""
        for field in self._fields.values():
            if field.error():
                field.clear_error()

    def go(self, name: str) -> None:
        """Put the keyboard in a field, its text selected."""
        field = self._fields.get(name)
        if field is not None:
            field.editor.setFocus(Qt.FocusReason.ShortcutFocusReason)
            if isinstance(field.editor, QLineEdit):
                field.editor.selectAll()
