"""The encrypted database as SQLAlchemy engines: one connection that writes, a few that read.

Everything SQLite-specific about connections is here. WAL with ``synchronous=FULL``: a committed act
survives a power cut. Automatic checkpoints are off, so an act costs exactly one fdatasync;
:meth:`Database.settle` folds the WAL back when the desk is calm.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.pool import QueuePool

from app.domain.errors import DeskInUse, EnvironmentFault
from storage import guard
from storage.faults import refusal_of
from storage.sqlite_ways import SqliteWays
from storage.ways import driver_of

BUSY_MS = 10_000
COMMITS_BETWEEN_CHECKPOINTS = 2_000
"""A safety net for long runs that never get calm: about 50 MB of WAL."""


CommuneOf = Callable[[bytes], str | None]


class Database:
    """The open database of one desk or hub."""

    many_writers = False
    """Whether transactions of several processes may write side by side."""

    commune_of: CommuneOf = staticmethod(lambda _station: None)
    """The commune the roster gives a station; a hub sets it. Only a server's database asks."""

    def __init__(self, path: Path, key: bytes, *, write: bool) -> None:
        self.path = path
        self.can_write = write
        self._commits = 0
        self._reader = _engine(path, key, begin="BEGIN", connections=4)
        event.listen(self._reader, "connect", _only_read)
        self._writer: Engine | None = None
        if write:
            self._writer = _engine(path, key, begin="BEGIN IMMEDIATE", connections=1)
            event.listen(self._writer, "connect", _make_durable)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one consistent state; safe on any thread."""
        with self._reader.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give the write transaction: BEGIN IMMEDIATE … COMMIT. Other writers wait. Raises DeskInUse if read-only."""
        if self._writer is None:
            raise DeskInUse()
        with self._writer.connect() as connection, connection.begin():
            yield connection
        self.count_commit()

    def begin_writing(self) -> Connection:
        """Give the write connection for a unit of work that ends its own transaction. Raises DeskInUse."""
        if self._writer is None:
            raise DeskInUse()
        return self._writer.connect()

    def count_commit(self) -> None:
        """Note one more commit; fold the WAL back after very many."""
        self._commits += 1
        if self._commits >= COMMITS_BETWEEN_CHECKPOINTS:
            with contextlib.suppress(EnvironmentFault):  # the act is committed: it must not be told as failed
                self.settle()

    def settle(self) -> None:
        """Fold the WAL back into the database: call when the desk is calm. Readers are not waited for.

        Raises DiskFull, CannotWrite: then everything committed is still in the WAL.
        """
        if self._writer is None:
            return
        self._commits = 0
        with self._writer.connect() as connection:
            _run_past_engine(connection, "PRAGMA wal_checkpoint(PASSIVE)", self.path)
        with self.writing() as connection:
            # The first write after a checkpoint also syncs the head of the WAL: pay for it here, not in an act.
            connection.exec_driver_sql("UPDATE bookkeeping SET value = value + 1 WHERE name = 'settled'")

    @contextmanager
    def owning(self) -> Iterator[Connection]:
        """Give the transaction in which tables are made anew."""
        with self.writing() as connection:
            yield connection

    @contextmanager
    def checking(self) -> Iterator[Connection]:
        """Give a connection for a check that needs temporary tables; safe beside a writer."""
        with self.reading() as connection:
            yield connection

    def close(self) -> None:
        """Close all connections; the last one out folds the WAL back."""
        self._reader.dispose()
        if self._writer is not None:
            self._writer.dispose()


def _run_past_engine(connection: Connection, statement: str, path: Path) -> None:
    """Run a statement on the driver itself; the engine does not see what fails there, so it is named here."""
    try:
        driver_of(connection).execute(statement).fetchall()
    except sqlcipher.DatabaseError as failed:
        refusal = refusal_of(failed, path)
        if refusal is None:
            raise
        raise refusal from failed


def _engine(path: Path, key: bytes, *, begin: str, connections: int) -> Engine:
    def connect() -> Any:
        raw = sqlcipher.connect(str(path), check_same_thread=False, isolation_level=None)
        try:
            raw.execute("PRAGMA cipher_log_level=NONE")
            raw.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
            raw.execute(f"PRAGMA busy_timeout={BUSY_MS}")
            raw.execute("PRAGMA foreign_keys=ON")
            raw.execute("PRAGMA cache_size=-6144")
        except BaseException:
            raw.close()
            raise
        return raw

    engine = create_engine(
        "sqlite://",
        creator=connect,
        module=sqlcipher,
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=connections - 1,
        pool_timeout=60,
        execution_options={"ways": SqliteWays()},
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        _run_past_engine(connection, begin, path)

    @event.listens_for(engine, "handle_error")
    def _name_the_fault(context: ExceptionContext) -> None:
        refusal = refusal_of(context.original_exception, path)
        if refusal is not None:
            raise refusal from context.original_exception

    guard.watch(engine)
    return engine


def _only_read(raw: Any, _record: object) -> None:
    raw.execute("PRAGMA query_only=ON")


def _make_durable(raw: Any, _record: object) -> None:
    raw.execute("PRAGMA journal_mode=WAL")
    raw.execute("PRAGMA synchronous=FULL")
    raw.execute("PRAGMA wal_autocheckpoint=0")
