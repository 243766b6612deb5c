"""The page of things to look at: the list; on Enter both versions side by side, reason, who decides, the decision."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import N_, _
from ui.conflicts.model import DECIDE, LOOKED, MERGE, ShownReview
from ui.conflicts.side_card import SideCard
from ui.shell.page import KeyHint, Page
from ui.theme.look import look
from ui.widgets.card import Card
from ui.widgets.chips import StateChip
from ui.widgets.data_table import DataTable
from ui.widgets.empty_state import EmptyState
from ui.widgets.field import Field
from ui.widgets.flow import ListStack
from ui.widgets.inline_panel import InlinePanel
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import ElidedLabel, text_label
from ui.widgets.table_model import Row, TableModel

_FINISH = {
    DECIDE: N_("This version stands"),
    MERGE: N_("Merge the two"),
    LOOKED: N_("Looked at, nothing to do"),
}
LARGE = 1.5
"""From this text scale on the page keeps its lines for the versions."""
_CHOOSE = {DECIDE: N_("This one stands"), MERGE: N_("This one stays"), LOOKED: ""}


class ConflictsPage(Page):
    """Signals are in the officer's words. ``decide_wanted(key, reason, by)``: the version that stands or stays."""

    look_wanted = Signal(object)
    decide_wanted = Signal(bytes, str, str)
    dismiss_wanted = Signal(str)
    refresh_wanted = Signal()

    #: To the shell: open this dossier (id, act); what was done.
    dossier_requested = Signal(object, str)
    news = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("To look at again"), parent)
        self.review: ShownReview | None = None
        self.sides: list[SideCard] = []
        self._key = b""
        self.both = QStackedWidget(self)
        self.both.addWidget(self._build_list())
        self.both.addWidget(self._build_review())
        self.column.addWidget(self.both, 1)
        self._connect()

    def _build_list(self) -> QWidget:
        whole = QWidget(self)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look().size("gap"))
        head = QHBoxLayout()
        self.note = ElidedLabel("", "body", "text_2")
        head.addWidget(text_label(self.title, "page_title"))
        head.addWidget(self.note, 1)
        column.addLayout(head)
        card = Card(whole, padding=0)
        self.table = DataTable(card)
        self.table.setAccessibleName(self.title)
        self.empty = EmptyState(_("Nobody contradicts anybody. There is nothing to look at."), card, icon="check")
        self.stack = ListStack(card)
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        card.body.addWidget(self.stack)
        column.addWidget(card, 1)
        return whole

    def _build_review(self) -> QWidget:
        whole = QWidget(self)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look().size("gap"))
        column.addLayout(self._build_head(whole))
        self.provisional = InlinePanel(
            whole, strong=_("For now."),
            text=_("The province has not answered yet; which version is shown may change with its answer."),
        )  # fmt: skip
        column.addWidget(self.provisional)
        self.heading = text_label("", "body", wrap=True)
        column.addWidget(self.heading)
        self._row = QHBoxLayout()
        self._row.setSpacing(look().space(4))
        column.addLayout(self._row, 1)
        column.addWidget(self._build_decision(whole))
        return whole

    def _build_head(self, whole: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(look().space(3))
        self.back = KeyButton("", whole, icon="arrow-left", key="Esc")
        self.back.setAccessibleName(_("Back to the list, Esc"))
        words = QVBoxLayout()
        words.setSpacing(0)
        self.what = ElidedLabel("", "page_title")
        self.about = ElidedLabel("", "body", "text_2")
        top = QHBoxLayout()
        self.chip = StateChip("due_soon", _("for now"))
        top.addWidget(self.what, 1)
        top.addWidget(self.chip)
        words.addLayout(top)
        words.addWidget(self.about)
        self.open_button = KeyButton(_("Open the dossier"), whole, icon="open", key="Alt+M")
        row.addWidget(self.back)
        row.addLayout(words, 1)
        row.addWidget(self.open_button)
        return row

    def _build_decision(self, whole: QWidget) -> Card:
        card = Card(whole, padding=12)
        fields = QHBoxLayout()
        fields.setSpacing(look().space(3))
        self.reason = Field(_("Why"), editor=_line("conflicts.reason"))
        self.by = Field(_("Who decides"), editor=_line("conflicts.by"))
        fields.addWidget(self.reason, 3)
        fields.addWidget(self.by, 2)
        card.body.addLayout(fields)
        self.trouble = text_label("", "small", "danger_text", wrap=True)
        self.trouble.hide()
        card.body.addWidget(self.trouble)
        acts = QHBoxLayout()
        self.finish = KeyButton("", card, icon="check", key="F9", variant="primary")
        self.dismiss = KeyButton(_(_FINISH[LOOKED]), card, icon="eye", key="Alt+K")
        acts.addWidget(self.finish)
        acts.addWidget(self.dismiss)
        acts.addStretch(1)
        card.body.addLayout(acts)
        return card

    def _connect(self) -> None:
        for signal in (self.table.act_requested, self.table.open_requested, self.table.look_requested):
            signal.connect(self.look_wanted)
        self.back.clicked.connect(self.show_list)
        self.finish.clicked.connect(self.act)
        self.dismiss.clicked.connect(lambda: self.dismiss_wanted.emit(self.reason.text().strip()))
        self.open_button.clicked.connect(self._open_dossier)
        for field in (self.reason, self.by):
            field.edited.connect(lambda _text: self.show_trouble(""))
            if isinstance(field.editor, QLineEdit):
                field.editor.returnPressed.connect(field.editor.focusNextChild)

    # ── what is shown ────────────────────────────────────────────────────────────────────────

    def show_rows(self, model: TableModel[Row]) -> None:
        """Take the list from this model."""
        self.table.show_model(model)

    def show_count(self, count: int, words: str) -> None:
        """Show the list, or that there is nothing; words: for the head."""
        self.stack.setCurrentWidget(self.table if count else self.empty)
        self.note.setText(words)

    def show_review(self, review: ShownReview, officer: str) -> None:
        """Show both versions; what was typed stays while the same line stays open."""
        same = self.review is not None and (self.review.dossier, self.review.item) == (review.dossier, review.item)
        if same and self.review == review and self.is_reviewing():
            return
        self.review = review
        self.what.setText(review.what)
        self.about.setText(f"{review.code} · {review.applicant} · {review.about}")
        self.provisional.setVisible(review.provisional)
        self.chip.setVisible(review.provisional)
        self.heading.setText(review.heading)
        self.heading.setVisible(look().scale < LARGE or not review.provisional)
        self._show_sides(review)
        self.finish.set_label(_(_FINISH[review.act]))
        self.finish.set_icon("swap" if review.act == MERGE else "check")
        self.dismiss.setVisible(review.may_dismiss and review.act != LOOKED)
        if review.act == MERGE:
            self.dismiss.set_label(_("Two different requests"))
        else:
            self.dismiss.set_label(_(_FINISH[LOOKED]))
        self.by.setVisible(review.act == DECIDE)
        if not same:
            self.reason.set_text("")
            self.reason.clear_error()
            self.by.set_text(officer)
            self.show_trouble("")
        self.both.setCurrentIndex(1)
        self.keys_changed.emit()
        if not same:
            self._to_first()

    def _show_sides(self, review: ShownReview) -> None:
        for old in self.sides:
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        choose = _(_CHOOSE[review.act]) if _CHOOSE[review.act] else ""
        self.sides = [SideCard(side, number, choose, self) for number, side in enumerate(review.sides, 1)]
        for card in self.sides:
            card.chosen.connect(lambda key=card.side.key: self.choose(key))
            self._row.addWidget(card, 1)
        self.choose(self._key if self._key in [side.key for side in review.sides] else b"")

    def choose(self, key: bytes) -> None:
        """Mark the version that shall stand."""
        self._key = key
        for card in self.sides:
            card.mark(chosen=bool(key) and card.side.key == key)
        self.show_trouble("")
        if key:
            self.reason.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_list(self) -> None:
        """Go back to the list."""
        self.review, self._key = None, b""
        self.both.setCurrentIndex(0)
        self.keys_changed.emit()
        self._to_first()

    def show_trouble(self, sentence: str) -> None:
        """Say why nothing was recorded; what was typed stays."""
        self.trouble.setText(sentence)
        self.trouble.setVisible(bool(sentence))

    def show_no_reason(self) -> None:
        """Say that a decision without a reason is none; the keyboard waits in the field."""
        self.reason.set_error(_("Write why. Nothing was recorded."))
        self.reason.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_reviewing(self) -> bool:
        """Tell whether both versions are in front."""
        return self.both.currentIndex() == 1

    # ── page ─────────────────────────────────────────────────────────────────────────────────

    def _open_dossier(self) -> None:
        if self.review is not None:
            self.dossier_requested.emit(self.review.dossier, "")

    def _to_first(self) -> None:
        first: QWidget = self.table
        if self.is_reviewing():
            first = self.sides[0].button if self.sides and self.sides[0].button.isVisibleTo(self) else self.reason
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def keys(self) -> Sequence[KeyHint]:
        if not self.is_reviewing():
            return (KeyHint(("Up Down",), _("choose")), KeyHint(("Enter",), _("both versions")))
        hints = (KeyHint(("F9",), _("record")), KeyHint(("Esc",), _("to the list")))
        if self.review is not None and self.review.act == LOOKED:
            return hints
        return (KeyHint(("Alt+1", "Alt+2"), _("choose a version")), *hints)

    def activated(self) -> None:
        self.refresh_wanted.emit()
        self._to_first()

    def refresh(self) -> None:
        self.refresh_wanted.emit()

    def act(self) -> None:
        """Record the decision (F9)."""
        if self.review is None or not self.is_reviewing():
            return
        if self.review.act == LOOKED:
            self.dismiss_wanted.emit(self.reason.text().strip())
        elif not self._key:
            self.show_trouble(_("Choose one of the versions first: Alt+1, Alt+2."))
        else:
            self.decide_wanted.emit(self._key, self.reason.text().strip(), self.by.text().strip())

    def leave(self) -> bool:
        if not self.is_reviewing():
            return False
        self.show_list()
        return True


def _line(name: str) -> QLineEdit:
    made = QLineEdit()
    made.setObjectName(name)
    return made
