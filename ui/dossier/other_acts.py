"""The acts that are legal but not likely: one list in the place of the buttons, walked by the keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidgetItem, QWidget

from app.i18n import _
from ui.dossier.offered import ShownAct
from ui.theme.icons import icon
from ui.theme.look import colour, look
from ui.widgets.card import Card
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import text_label
from ui.widgets.walk_list import WalkList

MOST_ROWS = 14


class OtherActs(Card):
    """``chosen`` with the slug. The act under the keyboard says what comes of it."""

    chosen = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, title=_("Other acts"))
        self.set_chosen(True)
        self._acts: tuple[ShownAct, ...] = ()
        close = KeyButton(_("Leave it"), self, key="Esc", variant="quiet", size="small")
        close.clicked.connect(self.closed)
        self.add_to_head(close)
        self.list = WalkList(_("Other acts"), self)
        self.list.currentRowChanged.connect(self._row_chosen)
        self.list.taken.connect(self._take)
        self.consequence = text_label("", "small", "text_2", wrap=True)
        self.consequence.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.consequence.setMinimumHeight(round(40 * look().scale))
        self.body.addWidget(self.consequence)
        self.body.addWidget(self.list)
        self.hide()

    def show_acts(self, acts: Sequence[ShownAct]) -> None:
        """Show these acts; the chosen one stays chosen while it is there."""
        row = self.list.currentRow()
        self._acts = tuple(acts)
        self.list.clear()
        for act in self._acts:
            item = QListWidgetItem(icon(act.icon, 16, colour("text_2")), act.words)
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, act.consequence)
            self.list.addItem(item)
        self.list.fit(MOST_ROWS)
        self.list.setCurrentRow(max(0, min(row, len(self._acts) - 1)))

    def slugs(self) -> list[str]:
        """Return what is offered."""
        return [act.slug for act in self._acts]

    def _row_chosen(self, row: int) -> None:
        self.consequence.setText(self._acts[row].consequence if 0 <= row < len(self._acts) else "")

    def _take(self, row: int) -> None:
        if 0 <= row < len(self._acts):
            self.chosen.emit(self._acts[row].slug)
