"""Statements compiled once and run on the driver's own parameters.

SQLAlchemy spends more time on binding a row than SQLite on storing or finding it; on the paths that write
thousands of rows, in the one act a citizen waits for and in the search box, the statement is compiled here
once per dialect.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Connection, Dialect, LargeBinary, Table, bindparam, update
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import Insert

from storage.ways import ways_of

Row = Mapping[str, Any]


_AT_ONCE, _IN_AN_ARRAY = 500, 5_000
"""So many values one question takes, each of them a parameter or all of them one; more are asked in lots."""
_FEW = 16
"""Up to so many values, the text of a question is kept; one for each length in between would only fill the memory."""
_AMONG = re.compile(r"(NOT )?IN \(__\[POSTCOMPILE_(\w+)\]\)")


class Prepared:
    """A statement that writes rows given as mappings. each_once: the caller never gives two rows of one key."""

    def __init__(self, statement: ClauseElement, *, each_once: bool = False) -> None:
        self.statement, self.each_once = statement, each_once
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
        self._among: tuple[str, frozenset[str]] | None = None
        self._spelled: dict[tuple[int, ...], str] = {}

    def ask(self, connection: Connection, **values: Any) -> list[tuple[Any, ...]]:
        """Return the rows, their cells as the driver gives them. values: parameters by name, a list for each «in»."""
        dialect = connection.dialect
        if dialect.name not in self._compiled:
            self._compiled[dialect.name] = cast("SQLCompiler", self._statement.compile(dialect=dialect))
        compiled, ways = self._compiled[dialect.name], ways_of(connection)
        if ways.takes_arrays:
            sql, bytes_lists = self._with_arrays(compiled)
            given = {name: hex_array(values[name]) for name in bytes_lists}
            return ways.ask(connection, sql, {**compiled.params, **values, **given})
        return ways.ask(connection, *self._with_marks(compiled, values))

    def ask_each(self, connection: Connection, name: str, among: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
        """Yield the rows for any number of values of the «in» called name, asked in lots."""
        lot = _IN_AN_ARRAY if ways_of(connection).takes_arrays else _AT_ONCE
        for start in range(0, len(among), lot):
            yield from self.ask(connection, **{name: list(among[start : start + lot])})

    def _with_marks(self, compiled: SQLCompiler, values: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
        """Return the SQL with a mark for each value of each «in», and the parameters in their order.

        The text of whole lots, and of a few, is kept: to spell five hundred marks out took a third of the search.
        """
        names, given = compiled.positiontup or [], {**compiled.params, **values}
        lists = {name: list(given[name]) for name in names if compiled.binds[name].expanding}
        if not all(lists.values()):
            asked = compiled.construct_expanded_state(values)  # an empty «in» has words of its own
            return asked.statement, tuple(asked.positional_parameters)
        lengths = tuple(map(len, lists.values()))
        sql = self._spelled.get(lengths) or _AMONG.sub(
            lambda found: f"{found[1] or ''}IN ({', '.join('?' * len(lists[found[2]]))})", compiled.string
        )
        if sum(lengths) <= _FEW or _AT_ONCE in lengths:
            self._spelled[lengths] = sql
        return sql, tuple(one for name in names for one in lists.get(name, (given[name],)))

    def _with_arrays(self, compiled: SQLCompiler) -> tuple[str, frozenset[str]]:
        """Return the SQL with an array for each «in», and which of them hold bytes: a parameter, not five hundred."""
        if self._among is None:
            lists = frozenset(name for name, bound in compiled.binds.items() if bound.expanding)
            of_bytes = frozenset(name for name in lists if isinstance(compiled.binds[name].type, LargeBinary))

            def array(found: re.Match[str]) -> str:
                kind = "::bytea[]" if found[2] in of_bytes else ""
                return f"{'<> ALL' if found[1] else '= ANY'} (%({found[2]})s{kind})"

            self._among = _AMONG.sub(array, compiled.string), of_bytes
        return self._among


def hex_array(values: Sequence[bytes]) -> str:
    """Return an array of bytes as PostgreSQL reads it: the driver takes ten times as long over a list."""
    return "{" + ",".join([f'"\\\\x{value.hex()}"' for value in values]) + "}"
