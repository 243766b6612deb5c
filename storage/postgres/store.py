"""Making and opening a hub's store on a PostgreSQL server."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.exc import NoResultFound, ProgrammingError

from app.clock import Clock
from app.domain.errors import AlreadyInitialised, DatabaseDamaged
from storage import rebuild
from storage.change_log import ChangeLog
from storage.postgres import schema
from storage.postgres.engine import PostgresDatabase
from storage.postgres.ways import PROVINCE
from storage.store import Store
from storage.tables import DeskRow, table_of

_desk = table_of(DeskRow)


class PostgresStore(Store):
    """A store whose private keys do not lie in its database."""

    def __init__(
        self,
        database: PostgresDatabase,
        *,
        keys: bytes,
        clock: Clock,
        anchor_file: Path,
        aliases: Mapping[str, tuple[str, ...]],
    ) -> None:
        super().__init__(database, clock=clock, anchor_file=anchor_file, aliases=aliases)
        database.own = self.station
        self._keys = keys

    def keys(self) -> bytes:
        """Return the hub's private keys, as its folder keeps them sealed."""
        return self._keys


def create_store(database: PostgresDatabase, *, station: bytes, commune_name: str) -> None:
    """Make roles, tables and the desk row in an empty database.

    Raises AlreadyInitialised where somebody's tables are there, DatabaseRefused, DatabaseGone.
    """
    with database.owning() as connection:
        asked = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        if connection.exec_driver_sql(asked).scalar_one():
            raise AlreadyInitialised(folder="PostgreSQL")
        schema.create(connection)
        connection.exec_driver_sql("SELECT set_config('motcua.commune', %s, true)", (PROVINCE,))
        own = ChangeLog(connection).enter(station)
        connection.execute(insert(_desk), {"id": 1, "station": own.id, "commune_name": commune_name, "keys": b""})


def open_store(
    database: PostgresDatabase,
    *,
    keys: bytes,
    clock: Clock,
    anchor_file: Path,
    aliases: Mapping[str, tuple[str, ...]] | None = None,
) -> PostgresStore:
    """Open the store and bring its tables up to this program; on a failure the database is closed.

    Raises MadeByNewerProgram, DatabaseGone, DatabaseRefused, DatabaseDamaged.
    """
    try:
        schema.bring_up_to_date(database, rebuild=rebuild.rebuild)
        return PostgresStore(database, keys=keys, clock=clock, anchor_file=anchor_file, aliases=aliases or {})
    except (NoResultFound, ProgrammingError) as broken:
        database.close()
        raise DatabaseDamaged(reason="PostgreSQL") from broken
    except BaseException:
        database.close()
        raise
