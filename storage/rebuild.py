"""Replaying the log: making the projections anew, and proving that they are what the log says."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from msgspec import MsgspecError
from sqlalchemy import Connection, Table, bindparam, select, text
from sqlalchemy.exc import DatabaseError

from app.baselines import BaselineLog
from app.canon import change_hash
from app.domain.errors import DatabaseDamaged
from app.domain.events import KIND_OF
from app.domain.merge_events import ChangesOrdered
from app.domain.ordering import GENESIS, Change
from storage import schema
from storage.baseline import is_sound, kept_baseline
from storage.change_log import ChangeLog, Station
from storage.engine import Database
from storage.erasing import drop_ordered, ordered_in
from storage.gone import first_unexplained
from storage.guard import projecting
from storage.projections import Projector
from storage.tables import PROJECTION_VERSION, ChangeRow, HeadRow, Projection, StationRow, table_of
from storage.ways import WHOLE, ways_of

_change = table_of(ChangeRow)
_station, _head = table_of(StationRow), table_of(HeadRow)
_entries_of_order = select(_change).where(
    _change.c.kind == KIND_OF[ChangesOrdered], _change.c.aggregate_id.in_(select(_station.c.key))
)
_woven = select(_head.c.aggregate_id).where(_head.c.is_woven).distinct()
_aggregates_at_once = 500
_next_aggregates = (
    select(_change.c.aggregate_id)
    .where(_change.c.aggregate_id > bindparam("last"))
    .distinct()
    .order_by(_change.c.aggregate_id)
    .limit(_aggregates_at_once)
)


@dataclass(frozen=True, slots=True)
class Verified:
    """What a check found. first_bad: station and seq of the first change that does not meet the chain.

    projections_equal: None where the chain was broken and a comparison would say nothing.
    from_snapshot: changes the province vouches for, below the reach of the snapshot this desk began with.
    scans_…: digests of scans whose bytes are gone, or are not what was stored.
    """

    ok: bool
    changes: int
    first_bad: tuple[bytes, int] | None
    projections_equal: bool | None
    scans_missing: tuple[str, ...] = ()
    scans_damaged: tuple[str, ...] = ()
    from_snapshot: int = 0


def rebuild(database: Database) -> int:
    """Drop every projection and replay the log, in one transaction. Returns how many changes there are."""
    with database.owning() as connection:
        changes = replay_all(connection)
        version = text("UPDATE bookkeeping SET value = :version WHERE name = 'projection_version'")
        connection.execute(version, {"version": PROJECTION_VERSION})
    database.settle()
    return changes


def replay_all(connection: Connection) -> int:
    """Make every projection anew inside a transaction. Returns how many changes there are."""
    log = ChangeLog(connection)
    drop_ordered(connection, log, ordered_in(connection, log))
    schema.drop_projections(connection)
    schema.create_projections(connection)
    return replay(connection, with_search=True)


def replay(connection: Connection, *, with_search: bool) -> int:
    """Project the whole log into empty tables, aggregate by aggregate. Returns how many changes it holds."""
    ways = ways_of(connection)
    changes, shared = 0, ways.shared(connection)
    for scope in ways.scopes(connection):
        ways.enter_scope(connection, scope)
        changes += _replay_scope(connection, with_search=with_search, without=shared)
    for aggregate_id, scopes in shared.items():
        ways.enter_scope(connection, scopes)
        log = ChangeLog(connection)
        projector = Projector(connection, log, with_search=with_search)
        of_it = log.of_aggregate(aggregate_id)
        projector.apply_whole(aggregate_id, of_it)
        projector.flush()
        changes += len(of_it)
    if shared and with_search:
        with projecting(connection):
            ways.sort_into_scopes(connection)
    return changes


def replay_held(connection: Connection) -> None:
    """Make the projections anew of all that this transaction holds: everything, or on a server one commune's."""
    ways = ways_of(connection)
    if ways.many_scopes:
        woven = list(connection.execute(_woven).scalars())
        with projecting(connection):
            ways.clear_scope(connection)
        _replay_scope(connection, with_search=True, without=frozenset(woven))
        projector = Projector(connection, ChangeLog(connection))
        projector.load(woven)
        for aggregate_id in woven:  # perhaps another commune's too
            projector.refold(aggregate_id)
        projector.flush()
    else:
        replay_all(connection)


def _replay_scope(connection: Connection, *, with_search: bool, without: Container[bytes]) -> int:
    log = ChangeLog(connection)
    projector = Projector(connection, log, with_search=with_search)
    projector.order_first(log.change_of(row) for row in connection.execute(_entries_of_order).all())
    changes = 0
    for whole in _aggregates(connection, log):
        for aggregate_id, of_it in whole.items():
            if aggregate_id in without:
                continue
            projector.apply_whole(aggregate_id, of_it)
            changes += len(of_it)
        projector.flush()
    return changes


def _aggregates(connection: Connection, log: ChangeLog) -> Iterator[dict[bytes, list[Change]]]:
    """Yield the changes by aggregate, some hundred aggregates at a time."""
    last = b""
    while True:
        ids = connection.execute(_next_aggregates, {"last": last}).scalars().all()
        if not ids:
            return
        whole: dict[bytes, list[Change]] = {aggregate_id: [] for aggregate_id in ids}
        asked = select(_change).where(_change.c.aggregate_id.between(ids[0], ids[-1]))
        for row in connection.execute(asked):
            whole[row.aggregate_id].append(log.change_of(row))
        yield whole
        last = ids[-1]


def verify(database: Database) -> Verified:
    """Check every page, recompute every chain, compare the projections with a fresh replay; changes nothing.

    Raises DatabaseDamaged where a page is not the one that was written, be it one that nothing has asked for yet.
    """
    with database.checking() as connection:
        if not ways_of(connection).check_pages(connection):
            raise DatabaseDamaged(reason=database.path.name)
        log = ChangeLog(connection)
        kept = kept_baseline(connection)
        changes, first_bad = _check_chains(log, kept.logs if kept else ())
        if kept is not None and first_bad is None and not is_sound(connection, log, kept):
            first_bad = (kept.logs[0].station, 1)
        first_bad = first_bad or first_unexplained(connection, log)
        equal = None if first_bad else _equals_replay(connection)
        vouched = kept.changes if kept else 0
        return Verified(first_bad is None and equal is True, changes, first_bad, equal, from_snapshot=vouched)


def check_chains(database: Database) -> tuple[int, tuple[bytes, int] | None]:
    """Check every page and chain, not the tables made from them: how many changes, the first that is not sound."""
    with database.checking() as connection:
        if not ways_of(connection).check_pages(connection):
            raise DatabaseDamaged(reason=database.path.name)
        kept = kept_baseline(connection)
        return _check_chains(ChangeLog(connection), kept.logs if kept else ())


def _check_chains(log: ChangeLog, reach: Sequence[BaselineLog]) -> tuple[int, tuple[bytes, int] | None]:
    changes = 0
    begun = {one.station: (one.seq, one.head) for one in reach}
    for station in log.stations():
        seq, head = begun.get(station.key, (0, GENESIS))
        held = _sound_changes(log, station, seq, head)
        changes += held - seq
        if held < station.seq:
            return changes, (station.key, held + 1)
    return changes, None


def _sound_changes(log: ChangeLog, station: Station, sound: int, head: bytes) -> int:
    """Return up to which change a station's log meets the chain. sound, head: where it begins here."""
    try:
        for change, stored in log.in_range(station, sound + 1, station.seq):
            head = change_hash(head, change)
            if change.seq != sound + 1 or head != stored:
                return sound
            sound += 1
    except (TypeError, ValueError, MsgspecError, DatabaseError):
        return sound  # a row whose very types were spoilt
    return sound if head == station.head else sound - 1


def _equals_replay(connection: Connection) -> bool:
    """Replay into temporary tables of the same names, which hide the real ones, and compare digests."""
    ways = ways_of(connection)
    ways.shadow(connection)
    try:
        replay(connection, with_search=False)
        ways.enter_scope(connection, WHOLE)
        tables = Projection.metadata.sorted_tables
        return all(_digest(connection, table, real=True) == _digest(connection, table, real=False) for table in tables)
    finally:
        with projecting(connection):
            ways.unshadow(connection)


def _digest(connection: Connection, table: Table, *, real: bool) -> bytes:
    keys = ", ".join(f'"{column.name}"' for column in table.primary_key.columns)
    names = ", ".join(f'"{column.name}"' for column in table.c)
    place = ways_of(connection).shadowed(table.name, real=real)
    digest = hashlib.sha256()
    for row in connection.exec_driver_sql(f"SELECT {names} FROM {place} ORDER BY {keys}"):  # noqa: S608
        digest.update(repr(tuple(row)).encode())
    return digest.digest()


def check_search_index(database: Database) -> bool:
    """Return whether the search index holds exactly the keys of the dossiers; needs a desk open for writing."""
    try:
        with database.owning() as connection, projecting(connection):
            return ways_of(connection).search_is_sound(connection)
    except (DatabaseError, DatabaseDamaged):
        return False
