"""The page of mobile trips: what is under way, the form of a new trip, the list. It knows no service."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.i18n import _
from ui.shell.page import KeyHint, Page
from ui.trips.model import Typed
from ui.widgets.card import Card
from ui.widgets.data_table import DataTable
from ui.widgets.empty_state import EmptyState
from ui.widgets.field import Field
from ui.widgets.flow import ListStack
from ui.widgets.inline_panel import InlinePanel
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import ElidedLabel, text_label
from ui.widgets.table_model import Row, TableModel


class TripsPage(Page):
    """Signals are in the officer's words. ``list_wanted(row)``: the dossiers of a trip."""

    open_wanted = Signal(object)
    close_wanted = Signal()
    list_wanted = Signal(object)
    refresh_wanted = Signal()

    #: To the shell: the dossiers of a trip (its id, words for the chip); strong words and the rest; trouble.
    dossiers_requested = Signal(object, str)
    news = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Trips"), parent)
        self._build_head()
        self.current = InlinePanel(self, kind="information", icon="home")
        self.close_button = self.current.add_action(_("The desk is back"), key="Alt+K")
        self.current.hide()
        self.refusal = InlinePanel(self, kind="error")
        self.refusal.hide()
        self.column.addWidget(self.current)
        self.column.addWidget(self.refusal)
        self._build_form()
        self._build_list()
        self._connect()

    def _build_head(self) -> None:
        row = QHBoxLayout()
        self.new_button = KeyButton(_("New trip"), self, icon="plus", key="Alt+N")
        row.addWidget(text_label(_("Mobile trips"), "page_title"))
        row.addWidget(ElidedLabel("", "body", "text_2"), 1)
        row.addWidget(self.new_button)
        self.column.addLayout(row)

    def _build_form(self) -> None:
        self.form = Card(self, title=_("New trip"))
        self.fields: dict[str, Field] = {}
        rows = (
            (("place", _("Village"), 4), ("first", _("First day"), 2), ("last", _("Last day"), 2)),
            (("team", _("Team, with commas between the names"), 4), ("purpose", _("Purpose"), 4)),
        )
        for row in rows:
            line = QHBoxLayout()
            line.setSpacing(8)
            for name, label, share in row:
                hint = "24/11/2026" if name in ("first", "last") else ""
                editor = QLineEdit()
                editor.setObjectName(f"trip.{name}")
                editor.returnPressed.connect(editor.focusNextChild)
                field = self.fields[name] = Field(label, editor=editor, placeholder=hint)
                line.addWidget(field, share)
            self.form.body.addLayout(line)
        buttons = QHBoxLayout()
        self.open_button = KeyButton(_("Open the trip"), self.form, icon="check", key="F9", variant="primary")
        self.cancel_button = KeyButton(_("Not now"), self.form, key="Esc", variant="quiet")
        buttons.addWidget(self.open_button)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        self.form.body.addLayout(buttons)
        self.form.hide()
        self.column.addWidget(self.form)

    def _build_list(self) -> None:
        card = Card(self, padding=0)
        self.table = DataTable(card)
        self.table.setAccessibleName(_("Mobile trips"))
        self.empty = EmptyState("", card, icon="home", action=_("New trip"), key="Alt+N")
        self.stack = ListStack(card)
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        card.body.addWidget(self.stack)
        self.column.addWidget(card, 1)

    def _connect(self) -> None:
        self.new_button.clicked.connect(lambda: self.show_form(shown=True))
        self.empty.action_requested.connect(lambda: self.show_form(shown=True))
        self.cancel_button.clicked.connect(lambda: self.show_form(shown=False))
        self.open_button.clicked.connect(self.act)
        self.close_button.clicked.connect(self.close_wanted)
        for signal in (self.table.act_requested, self.table.open_requested, self.table.look_requested):
            signal.connect(self.list_wanted)

    # ── what the presenter says ──────────────────────────────────────────────────────────────

    def show_rows(self, model: TableModel[Row]) -> None:
        """Take the rows from this model."""
        self.table.show_model(model)

    def show_count(self, count: int) -> None:
        """Show the list, or that there is none yet."""
        self.empty.set_sentence(_("No trip yet. What is received on the days of a trip carries its number."))
        self.stack.setCurrentWidget(self.table if count else self.empty)

    def show_current(self, strong: str, text: str) -> None:
        """Say which trip is under way; empty: the desk is at home and may open one."""
        self.current.set_text(strong, text)
        self.current.setVisible(bool(strong))
        self.new_button.setVisible(not strong)

    def show_form(self, *, shown: bool) -> None:
        """Open or fold the form of a new trip; the keyboard goes with it."""
        self.form.setVisible(shown)
        self.show_refusal("")
        if shown:
            self.fields["place"].editor.setFocus()
        else:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.keys_changed.emit()

    def clear_form(self) -> None:
        """Empty and fold the form: the trip is open."""
        for field in self.fields.values():
            field.set_text("")
        self.show_form(shown=False)

    def show_problem(self, name: str, sentence: str) -> bool:
        """Say at a field what is wrong with it; False if there is no such field."""
        for field in self.fields.values():
            field.clear_error()
        wrong = self.fields.get(name.partition("[")[0])
        if wrong is None:
            return False
        wrong.set_error(sentence)
        wrong.editor.setFocus()
        return True

    def show_refusal(self, sentence: str) -> None:
        """Say why nothing was done; empty: nothing to say."""
        self.refusal.set_text("", sentence)
        self.refusal.setVisible(bool(sentence))

    # ── page ─────────────────────────────────────────────────────────────────────────────────

    def keys(self) -> Sequence[KeyHint]:
        if self.form.isVisible():
            return (KeyHint(("Enter",), _("next field")), KeyHint(("Esc",), _("leave")))
        return (KeyHint(("Up Down",), _("choose")), KeyHint(("Enter",), _("its dossiers")))

    def activated(self) -> None:
        self.refresh_wanted.emit()
        if not self.form.isVisible():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        self.refresh_wanted.emit()

    def act(self) -> None:
        """Open the trip that was typed (F9)."""
        if self.form.isVisible():
            self.open_wanted.emit(Typed(**{name: field.text().strip() for name, field in self.fields.items()}))

    def leave(self) -> bool:
        if not self.form.isVisible():
            return False
        self.show_form(shown=False)
        return True
