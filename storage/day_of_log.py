"""Where a span of time lies in a station's log: its clock rises with its numbers, so a few looks find the place."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from app.domain.events import KIND_OF, FeeCollected
from storage.tables import ChangeRow, StationRow, table_of

_change, _station = table_of(ChangeRow), table_of(StationRow)
_length = select(_station.c.seq).where(_station.c.id == bindparam("of"))
_hlc_at = select(_change.c.hlc).where(_change.c.station == bindparam("of"), _change.c.seq == bindparam("seq"))
_paid = (
    select(_change.c.aggregate_id)
    .where(
        _change.c.station == bindparam("of"),
        _change.c.seq >= bindparam("first"),
        _change.c.seq < bindparam("end"),
        _change.c.kind == KIND_OF[FeeCollected],
    )
    .distinct()
    .order_by(_change.c.aggregate_id)
)


def paid_between(connection: Connection, station: int, since: datetime, until: datetime) -> tuple[bytes, ...]:
    """Return the dossiers for which a station recorded money in a span, ``until`` excluded."""
    first, end = (_first_at(connection, station, moment) for moment in (since, until))
    return tuple(connection.execute(_paid, {"of": station, "first": first, "end": end}).scalars())


def _first_at(connection: Connection, station: int, moment: datetime) -> int:
    """Return the number of the first change recorded at a moment or later."""
    wanted = int(moment.timestamp() * 1000) << 16
    low, high = 1, (connection.execute(_length, {"of": station}).scalar() or 0) + 1
    while low < high:
        middle = (low + high) // 2
        hlc = connection.execute(_hlc_at, {"of": station, "seq": middle}).scalar_one()
        low, high = (middle + 1, high) if hlc < wanted else (low, middle)
    return low
