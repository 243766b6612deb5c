"""A field of a form: its word above, its box, and beneath it help or what is wrong."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.theme.icons import paint_icon
from ui.theme.look import colour
from ui.widgets.labels import restyle, set_tone, text_label


class ChoiceBox(QComboBox):
    """A list to choose from, with our chevron. The wheel never changes it by accident while the page scrolls."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumContentsLength(6)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        spot = QRect(self.width() - 26, self.height() // 2 - 8, 16, 16)
        paint_icon(painter, "chevron-down", spot, colour("text_3" if self.isEnabled() else "text_disabled"))


class _ErrorMark(QWidget):
    """The ■ before an error: colour never speaks alone."""

    def sizeHint(self) -> QSize:
        return QSize(12, 16)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_icon(QPainter(self), "square", QRect(0, self.height() // 2 - 5, 10, 10), colour("danger_text"))


class Field(QWidget):
    """Label, editor, help or error. The space of an error is made when it is needed."""

    edited = Signal(str)

    def __init__(
        self,
        label: str,
        parent: QWidget | None = None,
        *,
        editor: QWidget | None = None,
        help_text: str = "",
        placeholder: str = "",
        inline: bool = False,
    ) -> None:
        super().__init__(parent)
        self.editor: QWidget = editor or QLineEdit()
        self._help = help_text
        self.label = text_label(label, "label", "text_2")
        self.label.setBuddy(self.editor)
        self.mark = _ErrorMark()
        self.mark.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.note: QLabel = text_label(help_text, "caption", "text_2", wrap=True)
        self.editor.setAccessibleName(label)
        self.setFocusProxy(self.editor)
        self._build(inline=inline)
        self.label.setVisible(bool(label))  # only now: a label without parent would flash up as a window of its own
        self._listen(placeholder)
        self.clear_error()

    def _build(self, *, inline: bool) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(3)
        if inline:
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(self.label)
            row.addWidget(self.editor, 1)
            outer.addLayout(row)
        else:
            outer.addWidget(self.label)
            outer.addWidget(self.editor)
        below = QHBoxLayout()
        below.setSpacing(5)
        below.addWidget(self.mark)
        below.addWidget(self.note, 1)
        outer.addLayout(below)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _listen(self, placeholder: str) -> None:
        match self.editor:
            case QLineEdit() as line:
                line.setPlaceholderText(placeholder)
                line.textEdited.connect(self._changed)
            case QPlainTextEdit() as area:
                area.setPlaceholderText(placeholder)
                area.setTabChangesFocus(True)
                area.textChanged.connect(lambda: self._changed(area.toPlainText()))
            case QComboBox() as box:
                box.activated.connect(lambda _index: self._changed(box.currentText()))
            case _:
                pass

    def _changed(self, text: str) -> None:
        self.clear_error()
        self.edited.emit(text)

    def text(self) -> str:
        """Return what stands in the field, as typed."""
        match self.editor:
            case QLineEdit() as line:
                return line.text()
            case QPlainTextEdit() as area:
                return area.toPlainText()
            case QComboBox() as box:
                return box.currentText()
            case _:
                return ""

    def set_text(self, text: str) -> None:
        """Put text in the field without telling it was typed; an error goes away."""
        match self.editor:
            case QLineEdit() as line:
                line.setText(text)
                line.setCursorPosition(0)
            case QPlainTextEdit() as area:
                area.blockSignals(True)
                area.setPlainText(text)
                area.blockSignals(False)
            case QComboBox() as box:
                box.setCurrentText(text)
            case _:
                pass
        self.clear_error()

    def set_error(self, sentence: str) -> None:
        """Say under the field what is wrong and what to do."""
        self._show(sentence, error=True)

    def clear_error(self) -> None:
        """Take the error away and show the help again, if there is one."""
        self._show(self._help, error=False)

    def error(self) -> str:
        """Return the error shown, or the empty text."""
        return self.note.text() if self.editor.property("state") == "error" else ""

    def set_help(self, help_text: str) -> None:
        """Change the help line under the field."""
        self._help = help_text
        if not self.error():
            self.clear_error()

    def set_label(self, label: str) -> None:
        """Change the word above the field."""
        self.label.setText(label)
        self.label.setVisible(bool(label))
        self.editor.setAccessibleName(label)

    def _show(self, sentence: str, *, error: bool) -> None:
        state = "error" if error else ""
        self.note.setText(sentence)
        self.note.setVisible(bool(sentence))
        self.mark.setVisible(error)
        set_tone(self.note, "danger_text" if error else "text_2")
        if (self.editor.property("state") or "") != state:
            self.editor.setProperty("state", state)
            self.editor.setAccessibleDescription(sentence if error else "")
            restyle(self.editor)
