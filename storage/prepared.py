"""Statements compiled once and run on the driver's own parameters.

SQLAlchemy spends more time on binding a row than SQLite on storing or finding it; on the paths that write
thousands of rows, in the one act a citizen waits for and in the search box, the statement is compiled here
once per dialect.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Connection, Dialect, Table, bindparam, update
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import Insert

from storage.ways import ways_of

Row = Mapping[str, Any]


class Prepared:
    """A statement that writes rows given as mappings."""

    def __init__(self, statement: ClauseElement) -> None:
        self.statement = statement
        self.table: Table = statement.table  # type: ignore[attr-defined]
        self._sql: dict[str, tuple[str, Sequence[str]]] = {}

    def run(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Run the statement once per row, in one call of the driver. No rows: nothing happens."""
        if rows:
            ways_of(connection).write(connection, self, rows)

    def compiled(self, dialect: Dialect) -> tuple[str, Sequence[str]]:
        """Return the SQL of a dialect and its parameters' names, in order."""
        known = self._sql.get(dialect.name)
        if known is None:
            columns = list(self.statement.table.c.keys()) if isinstance(self.statement, Insert) else None
            made = cast("SQLCompiler", self.statement.compile(dialect=dialect, column_keys=columns))
            known = self._sql[dialect.name] = (str(made), made.positiontup or list(made.binds))
        return known


class Moved(Prepared):
    """Rows of a table that get new values. key: the column of its ``at``; names: the columns that move."""

    def __init__(self, table: Table, key: str, names: Sequence[str]) -> None:
        self.key, self.names = key, tuple(names)
        moving: dict[str, Any] = {name: bindparam(name) for name in names}
        super().__init__(update(table).where(table.c[key] == bindparam("at")).values(moving))


class Question:
    """A statement that only reads, asked of the driver itself inside a transaction that has begun."""

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._compiled: dict[str, SQLCompiler] = {}

    def ask(self, connection: Connection, **values: object) -> list[tuple[Any, ...]]:
        """Return the rows, their cells as the driver gives them. values: parameters by name, a list for each «in»."""
        dialect = connection.dialect
        if dialect.name not in self._compiled:
            self._compiled[dialect.name] = cast("SQLCompiler", self._statement.compile(dialect=dialect))
        asked = self._compiled[dialect.name].construct_expanded_state(values)
        parameters: Any = asked.positional_parameters if asked.positiontup is not None else asked.parameters
        return ways_of(connection).ask(connection, asked.statement, parameters)
