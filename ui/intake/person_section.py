"""Step 1, the applicant (người nộp): fields, the scanned card, earlier dossiers, who acts for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from ui.intake.fields import Choice, FieldBook
from ui.intake.words import NAME_LABELS, NUMBER_LABELS
from ui.theme.look import look
from ui.value_words import KINDS, SEXES
from ui.widgets.chips import KeyCap, StateChip
from ui.widgets.field import Field
from ui.widgets.flow import FlowLayout
from ui.widgets.inline_panel import InlinePanel
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import ElidedLabel, text_label, tip
from ui.widgets.stepped_form import FormSection

MOST_EARLIER = 5


@dataclass(frozen=True, slots=True)
class EarlierLine:
    """An earlier dossier of the person; state in words. same: it asks for the same procedure and is open."""

    id: bytes
    code: str
    procedure: str
    state: str
    day: str
    same: bool = False


def line_edit(minimum: int = 60) -> QLineEdit:
    """Return an editor that may become narrow: the row gives it its width."""
    editor = QLineEdit()
    editor.setMinimumWidth(minimum)
    return editor


class PersonSection(QWidget):
    """Fills a step of the form. Fields are in the book under ``applicant.…`` and ``representative.…``."""

    earlier_wanted = Signal()
    dossier_wanted = Signal(object)
    proxy_closed = Signal()
    card_for = Signal(str)

    def __init__(self, section: FormSection, book: FieldBook) -> None:
        super().__init__(section)
        self.hide()
        self._section, self._book = section, book
        self._build_kind()
        self._build_fields()
        self._build_below()
        self._build_panels()
        self.proxy = ProxyBlock(section, book)
        self.proxy.close_button.clicked.connect(self.proxy_closed)
        section.content.addWidget(self.proxy)
        self.show_kind("person")
        self.show_scan("", ())
        self.show_earlier(0, (), has_same=False)

    def _build_kind(self) -> None:
        """The kind of applicant stands under the title: rarely changed, so Enter passes it by."""
        group = QWidget(self._section)
        column = QVBoxLayout(group)
        column.setContentsMargins(24, 0, 0, 0)
        column.setSpacing(2)
        self.kind = Choice(KINDS)
        self.kind.setProperty("quiet", "true")
        self.kind.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        column.addWidget(self._book.add("applicant.kind", Field("", editor=self.kind)))
        cap = QHBoxLayout()
        cap.setContentsMargins(10, 0, 0, 0)
        cap.addWidget(KeyCap("Alt+L"), 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(cap)
        self.kind.setAccessibleName(_("Kind of applicant, Alt L"))
        self._section.add_to_gutter(group)
        jump = QShortcut("Alt+L", self._section)
        jump.activated.connect(lambda: self.kind.setFocus(Qt.FocusReason.ShortcutFocusReason))

    def _build_fields(self) -> None:
        add = self._book.add
        self.name = add("applicant.name", Field(_("Full name"), editor=line_edit()))
        self.name.editor.setProperty("strong", "true")
        self.number = add("applicant.id_number", Field(_("Personal number"), editor=line_edit()))
        self.birth = add("applicant.birth_date", Field(_("Date of birth"), editor=line_edit()))
        self.ethnicity = add("applicant.ethnicity", Field(_("Ethnic group"), editor=line_edit()))
        self.address = add("applicant.address", Field(_("Place of residence"), editor=line_edit()))
        self.sex = add("applicant.sex", Field(_("Sex"), editor=Choice(SEXES)))
        self.phone = add("applicant.phone", Field(_("Telephone"), editor=line_edit()))
        self._section.add_row(self.name, self.number, self.birth, self.ethnicity, stretch=(196, 134, 104, 96))
        self._section.add_row(self.address, self.sex, self.phone, stretch=(308, 82, 156))

    def _build_below(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.chip = StateChip("on_time", "", icon="card")
        self.earlier_words = ElidedLabel("", "small", "text_2")
        self.earlier_button = KeyButton(_("View"), self._section, key="Alt+H", variant="quiet", size="small")
        self.earlier_button.setProperty("slim", "true")  # as high as the chip beside it
        self.earlier_button.clicked.connect(self.earlier_wanted)
        row.addWidget(self.chip)
        row.addWidget(self.earlier_words, 1)
        row.addWidget(self.earlier_button)
        self._section.content.addLayout(row)

    def _build_panels(self) -> None:
        self.earlier = QWidget(self._section)
        self._earlier_rows = QVBoxLayout(self.earlier)
        self._earlier_rows.setContentsMargins(0, 0, 0, 0)
        self._earlier_rows.setSpacing(0)
        self.caution = InlinePanel(self._section, kind="caution")
        self.other_card = self._build_other_card()
        for panel in (self.earlier, self.caution, self.other_card):
            panel.hide()
            self._section.content.addWidget(panel)

    def _build_other_card(self) -> QWidget:
        """A second person's card: the sentence above, what it may be for below."""
        group = QWidget(self._section)
        column = QVBoxLayout(group)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.other_card_words = InlinePanel(group, kind="offer", icon="card")
        column.addWidget(self.other_card_words)
        choices = FlowLayout(gap=8)
        for label, key, who in (
            (_("Replace the applicant"), "Alt+R", "applicant"),
            (_("Acts for the applicant"), "Alt+E", "representative"),
            (_("Leave it"), "Alt+I", ""),
        ):
            button = KeyButton(label, group, key=key, variant="normal" if who else "quiet", size="small")
            button.clicked.connect(lambda _on=False, who=who: self.card_for.emit(who))
            choices.addWidget(button)
        column.addLayout(choices)
        return group

    # ── what the presenter says ──────────────────────────────────────────────────────────────

    def show_kind(self, kind: str) -> None:
        """Show the fields that a kind of applicant has."""
        is_body = kind == "organisation"
        self.name.set_label(_(NAME_LABELS[kind]))
        self.number.set_label(_(NUMBER_LABELS[kind]))
        for field in (self.birth, self.ethnicity, self.sex):
            field.setVisible(not is_body)

    def show_scan(self, time: str, warnings: Sequence[str]) -> None:
        """Show when the card was scanned («09:41»), and what looked odd about it or its person."""
        self.chip.setVisible(bool(time))
        self.chip.set_state("on_time", _("Card scanned {time}").format(time=time), "card")
        self.show_warnings(warnings)

    def show_warnings(self, warnings: Sequence[str]) -> None:
        """Say what looks odd; nothing is refused by it."""
        self.caution.set_text("", "\n".join(warnings))
        self.caution.setVisible(bool(warnings))

    def show_earlier(self, count: int, same: Sequence[str], *, has_same: bool, known: bool = False) -> None:
        """Say how many dossiers the person had and whether the same request is open; known: it was looked up."""
        if not known:
            words = ""
        elif not count:
            words = _("no earlier dossier on this desk")
        else:
            first = ngettext("{n} earlier dossier", "{n} earlier dossiers", count).format(n=count)
            if has_same:
                second = _("the same procedure is already open: {codes}").format(codes=", ".join(same))
            else:
                second = _("the same procedure is not open")
            words = f"{first}, {second}"
        self.earlier_words.setText(words)
        self.earlier_words.setProperty("tone", "due_soon" if has_same else "text_2")
        self.earlier_words.style().unpolish(self.earlier_words)
        self.earlier_words.style().polish(self.earlier_words)
        self.earlier_button.setVisible(count > 0)
        if not count:
            self.earlier.hide()

    def show_earlier_list(self, lines: Sequence[EarlierLine]) -> None:
        """Show or fold the list of earlier dossiers; Enter on one opens it."""
        while (item := self._earlier_rows.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.deleteLater()
        for line in lines[:MOST_EARLIER]:
            self._earlier_rows.addWidget(_EarlierRow(line, self.earlier, self.dossier_wanted))
        rest = len(lines) - MOST_EARLIER
        if rest > 0:
            more = ngettext("{n} more dossier", "{n} more dossiers", rest).format(n=rest)
            self._earlier_rows.addWidget(text_label(more, "small", "text_2"))
        self.earlier.setVisible(bool(lines))
        if lines:
            top = self._earlier_rows.itemAt(0)
            first = top.widget() if top is not None else None
            if first is not None:
                first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_other_card(self, name: str) -> None:
        """Ask what the card of another person is for; empty: nothing to ask."""
        self.other_card_words.set_text(_("Card of another person: {name}.").format(name=name))
        self.other_card.setVisible(bool(name))


class _EarlierRow(KeyButton):
    """One earlier dossier as a quiet button over the whole width."""

    def __init__(self, line: EarlierLine, parent: QWidget, wanted: object) -> None:
        words = f"{line.code} · {line.procedure} · {line.state} · {line.day}"
        icon = "triangle" if line.same else "folder"
        super().__init__("", parent, icon=icon, variant="quiet", size="small", spread=True)
        self._words = words
        self.setSizePolicy(self.sizePolicy().Policy.Ignored, self.sizePolicy().Policy.Fixed)
        self.clicked.connect(lambda: wanted.emit(line.id))  # type: ignore[attr-defined]
        self.setToolTip(tip(words))
        self._fit()

    def _fit(self) -> None:
        room = max(60, self.width() - 60)
        self.set_label(self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room))
        self.setAccessibleName(self._words)

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fit()


class ProxyBlock(QWidget):
    """The person who hands it in for the applicant (người nộp thay, người được ủy quyền)."""

    def __init__(self, section: FormSection, book: FieldBook) -> None:
        super().__init__(section)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(look().space(1))
        head = QHBoxLayout()
        head.addWidget(text_label(_("Handed in by somebody else, or by authorisation"), "body_strong"))
        head.addStretch(1)
        self.close_button = KeyButton(_("Take away"), self, icon="close", variant="quiet", size="small")
        head.addWidget(self.close_button)
        column.addLayout(head)
        add = book.add
        self.name = add("representative.name", Field(_("Full name"), editor=line_edit()))
        number = add("representative.id_number", Field(_("Personal number"), editor=line_edit()))
        birth = add("representative.birth_date", Field(_("Date of birth"), editor=line_edit()))
        relation = add("representative.relation", Field(_("Relation or authorisation"), editor=line_edit()))
        address = add("representative.address", Field(_("Place of residence"), editor=line_edit()))
        phone = add("representative.phone", Field(_("Telephone"), editor=line_edit()))
        rows = (((self.name, number, birth), (196, 134, 104)), ((relation, address, phone), (170, 220, 110)))
        for fields, stretch in rows:
            row = QHBoxLayout()
            row.setSpacing(8)
            for field, factor in zip(fields, stretch, strict=True):
                row.addWidget(field, factor, Qt.AlignmentFlag.AlignTop)
            column.addLayout(row)
        self.hide()
