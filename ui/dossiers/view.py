"""The page of all dossiers: a filter box, chips, the list, and beside it the chosen dossier."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.i18n import _
from ui.dossiers.model import OTHER_CHIPS, STATE_CHIPS, TIME_CHIPS
from ui.dossiers.pane import DossierPane
from ui.shell.page import KeyHint, Page
from ui.theme.look import look
from ui.widgets.card import Card
from ui.widgets.chips import FilterChip, KeyCap
from ui.widgets.data_table import DataTable
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow import FlowRow, ListStack
from ui.widgets.labels import ElidedLabel, text_label
from ui.widgets.table_model import Row, TableModel

TYPING_MS = 120
LARGE = 1.5
"""From this text scale on the pane has no room beside the list (F11 shows it instead)."""

_ONE_OF = ("today", "overdue")
_CHIP_KEYS = "1234567890SUT"
_IN_THE_HEAD = ("priority", "not-entered", "scan", "sign")
"""They have no room beside the others at 1366 pixels."""


class FilterBox(QLineEdit):
    """The box of the page. Arrow down and Enter go to the list, Esc empties it."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
        else:
            super().keyPressEvent(event)


class DossiersPage(Page):
    """Shows what the presenter says. ``asked`` whenever words or chips changed."""

    asked = Signal()
    sort_wanted = Signal(str)
    row_chosen = Signal(object)
    act_wanted = Signal(object, str)
    refresh_wanted = Signal()

    #: To the shell: open this dossier (id, act to begin or empty); its return.
    dossier_requested = Signal(object, str)
    handover_requested = Signal(object)
    intake_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Dossiers"), parent)
        self._pane_in_front = False
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self.asked)
        self._build_head()
        self._build_chips()
        self._build_list()
        self._connect()

    def _build_head(self) -> None:
        self._head = row = QHBoxLayout()
        row.setSpacing(look().space(2))
        self.note = ElidedLabel("", "body", "text_2")
        self.box = FilterBox(self)
        self.box.setPlaceholderText(_("Filter: name, code, number, place, procedure"))
        self.box.setAccessibleName(_("Filter the dossiers, Ctrl F"))
        self.box.setMaximumWidth(round(290 * look().scale))
        row.addWidget(text_label(self.title, "page_title"))
        row.addWidget(self.note, 1)
        row.addWidget(self.box)
        row.addWidget(KeyCap("Ctrl+F", self))
        self.column.addLayout(row)
        shortcut = QShortcut("Ctrl+F", self)
        shortcut.activated.connect(self._to_box)

    def _build_chips(self) -> None:
        holder = FlowRow(self, gap=look().space(2))
        self.chips: dict[str, FilterChip] = {}
        words = {name: word for name, (word, _states) in STATE_CHIPS.items()} | TIME_CHIPS | OTHER_CHIPS
        for key, (name, word) in zip(_CHIP_KEYS, words.items(), strict=True):
            chip = FilterChip(_(word), holder, key=f"Alt+{key}")
            chip.clicked.connect(lambda _on=False, chosen=name: self._chip(chosen))
            if name in _IN_THE_HEAD:
                self._head.insertWidget(self._head.indexOf(self.box), chip)
            else:
                holder.flow.addWidget(chip)
            self.chips[name] = chip
        self.chips["return-here"].hide()
        self._trip: bytes | None = None
        self.trip_chip = FilterChip("", holder, removable=True)
        self.trip_chip.removed.connect(lambda: self.show_trip(None, ""))
        self.trip_chip.hide()
        holder.flow.addWidget(self.trip_chip)
        self.column.addWidget(holder)

    def _build_list(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(look().space(4))
        self.card = card = Card(self, padding=0)
        self.table = DataTable(card)
        self.table.setAccessibleName(self.title)
        self.empty = EmptyState("", card, icon="search", action=_("Take in a dossier"), key="F2")
        self.stack = ListStack(card)
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        card.body.addWidget(self.stack)
        self.pane = DossierPane(self)
        self.pane.show_dossier(None)
        row.addWidget(card, 1)
        row.addWidget(self.pane)
        self.column.addLayout(row, 1)
        self.fit_margins()

    def _connect(self) -> None:
        self.box.textEdited.connect(lambda _text: self._typing.start())
        self.box.left.connect(self._to_list)
        self.table.row_changed.connect(self.row_chosen)
        self.table.sort_requested.connect(self.sort_wanted)
        for signal in (self.table.act_requested, self.table.open_requested, self.table.look_requested):
            signal.connect(lambda row: self.act_wanted.emit(row, ""))
        self.pane.act_chosen.connect(self._pane_act)
        self.empty.action_requested.connect(self.intake_requested)

    # ── what is shown ────────────────────────────────────────────────────────────────────────

    def show_rows(self, model: TableModel[Row]) -> None:
        """Take the rows from this model."""
        self.table.show_model(model)

    def show_note(self, words: str) -> None:
        """Say how many were found."""
        self.note.setText(words)

    def show_empty(self, sentence: str) -> None:
        """Show the sentence in place of the list; empty shows the list."""
        self.empty.set_sentence(sentence)
        self.stack.setCurrentWidget(self.empty if sentence else self.table)

    def show_return_here(self, count: int) -> None:
        """Offer the results that are given out here for other desks, where there are any."""
        chip = self.chips["return-here"]
        chip.setVisible(bool(count) or chip.isChecked())

    def words(self) -> str:
        """Return what stands in the filter box."""
        return self.box.text().strip()

    def chosen_chips(self) -> frozenset[str]:
        """Return the names of the chips that are on."""
        return frozenset(name for name, chip in self.chips.items() if chip.isChecked())

    def show_words(self, words: str) -> None:
        """Put words in the filter box, as when a citizen was found in the palette, and list what they find."""
        self.box.setText(words)
        self.asked.emit()

    def chosen_trip(self) -> bytes | None:
        """Return the mobile trip whose dossiers alone are listed."""
        return self._trip

    def show_trip(self, trip: bytes | None, words: str) -> None:
        """List the dossiers of one trip only, with a chip that takes it away again; None lists all."""
        self._trip = trip
        self.trip_chip.setText(words.replace("&", "&&"))
        self.trip_chip.setAccessibleName(words)
        self.trip_chip.setChecked(trip is not None)
        self.trip_chip.setVisible(trip is not None)
        self.trip_chip.updateGeometry()
        self.asked.emit()

    # ── the officer ──────────────────────────────────────────────────────────────────────────

    def _chip(self, name: str) -> None:
        if name in _ONE_OF and self.chips[name].isChecked():
            for other in _ONE_OF:
                self.chips[other].setChecked(other == name)
        self.asked.emit()

    def _pane_act(self, act: str) -> None:
        row = self.table.current_row()
        if row is not None:
            self.act_wanted.emit(row, act)

    def _to_list(self) -> None:
        if self._typing.isActive():
            self._typing.stop()
            self.asked.emit()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _to_box(self) -> None:
        self.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.box.selectAll()

    def fit_margins(self) -> None:
        super().fit_margins()
        if not hasattr(self, "pane"):
            return  # called by the base before there is anything to fit
        large = look().scale >= LARGE
        self.box.setFixedWidth(round(300 * min(look().scale, 1.25)))
        self._pane_in_front = self._pane_in_front and large
        self.pane.fit(wide=large)
        self.pane.setVisible(self._pane_in_front or not large)
        self.card.setVisible(not self._pane_in_front)

    def enlarge(self) -> None:
        """At large text list and pane share one place: F11 changes between them."""
        self._pane_in_front = not self._pane_in_front
        self.fit_margins()

    def keys(self) -> Sequence[KeyHint]:
        return (
            KeyHint(("Up Down",), _("choose")),
            KeyHint(("Enter",), _("open")),
            KeyHint(("Alt+1", "…", "0"), _("filter")),
            KeyHint(("Ctrl+F",), _("type to filter")),
            KeyHint(("Esc",), _("clear the filter")),
        )

    def activated(self) -> None:
        self.refresh_wanted.emit()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        self.refresh_wanted.emit()

    def print_page(self) -> None:
        self._pane_act("print")

    def filter_by(self, words: str) -> bool:
        self.box.setText(words)
        self._typing.start()
        return True

    def leave(self) -> bool:
        if not self.words() and not self.chosen_chips() and self._trip is None:
            return False
        self.box.clear()
        self.show_trip(None, "")
        for chip in self.chips.values():
            chip.setChecked(False)
        self.asked.emit()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        return True
