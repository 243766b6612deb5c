"""The intake page as it is seen: the form at the left, the promise and the paper at the right. It knows no service."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.identity_card import CardReading
from app.i18n import _
from ui.intake.assistance_section import AssistanceSection
from ui.intake.duplicate_panel import DuplicatePanel
from ui.intake.fields import FieldBook
from ui.intake.foot import Foot
from ui.intake.guidance_panel import GuidancePanel
from ui.intake.money_section import MoneySection
from ui.intake.other_section import OtherSection, SameDay, priority_chips
from ui.intake.papers_section import PapersSection
from ui.intake.person_section import PersonSection
from ui.intake.procedure_field import Search
from ui.intake.procedure_section import ProcedureSection
from ui.shell.page import KeyHint, Page
from ui.theme.look import look
from ui.widgets.day_boxes import PromisedDate
from ui.widgets.inline_panel import InlinePanel, PanelIcon
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import text_label
from ui.widgets.preview import PreviewPane
from ui.widgets.stepped_form import SteppedForm

NARROW_FROM = 1.5
"""From this text scale the right side becomes a leaf of its own, turned with F11 (LOOK.md, 8)."""

_PAPERS = 3


class IntakePage(Page):
    """Signals are in the officer's words; the presenter answers them. ``news`` and ``trouble`` go to the strip."""

    accept_requested = Signal(bool)
    turn_away_requested = Signal()
    child_requested = Signal()
    linked_back_requested = Signal()
    proxy_requested = Signal()
    opened = Signal()
    data_aged = Signal()
    card_read = Signal(object)
    draft_chosen = Signal(str)
    #: For the shell: (strong words, the rest), a sentence of trouble, a dossier to open (its id).
    news = Signal(str, str)
    trouble = Signal(str)
    dossier_wanted = Signal(object)

    def __init__(self, search: Search, parent: QWidget | None = None) -> None:
        super().__init__(_("Intake"), parent)
        self._shows_paper = False
        self._other_words = self._promised = ""
        self.book = FieldBook(self)
        columns = QHBoxLayout()
        columns.setSpacing(16)
        self.column.addLayout(columns)
        self._left, self._right = QWidget(self), QWidget(self)
        columns.addWidget(self._left, 1)
        columns.addWidget(self._right)
        self._build_left(search)
        self._build_right()
        self._fit()

    def card_scanned(self, reading: CardReading) -> None:
        """Take a scanned identity card, wherever the keyboard was (the window calls this, page shown or not)."""
        self.card_read.emit(reading)

    def resume(self, text: str) -> None:
        """Go on with a kept draft: its text (slot «intake»)."""
        self.draft_chosen.emit(text)

    # ── regions ──────────────────────────────────────────────────────────────────────────────

    def _build_left(self, search: Search) -> None:
        column = QVBoxLayout(self._left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.refusal = InlinePanel(self._left, kind="error")
        self.discarded = InlinePanel(self._left, kind="offer", icon="undo")
        self.restore_button = self.discarded.add_action(_("Get it back"), key="Ctrl+D")
        column.addLayout(self._build_head())
        self.linked = InlinePanel(self._left, kind="information", icon="folder")
        self.linked_back = self.linked.add_action(_("Back to the one before"), key="Alt+Q")
        self.linked_back.clicked.connect(self.linked_back_requested)
        for panel in (self.linked, self.refusal, self.discarded):
            panel.hide()
            column.addWidget(panel)
        self.form = SteppedForm(self._left)
        column.addWidget(self.form, 1)
        steps = (_("Applicant"), _("Procedure"), _("Papers"), _("Priority"), _("Fees"), _("Other"))
        self.steps = [self.form.add_section(title) for title in steps]
        self.person = PersonSection(self.steps[0], self.book)
        self.procedure = ProcedureSection(self.steps[1], self.book, self, search)
        self.papers = PapersSection(self.steps[2])
        self.priority = priority_chips(self.steps[3])
        self.same_day = SameDay(self.steps[3], self.priority)
        self.assistance = AssistanceSection(self.steps[3], self.book)
        self.money = MoneySection(self.steps[4], self.book)
        self.other = OtherSection(self.steps[5], self.book)
        self.steps[5].set_shown(False)
        self.guidance = GuidancePanel(self._left)
        column.addWidget(self.guidance)
        self.duplicate = DuplicatePanel(self._left)
        column.addWidget(self.duplicate)
        self.foot = Foot(self._left)
        self.foot.accept_wanted.connect(self.accept_requested)
        self.foot.turn_away_wanted.connect(self.turn_away_requested)
        self.foot.child_wanted.connect(self.child_requested)
        column.addWidget(self.foot)
        self.form.section_entered.connect(lambda _number: self.keys_changed.emit())

    def _build_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.saved_mark = PanelIcon("check", "good", self._left, size=18)
        self.saved_words = text_label("", "small", "text_2")
        self.other_button = KeyButton(_("Other"), self._left, key="Alt+K", variant="quiet", size="small")
        self.other_button.clicked.connect(self._toggle_other)
        self.proxy_button = KeyButton(_("By somebody else"), self._left, key="Alt+N", variant="quiet", size="small")
        self.proxy_button.clicked.connect(self.proxy_requested)
        for button in (self.other_button, self.proxy_button):
            button.setProperty("slim", "true")
        row.addWidget(text_label(_("Accept a dossier"), "page_title"))
        row.addSpacing(8)
        row.addWidget(self.saved_mark)
        row.addWidget(self.saved_words)
        row.addStretch(1)
        row.addWidget(self.other_button)
        row.addWidget(self.proxy_button)
        self.show_saved("")
        return row

    def _build_right(self) -> None:
        column = QVBoxLayout(self._right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look().size("gap"))
        self.promise = PromisedDate(self._right)
        self.preview = PreviewPane(_("Preview of the slip"), self._right)
        column.addWidget(self.promise)
        column.addWidget(self.preview, 1)

    # ── what the presenter says ──────────────────────────────────────────────────────────────

    def show_saved(self, words: str) -> None:
        """Say when the draft was saved («Đã lưu nháp 09:42:10»); empty: nothing is typed."""
        self.saved_words.setText(words)
        self.saved_mark.setVisible(bool(words))

    def show_trip(self, words: str) -> None:
        """Say beside the procedure which mobile trip this dossier will carry; empty: none."""
        self.steps[1].set_note(words)

    def show_steps(self, done: Sequence[bool], papers: str) -> None:
        """Tick the finished steps; papers: the note of step 3 («đủ 3/3»)."""
        for step, is_done in zip(self.steps, done, strict=False):
            step.set_done(is_done)
        self.steps[2].set_note(papers)

    def show_priority_hint(self, words: str) -> None:
        """Say beside the priorities what the person's birth date or address lets one think of; empty: nothing."""
        self.steps[3].set_note(words)

    def show_other(self, words: str, *, unfold: bool | None = None) -> None:
        """Say on the folded step what differs from the usual; unfold: open or fold it."""
        self._other_words = words
        if unfold is not None:
            self.steps[5].set_shown(unfold)
        folded = self.steps[5].isHidden()
        self.other_button.set_label(f"{_('Other')}: {words}" if words and folded else _("Other"))

    def show_proxy(self, *, shown: bool) -> None:
        """Show or fold the block of who hands it in."""
        self.person.proxy.setVisible(shown)

    def show_help(self, *, shown: bool) -> None:
        """Show or fold the fields of who helped the applicant."""
        self.assistance.setVisible(shown)
        self.other.help_chip.setChecked(shown)

    def show_refusal(self, sentence: str) -> None:
        """Say above the form why it was not accepted; empty: nothing to say."""
        self.refusal.set_text("", sentence)
        self.refusal.setVisible(bool(sentence))

    def show_discarded(self, words: str) -> None:
        """Offer to get back what was thrown away; empty: nothing was."""
        self.discarded.set_text(words)
        self.discarded.setVisible(bool(words))

    def show_linked(self, strong: str, text: str) -> None:
        """Say which interlinked dossiers are filled in already; empty: none."""
        self.linked.set_text(strong, text)
        self.linked.setVisible(bool(strong))

    def show_busy(self, busy: bool) -> None:
        """Take no keys while the dossier is being saved: a moment, so nothing is greyed."""
        self._left.setEnabled(not busy)

    def go_first(self) -> None:
        """Put the keyboard on the first field."""
        self.book.go("applicant.name")
        self.form.to_top()

    def go_waiting(self, name: str, procedure: str) -> None:
        """Put the keyboard where the work goes on: the name, then the procedure, then the papers."""
        if not name:
            self.go_first()
        elif not procedure:
            self.book.go("procedure")
        else:
            self.steps[2].go()

    def go_after_procedure(self) -> None:
        """Go on from the procedure: to its extensions where there are any, else to its subject."""
        self.procedure.field.setFocus()
        self.procedure.field.focusNextChild()

    def unfold_for(self, name: str) -> None:
        """Open the folded step or block that holds a field."""
        field = self.book.field(name)
        if field is None:
            return
        if self.steps[5].isAncestorOf(field):
            self.show_other(self._other_words, unfold=True)
        if self.assistance.isAncestorOf(field):
            self.show_help(shown=True)
        if self.money.exemption.isAncestorOf(field):
            self.money.exemption.show()

    def show_promised(self, words: str) -> None:
        """Say the promised date once more where large text hides the right side."""
        self._promised = words
        self.foot.show_promise(words if self._is_narrow() else "")

    # ── page ─────────────────────────────────────────────────────────────────────────────────

    def keys(self) -> Sequence[KeyHint]:
        """Return the keys for the status line; in the papers those of a row."""
        here = next((step.number for step in self.steps if step.isAncestorOf(self._focus())), 0)
        if here == _PAPERS:
            return (
                KeyHint(("Space",), _("tick a paper")),
                KeyHint(("K",), _("not applicable")),
                KeyHint(("+", "-"), _("count")),
                KeyHint(("S",), _("originals and copies")),
                KeyHint(("Enter",), _("next field")),
            )
        return (
            KeyHint(("Enter",), _("next field")),
            KeyHint(("Shift+Enter",), _("back")),
            KeyHint(("Space",), _("tick a paper")),
            KeyHint(("Alt+1", "…", "5"), _("to a step")),
            KeyHint(("Esc",), _("leave, the draft is kept")),
        )

    def _focus(self) -> QWidget:
        return self.window().focusWidget() or self

    def activated(self) -> None:
        """Put the keyboard on the first field that waits."""
        self.opened.emit()

    def refresh(self) -> None:
        """Read again what hangs on other desks' work."""
        self.data_aged.emit()

    def act(self) -> None:
        """Accept (F9); pressed too early it shows what lacks."""
        self.accept_requested.emit(False)

    def enlarge(self) -> None:
        """Enlarge the paper (F11), or turn to its leaf when the text is large."""
        if not self._is_narrow():
            self.preview.toggle_enlarged()
            return
        self._shows_paper = not self._shows_paper
        self._fit()

    def leave(self) -> bool:
        """Close what is open before the page is left."""
        if self.preview.is_enlarged():
            self.preview.toggle_enlarged()
            return True
        if self._shows_paper:
            self.enlarge()
            return True
        for panel in (self.guidance, self.duplicate):
            if panel.isVisible():
                panel.closed.emit()
                return True
        return self.procedure.field.give_up()

    def _toggle_other(self) -> None:
        self.show_other(self._other_words, unfold=self.steps[5].isHidden())
        if not self.steps[5].isHidden():
            # after the layout knows its height: else it would scroll to where the step was not yet
            QTimer.singleShot(0, self.steps[5], lambda: self.form.show_section(self.steps[5]))

    # ── size ─────────────────────────────────────────────────────────────────────────────────

    def _is_narrow(self) -> bool:
        return look().scale >= NARROW_FROM

    def _fit(self) -> None:
        narrow = self._is_narrow()
        self.foot.show_promise(self._promised if narrow else "")
        self.foot.fit()
        self._right.setVisible(not narrow or self._shows_paper)
        self._left.setVisible(not narrow or not self._shows_paper)
        if narrow:
            self._right.setMinimumWidth(0)
            self._right.setMaximumWidth(16_777_215)
        else:
            self._shows_paper = False
            self._right.setFixedWidth(look().size("preview_pane"))

    def fit_margins(self) -> None:
        super().fit_margins()
        if hasattr(self, "preview"):
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "preview"):
            self._fit()
