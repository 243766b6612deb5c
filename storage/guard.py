"""Nobody writes around the log: a projected table changes only while a projector is at work (SYNC §2.3).

The engine asks here before every statement, so ORM, Core and plain SQL are all caught.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, event

from storage.tables import PROJECTED
from storage.ways import ways_of

_write = re.compile(
    r"\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|UPDATE(?:\s+OR\s+\w+)?|DELETE\s+FROM)\s+\"?(\w+)\"?",
    re.IGNORECASE,
)


class WroteAroundTheLog(RuntimeError):
    """Code tried to change a projected table without an event: a bug."""


@contextmanager
def projecting(connection: Connection) -> Iterator[None]:
    """Let the projector, and only it, write projected tables on this connection."""
    if connection.info.get("projecting", False):
        yield
        return
    ways = ways_of(connection)
    ways.let_project(connection, allowed=True)
    connection.info["projecting"] = True
    try:
        yield
    finally:
        connection.info["projecting"] = False
        ways.let_project(connection, allowed=False)


def watch(engine: Engine) -> None:
    """Refuse stray writes on every connection of this engine."""

    @event.listens_for(engine, "before_cursor_execute")
    def _check(connection: Connection, _cursor: Any, statement: str, *_rest: object) -> None:
        check(connection, statement)


def check(connection: Connection, statement: str) -> None:
    """Raise WroteAroundTheLog if the statement changes a projected table and no projector is at work."""
    if _writes_projection(statement) and not connection.info.get("projecting", False):
        raise WroteAroundTheLog(statement.split("(")[0])


@lru_cache(maxsize=512)
def _writes_projection(statement: str) -> bool:
    match = _write.match(statement)
    return match is not None and match[1].lower() in PROJECTED
