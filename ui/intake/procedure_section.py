"""Step 2, the procedure (thủ tục): which one, what makes it longer, what it is about, and the limit nobody knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator, QMouseEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.i18n import N_, _
from ui.intake.fields import Choice, FieldBook
from ui.intake.person_section import line_edit
from ui.intake.procedure_field import Offer, ProcedureField, Search
from ui.theme.look import look
from ui.widgets.field import Field
from ui.widgets.inline_panel import InlinePanel
from ui.widgets.labels import text_label
from ui.widgets.stepped_form import FormSection

LIMIT_UNITS = {
    "wd": N_("working days"),
    "cd": N_("calendar days"),
    "wh": N_("working hours"),
    "h": N_("hours"),
    "same_day": N_("the same day"),
}


@dataclass(frozen=True, slots=True)
class ExtensionLine:
    """An extension to choose. asks_amount: its length is agreed in writing; automatic: it holds by itself."""

    index: int
    condition: str
    effect: str
    asks_amount: bool = False
    automatic: bool = False
    chosen: bool = False
    amount: int | None = None


class _WrappedCheck(QWidget):
    """A check box whose words may take two lines; a click on the words ticks it."""

    def __init__(self, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.box = QCheckBox(self)
        self.box.setProperty("dense", "true")
        self.box.setAccessibleName(words)
        self.words: QLabel = text_label(words, "body", wrap=True)
        row.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)
        self.row = row

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.box.isEnabled() and self.words.geometry().contains(event.position().toPoint()):
            self.box.click()


class ExtensionRow(_WrappedCheck):
    """One extension: check box, condition, «cộng 3 ngày làm việc», and the days where the law leaves them open."""

    changed = Signal(int, bool, int)

    def __init__(self, line: ExtensionLine, parent: QWidget) -> None:
        super().__init__(line.condition[:1].upper() + line.condition[1:], parent)
        self._line = line
        self.amount = QLineEdit(str(line.amount or ""), self)
        self.amount.setValidator(QIntValidator(1, 9999, self))
        self.amount.setFixedWidth(round(64 * look().scale))
        self.amount.setAccessibleName(_("Number of days agreed"))
        self.amount.setVisible(line.asks_amount)
        self.row.addWidget(self.amount, 0, Qt.AlignmentFlag.AlignTop)
        self.row.addWidget(text_label(line.effect, "small", "text_2"), 0, Qt.AlignmentFlag.AlignVCenter)
        self.box.setChecked(line.chosen or line.automatic)
        self.box.setEnabled(not line.automatic)
        self.box.setAccessibleDescription(line.effect)
        self.box.toggled.connect(self._tell)
        self.amount.textEdited.connect(self._tell)

    def _tell(self) -> None:
        self.changed.emit(self._line.index, self.box.isChecked(), int(self.amount.text() or 0))


class ProcedureSection(QWidget):
    """Fills a step of the form. ``extension_changed(index, chosen, amount)``."""

    extension_changed = Signal(int, bool, int)

    def __init__(self, section: FormSection, book: FieldBook, page: QWidget, search: Search) -> None:
        super().__init__(section)
        self.hide()
        self._book, self._section = book, section
        self.field = ProcedureField(page, search)
        self._box = Field("", editor=self.field)
        self.field.setAccessibleName(_("Procedure"))
        book.take("procedure", self._box)
        self.field.refused.connect(lambda sentence: book.show_problem("procedure", sentence))
        section.content.addWidget(self._box)
        self._extensions = QVBoxLayout()
        self._extensions.setSpacing(0)
        section.content.addLayout(self._extensions)
        self.limit = self._limit_row(section)
        section.content.addWidget(self.limit)
        self.notice = InlinePanel(section, kind="caution")
        self.notice.hide()
        section.content.addWidget(self.notice)
        self.summary = book.add("summary", Field(_("Subject"), editor=line_edit(), inline=True))
        section.content.addWidget(self.summary)

    def _limit_row(self, section: FormSection) -> QWidget:
        """The catalogue knows no limit: the officer states it and where it comes from."""
        group = QWidget(section)
        column = QVBoxLayout(group)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(text_label(_("The catalogue has no time limit for this procedure."), "small", "due_soon"))
        row = QHBoxLayout()
        row.setSpacing(8)
        self.amount = QLineEdit()
        self.amount.setValidator(QIntValidator(1, 9999, self.amount))
        self.amount.setMinimumWidth(50)
        self.unit = Choice(LIMIT_UNITS)
        self._limit_field = Field(_("Time limit"), editor=self.amount)
        unit_field = Field(_("Counted in"), editor=self.unit)
        basis = self._book.add("limit_basis", Field(_("Where it comes from (decision, article)"), editor=line_edit()))
        for field, stretch in ((self._limit_field, 66), (unit_field, 158), (basis, 316)):
            row.addWidget(field, stretch, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        self._book.take("limit", self._limit_field)
        self.amount.textEdited.connect(lambda _text: self._book.edited.emit("limit", self._typed_limit()))
        self.unit.activated.connect(lambda _index: self._book.edited.emit("limit", self._typed_limit()))
        group.hide()
        return group

    def _typed_limit(self) -> str:
        unit = self.unit.value()
        self.amount.setEnabled(unit != "same_day")
        if unit == "same_day":
            return "same_day"
        return f"{self.amount.text()}{unit}" if self.amount.text() else ""

    # ── what the presenter says ──────────────────────────────────────────────────────────────

    def show_procedure(self, offer: Offer | None) -> None:
        """Show the procedure chosen."""
        self.field.show_offer(offer)
        self._book.show_problem("procedure", "")

    def show_extensions(self, lines: Sequence[ExtensionLine]) -> None:
        """Show the conditional extensions of the procedure."""
        while (item := self._extensions.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        before: QWidget = self.field
        for line in lines:
            row = ExtensionRow(line, self._section)
            row.changed.connect(self.extension_changed)
            self._extensions.addWidget(row)
            row.show()  # at once: the keyboard goes there next
            QWidget.setTabOrder(before, row.box)
            QWidget.setTabOrder(row.box, row.amount)
            before = row.amount
        self._extensions.invalidate()

    def show_limit(self, limit: str, *, asked: bool) -> None:
        """Ask for the limit, or not; ``limit`` as typed before (``5wd``)."""
        self.limit.setVisible(asked)
        digits = "".join(letter for letter in limit if letter.isdigit())
        self.unit.set_value(limit[len(digits) :] or "wd")
        if self.amount.text() != digits:
            self.amount.setText(digits)
        self.amount.setEnabled(limit != "same_day")

    def show_notices(self, sentences: Sequence[str]) -> None:
        """Say what should be known of the promise; nothing is refused by it."""
        self.notice.set_text("", "\n".join(sentences))
        self.notice.setVisible(bool(sentences))
