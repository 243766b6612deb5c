"""One open database, whole: what a desk and a hub have in common.

Whose database it is stands in its desk row; the log may hold any number of stations.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.exc import DatabaseError, NoResultFound

from app.clock import Clock
from app.domain.errors import CannotRead, DatabaseDamaged, DiskFull, MadeByNewerProgram
from storage import anchor, rebuild, schema
from storage.anchor import Anchors
from storage.attachments import StoredAttachments
from storage.change_log import ChangeLog
from storage.drafts import StoredDrafts
from storage.engine import Database
from storage.exchange_book import StoredExchangeBook
from storage.queries import StoredQueries
from storage.rebuild import Verified
from storage.tables import DeskRow, StationRow, table_of
from storage.unit_of_work import LogUnit

_desk, _station = table_of(DeskRow), table_of(StationRow)


class Store:
    """An open store. station: whose database it is. anchor: ok | absent | behind | forked (SYNC §2.8)."""

    def __init__(
        self, database: Database, *, clock: Clock, anchor_file: Path, aliases: Mapping[str, tuple[str, ...]]
    ) -> None:
        self.database = database
        self._clock = clock
        self._anchors = Anchors(anchor_file)
        with database.reading() as connection:
            self.station: bytes = connection.execute(
                select(_station.c.key).join(_desk, _desk.c.station == _station.c.id)
            ).scalar_one()
        noted = self._anchors.noted(self.station)
        with database.reading() as connection:
            self.anchor = anchor.compare(ChangeLog(connection), self.station, noted)
        # A database behind its anchor must go on being seen as such, however far it grows.
        self._anchors.frozen = self.anchor in (anchor.BEHIND, anchor.FORKED)
        self.queries = StoredQueries(database, self.station, aliases)
        self.drafts = StoredDrafts(database)
        self.book = StoredExchangeBook(database)
        self.attachments = StoredAttachments(database)
        if not database.many_writers:  # what looks like left behind may be another worker's, half way
            self.attachments.recover()

    def units(self, officer_id: bytes) -> LogUnit:
        """Make a unit of work for an officer: this is the ``NewUnit`` services ask for."""
        return self.units_at(self._clock)(officer_id)

    def units_at(self, clock: Clock) -> Callable[[bytes], LogUnit]:
        """Return ``units`` around another clock: practice data is made in its own past."""

        def unit(officer_id: bytes) -> LogUnit:
            return LogUnit(self.database, station=self.station, actor=officer_id, now=clock.now, anchors=self._anchors)

        return unit

    def units_in(self, commune: str) -> Callable[[bytes], LogUnit]:
        """Return ``units`` for the province's acts on one commune's dossiers: it waits for that commune's bundles."""

        def unit(officer_id: bytes) -> LogUnit:
            return LogUnit(
                self.database,
                station=self.station,
                actor=officer_id,
                now=self._clock.now,
                anchors=self._anchors,
                commune=commune,
            )

        return unit

    def keys(self) -> bytes:
        """Return the station's private keys, as handed over when the store was made."""
        with self.database.reading() as connection:
            return bytes(connection.execute(select(_desk.c["keys"])).scalar_one())

    def rebuild(self) -> int:
        """Drop every projection and replay the log. Returns how many changes there are."""
        return rebuild.rebuild(self.database)

    def verify(self) -> Verified:
        """Recompute every chain, compare the projections with a fresh replay, read every scan; changes nothing."""
        checked, blobs = rebuild.verify(self.database), self.attachments.check(self.station)
        is_ok = checked.ok and not blobs.missing and not blobs.damaged
        return replace(checked, ok=is_ok, scans_missing=blobs.missing, scans_damaged=blobs.damaged)

    def settle(self) -> None:
        """Fold the WAL back: call when the desk is calm, never inside an act."""
        self.database.settle()

    def close(self) -> None:
        """Close the database."""
        try:
            self.attachments.settle()
        finally:
            self.database.close()


def create_store(path: Path, key: bytes, *, station: bytes, keys: bytes, commune_name: str) -> None:
    """Make a database file with its tables and its desk row. Raises DiskFull, CannotWrite."""
    database = Database(path, key, write=True)
    try:
        with database.writing() as connection:
            schema.create(connection)
            own = ChangeLog(connection).enter(station)
            connection.execute(insert(_desk), {"id": 1, "station": own.id, "commune_name": commune_name, "keys": keys})
    finally:
        database.close()
    if os.name != "nt":
        path.chmod(0o600)


def open_store(
    path: Path,
    key: bytes,
    *,
    write: bool,
    clock: Clock,
    anchor_file: Path,
    aliases: Mapping[str, tuple[str, ...]] | None = None,
) -> Store:
    """Open a database as a store. aliases: other spellings of places for the search box. Raises as open_database."""
    return Store(open_database(path, key, write=write), clock=clock, anchor_file=anchor_file, aliases=aliases or {})


def open_database(path: Path, key: bytes, *, write: bool) -> Database:
    """Open a database file and bring its tables up to this program; an older one must be opened for writing once.

    Raises MadeByNewerProgram, DatabaseDamaged (also for a wrong key), CannotRead, CannotWrite, DeskInUse.
    """
    if not path.exists():
        raise CannotRead(place=path.name)
    database = Database(path, key, write=write)
    try:
        _bring_up_to_date(database)
        if write:
            with contextlib.suppress(DiskFull):  # a full disk stops the next act, never the reading of what is there
                database.settle()
    except (DatabaseError, NoResultFound) as broken:
        database.close()
        raise DatabaseDamaged(reason=path.name) from broken
    except BaseException:
        database.close()
        raise
    return database


def _bring_up_to_date(database: Database) -> None:
    with database.reading() as connection:
        if schema.is_current(connection):
            return
        found = schema.revision(connection)
    if found > schema.HEAD_REVISION:
        raise MadeByNewerProgram(folder=database.path.parent)
    is_old = found != schema.HEAD_REVISION
    if is_old:
        with database.writing() as connection:
            schema.migrate(connection)
    rebuild.rebuild(database)


def put_aside(database: Path) -> None:
    """Rename what a crashed first start left: without a vault it cannot be read, yet nothing is deleted."""
    tag = secrets.token_hex(3)
    for suffix in ("", "-wal", "-shm"):
        left = database.with_name(database.name + suffix)
        with contextlib.suppress(FileNotFoundError):
            left.rename(left.with_name(f"{left.name}.left-{tag}"))
