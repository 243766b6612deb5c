"""A page of several lists with a filter box and, beside the list, what is chosen or a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.i18n import _
from ui.shell.page import KeyHint, Page
from ui.theme.look import look
from ui.widgets.card import Card
from ui.widgets.chips import FilterChip, KeyCap
from ui.widgets.data_table import DataTable
from ui.widgets.detail_pane import Detail, DetailPane
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow import FlowRow, ListStack
from ui.widgets.labels import ElidedLabel, text_label
from ui.widgets.office_panel import OfficePanel
from ui.widgets.table_model import Row, TableModel

TYPING_MS = 120
LARGE = 1.5
"""From this text scale on the pane has no room beside the list (F11 shows it instead)."""
QWIDGETSIZE_MAX = (1 << 24) - 1


class ListPage(Page):
    """Shows what the presenter says. ``asked`` whenever the tab or the words changed.

    tabs: slug → msgid of each list, the first one open; hint: of the filter box.
    """

    asked = Signal()
    row_chosen = Signal(object)
    act_wanted = Signal(str)
    confirmed = Signal(object)
    refresh_wanted = Signal()

    #: To the shell: open this dossier (id, act to begin or empty).
    dossier_requested = Signal(object, str)
    news = Signal(str, str)

    same_words: frozenset[str] = frozenset()
    """Lists between which the words of the filter stay."""
    pane_if_empty = ""
    """The list beside which the pane says what can be done although there is no row."""

    def __init__(self, title: str, tabs: Mapping[str, str], *, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._names, self._hint = tabs, hint
        self._tab = next(iter(tabs))
        self._pane_in_front = False
        self.panel: OfficePanel | None = None
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self.asked)
        self._build_head()
        self._build_tabs()
        self._build_list()
        self._connect()

    def _build_head(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(look().space(2))
        self.note = ElidedLabel("", "body", "text_2")
        self.box = QLineEdit(self)
        self.box.setPlaceholderText(self._hint)
        self.box.setAccessibleName(_("Filter the list, Ctrl F"))
        row.addWidget(text_label(self.title, "page_title"))
        row.addWidget(self.note, 1)
        row.addWidget(self.box)
        row.addWidget(KeyCap("Ctrl+F", self))
        self.column.addLayout(row)
        shortcut = QShortcut("Ctrl+F", self)
        shortcut.activated.connect(self._to_box)

    def _build_tabs(self) -> None:
        holder = self.tab_row = FlowRow(self, gap=look().space(2))
        self.tabs: dict[str, FilterChip] = {}
        for number, (name, word) in enumerate(self._names.items(), start=1):
            chip = FilterChip(_(word), holder, key=f"Alt+{number}")
            chip.setChecked(name == self._tab)
            chip.clicked.connect(lambda _on=False, chosen=name: self.open_tab(chosen))
            holder.flow.addWidget(chip)
            self.tabs[name] = chip
        self.column.addWidget(holder)

    def _build_list(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(look().space(4))
        self.card = Card(self, padding=0)
        self.table = DataTable(self.card)
        self.table.setAccessibleName(self.title)
        self.empty = EmptyState("", self.card, icon="check")
        self.stack = ListStack(self.card)
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        self.card.body.addWidget(self.stack)
        self.side = ListStack(self)
        self.pane = DetailPane(self)
        self.side.addWidget(self.pane)
        row.addWidget(self.card, 1)
        row.addWidget(self.side)
        self.column.addLayout(row, 1)
        self.fit_margins()

    def _connect(self) -> None:
        self.box.textEdited.connect(lambda _text: self._typing.start())
        self.box.returnPressed.connect(self._to_list)
        self.table.row_changed.connect(self.row_chosen)
        for signal in (self.table.act_requested, self.table.open_requested):
            signal.connect(lambda _row: self._first_act())
        self.table.look_requested.connect(lambda _row: self.enlarge() if look().scale >= LARGE else None)
        self.pane.act_chosen.connect(self.act_wanted)

    # ── what is shown ────────────────────────────────────────────────────────────────────────

    def tab(self) -> str:
        """Return the name of the list that is open."""
        return self._tab

    def words(self) -> str:
        """Return what stands in the filter box."""
        return self.box.text().strip()

    def show_rows(self, model: TableModel[Row]) -> None:
        """Take rows and columns from this model."""
        self.table.show_model(model)

    def show_note(self, words: str) -> None:
        """Say how things stand on this tab."""
        self.note.setText(words)

    def show_empty(self, sentence: str) -> None:
        """Show the sentence in place of the list; empty shows the list."""
        self.empty.set_sentence(sentence)
        self.stack.setCurrentWidget(self.empty if sentence else self.table)
        if self._tab == self.pane_if_empty and self.panel is None and look().scale >= LARGE:
            self._pane_in_front = bool(sentence)  # nothing to move: what can be done stands in the pane
            self.fit_margins()

    def show_detail(self, detail: Detail | None) -> None:
        """Show what is chosen."""
        self.pane.show_detail(detail)

    def show_panel(self, panel: OfficePanel) -> None:
        """Put a form in the place of the pane."""
        self.close_panel()
        self.panel = panel
        panel.confirmed.connect(self.act)
        panel.cancelled.connect(self.leave)
        self.side.addWidget(panel)
        self.side.setCurrentWidget(panel)
        self._pane_in_front = look().scale >= LARGE
        self.fit_margins()
        panel.first().setFocus(Qt.FocusReason.OtherFocusReason)

    def close_panel(self) -> None:
        """Take the form away; the list has the keyboard again."""
        panel, self.panel = self.panel, None
        if panel is None:
            return
        self.side.setCurrentWidget(self.pane)
        self.side.removeWidget(panel)
        panel.deleteLater()
        self._pane_in_front = False
        self.fit_margins()
        self._to_list()

    # ── the officer ──────────────────────────────────────────────────────────────────────────

    def open_tab(self, name: str) -> None:
        """Open one of the lists."""
        self.close_panel()
        if not {name, self._tab} <= self.same_words:
            self.box.clear()  # words for procedures find no dossier
        self._tab = name
        self._pane_in_front = False
        self.fit_margins()
        for other, chip in self.tabs.items():
            chip.setChecked(other == name)
        self.asked.emit()
        self._to_list()

    def _first_act(self) -> None:
        first = next(iter(self.pane.buttons), "")
        if first:
            self.act_wanted.emit(first)

    def _to_list(self) -> None:
        if self._typing.isActive():
            self._typing.stop()
            self.asked.emit()
        shown = self.table if self.stack.currentWidget() is self.table else self.box
        shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def _to_box(self) -> None:
        self.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.box.selectAll()

    def fit_margins(self) -> None:
        super().fit_margins()
        if not hasattr(self, "side"):
            return  # called by the base before there is anything to fit
        large = look().scale >= LARGE
        self.box.setFixedWidth(round(300 * min(look().scale, 1.25)))
        self._pane_in_front = self._pane_in_front and large
        width = max(look().size("side_pane"), round(self.panel.width_wanted * look().scale) if self.panel else 0)
        self.side.setMinimumWidth(width)
        self.side.setMaximumWidth(QWIDGETSIZE_MAX if large else width)
        self.side.setVisible(self._pane_in_front or not large)
        self.card.setVisible(not self._pane_in_front)

    def enlarge(self) -> None:
        """At large text list and pane share one place: F11 changes between them."""
        self._pane_in_front = not self._pane_in_front
        self.fit_margins()

    def keys(self) -> Sequence[KeyHint]:
        return (
            KeyHint(("Alt+1", "…", str(len(self._names))), _("list")),
            KeyHint(("Up Down",), _("choose")),
            KeyHint(("Enter",), _("do it")),
            KeyHint(("F11",), _("details")) if look().scale >= LARGE else KeyHint(("Esc",), _("clear the filter")),
            KeyHint(("Ctrl+F",), _("type to filter")),
        )

    def activated(self) -> None:
        self.refresh_wanted.emit()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        self.refresh_wanted.emit()

    def act(self) -> None:
        if self.panel is not None and self.panel.finish.isEnabled():
            self.confirmed.emit(self.panel.wish())

    def filter_by(self, words: str) -> bool:
        self.box.setText(words)
        self._typing.start()
        return True

    def leave(self) -> bool:
        if self.panel is not None:
            self.close_panel()
            return True
        if self._pane_in_front:
            self.enlarge()
            return True
        if not self.words():
            return False
        self.box.clear()
        self.asked.emit()
        self._to_list()
        return True
