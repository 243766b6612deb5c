"""One version beside another: its key, what it says, where it is from, what was recorded."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.i18n import _
from ui.conflicts.model import ShownSide
from ui.theme.look import look
from ui.widgets.card import Card
from ui.widgets.chips import StateChip
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import text_label


class SideCard(Card):
    """``chosen`` when the officer wants this version. choose: words of its button, empty where there is no choice."""

    chosen = Signal()

    def __init__(self, side: ShownSide, number: int, choose: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, padding=14)
        self.side = side
        self.setAccessibleName(" ".join(part for part in (side.value, side.place, *side.lines) if part))
        head = QHBoxLayout()
        head.setSpacing(look().space(2))
        head.addWidget(text_label(side.value or side.place, "subject", wrap=True), 1)
        if side.stands:
            head.addWidget(StateChip("done", _("stands now")), 0, Qt.AlignmentFlag.AlignVCenter)
        self.button = KeyButton(choose, self, key=f"Alt+{number}", icon="check")
        self.button.clicked.connect(self.chosen)
        self.button.setVisible(bool(choose))
        head.addWidget(self.button)
        self.body.addLayout(head)
        if side.place and side.value:
            self.body.addWidget(text_label(side.place, "body", "text_2"))
        self.add_line()
        self.body.addWidget(self._story(), 1)

    def _story(self) -> QScrollArea:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(look().space(2))
        for line in self.side.lines:
            column.addWidget(text_label(line, "body", wrap=True))
        column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setWidget(inner)
        inner.setAutoFillBackground(False)  # Qt fills what it scrolls with the ground of the page
        return area

    def mark(self, *, chosen: bool) -> None:
        """Show whether this is the version that shall stand."""
        self.set_chosen(chosen)
        self.button.set_variant("primary" if chosen else "normal")

    def hasHeightForWidth(self) -> bool:
        """Deny it: wrapped labels would make the preferred height the least one, and a low window would scroll."""
        return False
