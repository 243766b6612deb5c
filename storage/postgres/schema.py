"""Tables of the hub on PostgreSQL: the same as a desk's, with a scope a row, roles, and rules that hold them.

Every row of log and projections bears the commune of the transaction that wrote it; no statement of ours names
the column. Row-level security shows a transaction its own commune's rows and the province's, and lets it write no
other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlalchemy import Connection, Table, text

from app.domain.errors import MadeByNewerProgram
from storage import schema as common
from storage.postgres.engine import CONFLICT_OFFICER, INGEST, PROJECTOR, ROLES, PostgresDatabase
from storage.postgres.functions import FUNCTIONS
from storage.postgres.ways import FIRST_SCOPE
from storage.spool import HubTable
from storage.tables import (
    PROJECTION_VERSION,
    ChangeRow,
    DossierBodyRow,
    HeadRow,
    LogTable,
    SegmentRow,
    SetAsideRow,
    StationRow,
    table_of,
)
from storage.ways import WHOLE

_SCOPE = "current_setting('motcua.commune', true)"
_EACH = f"string_to_array({_SCOPE}, E'\\x1f')"
_SEEN = (
    f"(scope = ANY ((SELECT {_EACH})::text[]) OR (SELECT {_SCOPE}) = '{WHOLE}' "
    f"OR (scope = '~' AND (SELECT {_SCOPE}) <> ''))"
)
_WRITTEN = f"(scope = ANY ((SELECT {_EACH})::text[]) OR (scope = '~' AND (SELECT {_SCOPE}) NOT IN ('', '{WHOLE}')))"
_SCOPED = tuple(map(table_of, (StationRow, ChangeRow, SegmentRow, SetAsideRow)))
_MOVED_IN_PLACE = tuple(map(table_of, (HeadRow, DossierBodyRow)))
"""Rows that each change of a dossier writes anew, in no indexed column: with room on the page no index is touched."""
_APPEND_ONLY = tuple(map(table_of, (ChangeRow, SegmentRow)))
_NEW_ROLE = (
    "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{0}') THEN CREATE ROLE {0}; END IF; END $$"
)


def create(connection: Connection) -> None:
    """Make roles, tables, rules and functions in an empty database, as its owner. Raises DatabaseRefused."""
    for role in ROLES:
        connection.exec_driver_sql(_NEW_ROLE.format(role))
        is_member = "SELECT pg_has_role(current_user, %s, 'MEMBER')"
        if not connection.exec_driver_sql(is_member, (role,)).scalar_one():
            connection.exec_driver_sql(f"GRANT {role} TO CURRENT_USER")
        connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA public TO {role}")
    LogTable.metadata.create_all(connection)
    HubTable.metadata.create_all(connection)
    for table in _APPEND_ONLY:
        # Whoever appends holds the station's row, and none is ever deleted: the look cost as much as the change.
        connection.exec_driver_sql(f"ALTER TABLE {table.name} DROP CONSTRAINT {table.name}_station_fkey")
    dress(connection, LogTable.metadata.sorted_tables, projected=False)
    dress(connection, HubTable.metadata.sorted_tables, projected=False)
    for table in _APPEND_ONLY:
        connection.exec_driver_sql(_REFUSE)
        connection.exec_driver_sql(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table.name} "
            "FOR EACH STATEMENT EXECUTE FUNCTION motcua_append_only()"
        )
    connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    connection.execute(text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": common.HEAD_REVISION})
    count = text("INSERT INTO bookkeeping VALUES ('projection_version', :version)")
    connection.execute(count, {"version": PROJECTION_VERSION})
    for role in ROLES:
        connection.exec_driver_sql(f"GRANT SELECT ON alembic_version TO {role}")
    common.create_projections(connection)
    for statement in FUNCTIONS:
        connection.exec_driver_sql(statement)


_REFUSE = """CREATE OR REPLACE FUNCTION motcua_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$"""


def dress(connection: Connection, tables: Iterable[Table], *, projected: bool) -> None:
    """Give fresh tables their scope and say who may do what with them."""
    for table in tables:
        name = table.name
        connection.exec_driver_sql(f"GRANT SELECT ON {name} TO {', '.join(ROLES)}")
        if projected:
            connection.exec_driver_sql(f"GRANT INSERT, UPDATE, DELETE ON {name} TO {PROJECTOR}")
            if table in _MOVED_IN_PLACE:
                connection.exec_driver_sql(f"ALTER TABLE {name} SET (fillfactor = 50)")
        elif table in _APPEND_ONLY:
            connection.exec_driver_sql(f"GRANT INSERT ON {name} TO {INGEST}")
        else:
            connection.exec_driver_sql(f"GRANT INSERT, UPDATE, DELETE ON {name} TO {INGEST}")
            _grant_sequence(connection, table)
        if projected or table in _SCOPED:
            _scope(connection, name)
        if table is table_of(SetAsideRow):
            connection.exec_driver_sql(f"GRANT UPDATE (reason), DELETE ON {name} TO {CONFLICT_OFFICER}")


def _grant_sequence(connection: Connection, table: Table) -> None:
    column = table.autoincrement_column
    if column is None:
        return
    asked = "SELECT pg_get_serial_sequence(%s, %s)"
    sequence = connection.exec_driver_sql(asked, (table.name, column.name)).scalar()
    if sequence is not None:
        connection.exec_driver_sql(f"GRANT USAGE ON SEQUENCE {sequence} TO {INGEST}")


def _scope(connection: Connection, name: str) -> None:
    connection.exec_driver_sql(f'ALTER TABLE {name} ADD COLUMN scope text COLLATE "C" NOT NULL DEFAULT {FIRST_SCOPE}')
    connection.exec_driver_sql(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    connection.exec_driver_sql(policy(name))
    if name == table_of(SetAsideRow).name:
        # What came before its station was enrolled is taken back once the station is known.
        connection.exec_driver_sql(f"CREATE POLICY waits ON {name} FOR ALL TO {INGEST} USING (scope = '?')")


def policy(table: str) -> str:
    """Return the rule of a scoped table. What it asks of the transaction is asked once a statement, not once a row."""
    return f"CREATE POLICY of_commune ON {table} USING ({_SEEN}) WITH CHECK ({_WRITTEN})"


def bring_up_to_date(database: PostgresDatabase, *, rebuild: Callable[[PostgresDatabase], object]) -> None:
    """Hold the tables against this program. Raises MadeByNewerProgram, DatabaseRefused for an empty database."""
    with database.owning() as connection:
        found = common.revision(connection)
        is_current = common.is_current(connection)
    if found > common.HEAD_REVISION:
        raise MadeByNewerProgram(folder=database.path.parent)
    if is_current:
        return
    if found != common.HEAD_REVISION:
        with database.owning() as connection:
            common.migrate(connection)
    rebuild(database)
