"""The page of the queue: who sits here and what comes of them, a number for who has come, the line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.i18n import _
from ui.dossier_words import PRIORITIES
from ui.shell.page import KeyHint, Page
from ui.theme.look import font_of, look
from ui.widgets.card import Card
from ui.widgets.chips import FilterChip
from ui.widgets.data_table import DataTable
from ui.widgets.empty_state import EmptyState
from ui.widgets.field import Field
from ui.widgets.flow import FlowRow, ListStack
from ui.widgets.inline_panel import InlinePanel
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import ElidedLabel, text_label
from ui.widgets.table_model import Row, TableModel

_NUMBER_PX = 56


class QueuePage(Page):
    """Signals are in the officer's words. ``take_wanted(priority, note)``; ``call_wanted(row)``: out of turn."""

    next_wanted = Signal()
    recall_wanted = Signal()
    hold_wanted = Signal(str)
    done_wanted = Signal()
    missed_wanted = Signal()
    take_wanted = Signal(tuple, str)
    print_wanted = Signal()
    call_wanted = Signal(object)
    board_wanted = Signal()
    refresh_wanted = Signal()

    #: To the shell: strong words and the rest; trouble.
    news = Signal(str, str)
    trouble = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Queue"), parent)
        self._build_head()
        self.told = InlinePanel(self, kind="caution")
        self.understood = self.told.add_action(_("Understood"), key="Alt+U")
        self.told.hide()
        self.column.addWidget(self.told)
        row = QHBoxLayout()
        row.setSpacing(look().space(4))
        row.addWidget(self._build_desk(), 5)
        row.addWidget(self._build_door(), 4)
        self.column.addLayout(row)
        self._build_line()
        self._connect()
        self.show_current("", "")

    def _build_head(self) -> None:
        row = QHBoxLayout()
        self.note = ElidedLabel("", "body", "text_2")
        self.board_button = KeyButton(_("Screen in the hall"), self, icon="eye", key="F11")
        row.addWidget(text_label(self.title, "page_title"))
        row.addWidget(self.note, 1)
        row.addWidget(self.board_button)
        self.column.addLayout(row)

    def _build_desk(self) -> Card:
        """Build the card of who sits at this desk."""
        card = Card(self, title=_("At this desk"))
        line = QHBoxLayout()
        self.number = text_label("", "figure")
        self.number.setFont(font_of(round(_NUMBER_PX * look().scale), 600))
        self.about = text_label("", "body", "text_2", wrap=True)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.number)
        words.addWidget(self.about)
        self.next_button = KeyButton(
            _("Call the next"), card, icon="arrow-right", key="F9", variant="primary", size="large"
        )
        line.addLayout(words, 1)
        line.addWidget(self.next_button, 0, Qt.AlignmentFlag.AlignVCenter)
        card.body.addLayout(line)
        acts = FlowRow(card, gap=look().space(2))
        self.recall_button = KeyButton(_("Call again"), card, icon="refresh", key="Alt+L", size="small")
        self.done_button = KeyButton(_("Served"), card, icon="check", key="Alt+X", size="small")
        self.hold_button = KeyButton(_("Wait beside"), card, icon="pause", key="Alt+G", size="small")
        self.missed_button = KeyButton(_("Did not come"), card, icon="close", key="Alt+V", size="small")
        for button in (self.recall_button, self.done_button, self.hold_button, self.missed_button):
            acts.flow.addWidget(button)
        card.body.addWidget(acts)
        return card

    def _build_door(self) -> Card:
        """Build the card of whoever has just come."""
        card = Card(self, title=_("Somebody has come"))
        self.chips: dict[str, FilterChip] = {}
        grounds = FlowRow(card, gap=look().space(2))
        for place, (slug, words) in enumerate(PRIORITIES.items(), 1):
            chip = self.chips[slug] = FilterChip(_(words), grounds, key=f"Alt+{place}")
            grounds.flow.addWidget(chip)
        card.body.addWidget(grounds)
        line = QHBoxLayout()
        self.what_for = QLineEdit()
        self.what_for.setObjectName("queue.note")
        field = Field("", editor=self.what_for, placeholder=_("What for, without a name; may stay empty"))
        self.take_button = KeyButton(_("Give a number"), card, icon="plus", key="Alt+N")
        self.print_button = KeyButton(_("Print it"), card, icon="printer", key="Alt+I")
        self.print_button.setEnabled(False)
        line.addWidget(field, 1)
        line.addWidget(self.take_button)
        line.addWidget(self.print_button)
        card.body.addLayout(line)
        return card

    def _build_line(self) -> None:
        card = Card(self, padding=0)
        self.table = DataTable(card)
        self.table.setAccessibleName(_("Who waits, in the order they are called"))
        self.empty = EmptyState(_("Nobody waits."), card, icon="check")
        self.stack = ListStack(card)
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        card.body.addWidget(self.stack)
        self.column.addWidget(card, 1)

    def _connect(self) -> None:
        self.next_button.clicked.connect(self.next_wanted)
        self.recall_button.clicked.connect(self.recall_wanted)
        self.done_button.clicked.connect(self.done_wanted)
        self.hold_button.clicked.connect(lambda: self.hold_wanted.emit(""))
        self.missed_button.clicked.connect(self.missed_wanted)
        self.take_button.clicked.connect(self._take)
        self.what_for.returnPressed.connect(self._take)
        self.print_button.clicked.connect(self.print_wanted)
        self.board_button.clicked.connect(self.board_wanted)
        self.understood.clicked.connect(lambda: self.show_told("", ""))
        for signal in (self.table.act_requested, self.table.open_requested):
            signal.connect(self.call_wanted)

    # ── what the presenter says ──────────────────────────────────────────────────────────────

    def show_rows(self, model: TableModel[Row]) -> None:
        """Take the line from this model."""
        self.table.show_model(model)

    def show_line(self, count: int, words: str) -> None:
        """Show the line, or that nobody waits; words: for the head."""
        self.stack.setCurrentWidget(self.table if count else self.empty)
        self.note.setText(words)

    def show_current(self, number: str, about: str) -> None:
        """Show who sits at this desk; empty: nobody."""
        self.number.setText(number or "—")
        self.about.setText(about or _("Nobody sits here."))
        for button in (self.recall_button, self.done_button, self.hold_button, self.missed_button):
            button.setEnabled(bool(number))

    def show_told(self, strong: str, text: str) -> None:
        """Say that another desk was first; empty: nothing to say."""
        self.told.set_text(strong, text)
        self.told.setVisible(bool(strong))

    def show_taken(self, number: str) -> None:
        """A number was given out: the card is empty for the next one."""
        for chip in self.chips.values():
            chip.setChecked(False)
        self.what_for.clear()
        self.print_button.setEnabled(True)
        self.print_button.set_label(_("Print {number}").format(number=number))

    def _take(self) -> None:
        priority = tuple(slug for slug, chip in self.chips.items() if chip.isChecked())
        self.take_wanted.emit(priority, self.what_for.text().strip())

    # ── page ─────────────────────────────────────────────────────────────────────────────────

    def keys(self) -> Sequence[KeyHint]:
        return (
            KeyHint(("F9",), _("call the next")),
            KeyHint(("Alt+N",), _("give a number")),
            KeyHint(("Up Down",), _("choose")),
            KeyHint(("Enter",), _("call this one")),
            KeyHint(("F11",), _("screen in the hall")),
        )

    def activated(self) -> None:
        self.refresh_wanted.emit()
        shown = self.table if self.stack.currentWidget() is self.table else self.what_for
        shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        self.refresh_wanted.emit()

    def act(self) -> None:
        """Call the next (F9)."""
        self.next_wanted.emit()

    def enlarge(self) -> None:
        """Open or close the screen in the hall (F11)."""
        self.board_wanted.emit()
