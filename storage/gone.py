"""Bodies that are gone from the log, and why they may be: folded away by compaction, or taken by an order."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from app import canon
from app.domain.ordering import Change
from storage.change_log import ChangeLog
from storage.compaction import is_folded_here
from storage.erasing import Erasures, ordered_in
from storage.tables import ChangeRow, table_of

_change = table_of(ChangeRow)
_dropped = select(_change.c.aggregate_id, _change.c.station, func.min(_change.c.seq).label("seq")).where(
    func.length(_change.c.body) == canon.DROPPED_LENGTH, func.substr(_change.c.body, 1, 1) == canon.DROPPED
)


def first_unexplained(connection: Connection, log: ChangeLog) -> tuple[bytes, int] | None:
    """Return the first change whose body is gone although nothing took it: somebody did so behind our back."""
    rows = connection.execute(_dropped.group_by(_change.c.aggregate_id, _change.c.station)).all()
    if not rows:
        return None
    ordered = {*ordered_in(connection, log), *Erasures(connection).among([row.aggregate_id for row in rows])}
    bad = [row for row in rows if row.aggregate_id not in ordered and not _is_folded(log, row.aggregate_id)]
    first = min(bad, key=lambda row: (row.station, row.seq), default=None)
    return None if first is None else (log.station_numbered(first.station).key, first.seq)


def _is_folded(log: ChangeLog, aggregate_id: bytes) -> bool:
    changes: list[Change] = log.of_aggregate(aggregate_id)
    return is_folded_here(changes)
