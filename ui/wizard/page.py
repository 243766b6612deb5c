"""The first start at work: asks, makes the desk away from the GUI thread, and hands over how to open it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShortcut
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.clock import SystemClock
from app.domain.commune import Commune
from app.domain.errors import PasswordTooShort, Refusal, UnitCodeNeeded
from app.i18n import _
from app.paths import Paths
from ui.practice_door import PRACTICE_LOGIN, PRACTICE_PASSWORD, PRACTICE_STEPS, make_practice_desk
from ui.printer import DeskPrinter
from ui.slip_printing import Printer
from ui.speech import sentence
from ui.tasks import Progress, Tasks
from ui.theme.look import look
from ui.unlock.door_panel import DoorPanel
from ui.widgets.form_body import FormBody
from ui.widgets.progress import ProgressPanel
from ui.wizard.desk_form import DeskAnswers, DeskForm
from ui.wizard.ready import Ready
from ui.wizard.welcome import Welcome

if TYPE_CHECKING:
    from ui.first_start import Started

DEFAULT_PRACTICE = "Sin Suối Hồ"
_COLUMN = 720
_LARGEST_CARD = 64 * 1024


@dataclass(frozen=True, slots=True)
class _ShownCard:
    path: Path
    province: str
    words: tuple[str, ...]


class WizardPage(QWidget):
    """``finished`` with login and password of the desk just made; ``practice`` tells which of the two it is.

    The practice copy lies beside the real desk (``Paths.practice``), so it never stands in the real one's way;
    ``existing_requested`` when it is there already.
    only_practice: the real desk exists, the practice copy is asked for. printer: for tests.
    """

    finished = Signal(str, str)
    existing_requested = Signal()

    def __init__(
        self,
        paths: Paths,
        tasks: Tasks,
        *,
        now: datetime | None,
        only_practice: bool = False,
        printer: Printer | None = None,
    ) -> None:
        super().__init__()
        self._paths, self._tasks, self._now = paths, tasks, now
        self._printer: Printer = printer or DeskPrinter()
        self._key: tuple[str, str] = ("", "")
        self._started: Started | None = None
        self._place = ""
        self.practice = False
        self.door = DoorPanel(self)
        self.welcome, self.form, self.ready = Welcome(self), DeskForm(self), Ready(self)
        self.welcome.real.setEnabled(not only_practice)
        self.welcome.communes.setHidden(paths.practice.vault_file.exists())
        self.progress = ProgressPanel(self)
        self._build()
        self._connect()
        tasks.device(lambda _progress: _communes(), done=self._offer, failed=self._failed, owner=self)

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.door)
        self._stack = QStackedWidget(self)
        for screen in (self.welcome, self.form, self.ready):
            self._stack.addWidget(_centred(screen, self))
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(24, 16, 24, 16)
        column.addWidget(self.progress)
        column.addWidget(self._stack, 1)
        row.addWidget(right, 1)

    def _connect(self) -> None:
        self.welcome.practice_requested.connect(self._make_practice)
        self.welcome.real_requested.connect(lambda: self._show(self.form))
        self.form.accepted.connect(self._make_real)
        self.form.card_asked.connect(self._ask_card)
        self.form.back.connect(lambda: self._show(self.welcome))
        self.ready.print_requested.connect(self._print)
        self.ready.go_on.connect(lambda: self.finished.emit(*self._key))
        QShortcut("F9", self).activated.connect(self._act)

    def _show(self, screen: QWidget) -> None:
        self._stack.setCurrentIndex((self.welcome, self.form, self.ready).index(screen))
        if screen is self.form:
            self.form.commune.setFocus()
        elif screen is self.welcome:
            self.welcome.practice.setFocus()

    def shown(self) -> QWidget:
        """Return the screen in front."""
        return (self.welcome, self.form, self.ready)[self._stack.currentIndex()]

    def focusInEvent(self, event: object) -> None:
        """Hand the keyboard on to the screen in front."""
        del event
        self._show(self.shown())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leads from the form back to the first question; what was typed stays."""
        if event.key() == Qt.Key.Key_Escape and self.shown() is self.form and self._stack.isEnabled():
            self._show(self.welcome)
        else:
            super().keyPressEvent(event)

    def _act(self) -> None:
        if not self._stack.isEnabled():
            return
        if self.shown() is self.form:
            self.form.accept()
        elif self.shown() is self.ready:
            self.ready.finish()

    def _offer(self, communes: tuple[Commune, ...]) -> None:
        self.welcome.communes.set_communes(communes, default=DEFAULT_PRACTICE)
        self.form.commune.set_communes(communes)
        self.welcome.practice.setFocus()

    # ── practice ─────────────────────────────────────────────────────────────────────────────

    def _make_practice(self) -> None:
        if self._paths.practice.vault_file.exists():
            self.existing_requested.emit()
            return
        commune = self.welcome.communes.commune()
        if commune is None:
            self.welcome.communes.field.set_error(_("Choose the commune from the list."))
            self.welcome.communes.setFocus()
            return
        self._place = _in_sentence(commune.full_name)
        paths, now, code = self._paths.practice, self._now, commune.code
        self._start_work(
            _("Making the practice copy"),
            (_("Keys and vault"), _("Open the desk"), _("Made-up dossiers"), _("Ready")),
        )

        def make(progress: Progress) -> None:
            make_practice_desk(
                paths, code, now=now, tell=lambda done: progress.advance(done / PRACTICE_STEPS, "", done)
            )

        self._tasks.device(make, progress=self._advance, done=self._practice_made, failed=self._failed, owner=self)

    def _practice_made(self, _made: None) -> None:
        self._end_work()
        self.practice = True
        self._key = (PRACTICE_LOGIN, PRACTICE_PASSWORD)
        self._show(self.ready)
        self.ready.show_practice(self._place, PRACTICE_LOGIN, PRACTICE_PASSWORD)

    # ── a real desk ──────────────────────────────────────────────────────────────────────────

    def _make_real(self, told: DeskAnswers) -> None:
        if told.commune is None:
            return
        self._place = _in_sentence(told.commune.full_name)
        self._key = (told.login, told.password)
        paths, now = self._paths, self._now
        self._start_work(_("Making the desk"), (_("Keys and vault"), _("Ready")))

        def make(progress: Progress) -> Started:
            from ui.first_start import FirstStart, start_desk

            progress.advance(0.0, "", 0)
            commune = told.commune.code if told.commune is not None else ""
            wanted = FirstStart(commune, told.station_number, told.login, told.name, told.unit_code, told.card, False)
            made = start_desk(paths, wanted, password=told.password, now=now)
            progress.advance(1.0, "", 2)
            return made

        self._tasks.device(make, progress=self._advance, done=self._real_made, failed=self._failed, owner=self)

    def _real_made(self, made: Started) -> None:
        self._started = made
        printer = self._printer
        self._tasks.device(
            lambda _progress: any(found.is_ready for found in printer.available()),
            done=lambda can_print: self._show_code(made, can_print=can_print),
            failed=lambda _refusal: self._show_code(made, can_print=False),
            owner=self,
        )

    def _show_code(self, made: Started, *, can_print: bool) -> None:
        self._end_work()
        self._show(self.ready)
        self.ready.show_real(self._place, made.recovery_code, made.hub_words, can_print=can_print)

    def _print(self) -> None:
        if self._started is None:
            return
        code, number = self._started.recovery_code, self._started.desk.station_number
        made_at, place, printer = self._now or SystemClock().now(), self._place, self._printer

        def send(_progress: Progress) -> None:
            from printing import recovery_sheet  # with reportlab, which no page waits for

            name = next(found.name for found in printer.available() if found.is_ready)
            printer.send(recovery_sheet.render(place, number, code, made_at).pdf, name, "Một Cửa")

        self._tasks.device(
            send,
            done=lambda _sent: self.ready.show_printed(),
            failed=lambda refusal: self.ready.show_not_printed(sentence(refusal)),
            owner=self,
        )

    # ── the province's card ──────────────────────────────────────────────────────────────────

    def _ask_card(self) -> None:
        asked = QFileDialog(self, _("The province's card"), "", "hub-card.json (*.json);; (*)")
        asked.setFileMode(QFileDialog.FileMode.ExistingFile)
        asked.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asked.fileSelected.connect(lambda path: self.read_card(Path(path)))
        asked.open()

    def read_card(self, path: Path) -> None:
        """Read a province's card and show its words."""
        self._tasks.device(lambda _progress: _read_card(path), done=self._card_read, failed=self._failed, owner=self)

    def _card_read(self, card: _ShownCard) -> None:
        self.form.show_card(card.path, card.province, card.words)

    # ── working ──────────────────────────────────────────────────────────────────────────────

    def _start_work(self, title: str, stages: tuple[str, ...]) -> None:
        self._stack.setEnabled(False)
        self.welcome.trouble.hide()
        self.form.trouble.hide()
        self.progress.start(title, stages=stages, icon="key")

    def _advance(self, fraction: float, amount: str, stage: int) -> None:
        self.progress.advance(fraction, amount=amount, stage=stage)

    def _end_work(self) -> None:
        self._stack.setEnabled(True)
        self.progress.finish()

    def _failed(self, refusal: Refusal) -> None:
        self._end_work()
        words = sentence(refusal)
        if self.shown() is not self.form:
            self.welcome.show_trouble(words)
        elif isinstance(refusal, UnitCodeNeeded):
            self.form.unit.set_error(words)
        elif isinstance(refusal, PasswordTooShort):
            self.form.password.set_error(words)
        else:
            self.form.show_trouble(words)


def _centred(screen: QWidget, parent: QWidget) -> QScrollArea:
    """Return a screen in the middle of what scrolls when the text is large."""
    inner = FormBody(parent)
    row = QHBoxLayout(inner)
    row.setContentsMargins(0, 0, 0, 0)
    screen.setMaximumWidth(round(_COLUMN * look().scale))
    row.addStretch(1)
    row.addWidget(screen, 100)
    row.addStretch(1)
    frame = QScrollArea(parent)
    frame.setWidgetResizable(True)
    frame.setFrameShape(QFrame.Shape.NoFrame)
    frame.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    frame.setWidget(inner)
    frame.viewport().setAutoFillBackground(False)
    return frame


def _in_sentence(full_name: str) -> str:
    """Return a commune's name as it stands inside a sentence: «xã Sin Suối Hồ»."""
    return full_name[:1].lower() + full_name[1:]


def _communes() -> tuple[Commune, ...]:
    from app.services.catalogue import load_catalogue

    return load_catalogue().communes()


def _read_card(path: Path) -> _ShownCard:
    from sync.wire.hub_card import card_words, read_card
    from sync.wire.media import read_small

    card = read_card(read_small(path, limit=_LARGEST_CARD), name=path.name)
    return _ShownCard(path, card.province, tuple(card_words(card)))
