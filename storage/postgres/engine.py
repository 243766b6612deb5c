"""PostgreSQL as SQLAlchemy engines: who connects as whom, and what each transaction may see.

The program logs in as the owner of the tables and takes a narrower role for every transaction: readers
``motcua_reader``, writers ``motcua_ingest``, and ``motcua_projector`` while the projector is at work. Row-level
security goes by ``motcua.commune``, which is set for one transaction and never longer.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.sql import quote
from psycopg.types.string import BytesBinaryDumper
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.pool import QueuePool

from app.domain.errors import DeskInUse
from storage import guard
from storage.engine import Database
from storage.postgres import sent
from storage.postgres.faults import faults_named, refusal_of
from storage.postgres.ways import PROVINCE, PostgresWays
from storage.ways import WHOLE

INGEST, PROJECTOR, READER, CONFLICT_OFFICER = ROLES = (
    "motcua_ingest",
    "motcua_projector",
    "motcua_reader",
    "motcua_conflict_officer",
)
CONNECT_SECONDS = 10

_QUICK_BODIES = (
    "SELECT set_config(name, 'lz4', false) FROM pg_settings "
    "WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)"
)
"""Whole dossiers are long enough to be compressed; lz4, where the server has it, takes a fifth of the time."""
_BY_KEY = "SELECT set_config('random_page_cost', '1.1', false)"
"""Nearly all that is asked here is asked by key and lies in memory. At the server's own 4, two thousand ids in a table
of a hundred thousand rows are looked for by reading all of it, in several processes at once: more than twice the time.
"""

_OWN = f"BEGIN; SET LOCAL motcua.commune = '{WHOLE}'"
_READ = f"BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET LOCAL ROLE {READER}; SET LOCAL motcua.commune = "
_WRITE = f"BEGIN; SET LOCAL ROLE {INGEST}; SET LOCAL motcua.commune = '{PROVINCE}'"


class PostgresDatabase(Database):
    """The promises of :class:`storage.engine.Database`, kept by a server; any number of processes may write.

    address: see ``checked_address``. folder: the hub's, where blobs lie. commune: what readers see, all by default.
    own: the province's own station, once known.
    """

    many_writers = True

    def __init__(self, address: str, password: str | None, *, folder: Path, write: bool, commune: str = WHOLE) -> None:
        self.path = folder / "postgresql"
        self.can_write = write
        self.own: bytes | None = None
        self._address, self._password, self._commune = address, password, commune
        self._reader = self._engine(_READ + quote(commune), connections=4)
        self._writer = self._engine(_WRITE, connections=4) if write else None
        self._owner = self._engine(_OWN, connections=1)

    @contextmanager
    def owning(self) -> Iterator[Connection]:
        """Give a transaction of the tables' owner that sees the whole log: for making tables anew."""
        with self._owner.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def checking(self) -> Iterator[Connection]:
        """Give a connection that may make temporary tables and sees the whole log in one state; keeps nothing."""
        with self._owner.connect() as connection, connection.begin() as transaction:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield connection
            transaction.rollback()

    def begin_writing(self) -> Connection:
        """Give the write connection for a unit of work that ends its own transaction. Raises DeskInUse."""
        if self._writer is None:
            raise DeskInUse()
        return self._writer.connect()

    def count_commit(self) -> None:
        """The server minds its own log."""

    def settle(self) -> None:
        """The server minds its own log."""

    def close(self) -> None:
        """Close all connections."""
        for engine in (self._reader, self._writer, self._owner):
            if engine is not None:
                engine.dispose()

    @property
    def credentials(self) -> tuple[str, str | None]:
        """The address and the password, for the server's own programs."""
        return self._address, self._password

    def connect_raw(self) -> psycopg.Connection[Any]:
        """Return a connection of the driver, for what lives outside transactions. Raises DatabaseGone."""
        with faults_named():
            connection = psycopg.connect(
                self._address,
                password=self._password,
                autocommit=True,
                connect_timeout=CONNECT_SECONDS,
                application_name="motcua",
            )
            connection.execute(f"{_QUICK_BODIES}; {_BY_KEY}")
            connection.adapters.register_dumper(bytes, BytesBinaryDumper)
            return connection

    def _engine(self, begin: str, *, connections: int) -> Engine:
        engine = create_engine(
            "postgresql+psycopg://",
            creator=self.connect_raw,
            poolclass=QueuePool,
            pool_size=connections,
            max_overflow=0,
            pool_timeout=60,
            execution_options={"ways": PostgresWays(self)},
        )

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            connection.info.update(projecting=False, is_owner=begin is _OWN, filled=set())
            # One round trip: without parameters the driver sends all of it at once.
            connection.exec_driver_sql(begin)

        @event.listens_for(engine, "rollback")
        def _forget_what_went(connection: Connection) -> None:
            if not connection.invalidated:  # a line that is gone took it along, and asking for it raises
                connection.info.pop("staged", None)

        @event.listens_for(engine, "handle_error")
        def _name_the_fault(context: ExceptionContext) -> None:
            refusal = refusal_of(context.original_exception)
            if refusal is not None:
                raise refusal from context.original_exception

        guard.watch(engine)
        sent.watch(engine)
        return engine
