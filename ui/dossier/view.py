"""The page of one dossier: who and how it stands; its story and papers at the left; acts, fees, prints at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from ui.dossier.cards import ActsCard, FeesCard, PrintsCard
from ui.dossier.model import ShownDossier, ShownPaper
from ui.dossier.panels import ActPanel
from ui.dossier.scans_card import ScansCard
from ui.shell.page import KeyHint, Page
from ui.theme.look import look
from ui.widgets.card import Card
from ui.widgets.cells import Cell, Column, EvidenceCell, TextCell
from ui.widgets.chips import StateChip
from ui.widgets.data_table import DataTable
from ui.widgets.inline_panel import InlinePanel
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import ElidedLabel, text_label
from ui.widgets.table_model import TableModel
from ui.widgets.timeline import Timeline

MOST_PAPER_ROWS = 5


class DossierPage(Page):
    """Shows what the presenter says; ``act_chosen`` with the slug of an act to begin."""

    act_chosen = Signal(str)
    confirmed = Signal()
    panel_closed = Signal()
    refresh_wanted = Signal()
    #: Another dossier, or its new state, stands on the page: its id.
    dossier_shown = Signal(object)

    #: To the shell: leave; return the result of this dossier; what was done.
    back_requested = Signal()
    handover_requested = Signal(object)
    news = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Dossier"), parent)
        self.panel: ActPanel | None = None
        #: Asks for a file to save to: suggested name → path, or empty when the officer left it.
        self.ask_file: Callable[[str], str] = lambda _name: ""
        self._build_head()
        self.warning = InlinePanel(self, kind="caution")
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
        words.addLayout(top)
        words.addWidget(self.procedure)
        words.addWidget(self.about)
        self.print_button = KeyButton(_("Print again"), self, icon="printer", key="Ctrl+P")
        self.print_button.clicked.connect(self.print_page)
        row.addWidget(self.back)
        row.addLayout(words, 1)
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
        self.fees = FeesCard(self.side)
        self.prints = PrintsCard(self.side)
        self.scans = ScansCard(self.side)
        for card in (self.acts, self.fees, self.scans, self.prints):
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
        self.warning.set_text(_("Conflict") if shown.warnings else "", " ".join(shown.warnings))
        self.warning.setVisible(bool(shown.warnings))
        self.story.set_title(_("What happened"), shown.history)
        self.timeline.set_entries(shown.entries)
        self._show_papers(shown.papers)
        self.acts.show_acts(shown.acts, shown.why)
        self.fees.show_fees(shown)
        self.prints.show_prints(shown.prints, shown.print_state)
        self.print_button.set_label(_("Print again") if shown.prints else _("Print"))
        self.dossier_shown.emit(shown.id)

    def _show_papers(self, papers: Sequence[ShownPaper]) -> None:
        self.paper_model.columns = _paper_columns(len(papers))
        self.paper_model.set_rows(papers)
        self.fit_papers()

    def show_panel(self, panel: ActPanel) -> None:
        """Open the form of an act in the place of the acts."""
        self.close_panel()
        self.panel = panel
        panel.confirmed.connect(self.confirmed)
        panel.cancelled.connect(self.close_panel)
        for card in (self.acts, self.fees, self.scans, self.prints):
            card.hide()
        self.right.insertWidget(0, panel)
        panel.show()
        panel.first().setFocus(Qt.FocusReason.OtherFocusReason)

    def close_panel(self) -> None:
        """Close the form; the acts are back and have the keyboard."""
        if self.panel is None:
            return
        panel, self.panel = self.panel, None
        for card in (self.acts, self.fees, self.scans, self.prints):
            card.show()
        self.focus_first()
        panel.hide()
        panel.deleteLater()
        self.panel_closed.emit()

    def focus_first(self) -> None:
        """Put the keyboard on the likeliest act."""
        first: QWidget = self.acts.buttons[0] if self.acts.buttons else self.timeline
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    # ── the officer ──────────────────────────────────────────────────────────────────────────

    def fit_margins(self) -> None:
        super().fit_margins()
        if hasattr(self, "side"):  # the base asks before there is anything to fit
            self.side.setFixedWidth(look().size("act_pane"))
            self.fit_papers()

    def fit_papers(self) -> None:
        """Make the table of papers as tall as its rows, up to five."""
        rows = max(1, min(self.paper_model.rowCount(), MOST_PAPER_ROWS))
        self.papers.setFixedHeight(look().size("table_header") + rows * look().size("row_report") + 2)

    def keys(self) -> Sequence[KeyHint]:
        return (
            KeyHint(("Esc",), _("to the list")),
            KeyHint(("Ctrl+1", "…", "5"), _("next acts")),
            KeyHint(("Ctrl+P",), _("print")),
            KeyHint(("Ctrl+G",), _("note")),
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

    def leave(self) -> bool:
        was_open = self.panel is not None
        self.close_panel()
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
