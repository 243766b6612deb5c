"""The page of books, numbers and lists: what there is at the left, its form in the middle, the paper at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from app.i18n import _
from ui.papers.model import FIELDS, LISTS, PAD, REGISTER, SECTIONS, Row, Typed, cells, columns, section_of
from ui.shell.page import KeyHint, Page
from ui.theme.look import look
from ui.widgets.card import Card
from ui.widgets.data_table import DataTable
from ui.widgets.empty_state import EmptyState
from ui.widgets.field import Field
from ui.widgets.flow import FlowRow, ListStack
from ui.widgets.inline_panel import InlinePanel, PanelKind
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import text_label
from ui.widgets.preview import PreviewPane
from ui.widgets.table_model import TableModel

_SIDE = 236
_NARROW_FROM = 1.2
"""From this text scale the paper is a leaf of its own, turned with F11."""
_ANY_WIDTH = 16_777_215


class PapersPage(Page):
    """Signals are in the officer's words; the presenter answers them."""

    section_wanted = Signal(str)
    typed = Signal()
    finish_wanted = Signal()
    again_wanted = Signal()
    file_wanted = Signal(str)
    toggled = Signal(object)
    chosen = Signal()
    refresh_wanted = Signal()

    #: To the shell.
    news = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Books, numbers, lists"), parent)
        self.section = section_of(REGISTER)
        self._shows_paper = False
        #: Ask for a file: suggested name → path, or empty when the officer left it.
        self.ask_save: Callable[[str], str] = lambda _name: ""
        self.column.addWidget(text_label(self.title, "page_title"))
        self.outcome = InlinePanel(self)
        self.outcome.hide()
        self.column.addWidget(self.outcome)
        row = QHBoxLayout()
        row.setSpacing(look().size("gap"))
        self._build_sections(row)
        self._build_form(row)
        self.preview = PreviewPane(_("Preview"), self)
        row.addWidget(self.preview)
        self.column.addLayout(row, 1)
        self._fit()

    # ── building ─────────────────────────────────────────────────────────────────────────────

    def _build_sections(self, row: QHBoxLayout) -> None:
        self.side = Card(self, padding=10)
        self.side.body.setSpacing(6)
        self.buttons: dict[str, KeyButton] = {}
        for number, section in enumerate(SECTIONS, 1):
            button = KeyButton(_(section.words), self.side, key=f"Alt+{number}", spread=True, size="small")
            button.clicked.connect(lambda _on=False, slug=section.slug: self.section_wanted.emit(slug))
            self.buttons[section.slug] = button
            self.side.body.addWidget(button)
        self.side.body.addStretch(1)
        row.addWidget(self.side)

    def _build_form(self, row: QHBoxLayout) -> None:
        self.form = Card(self, padding=14)
        self.heading = text_label("", "heading")
        self.explains = text_label("", "small", "text_2", wrap=True)
        self.form.body.addWidget(self.heading)
        self.form.body.addWidget(self.explains)
        fields = QHBoxLayout()
        fields.setSpacing(8)
        self.fields: dict[str, Field] = {}
        for name, (label, hint) in FIELDS.items():
            editor = QLineEdit()
            editor.setObjectName(f"papers.{name}")
            editor.returnPressed.connect(editor.focusNextChild)
            field = self.fields[name] = Field(_(label), self.form, editor=editor, placeholder=hint)
            field.edited.connect(lambda _text: self.typed.emit())
            fields.addWidget(field, 2 if name in ("receiver", "next_officer", "reason") else 1)
        self.form.body.addLayout(fields)
        self.remark = text_label("", "body_strong", wrap=True)
        self.form.body.addWidget(self.remark)
        self._build_table()
        self._build_buttons()
        row.addWidget(self.form, 1)

    def _build_table(self) -> None:
        self.table = DataTable(self.form)
        self._model: TableModel[Row] = TableModel(columns(REGISTER), cells, self)
        self.table.show_model(self._model)
        self.table.look_requested.connect(self.toggled)
        self.table.act_requested.connect(lambda _row: self._enter())
        self.table.row_changed.connect(lambda _row: self.chosen.emit())
        self.empty = EmptyState("", self.form, icon="folder")
        self.stack = ListStack(self.form)
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        self.stack.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.form.body.addWidget(self.stack, 1)
        self.room = QWidget(self.form)
        self.form.body.addWidget(self.room, 1)

    def _build_buttons(self) -> None:
        row = FlowRow(self.form, gap=look().space(2))  # at 200 % two of them have no room side by side
        self.finish = KeyButton("", self.form, icon="printer", key="F9", variant="primary")
        self.finish.clicked.connect(self.finish_wanted)
        self.again = KeyButton(_("Print unused sheets again"), self.form, key="Alt+N")
        self.again.clicked.connect(self.again_wanted)
        self.to_file = KeyButton(_("Save as PDF"), self.form, key="Alt+L")
        self.to_file.clicked.connect(lambda: self.file_wanted.emit("pdf"))
        self.to_sheet = KeyButton("XLSX", self.form, key="Alt+X")
        self.to_sheet.setAccessibleName(_("Save as a workbook, Alt X"))
        self.to_sheet.clicked.connect(lambda: self.file_wanted.emit("xlsx"))
        for button in (self.finish, self.again, self.to_file, self.to_sheet):
            row.flow.addWidget(button)
        self.form.body.addWidget(row)

    # ── what the presenter says ──────────────────────────────────────────────────────────────

    def show_section(self, slug: str, values: Typed) -> None:
        """Open a section with what stands in its fields; the keyboard goes to its first field or row."""
        self.section = section = section_of(slug)
        for name, button in self.buttons.items():
            button.set_variant("primary" if name == slug else "normal")
        self.heading.setText(_(section.words))
        self.explains.setText(_(section.explains))
        self.finish.set_label(_(section.finish))
        self.finish.set_icon("printer" if section.has_paper else "check")
        for name, field in self.fields.items():
            field.setVisible(name in section.fields)
            field.set_text(values[name])
        self.again.hide()
        self.to_file.setVisible(section.has_paper and slug != PAD)
        self.to_sheet.setVisible(slug == REGISTER)
        self.stack.setVisible(section.has_table)
        self.room.setVisible(not section.has_table)
        self._model.columns = columns(slug)
        self._model.set_rows(())
        self.outcome.hide()
        self.show_remark("")
        self._shows_paper = False
        self._fit()
        self.go_first()
        self.keys_changed.emit()

    def show_rows(self, rows: Sequence[Row], nothing: str) -> None:
        """Show the rows; nothing: what is said where there are none. The choice stays on its row."""
        place = max(self.table.currentIndex().row(), 0)
        self._model.set_rows(rows)
        self.empty.set_sentence(nothing)
        self.stack.setCurrentWidget(self.table if rows else self.empty)
        self.table.choose(min(place, len(rows) - 1))

    def rows(self) -> tuple[Row, ...]:
        """Return the rows shown."""
        found = (self._model.row(number) for number in range(self._model.rowCount()))
        return tuple(row for row in found if row is not None)

    def values(self) -> Typed:
        """Return what stands in the fields of the section."""
        return Typed(tuple((name, self.fields[name].text()) for name in self.section.fields))

    def show_remark(self, words: str) -> None:
        """Say what follows from what is typed; empty: nothing."""
        self.remark.setText(words)
        self.remark.setVisible(bool(words))

    def show_ready(self, *, ready: bool, unused: bool = False) -> None:
        """Offer the main act only where there is something to make; unused: sheets of the pad wait."""
        self.finish.setEnabled(ready)
        self.to_file.setEnabled(ready)
        self.to_sheet.setEnabled(ready)
        self.again.setVisible(unused)

    def show_problem(self, name: str, sentence: str) -> bool:
        """Say at a field what is wrong with it; False if the section has no such field."""
        for field in self.fields.values():
            field.clear_error()
        if name not in self.section.fields:
            return False
        self.fields[name].set_error(sentence)
        return True

    def show_outcome(self, kind: PanelKind, strong: str, text: str) -> None:
        """Say what came of an act; it stays until the next one."""
        self.outcome.set_kind(kind)
        self.outcome.set_text(strong, text)
        self.outcome.show()

    def go_first(self) -> None:
        """Put the keyboard on the first field, else on the table, else on the main button."""
        first = next((self.fields[name].editor for name in self.section.fields), None)
        where = first or (self.table if self.section.has_table else self.finish)
        where.setFocus(Qt.FocusReason.OtherFocusReason)

    def _enter(self) -> None:
        """Enter on a row does the main act, except where rows are ticked: there it ticks too."""
        row = self.table.current_row()
        if self.section.slug in LISTS:
            self.toggled.emit(row)
        elif self.finish.isEnabled() and self.section.slug != PAD:
            self.finish_wanted.emit()

    # ── page ─────────────────────────────────────────────────────────────────────────────────

    def keys(self) -> Sequence[KeyHint]:
        hints = [KeyHint(("Alt+1", "…", str(len(SECTIONS))), _("choose"))]
        if self.section.slug in LISTS:
            hints.append(KeyHint(("Space",), _("on the list or not")))
        hints.append(KeyHint(("F9",), _(self.section.finish)))
        if self.section.has_paper:
            hints.append(KeyHint(("F11",), _("enlarge")))
        return tuple(hints)

    def activated(self) -> None:
        self.refresh_wanted.emit()
        self.go_first()

    def refresh(self) -> None:
        self.refresh_wanted.emit()

    def act(self) -> None:
        if self.finish.isEnabled():
            self.finish_wanted.emit()

    def print_page(self) -> None:
        if self.section.has_paper:
            self.act()

    def enlarge(self) -> None:
        if not self.section.has_paper:
            return
        if look().scale < _NARROW_FROM:
            self.preview.toggle_enlarged()
            return
        self._shows_paper = not self._shows_paper
        self._fit()

    def leave(self) -> bool:
        if self.preview.is_enlarged():
            self.preview.toggle_enlarged()
            return True
        if self._shows_paper:
            self.enlarge()
            return True
        if self.outcome.isVisible():
            self.outcome.hide()
            return True
        return False

    # ── size ─────────────────────────────────────────────────────────────────────────────────

    def _fit(self) -> None:
        is_narrow = look().scale >= _NARROW_FROM
        self._shows_paper = self._shows_paper and is_narrow
        self.side.setFixedWidth(round(_SIDE * look().scale))
        if is_narrow:
            self.preview.setMinimumWidth(0)
            self.preview.setMaximumWidth(_ANY_WIDTH)
        else:
            self.preview.setFixedWidth(look().size("preview_pane"))
        self.preview.setVisible(self.section.has_paper and (not is_narrow or self._shows_paper))
        self.form.setVisible(not self._shows_paper)

    def fit_margins(self) -> None:
        super().fit_margins()
        if hasattr(self, "preview"):
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "preview"):
            self._fit()
