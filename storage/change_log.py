"""The append-only change log: per station a hash chain without gaps (SYNC §2.2).

``UNIQUE(station, seq)`` and BEGIN IMMEDIATE keep the numbers; triggers refuse UPDATE and DELETE;
the chain shows any byte that was changed behind the program's back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from app.canon import change_hash
from app.domain.events import KIND_OF, KINDS, Event
from app.domain.ordering import CLOCK_OK, CLOCK_SUSPECT, DAY_MS, GENESIS, Change, judge_clock, next_hlc, wall_ms_of
from storage.prepared import Prepared, Question
from storage.tables import ChangeRow, SegmentRow, StationRow, table_of
from storage.ways import ways_of

# SQLite only; PostgreSQL gets rules of its own.
APPEND_ONLY = tuple(
    f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, 'append-only'); END"
    for table in (ChangeRow.__tablename__, SegmentRow.__tablename__)
    for act in ("UPDATE", "DELETE")
)

_CHUNK = 2_000
_MANY_UNKNOWN = 256
"""No honest run of changes names so many stations of which nothing is held."""

_change = table_of(ChangeRow)
_station = table_of(StationRow)
_insert_change = Prepared(insert(_change), each_once=True)
_insert_station = insert(_station)
_all_stations = select(_station)
_station_of_key = Question(select(_station).where(_station.c.key == bindparam("key")))
_station_of_id = Question(select(_station).where(_station.c.id == bindparam("id")))
_newest_clock = Question(select(func.max(_station.c.hlc)).where(_station.c.hlc <= bindparam("limit")))
_save_station = Prepared(
    update(_station)
    .where(_station.c.id == bindparam("of"))
    .values(seq=bindparam("seq"), head=bindparam("head"), hlc=bindparam("hlc"))
)
_of_aggregate = select(_change).where(_change.c.aggregate_id == bindparam("aggregate"))
_in_range = (
    select(_change)
    .where(_change.c.station == bindparam("of"), _change.c.seq.between(bindparam("first"), bindparam("last")))
    .order_by(_change.c.seq)
)
_hash_at = select(_change.c.hash).where(_change.c.station == bindparam("of"), _change.c.seq == bindparam("seq"))
_first_held = select(func.min(_change.c.seq)).where(_change.c.station == bindparam("of"))
_hlc_at = select(_change.c.hlc).where(_change.c.station == bindparam("of"), _change.c.seq == bindparam("seq"))

_pack = msgspec.msgpack.Encoder().encode
_unpack_deps = msgspec.msgpack.Decoder(tuple[tuple[bytes, int], ...]).decode
_NO_DEPS = _pack(())


@dataclass(slots=True)
class Station:
    """A station's row inside one transaction; see :class:`storage.tables.StationRow`."""

    id: int
    key: bytes
    seq: int
    head: bytes
    hlc: int
    written_to: int
    acknowledged_to: int

    @property
    def sent_to(self) -> int:
        """Return the last change that left this computer: written and read back, or confirmed."""
        return max(self.written_to, self.acknowledged_to)


class ClockFloor:
    """What the computer's clock is judged by beside the log (SYNC §2.10): the province's time, the officer's word, the
    day this release was made. In UTC milliseconds; only rises. is_doubted: the computer's clock is wrong, be it that an
    officer's word corrects it now.
    """

    def __init__(self, ms: int = 0) -> None:
        self.ms = ms
        self.is_doubted = False

    def raise_to(self, moment: datetime) -> None:
        """Hear of a moment that has certainly passed."""
        self.ms = max(self.ms, int(moment.timestamp() * 1000))


class ChangeLog:
    """The log inside one transaction; it remembers the station rows it has seen."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._by_key: dict[bytes, Station] = {}
        self._by_id: dict[int, Station] = {}
        self._unknown: set[bytes] = set()
        self._touched: set[int] = set()

    # ── stations ──

    def stations(self) -> tuple[Station, ...]:
        """Return every station whose log is held here, in the order they came."""
        for row in self._connection.execute(_all_stations):
            if row.id not in self._by_id:
                self._remember(Station(*row))
        return tuple(self._by_id[number] for number in sorted(self._by_id))

    def station(self, key: bytes) -> Station | None:
        """Return a station by its 16-byte id, None if nothing of it is held.

        One that was not here is not asked for again: changes may name thousands of times what nobody ever wrote.
        """
        if key in self._by_key:
            return self._by_key[key]
        if key in self._unknown or len(self._unknown) == _MANY_UNKNOWN:
            return None
        found = _station_of_key.ask(self._connection, key=key)
        if found:
            return self._remember(Station(*found[0]))
        self._unknown.add(key)
        if len(self._unknown) == _MANY_UNKNOWN:
            self.stations()  # from here on what is not among them is not asked for
        return None

    def station_numbered(self, number: int) -> Station:
        """Return a station by its small local number."""
        if number not in self._by_id:
            return self._remember(Station(*_station_of_id.ask(self._connection, id=number)[0]))
        return self._by_id[number]

    def hold(self, key: bytes, *, commune: str | None = None, beside: Sequence[str] = ()) -> None:
        """Keep a station's log for this transaction alone; its row is read anew. commune, beside: see :class:`Ways`."""
        ways_of(self._connection).hold(self._connection, key, commune, beside)
        self._unknown.clear()  # another worker may have entered one while this one waited
        known = self._by_key.pop(key, None)
        if known is not None:
            del self._by_id[known.id]

    def enter(self, key: bytes) -> Station:
        """Return a station, with an empty log if it is new here."""
        known = self.station(key)
        if known is not None:
            return known
        self._connection.execute(
            _insert_station, {"key": key, "seq": 0, "head": GENESIS, "hlc": 0, "written_to": 0, "acknowledged_to": 0}
        )
        return self._remember(Station(*_station_of_key.ask(self._connection, key=key)[0]))

    def _remember(self, station: Station) -> Station:
        self._by_key[station.key] = self._by_id[station.id] = station
        self._unknown.discard(station.key)
        return station

    # ── writing ──

    def append(
        self,
        station: Station,
        event: Event,
        body: bytes,
        *,
        actor: bytes,
        aggregate: tuple[str, bytes],
        deps: tuple[tuple[bytes, int], ...],
        wall_ms: int,
        floor: ClockFloor | None = None,
        flags: int = 0,
    ) -> Change:
        """Append one act of our own station; the station row is saved by :meth:`save`.

        A wall clock that cannot be right (``judge_clock``) moves nothing: the clock goes on by a tick, flagged.
        """
        kind = KIND_OF[type(event)]
        known_ms = max(wall_ms_of(station.hlc), floor.ms if floor else 0)
        judged = judge_clock(wall_ms, known_ms) if floor is not None or wall_ms < known_ms else CLOCK_OK
        suspect = judged != CLOCK_OK
        newest = max(station.hlc, self._newest_clock(known_ms if suspect else wall_ms))
        change = Change(
            station=station.key,
            seq=station.seq + 1,
            hlc=next_hlc(newest, known_ms if suspect else wall_ms),
            actor=actor,
            aggregate_type=aggregate[0],
            aggregate_id=aggregate[1],
            kind=kind,
            version=KINDS[kind][1],
            deps=deps,
            body=body,
            flags=flags | (CLOCK_SUSPECT if suspect or (floor and floor.is_doubted) else 0),
        )
        self.extend(station, (change,))
        return change

    def extend(self, station: Station, changes: Sequence[Change]) -> None:
        """Append the next changes of a station, in order, and move its head. The caller has checked them."""
        rows = []
        for change in changes:
            if change.seq != station.seq + 1 or change.station != station.key:
                raise ValueError(f"change {change.seq} does not follow {station.seq}")
            station.head = change_hash(station.head, change)
            station.seq, station.hlc = change.seq, max(station.hlc, change.hlc)
            rows.append(row_of(station.id, change, station.head))
        if rows:
            _insert_change.run(self._connection, rows)
            self._touched.add(station.id)

    def confirm_all(self, station: Station) -> None:
        """Note that nobody waits for this log: it was made from what the province holds."""
        station.written_to = station.acknowledged_to = station.seq
        reached = {"written_to": station.seq, "acknowledged_to": station.seq}
        self._connection.execute(update(_station).where(_station.c.id == station.id).values(**reached))

    def save(self) -> None:
        """Write the heads that moved."""
        moved = [self._by_id[number] for number in self._touched]
        rows = [{"of": one.id, "seq": one.seq, "head": one.head, "hlc": one.hlc} for one in moved]
        _save_station.run(self._connection, rows)
        self._touched.clear()

    def _newest_clock(self, wall_ms: int) -> int:
        """Return the newest clock seen of any station; one more than a day ahead is not believed (SYNC §2.10)."""
        [(newest,)] = _newest_clock.ask(self._connection, limit=(wall_ms + DAY_MS) << 16)
        return newest or 0

    # ── reading ──

    def of_aggregate(self, aggregate_id: bytes) -> list[Change]:
        """Return the changes of one aggregate, in no particular order."""
        return [self.change_of(row) for row in self._connection.execute(_of_aggregate, {"aggregate": aggregate_id})]

    def in_range(self, station: Station, first: int, last: int) -> Iterator[tuple[Change, bytes]]:
        """Yield changes with their stored chain hash, in order, a few thousand at a time."""
        while first <= last:
            upto = min(last, first + _CHUNK - 1)
            for row in self._connection.execute(_in_range, {"of": station.id, "first": first, "last": upto}).all():
                yield self.change_of(row), row.hash
            first = upto + 1

    def hash_at(self, station: Station, seq: int) -> bytes | None:
        """Return the chain hash after a change; the genesis head for 0; None if it is not held."""
        if seq == 0:
            return GENESIS
        if seq == station.seq:
            return station.head  # a log that began from a snapshot has no row there
        return self._connection.execute(_hash_at, {"of": station.id, "seq": seq}).scalar()

    def first_held(self, station: Station) -> int:
        """Return the first change of a log whose row is held here: a log may begin from a snapshot."""
        first = self._connection.execute(_first_held, {"of": station.id}).scalar()
        return station.seq + 1 if first is None else first

    def wall_ms_at(self, station: Station, seq: int) -> int | None:
        """Return when a change was recorded, by its author's clock, in UTC milliseconds."""
        hlc = self._connection.execute(_hlc_at, {"of": station.id, "seq": seq}).scalar()
        return None if hlc is None else wall_ms_of(hlc)

    def change_of(self, row: Row[Any]) -> Change:
        """Return the change of a row of the log."""
        fields: list[Any] = [*row]
        fields[0] = self.station_numbered(fields[0]).key
        fields[8] = _deps_of(fields[8])
        return Change(*fields[:11])


def packed(value: Iterable[object]) -> bytes:
    """Return the msgpack of a small list, as deps and ranges are stored."""
    return _pack(tuple(value))


def _deps_of(stored: bytes) -> tuple[tuple[bytes, int], ...]:
    return () if stored == _NO_DEPS else _unpack_deps(stored)


def row_of(station: int, change: Change, chained: bytes) -> dict[str, object]:
    """Return a change as its row. chained: the chain hash after it."""
    return {
        "station": station,
        "seq": change.seq,
        "hlc": change.hlc,
        "actor": change.actor,
        "aggregate_type": change.aggregate_type,
        "aggregate_id": change.aggregate_id,
        "kind": change.kind,
        "version": change.version,
        "deps": _pack(change.deps) if change.deps else _NO_DEPS,
        "body": change.body,
        "flags": change.flags,
        "hash": chained,
    }
