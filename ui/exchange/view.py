"""The exchange page (F7): the four counts, one act at a time with its true progress, history, trust."""

from __future__ import annotations

from collections.abc import Sequence

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QWidget

from app.i18n import _
from app.readings import ExchangeRecord
from ui.exchange.code_sheet import CodeSheet
from ui.exchange.link_model import ShownLink
from ui.exchange.link_parts import LinkForm, LinkLine
from ui.exchange.model import STAGE_WORDS, ShownExchange, history_cells
from ui.exchange.parts import DriveChoice, Ladder, StickFiles, Trust
from ui.shell.page import KeyHint, Page
from ui.theme.look import look
from ui.widgets.card import Card
from ui.widgets.cells import Column
from ui.widgets.data_table import DataTable
from ui.widgets.empty_state import EmptyState
from ui.widgets.inline_panel import InlinePanel, PanelKind
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import ElidedLabel, text_label
from ui.widgets.progress import ProgressPanel
from ui.widgets.table_model import TableModel


class ExchangePage(Page):
    """Shows what the presenter says."""

    write_wanted = Signal()
    read_wanted = Signal()
    take_in_wanted = Signal()
    stop_wanted = Signal()
    refresh_wanted = Signal()
    send_wanted = Signal()
    settings_wanted = Signal()
    review_wanted = Signal()

    #: To the shell.
    news = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Exchange"), parent)
        self._request, self._words = "", ()  # type: str, tuple[str, ...]
        self._sheet: CodeSheet | None = None
        self._build_head()
        self._build_acts()
        self._build_lower()
        self._connect()

    # ── building ─────────────────────────────────────────────────────────────────────────────

    def _build_head(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(look().space(2))
        self.headline = ElidedLabel("", "body", "text_2")
        row.addWidget(text_label(self.title, "page_title"))
        row.addWidget(self.headline, 1)
        self.column.addLayout(row)
        self.ladder = Ladder(self)
        self.column.addWidget(self.ladder)

    def _build_acts(self) -> None:
        self.progress = ProgressPanel(self)
        self.outcome = InlinePanel(self)
        self.outcome.hide()
        self.drives = DriveChoice(self)
        self.files = StickFiles(self)
        self.link_form = LinkForm(self)
        for widget in (self.progress, self.outcome, self.drives, self.files, self.link_form):
            self.column.addWidget(widget)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.write = KeyButton(_("Write to a stick"), self, icon="usb", key="Alt+G", variant="primary")
        self.read = KeyButton(_("Read from a stick"), self, icon="download", key="Alt+O")
        self.why = text_label("", "small", "text_2", wrap=True)
        self.send = KeyButton(_("Send over the network"), self, icon="network", key="Alt+M")
        row.addWidget(self.write)
        row.addWidget(self.read)
        row.addWidget(self.send)
        row.addWidget(self.why, 1)
        self.column.addLayout(row)
        self.link = LinkLine(self)
        self.column.addWidget(self.link)
        self.conflict = InlinePanel(self, kind="caution", icon="swap")
        self.review = self.conflict.add_action(_("Look at both"), key="Alt+R")
        self.conflict.hide()
        self.column.addWidget(self.conflict)

    def _build_lower(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(look().size("gap"))
        card = Card(self, padding=0)
        self.history = DataTable(card)
        self.history.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.history.setMinimumHeight(80)
        self.history.setAccessibleName(_("History of the exchange"))
        columns = [
            Column(_("When"), 104),
            Column(_("What"), 150),
            Column(_("Contents")),
            Column(_("Evidence"), 150, drop=1),
        ]
        self._model: TableModel[ExchangeRecord] = TableModel(columns, history_cells, self)
        self.history.show_model(self._model)
        card.body.addWidget(self.history)
        self.no_history = EmptyState(
            _("Nothing was exchanged yet. All work is safe on this computer."), self, icon="usb"
        )
        card.body.addWidget(self.no_history)
        self.trust = Trust(self)
        frame = _TrustFrame(self)
        frame.setWidget(self.trust)
        frame.setFixedWidth(self.trust.minimumWidth() + look().size("scrollbar") + 2)
        self._trust_frame = frame
        row.addWidget(card, 1)
        row.addWidget(frame)
        self.column.addLayout(row, 1)

    def _connect(self) -> None:
        self.write.clicked.connect(self.write_wanted)
        self.read.clicked.connect(self.read_wanted)
        self.files.take_in.connect(self.take_in_wanted)
        self.trust.code_wanted.connect(self.show_code)
        self.progress.stop_requested.connect(self.stop_wanted)
        self.send.clicked.connect(self.send_wanted)
        self.link.settings_wanted.connect(self.settings_wanted)
        self.review.clicked.connect(self.review_wanted)
        for panel in (self.drives, self.files, self.link_form):
            panel.left.connect(self.leave)

    # ── showing ──────────────────────────────────────────────────────────────────────────────

    def show_exchange(self, found: ShownExchange) -> None:
        """Show how everything stands."""
        self.headline.setText(found.headline)
        self._request, self._words = found.request_qr, found.own_words
        self.ladder.show_counts(found.counts)
        self.trust.show_trust(found)
        self._model.set_rows(found.history)
        self.history.setVisible(bool(found.history))
        self.no_history.setVisible(not found.history)
        self.why.setText("" if found.hub_words else _("Without the province's card nothing can be sealed for it yet."))
        self.conflict.setVisible(bool(found.conflicts))
        words = _("{n} dossier in conflict: the acts of two desks contradict each other. The dossiers carry a mark.")
        self.conflict.set_text("", words.format(n=found.conflicts))
        if found.trouble:
            self.show_outcome("error", "", found.trouble)

    def show_progress(self, title: str, place: str, *, writing: bool, stop: str) -> None:
        """Begin a long act: nothing else can be begun meanwhile."""
        self.outcome.hide()
        self.drives.hide()
        self.files.hide()
        stages = [_(words) for words in STAGE_WORDS.values()] if writing else []
        self.progress.start(
            title, place, stages=stages, stop=stop, stop_key="Esc", icon="usb" if writing else "download"
        )
        self._enable(False)
        self.progress.stop.setFocus()

    def show_sending(self, found: ShownLink, mates: str) -> None:
        """Show how the network stands. The keyboard waits on what stops a round, and comes back to what begins one."""
        buttons = (self.send, self.link.settings, self.link.stop)
        held = any(button.hasFocus() for button in buttons)
        changed = found.is_running == self.send.isEnabled()
        self.link.show_link(found, mates)
        if held and changed:  # before its button goes: Qt would hand the keyboard to any neighbour
            self.send.setEnabled(True)
            (self.link.stop if found.is_running else self.send).setFocus(Qt.FocusReason.OtherFocusReason)
        self.send.setEnabled(not found.is_running)

    def advance(self, fraction: float, amount: str, stage: int) -> None:
        """Show how far the act is."""
        self.progress.advance(fraction, amount=amount, stage=stage)

    def show_code(self) -> None:
        """Show the enrolment request as a code over the window."""
        if self._request:
            self._sheet = CodeSheet.show_over(self.window(), self._request, self._words)

    def show_enrolled(self) -> None:
        """Say that the province knows this computer; a code that is shown has done its work."""
        if self._sheet is not None and shiboken6.isValid(self._sheet) and self._sheet.isVisible():
            self._sheet.leave()
        self._sheet = None
        self.show_outcome("good", _("The province knows this computer now."), "")

    def show_idle(self) -> None:
        """Let acts begin again."""
        self.progress.finish()
        self._enable(True)
        self.fit_primary()

    def fit_primary(self) -> None:
        """Leave one filled button in view: the one that goes on with what was begun."""
        asking = self.drives.isVisible() or self.files.isVisible() or self.link_form.isVisible()
        self.write.set_variant("normal" if asking else "primary")

    def show_outcome(self, kind: PanelKind, strong: str, text: str) -> None:
        """Say what came of an act; it stays until the next one."""
        self.outcome.set_kind(kind)
        self.outcome.set_text(strong, text)
        self.outcome.show()

    def is_working(self) -> bool:
        """Tell whether a long act runs."""
        return not self.write.isEnabled()

    def _enable(self, on: bool) -> None:
        for button in (self.write, self.read, self.trust.card_button, self.trust.request):
            button.setEnabled(on)
        self.keys_changed.emit()

    # ── the shell ────────────────────────────────────────────────────────────────────────────

    def keys(self) -> Sequence[KeyHint]:
        if self.is_working():
            return (KeyHint(("Esc",), _("stop what is running")),)
        return (
            KeyHint(("Alt+G",), _("write to a stick")),
            KeyHint(("Alt+O",), _("read from a stick")),
            KeyHint(("Alt+M",), _("send over the network")),
        )

    def activated(self) -> None:
        self.refresh_wanted.emit()
        if not self.is_working():
            self.write.setFocus()

    def refresh(self) -> None:
        self.refresh_wanted.emit()

    def act(self) -> None:
        if self.files.isVisible() and self.files.take.isVisible():
            self.take_in_wanted.emit()

    def leave(self) -> bool:
        """Stop what runs, or close the panel that asks."""
        if self.is_working():
            self.stop_wanted.emit()
            return True
        if self.drives.isVisible() or self.files.isVisible() or self.link_form.isVisible():
            for panel in (self.drives, self.files, self.link_form):
                panel.hide()
            self.fit_primary()
            self.read.setFocus()
            return True
        return False


class _TrustFrame(QScrollArea):
    """Lets the trust scroll where the window is low."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)
        self.setMinimumHeight(80)
        self.viewport().setAutoFillBackground(False)
