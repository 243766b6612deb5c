"""Guidance, pads, trips, copies of desk papers out of their rows: read alike in a unit of work and by queries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, func, select

from app import canon
from app.domain.guidance_events import GuidanceGiven
from app.domain.trip_events import TripClosed, TripOpened
from app.readings import GivenGuidance, Trip
from storage.codec import seconds, tail_of
from storage.prepared import Question
from storage.tables import DeskPaperRow, DossierRow, GuidanceRow, PadRow, StationRow, TripRow, table_of

_guidance, _pad, _trip, _dossier, _station = map(table_of, (GuidanceRow, PadRow, TripRow, DossierRow, StationRow))
_given = (
    select(_guidance.c.id, _guidance.c.body)
    .where(_guidance.c.at >= bindparam("since"), _guidance.c.at < bindparam("until"))
    .order_by(_guidance.c.at, _guidance.c.station, _guidance.c.seq)
)
_pads = (
    select(_pad.c.first, _pad.c.sheets)
    .where(_pad.c.station == bindparam("station"), _pad.c.day == bindparam("day"))
    .order_by(_pad.c.first)
)
_said_of_trips = Question(  # asked at every acceptance
    select(_trip.c.trip, _station.c.key, _trip.c.is_opening, _trip.c.body)
    .join(_station, _station.c.id == _trip.c.station)
    .order_by(_trip.c.hlc, _trip.c.station, _trip.c.seq)
)
_paper = table_of(DeskPaperRow)
_copies = select(func.max(_paper.c.copy_number)).where(
    _paper.c.form == bindparam("form"), _paper.c.about == bindparam("about")
)
_with_tail = select(_dossier.c.code_tail).where(_dossier.c.code_tail.in_(bindparam("tails", expanding=True)))
_MOST_SHEETS = 999


def read_guidance(connection: Connection, since: datetime, until: datetime) -> tuple[GivenGuidance, ...]:
    """Return what was given from since on and before until, oldest first."""
    asked = {"since": seconds(since), "until": seconds(until)}
    rows = connection.execute(_given, asked)
    return tuple(GivenGuidance(row.id, canon.decode(row.body, GuidanceGiven)) for row in rows)


def copies_made(connection: Connection, form: str, about: str) -> int:
    """Return the number of the newest copy of a paper that belongs to no dossier, 0 if there is none."""
    return connection.execute(_copies, {"form": form, "about": about}).scalar() or 0


def read_reserved(connection: Connection, station: int, day: date) -> tuple[int, ...]:
    """Return the serials this station set aside for a day, ascending."""
    rows = connection.execute(_pads, {"station": station, "day": day.isoformat()})
    return tuple(serial for first, sheets in rows for serial in range(first, first + min(sheets, _MOST_SHEETS)))


def used_among(connection: Connection, codes: tuple[str, ...]) -> frozenset[str]:
    """Return those of the codes that a dossier has."""
    tails = {tail_of(code): code for code in codes}
    if not tails:
        return frozenset()
    found = connection.execute(_with_tail, {"tails": list(tails)}).scalars()
    return frozenset(tails[tail] for tail in found)


def read_trips(connection: Connection) -> tuple[Trip, ...]:
    """Return the trips of every station held here, as first opened and first closed, newest first."""
    trips: dict[bytes, Trip] = {}
    closings: dict[bytes, TripClosed] = {}
    for trip_id, station, is_opening, body in _said_of_trips.ask(connection):
        if not is_opening:
            closings.setdefault(trip_id, canon.decode(body, TripClosed))
        elif trip_id not in trips:
            trip = _trip_of(trip_id, station, canon.decode(body, TripOpened))
            if trip is not None:
                trips[trip_id] = trip
    made = [_closed(trip, closings.get(trip.id)) for trip in trips.values()]
    return tuple(sorted(made, key=lambda trip: (trip.opened_at, trip.id), reverse=True))


def _trip_of(trip: bytes, station: bytes, opened: TripOpened) -> Trip | None:
    """Return a trip; None where another program wrote days that are none."""
    try:
        first, last = date.fromisoformat(opened.first), date.fromisoformat(opened.last)
    except ValueError:
        return None
    return Trip(trip, station, opened.number, opened.at, opened.place, first, last, opened.team, opened.purpose)


def _closed(trip: Trip, closing: TripClosed | None) -> Trip:
    if closing is None:
        return trip
    return replace(trip, closed_at=closing.at, note=closing.note)
