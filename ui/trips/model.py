"""What the page of trips shows and reads: plain values and functions, no widget."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.states import State
from app.i18n import _
from app.readings import Desk, DossierFilter, Trip
from ui.typed_days import span_words
from ui.widgets.cells import Cell, Column, StateCell, TextCell

if TYPE_CHECKING:
    from app.ports import Queries

_OPEN = tuple(state for state in State if state not in (State.RETURNED, State.WITHDRAWN, State.STOPPED))


@dataclass(frozen=True, slots=True)
class TripLine:
    """A trip with its counts. taken: dossiers taken in; ready: results to carry out; owed: not returned yet."""

    trip: Trip
    taken: int
    ready: int
    owed: int


@dataclass(frozen=True, slots=True)
class Typed:
    """A new trip as typed."""

    place: str = ""
    first: str = ""
    last: str = ""
    team: str = ""
    purpose: str = ""


def read_lines(queries: Queries) -> tuple[TripLine, ...]:
    """Return the trips with their counts, newest first; safe on any thread."""

    def counted(trip: Trip, *states: State) -> int:
        return queries.count(DossierFilter(states=states, trip=trip.id))

    return tuple(
        TripLine(trip, counted(trip), counted(trip, State.COMPLETED), counted(trip, *_OPEN)) for trip in queries.trips()
    )


def under_way(lines: Sequence[TripLine], desk: Desk) -> TripLine | None:
    """Return the trip this desk has open."""
    mine = (line for line in lines if line.trip.station == desk.station and line.trip.closed_at is None)
    return next(mine, None)


def columns() -> tuple[Column, ...]:
    """Return the columns of the list."""
    return (
        Column(_("State"), 130),
        Column(_("Number"), 84),
        Column(_("Village"), 240),
        Column(_("Days"), 190),
        Column(_("Team"), drop=1),
        Column(_("Taken in"), 84, right=True),
        Column(_("To carry out"), 110, right=True),
    )


def cells(line: TripLine) -> tuple[Cell, ...]:
    """Return the cells of a trip."""
    trip = line.trip
    state = StateCell("done", _("closed")) if trip.closed_at else StateCell("on_time", _("under way"))
    return (
        state,
        TextCell(trip.number),
        TextCell(trip.place, strong=True),
        TextCell(span_words(trip.first, trip.last)),
        TextCell(", ".join(trip.team), muted=True),
        TextCell(str(line.taken), right=True),
        TextCell(str(line.ready) if line.ready else "", right=True, strong=True),
    )


def team_of(text: str) -> tuple[str, ...]:
    """Return the names of a team, separated by commas or semicolons."""
    return tuple(name.strip() for name in re.split(r"[,;]", text) if name.strip())
