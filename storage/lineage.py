"""Which older keys a station goes on for: read from what successors said first in their logs."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from app.readings import Ancestor
from storage.codec import moment
from storage.prepared import Question
from storage.tables import LineageRow, StationRow, table_of

_lineage, _station = table_of(LineageRow), table_of(StationRow)
_parent = Question(
    select(_lineage.c.previous, _lineage.c.reason, _lineage.c.at, _lineage.c.last, _lineage.c.known_to)
    .join(_station, _station.c.id == _lineage.c.station)
    .where(_station.c.key == bindparam("key"))
)
_held = Question(select(_station.c.id, _station.c.seq).where(_station.c.key == bindparam("key")))
_MOST = 64
"""Nobody restores one laptop so often; a forged ring of successors ends here."""


def ancestors(connection: Connection, key: bytes) -> tuple[Ancestor, ...]:
    """Return the older keys of a station, newest first."""
    found: list[Ancestor] = []
    seen = {key}
    while len(found) < _MOST and (rows := _parent.ask(connection, key=key)):
        key, reason, at, last, known_to = rows[0]
        if key in seen:
            break
        seen.add(key)
        held = _held.ask(connection, key=key)
        number, seq = (held[0][0], held[0][1]) if held else (None, 0)
        found.append(Ancestor(key, number, seq, reason, moment(at), last, known_to))
    return tuple(found)


def own_numbers(connection: Connection, key: bytes) -> tuple[int, ...]:
    """Return the local numbers of a station and of the older keys it goes on for."""
    held = _held.ask(connection, key=key)
    own = [held[0][0]] if held else []
    return (*own, *(one.number for one in ancestors(connection, key) if one.number is not None))
