"""Bodies that are gone from the log, and why they may be: folded away by compaction, or taken by an order."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, func, select

from app import canon
from app.domain.ordering import Change
from storage.change_log import ChangeLog
from storage.compaction import is_folded_here
from storage.erasing import Erasures, ordered_in
from storage.person_notes import named_by
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
    bad = [row for row in rows if row.aggregate_id not in ordered and not _is_explained(log, row.aggregate_id, ordered)]
    first = min(bad, key=lambda row: (row.station, row.seq), default=None)
    return None if first is None else (log.station_numbered(first.station).key, first.seq)


def _is_explained(log: ChangeLog, aggregate_id: bytes, ordered: Collection[bytes]) -> bool:
    """Return whether a record was folded here, or orders name each of its changes that are gone."""
    changes: list[Change] = log.of_aggregate(aggregate_id)
    gone = [change for change in changes if canon.is_dropped(change.body)]
    return is_folded_here(changes) or all(named_by(change) in ordered for change in gone)
