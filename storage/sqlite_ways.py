"""The ways of SQLite: FTS5, one writer, temporary tables that hide the real ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, bindparam, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.schema import CreateTable

from app.domain.errors import DatabaseDamaged
from storage.tables import DossierRow, Projection, table_of
from storage.ways import driver_of

if TYPE_CHECKING:
    from storage.prepared import Prepared, Row
    from storage.ways import Groups, Term

CREATE = (
    "CREATE VIRTUAL TABLE dossier_search USING fts5(folded, content='dossier', "
    "content_rowid='position', tokenize='ascii', prefix='2 3 4 5', detail=column, columnsize=0)",
    "CREATE VIRTUAL TABLE dossier_words USING fts5vocab('dossier_search', 'row')",
)
DROP = ("DROP TABLE IF EXISTS dossier_words", "DROP TABLE IF EXISTS dossier_search")
_ADD = "INSERT INTO dossier_search(rowid, folded) VALUES (?, ?)"
_REMOVE = "INSERT INTO dossier_search(dossier_search, rowid, folded) VALUES ('delete', ?, ?)"
_CHECK = text("INSERT INTO dossier_search(dossier_search, rank) VALUES ('integrity-check', 1)")
_MATCHING = "SELECT rowid FROM dossier_search WHERE dossier_search MATCH ? ORDER BY rowid DESC LIMIT ?"
_KNOWN = "SELECT term, doc FROM dossier_words WHERE term IN ({places})"

_dossier = table_of(DossierRow)
_taken = select(_dossier.c.position).where(_dossier.c.position.in_(bindparam("at", expanding=True)))


class SqliteWays:
    """See :class:`storage.ways.Ways`."""

    many_scopes = takes_arrays = False

    def write(self, connection: Connection, statement: Prepared, rows: Sequence[Row]) -> None:
        """Hand all rows to the driver in one call."""
        sql, names = statement.compiled(connection.dialect)
        parameters: list[Any] = [tuple(row[name] for name in names) for row in rows]
        connection.exec_driver_sql(sql, parameters if len(parameters) > 1 else parameters[0])

    def ask(self, connection: Connection, sql: str, parameters: Any) -> list[tuple[Any, ...]]:
        """Ask the driver itself; the engine costs more than SQLite needs to find a row."""
        try:
            return list(driver_of(connection).execute(sql, parameters))
        except connection.dialect.loaded_dbapi.Error:
            # Asking changed nothing: it is asked again by way of the engine, which names what is wrong.
            return [tuple(row) for row in connection.exec_driver_sql(sql, parameters)]

    def let_project(self, connection: Connection, *, allowed: bool) -> None:
        """The guard before every statement is all there is."""

    def hold(
        self, connection: Connection, station: bytes, commune: str | None = None, beside: Sequence[str] = ()
    ) -> None:
        """BEGIN IMMEDIATE holds everything already."""

    def widen(self, connection: Connection, aggregates: Sequence[bytes]) -> None:
        """BEGIN IMMEDIATE holds everything already."""

    def seeing_all(self, connection: Connection) -> AbstractContextManager[None]:
        """All of it is seen always."""
        return nullcontext()

    @contextmanager
    def rewriting_log(self, connection: Connection) -> Iterator[None]:
        """Drop the triggers and make them again; what was there is overwritten on the pages, not only let go."""
        from storage.change_log import APPEND_ONLY  # which asks here for the ways of a connection

        raw = driver_of(connection)
        raw.execute("PRAGMA secure_delete=ON")
        rules = [one for one in APPEND_ONLY if one.split()[2].startswith("change_")]
        try:
            for rule in rules:
                connection.exec_driver_sql(f"DROP TRIGGER {rule.split()[2]}")
            yield
            for rule in rules:  # after a failure the transaction goes back, and brings them with it
                connection.exec_driver_sql(rule)
        finally:
            raw.execute("PRAGMA secure_delete=OFF")

    def hold_document(self, connection: Connection, kind: str, *, to_read: bool = False) -> None:
        """BEGIN IMMEDIATE holds everything already."""

    def scopes(self, connection: Connection) -> Sequence[str]:
        """The whole log is one."""
        return ("",)

    def scopes_of_asides(self, connection: Connection, station: bytes) -> Sequence[str]:
        """BEGIN IMMEDIATE sees everything already."""
        return ()

    def enter_scope(self, connection: Connection, scope: str) -> None:
        """There is but one."""

    def shared(self, connection: Connection) -> Mapping[bytes, str]:
        """There is but one."""
        return {}

    def sort_into_scopes(self, connection: Connection) -> None:
        """There is but one."""

    def clear_scope(self, connection: Connection) -> None:
        """There is but one."""

    def taken(self, connection: Connection, positions: Sequence[int]) -> list[int]:
        """Look into the table."""
        return list(connection.execute(_taken, {"at": positions}).scalars())

    # ── search ──

    def create_search(self, connection: Connection) -> None:
        """Make the FTS5 table and its vocabulary."""
        for statement in CREATE:
            connection.exec_driver_sql(statement)

    def drop_search(self, connection: Connection) -> None:
        """Drop both."""
        for statement in DROP:
            connection.exec_driver_sql(statement)

    def add_words(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Index dossiers; the row id is the position."""
        _each(connection, _ADD, rows)

    def remove_words(self, connection: Connection, rows: Sequence[Row]) -> None:
        """FTS5 over an external table wants the words that were indexed."""
        _each(connection, _REMOVE, rows)

    def matching(self, connection: Connection, groups: Groups, most: int) -> list[int]:
        """Row ids grow with the time of receipt, so newest first is their order backwards."""
        return [position for (position,) in self.ask(connection, _MATCHING, (fts5_query(groups), most))]

    def known_words(self, connection: Connection, words: Sequence[str]) -> Mapping[str, int]:
        """Look into the vocabulary."""
        query = _KNOWN.format(places=",".join("?" * len(words)))
        return {row.term: row.doc for row in connection.exec_driver_sql(query, tuple(words))}

    def search_is_sound(self, connection: Connection) -> bool:
        """Let FTS5 compare itself with the table; needs a database open for writing."""
        try:
            connection.execute(_CHECK)
        except (DatabaseError, DatabaseDamaged):
            return False
        return True

    # ── checking ──

    def check_pages(self, connection: Connection) -> bool:
        """Let SQLCipher check the seal of every page."""
        raw = driver_of(connection)
        # Twice: a window at work may be writing a page in the very moment it is read.
        return any(not raw.execute("PRAGMA cipher_integrity_check").fetchall() for _look in range(2))

    def shadow(self, connection: Connection) -> None:
        """Temporary tables may be made on a connection that only reads, once it is told so."""
        driver_of(connection).execute("PRAGMA query_only=OFF")
        for table in Projection.metadata.sorted_tables:
            made = str(CreateTable(table).compile(connection)).replace("CREATE TABLE", "CREATE TEMP TABLE", 1)
            connection.exec_driver_sql(made)
        connection.exec_driver_sql("CREATE INDEX temp.dossier_by_id ON dossier (id)")

    def unshadow(self, connection: Connection) -> None:
        """Drop them, and only read again."""
        for table in Projection.metadata.sorted_tables:
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS temp.{table.name}")
        driver_of(connection).execute("PRAGMA query_only=ON")

    def shadowed(self, table: str, *, real: bool) -> str:
        """Name the schema."""
        return f'main."{table}"' if real else f'temp."{table}"'


def fts5_query(groups: Groups) -> str:
    """Return the query in FTS5's words."""
    return " OR ".join(f"({' AND '.join(map(_term, group))})" for group in groups)


def _term(term: Term) -> str:
    words, is_prefix = term
    if len(words) == 1:
        return f'"{words[0]}"*' if is_prefix else f'"{words[0]}"'
    return f"({' OR '.join(_term(((word,), is_prefix)) for word in words)})"


def _each(connection: Connection, statement: str, rows: Sequence[Row]) -> None:
    parameters = [(row["position"], row["folded"]) for row in rows]
    if parameters:
        connection.exec_driver_sql(statement, parameters)
