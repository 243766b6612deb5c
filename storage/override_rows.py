"""Local overrides out of their rows: read the same way inside a unit of work and by queries."""

from __future__ import annotations

from sqlalchemy import Connection, select

from app import canon
from app.domain.events import OverrideProposed
from app.domain.procedure import LocalOverride
from storage.prepared import Question
from storage.tables import OverrideRow, table_of

_override = table_of(OverrideRow)
_oldest_first = Question(select(_override.c.body).order_by(_override.c.hlc, _override.c.station, _override.c.seq))


def read_overrides(connection: Connection) -> tuple[LocalOverride, ...]:
    """Return the local overrides in force or proposed, oldest first."""
    return tuple(canon.decode(body, OverrideProposed).override for (body,) in _oldest_first.ask(connection))
