"""Statements compiled once and run on the driver's own parameters.

SQLAlchemy spends more time on binding a row than SQLite on storing it; on the paths that write
thousands of rows, and in the one act a citizen waits for, the statement is compiled here once per dialect.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.dml import Insert

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
