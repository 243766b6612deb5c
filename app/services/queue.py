"""The queue at work (gọi tiếp): a number at the door, the next one called, nobody called twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.clock import Clock
from app.domain.citizen import PRIORITIES
from app.domain.dossier import Dossier
from app.domain.errors import BadInput, NobodyWaits, NotYourTicket, QueueFull, UnknownTicket
from app.domain.numbering import parse_code
from app.domain.queue import (
    CALLED,
    DONE,
    MOST_A_DAY,
    Ticket,
    ahead_of,
    board_of,
    current_of,
    in_order,
    lost_by,
    next_for,
    number_of,
)
from app.domain.queue_events import TicketCalled, TicketDone, TicketHeld, TicketMissed, TicketTaken
from app.i18n import N_
from app.ports import NewUnit, Queries, UnitOfWork
from app.readings import Desk, DossierFilter, Officer
from app.services import field_checks as check

QUEUE = "queue"
_MOST_LINKED = 50


@dataclass(frozen=True, slots=True)
class Hall:
    """The hall at one moment. waiting: in the order they are called; others: held and missed, newest last.

    board: the last four called. lost: this desk's calls that another desk was before, newest first.
    """

    day: date
    tickets: tuple[Ticket, ...]
    waiting: tuple[Ticket, ...]
    current: Ticket | None
    board: tuple[Ticket, ...]
    lost: tuple[Ticket, ...]

    def numbered(self, number: str) -> Ticket:
        """Return the ticket of a number. Raises UnknownTicket."""
        asked = number.strip().upper()
        for one in self.tickets:
            if one.number == asked:
                return one
        raise UnknownTicket(number=asked)


@dataclass(frozen=True, slots=True)
class Queue:
    """The queue of the hall as this desk sees and moves it. rule: one of :data:`app.domain.queue.RULES`."""

    new_unit: NewUnit
    queries: Queries
    clock: Clock
    desk: Desk
    new_id: Callable[[], bytes]
    rule: str

    def hall(self) -> Hall:
        """Return how the queue of today stands; reads only."""
        today = self._now().date()
        return self._hall(today, self.queries.queue(today))

    def take(self, *, officer: Officer, priority: Sequence[str] = (), note: str | None = None) -> Ticket:
        """Give out the next number of this desk. Raises BadInput, QueueFull."""
        for ground in priority:
            if ground not in PRIORITIES:
                raise BadInput(field="priority", problem=N_("is not one of the choices"))
        said, now = check.text(note, "note"), self._now()
        with self.new_unit(officer.id) as unit:
            serial = 1 + sum(one.issuer == self.desk.station for one in unit.queue(now.date()))
            if serial > MOST_A_DAY:
                raise QueueFull(most=MOST_A_DAY)
            ticket, number = self.new_id(), number_of(self.desk.station_number, serial)
            grounds = tuple(dict.fromkeys(priority))
            unit.record(QUEUE, ticket, TicketTaken(now, number, grounds, said))
            return self._named(unit, ticket)

    def of(self, dossier: Dossier) -> Ticket | None:
        """Return the number whose turn brought a dossier: linked when done, or still sitting here; reads only."""
        received, mine = dossier.received_at, self.desk.station
        tickets = self.queries.queue(received.date())
        linked = next((one for one in tickets if dossier.id in one.dossiers), None)
        current = current_of(tickets, mine)
        if linked is not None or current is None or not self._is_own(dossier.code):
            return linked
        return current if (current.called_at or current.taken_at) <= received else None

    def ahead(self, ticket: Ticket) -> int:
        """Return how many are called before this one at its desk, as it stands now."""
        return ahead_of(self.queries.queue(ticket.taken_at.date()), ticket, self.rule)

    def next(self, *, officer: Officer) -> Ticket:
        """End with whoever sits here and call the next, in one transaction. Raises NobodyWaits: nothing changed."""
        now = self._now()
        with self.new_unit(officer.id) as unit:
            tickets = unit.queue(now.date())
            following = next_for(tickets, self.desk.station, self.rule)
            if following is None:
                raise NobodyWaits(elsewhere=len(in_order(tickets, self.rule)))
            self._end_current(unit, tickets, now)
            return self._call(unit, following.id, now)

    def call(self, number: str, *, officer: Officer) -> Ticket:
        """Call a number out of turn: one that waits, was held or missed. Raises UnknownTicket, NotYourTicket."""
        now = self._now()
        with self.new_unit(officer.id) as unit:
            tickets = unit.queue(now.date())
            wanted = self._hall(now.date(), tickets).numbered(number)
            if wanted.state in (CALLED, DONE):
                raise NotYourTicket(number=wanted.number, desk=wanted.desk or 0)
            self._end_current(unit, tickets, now)
            return self._call(unit, wanted.id, now)

    def recall(self, *, officer: Officer) -> Ticket:
        """Call out once more who was called last here. Raises NobodyWaits."""
        now = self._now()
        with self.new_unit(officer.id) as unit:
            current = self._current(unit, now)
            unit.record(QUEUE, current.id, TicketCalled(now, self.desk.station_number, again=True))
            return self._named(unit, current.id)

    def hold(self, *, officer: Officer, reason: str | None = None) -> Ticket:
        """Let who sits here wait beside; the number can be called again. Raises NobodyWaits."""
        why, now = check.text(reason, "reason"), self._now()
        with self.new_unit(officer.id) as unit:
            current = self._current(unit, now)
            unit.record(QUEUE, current.id, TicketHeld(now, why))
            return self._named(unit, current.id)

    def done(self, *, officer: Officer) -> Ticket:
        """End with who sits here; what was taken in meanwhile is linked. Raises NobodyWaits."""
        now = self._now()
        with self.new_unit(officer.id) as unit:
            current = self._current(unit, now)
            unit.record(QUEUE, current.id, TicketDone(now, self._taken_in(current)))
            return self._named(unit, current.id)

    def no_show(self, *, officer: Officer) -> Ticket:
        """Nobody came to the call. Raises NobodyWaits."""
        now = self._now()
        with self.new_unit(officer.id) as unit:
            current = self._current(unit, now)
            unit.record(QUEUE, current.id, TicketMissed(now))
            return self._named(unit, current.id)

    # ── inside ──

    def _hall(self, day: date, tickets: tuple[Ticket, ...]) -> Hall:
        mine = self.desk.station
        return Hall(
            day,
            tickets,
            in_order(tickets, self.rule),
            current_of(tickets, mine),
            board_of(tickets),
            tuple(ticket for ticket, _lost in lost_by(tickets, mine)),
        )

    def _call(self, unit: UnitOfWork, ticket: bytes, now: datetime) -> Ticket:
        unit.record(QUEUE, ticket, TicketCalled(now, self.desk.station_number))
        return self._named(unit, ticket)

    def _end_current(self, unit: UnitOfWork, tickets: Sequence[Ticket], now: datetime) -> None:
        current = current_of(tickets, self.desk.station)
        if current is not None:
            unit.record(QUEUE, current.id, TicketDone(now, self._taken_in(current)))

    def _current(self, unit: UnitOfWork, now: datetime) -> Ticket:
        current = current_of(unit.queue(now.date()), self.desk.station)
        if current is None:
            raise NobodyWaits(elsewhere=0)
        return current

    def _taken_in(self, ticket: Ticket) -> tuple[bytes, ...]:
        """Return the dossiers this desk took in since the ticket was called, oldest first."""
        since = ticket.called_at or ticket.taken_at
        lines = self.queries.page(DossierFilter(), order="recent", after=None, limit=_MOST_LINKED)
        new = [line.id for line in lines if line.received_at >= since and self._is_own(line.code)]
        return tuple(reversed(new))

    def _is_own(self, code: str) -> bool:
        try:
            return parse_code(code).station == self.desk.station_number
        except BadInput:
            return False

    def _named(self, unit: UnitOfWork, ticket: bytes) -> Ticket:
        return next(one for one in unit.queue(self._now().date()) if one.id == ticket)

    def _now(self) -> datetime:
        return self.clock.now().replace(microsecond=0)
