"""What the province counts over all its communes: by station and procedure, by week, never by citizen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select

from app.domain.states import OPEN_STATES, RUNNING_STATES, State
from storage.codec import moment, seconds
from storage.engine import Database
from storage.tables import DossierRow, StationRow, table_of

_dossier, _station = table_of(DossierRow), table_of(StationRow)
_RUNNING = tuple(state.code for state in RUNNING_STATES)
_OPEN = tuple(state.code for state in OPEN_STATES)
_WAITING = (State.AWAITING_PAPERS.code, State.AWAITING_PAYMENT.code)
_ZONE_S, _DAY_S, _WEEK_S = 7 * 3600, 24 * 3600, 7 * 24 * 3600
_MONDAY_S = 4 * 24 * 3600  # 1970-01-05, the first Monday


@dataclass(frozen=True, slots=True)
class Load:
    """How the dossiers of a procedure stand that one station took in. soon: due within three days, today's not."""

    station: bytes
    procedure: str
    running: int
    overdue: int
    today: int
    soon: int
    waiting: int
    to_return: int


@dataclass(frozen=True, slots=True)
class Solved:
    """How many dossiers of a station were solved in a week (its Monday), and how many of them late."""

    station: bytes
    week: date
    solved: int
    late: int


@dataclass(frozen=True, slots=True)
class OpenLine:
    """One open dossier for the province's eyes: no name, no number of a citizen."""

    code: str
    procedure: str
    state: State
    received_at: datetime
    due_at: datetime
    station: bytes


class ProvinceRows:
    """Reads the counts; each call one read transaction, safe on any thread. stations: the only ones to count."""

    def __init__(self, database: Database, stations: Sequence[bytes] | None = None) -> None:
        self._database, self._stations = database, stations

    def loads(self, now: datetime) -> tuple[Load, ...]:
        """Return how the open dossiers stand, by station and procedure."""
        running, due, at = _dossier.c.state.in_(_RUNNING), _dossier.c.due_at, seconds(now)
        midnight = seconds(_midnight_after(now))
        asked = self._by_station(
            _dossier.c.procedure_id,
            _count(running),
            _count(running & (due < at)),
            _count(running & (due >= at) & (due < midnight)),
            _count(running & (due >= midnight) & (due < midnight + 3 * 24 * 3600)),
            _count(_dossier.c.state.in_(_WAITING)),
            _count(_dossier.c.state == State.COMPLETED.code),
        ).where(_dossier.c.state.in_((*_OPEN, State.COMPLETED.code)))
        with self._database.reading() as connection:
            rows = connection.execute(asked.group_by(_station.c.key, _dossier.c.procedure_id)).all()
        return tuple(Load(bytes(row[0]), row[1], *map(int, row[2:])) for row in rows)

    def solved(self, since: datetime, until: datetime) -> tuple[Solved, ...]:
        """Return what was solved between two moments, by station and week of the author's clock."""
        week = (_dossier.c.solved_at + (_ZONE_S - _MONDAY_S)) // _WEEK_S
        asked = (
            self._by_station(week, func.count(), _count(_dossier.c.solved_late))
            .where(_dossier.c.solved_at >= seconds(since), _dossier.c.solved_at < seconds(until))
            .group_by(_station.c.key, week)
        )
        with self._database.reading() as connection:
            rows = connection.execute(asked).all()
        return tuple(Solved(bytes(key), _monday(number), count, int(late)) for key, number, count, late in rows)

    def received_by_day(self, since: datetime) -> tuple[tuple[bytes, date, int], ...]:
        """Return how many dossiers each station took in on each day since a moment."""
        day = (_dossier.c.received_at + _ZONE_S) // _DAY_S
        asked = (
            self._by_station(day, func.count())
            .where(_dossier.c.received_at >= seconds(since))
            .group_by(_station.c.key, day)
        )
        with self._database.reading() as connection:
            rows = connection.execute(asked).all()
        return tuple((bytes(key), date(1970, 1, 1) + timedelta(days=int(day)), count) for key, day, count in rows)

    def marked(self) -> dict[bytes, int]:
        """Return how many dossiers of each station have something to look at; closed ones too."""
        asked = self._by_station(func.count()).where(_dossier.c.marked).group_by(_station.c.key)
        with self._database.reading() as connection:
            return {bytes(key): count for key, count in connection.execute(asked)}

    def open_lines(
        self, stations: Sequence[bytes], procedures: Sequence[str] | None, *, until: datetime | None, limit: int | None
    ) -> tuple[OpenLine, ...]:
        """Return running dossiers of some stations, the nearest due first. until: only those due before."""
        asked = (
            select(
                _dossier.c.code,
                _dossier.c.procedure_name,
                _dossier.c.state,
                _dossier.c.received_at,
                _dossier.c.due_at,
                _station.c.key,
            )
            .join(_station, _station.c.id == _dossier.c.received_by)
            .where(_dossier.c.state.in_(_RUNNING), _station.c.key.in_(stations))
        )
        if procedures is not None:
            asked = asked.where(_dossier.c.procedure_id.in_(procedures))
        if until is not None:
            asked = asked.where(_dossier.c.due_at < seconds(until))
        with self._database.reading() as connection:
            rows = connection.execute(asked.order_by(_dossier.c.due_at, _dossier.c.position).limit(limit)).all()
        return tuple(
            OpenLine(code, name, _STATES[state], moment(received), moment(due), bytes(key))
            for code, name, state, received, due, key in rows
        )

    def _by_station(self, *columns: ColumnElement[Any]) -> Select[Any]:
        asked = select(_station.c.key, *columns).join(_station, _station.c.id == _dossier.c.received_by)
        return asked if self._stations is None else asked.where(_station.c.key.in_(self._stations))


_STATES = {state.code: state for state in State}


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _midnight_after(now: datetime) -> datetime:
    return (moment(seconds(now)) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


def _monday(number: int) -> date:
    return date(1970, 1, 5) + timedelta(weeks=int(number))
