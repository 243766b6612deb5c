"""INSERT … ON CONFLICT, in one place: SQLite and PostgreSQL have it, each under its own import."""

from __future__ import annotations

from sqlalchemy import func
from sqlalchemy.dialects.sqlite import Insert, insert

from storage.tables import table_of


def upsert(model: type) -> Insert:
    """Return a statement that inserts a row or replaces the one with its key."""
    table = table_of(model)
    statement = insert(table)
    others = {column.name: statement.excluded[column.name] for column in table.c if not column.primary_key}
    return statement.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=others)


def keep_highest(model: type, name: str) -> Insert:
    """Return a statement that inserts a row or raises one column of the row with its key; never lowers it."""
    table = table_of(model)
    statement = insert(table)
    highest = func.max(table.c[name], statement.excluded[name])
    return statement.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_={name: highest})
