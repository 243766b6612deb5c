"""The page of today: date and holiday, the draft that waits, four numbers that filter, and the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.i18n import _, ngettext
from ui.shell.page import KeyHint, Page
from ui.theme.look import look
from ui.widgets.card import Card
from ui.widgets.chips import FilterChip, KeyCap
from ui.widgets.data_table import DataTable
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow import ListStack
from ui.widgets.inline_panel import InlinePanel
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import ElidedLabel, text_label
from ui.widgets.table_model import Row, TableModel
from ui.widgets.tiles import TileRow, TileSpec


class DeskPage(Page):
    """Shows what the presenter says. Signals are the officer's wishes; rows are what the model holds."""

    intake_requested = Signal()
    draft_wanted = Signal()
    draft_unwanted = Signal()
    filter_chosen = Signal(str)
    act_wanted = Signal(object)
    look_wanted = Signal(object)
    refresh_wanted = Signal()

    #: To the shell: open this dossier (id, act to begin or empty); its return; the intake of a kept draft.
    dossier_requested = Signal(object, str)
    handover_requested = Signal(object)
    draft_requested = Signal(str)
    review_requested = Signal()
    news = Signal(str, str)
    undo_offered = Signal(str, str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Today's desk"), parent)
        self._build_head()
        self._build_draft()
        self._build_tiles()
        self._build_list()
        self._connect()

    def _build_head(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(look().space(2))
        self.heading = text_label(self.title, "page_title")
        self.date_line = ElidedLabel("", "body", "text_2")
        self.to_print = FilterChip("", self, key="Alt+5", icon="printer")
        self.to_print.hide()
        self.to_apologise = FilterChip("", self, key="Alt+6", icon="clock")
        self.to_apologise.hide()
        self.first = FilterChip("", self, key="Alt+8", icon="user")
        self.first.hide()
        self.to_review = KeyButton("", self, icon="warning", key="Alt+7", size="small")
        self.to_review.hide()
        self.intake = KeyButton(_("Take in a dossier"), self, icon="plus", key="F2", variant="primary")
        row.addWidget(self.heading)
        row.addWidget(self.date_line, 1)
        row.addWidget(self.to_review)
        row.addWidget(self.first)
        row.addWidget(self.to_apologise)
        row.addWidget(self.to_print)
        row.addWidget(self.intake)
        self.column.addLayout(row)

    def _build_draft(self) -> None:
        self.draft = InlinePanel(self, kind="offer")
        self.discard = self.draft.add_action(_("Discard the draft"), variant="quiet")
        self.resume = self.draft.add_action(_("Continue"), key="Ctrl+D")
        self.draft.hide()
        self.column.addWidget(self.draft)

    def _build_tiles(self) -> None:
        self.tiles = TileRow(
            (
                TileSpec("overdue", "overdue", _("Overdue"), "Alt+1"),
                TileSpec("today", "due_soon", _("Due today"), "Alt+2"),
                TileSpec("papers", "awaiting_papers", _("Awaiting papers"), "Alt+3"),
                TileSpec("return", "done", _("Awaiting return of the result"), "Alt+4"),
            ),
            self,
        )
        self.column.addWidget(self.tiles)

    def _build_list(self) -> None:
        self.card = Card(self, title=_("To do"), note=" ", padding=0)
        for key, words in (("Up Down", _("choose")), ("Enter", _("do the next act")), ("Space", _("look at it"))):
            self.card.add_to_head(KeyCap(key, self.card))
            self.card.add_to_head(text_label(words, "small", "text_2"))
        self.table = DataTable(self.card)
        self.table.setAccessibleName(_("To do"))
        self.empty = EmptyState("", self.card, icon="check", action=_("Take in a dossier"), key="F2")
        self.stack = ListStack(self.card)
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        self.card.body.addWidget(self.stack)
        self.column.addWidget(self.card, 1)

    def _connect(self) -> None:
        self.intake.clicked.connect(self.intake_requested)
        self.empty.action_requested.connect(self.intake_requested)
        self.to_review.clicked.connect(self.review_requested)
        self.resume.clicked.connect(self.draft_wanted)
        self.discard.clicked.connect(self.draft_unwanted)
        self.tiles.filter_changed.connect(self._tile_chosen)
        for chip in self._chips().values():
            chip.clicked.connect(lambda _on=False, chosen=chip: self._chip_chosen(chosen))
        self.table.act_requested.connect(self.act_wanted)
        for signal in (self.table.look_requested, self.table.open_requested):
            signal.connect(self.look_wanted)

    # ── what is shown ────────────────────────────────────────────────────────────────────────

    def show_rows(self, model: TableModel[Row]) -> None:
        """Take the rows from this model."""
        self.table.show_model(model)

    def show_date(self, words: str) -> None:
        """Say what day it is and what is special about tomorrow."""
        self.date_line.setText(words)

    def show_draft(self, strong: str, text: str) -> None:
        """Offer to go on with a draft; without words the offer goes."""
        self.draft.set_text(strong, text)
        self.draft.setVisible(bool(strong))

    def show_tiles(self, numbers: Mapping[str, tuple[int, str]]) -> None:
        """Show each tile's count and what it means."""
        for name, (count, sense) in numbers.items():
            self.tiles.tiles[name].set_count(count, sense)

    def show_to_print(self, count: int) -> None:
        """Show how many slips wait for the printer; none hides the chip."""
        words = ngettext("{n} to print", "{n} to print", count).format(n=count)
        self.to_print.setText(words[:1].upper() + words[1:])
        self.to_print.setAccessibleName(f"{self.to_print.label()}, Alt 5")
        self.to_print.setVisible(bool(count) or self.to_print.isChecked())
        self.to_print.updateGeometry()

    def show_to_apologise(self, count: int) -> None:
        """Show for how many promises an apology is due today; none hides the chip."""
        words = ngettext("{n} to apologise for in time", "{n} to apologise for in time", count).format(n=count)
        self.to_apologise.setText(words)
        self.to_apologise.setAccessibleName(f"{self.to_apologise.label()}, Alt 6")
        self.to_apologise.setVisible(bool(count) or self.to_apologise.isChecked())
        self.to_apologise.updateGeometry()

    def show_first(self, count: int) -> None:
        """Show how many people with priority are to be served today; none hides the chip."""
        words = ngettext("{n} with priority", "{n} with priority", count).format(n=count)
        self.first.setText(words)
        self.first.setAccessibleName(f"{self.first.label()}, Alt 8")
        self.first.setVisible(bool(count) or self.first.isChecked())
        self.first.updateGeometry()

    def show_to_review(self, count: int) -> None:
        """Show how many things desks said against each other; none hides the button."""
        self.to_review.set_label(ngettext("{n} to look at again", "{n} to look at again", count).format(n=count))
        self.to_review.setVisible(bool(count))

    def show_list(self, heading: str, note: str, *, empty: str) -> None:
        """Say what the list holds; ``empty`` is the sentence shown when there is nothing in it."""
        self.card.set_title(heading, note)
        self.empty.set_sentence(empty)
        self.stack.setCurrentWidget(self.empty if empty else self.table)

    def chosen_filter(self) -> str:
        """Return the tile or chip that filters, or the empty text."""
        return next((name for name, chip in self._chips().items() if chip.isChecked()), self.tiles.chosen())

    def _chips(self) -> dict[str, FilterChip]:
        return {"print": self.to_print, "apology": self.to_apologise, "first": self.first}

    # ── the officer ──────────────────────────────────────────────────────────────────────────

    def _tile_chosen(self, name: str) -> None:
        for chip in self._chips().values():
            chip.setChecked(False)
        self.filter_chosen.emit(name)
        self.table.setFocus()

    def _chip_chosen(self, chosen: FilterChip) -> None:
        for chip in self._chips().values():
            chip.setChecked(chip is chosen and chip.isChecked())
        for tile in self.tiles.tiles.values():
            tile.setChecked(False)
        self.filter_chosen.emit(self.chosen_filter())
        self.table.setFocus()

    def clear_filter(self) -> bool:
        """Take the filter off; tell whether there was one."""
        was = self.chosen_filter()
        for chip in self._chips().values():
            chip.setChecked(False)
        for tile in self.tiles.tiles.values():
            tile.setChecked(False)
        if was:
            self.filter_chosen.emit("")
        return bool(was)

    def keys(self) -> Sequence[KeyHint]:
        return (
            KeyHint(("Alt+1", "…", "4"), _("filter by tile")),
            KeyHint(("Ctrl+K",), _("find anything")),
            KeyHint(("F4",), _("scan a slip")),
        )

    def activated(self) -> None:
        self.refresh_wanted.emit()
        (self.empty.button or self.table if self.stack.currentWidget() is self.empty else self.table).setFocus(
            Qt.FocusReason.OtherFocusReason
        )

    def refresh(self) -> None:
        self.refresh_wanted.emit()

    def leave(self) -> bool:
        return self.clear_filter()
