"""Statements compiled once and run on the driver's own parameters.

SQLAlchemy spends more time on binding a row than SQLite on storing or finding it; on the paths that write
thousands of rows, in the one act a citizen waits for and in the search box, the statement is compiled here
once per dialect.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Connection, Dialect
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import Insert

from storage.engine import driver_of

Row = Mapping[str, Any]


class Prepared:
    """A statement that writes rows given as mappings."""

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._sql: dict[str, tuple[str, Sequence[str] | None]] = {}

    def run(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Run the statement once per row, in one call of the driver. No rows: nothing happens."""
        if not rows:
            return
        sql, names = self._compiled(connection.dialect)
        parameters: list[Any] = (
            [dict(row) for row in rows] if names is None else [tuple(row[n] for n in names) for row in rows]
        )
        connection.exec_driver_sql(sql, parameters if len(parameters) > 1 else parameters[0])

    def _compiled(self, dialect: Dialect) -> tuple[str, Sequence[str] | None]:
        known = self._sql.get(dialect.name)
        if known is None:
            columns = list(self._statement.table.c.keys()) if isinstance(self._statement, Insert) else None
            compiled = self._statement.compile(dialect=dialect, column_keys=columns)
            known = self._sql[dialect.name] = (str(compiled), compiled.positiontup)  # type: ignore[attr-defined]
        return known


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
        try:
            return list(driver_of(connection).execute(asked.statement, parameters))
        except dialect.loaded_dbapi.Error:
            # Asking changed nothing: it is asked again by way of the engine, which names what is wrong.
            return [tuple(row) for row in connection.exec_driver_sql(asked.statement, parameters)]
