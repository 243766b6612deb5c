"""Step 5, fees (phí, lệ phí): the lines with their counts, what is exempt and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from ui.intake.fields import Choice, FieldBook
from ui.intake.person_section import line_edit
from ui.intake.words import GROUND_WORDS
from ui.theme.look import look, metrics
from ui.widgets.field import Field
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import ElidedLabel, text_label
from ui.widgets.stepped_form import FormSection
from ui.widgets.stepper import Stepper


@dataclass(frozen=True, slots=True)
class Count:
    """A count of a fee line: its name (``copies``, ``items.0.pages`` …), words after it, value, least value."""

    name: str
    words: str
    value: int
    least: int = 0


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """A line: name, note («miễn: đúng hạn»), counts, price («× 8.000 đ»), amount."""

    name: str
    note: str = ""
    counts: tuple[Count, ...] = ()
    price: str = ""
    amount: str = ""

    @property
    def shape(self) -> tuple[object, ...]:
        """Return what decides which widgets the line has."""
        return (self.name, tuple(count.name for count in self.counts))


class _MoneyRow(QWidget):
    """One line; its steppers stay while only numbers change, so that typing is not disturbed."""

    def __init__(self, line: MoneyLine, parent: QWidget, counted: object) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.name = ElidedLabel(line.name)
        row.addWidget(self.name, 1)
        self.steppers: dict[str, Stepper] = {}
        for count in line.counts:
            stepper = Stepper(f"{line.name}: {count.words}" if count.words else line.name, self, least=count.least)
            stepper.setObjectName(f"count.{count.name}")
            stepper.stepped.connect(lambda value, name=count.name: counted.emit(name, value))  # type: ignore[attr-defined]
            row.addWidget(stepper)
            if count.words:
                row.addWidget(text_label(count.words, "small", "text_2"))
            self.steppers[count.name] = stepper
        self.price = text_label("", "body", "text_2")
        self.amount = text_label("", "body")
        for label, sample in ((self.price, "× 20.000 đ"), (self.amount, "1.600.000 đ")):
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            label.setMinimumWidth(metrics("body").horizontalAdvance(sample))
            row.addWidget(label)
        self.setMinimumHeight(look().type("body").line)
        self.show_line(line)

    def show_line(self, line: MoneyLine) -> None:
        """Show other numbers."""
        self.name.setText(f"{line.name} ({line.note})" if line.note else line.name)
        for count in line.counts:
            stepper = self.steppers[count.name]
            if stepper.count() != count.value or not stepper.text():
                stepper.set_count(count.value)
        self.price.setText(line.price)
        self.price.setVisible(bool(line.price))
        self.amount.setText(line.amount)


class MoneySection(QWidget):
    """Fills a step of the form. ``counted(name, value)``, ``item_wanted`` for one more paper to certify."""

    counted = Signal(str, int)
    item_wanted = Signal()

    def __init__(self, section: FormSection, book: FieldBook) -> None:
        super().__init__(section)
        self.hide()
        self._section = section
        self._rows: list[_MoneyRow] = []
        self._shapes: list[tuple[object, ...]] = []
        self.nothing = text_label("", "body", "text_2")
        section.content.addWidget(self.nothing)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        section.content.addLayout(self._lines)
        self.more = KeyButton(_("One more original"), section, icon="plus", key="Alt+J", variant="quiet", size="small")
        self.more.clicked.connect(self.item_wanted)
        more_row = QHBoxLayout()
        more_row.addWidget(self.more)
        more_row.addStretch(1)
        section.content.addLayout(more_row)
        self.exempt_button = KeyButton(_("Exempt"), section, key="Alt+M", variant="quiet", size="small")
        self.exempt_button.setProperty("slim", "true")
        self.exempt_button.clicked.connect(self._open_exemption)
        section.add_to_gutter(self.exempt_button)
        self.exemption = self._exemption_row(book)
        section.content.addWidget(self.exemption)
        self.show_lines((), nothing=_("The fees appear when a procedure is chosen."), may_add=False)

    def _exemption_row(self, book: FieldBook) -> QWidget:
        group = QWidget(self._section)
        row = QHBoxLayout(group)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.ground = Choice(GROUND_WORDS)
        ground = book.add("ground", Field(_("Exempt because"), editor=self.ground))
        proof = book.add("proof", Field(_("Shown by (paper, number, date)"), editor=line_edit()))
        row.addWidget(ground, 220, Qt.AlignmentFlag.AlignTop)
        row.addWidget(proof, 320, Qt.AlignmentFlag.AlignTop)
        group.hide()
        return group

    def _open_exemption(self) -> None:
        if self.exemption.isVisible() and not self.ground.value():
            was_in_it = self.exemption.isAncestorOf(self._focused())
            self.exemption.hide()
            if was_in_it:  # else Qt hands the keyboard to whatever comes next in the form
                self.exempt_button.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        self.exemption.show()
        self.ground.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_exemption(self, *, chosen: bool) -> None:
        """Keep the exemption in sight while one is chosen."""
        is_typed_in = self.exemption.isVisible() and self.exemption.isAncestorOf(self._focused())
        self.exemption.setVisible(chosen or is_typed_in)

    def _focused(self) -> QWidget:
        return self._section.window().focusWidget() or self._section

    def show_lines(self, lines: Sequence[MoneyLine], *, nothing: str, may_add: bool) -> None:
        """Show the fee lines; ``nothing`` is said where there are none."""
        self.nothing.setText(nothing)
        self.nothing.setVisible(not lines)
        self.more.setVisible(may_add)
        self.exempt_button.setVisible(bool(lines))
        shapes = [line.shape for line in lines]
        if shapes != self._shapes:
            self._rebuild(lines)
            self._shapes = shapes
        for row, line in zip(self._rows, lines, strict=True):
            row.show_line(line)

    def _rebuild(self, lines: Sequence[MoneyLine]) -> None:
        for row in self._rows:
            self._lines.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [_MoneyRow(line, self._section, self.counted) for line in lines]
        before: QWidget = self.nothing
        for row in self._rows:
            self._lines.addWidget(row)
            for stepper in row.steppers.values():
                QWidget.setTabOrder(before, stepper)
                before = stepper
        QWidget.setTabOrder(before, self.more)
        QWidget.setTabOrder(self.more, self.exempt_button)
        QWidget.setTabOrder(self.exempt_button, self.ground)
