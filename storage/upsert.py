"""INSERT … ON CONFLICT, in one place; SQLite and PostgreSQL word it alike."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, FunctionElement
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.ext.compiler import compiles

from storage.tables import table_of


class larger(FunctionElement[int]):  # noqa: N801 - it reads as the function it is
    """The larger of two numbers of a row."""

    inherit_cache = True


@compiles(larger)
def _max(element: larger, compiler: Any, **words: Any) -> str:
    return f"max({compiler.process(element.clauses, **words)})"


@compiles(larger, "postgresql")
def _greatest(element: larger, compiler: Any, **words: Any) -> str:
    return f"greatest({compiler.process(element.clauses, **words)})"


def on_conflict(
    statement: Insert, values: dict[str, Any], *, keys: list[Column[Any]], where: ColumnElement[bool] | None = None
) -> Insert:
    """Return an insert that, where the row's key is there, sets values instead."""
    made = statement.on_conflict_do_update(index_elements=keys, set_=values, where=where)
    # PostgreSQL's compiler also asks for a constraint by name, which SQLite does not know; importing its dialect for
    # this alone would cost the desk's start a tenth of a second.
    made._post_values_clause.constraint_target = None  # type: ignore[union-attr]
    return made


def upsert(model: type) -> Insert:
    """Return a statement that inserts a row or replaces the one with its key."""
    table = table_of(model)
    statement = insert(table)
    others = {column.name: statement.excluded[column.name] for column in table.c if not column.primary_key}
    return on_conflict(statement, others, keys=list(table.primary_key.columns))


def keep_highest(model: type, name: str) -> Insert:
    """Return a statement that inserts a row or raises one column of the row with its key; never lowers it."""
    table = table_of(model)
    statement = insert(table)
    highest = larger(table.c[name], statement.excluded[name])
    return on_conflict(statement, {name: highest}, keys=list(table.primary_key.columns))


def unless_there(model: type, *keys: str) -> Insert:
    """Return a statement that inserts a row where none has these values yet."""
    table = table_of(model)
    made = insert(table).on_conflict_do_nothing(index_elements=[table.c[key] for key in keys])
    made._post_values_clause.constraint_target = None  # type: ignore[union-attr]
    return made
