"""The open desk in its window: makes the pages, carries wishes from one to another, keeps the pills true."""

from __future__ import annotations

import importlib
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from app.domain.errors import DeskRenewed, NotACard, Refusal, UnknownDossier
from app.domain.identity_card import read_card
from app.domain.numbering import find_code
from app.i18n import _
from app.services.standing import Standing, standing
from ui.catalogue.presenter import catalogue_page
from ui.desk.presenter import desk_page
from ui.dossier.presenter import dossier_page
from ui.dossiers.presenter import dossiers_page
from ui.exchange.link_runner import LinkRunner
from ui.exchange.news import sync_news
from ui.exchange.presenter import exchange_page
from ui.fees.presenter import fees_page
from ui.handover.presenter import HandoverPresenter
from ui.handover.view import HandoverPage
from ui.heeding import Heeding
from ui.intake.presenter import IntakePresenter
from ui.printer import PrinterInfo
from ui.scanner import ScannerWedge
from ui.search.presenter import COMMANDS, OpenDossier, RunCommand, SearchPresenter, ShowCitizen, TakeIn
from ui.search.scanned_slip import ScannedSlip
from ui.shell.sync_pill import PrinterState
from ui.slip_printing import Printer, SlipPrinting
from ui.speech import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ui.administration.view import AdministrationPage
    from ui.catalogue.view import CataloguePage
    from ui.conflicts.view import ConflictsPage
    from ui.dossier.view import DossierPage
    from ui.dossiers.view import DossiersPage
    from ui.exchange.drives import Drive
    from ui.exchange.view import ExchangePage
    from ui.fees.view import FeesPage
    from ui.old_book.view import OldBookPage
    from ui.papers.view import PapersPage
    from ui.program import Program
    from ui.queue.view import QueuePage
    from ui.shell.window import MainWindow
    from ui.tasks import Tasks
    from ui.trips.view import TripsPage

CALM_MS = 30_000
"""The log's write-ahead file is folded back when nobody has done anything for so long."""
LOOK_AT_PRINTERS_MS = 20_000
_RARE_PAGES = ("trips", "queue", "papers", "conflicts", "administration", "old_book")
BETWEEN_STEPS_MS = 30
"""Between two pages made ahead: what the officer does meanwhile is answered first."""


class DeskWindow(QObject):
    """Belongs to the window; there is one from the first unlock to the end.

    ``ready`` when today's desk and the intake are there. The pages of every dossier are made after that, one after
    the other between turns of the event loop so that the window never stands still; every other page, and one that is
    wanted before its turn, is made when it is wanted: each takes a megabyte or more. drives: what sticks there are.
    """

    ready = Signal()

    def __init__(
        self,
        window: MainWindow,
        program: Program,
        tasks: Tasks,
        printer: Printer,
        drives: Callable[[], tuple[Drive, ...]],
    ) -> None:
        super().__init__(window)
        self.window, self.program, self.tasks = window, program, tasks
        self.printing = SlipPrinting(program, tasks, printer)
        self._drives = drives
        self._printer = ("", PrinterState.UNKNOWN)
        self._to_print = 0
        self._slip = ""
        self._scanner: ScannerWedge | None = None
        self._give_back: Callable[[], None] | None = None
        self._timers: list[QTimer] = []
        self.is_ready = False
        self._steps: Iterator[Callable[[], object]] = iter(
            (
                self._make_desk,
                lambda: self.intake,
                lambda: self.window.page("intake"),
                self._begin,
                lambda: self.window.page("dossiers"),
                lambda: self.window.page("dossier"),
                lambda: self.window.page("handover"),
                lambda: self.link,
            )
        )
        window.set_desk(program.desk.commune_name, practice=program.desk.practice)  # may restyle: before there is much
        QTimer.singleShot(0, self, self._next_step)

    def _next_step(self) -> None:
        step = next(self._steps, None)
        if step is not None:
            step()
            QTimer.singleShot(BETWEEN_STEPS_MS if self.is_ready else 0, self, self._next_step)

    def stop(self) -> None:
        """Make nothing more, look at nothing and listen to no scanner: the window is closing."""
        self._steps = iter(())
        for timer in self._timers:
            timer.stop()
        if "exchange" in self.__dict__:
            self.exchange_presenter.link.stop()  # and the network with it
        elif "link" in self.__dict__:
            self.link.stop()
        if self._scanner is not None:
            self._scanner.stop()
            self._scanner = None

    def _make_desk(self) -> None:
        window = self.window
        self.desk = desk_page(self.program, self.tasks)
        window.add_page("desk", self.desk, icon="desk", key="Esc")
        window.promise_page("intake", _("Intake"), lambda: self.intake.page, icon="intake", key="F2")
        window.promise_page("dossiers", _("Dossiers"), lambda: self.dossiers, icon="folder", key="F3")
        window.promise_page("dossier", _("Dossier"), lambda: self.dossier, under="dossiers")
        window.promise_page("handover", _("Return of results"), lambda: self.handover, icon="handover", key="F4")
        window.promise_page("fees", _("Fees"), lambda: self.fees, icon="fees", key="F5")
        window.promise_page("exchange", _("Exchange"), lambda: self.exchange, icon="exchange", key="F7")
        window.promise_page("catalogue", _("Catalogue"), lambda: self.catalogue, icon="catalogue", key="F8")
        window.promise_page("trips", _("Trips"), lambda: self.trips, icon="home", key="Ctrl+T")
        window.promise_page("papers", _("Books, lists"), lambda: self.papers, icon="file", key="Ctrl+B")
        title = _("To look at again")
        window.promise_page("conflicts", title, lambda: self.conflicts, under="desk", key="Ctrl+R")
        window.promise_page("queue", _("Queue"), lambda: self.queue, icon="user", key="Ctrl+G")
        window.promise_page(
            "administration", _("Administration"), lambda: self.administration, icon="administration", key="F12",
            at_foot=True,
        )  # fmt: skip
        title = _("Take over an old register")
        window.promise_page("old-book", title, lambda: self.old_book, under="administration")

    @cached_property
    def intake(self) -> IntakePresenter:
        """The intake."""
        made = IntakePresenter(self.program, self.tasks, self.printing)
        made.page.dossier_wanted.connect(lambda found: self.open_dossier(found, ""))
        made.page.trouble.connect(self.window.toast.show_trouble)
        made.page.news.connect(self.window.toast.show_news)
        return made

    @cached_property
    def dossiers(self) -> DossiersPage:
        """The list of all dossiers."""
        made = dossiers_page(self.program, self.tasks)
        made.dossier_requested.connect(self.open_dossier)
        made.handover_requested.connect(self.open_handover)
        made.intake_requested.connect(lambda: self.window.open_page("intake"))
        return made

    @cached_property
    def dossier(self) -> DossierPage:
        """One dossier."""
        made, self.dossier_presenter = dossier_page(self.program, self.tasks, self.printing)
        made.back_requested.connect(lambda: self.window.open_page("dossiers"))
        made.handover_requested.connect(self.open_handover)
        made.news.connect(self.window.toast.show_news)
        made.undo_offered.connect(self._offer_undo)
        made.review_requested.connect(self.open_review)
        return made

    @cached_property
    def handover(self) -> HandoverPage:
        """The return of results."""
        made = HandoverPage()
        self.handover_presenter = HandoverPresenter(made, self.program, self.tasks, self.printing)
        made.dossier_requested.connect(self.open_dossier)
        made.trouble.connect(self.window.toast.show_trouble)
        made.news.connect(self.window.toast.show_news)
        made.undo_offered.connect(self._offer_undo)
        return made

    @cached_property
    def fees(self) -> FeesPage:
        """The money of the day."""
        made = fees_page(self.program, self.tasks, self.printing)
        made.dossier_requested.connect(lambda dossier_id: self.open_dossier(dossier_id, ""))
        made.news.connect(self.window.toast.show_news)
        return made

    @cached_property
    def catalogue(self) -> CataloguePage:
        """Procedures, who answers for them, the calendar."""
        made = catalogue_page(self.program, self.tasks)
        made.dossier_requested.connect(self.open_dossier)
        made.news.connect(self.window.toast.show_news)
        return made

    @cached_property
    def trips(self) -> TripsPage:
        """The mobile trips."""
        from ui.trips.presenter import trips_page

        made = trips_page(self.program, self.tasks)
        made.dossiers_requested.connect(self._show_trip)
        made.news.connect(self.window.toast.show_news)
        return made

    @cached_property
    def papers(self) -> PapersPage:
        """The desk's books, numbers and lists."""
        from ui.papers.presenter import papers_page

        made = papers_page(self.program, self.tasks, self.printing)
        made.news.connect(self.window.toast.show_news)
        return made

    @cached_property
    def queue(self) -> QueuePage:
        """The queue of the waiting hall."""
        from ui.queue.presenter import queue_page

        made, self.queue_presenter = queue_page(self.program, self.tasks, self.printing)
        made.news.connect(self.window.toast.show_news)
        made.trouble.connect(self.window.toast.show_trouble)
        self.window.closing.connect(self.queue_presenter.close_board)
        return made

    @cached_property
    def conflicts(self) -> ConflictsPage:
        """What desks said against each other."""
        from ui.conflicts.presenter import conflicts_page

        made, self.conflicts_presenter = conflicts_page(self.program, self.tasks)
        made.dossier_requested.connect(self.open_dossier)
        made.news.connect(self.window.toast.show_news)
        return made

    @cached_property
    def administration(self) -> AdministrationPage:
        """Officers, persons who may be one."""
        from ui.administration.presenter import administration_page

        made = administration_page(self.program, self.tasks, self.printing)
        made.news.connect(self.window.toast.show_news)
        made.old_books_requested.connect(lambda: self.window.open_page("old-book"))
        return made

    @cached_property
    def old_book(self) -> OldBookPage:
        """Taking over an old register, step by step."""
        from ui.old_book.presenter import old_book_page

        made = old_book_page(self.program, self.tasks)
        made.news.connect(self.window.toast.show_news)
        made.back_requested.connect(lambda: self.window.open_page("administration"))
        made.dossiers_requested.connect(lambda: self.window.open_page("dossiers"))
        return made

    @cached_property
    def exchange(self) -> ExchangePage:
        """The exchange with the province."""
        made, self.exchange_presenter = exchange_page(self.program, self.tasks, self._drives, self.link)
        made.news.connect(self.window.toast.show_news)
        made.review_wanted.connect(lambda: self.window.open_page("conflicts"))
        return made

    @cached_property
    def link(self) -> LinkRunner:
        """The network in the background; it runs whether or not its page was ever wanted."""
        return LinkRunner(self.program, self.tasks, self)

    def _begin(self) -> None:
        """Listen to officer, scanner and store, and show today's desk."""
        window, program = self.window, self.program
        there = [command for command in COMMANDS if self._has(command.slug)]
        self.heeding = Heeding(window, program, self.tasks)
        self.search = SearchPresenter(program, self.tasks, window, there)
        window.set_search_source(self.search.ask)
        self._connect()
        self._connect_scanner()
        self._calm = self._every(CALM_MS, self._settle)
        self._printers = self._every(LOOK_AT_PRINTERS_MS, self._look_at_printers)
        window.open_page("desk")
        self._look_at_printers()
        self.refresh_pills()
        for trouble in program.troubles:
            if not isinstance(trouble, DeskRenewed):  # that stands over every page while it holds
                window.toast.show_trouble(sentence(trouble))
        self.is_ready = True
        self.ready.emit()

    def _has(self, slug: str) -> bool:
        kind, _colon, page = slug.partition(":")
        return kind != "page" or self.window.has_page(page)

    def _connect(self) -> None:
        window, tasks = self.window, self.tasks
        tasks.data_changed.connect(self._changed)
        tasks.refused.connect(self._refused)
        window.found.connect(self._found)
        window.sync_pill.clicked.connect(lambda: window.open_page("exchange"))
        window.print_pill.clicked.connect(self._show_to_print)
        self.desk.intake_requested.connect(lambda: window.open_page("intake"))
        self.desk.draft_requested.connect(self._resume)
        self.desk.review_requested.connect(lambda: window.open_page("conflicts"))
        self.desk.undo_offered.connect(self._offer_undo)
        window.undo_requested.connect(self._undo)
        self.desk.dossier_requested.connect(self.open_dossier)
        self.desk.handover_requested.connect(self.open_handover)
        self.desk.news.connect(window.toast.show_news)

    def _connect_scanner(self) -> None:
        self._scanner = scanner = ScannerWedge(_application())
        scanner.card_scanned.connect(self.card_scanned)
        scanner.slip_scanned.connect(self.slip_scanned)
        scanner.province_scanned.connect(self._province_scanned)
        scanner.unknown_scanned.connect(self._unknown_scanned)
        self._slips = ScannedSlip(self.program, self.tasks, self)
        self._slips.dossier_requested.connect(self.open_dossier)
        self._slips.handover_requested.connect(lambda _dossier: self._return_scanned())
        self._slips.sheet_requested.connect(self._begin_sheet)

    def _every(self, ms: int, answer: object) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(ms)
        timer.timeout.connect(answer)
        timer.start()
        self._timers.append(timer)
        return timer

    def greet(self) -> None:
        """Say who is at work; called again when another officer unlocked."""
        words = _("{name} · desk {number}").format(
            name=self.program.officer.name, number=self.program.desk.station_number
        )
        self.window.set_officer(words)

    # ── between pages ──

    def open_dossier(self, dossier_id: bytes, act: str = "") -> None:
        """Open one dossier, and begin an act on it if one is named."""
        self.window.page("dossier")
        self.dossier_presenter.open(dossier_id, act)
        self.window.open_page("dossier")

    def open_handover(self, dossier_id: bytes) -> None:
        """Open the return of this dossier's result."""
        self.window.open_page("handover")
        self.handover_presenter.open(dossier_id)

    def open_review(self, dossier_id: bytes) -> None:
        """Open what has to be looked at on this dossier."""
        self.window.page("conflicts")
        self.conflicts_presenter.open(dossier_id)
        self.window.open_page("conflicts")

    def _resume(self, draft: str) -> None:
        self.window.open_page("intake")
        self.intake.resume(draft)

    def _show_trip(self, trip: bytes, words: str) -> None:
        self.window.open_page("dossiers")
        self.dossiers.show_trip(trip, words)

    def _offer_undo(self, strong: str, text: str, give_back: Callable[[], None]) -> None:
        self._give_back = give_back
        self.window.toast.show_news(strong, text, undo=True)

    def _undo(self) -> None:
        """Give back what the strip offers; the toast asks once, and only while it is shown."""
        give_back, self._give_back = self._give_back, None
        if give_back is not None:
            give_back()

    def _show_to_print(self) -> None:
        self.window.open_page("desk")
        self.desk.to_print.click()

    def _found(self, hit: object) -> None:
        match hit:
            case OpenDossier(dossier_id):
                self.open_dossier(dossier_id)
            case ShowCitizen(name):
                self.window.open_page("dossiers")
                self.dossiers.show_words(name)
            case TakeIn(procedure_id):
                self.window.open_page("intake")
                self.intake.choose_procedure(procedure_id)
            case RunCommand("lock"):
                self.window.lock_requested.emit()
            case RunCommand(slug):
                self.window.open_page(slug.removeprefix("page:") if slug.startswith("page:") else "exchange")

    # ── the scanner ──

    def card_scanned(self, text: str) -> None:
        """Give a card to the return desk when it is open, else to the intake; it types nothing anywhere."""
        if self.window.is_covered():
            return
        try:
            reading = read_card(text, today=self.program.clock.now().date())
        except NotACard as refused:
            self.window.toast.show_trouble(sentence(refused))
            return
        if self.window.current_slug() == "handover":
            self.handover.card_scanned(reading)
            return
        self.window.open_page("intake")
        self.intake.page.card_scanned(reading)

    def slip_scanned(self, text: str) -> None:
        """Open the dossier of a scanned slip: at the return desk if its result is ready."""
        code = find_code(text)
        if code is None or self.window.is_covered():
            return
        self._slip = str(code)
        if self.window.current_slug() == "handover":
            self._return_scanned()
        else:
            self._slips.look(self._slip)

    def _province_scanned(self, text: str) -> None:
        """Take the province's answer to the enrolment from the code on its screen or letter."""
        if not self.window.is_covered():
            self.window.page("exchange")
            self.exchange_presenter.take_enrolment(text)
            self.window.open_page("exchange")

    def _begin_sheet(self, code: str) -> None:
        """Open the late entry of a sheet of the pad."""
        self.window.open_page("intake")
        self.intake.begin_sheet(code)

    def _return_scanned(self) -> None:
        """Let the return desk find the slip itself: then it knows that the citizen has it."""
        self.window.open_page("handover")
        self.handover.slip_scanned(self._slip)

    def _unknown_scanned(self, _text: str) -> None:
        if not self.window.is_covered():
            self.window.toast.show_trouble(
                _("The scanned code is neither an identity card nor a slip of this program.")
            )

    # ── pills, news, calm ──

    def _changed(self) -> None:
        self._calm.start()
        self.window.refresh_visible()
        self.refresh_pills()

    def _refused(self, refusal: Refusal) -> None:
        if isinstance(refusal, UnknownDossier) or self.window.isVisible():
            self.window.toast.show_trouble(sentence(refusal))

    def refresh_pills(self) -> None:
        """Read what is unsent and unprinted, and say it."""
        program = self.program

        def look() -> tuple[Standing, int]:
            now = program.clock.now()
            found = standing(
                program.queries, program.book, program.catalogue, program.calendar, program.clock, words=()
            )
            return found, program.queries.counts(now).to_print

        self.tasks.read(look, done=self._pills, owner=self.window, latest="pills")
        self.heeding.refresh()

    def _pills(self, found: tuple[Standing, int]) -> None:
        self.window.sync_pill.show_news(sync_news(found[0], self.program.calendar))
        self._to_print = found[1]
        self._show_printer()

    def _look_at_printers(self) -> None:
        self.printing.ask_printers(self._printers_seen, owner=self.window)

    def _printers_seen(self, printers: tuple[PrinterInfo, ...]) -> None:
        name = self.printing.usual("receipt", printers)
        self._printer = (name, PrinterState.READY if name else PrinterState.ABSENT)
        self._show_printer()

    def _show_printer(self) -> None:
        self.window.print_pill.show_printer(*self._printer, waiting=self._to_print)

    def _settle(self) -> None:
        """Fold the write-ahead file back while nobody is waiting; an act never pays for it."""
        if self.tasks.idle() and QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton:
            self.tasks.read(self.program.storage.settle, done=lambda _none: None, owner=self.window)
            self.tasks.device(lambda _progress: _import_rare_pages(), owner=self.window)


def _import_rare_pages() -> None:
    """Load what the pages that are made when wanted are built of, in a quiet moment: their first opening is quick."""
    for name in _RARE_PAGES:
        importlib.import_module(f"ui.{name}.presenter")


def _application() -> QGuiApplication:
    running = QGuiApplication.instance()
    if not isinstance(running, QGuiApplication):
        raise RuntimeError("a desk window needs the application")
    return running
