"""The page of one dossier: who and how it stands; its story and papers at the left; acts, fees, prints at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from ui.dossier.act_panel import ActPanel
from ui.dossier.cards import ActsCard, FeesCard, PrintsCard
from ui.dossier.model import ShownDossier, ShownPaper
from ui.dossier.other_acts import OtherActs
from ui.dossier.scans_card import ScansCard
from ui.shell.page import KeyHint, Page
from ui.theme.look import look
from ui.widgets.card import Card
from ui.widgets.cells import Cell, Column, EvidenceCell, TextCell
from ui.widgets.chips import StateChip
from ui.widgets.data_table import DataTable
from ui.widgets.inline_panel import InlinePanel
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import ElidedLabel, text_label, tip
from ui.widgets.table_model import TableModel
from ui.widgets.timeline import Timeline
from ui.widgets.toast import UNDO_SECONDS

MOST_PAPER_ROWS = 5
WIDE = 1.45
"""How much wider the column of acts gets for a form that holds papers or long values."""
LARGE = 1.25
"""From this text scale on the column is wide as it is, and the page has no more to give."""
WIDEST_SIDE = 1.5
"""Text may grow further, the right column not: at 200 % it pushed the page's own key out of the window."""


class DossierPage(Page):
    """Shows what the presenter says; ``act_chosen`` with the slug of an act to begin."""

    act_chosen = Signal(str)
    confirmed = Signal()
    panel_closed = Signal()
    refresh_wanted = Signal()
    undo_wanted = Signal()
    #: Another dossier, or its new state, stands on the page: its id.
    dossier_shown = Signal(object)

    #: To the shell: leave; return the result of this dossier; what was done, and how it can be taken back.
    back_requested = Signal()
    handover_requested = Signal(object)
    news = Signal(str, str)
    undo_offered = Signal(str, str, object)
    #: To the shell: both versions of what desks said against each other on this dossier.
    review_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Dossier"), parent)
        self.panel: ActPanel | None = None
        self._shown_id = b""
        #: Asks for a file to save to: suggested name → path, or empty when the officer left it.
        self.ask_file: Callable[[str], str] = lambda _name: ""
        self._build_head()
        self.warning = InlinePanel(self, kind="caution")
        self.review_button = self.warning.add_action(_("Look at both"), key="Alt+X")
        self.review_button.clicked.connect(lambda: self.review_requested.emit(self._shown_id))
        self.warning.hide()
        self.column.addWidget(self.warning)
        columns = QHBoxLayout()
        columns.setSpacing(look().space(4))
        self._build_left(columns)
        self._build_right(columns)
        self.column.addLayout(columns, 1)

    def _build_head(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(look().space(3))
        self.back = KeyButton("", self, icon="arrow-left", key="Esc")
        self.back.setAccessibleName(_("Back to the list, Esc"))
        self.back.clicked.connect(self.back_requested)
        words = QVBoxLayout()
        words.setSpacing(0)
        top = QHBoxLayout()
        top.setSpacing(look().space(2))
        self.subject = text_label("", "page_title")
        self.chips = (StateChip(), StateChip())
        for widget in (self.subject, *self.chips):
            top.addWidget(widget)
        top.addStretch(1)
        self.procedure = ElidedLabel("", "body")
        self.about = ElidedLabel("", "small", "text_2")
        self.standing = text_label("", "small", wrap=True)
        words.addLayout(top)
        words.addWidget(self.procedure)
        words.addWidget(self.about)
        words.addWidget(self.standing)
        self.print_button = KeyButton(_("Print again"), self, icon="printer", key="Ctrl+P")
        self.print_button.clicked.connect(self.print_page)
        row.addWidget(self.back)
        row.addLayout(words, 1)
        self.take_back = KeyButton(_("Undo"), self, icon="undo", key="Ctrl+Z")
        self.take_back.clicked.connect(self.undo_wanted)
        self.take_back.hide()
        row.addWidget(self.take_back)
        row.addWidget(self.print_button)
        self.column.addLayout(row)

    def _build_left(self, columns: QHBoxLayout) -> None:
        left = QVBoxLayout()
        left.setSpacing(look().size("gap"))
        self.story = Card(self, title=_("What happened"), note=" ")
        self.note_button = KeyButton(_("Add a note"), self.story, key="Ctrl+G", variant="quiet", size="small")
        self.note_button.clicked.connect(lambda: self.act_chosen.emit("note"))
        self.story.add_to_head(self.note_button)
        self.timeline = Timeline(self.story)
        self.story.body.addWidget(self.timeline)
        self.papers_card = Card(self, padding=0)
        self.papers = DataTable(self.papers_card, row_size="row_report")
        self.papers.setAccessibleName(_("Papers of the dossier"))
        self.paper_model: TableModel[ShownPaper] = TableModel(_paper_columns(0), _paper_cells, self)
        self.papers.show_model(self.paper_model)
        self.papers_card.body.addWidget(self.papers)
        left.addWidget(self.story, 1)
        left.addWidget(self.papers_card)
        columns.addLayout(left, 1)

    def _build_right(self, columns: QHBoxLayout) -> None:
        self.side = QWidget(self)
        self.right = QVBoxLayout(self.side)
        self.right.setContentsMargins(0, 0, 0, 0)
        self.right.setSpacing(look().size("gap"))
        self.acts = ActsCard(self.side)
        self.acts.chosen.connect(self.act_chosen)
        self.acts.others_wanted.connect(self.show_others)
        self.others = OtherActs(self.side)
        self.others.chosen.connect(self.act_chosen)
        self.others.closed.connect(self.close_others)
        self._undo_ends = QTimer(self)
        self._undo_ends.setSingleShot(True)
        self._undo_ends.setInterval(UNDO_SECONDS * 1000)
        self._undo_ends.timeout.connect(self.refresh_wanted)
        double_entry = QShortcut("Ctrl+E", self)
        double_entry.activated.connect(lambda: self.act_chosen.emit("double-entry"))
        self.fees = FeesCard(self.side)
        self.prints = PrintsCard(self.side)
        self.scans = ScansCard(self.side)
        for card in (self.acts, self.others, self.fees, self.scans, self.prints):
            self.right.addWidget(card)
        self.right.addStretch(1)
        columns.addWidget(self.side)
        self.fit_margins()

    # ── what is shown ────────────────────────────────────────────────────────────────────────

    def show_dossier(self, shown: ShownDossier) -> None:
        """Show a dossier; an open form of an act stays as it is."""
        self.subject.setText(shown.name)
        for chip, standing in zip(self.chips, shown.chips, strict=True):
            chip.set_state(standing.token, standing.word)
        self.procedure.setText(shown.procedure)
        self.about.setText(shown.about)
        strong = _("Conflict") if shown.warnings else _("Taken in twice?")
        self.warning.set_text(strong, " ".join((*shown.warnings, *shown.alike)))
        self.warning.setVisible(bool(shown.warnings or shown.alike))
        self.story.set_title(_("What happened"), shown.history)
        self.timeline.set_entries(shown.entries)
        self._show_papers(shown.papers)
        self.standing.setText("\n".join(shown.standing))
        self.standing.setVisible(bool(shown.standing))
        self.acts.show_acts(shown.acts, shown.why)
        self.acts.more.setVisible(bool(shown.others))
        self._show_undo(shown.may_undo)
        self.others.show_acts(shown.others)
        self.fees.show_fees(shown)
        self.prints.show_prints(shown.prints, shown.print_state, shown.failed_prints)
        self.print_button.set_label(_("Print again") if shown.prints else _("Print"))
        self._shown_id = shown.id
        self.review_button.setVisible(shown.to_review)
        self.dossier_shown.emit(shown.id)

    def _show_papers(self, papers: Sequence[ShownPaper]) -> None:
        self.paper_model.columns = _paper_columns(len(papers))
        self.paper_model.set_rows(papers)
        self.fit_papers()

    def _show_undo(self, act: str) -> None:
        """Offer to take an act back while there is one to take back; the page looks again when its minute is over."""
        self.take_back.setVisible(bool(act))
        self.take_back.setAccessibleDescription(act)
        self.take_back.setToolTip(tip(act))
        if act:
            self._undo_ends.start()

    def show_panel(self, panel: ActPanel) -> None:
        """Open the form of an act in the place of the acts."""
        self.close_panel()
        self.panel = panel
        panel.confirmed.connect(self.confirmed)
        panel.cancelled.connect(self.close_panel)
        for card in (self.acts, self.others, self.fees, self.scans, self.prints):
            card.hide()
        self.right.insertWidget(0, panel)
        self._fit_side()
        panel.show()
        panel.first().setFocus(Qt.FocusReason.OtherFocusReason)

    def close_panel(self) -> None:
        """Close the form; the acts are back and have the keyboard."""
        if self.panel is None:
            return
        panel, self.panel = self.panel, None
        for card in (self.acts, self.fees, self.scans, self.prints):
            card.show()
        self._fit_side()
        self.focus_first()
        panel.hide()
        panel.deleteLater()
        self.panel_closed.emit()

    def show_others(self) -> None:
        """Open the list of all other acts in the place of the likely ones."""
        if self.panel is not None or not self.others.slugs():
            return
        for card in (self.acts, self.fees, self.prints):
            card.hide()
        self.others.show()
        self.others.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_others(self) -> None:
        """Close the list; the likely acts are back and have the keyboard."""
        if self.others.isHidden():
            return
        for card in (self.acts, self.fees, self.prints):
            card.show()
        self.focus_first()
        self.others.hide()

    def focus_first(self) -> None:
        """Put the keyboard on the likeliest act."""
        if not self.others.isHidden():
            self.others.list.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        other: QWidget = self.timeline if self.acts.more.isHidden() else self.acts.more
        first = self.acts.buttons[0] if self.acts.buttons else other
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    # ── the officer ──────────────────────────────────────────────────────────────────────────

    def fit_margins(self) -> None:
        super().fit_margins()
        if hasattr(self, "side"):  # the base asks before there is anything to fit
            self._fit_side()
            self.fit_papers()

    def _fit_side(self) -> None:
        """Give the acts their width; papers and long values take more of the page."""
        width = round(look().size("act_pane") * min(1.0, WIDEST_SIDE / look().scale))
        if self.panel is not None and self.panel.wide and look().scale < LARGE:
            width = round(width * WIDE)
        self.side.setFixedWidth(width)

    def fit_papers(self) -> None:
        """Make the table of papers as tall as its rows, up to five."""
        rows = max(1, min(self.paper_model.rowCount(), MOST_PAPER_ROWS))
        self.papers.setFixedHeight(look().size("table_header") + rows * look().size("row_report") + 2)

    def keys(self) -> Sequence[KeyHint]:
        return (
            KeyHint(("Esc",), _("to the list")),
            KeyHint(("Ctrl+1", "…", "4"), _("next acts")),
            KeyHint(("Ctrl+M",), _("other acts")),
            KeyHint(("Ctrl+P",), _("print")),
            KeyHint(("Ctrl+E",), _("other system")),
            KeyHint(("Ctrl+O",), _("attach a scan")),
        )

    def activated(self) -> None:
        self.refresh_wanted.emit()
        if self.panel is not None:
            self.panel.first().setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.focus_first()

    def refresh(self) -> None:
        self.refresh_wanted.emit()

    def act(self) -> None:
        if self.panel is not None:
            self.panel.finish.click()
        elif self.acts.buttons:
            self.acts.buttons[0].click()

    def print_page(self) -> None:
        self.act_chosen.emit("print")

    def can_undo(self) -> bool:
        return self.take_back.isVisible()

    def undo(self) -> None:
        self.undo_wanted.emit()

    def leave(self) -> bool:
        was_open = self.panel is not None or not self.others.isHidden()
        self.close_panel()
        self.close_others()
        return was_open


def _paper_columns(count: int) -> tuple[Column, ...]:
    return (
        Column(_("Papers in the file, {n}").format(n=count)),
        Column(_("Kind"), 140),
        Column(_("Received"), 136),
        Column(_("Note"), 160, drop=1),
    )


def _paper_cells(paper: ShownPaper) -> tuple[Cell, ...]:
    kept: Cell = EvidenceCell("done", paper.received) if paper.received else TextCell("")
    return (TextCell(paper.name), TextCell(paper.kind, muted=True), kept, TextCell(paper.note, muted=True))
