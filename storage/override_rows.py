"""Local overrides out of their rows: read the same way inside a unit of work and by queries."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from app import canon
from app.domain.events import OverrideProposed
from app.domain.procedure import LocalOverride
from storage.prepared import Question
from storage.tables import OpenedRow, OverrideRow, StationRow, table_of

_override, _opened, _station = map(table_of, (OverrideRow, OpenedRow, StationRow))
_oldest = (
    select(_override.c.body)
    .join(_station, _station.c.id == _override.c.station)
    .order_by(_override.c.hlc, _station.c.key, _override.c.seq)
)
_own_commune = select(_opened.c.commune).where(_opened.c.station == bindparam("own")).scalar_subquery()
_of_all = Question(_oldest)
_of_this_commune = Question(
    _oldest.join(_opened, _opened.c.station == _override.c.station).where(_opened.c.commune == _own_commune)
)


def read_overrides(connection: Connection, own: int | None) -> tuple[LocalOverride, ...]:
    """Return the local overrides of the commune of this station, oldest first; own None (a hub): of all.

    Another commune's decision prices nothing here. Decided and proposed ones have the same body.
    """
    rows = _of_all.ask(connection) if own is None else _of_this_commune.ask(connection, own=own)
    return tuple(canon.decode(body, OverrideProposed).override for (body,) in rows)
