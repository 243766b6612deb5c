"""Replaying the log: making the projections anew, and proving that they are what the log says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from msgspec import MsgspecError
from sqlalchemy import Connection, Table, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.schema import CreateTable

from app.baselines import BaselineLog
from app.canon import change_hash
from app.domain.errors import DatabaseDamaged
from app.domain.events import KIND_OF
from app.domain.merge_events import ChangesOrdered
from app.domain.ordering import GENESIS, Change
from storage import schema, search_index
from storage.baseline import is_sound, kept_baseline
from storage.change_log import ChangeLog, Station
from storage.engine import Database, driver_of
from storage.guard import projecting
from storage.projections import Projector
from storage.tables import PROJECTION_VERSION, ChangeRow, Projection, StationRow, table_of

_change = table_of(ChangeRow)
_station = table_of(StationRow)
_entries_of_order = select(_change).where(
    _change.c.kind == KIND_OF[ChangesOrdered], _change.c.aggregate_id.in_(select(_station.c.key))
)
_aggregates_at_once = 500
_next_aggregates = "SELECT DISTINCT aggregate_id FROM change WHERE aggregate_id > ? ORDER BY aggregate_id LIMIT ?"


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
    with database.writing() as connection:
        changes = replay_all(connection)
        version = text("UPDATE bookkeeping SET value = :version WHERE name = 'projection_version'")
        connection.execute(version, {"version": PROJECTION_VERSION})
    database.settle()
    return changes


def replay_all(connection: Connection) -> int:
    """Make every projection anew inside a transaction. Returns how many changes there are."""
    schema.drop_projections(connection)
    schema.create_projections(connection)
    return replay(connection, with_search=True)


def replay(connection: Connection, *, with_search: bool) -> int:
    """Project the whole log into empty tables, aggregate by aggregate. Returns how many changes it holds."""
    log = ChangeLog(connection)
    projector = Projector(connection, log, with_search=with_search)
    projector.order_first(log.change_of(row) for row in connection.execute(_entries_of_order).all())
    changes = 0
    for whole in _aggregates(connection, log):
        for aggregate_id, of_it in whole.items():
            projector.apply_whole(aggregate_id, of_it)
            changes += len(of_it)
        projector.flush()
    return changes


def _aggregates(connection: Connection, log: ChangeLog) -> Iterator[dict[bytes, list[Change]]]:
    """Yield the changes by aggregate, some hundred aggregates at a time."""
    last = b""
    while True:
        ids = connection.exec_driver_sql(_next_aggregates, (last, _aggregates_at_once)).scalars().all()
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
    with database.reading() as connection:
        _check_pages(connection, database)
        log = ChangeLog(connection)
        kept = kept_baseline(connection)
        changes, first_bad = _check_chains(log, kept.logs if kept else ())
        if kept is not None and first_bad is None and not is_sound(connection, log, kept):
            first_bad = (kept.logs[0].station, 1)
        equal = None if first_bad else _equals_replay(connection)
        vouched = kept.changes if kept else 0
        return Verified(first_bad is None and equal is True, changes, first_bad, equal, from_snapshot=vouched)


def _check_pages(connection: Connection, database: Database) -> None:
    raw = driver_of(connection)
    for _look in range(2):  # a window at work may be writing a page in the very moment it is read
        if not raw.execute("PRAGMA cipher_integrity_check").fetchall():
            return
    raise DatabaseDamaged(reason=database.path.name)


def check_chains(database: Database) -> tuple[int, tuple[bytes, int] | None]:
    """Check every page and chain, not the tables made from them: how many changes, the first that is not sound."""
    with database.reading() as connection:
        _check_pages(connection, database)
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
    raw = driver_of(connection)
    tables = Projection.metadata.sorted_tables
    raw.execute("PRAGMA query_only=OFF")
    try:
        for table in tables:
            made = str(CreateTable(table).compile(connection)).replace("CREATE TABLE", "CREATE TEMP TABLE", 1)
            connection.exec_driver_sql(made)
        connection.exec_driver_sql("CREATE INDEX temp.dossier_by_id ON dossier (id)")
        replay(connection, with_search=False)
        return all(_digest(connection, "main", table) == _digest(connection, "temp", table) for table in tables)
    finally:
        with projecting(connection):
            for table in tables:
                connection.exec_driver_sql(f"DROP TABLE IF EXISTS temp.{table.name}")
        raw.execute("PRAGMA query_only=ON")


def _digest(connection: Connection, where: str, table: Table) -> bytes:
    keys = ", ".join(f'"{column.name}"' for column in table.primary_key.columns)
    names = ", ".join(f'"{column.name}"' for column in table.c)
    digest = hashlib.sha256()
    for row in connection.exec_driver_sql(f'SELECT {names} FROM {where}."{table.name}" ORDER BY {keys}'):  # noqa: S608
        digest.update(repr(tuple(row)).encode())
    return digest.digest()


def check_search_index(database: Database) -> bool:
    """Return whether the search index holds exactly the keys of the dossiers; needs a desk open for writing."""
    try:
        with database.writing() as connection, projecting(connection):
            connection.execute(search_index.CHECK)
    except (DatabaseError, DatabaseDamaged):
        return False
    return True
