"""The return page (F4): find, five steps, done; at the right what the citizen takes home and who still comes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.domain.identity_card import CardReading
from app.i18n import _, ngettext
from app.readings import DossierLine
from ui.dossier_words import short_name, tags
from ui.handover.model import ShownReturn, Waiting
from ui.handover.steps import ReturnSteps
from ui.shell.page import KeyHint, Page
from ui.theme.look import look
from ui.widgets.card import Card
from ui.widgets.cells import Cell, Column, NameCell, TextCell
from ui.widgets.choice_list import ChoiceList
from ui.widgets.data_table import DataTable
from ui.widgets.empty_state import EmptyState
from ui.widgets.inline_panel import InlinePanel, PanelIcon
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import ElidedLabel, text_label
from ui.widgets.table_model import TableModel

WAITING_SHOWN = 50
_LARGE = 1.5


class _Middle(QStackedWidget):
    """Takes the height that is left: the form scrolls by itself, so its wish must not make the page scroll."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.setMinimumHeight(120)

    def hasHeightForWidth(self) -> bool:
        return False


class HandoverPage(Page):
    """Shows what the presenter says. ``card_scanned`` and ``slip_scanned`` take what the scanner read."""

    find_wanted = Signal(str, bool)
    match_chosen = Signal(object)
    card_read = Signal(object)
    return_requested = Signal()
    refresh_wanted = Signal()
    left_alone = Signal()

    #: To the shell: open this dossier (id, act to begin or empty); news, and how to take it back; what went wrong.
    dossier_requested = Signal(object, str)
    news = Signal(str, str)
    undo_offered = Signal(str, str, object)
    trouble = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Return of results"), parent)
        self._shown: ShownReturn | None = None
        across = QHBoxLayout()
        across.setSpacing(look().size("gap") + 4)
        self.right = QWidget(self)
        self._left, self._right = QVBoxLayout(), QVBoxLayout(self.right)
        self._right.setContentsMargins(0, 0, 0, 0)
        for column in (self._left, self._right):
            column.setSpacing(look().size("gap"))
        across.addLayout(self._left, 704)
        across.addWidget(self.right, 430)
        self.column.addLayout(across, 1)
        self._build_find()
        self._build_form()
        self._build_foot()
        self._build_given()
        self._build_waiting()
        self.show_nothing()

    # ── building ─────────────────────────────────────────────────────────────────────────────

    def _build_find(self) -> None:
        self._left.addWidget(text_label(self.title, "page_title"))
        row = QHBoxLayout()
        row.setSpacing(8)
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(_("Scan the code on the slip, or type the last digits"))
        self.line.setAccessibleName(_("Find the dossier to return"))
        self.find_button = KeyButton(_("Find"), self, icon="search", key="Enter", size="small")
        row.addWidget(self.line, 1)
        row.addWidget(self.find_button)
        self._left.addLayout(row)
        self.matches = ChoiceList(self.line, _("Dossiers found"), self)
        self._left.addWidget(self.matches)
        self.find_trouble = InlinePanel(self, kind="caution")
        self._left.addWidget(self.find_trouble)
        self._found: Sequence[DossierLine] = ()
        self.line.returnPressed.connect(self._find)
        self.find_button.clicked.connect(self._find)
        self.line.textEdited.connect(lambda _text: self.show_matches(()))
        self.matches.taken.connect(lambda row: self.match_chosen.emit(self._found[row]))

    def _build_form(self) -> None:
        self.why_not = InlinePanel(self, kind="caution")
        self.open_dossier = self.why_not.add_action(_("Open the dossier"), key="Alt+S")
        self.open_dossier.clicked.connect(self._open_dossier)
        self.problem = InlinePanel(self, kind="error")
        self._left.addWidget(self.why_not)
        self.steps = ReturnSteps(self)
        self.empty = EmptyState(
            _("Scan the slip of the citizen who came, or choose from the list at the right."), self, icon="handover"
        )
        self._stack = _Middle(self)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.steps)
        self._left.addWidget(self._stack, 1)
        self._left.addWidget(self.problem)

    def _build_foot(self) -> None:
        self.foot = QWidget(self)
        row = QHBoxLayout(self.foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        self.done = KeyButton(_("Result returned"), self, icon="check", key="F9", variant="primary", size="large")
        self.done.clicked.connect(self.return_requested)
        self.left_button = KeyButton(_("Not returned, leave it"), self, key="Esc", size="large")
        self.left_button.clicked.connect(self.leave)
        row.addWidget(self.done)
        row.addStretch(1)
        row.addWidget(self.left_button)
        self._left.addWidget(self.foot)

    def _build_given(self) -> None:
        self.given_card = Card(self, title=_("Given to the citizen"))
        self._given = QGridLayout()
        self._given.setColumnStretch(1, 1)
        self._given.setVerticalSpacing(8)
        self.given_card.body.addLayout(self._given)
        self._right.addWidget(self.given_card)

    def _build_waiting(self) -> None:
        self.waiting_card = Card(self, title=_("Waiting to be fetched"), padding=0)
        self.waiting_table = DataTable(self.waiting_card)
        columns = [Column(_("Applicant")), Column(_("Code"), 96), Column(_("Promised"), 96)]
        self._waiting_model: TableModel[DossierLine] = TableModel(columns, _cells, self)
        self.waiting_table.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.waiting_table.setMinimumHeight(60)
        self.waiting_table.show_model(self._waiting_model)
        self.waiting_table.setAccessibleName(_("Waiting to be fetched"))
        self.waiting_table.act_requested.connect(self.match_chosen)
        self.waiting_table.open_requested.connect(self.match_chosen)
        look_key = KeyButton(_("Go to the list"), self, key="Alt+L", variant="quiet", size="small")
        look_key.clicked.connect(self.waiting_table.setFocus)
        self.waiting_card.add_to_head(look_key)
        self.waiting_card.body.addWidget(self.waiting_table)
        self.nobody = EmptyState(_("No result waits to be fetched."), self, icon="check")
        self.waiting_card.body.addWidget(self.nobody)
        self._right.addWidget(self.waiting_card, 1)

    # ── showing ──────────────────────────────────────────────────────────────────────────────

    def show_return(self, found: ShownReturn, found_by: str = "") -> None:
        """Show a dossier at its first step still to do; found_by: «Quét giấy hẹn 09:38» after a scan."""
        anew = self._shown is None or self._shown.dossier.id != found.dossier.id
        self._shown = found
        self.show_matches(())
        self.line.setText("")  # not clear(): Ctrl+Z must not bring the last citizen's code back
        self.why_not.setVisible(bool(found.why_not))
        self.why_not.set_text("", found.why_not)
        self.steps.show_return(found, found_by, anew=anew)
        self._stack.setCurrentWidget(self.steps)
        self.foot.show()
        self.done.setVisible(not found.why_not)
        self.done.set_label(found.done_words)
        self.show_problem("")
        self._show_given(found.given if not found.why_not else ())
        self._fit()
        if anew and self.isVisible():
            (self.open_dossier if found.why_not else self.steps.receiver_chips["applicant"]).setFocus()
        self.keys_changed.emit()

    def show_nothing(self) -> None:
        """Wait for the next citizen."""
        self._shown = None
        self.line.setText("")  # not clear(): Ctrl+Z must not bring the last citizen's code back
        self.show_matches(())
        self.why_not.hide()
        self.show_problem("")
        self._stack.setCurrentWidget(self.empty)
        self.foot.hide()
        self._show_given(())
        self._fit()
        self.keys_changed.emit()

    def _fit(self) -> None:
        """At large text the return takes the whole width; who waits is shown between two returns."""
        self.right.setVisible(self._shown is None or look().scale < _LARGE)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "foot"):
            self._fit()

    def show_matches(self, found: Sequence[DossierLine]) -> None:
        """Offer several dossiers under the field."""
        self._found = found
        self.find_trouble.hide()
        self.matches.show_choices(
            [f"{line.applicant} · {line.code} · {short_name(line.procedure_name)}" for line in found]
        )

    def show_find_trouble(self, sentence: str) -> None:
        """Say that nothing was found, under the field."""
        self.show_matches(())
        self.find_trouble.set_text("", sentence)
        self.find_trouble.show()
        self.line.setFocus()
        self.line.selectAll()

    def show_problem(self, sentence: str, step: int = 0) -> None:
        """Say over the finishing button what still lacks and go to its step (2 … 5); empty takes it away."""
        self.problem.set_text("", sentence)
        self.problem.setVisible(bool(sentence))
        if sentence and step:
            self.steps.go_to(step)

    def show_busy(self, *, busy: bool) -> None:
        """Rest the finishing button while the return is being saved."""
        self.done.setEnabled(not busy)

    def show_waiting(self, waiting: Waiting) -> None:
        """Show who still has to come."""
        note = ngettext("{n} dossier", "{n} dossiers", waiting.total).format(n=waiting.total)
        self.waiting_card.set_title(_("Waiting to be fetched"), note)
        self._waiting_model.set_rows(waiting.lines)
        self.waiting_table.setVisible(bool(waiting.lines))
        self.nobody.setVisible(not waiting.lines)

    def _show_given(self, given: Sequence[tuple[str, str]]) -> None:
        while (item := self._given.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for row, (name, detail) in enumerate(given):
            self._given.addWidget(PanelIcon("file", "text_2", self, size=16), row, 0)
            self._given.addWidget(ElidedLabel(name, "body", "text", self), row, 1)
            self._given.addWidget(text_label(detail, "small", "text_2", self), row, 2)
        self.given_card.setVisible(bool(given))

    # ── the shell and the scanner ────────────────────────────────────────────────────────────

    def card_scanned(self, reading: CardReading) -> None:
        """Take a card that was scanned while this page is open."""
        self.card_read.emit(reading)

    def slip_scanned(self, code: str) -> None:
        """Take the code of a slip that was scanned."""
        self.find_wanted.emit(code, True)

    def keys(self) -> Sequence[KeyHint]:
        if self._shown is None:
            return (KeyHint(("Enter",), _("find")), KeyHint(("Alt+L",), _("list of who waits")))
        if self._shown.why_not:
            return (KeyHint(("Alt+S",), _("open the dossier")), KeyHint(("Esc",), _("leave it")))
        return (
            KeyHint(("Enter",), _("next step")),
            KeyHint(("Space",), _("tick")),
            KeyHint(("F9",), _("done, next citizen")),
            KeyHint(("Esc",), _("leave it")),
        )

    def activated(self) -> None:
        """Read again; the keyboard goes to the field, or stays with the return under way."""
        self.refresh_wanted.emit()
        if self._shown is None:
            self.line.setFocus()
        else:
            self.steps.sections[1].go()

    def refresh(self) -> None:
        self.refresh_wanted.emit()

    def act(self) -> None:
        if self._shown is not None and self.done.isVisible() and self.done.isEnabled():
            self.return_requested.emit()

    def leave(self) -> bool:
        """Leave the dossier as it is; a second Esc leads back to today's desk."""
        if self._shown is None:
            return False
        self.show_nothing()
        self.left_alone.emit()
        self.line.setFocus()
        return True

    def _find(self) -> None:
        words = self.line.text().strip()
        if words:
            self.find_wanted.emit(words, False)

    def _open_dossier(self) -> None:
        if self._shown is not None:
            self.dossier_requested.emit(self._shown.dossier.id, "")


def _cells(line: DossierLine) -> Sequence[Cell]:
    year = (line.birth_date or "")[:4]
    return (
        NameCell(line.applicant, year, tags(line.priority)),
        TextCell(line.code[-4:], muted=True),
        TextCell(f"{line.due_at:%d/%m/%Y}"),
    )
