"""Paper on linen: the surface that holds one matter of a page."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.theme.look import look
from ui.widgets.labels import HLine, restyle, text_label


class Card(QFrame):
    """A surface with a 1 px edge. Without title it is bare; ``body`` takes the content either way."""

    def __init__(self, parent: QWidget | None = None, *, title: str = "", note: str = "", padding: int = 14) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        self.head = QHBoxLayout()
        self.title_label = text_label(title, "heading")
        self.note_label = text_label(note, "small", "text_2")
        if title:
            self._build_head(outer, padding)
        if title and not padding:
            outer.addWidget(HLine(self))  # what runs to the edges needs a line under the head
        self.body = QVBoxLayout()
        self.body.setContentsMargins(padding, 4 if title and padding else padding, padding, padding)
        self.body.setSpacing(look().space(2))
        outer.addLayout(self.body, 1)
        self._outer = outer

    def _build_head(self, outer: QVBoxLayout, padding: int) -> None:
        self.head.setContentsMargins(max(padding, 12), 8, max(padding, 12), 6)
        self.head.setSpacing(look().space(2))
        for label in (self.title_label, self.note_label):
            self.head.addWidget(label)
        self.head.addStretch(1)
        outer.addLayout(self.head)

    def set_title(self, title: str, note: str = "") -> None:
        """Change the words of the head."""
        self.title_label.setText(title)
        self.note_label.setText(note)

    def add_to_head(self, widget: QWidget) -> None:
        """Put a widget at the right of the head."""
        self.head.addWidget(widget)

    def add_line(self) -> None:
        """Draw a 1 px line across the card."""
        self.body.addWidget(HLine(self))

    def add_foot(self) -> QVBoxLayout:
        """Return the layout of a foot on the alternate surface: where the actions of a side pane stand."""
        foot = CardFoot(self)
        self._outer.addWidget(foot)
        layout = QVBoxLayout(foot)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(look().space(2))
        return layout

    def set_chosen(self, chosen: bool) -> None:
        """Give the card the 2 px edge of what is chosen or running."""
        self.setProperty("chosen", "true" if chosen else "false")
        restyle(self)


class CardFoot(QFrame):
    """The foot of a card."""
