"""The province's word on a log: up to where it holds what is here (``acknowledged_to``)."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, update

from app.domain.errors import Forged
from app.readings import Position
from storage.change_log import ChangeLog, Station
from storage.run_in import FORKED
from storage.tables import StationRow, table_of

_station = table_of(StationRow)
_acknowledged_to = update(_station).where(_station.c.id == bindparam("of")).values(acknowledged_to=bindparam("to"))


def confirmed(connection: Connection, log: ChangeLog, station: Station, position: Position, *, may_lower: bool) -> int:
    """Take the province's word on one log; return how many changes that confirms. Raises Forged for another history."""
    ours = log.hash_at(station, position.seq)
    if position.seq <= station.acknowledged_to and ours is None:  # below the snapshot this desk began with
        if may_lower:
            lower(connection, log, station, position.seq)
        return 0
    if position.seq <= station.seq and ours != position.head:
        raise Forged(name=station.key.hex()[:8], reason=FORKED)
    if may_lower and position.seq < station.acknowledged_to:
        lower(connection, log, station, position.seq)
        return 0
    if not station.acknowledged_to < position.seq <= station.seq:
        return 0  # of a longer log we cannot tell whether ours is its beginning
    connection.execute(_acknowledged_to, {"of": station.id, "to": position.seq})
    return position.seq - station.acknowledged_to


def lower(connection: Connection, log: ChangeLog, station: Station, seq: int) -> None:
    """Note that the province holds less of a log than it did; below the snapshot it began with, nothing can be sent."""
    to = min(max(seq, log.first_held(station) - 1), station.acknowledged_to)
    connection.execute(_acknowledged_to, {"of": station.id, "to": to})
