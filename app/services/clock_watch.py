"""The watch on the computer's clock (SYNC §2.10): judged by what has certainly passed, set right by an officer.

The program never sets the computer's clock. A clock that cannot be right moves neither the order of the log nor a
due date: what is recorded is flagged, and a promise waits until somebody says what day it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

import msgspec

from app.clock import Clock, DeskClock, local
from app.domain.errors import BadInput, ClockDoubtful
from app.domain.ordering import CLOCK_OK, DAY_MS, MOST_AHEAD_MS, judge_clock
from app.domain.station_events import ClockConfirmed
from app.i18n import N_
from app.ports import ExchangeBook, NewUnit
from app.readings import Desk, Officer

CONFIRMED = "clock_confirmed"
"""The kind of the document that holds the last confirmation."""

EARLIEST = date(2026, 1, 1)


class Confirmation(msgspec.Struct, array_like=True, frozen=True):
    """What an officer said the time was, when the computer's clock said something else."""

    said: datetime
    machine: datetime


class Floor(Protocol):
    """What the log judges the wall clock by."""

    ms: int
    is_doubted: bool

    def raise_to(self, moment: datetime) -> None:
        """Hear of a moment that has certainly passed."""


@dataclass(frozen=True, slots=True)
class ClockWatch:
    """Watches the clock of one open desk. last_ms: the newest clock of this desk's log, UTC milliseconds."""

    clock: DeskClock
    floor: Floor
    last_ms: Callable[[], int]
    book: ExchangeBook
    desk: Desk
    new_unit: NewUnit

    def look(self) -> str:
        """Judge the clock now: ok | behind | ahead; correct it where an officer's word still fits."""
        wall = self.clock.machine.now()
        kept = self._kept()
        self.clock.correction, self.clock.is_doubtful = timedelta(), False
        state = judge_clock(_ms(wall), max(self.last_ms(), self.floor.ms))
        self.floor.is_doubted = state != CLOCK_OK
        if state != CLOCK_OK:
            correction = timedelta() if kept is None else kept.said - kept.machine
            if kept is not None and _fits(wall + correction, kept.said):
                self.clock.correction = correction
            else:
                self.clock.is_doubtful = True
        return state

    def confirm(self, day: date, at: time | None, *, officer: Officer) -> datetime:
        """Take an officer's word for the date, and for the time of day if given; return the time the desk has now.

        Raises BadInput for a day no release of this program has seen.
        """
        if day < EARLIEST or day.year > 2199:
            raise BadInput(field="today", problem=N_("is not a day this program can work on"))
        wall = self.clock.machine.now().replace(microsecond=0)
        said = datetime.combine(day, at or wall.timetz().replace(tzinfo=None), wall.tzinfo)
        kept = Confirmation(said, wall)
        self.book.keep_document(CONFIRMED, msgspec.msgpack.encode(kept))
        self.floor.raise_to(said)
        self.look()
        with self.new_unit(officer.id) as unit:
            unit.record("station", self.desk.station, ClockConfirmed(self.clock.now(), said, wall))
        return self.clock.now()

    def begin(self) -> str:
        """Take up what was confirmed before, then look."""
        kept = self._kept()
        if kept is not None:
            self.floor.raise_to(kept.said)
        return self.look()

    def _kept(self) -> Confirmation | None:
        data = self.book.document(CONFIRMED)
        kept = None if data is None else msgspec.msgpack.decode(data, type=Confirmation)
        return None if kept is None else Confirmation(local(kept.said), local(kept.machine))


def sure_date(clock: Clock) -> None:
    """Refuse to reckon a promise from a clock that cannot be right. Raises ClockDoubtful."""
    if isinstance(clock, DeskClock) and clock.is_doubtful:
        raise ClockDoubtful(at=clock.now())


def _fits(corrected: datetime, said: datetime) -> bool:
    """Return whether a corrected clock can still be what the officer meant."""
    return -DAY_MS <= _ms(corrected) - _ms(said) <= MOST_AHEAD_MS


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
