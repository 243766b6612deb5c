"""The page of fees and charges (F5): slips or the queue at the left; drawer, chosen slip and acts at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.domain.money import format_amount
from app.domain.money_book import Slip
from app.i18n import N_, _
from ui.fees.model import DAY, QUEUE, Form, ShownFees, cells, columns, slip_story
from ui.fees.parts import DrawerCard, FormPanel, SideScroll, SlipCard
from ui.shell.page import KeyHint, Page
from ui.theme.look import look
from ui.widgets.card import Card
from ui.widgets.chips import FilterChip
from ui.widgets.data_table import DataTable
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow import ListStack
from ui.widgets.inline_panel import InlinePanel, PanelKind
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import ElidedLabel, text_label
from ui.widgets.table_model import TableModel

SIDE = 320
_ACTS: tuple[tuple[str, str, str, str], ...] = (
    ("void", N_("Void the slip"), "ban", "Alt+H"),
    ("confirm", N_("Transfer is on the statement"), "check", "Alt+X"),
    ("paper", N_("Paper receipt number"), "pencil", "Alt+B"),
    ("print", N_("Print the slip again"), "printer", "Ctrl+P"),
    ("collect", N_("Several dossiers on one slip"), "plus", "Alt+T"),
    ("close", N_("Close the cash day"), "lock", "Alt+C"),
    ("sheet", N_("Print the day's list"), "printer", "Alt+K"),
    ("export", N_("Write the queue to a file"), "download", "Alt+E"),
    ("import", N_("Take in the answers"), "open", "Alt+N"),
)
_OF_SLIP = ("void", "confirm", "paper", "print")
_OF_SECTION = {DAY: ("collect", "close", "sheet"), QUEUE: ("export", "import")}


class FeesPage(Page):
    """Shows what the presenter says; ``act_chosen`` with the slug of an act to begin."""

    act_chosen = Signal(str)
    confirmed = Signal()
    section_wanted = Signal(str)
    other_day_wanted = Signal(int)
    refresh_wanted = Signal()

    #: To the shell.
    dossier_requested = Signal(object)
    news = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Fees and charges"), parent)
        self.panel: FormPanel | None = None
        self.section = DAY
        #: Ask for a file: suggested name → path, or empty when the officer left it.
        self.ask_save: Callable[[str], str] = lambda _name: ""
        self.ask_open: Callable[[], str] = lambda: ""
        self._found: ShownFees | None = None
        self._build_head()
        self.outcome = InlinePanel(self)
        self.outcome.hide()
        self.column.addWidget(self.outcome)
        row = QHBoxLayout()
        row.setSpacing(look().size("gap"))
        self._build_list(row)
        self._build_side(row)
        self.column.addLayout(row, 1)
        self.fit_margins()

    # ── building ─────────────────────────────────────────────────────────────────────────────

    def _build_head(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(look().space(2))
        self.before = KeyButton("", self, icon="arrow-left", key="Alt+Left", size="small")
        self.before.setAccessibleName(_("The day before, Alt+Left"))
        self.after = KeyButton("", self, icon="arrow-right", key="Alt+Right", size="small")
        self.after.setAccessibleName(_("The day after, Alt+Right"))
        self.before.clicked.connect(lambda: self.other_day_wanted.emit(-1))
        self.after.clicked.connect(lambda: self.other_day_wanted.emit(1))
        self.day = ElidedLabel("", "body_strong")
        self.chips = {
            DAY: FilterChip(_("Slips of the day"), self, key="Alt+1"),
            QUEUE: FilterChip(_("Waiting for e-receipts"), self, key="Alt+2"),
        }
        row.addWidget(text_label(self.title, "page_title"))
        row.addWidget(self.before)
        row.addWidget(self.after)
        row.addWidget(self.day, 1)
        for section, chip in self.chips.items():
            chip.clicked.connect(lambda _on, asked=section: self._choose_section(asked))
            row.addWidget(chip)
        self.column.addLayout(row)

    def _build_list(self, row: QHBoxLayout) -> None:
        card = Card(self, padding=0)
        self.table = DataTable(card)
        self.table.setAccessibleName(self.title)
        self._model: TableModel[Slip] = TableModel(columns(DAY), lambda slip: cells(slip, self.section), self)
        self.table.show_model(self._model)
        self.table.row_changed.connect(self._slip_chosen)
        for signal in (self.table.act_requested, self.table.open_requested, self.table.look_requested):
            signal.connect(self._open)
        self.empty = EmptyState("", card, icon="money")
        self.stack = ListStack(card)
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        self.stack.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.stack.setMinimumHeight(80)
        card.body.addWidget(self.stack, 1)
        self.sum_line = text_label("", "body_strong")
        foot = card.add_foot()
        foot.setContentsMargins(14, 8, 14, 8)
        foot.addWidget(self.sum_line)
        row.addWidget(card, 1)

    def _build_side(self, row: QHBoxLayout) -> None:
        self.side = SideScroll(self)
        self.drawer = DrawerCard(self.side.inside)
        self.slip = SlipCard(self.side.inside)
        self.acts = Card(self.side.inside, padding=10)
        self.acts.body.setSpacing(6)
        self.buttons: dict[str, KeyButton] = {}
        for slug, words, icon, key in _ACTS:
            button = KeyButton(_(words), self.acts, icon=icon, key=key, spread=True)
            button.clicked.connect(lambda _on=False, act=slug: self.act_chosen.emit(act))
            self.buttons[slug] = button
            self.acts.body.addWidget(button)
        for widget in (self.drawer, self.acts, self.slip):
            self.side.rows.addWidget(widget)
        self.side.rows.addStretch(1)
        row.addWidget(self.side)

    # ── showing ──────────────────────────────────────────────────────────────────────────────

    def show_fees(self, found: ShownFees) -> None:
        """Show how the day, or the queue, stands; the choice stays on its slip."""
        chosen = self.current()
        if found.section != self.section or self._found is None:
            self._model.columns = columns(found.section)
        self.section, self._found = found.section, found
        self._model.set_rows(found.rows)
        for section, chip in self.chips.items():
            chip.setChecked(section == found.section)
        self.day.setText(found.title)
        self.after.setEnabled(not found.is_today)
        self.sum_line.setText(found.sum_line)
        self.drawer.show_facts(found.facts, found.closed, again=found.must_close_again)
        self.drawer.setVisible(self._shows_drawer())
        self.empty.set_sentence(
            _("No money was taken on this day. Money is taken on the page of a dossier (F3), or here with Alt+T.")
            if found.section == DAY
            else _("Nothing waits for an e-receipt.")
        )
        self.stack.setCurrentWidget(self.table if found.rows else self.empty)
        same = [place for place, slip in enumerate(found.rows) if chosen and _key(slip) == _key(chosen)]
        self.table.choose(same[0] if same else 0)
        self._slip_chosen(self.current())

    def current(self) -> Slip | None:
        """Return the chosen slip."""
        row = self.table.current_row()
        return row if isinstance(row, Slip) else None

    def _slip_chosen(self, row: object) -> None:
        slip = row if isinstance(row, Slip) else None
        heading = f"{slip.number} · {format_amount(slip.amount)}" if slip else ""
        self.slip.show_slip(heading, slip_story(slip) if slip else ())
        can = {
            "void": slip is not None and slip.voided is None,
            "confirm": slip is not None and slip.is_claimed,
            "paper": slip is not None and slip.receipt_state in ("waiting", "failed", "claimed"),
            "print": slip is not None,
        }
        if self._found is not None and not self._found.paper_receipts:
            can["paper"] = False
        for act, button in self.buttons.items():
            button.setVisible(can[act] if act in _OF_SLIP else act in _OF_SECTION[self.section])

    def show_panel(self, form: Form) -> None:
        """Open the form of an act in the place of the acts."""
        self.close_panel()
        self.outcome.hide()
        self.panel = FormPanel(form, self.side.inside)
        self.panel.confirmed.connect(self.confirmed)
        self.panel.cancelled.connect(self.leave)
        self.side.rows.insertWidget(0, self.panel)
        for widget in (self.acts, self.drawer):
            widget.hide()
        self.panel.show()
        self.panel.first().setFocus(Qt.FocusReason.OtherFocusReason)
        self.side.ensureVisible(0, 0)
        self.keys_changed.emit()

    def close_panel(self) -> None:
        """Put the acts back."""
        if self.panel is None:
            return
        focused = self.window().focusWidget()
        had_keyboard = focused is not None and self.panel.isAncestorOf(focused)
        self.panel.hide()
        self.panel.deleteLater()
        self.panel = None
        self.acts.show()
        self.drawer.setVisible(self._shows_drawer())
        if had_keyboard:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.keys_changed.emit()

    def _shows_drawer(self) -> bool:
        return self.panel is None and self.section == DAY

    def show_outcome(self, kind: PanelKind, strong: str, text: str) -> None:
        """Say what came of an act; it stays until the next one."""
        self.outcome.set_kind(kind)
        self.outcome.set_text(strong, text)
        self.outcome.show()

    # ── the officer ──────────────────────────────────────────────────────────────────────────

    def _choose_section(self, section: str) -> None:
        for name, chip in self.chips.items():
            chip.setChecked(name == section)
        self.close_panel()
        self.section_wanted.emit(section)

    def _open(self, row: object) -> None:
        if isinstance(row, Slip):
            self.dossier_requested.emit(row.parts[0].dossier)

    # ── the shell ────────────────────────────────────────────────────────────────────────────

    def fit_margins(self) -> None:
        super().fit_margins()
        if hasattr(self, "side"):
            self.side.setFixedWidth(round(SIDE * min(look().scale, 1.3)) + look().size("scrollbar"))

    def keys(self) -> Sequence[KeyHint]:
        if self.panel is not None:
            return (KeyHint(("F9",), self.panel.form.finish), KeyHint(("Esc",), _("leave it")))
        return (
            KeyHint(("Up Down",), _("choose")),
            KeyHint(("Enter",), _("open the dossier")),
            KeyHint(("Alt+1", "2"), _("day or queue")),
            KeyHint(("Alt+Left",), _("the day before")),
        )

    def activated(self) -> None:
        self.refresh_wanted.emit()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        self.refresh_wanted.emit()

    def act(self) -> None:
        if self.panel is not None and self.panel.finish.isEnabled():
            self.confirmed.emit()

    def print_page(self) -> None:
        if self.panel is None and self.current() is not None:
            self.act_chosen.emit("print")

    def leave(self) -> bool:
        """Close the form that asks, or what an act came to."""
        if self.panel is not None:
            self.close_panel()
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if self.outcome.isVisible():
            self.outcome.hide()
            return True
        return False


def _key(slip: Slip) -> tuple[int, str]:
    return (slip.year, slip.number)
