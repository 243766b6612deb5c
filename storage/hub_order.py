"""The order the province fixed (``hub_seq``): which turn a change has, and which dossiers a new entry concerns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from sqlalchemy import Connection, bindparam, delete, exists, func, or_, select

from app.domain.events import KIND_OF, DossierForwarded
from app.domain.merge_events import ChangesOrdered
from app.domain.ordering import Change, Key, Turn, in_causal_order
from app.ports import LogRange
from storage.change_log import ChangeLog
from storage.prepared import Prepared, Question
from storage.tables import ChangeRow, DossierRow, HeadRow, OrderRow, StationRow, table_of
from storage.upsert import upsert

_order, _head, _change, _station, _dossier = map(table_of, (OrderRow, HeadRow, ChangeRow, StationRow, DossierRow))
_save = Prepared(upsert(OrderRow))
_drop = Prepared(delete(_order).where(_order.c.station == bindparam("of"), _order.c.first == bindparam("since")))
_turn_of = Question(
    select(_order.c.hlc, _order.c.log, _order.c.run, _order.c.last, _order.c.came_ms)
    .where(_order.c.station == bindparam("station"), _order.c.first <= bindparam("seq"))
    .order_by(_order.c.first.desc())
    .limit(1)
)
_touching = Question(
    select(_order.c.station, _order.c.first, _order.c.hlc, _order.c.log, _order.c.run, _order.c.last, _order.c.came_ms)
    .where(
        _order.c.station == bindparam("station"),
        _order.c.first <= bindparam("last"),
        _order.c.last >= bindparam("first"),
    )
    .order_by(_order.c.first)
)
_highest = Question(
    select(_order.c.last).where(_order.c.station == bindparam("station")).order_by(_order.c.first.desc()).limit(1)
)
_woven = Question(select(_head.c.aggregate_id).where(_head.c.is_woven).distinct())
_in_range = Question(
    select(_change.c.aggregate_id)
    .where(_change.c.station == bindparam("station"), _change.c.seq.between(bindparam("first"), bindparam("last")))
    .distinct()
)
_hlc_at = Question(
    select(_change.c.hlc).where(_change.c.station == bindparam("station"), _change.c.seq == bindparam("seq"))
)
_ENTRY, _FORWARDED = KIND_OF[ChangesOrdered], KIND_OF[DossierForwarded]
_last_of_each = (  # ranges follow one another: the last that begins is the last that ends
    select(_order.c.last)
    .where(_order.c.station == _station.c.id)
    .order_by(_order.c.first.desc())
    .limit(1)
    .scalar_subquery()
)
_last = func.coalesce(_last_of_each, 0)
_all_behind = select(_station.c.id, _station.c.key, _last.label("last")).where(_station.c.seq > _last)
_behind = Question(_all_behind)
_behind_of = Question(_all_behind.where(_station.c.key.in_(bindparam("logs", expanding=True))))
_not_placed = Question(
    select(func.min(_change.c.seq), func.max(_change.c.seq)).where(
        _change.c.station == bindparam("station"), _change.c.seq > bindparam("last"), _change.c.kind != _ENTRY
    )
)
_is_woven = exists().where(_head.c.aggregate_id == _change.c.aggregate_id, _head.c.is_woven)
_author, _receiver = _station.alias("author"), _station.alias("receiver")
_may_be_shared = Question(
    select(_dossier.c.id, _receiver.c.key, _dossier.c.custodian)
    .select_from(_change)
    .join(_author, _author.c.id == _change.c.station)
    .join(_dossier, _dossier.c.id == _change.c.aggregate_id)
    .join(_receiver, _receiver.c.id == _dossier.c.received_by)
    .where(
        _author.c.key == bindparam("station"),
        _change.c.seq.between(bindparam("first"), bindparam("last")),
        or_((_change.c.kind == _FORWARDED) & (_dossier.c.custodian != _receiver.c.key), _is_woven),
    )
    .distinct()
)
_LARGEST = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class _Run:
    """One range of one entry; see :class:`storage.tables.OrderRow`."""

    station: int
    first: int
    last: int
    hlc: int
    log: bytes
    run: int
    came_ms: int

    def row(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self.__slots__}


def _earliest(runs: Sequence[_Run]) -> list[_Run]:
    """Return ranges that do not overlap and give each change the earliest of the turns that these give it."""
    borders = sorted({one.first for one in runs} | {one.last + 1 for one in runs})
    pieces: list[_Run] = []
    for first, after in pairwise(borders):
        over = [one for one in runs if one.first <= first and one.last >= after - 1]
        if not over:
            continue
        best = min(over, key=lambda one: (one.hlc, one.log, one.run))
        piece = replace(best, first=first, last=after - 1)
        if pieces and replace(pieces[-1], last=after - 1) == replace(piece, first=pieces[-1].first):
            pieces[-1] = replace(pieces[-1], last=after - 1)  # borders follow one another: it goes on
        else:
            pieces.append(piece)
    return pieces


class HubOrder:
    """The order inside one transaction."""

    def __init__(self, connection: Connection, log: ChangeLog) -> None:
        self._connection = connection
        self._log = log
        self._noted: list[_Run] = []
        self._written: list[_Run] = []

    @property
    def is_noted(self) -> bool:
        """Whether entries came since the last flush."""
        return bool(self._noted)

    def note(self, change: Change, event: ChangesOrdered) -> None:
        """Note an entry; a range that no log can have says nothing."""
        came_ms = int(event.at.timestamp() * 1000)
        for run, one in enumerate(event.runs):
            if 0 < one.first <= one.last <= _LARGEST and len(one.station) == 16:
                station = self._log.enter(one.station).id
                self._noted.append(_Run(station, one.first, one.last, change.hlc, change.station, run, came_ms))

    def flush(self) -> None:
        """Write what was noted; the caller is a projector.

        A hub put back from a copy orders anew what it forgot that it had ordered. The earlier turn counts, on whatever
        machine and in whatever order the two entries come, so the ranges that are kept never overlap.
        """
        reach: dict[int, int] = {}
        waiting: list[_Run] = []
        for one in self._noted:
            if one.station not in reach:
                rows = _highest.ask(self._connection, station=one.station)
                reach[one.station] = rows[0][0] if rows else 0
            if one.first > reach[one.station]:  # nearly always: an entry goes on where the last one ended
                waiting.append(one)
            else:
                _save.run(self._connection, [each.row() for each in waiting])
                waiting = []
                self._weave_in(one)
            reach[one.station] = max(reach[one.station], one.last)
        _save.run(self._connection, [each.row() for each in waiting])
        self._written, self._noted = self._noted, []

    def _weave_in(self, one: _Run) -> None:
        """Write a range some of whose changes have a turn already, piece by piece."""
        rows = _touching.ask(self._connection, station=one.station, first=one.first, last=one.last)
        held = [
            _Run(station, first, last, hlc, bytes(log), run, came)
            for station, first, hlc, log, run, last, came in rows
        ]  # fmt: skip
        _drop.run(self._connection, [{"of": each.station, "since": each.first} for each in held])
        _save.run(self._connection, [piece.row() for piece in _earliest([*held, one])])

    def turns(self, changes: Iterable[Change]) -> dict[Key, Turn]:
        """Return the turns of those changes that have one."""
        found: dict[Key, Turn] = {}
        for change in changes:
            station = self._log.station(change.station)
            rows = _turn_of.ask(self._connection, station=station.id, seq=change.seq) if station else []
            for hlc, log, run, last, came_ms in rows:
                if change.seq <= last:
                    found[change.station, change.seq] = Turn(hlc, bytes(log), run, change.seq, came_ms)
        return found

    def woven(self) -> list[bytes]:
        """Return the stored aggregates of several hands that the entries written last concern."""
        known = {bytes(row[0]) for row in _woven.ask(self._connection)}
        found: set[bytes] = set()
        for one in self._written if known else ():
            rows = _in_range.ask(self._connection, station=one.station, first=one.first, last=one.last)
            found |= known & {bytes(row[0]) for row in rows}
        return sorted(found)


def unordered(connection: Connection, logs: Sequence[bytes] | None = None) -> tuple[LogRange, ...]:
    """Return what is held of each log and has no place in the order, by the clock of its first change.

    Entries of the order itself need none. logs: the only ones to look at, None for all.
    """
    found = []
    behind = _behind.ask(connection) if logs is None else _behind_of.ask(connection, logs=list(logs))
    for station, key, last in behind:
        [(first, upto)] = _not_placed.ask(connection, station=station, last=last)
        if first is not None:
            [(hlc,)] = _hlc_at.ask(connection, station=station, seq=first)
            found.append((hlc, LogRange(bytes(key), first, upto)))
    return tuple(one for _hlc, one in sorted(found, key=lambda each: (each[0], each[1].station)))


def perhaps_shared(connection: Connection, ranges: Iterable[LogRange]) -> dict[bytes, tuple[bytes, bytes]]:
    """Return the dossiers of these changes that may belong to more than one commune: gone away, or of several hands.

    Each with the stations that received it and that have it now.
    """
    found: dict[bytes, tuple[bytes, bytes]] = {}
    for one in ranges:
        rows = _may_be_shared.ask(connection, station=one.station, first=one.first, last=one.last)
        found.update((bytes(id_), (bytes(receiver), bytes(holder))) for id_, receiver, holder in rows)
    return found


def history(connection: Connection, log: ChangeLog, dossier_id: bytes) -> tuple[list[Change], dict[Key, Turn]]:
    """Return the changes held of a dossier in causal order, and the turns of those the province put in order."""
    changes = log.of_aggregate(dossier_id)
    turns = HubOrder(connection, log).turns(changes)
    return in_causal_order(changes, turns), turns
