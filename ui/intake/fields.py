"""The fields of the form by their names in the draft, so that a refusal finds its box; and two small editors."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from app.i18n import _
from ui.theme.icons import paint_icon
from ui.theme.look import colour, look
from ui.widgets.field import ChoiceBox, Field

MOST_COUNTED = 9999


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


class Stepper(QLineEdit):
    """A count with − and +: digits, Up, Down, + and − change it; ``stepped(count)`` when it did."""

    stepped = Signal(int)

    def __init__(self, words: str, parent: QWidget | None = None, *, least: int = 0) -> None:
        super().__init__(parent)
        self._least = least
        self.setValidator(QIntValidator(least, MOST_COUNTED, self))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setProperty("strong", "true")
        self.setAccessibleName(words)
        self.setTextMargins(14, 0, 14, 0)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.fit()
        self.set_count(least)
        self.textEdited.connect(self._typed)

    def fit(self) -> None:
        """Take the width of the look in force."""
        self.setFixedWidth(round(92 * look().scale))

    def count(self) -> int:
        """Return the count; an empty box counts as the least."""
        return max(self._least, int(self.text() or self._least))

    def set_count(self, count: int) -> None:
        """Show a count without telling it was changed."""
        if self.text() != str(count):
            self.setText(str(count))

    def step(self, by: int) -> None:
        """Change the count by the officer's hand."""
        wanted = min(MOST_COUNTED, max(self._least, self.count() + by))
        if wanted != self.count() or not self.text():
            self.set_count(wanted)
            self.stepped.emit(wanted)
        self.selectAll()

    def _typed(self, text: str) -> None:
        if text:
            self.stepped.emit(self.count())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Up | Qt.Key.Key_Plus:
                self.step(1)
            case Qt.Key.Key_Down | Qt.Key.Key_Minus:
                self.step(-1)
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        edge = self.width() // 3
        if event.position().x() < edge:
            self.step(-1)
        elif event.position().x() > self.width() - edge:
            self.step(1)
        super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        middle = self.height() // 2
        paint_icon(painter, "minus", QRect(8, middle - 8, 16, 16), colour("text"))
        paint_icon(painter, "plus", QRect(self.width() - 24, middle - 8, 16, 16), colour("text"))
