"""Mobile trips (đợt lưu động): the laptop leaves with its block of numbers and takes in where the people live.

One trip at a time for a station: while it is under way, every dossier received on its days carries it
(TT 04/2020/TT-BTP; the register says «Đăng ký lưu động»).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.clock import Clock
from app.domain.dossier import Dossier
from app.domain.errors import BadInput, TripOver, TripUnderWay, UnknownTrip
from app.domain.states import State
from app.domain.trip_events import TripClosed, TripOpened
from app.i18n import N_
from app.ports import NewUnit, Queries, UnitOfWork
from app.readings import Desk, DossierFilter, DossierLine, Officer, Trip
from app.services import field_checks as check
from app.services.paper_numbers import TRIP, next_number
from app.services.processing import time_of_act

MOST_DOSSIERS = 5_000
MOST_IN_TEAM = 50


@dataclass(frozen=True, slots=True)
class Trips:
    """The trips of this desk, and what was taken in on them. new_id mints the 16-byte id of a trip."""

    new_unit: NewUnit
    queries: Queries
    clock: Clock
    desk: Desk
    new_id: Callable[[], bytes]

    def open(
        self,
        *,
        place: str | None,
        first: date,
        last: date,
        team: Sequence[str],
        officer: Officer,
        purpose: str | None = None,
        at: datetime | None = None,
    ) -> Trip:
        """Open a trip to a village; first, last: its days. Raises TripUnderWay, BadInput, TimeInFuture."""
        when = time_of_act(self.clock, at, late=True)
        village = check.text(place, "place")
        if village is None:
            raise BadInput(field="place", problem=N_("must not be empty"))
        if last < first:
            raise BadInput(field="last", problem=N_("lies before the first day"))
        if last < when.date():
            raise BadInput(field="last", problem=N_("lies in the past"))
        if len(team) > MOST_IN_TEAM:
            raise BadInput(field="team", problem=N_("has too many lines"))
        names = tuple(check.name(one, f"team[{place_}]") for place_, one in enumerate(team))
        aim = check.text(purpose, "purpose", most=check.LONG)
        with self.new_unit(officer.id) as unit:
            self._refuse_second(unit)
            number = next_number(unit, self.desk, TRIP, when)
            opened = TripOpened(when, number, village, first.isoformat(), last.isoformat(), names, aim)
            trip_id = self.new_id()
            unit.record("trip", trip_id, opened)
        return self._trip(trip_id)

    def close(self, text: str, *, officer: Officer, note: str | None = None, at: datetime | None = None) -> Trip:
        """Close a trip of this desk: what comes in from now on belongs to no trip. Raises UnknownTrip, TripOver."""
        when = time_of_act(self.clock, at, late=True)
        said = check.text(note, "note", most=check.LONG)
        trip = self.named(text)
        if trip.station != self.desk.station:
            raise UnknownTrip(trip=text)
        if trip.closed_at is not None:
            raise TripOver(number=trip.number, place=trip.place)
        if when < trip.opened_at:
            raise BadInput(field="at", problem=N_("lies before the trip was opened"))
        with self.new_unit(officer.id) as unit:
            unit.record("trip", trip.id, TripClosed(when, said))
        return self._trip(trip.id)

    def list(self) -> tuple[Trip, ...]:
        """Return the trips of every desk held here, newest first."""
        return self.queries.trips()

    def current(self) -> Trip | None:
        """Return the trip that this desk has open, None if it has none."""
        return next((trip for trip in self.queries.trips() if _is_open_here(trip, self.desk)), None)

    def named(self, text: str) -> Trip:
        """Return the trip of a number (the newest that has it) or an id in hex. Raises UnknownTrip."""
        return named_among(self.queries.trips(), text)

    def dossiers(self, trip: Trip) -> tuple[DossierLine, ...]:
        """Return what was taken in on a trip, soonest due first."""
        return self.queries.page(DossierFilter(trip=trip.id), order="due", after=None, limit=MOST_DOSSIERS)

    def to_carry_out(self, trip: Trip) -> tuple[Dossier, ...]:
        """Return the dossiers of a trip whose result lies here, for a hand-over list in the village (ký nhận)."""
        ready = DossierFilter(states=(State.COMPLETED,), trip=trip.id)
        lines = self.queries.page(ready, order="due", after=None, limit=MOST_DOSSIERS)
        return tuple(self.queries.dossier(line.id) for line in lines)

    def _refuse_second(self, unit: UnitOfWork) -> None:
        under_way = next((trip for trip in unit.trips() if _is_open_here(trip, self.desk)), None)
        if under_way is not None:
            raise TripUnderWay(number=under_way.number, place=under_way.place)

    def _trip(self, trip_id: bytes) -> Trip:
        return next(trip for trip in self.queries.trips() if trip.id == trip_id)


def named_among(trips: Sequence[Trip], text: str) -> Trip:
    """Return the trip of a number or an id in hex. Raises UnknownTrip."""
    asked = text.strip().lower()
    for trip in trips:
        if asked in (trip.number.lower(), trip.id.hex()):
            return trip
    raise UnknownTrip(trip=text)


def trip_for(trips: Sequence[Trip], desk: Desk, day: date) -> Trip | None:
    """Return the trip that takes in what this desk receives on a day, None if it is at home."""
    return next((trip for trip in trips if trip.station == desk.station and trip.takes_in(day)), None)


def _is_open_here(trip: Trip, desk: Desk) -> bool:
    return trip.station == desk.station and trip.closed_at is None
