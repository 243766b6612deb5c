"""Mobile trips at work: opens and closes them, counts what they took in, and shows their dossiers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.domain.errors import BadInput, Refusal
from app.i18n import _, ngettext
from app.readings import Trip
from ui.speech import sentence
from ui.trips.model import TripLine, Typed, cells, columns, read_lines, team_of, under_way
from ui.trips.view import TripsPage
from ui.typed_days import span_words, typed_day
from ui.widgets.table_model import TableModel

if TYPE_CHECKING:
    from ui.program import Program
    from ui.tasks import Tasks


class TripsPresenter(QObject):
    """Owned by its page."""

    def __init__(self, view: TripsPage, program: Program, tasks: Tasks) -> None:
        super().__init__(view)
        self._view, self._program, self._tasks = view, program, tasks
        self._current: TripLine | None = None
        self._model: TableModel[TripLine] = TableModel(columns(), cells, self)
        view.show_rows(self._model)
        view.refresh_wanted.connect(self.refresh)
        view.open_wanted.connect(self._open)
        view.close_wanted.connect(self._close)
        view.list_wanted.connect(self._list)

    def refresh(self) -> None:
        """Read the trips again."""
        queries = self._program.queries
        self._tasks.read(lambda: read_lines(queries), done=self._show, owner=self._view, latest="trips")

    def _show(self, lines: tuple[TripLine, ...]) -> None:
        row = max(self._view.table.currentIndex().row(), 0)
        self._model.set_rows(lines)
        self._view.show_count(len(lines))
        self._view.table.choose(min(row, len(lines) - 1))
        self._current = current = under_way(lines, self._program.desk)
        if current is None:
            self._view.show_current("", "")
            return
        strong = _("Under way: {number}, {place}").format(number=current.trip.number, place=current.trip.place)
        taken = ngettext("{n} dossier taken in", "{n} dossiers taken in", current.taken).format(n=current.taken)
        self._view.show_current(strong, f"{span_words(current.trip.first, current.trip.last)} · {taken}")

    def _open(self, typed: Typed) -> None:
        today = self._program.clock.now().date()
        first = typed_day(typed.first, today=today) if typed.first else today
        last = typed_day(typed.last, today=today) if typed.last else first
        for name, day in (("first", first), ("last", last)):
            if day is None:
                self._view.show_problem(name, _("Write it as 24/11/2026."))
                return
        if first is None or last is None:
            return
        trips, officer = self._program.trips, self._program.officer
        self._tasks.write(
            lambda: trips.open(
                place=typed.place, first=first, last=last, team=team_of(typed.team), purpose=typed.purpose,
                officer=officer,
            ),
            done=self._opened, failed=self._refused, owner=self._view,
        )  # fmt: skip

    def _opened(self, trip: Trip) -> None:
        self._view.clear_form()
        words = _("Trip {number} to {place} is open").format(number=trip.number, place=trip.place)
        self._view.news.emit(words, _("What is received on its days carries it."))

    def _close(self) -> None:
        if self._current is None:
            return
        trips, officer, number = self._program.trips, self._program.officer, self._current.trip.id.hex()
        self._tasks.write(
            lambda: trips.close(number, officer=officer), done=self._closed, failed=self._refused, owner=self._view
        )

    def _closed(self, trip: Trip) -> None:
        words = _("Trip {number} to {place} is closed").format(number=trip.number, place=trip.place)
        self._view.news.emit(words, _("What comes in from now on belongs to no trip."))

    def _refused(self, refusal: Refusal) -> None:
        name = str(refusal.details.get("field", ""))
        if isinstance(refusal, BadInput) and self._view.show_problem(name, _problem(refusal)):
            return
        self._view.show_refusal(sentence(refusal))

    def _list(self, row: object) -> None:
        if isinstance(row, TripLine):
            words = _("Trip {number}, {place}").format(number=row.trip.number, place=row.trip.place)
            self._view.dossiers_requested.emit(row.trip.id, words)


def _problem(refusal: BadInput) -> str:
    words = _(str(refusal.details["problem"]))
    return f"{words[:1].upper()}{words[1:]}."


def trips_page(program: Program, tasks: Tasks) -> TripsPage:
    """Return the page with its presenter, ready for ``MainWindow.add_page("trips", …)``."""
    page = TripsPage()
    TripsPresenter(page, program, tasks)
    return page
