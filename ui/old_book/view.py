"""The page of taking over an old register: four steps, one after the other, nothing stored before the last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.old_text import ENCODINGS
from app.i18n import _
from ui.old_book.model import CHECK, COLUMN_WORDS, FILE, MAP, NEEDED, RESULT, STAGES, TEXT_WORDS, Look
from ui.shell.page import KeyHint, Page
from ui.theme.look import look
from ui.widgets.card import Card
from ui.widgets.chips import FilterChip, StateChip
from ui.widgets.data_table import DataTable
from ui.widgets.field import ChoiceBox, Field
from ui.widgets.flow import FlowRow, ListStack
from ui.widgets.inline_panel import InlinePanel
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import text_label
from ui.widgets.progress import ProgressPanel, StageLine
from ui.widgets.table_model import Row, TableModel

_NOT_THERE = -1


class OldBookPage(Page):
    """Signals are in the officer's words; ``step`` says where the page stands."""

    file_wanted = Signal()
    file_named = Signal(str)
    sheet_chosen = Signal(str)
    mapping_changed = Signal()
    go_on = Signal()
    go_back = Signal()
    stop_wanted = Signal()

    #: To the shell: back to administration; the dossiers; strong words and the rest.
    back_requested = Signal()
    dossiers_requested = Signal()
    news = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Take over an old register"), parent)
        self.step = FILE
        head = QHBoxLayout()
        head.addWidget(text_label(self.title, "page_title"))
        head.addStretch(1)
        self.stages = StageLine(self)
        self.stages.set_stages([_(word) for word in STAGES])
        self.stages.setMinimumWidth(560)
        head.addWidget(self.stages)
        self.column.addLayout(head)
        self.refusal = InlinePanel(self, kind="error")
        self.refusal.hide()
        self.column.addWidget(self.refusal)
        self.steps = ListStack(self)
        # The other steps are made while the officer looks for the file: all at once, the window would stand still.
        self._to_build = [self._build_result, self._build_check, self._build_map]
        self.steps.addWidget(self._build_file())
        QTimer.singleShot(0, self, self._build_next)
        self.column.addWidget(self.steps, 1)
        self._build_foot()
        self.show_step(FILE)

    # ── building ─────────────────────────────────────────────────────────────────────────────

    def _build_next(self) -> None:
        if self._to_build:
            self.steps.addWidget(self._to_build.pop()())
            QTimer.singleShot(0, self, self._build_next)

    def _build_rest(self) -> None:
        while self._to_build:
            self.steps.addWidget(self._to_build.pop()())

    def _build_file(self) -> QWidget:
        card = Card(self, title=_("Which file?"))
        about = _("An XLSX workbook or a CSV file, up to 20 MB. Nothing is stored before you have seen what comes in.")
        card.body.addWidget(text_label(about, "body", "text_2", wrap=True))
        line = QHBoxLayout()
        self.path = QLineEdit()
        self.path.setObjectName("old_book.path")
        self.path.returnPressed.connect(lambda: self.file_named.emit(self.path.text().strip()))
        self.path_field = Field(_("File"), editor=self.path, placeholder=_("Type its place, or choose it"))
        self.choose_button = KeyButton(_("Choose a file"), card, icon="folder", key="Alt+M")
        self.choose_button.clicked.connect(self.file_wanted)
        line.addWidget(self.path_field, 1)
        line.addWidget(self.choose_button, 0, Qt.AlignmentFlag.AlignBottom)
        card.body.addLayout(line)
        self.sheets = ChoiceBox()
        self.sheets.activated.connect(lambda _at: self.sheet_chosen.emit(self.sheets.currentText()))
        self.sheet_field = Field(_("Sheet"), editor=self.sheets)
        self.sheet_field.hide()
        self.about_file = text_label("", "body", wrap=True)
        card.body.addWidget(self.sheet_field)
        card.body.addWidget(self.about_file)
        card.body.addStretch(1)
        return card

    def _build_map(self) -> QWidget:
        ground = QWidget(self)
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look().size("gap"))
        card = Card(ground, title=_("Which column holds what?"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(look().space(3))
        grid.setVerticalSpacing(look().space(1))
        self.boxes: dict[str, ChoiceBox] = {}
        self.map_fields: dict[str, Field] = {}
        for place, (name, word) in enumerate(COLUMN_WORDS.items()):
            box = self.boxes[name] = ChoiceBox()
            box.activated.connect(lambda _at: self.mapping_changed.emit())
            field = self.map_fields[name] = Field(_(word), editor=box)
            grid.addWidget(field, place // 4, place % 4)
        for at in range(4):
            grid.setColumnStretch(at, 1)
        card.body.addLayout(grid)
        self.text = ChoiceBox()
        for encoding in ENCODINGS:
            self.text.addItem(_(TEXT_WORDS[encoding]), encoding)
        self.text.setMinimumWidth(round(210 * look().scale))
        self.text.activated.connect(lambda _at: self.mapping_changed.emit())
        self.converted = InlinePanel(card, kind="caution")
        line = QHBoxLayout()
        line.addWidget(Field(_("Letters"), editor=self.text))
        line.addWidget(self.converted, 1, Qt.AlignmentFlag.AlignBottom)
        card.body.addLayout(line)
        column.addWidget(card)
        shown = Card(ground, title=_("So it would be read"), padding=0)
        self.sample = DataTable(shown)
        self.sample.setAccessibleName(_("So it would be read"))
        shown.body.addWidget(self.sample)
        column.addWidget(shown, 1)
        return ground

    def _build_check(self) -> QWidget:
        ground = QWidget(self)
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look().size("gap"))
        card = Card(ground, title=_("What would come in"))
        self.counts = FlowRow(card, gap=look().space(2))
        self.chips = [StateChip() for _count in range(4)]
        for chip in self.chips:
            self.counts.flow.addWidget(chip)
        self.span = text_label("", "body", "text_2")
        self.leave_out = FilterChip(_("Leave out what may be double"), card, key="Alt+B")
        self.leave_out.toggled.connect(lambda _on: self.mapping_changed.emit())
        for widget in (self.counts, self.span, self.leave_out):
            card.body.addWidget(widget)
        column.addWidget(card)
        listed = Card(ground, title=_("Rows to look at"), padding=0)
        self.looks = DataTable(listed)
        self.looks.setAccessibleName(_("Rows to look at"))
        listed.body.addWidget(self.looks)
        column.addWidget(listed, 1)
        return ground

    def _build_result(self) -> QWidget:
        ground = QWidget(self)
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        self.progress = ProgressPanel(ground)
        self.progress.stop_requested.connect(self.stop_wanted)
        self.outcome = InlinePanel(ground, kind="good")
        self.see_button = self.outcome.add_action(_("See the dossiers"), key="Alt+H")
        self.see_button.clicked.connect(self.dossiers_requested)
        self.outcome.hide()
        column.addWidget(self.progress)
        column.addWidget(self.outcome)
        column.addStretch(1)
        return ground

    def _build_foot(self) -> None:
        row = QHBoxLayout()
        self.on_button = KeyButton("", self, icon="arrow-right", key="F9", variant="primary", size="large")
        self.back_button = KeyButton(_("One step back"), self, key="Esc", variant="quiet")
        self.on_button.clicked.connect(self.act)
        self.back_button.clicked.connect(lambda: self.leave())
        row.addWidget(self.on_button)
        row.addStretch(1)
        row.addWidget(self.back_button)
        self.column.addLayout(row)

    # ── what the presenter says ──────────────────────────────────────────────────────────────

    def show_step(self, step: int) -> None:
        """Go to a step; the keyboard goes with it."""
        if step != FILE:
            self._build_rest()
        self.step = step
        self.steps.setCurrentIndex(step)
        self.stages.set_here(step)
        self.show_refusal("")
        words = {FILE: _("Read the columns"), MAP: _("Check the rows"), RESULT: _("Another file")}
        self.on_button.set_label(words.get(step, self.on_button.label()))
        self.on_button.setEnabled(True)
        self.back_button.setVisible(step != RESULT)
        self.keys_changed.emit()
        if self.isVisible():
            self._to_first()

    def show_file(self, path: str, sheets: Sequence[str], sheet: str, about: str) -> None:
        """Show which file was read, and its sheets where there are several."""
        self.path_field.set_text(path)
        self.sheets.clear()
        self.sheets.addItems(list(sheets))
        self.sheets.setCurrentText(sheet)
        self.sheet_field.setVisible(len(sheets) > 1)
        self.about_file.setText(about)

    def offer_columns(self, header: Sequence[str], mapping: Mapping[str, int], encoding: str) -> None:
        """Offer the file's columns for each of the register's, those guessed chosen."""
        self._build_rest()
        for name, box in self.boxes.items():
            box.clear()
            box.addItem(_("not in the file"), _NOT_THERE)
            for place, heading in enumerate(header):
                box.addItem(f"{place + 1}. {heading}"[:60], place)
            box.setCurrentIndex(mapping.get(name, _NOT_THERE) + 1)
        self.text.setCurrentIndex(max(self.text.findData(encoding), 0))

    def rename_columns(self, header: Sequence[str]) -> None:
        """Show the headings in other letters, the choice unchanged."""
        for box in self.boxes.values():
            for place, heading in enumerate(header):
                box.setItemText(place + 1, f"{place + 1}. {heading}"[:60])

    def mapping(self) -> dict[str, int]:
        """Return which column of the file holds which of the register."""
        chosen = {name: int(box.currentData()) for name, box in self.boxes.items() if box.currentData() is not None}
        return {name: chosen[name] for name in COLUMN_WORDS if chosen.get(name, _NOT_THERE) != _NOT_THERE}

    def encoding(self) -> str:
        """Return how the text is read."""
        return str(self.text.currentData())

    def show_sample(self, model: TableModel[Row], strong: str, text: str) -> None:
        """Show rows as they would be read; what is converted, with an example; what must still be chosen."""
        self.sample.show_model(model)
        self.converted.set_text(strong, text)
        self.converted.setVisible(bool(strong))
        lacking = [name for name in NEEDED if name not in self.mapping()]
        for name, field in self.map_fields.items():
            if name in lacking:
                field.set_error(_("Choose the column."))
            else:
                field.clear_error()
        self.on_button.setEnabled(not lacking)

    def show_check(
        self, counts: Sequence[tuple[str, int, str]], span: str, looks: TableModel[Look], wanted: int, *, doubles: bool
    ) -> None:
        """Show what would come in, and how many are wanted."""
        for chip, (word, number, token) in zip(self.chips, counts, strict=True):
            chip.set_state(token, f"{_figure(number)} {word}")
        self.span.setText(span)
        self.leave_out.setVisible(doubles)
        self.looks.show_model(looks)
        self.show_wanted(wanted)

    def show_wanted(self, wanted: int) -> None:
        """Say on the button how many rows F9 takes over."""
        self.on_button.set_label(_("Take over {n} rows").format(n=_figure(wanted)))
        self.on_button.setEnabled(wanted > 0)

    def show_running(self, wanted: int) -> None:
        """Begin the import: progress and a way to stop."""
        self.show_step(RESULT)
        self.outcome.hide()
        self.on_button.setEnabled(False)
        title = _("Taking over {n} rows").format(n=_figure(wanted))
        self.progress.start(title, stop=_("Stop, keep what is in"), stop_key="Alt+D", icon="catalogue")
        self.progress.stop.setFocus()

    def show_outcome(self, strong: str, text: str, *, good: bool) -> None:
        """Say what came of it."""
        self.progress.finish()
        self.outcome.set_kind("good" if good else "caution")
        self.outcome.set_text(strong, text)
        self.outcome.show()
        self.on_button.setEnabled(True)
        self.see_button.setFocus()

    def show_busy(self) -> None:
        """The file is being read; nothing is asked for twice."""
        self.on_button.setEnabled(False)

    def show_refusal(self, sentence: str) -> None:
        """Say why it does not go on; empty: nothing to say."""
        self.refusal.set_text("", sentence)
        self.refusal.setVisible(bool(sentence))
        if sentence:
            self.on_button.setEnabled(True)

    def is_running(self) -> bool:
        """Tell whether rows are being taken over now."""
        return self.step == RESULT and not self.progress.isHidden()

    def _to_first(self) -> None:
        if self.step == RESULT:
            return
        first: QWidget = self.path
        if self.step != FILE:
            first = self.boxes["applicant"] if self.step == MAP else self.looks
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    # ── page ─────────────────────────────────────────────────────────────────────────────────

    def keys(self) -> Sequence[KeyHint]:
        on = {FILE: _("read the columns"), MAP: _("check the rows"), CHECK: _("take over"), RESULT: _("another file")}
        hints = [KeyHint(("F9",), on[self.step]), KeyHint(("Esc",), _("one step back"))]
        if self.step == MAP:
            hints.insert(1, KeyHint(("Tab",), _("next column")))
        return hints

    def activated(self) -> None:
        self._to_first()

    def act(self) -> None:
        """Go on (F9)."""
        if self.on_button.isEnabled():
            self.go_on.emit()

    def leave(self) -> bool:
        """Go one step back; from the first or last step back to where it began, never while rows come in."""
        if self.is_running():
            return True
        if self.step in (MAP, CHECK):
            self.go_back.emit()
            return True
        self.back_requested.emit()
        return True


def _figure(number: int) -> str:
    return f"{number:,}".replace(",", ".")
