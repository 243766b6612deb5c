"""What is rarely needed (khác): kind of number, e-mail, way in and out, sets, rare priorities, entry after the fact."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget

from app.i18n import _
from ui.intake.fields import Choice, FieldBook
from ui.intake.person_section import line_edit
from ui.intake.words import CHANNEL_WORDS, PRIORITY_KEYS, RARE_PRIORITY_KEYS
from ui.value_words import ID_KINDS, RETURN_WORDS
from ui.widgets.chips import FilterChip
from ui.widgets.field import Field
from ui.widgets.flow import FlowLayout
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import text_label
from ui.widgets.offered_names import OfferedNames
from ui.widgets.stepped_form import FormSection


class PriorityChips(QWidget):
    """A row of priorities (ưu tiên). ``toggled(priority, on)``."""

    toggled = Signal(str, bool)

    def __init__(self, keys: tuple[tuple[str, str, str], ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._row = row = FlowLayout(self, gap=5)
        self.chips: dict[str, FilterChip] = {}
        for name, words, key in keys:
            chip = FilterChip(_(words), self, key=key)
            chip.clicked.connect(lambda on, name=name: self.toggled.emit(name, on))
            row.addWidget(chip)
            self.chips[name] = chip

    def add(self, chip: FilterChip) -> None:
        """Put another chip at the end of the row."""
        self._row.addWidget(chip)

    def show_chosen(self, chosen: Collection[str]) -> None:
        """Show which priorities hold."""
        for name, chip in self.chips.items():
            if chip.isChecked() != (name in chosen):
                chip.setChecked(name in chosen)
                chip.updateGeometry()


def priority_chips(section: FormSection) -> PriorityChips:
    """Return the four usual priorities, in their step."""
    chips = PriorityChips(PRIORITY_KEYS, section)
    section.content.addWidget(chips)
    return chips


def _offered(name: str, field: Field, section: FormSection, book: FieldBook) -> OfferedNames:
    names = OfferedNames(field, section)
    section.content.addWidget(names)
    names.named.connect(lambda taken: book.edited.emit(name, taken))
    return names


class SameDay:
    """The chip «làm trong ngày» after the priorities, and under them what it means; shown where it is possible."""

    def __init__(self, section: FormSection, chips: PriorityChips) -> None:
        self.chip = FilterChip(_("Done today"), chips, key="Alt+W")
        chips.add(self.chip)
        self.words = text_label("", "small", "text_2")
        self.words.setWordWrap(True)
        section.content.addWidget(self.words)
        self._reason = self._consequence = ""
        self.show(words="", chosen=False)

    def show(self, *, words: str, chosen: bool) -> None:
        """Show whether it is chosen, with its consequence; no words: it is not offered."""
        self.chip.setVisible(bool(words))
        self.chip.setChecked(bool(words) and chosen)
        self._consequence = words
        self._say()

    def show_reason(self, words: str) -> None:
        """Say why a priority was proposed («Bản … cách trụ sở 23 km»); empty: none was."""
        self._reason = words
        self._say()

    def _say(self) -> None:
        words = " ".join(part for part in (self._reason, self._consequence) if part)
        self.words.setText(words)
        self.words.setVisible(bool(words))


class OtherSection(QWidget):
    """Fills the folded step. ``late_changed(on)``, ``discard_wanted`` to throw the form away.

    ``help_wanted(on)``: who helped the applicant; ``at_once_changed(on)``: the result is given at once, without a
    slip; offered where the law gives it the same day. ``one_slip_changed(on)``: several dossiers of one visit share it.
    """

    late_changed = Signal(bool)
    help_wanted = Signal(bool)
    at_once_changed = Signal(bool)
    one_slip_changed = Signal(bool)
    discard_wanted = Signal()

    def __init__(self, section: FormSection, book: FieldBook) -> None:
        super().__init__(section)
        self.hide()
        self._section = section
        add = book.add
        id_kind = add("applicant.id_kind", Field(_("The number comes from"), editor=Choice(ID_KINDS)))
        email = add("applicant.email", Field(_("E-mail"), editor=line_edit()))
        sets = QLineEdit()
        sets.setValidator(QIntValidator(1, 99, sets))
        sets.setMinimumWidth(40)
        section.add_row(id_kind, email, stretch=(240, 300))
        channel = add("channel", Field(_("Handed in"), editor=Choice(CHANNEL_WORDS)))
        back = add("return_place", Field(_("Where the result is returned"), editor=Choice(RETURN_WORDS)))
        section.add_row(channel, back, add("sets", Field(_("Sets"), editor=sets)), stretch=(180, 240, 70))
        external = add("external_code", Field(_("Number in another system"), editor=line_edit()))
        agency = add("competent_agency", Field(_("Agency that decides, if another"), editor=line_edit()))
        section.add_row(external, agency, stretch=(200, 340))
        self.agencies = _offered("competent_agency", agency, section, book)
        self.return_to = add("return_to", Field(_("Which desk returns it"), editor=line_edit()))
        section.content.addWidget(self.return_to)
        self.return_desks = _offered("return_to", self.return_to, section, book)
        self.return_to.hide()
        self.submitted = add(
            "submitted_at", Field(_("Handed in online at"), editor=line_edit(), placeholder="14:30 22/11/2026")
        )
        section.add_row(self.submitted, QWidget(), stretch=(240, 300))
        self.submitted.hide()
        self.rare = PriorityChips(RARE_PRIORITY_KEYS, section)
        section.content.addWidget(self.rare)
        self._build_help()
        self._build_late(book)

    def _build_help(self) -> None:
        """Two more chips beside the rare priorities: they open or choose what few dossiers need."""
        self.help_chip = FilterChip(_("Writer, interpreter, witnesses"), self.rare, key="Alt+H")
        self.help_chip.clicked.connect(self.help_wanted)
        self.at_once_chip = FilterChip(_("Result at once, no slip"), self.rare, key="Alt+I")
        self.at_once_chip.clicked.connect(self.at_once_changed)
        self.at_once_chip.hide()
        self.one_slip_chip = FilterChip(_("One slip for the whole visit"), self.rare, key="Alt+V")
        self.one_slip_chip.clicked.connect(self.one_slip_changed)
        self.rare.add(self.help_chip)
        self.rare.add(self.one_slip_chip)
        self.rare.add(self.at_once_chip)

    def _build_late(self, book: FieldBook) -> None:
        self.late = QCheckBox(_("Entered late: it was received on paper before"))
        self.late.setAccessibleName(self.late.text())
        self.late.toggled.connect(self._late_toggled)
        words = _("Throw this entry away")
        discard = KeyButton(words, self._section, key="Alt+D", variant="quiet_danger", size="small")
        discard.clicked.connect(self.discard_wanted)
        row = QHBoxLayout()
        row.addWidget(self.late)
        row.addStretch(1)
        row.addWidget(discard)
        self._section.content.addLayout(row)
        self.moment = book.add(
            "received_at", Field(_("True time of receipt"), editor=line_edit(), placeholder="14:30 22/11/2026")
        )
        self.paper_number = book.add("paper_number", Field(_("Number on the paper"), editor=line_edit()))
        self.pad_code = book.add("pad_code", Field(_("Code on the sheet of the pad"), editor=line_edit()))
        self._late_row = QWidget(self._section)
        late = QHBoxLayout(self._late_row)
        late.setContentsMargins(0, 0, 0, 0)
        for field in (self.moment, self.paper_number, self.pad_code):
            late.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        self._late_row.hide()
        self._section.content.addWidget(self._late_row)

    def _late_toggled(self, on: bool) -> None:
        self._late_row.setVisible(on)
        self.late_changed.emit(on)

    def show_online(self, online: bool) -> None:
        """Ask when it was handed in only where it came over the net: the accepting clock begins there."""
        self.submitted.setVisible(online)

    def show_returned_elsewhere(self, elsewhere: bool) -> None:
        """Ask which desk gives the result out only where it is another one."""
        self.return_to.setVisible(elsewhere)

    def show_one_slip(self, on: bool) -> None:
        """Show whether the dossiers of this visit get one slip together."""
        self.one_slip_chip.setChecked(on)

    def show_at_once(self, *, offered: bool, chosen: bool) -> None:
        """Offer a result without slip where the law gives it the same day."""
        self.at_once_chip.setVisible(offered)
        self.at_once_chip.setChecked(offered and chosen)

    def show_late(self, on: bool) -> None:
        """Show whether the dossier is entered late."""
        self.late.blockSignals(True)
        self.late.setChecked(on)
        self.late.blockSignals(False)
        self._late_row.setVisible(on)
