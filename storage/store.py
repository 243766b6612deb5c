"""One open database, whole: what a desk and a hub have in common.

Whose database it is stands in its desk row; the log may hold any number of stations.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.exc import DatabaseError, NoResultFound

from app.bundles import NewIdentity
from app.clock import Clock
from app.domain.errors import CannotRead, DatabaseDamaged, DiskFull, MadeByNewerProgram
from app.domain.events import Event
from app.domain.ordering import Change, Key, Turn
from app.ports import LogRange, SegmentSeal
from storage import anchor, hub_order, rebuild, relays, schema
from storage.anchor import Anchors
from storage.attachments import StoredAttachments
from storage.baseline import StoredBaselines
from storage.change_log import ChangeLog, ClockFloor
from storage.compaction import StoredCompaction
from storage.drafts import StoredDrafts
from storage.engine import Database
from storage.exchange_book import StoredExchangeBook
from storage.lineage import own_numbers
from storage.queries import StoredQueries
from storage.rebuild import Verified
from storage.scan_parts import StoredScanParts
from storage.tables import DeskRow, StationRow, table_of
from storage.unit_of_work import LogUnit, ToldBy

_desk, _station = table_of(DeskRow), table_of(StationRow)


class Store:
    """An open store. station: whose database it is. anchor: ok | absent | behind | forked (SYNC §2.8)."""

    def __init__(
        self, database: Database, *, clock: Clock, anchor_file: Path, aliases: Mapping[str, tuple[str, ...]]
    ) -> None:
        self.database = database
        self.floor = ClockFloor()
        self._clock, self._aliases = clock, aliases
        self._anchors = Anchors(anchor_file)
        self._settle_in()
        self.drafts = StoredDrafts(database)
        self.book = StoredExchangeBook(database, self.floor)
        self.attachments = StoredAttachments(database)
        self.baselines = StoredBaselines(database)
        self.compaction = StoredCompaction(database)
        self.scan_parts = StoredScanParts(database, self.attachments)
        if not database.many_writers:  # what looks like left behind may be another worker's, half way
            self.attachments.recover()
            if database.can_write:
                self.scan_parts.tidy()

    def _settle_in(self) -> None:
        """Find out whose database this is, which older keys it had, and how it stands to its anchor."""
        with self.database.reading() as connection:
            asked = select(_station.c.key).join(_desk, _desk.c.station == _station.c.id)
            self.station: bytes = connection.execute(asked).scalar_one()
            self._older = own_numbers(connection, self.station)[1:]
            self.noted = self._anchors.noted(self.station)
            self.anchor = anchor.compare(ChangeLog(connection), self.station, self.noted)
        # A database behind its anchor must go on being seen as such, however far it grows.
        self._anchors.frozen = self.anchor in (anchor.BEHIND, anchor.FORKED)
        self.queries = StoredQueries(self.database, self.station, self._aliases)

    def succeed(
        self,
        made: NewIdentity,
        happened: Sequence[tuple[str, bytes, Event]],
        documents: Mapping[str, bytes],
        seals: Sequence[SegmentSeal],
        *,
        officer_id: bytes,
    ) -> None:
        """Go on under a new key: the first changes of its log and the desk's row in one transaction.

        seals: of what the old key recorded and never sent; nobody could believe that any more afterwards.
        """
        for seal in seals:
            self.book.keep_seal(seal)
        unit = LogUnit(
            self.database,
            station=made.station,
            actor=officer_id,
            now=self._clock.now,
            anchors=Anchors(self._anchors.file),
        )
        with unit:
            for aggregate_type, aggregate_id, event in happened:
                unit.record(aggregate_type, aggregate_id, event)
            unit.become(made.keys, documents)
        self._anchors.retire(self.station, self.book.position(self.station).seq)
        self._settle_in()

    def units(self, officer_id: bytes) -> LogUnit:
        """Make a unit of work for an officer: this is the ``NewUnit`` services ask for."""
        return self._unit(officer_id, self._clock, self.floor)

    def units_at(self, clock: Clock) -> Callable[[bytes], LogUnit]:
        """Return ``units`` around another clock: practice data is made in its own past, which nothing judges."""
        return lambda officer_id: self._unit(officer_id, clock, None)

    def _unit(self, officer_id: bytes, clock: Clock, floor: ClockFloor | None) -> LogUnit:
        return LogUnit(
            self.database,
            station=self.station,
            actor=officer_id,
            now=clock.now,
            anchors=self._anchors,
            older=self._older,
            floor=floor,
        )

    def missing(self) -> tuple[LogRange, ...]:
        """Return what other desks of this account recorded, as their anchors say, and this database does not hold.

        Only of stations this database knows: another desk of the account keeps its own work to itself.
        """
        with self.database.reading() as connection:
            held = {one.key: one.seq for one in ChangeLog(connection).stations() if one.key != self.station}
        noted = ((station, seq, self._anchors.noted(station)) for station, seq in held.items())
        return tuple(LogRange(station, seq + 1, found[0]) for station, seq, found in noted if found and found[0] > seq)

    def behind(self) -> tuple[bytes, ...]:
        """Return the logs of this account that its anchors say were longer than this database holds them.

        Those of other databases of the account are among them.
        """
        noted = self._anchors.all_noted()
        with self.database.reading() as connection:
            held = {one.key: one.seq for one in ChangeLog(connection).stations()} if noted else {}
        return tuple(station for station, seq in noted.items() if seq > held.get(station, 0))

    def units_as(
        self, station: bytes | ToldBy, *, actor: bytes, commune: str | None = None, beside: Sequence[str] = ()
    ) -> LogUnit:
        """Make a unit of work in another log this computer writes: the province's log of a commune.

        beside: other communes whose dossiers it is about too.
        """
        return LogUnit(
            self.database,
            station=station,
            actor=actor,
            now=self._clock.now,
            anchors=self._anchors,
            commune=commune,
            beside=beside,
        )

    def unordered(self) -> tuple[LogRange, ...]:
        """Return what is held of each log and has no place in the province's order yet, earliest first."""
        with self.database.reading() as connection:
            return hub_order.unordered(connection)

    def perhaps_shared(self, ranges: Sequence[LogRange]) -> list[tuple[bytes, bytes, bytes, frozenset[bytes]]]:
        """Return the dossiers of these changes that may belong to more than one commune.

        Each with who received it, who has it now, and the logs in which the province passed it on.
        """
        with self.database.reading() as connection:
            perhaps = hub_order.perhaps_shared(connection, ranges)
            logs = relays.logs_relaying(connection, sorted(perhaps))
        return [(one, *custody, logs.get(one, frozenset())) for one, custody in sorted(perhaps.items())]

    def history(self, dossier_id: bytes) -> tuple[list[Change], dict[Key, Turn]]:
        """Return the changes held of a dossier in causal order, and the turns of those the province put in order."""
        with self.database.reading() as connection:
            return hub_order.history(connection, ChangeLog(connection), dossier_id)

    def relayed_in(self, dossier_id: bytes, logs: Sequence[bytes]) -> dict[Key, Turn]:
        """Return the changes of a dossier that logs of the province have passed on already, with their turns."""
        with self.database.reading() as connection:
            changes = [one for one in ChangeLog(connection).of_aggregate(dossier_id) if one.station in logs]
            return relays.with_relayed(changes)[1]

    def knows(self, dossier_id: bytes) -> bool:
        """Tell whether there is such a dossier."""
        return dossier_id in self.book.owners([dossier_id])

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
