"""The mobile trip (đợt lưu động): the desk goes to a village, takes in there and later carries the results out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TripOpened:
    """A trip was planned or begun. number: of the series ``trip``. place: village; first, last: ISO days.

    team: who goes, one name each. purpose: as the plan of the commune words it.
    """

    at: datetime
    number: str
    place: str
    first: str
    last: str
    team: tuple[str, ...] = ()
    purpose: str | None = None


@dataclass(frozen=True, slots=True)
class TripClosed:
    """The desk is back: what is taken in from now on belongs to no trip."""

    at: datetime
    note: str | None = None
