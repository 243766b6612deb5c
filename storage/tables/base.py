"""What all tables share: their two kinds, bytes and numbers as both databases take them."""

from __future__ import annotations

from typing import cast

from sqlalchemy import (
    BigInteger,
    Dialect,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
)
from sqlmodel import SQLModel

PROJECTION_VERSION = 7
"""Raise it when a projection changes; the next start replays the log."""

big = BigInteger().with_variant(Integer, "sqlite")
"""64 bits everywhere; on SQLite INTEGER, so that a single key is the row id itself."""


class _RawBytes(LargeBinary):
    """Bytes as the driver takes and gives them: no wrapping per value."""

    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> None:
        """Hand bytes over as they are."""

    def result_processor(self, dialect: Dialect, coltype: object) -> None:
        """Take bytes as they come."""


raw = _RawBytes()
words = String().with_variant(String(collation="C"), "postgresql")
"""Text in the order of its bytes: endings of codes are found as ranges, and both databases must sort alike."""


class LogTable(SQLModel):
    """What cannot be made again."""

    metadata = MetaData()


class Projection(SQLModel):
    """What the log makes."""

    metadata = MetaData()


def table_of(model: type) -> Table:
    """Return the Core table of a model, for statements prepared once."""
    return cast("Table", model.__table__)  # type: ignore[attr-defined]
