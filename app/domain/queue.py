"""How the queue stands, folded from what every desk of the hall said; and who is next.

**Two desks never keep the same person.** Each desk serves the tickets it gave out itself: nobody else calls those
while anybody else waits for it. A desk without waiters of its own helps out, and takes not the other's next but a
later one, so that two desks that press in the same second call two people. Where two desks call one number all the
same, because neither knew of the other, the first call by the clocks (ties: by station) holds on every laptop;
the other desk's call is *lost* and its officer is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.queue_events import TicketCalled, TicketDone, TicketHeld, TicketMissed, TicketTaken

QueueEvent = TicketTaken | TicketCalled | TicketHeld | TicketDone | TicketMissed
WAITING, CALLED, HELD, DONE, MISSED = "waiting", "called", "held", "done", "missed"
FIRST, IN_TURN, NONE = "first", "in_turn", "none"
RULES = (FIRST, IN_TURN, NONE)
"""``first``: who has priority always goes first; ``in_turn``: one with, one without; ``none``: as they came."""

_LETTERS = "ABCDEFGHIKLMNPQRSTUVXY"
"""Without J, O, W, Z: nobody mishears or misreads them when a number is called out."""
MOST_A_DAY = 999


@dataclass(frozen=True, slots=True)
class Lost:
    """A call that came second. station: whose; holder: the number of the desk that called first."""

    station: bytes
    at: datetime
    holder: int


@dataclass(frozen=True, slots=True)
class Ticket:
    """One number. issuer: the station that gave it out; server: the one that called it last and holds it.

    desk: the server's number. called_at: first call of the server; again_at: the last repetition.
    """

    id: bytes
    number: str
    taken_at: datetime
    issuer: bytes
    priority: tuple[str, ...] = ()
    note: str | None = None
    state: str = WAITING
    server: bytes | None = None
    desk: int | None = None
    called_at: datetime | None = None
    again_at: datetime | None = None
    done_at: datetime | None = None
    reason: str | None = None
    dossiers: tuple[bytes, ...] = ()
    lost: tuple[Lost, ...] = ()

    @property
    def last_called(self) -> datetime | None:
        """Return when the number was called out last."""
        return self.again_at or self.called_at


@dataclass(frozen=True, slots=True)
class Said:
    """An event of the queue with the ticket it is of and the station that said it, in the order of the clocks."""

    ticket: bytes
    station: bytes
    event: QueueEvent


def number_of(station_number: int, serial: int) -> str:
    """Return a number as it is printed and called: ``A012``."""
    return f"{_LETTERS[(station_number - 1) % len(_LETTERS)]}{serial:03d}"


def tickets_of(said: Iterable[Said]) -> tuple[Ticket, ...]:
    """Fold a day, told in the order of the clocks, to its tickets in the order they were taken."""
    tickets: dict[bytes, Ticket] = {}
    early: dict[bytes, list[Said]] = {}
    for one in said:
        if isinstance(one.event, TicketTaken):
            if one.ticket not in tickets:
                event = one.event
                tickets[one.ticket] = Ticket(
                    one.ticket, event.number, event.at, one.station, event.priority, event.note
                )
                for before in early.pop(one.ticket, ()):  # a clock behind: called before it was taken
                    tickets[one.ticket] = _then(tickets[one.ticket], before)
        elif one.ticket in tickets:
            tickets[one.ticket] = _then(tickets[one.ticket], one)
        else:
            early.setdefault(one.ticket, []).append(one)
    return tuple(tickets.values())


def _then(ticket: Ticket, said: Said) -> Ticket:
    """Return the ticket after one more word; a word of a desk that does not hold it changes nothing."""
    event, mine = said.event, ticket.server == said.station
    if isinstance(event, TicketCalled):
        return _called(ticket, said.station, event)
    if ticket.state != CALLED or not mine:
        return ticket
    match event:
        case TicketHeld():
            return replace(ticket, state=HELD, reason=event.reason)
        case TicketDone():
            return replace(ticket, state=DONE, done_at=event.at, dossiers=event.dossiers)
        case TicketMissed():
            return replace(ticket, state=MISSED)
    return ticket


def _called(ticket: Ticket, station: bytes, event: TicketCalled) -> Ticket:
    if ticket.state in (CALLED, DONE):
        if ticket.server == station:
            return replace(ticket, again_at=event.at) if ticket.state == CALLED else ticket
        return replace(ticket, lost=(*ticket.lost, Lost(station, event.at, ticket.desk or 0)))
    return replace(
        ticket, state=CALLED, server=station, desk=event.desk, called_at=event.at, again_at=None, reason=None
    )


# ── who is next ──────────────────────────────────────────────────────────────────────────────


def in_order(tickets: Sequence[Ticket], rule: str, *, last: Ticket | None = None) -> tuple[Ticket, ...]:
    """Return who waits, in the order they are called. last: whom this desk called last, for ``in_turn``."""
    waiting = [one for one in tickets if one.state == WAITING]
    if rule == NONE:
        return tuple(waiting)
    with_it = [one for one in waiting if one.priority]
    without = [one for one in waiting if not one.priority]
    if rule == FIRST:
        return (*with_it, *without)
    turn = [without, with_it] if last is not None and last.priority else [with_it, without]
    ordered: list[Ticket] = []
    while turn[0] or turn[1]:
        if turn[0]:
            ordered.append(turn[0].pop(0))
        turn.reverse()
    return tuple(ordered)


def last_of(tickets: Sequence[Ticket], station: bytes) -> Ticket | None:
    """Return whom a desk called last, None if nobody yet."""
    called = [one for one in tickets if one.server == station and one.called_at is not None]
    return max(called, key=lambda one: one.called_at or one.taken_at, default=None)


def current_of(tickets: Sequence[Ticket], station: bytes) -> Ticket | None:
    """Return who sits at a desk now, None if nobody does."""
    serving = [one for one in tickets if one.server == station and one.state == CALLED]
    return max(serving, key=lambda one: one.called_at or one.taken_at, default=None)


def next_for(tickets: Sequence[Ticket], station: bytes, rule: str) -> Ticket | None:
    """Return whom this desk calls next: its own waiters, else, helping out, a later one of the longest line."""
    waiting = in_order(tickets, rule, last=last_of(tickets, station))
    own = [one for one in waiting if one.issuer == station]
    if own:
        return own[0]
    lines: dict[bytes, list[Ticket]] = {}
    for one in waiting:
        lines.setdefault(one.issuer, []).append(one)
    if not lines:
        return None
    longest = max(lines, key=lambda issuer: (len(lines[issuer]), issuer))
    at_work = {one.server for one in tickets if one.server is not None} | {station}
    helpers = sorted(at_work - {longest} - {other for other in lines if other != longest})
    place = 1 + helpers.index(station)  # 0 is the desk's own next
    line = lines[longest]
    return line[place] if place < len(line) else None


def board_of(tickets: Sequence[Ticket], *, limit: int = 4) -> tuple[Ticket, ...]:
    """Return the numbers called last, newest first: what the screen in the hall shows."""
    called = [one for one in tickets if one.last_called is not None and one.state != WAITING]
    return tuple(sorted(called, key=lambda one: (one.last_called, one.number), reverse=True)[:limit])


def lost_by(tickets: Sequence[Ticket], station: bytes) -> tuple[tuple[Ticket, Lost], ...]:
    """Return the calls of a desk that came second, newest first."""
    found = [(one, lost) for one in tickets for lost in one.lost if lost.station == station]
    return tuple(sorted(found, key=lambda pair: pair[1].at, reverse=True))


def ahead_of(tickets: Sequence[Ticket], ticket: Ticket, rule: str) -> int:
    """Return how many of the same desk's line are called before this one."""
    line = [one for one in in_order(tickets, rule) if one.issuer == ticket.issuer]
    return next((place for place, one in enumerate(line) if one.id == ticket.id), 0)
