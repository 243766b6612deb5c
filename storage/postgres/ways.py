"""The ways of PostgreSQL: rows in bulk by COPY, words in a GIN index, locks by row, roles that may project."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Boolean, Connection, LargeBinary, Table
from sqlalchemy.sql.dml import Insert

from storage import guard
from storage.postgres import sent
from storage.postgres.faults import faults_named
from storage.postgres.search import Search
from storage.prepared import Moved, hex_array
from storage.relays import RELAYED
from storage.tables import Projection
from storage.ways import WHOLE, driver_of

if TYPE_CHECKING:
    from storage.postgres.engine import PostgresDatabase
    from storage.prepared import Prepared, Row
    from storage.ways import Groups

PROVINCE, UNKNOWN = "~", "?"
"""Scopes beside the communes: the province's own rows, which every commune's transaction sees, and the segments of
stations that no roster names."""

BORDER = "\x1f"
"""Stands between the communes of a transaction that is about several; what it writes belongs to the first."""

FIRST_SCOPE = "split_part(current_setting('motcua.commune', true), E'\\x1f', 1)"
"""Where the rows belong that a transaction writes."""

_SHARED = """SELECT aggregate_id, string_agg(scope, %s ORDER BY first) FROM (
    SELECT aggregate_id, scope, min(hlc) AS first FROM change
    WHERE aggregate_id IN (SELECT aggregate_id FROM change WHERE kind = %s) AND scope NOT IN ('~', '?')
    GROUP BY aggregate_id, scope) AS parts
    GROUP BY aggregate_id HAVING count(*) > 1"""
_STATION_OF = {
    "dossier": "row.received_by",
    "dossier_body": "(SELECT received_by FROM dossier WHERE dossier.position = row.position)",
    "scan": "(SELECT received_by FROM dossier WHERE dossier.id = row.dossier_id)",
}
_INDEXED = 500
_FEW = 6
"""So many rows go faster one by one than through a table of their own."""


class PostgresWays:
    """See :class:`storage.ways.Ways`."""

    many_scopes = takes_arrays = True

    def __init__(self, database: PostgresDatabase) -> None:
        self._database = database
        self._search = Search()

    # ── rows ──

    def write(self, connection: Connection, statement: Prepared, rows: Sequence[Row]) -> None:
        """COPY many rows into a temporary table and move them from there in one statement.

        Not straight into the table: COPY is refused where row-level security is in force.
        """
        if len(rows) > _FEW and isinstance(statement, Moved):
            self._move(connection, statement, rows)
        elif len(rows) > _FEW and isinstance(statement.statement, Insert) and _each_once(statement, rows):
            self._insert(connection, statement, statement.statement, rows)
        else:
            sql, _names = statement.compiled(connection.dialect)
            kept = _as_taken(statement.table, rows)
            connection.exec_driver_sql(sql, kept if len(kept) > 1 else kept[0])

    def _insert(self, connection: Connection, prepared: Prepared, statement: Insert, rows: Sequence[Row]) -> None:
        table = prepared.table
        names = [name for name in table.c.keys() if name in rows[0]]  # noqa: SIM118 - a column collection
        place = _stage(connection, table, names, names, rows)
        listed = ", ".join(map(_quoted, names))
        sql, _names = prepared.compiled(connection.dialect)
        conflict = sql[at:] if (at := sql.find(" ON CONFLICT ")) >= 0 else ""
        _send(connection, f"INSERT INTO {table.name} ({listed}) SELECT {listed} FROM {place}{conflict}")  # noqa: S608

    def _move(self, connection: Connection, moved: Moved, rows: Sequence[Row]) -> None:
        names = [moved.key, *moved.names]
        place = _stage(connection, moved.table, names, ["at", *moved.names], rows)
        values = ", ".join(f"{_quoted(name)} = new.{_quoted(name)}" for name in moved.names)
        here = f"{moved.table.name}.{moved.key} = new.{moved.key}"
        _send(connection, f"UPDATE {moved.table.name} SET {values} FROM {place} AS new WHERE {here}")  # noqa: S608

    def ask(self, connection: Connection, sql: str, parameters: Any) -> list[tuple[Any, ...]]:
        """Ask the driver itself; a failure ends the transaction, so it is named at once."""
        sent.take_up(connection)
        with faults_named():
            return list(driver_of(connection).execute(sql, parameters))

    # ── who may what ──

    def let_project(self, connection: Connection, *, allowed: bool) -> None:
        """Take the projector's role, or give it back: the ingesting role may not write a projected table."""
        if connection.info["is_owner"]:
            return
        connection.exec_driver_sql(f"SET LOCAL ROLE {'motcua_projector' if allowed else 'motcua_ingest'}")

    def hold(
        self, connection: Connection, station: bytes, commune: str | None = None, beside: Sequence[str] = ()
    ) -> None:
        """Lock the communes, then the station's row, and see only these communes from now on."""
        if commune is None:
            is_own = station == self._database.own
            commune = PROVINCE if is_own else self._database.commune_of(station) or UNKNOWN
        seen = BORDER.join(dict.fromkeys((commune, *beside)))
        connection.exec_driver_sql("SELECT motcua_hold(%s, %s)", (station, seen))

    def widen(self, connection: Connection, aggregates: Sequence[bytes]) -> None:
        """Lock the communes of dossiers that the province passed on, and see them too."""
        if aggregates and not connection.info["is_owner"]:
            connection.exec_driver_sql("SELECT motcua_widen(%s::bytea[])", (hex_array(aggregates),))

    @contextmanager
    def seeing_all(self, connection: Connection) -> Iterator[None]:
        """Set the commune to all, and back. After a failure the transaction brings it back."""
        before = connection.exec_driver_sql("SELECT current_setting('motcua.commune', true)").scalar() or ""
        self.enter_scope(connection, WHOLE)
        yield
        self.enter_scope(connection, before)

    @contextmanager
    def rewriting_log(self, connection: Connection) -> Iterator[None]:
        """Lay the rules aside; the owner only may. After a failure the transaction brings them back."""
        connection.exec_driver_sql("ALTER TABLE change DISABLE TRIGGER append_only, NO FORCE ROW LEVEL SECURITY")
        yield
        connection.exec_driver_sql("ALTER TABLE change ENABLE TRIGGER append_only, FORCE ROW LEVEL SECURITY")

    def hold_document(self, connection: Connection, kind: str, *, to_read: bool = False) -> None:
        """Lock its name: there may be no row yet."""
        lock = "pg_advisory_xact_lock_shared" if to_read else "pg_advisory_xact_lock"
        connection.exec_driver_sql(f"SELECT {lock}(hashtextextended('motcua document ' || %s, 0))", (kind,))

    def scopes(self, connection: Connection) -> Sequence[str]:
        """Return the communes that have a log here, and the province's own part."""
        rows = connection.exec_driver_sql("SELECT DISTINCT scope FROM station ORDER BY scope").scalars()
        return tuple(rows)

    def scopes_of_asides(self, connection: Connection, station: bytes) -> Sequence[str]:
        """Return where the rows lie: the commune the list of desks named when they came, not the one it names now."""
        asked = "SELECT DISTINCT scope FROM set_aside WHERE station = %s AND scope NOT IN ('~', '?') ORDER BY scope"
        with self.seeing_all(connection):
            return tuple(connection.exec_driver_sql(asked, (station,)).scalars())

    def enter_scope(self, connection: Connection, scope: str) -> None:
        """Set the commune for this transaction."""
        connection.exec_driver_sql("SELECT set_config('motcua.commune', %s, true)", (scope,))

    def shared(self, connection: Connection) -> Mapping[bytes, str]:
        """Return what was passed on: its changes stand in several communes' logs; the receiver's comes first."""
        self.enter_scope(connection, WHOLE)
        rows = connection.exec_driver_sql(_SHARED, (BORDER, RELAYED))
        return {bytes(aggregate_id): scopes for aggregate_id, scopes in rows}

    def sort_into_scopes(self, connection: Connection) -> None:
        """What is written of a station belongs to that station's commune; the owner may do this past the policies."""
        for table in Projection.metadata.sorted_tables:
            has_one = "row.station" if "station" in table.c else ""
            self._sort(connection, table.name, _STATION_OF.get(table.name, has_one))

    def _sort(self, connection: Connection, name: str, station: str) -> None:
        if not station:
            return
        connection.exec_driver_sql(f"ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY")
        connection.exec_driver_sql(
            f"UPDATE {name} AS row SET scope = station.scope FROM station "  # noqa: S608
            f"WHERE station.id = {station} AND station.scope NOT IN ('~', '?') AND row.scope <> station.scope"
        )
        connection.exec_driver_sql(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")

    def clear_scope(self, connection: Connection) -> None:
        """Delete; dropping tables is the owner's."""
        connection.exec_driver_sql("SELECT motcua_forget_words()")
        for table in reversed(Projection.metadata.sorted_tables):
            connection.exec_driver_sql(f"DELETE FROM {table.name} WHERE scope = {FIRST_SCOPE}")  # noqa: S608

    def taken(self, connection: Connection, positions: Sequence[int]) -> list[int]:
        """Ask past row-level security: another commune's dossier has its position too."""
        return [at for (at,) in self.ask(connection, "SELECT motcua_taken(%s)", (list(positions),))]

    # ── search ──

    def create_search(self, connection: Connection) -> None:
        """Dress the fresh projections: their scope, their rights, the index."""
        from storage.postgres import schema

        self._search.create(connection)
        schema.dress(connection, Projection.metadata.sorted_tables, projected=True)

    def drop_search(self, connection: Connection) -> None:
        """Drop the index; the tables take their policies with them."""
        self._search.drop(connection)

    def add_words(self, connection: Connection, rows: Sequence[Row]) -> None:
        """See Search."""
        self._search.add(connection, rows)

    def remove_words(self, connection: Connection, rows: Sequence[Row]) -> None:
        """See Search."""
        self._search.remove(connection, [row["position"] for row in rows])

    def matching(self, connection: Connection, groups: Groups, most: int) -> list[int]:
        """See Search."""
        return self._search.matching(connection, groups, most)

    def known_words(self, connection: Connection, words: Sequence[str]) -> Mapping[str, int]:
        """See Search."""
        return self._search.known(connection, words)

    def search_is_sound(self, connection: Connection) -> bool:
        """See Search."""
        return self._search.is_sound(connection)

    # ── checking ──

    def check_pages(self, connection: Connection) -> bool:
        """Pages are the server's: ``initdb --data-checksums`` and ``pg_amcheck`` (docs/hub.md)."""
        return True

    def shadow(self, connection: Connection) -> None:
        """Temporary tables come before all others of the same name."""
        for table in Projection.metadata.sorted_tables:
            connection.exec_driver_sql(f"CREATE TEMP TABLE {table.name} (LIKE public.{table.name} INCLUDING INDEXES)")
            connection.exec_driver_sql(f"ALTER TABLE pg_temp.{table.name} DROP COLUMN scope")

    def unshadow(self, connection: Connection) -> None:
        """The transaction of a check is rolled back, and the tables with it."""

    def shadowed(self, table: str, *, real: bool) -> str:
        """Name the schema."""
        return f'public."{table}"' if real else f'pg_temp."{table}"'


def _stage(connection: Connection, table: Table, names: Sequence[str], keys: Sequence[str], rows: Sequence[Row]) -> str:
    """COPY rows into the temporary table that stands for these columns, and return its name.

    Each role has its own: a table belongs to whoever made it.
    """
    role = "p" if connection.info.get("projecting") else "i"
    place = f"pg_temp.new_{table.name}_{len(names)}_{role}"
    staged: set[str] = connection.info.setdefault("staged", set())
    listed = ", ".join(map(_quoted, names))
    if place not in staged:
        columns = ", ".join(f"{_quoted(name)} {_type_of(table, name)}" for name in names)
        made = f"CREATE TEMP TABLE IF NOT EXISTS {place.removeprefix('pg_temp.')} ({columns}) ON COMMIT DELETE ROWS"
        connection.exec_driver_sql(made)
        staged.add(place)
    filled: set[str] = connection.info["filled"]
    if place in filled:
        connection.exec_driver_sql(f"DELETE FROM {place}")  # noqa: S608
    filled.add(place)
    sent.take_up(connection)
    driver = driver_of(connection)
    sql = f"COPY {place} ({listed}) FROM STDIN (FORMAT BINARY)"
    with faults_named(), driver.cursor() as cursor, cursor.copy(sql) as copy:
        copy.set_types([_type_of(table, name) for name in names])
        write, cells = copy.write_row, _cells_of(keys)
        limited = _indexed(table)
        words = [(at, name in limited) for at, name in enumerate(names) if _type_of(table, name) == "text"]
        for row in rows:
            written = cells(row)
            for at, is_indexed in words:
                word = written[at]
                if word is not None and ("\x00" in word or (is_indexed and len(word) > _INDEXED)):
                    written = (*written[:at], _fitting(word, is_indexed), *written[at + 1 :])
            write(written)
    return place


def _cells_of(keys: Sequence[str]) -> Callable[[Row], tuple[Any, ...]]:
    return itemgetter(*keys) if len(keys) > 1 else lambda row: (row[keys[0]],)


def _send(connection: Connection, statement: str) -> None:
    """Have the server move what was staged, while the caller goes on."""
    guard.check(connection, statement)
    sent.send(connection, statement)


def _type_of(table: Table, name: str) -> str:
    type_ = table.c[name].type
    if isinstance(type_, BigInteger):
        return "int8"
    if isinstance(type_, Boolean):
        return "bool"
    return "bytea" if isinstance(type_, LargeBinary) else "text"


def _each_once(prepared: Prepared, rows: Sequence[Row]) -> bool:
    """Return whether no two rows have the same key: one statement may not touch a row twice."""
    if prepared.each_once:
        return True
    keys = [column.name for column in prepared.table.primary_key.columns]
    if any(key not in rows[0] for key in keys):
        return True  # the database gives the key
    return len({tuple(row[key] for key in keys) for row in rows}) == len(rows)


def _as_taken(table: Table, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return rows as PostgreSQL takes them, whatever a stranger's body says.

    Text there holds no NUL, and an index entry must fit a third of a page. No program of ours writes such words; a
    replay makes the same of them.
    """
    limited = _indexed(table)
    return [{name: _fitting(value, name in limited) for name, value in row.items()} for row in rows]


def _fitting(value: Any, is_indexed: bool) -> Any:
    if type(value) is not str:
        return value
    if "\x00" in value:
        value = value.replace("\x00", "")
    return value[:_INDEXED] if is_indexed else value


@cache
def _indexed(table: Table) -> frozenset[str]:
    """Return the columns that stand in an index."""
    indexed = {column.name for index in table.indexes for column in index.columns}
    return frozenset(indexed | {column.name for column in table.primary_key.columns})


def _quoted(name: str) -> str:
    return f'"{name}"'
