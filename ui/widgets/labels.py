"""Text on a page: by its step in the type scale and its tone, never by a font of its own."""

from __future__ import annotations

import re
from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def readable(text: str) -> str:
    """Return a text with «�» for each character that is obeyed instead of shown: a mark that turns the letters round.

    The program writes none of them; a hostile desk may, to let a name read as another one (SYNC §6, case 40).
    """
    return _OBEYED.sub("\ufffd", text)


class PlainLabel(QLabel):
    """A label that shows letters: no web page, no text turned round."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(readable(text), parent)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def setText(self, text: str) -> None:
        """Show this text."""
        super().setText(readable(text))


def text_label(
    text: str = "", role: str = "body", tone: str = "text", parent: QWidget | None = None, *, wrap: bool = False
) -> QLabel:
    """Return a label. role: a step of the type scale; tone: a text colour or the name of a dossier state."""
    label = PlainLabel(text, parent)
    label.setProperty("role", role)
    label.setProperty("tone", tone)
    label.setWordWrap(wrap)
    return label


def tip(text: str) -> str:
    """Return a text as a tooltip shows it letter by letter.

    Qt takes what looks like a web page for one, and would fetch the pictures a citizen's «name» asks for.
    """
    return f"<qt>{escape(text)}</qt>" if "<" in text else text


def set_tone(label: QLabel, tone: str) -> None:
    """Change the colour of a label."""
    if label.property("tone") != tone:
        label.setProperty("tone", tone)
        restyle(label)


def restyle(widget: QWidget) -> None:
    """Make a changed property count in the style sheet; one that was never shown reads it when it is."""
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()


class ElidedLabel(PlainLabel):
    """A label of one line that ends in … where room ends; the whole text is its tooltip and accessible name."""

    def __init__(self, text: str = "", role: str = "body", tone: str = "text", parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setProperty("role", role)
        self.setProperty("tone", tone)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show this text, shortened if it must be."""
        super().setText(text)
        self.setAccessibleName(text)
        self.setToolTip(tip(text))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.drawFrame(painter)
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), shown)


class HLine(QFrame):
    """A line of one pixel between sections."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
