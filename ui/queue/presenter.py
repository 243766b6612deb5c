"""The queue at work: calls, gives out numbers, keeps the screen in the hall true, tells of a call that came second."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.domain.errors import PrinterFailed, Refusal
from app.domain.queue import Ticket
from app.i18n import N_, _
from app.services.queue import Hall
from ui.queue.board import BoardWindow
from ui.queue.model import cells, columns, current_words, lost_words, rows_of, summary
from ui.queue.ticket import ticket_paper
from ui.queue.view import QueuePage
from ui.speech import sentence
from ui.widgets.table_model import TableModel

if TYPE_CHECKING:
    from app.readings import Officer
    from ui.printer import PrinterInfo
    from ui.program import Program
    from ui.slip_printing import SlipPrinting
    from ui.tasks import Tasks

LOOK_MS = 2_000
"""How soon this desk sees what another one called, once its log is here."""


class QueuePresenter(QObject):
    """Owned by its page."""

    def __init__(self, view: QueuePage, program: Program, tasks: Tasks, printing: SlipPrinting) -> None:
        super().__init__(view)
        self._view, self._program, self._tasks, self._printing = view, program, tasks, printing
        self._shown: Hall | None = None
        self._told: set[bytes] = set()
        self._last: Ticket | None = None
        self._board: BoardWindow | None = None
        self._model: TableModel[Ticket] = TableModel(columns(), lambda one: cells(program.clock.now(), one), self)
        view.show_rows(self._model)
        self._connect()
        timer = QTimer(self)
        timer.setInterval(LOOK_MS)
        timer.timeout.connect(self._look)
        timer.start()

    def _connect(self) -> None:
        view, queue = self._view, self._program.queue
        view.refresh_wanted.connect(self.refresh)
        view.next_wanted.connect(lambda: self._move(lambda by: queue.next(officer=by), self._called))
        view.recall_wanted.connect(lambda: self._move(lambda by: queue.recall(officer=by), self._called))
        view.call_wanted.connect(self._call)
        view.done_wanted.connect(lambda: self._move(lambda by: queue.done(officer=by), self._served))
        view.hold_wanted.connect(
            lambda why: self._move(lambda by: queue.hold(officer=by, reason=why), lambda _one: None)
        )
        view.missed_wanted.connect(lambda: self._move(lambda by: queue.no_show(officer=by), lambda _one: None))
        view.take_wanted.connect(self._take)
        view.print_wanted.connect(self._print)
        view.board_wanted.connect(self._turn_board)

    # ── reading ──

    def refresh(self) -> None:
        """Read the hall again."""
        self._tasks.read(self._program.queue.hall, done=self._show, owner=self._view, latest="queue")

    def _look(self) -> None:
        """Look whether another desk said something; only while somebody sees it."""
        if not self._tasks.is_closed() and (self._view.isVisible() or self._board_is_open()):
            self.refresh()

    def _show(self, hall: Hall) -> None:
        self._tell_lost(hall)
        if hall != self._shown:
            self._shown = hall
            rows = rows_of(hall)
            at = max(self._view.table.currentIndex().row(), 0)
            self._model.set_rows(rows)
            self._view.show_line(len(rows), summary(hall))
            self._view.table.choose(min(at, len(rows) - 1))
            self._view.show_current(*current_words(hall))
        if self._board is not None:
            self._board.show_called(hall.board)

    def _tell_lost(self, hall: Hall) -> None:
        """Tell at once, once a number, that another desk was first."""
        new = [one for one in hall.lost if one.id not in self._told]
        self._told.update(one.id for one in new)
        if new:
            strong, text = lost_words(new[0])
            self._view.show_told(strong, text)
            self._view.trouble.emit(f"{strong}. {text}")

    # ── acting ──

    def _move(self, act: Callable[[Officer], Ticket], done: Callable[[Ticket], None]) -> None:
        officer = self._program.officer
        self._tasks.write(lambda: act(officer), done=done, failed=self._refused, owner=self._view)

    def _call(self, row: object) -> None:
        if isinstance(row, Ticket):
            queue, number = self._program.queue, row.number
            self._move(lambda by: queue.call(number, officer=by), self._called)

    def _called(self, ticket: Ticket) -> None:
        self._view.show_told("", "")
        words = _("Called {number}").format(number=ticket.number)
        self._view.news.emit(words, _("to desk {desk}").format(desk=ticket.desk))

    def _served(self, ticket: Ticket) -> None:
        self._view.news.emit(_("{number} is served").format(number=ticket.number), "")

    def _refused(self, refusal: Refusal) -> None:
        self._view.trouble.emit(sentence(refusal))

    def _take(self, priority: tuple[str, ...], note: str) -> None:
        queue, officer = self._program.queue, self._program.officer

        def taken(ticket: Ticket) -> None:
            self._last = ticket
            self._view.show_taken(ticket.number)
            self._view.news.emit(_("Number {number}").format(number=ticket.number), _("Tell it or print it."))
            if self._program.settings.receipt_paper == "k80":
                self._print()

        self._tasks.write(
            lambda: queue.take(officer=officer, priority=priority, note=note),
            done=taken, failed=self._refused, owner=self._view,
        )  # fmt: skip

    # ── paper and screen ──

    def _print(self) -> None:
        if self._last is not None:
            ticket = self._last
            self._printing.ask_printers(lambda printers: self._send(ticket, printers), owner=self._view)

    def _send(self, ticket: Ticket, printers: tuple[PrinterInfo, ...]) -> None:
        name = self._printing.usual("receipt", printers)
        if not name:
            self._refused(PrinterFailed(reason=N_("there is no printer")))
            return
        program = self._program
        self._printing.put_out(
            lambda: ticket_paper(program, ticket, program.queue.ahead(ticket)),
            printer=name, to=None, title="motcua ticket", done=lambda: None, failed=self._refused, owner=self._view,
        )  # fmt: skip

    def _turn_board(self) -> None:
        if self._board_is_open() and self._board is not None:
            self._board.close()
            return
        if self._board is None:
            program = self._program
            commune = program.catalogue.commune(program.desk.commune).full_name
            settings = program.settings
            why = settings.queue_reason if settings.queue_priority != "none" else ""
            self._board = BoardWindow(_("{commune}: numbers called").format(commune=commune), why)
            self._view.destroyed.connect(self._board.deleteLater)
        self._board.show_called(self._shown.board if self._shown is not None else ())
        self._board.open_on_second_screen()

    def _board_is_open(self) -> bool:
        return self._board is not None and self._board.isVisible()

    def board(self) -> BoardWindow | None:
        """Return the screen in the hall; None while it was never opened."""
        return self._board

    def close_board(self) -> None:
        """Take the screen away: the desk is locked or closes."""
        if self._board is not None:
            self._board.close()


def queue_page(program: Program, tasks: Tasks, printing: SlipPrinting) -> tuple[QueuePage, QueuePresenter]:
    """Return the page and its presenter, ready for ``MainWindow.add_page("queue", …)``."""
    page = QueuePage()
    return page, QueuePresenter(page, program, tasks, printing)
