"""Making, checking and upgrading the tables of a database file.

A fresh file is made straight from the table classes and stamped with the newest revision; Alembic,
slow to import, is only loaded when an older file has to move. A test holds both ways equal.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, text

from storage.change_log import APPEND_ONLY
from storage.guard import projecting
from storage.tables import PROJECTION_VERSION, LogTable, Projection
from storage.ways import ways_of

HEAD_REVISION = "0003"
MIGRATIONS = Path(__file__).parent / "migrations"

_STAMP = "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"


def create(connection: Connection) -> None:
    """Make all tables in an empty file."""
    LogTable.metadata.create_all(connection)
    for trigger in APPEND_ONLY:
        connection.exec_driver_sql(trigger)
    connection.exec_driver_sql(_STAMP)
    connection.execute(text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": HEAD_REVISION})
    count = text("INSERT INTO bookkeeping VALUES (:name, :value)")
    connection.execute(
        count, [{"name": "projection_version", "value": PROJECTION_VERSION}, {"name": "settled", "value": 0}]
    )
    create_projections(connection)


def create_projections(connection: Connection) -> None:
    """Make the projected tables and the search index, empty."""
    Projection.metadata.create_all(connection)
    ways_of(connection).create_search(connection)


def drop_projections(connection: Connection) -> None:
    """Drop whatever the log can make again."""
    with projecting(connection):
        ways_of(connection).drop_search(connection)
        Projection.metadata.drop_all(connection)


def is_current(connection: Connection) -> bool:
    """Return whether log tables and projections are those of this program."""
    return revision(connection) == HEAD_REVISION and projection_version(connection) == PROJECTION_VERSION


def revision(connection: Connection) -> str:
    """Return the revision of the log's own tables."""
    return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())


def projection_version(connection: Connection) -> int:
    """Return which PROJECTION_VERSION made the projected tables."""
    asked = "SELECT value FROM bookkeeping WHERE name = 'projection_version'"
    return int(connection.exec_driver_sql(asked).scalar_one())


def migrate(connection: Connection, *, to: str = "head") -> None:
    """Move the log's own tables to a revision; an empty file gets them all."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, to)
