"""Compaction of a desk's log: closed dossiers are folded into a log of the desk's own, then their bodies dropped.

The fold is the same event a snapshot brings (``DossierBaseline``), so a rebuild, a later change and a check of the
tables need nothing of their own. Facts of money keep their bodies: the cash book is made of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, exists, select

from app import canon
from app.compaction import Weighed
from app.domain.baseline_events import BaselineHead, DossierBaseline
from app.domain.events import KIND_OF, KINDS
from app.domain.ordering import Change
from app.domain.states import STATE_CODES, State
from storage.change_log import ChangeLog, Station
from storage.codec import read_event, seconds
from storage.dropping import drop_bodies
from storage.engine import Database
from storage.fact_tables import FactTables
from storage.money_rows import MONEY_KINDS
from storage.projections import DOSSIER, Projector, reach_of
from storage.relays import RELAYED
from storage.tables import ChangeRow, DeskRow, DossierBodyRow, DossierRow, HeadRow, StationRow, table_of

_AT_ONCE = 200
_BASELINE = KIND_OF[DossierBaseline]
_change, _head, _dossier, _body, _station, _desk = map(
    table_of, (ChangeRow, HeadRow, DossierRow, DossierBodyRow, StationRow, DeskRow)
)
_not_alone = exists().where(_head.c.aggregate_id == _dossier.c.id, _head.c.is_woven | _head.c.is_loose)
_is_folded = exists().where(_change.c.aggregate_id == _dossier.c.id, _change.c.kind.in_((_BASELINE, RELAYED)))
_closed = (
    select(_dossier.c.id, _dossier.c.position, _dossier.c.code, _dossier.c.received_by, _body.c.body)
    .join(_body, _body.c.position == _dossier.c.position)
    .where(
        _dossier.c.state == STATE_CODES[State.RETURNED],
        _dossier.c.returned_at < bindparam("before"),
        _dossier.c.position > bindparam("after"),
        ~_dossier.c.marked,
        ~_not_alone,
        ~_is_folded,
    )
    .order_by(_dossier.c.position)
    .limit(_AT_ONCE)
)
_heads = select(_head).where(_head.c.aggregate_id.in_(bindparam("aggregates", expanding=True)))
_changes = select(_change).where(_change.c.aggregate_id.in_(bindparam("aggregates", expanding=True)))
_own = select(_station.c.key).join(_desk, _desk.c.station == _station.c.id)


class _Closed:
    """A dossier that can be folded: its row, heads and changes."""

    def __init__(self, row: Any, heads: list[Row[Any]], changes: list[Change]) -> None:
        self.row, self.heads = row, heads
        self.dropped = [one for one in changes if one.kind not in MONEY_KINDS and not canon.is_dropped(one.body)]


class StoredCompaction:
    """See :class:`app.compaction.Compactions`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def weigh(self, *, closed_before: datetime, settled: Mapping[bytes, int]) -> Weighed:
        """Return what could be dropped; changes nothing."""
        with self._database.reading() as connection:
            return sum((_weight(lot) for lot in _lots(connection, closed_before, settled)), Weighed())

    def fold_some(self, *, closed_before: datetime, settled: Mapping[bytes, int], at: datetime) -> Weighed:
        """Fold and drop some hundred dossiers in one transaction; zeros where none is left."""
        with self._database.writing() as connection:
            lot = next(_lots(connection, closed_before, settled), [])
            if lot:
                _fold(connection, lot, at)
        return _weight(lot)


def is_folded_here(changes: Sequence[Change]) -> bool:
    """Return whether the dropped changes of a dossier lie below what it was folded into."""
    reached = reach_of([one for one in changes if one.kind == _BASELINE])
    return all(one.seq <= reached.get(one.station, 0) for one in changes if canon.is_dropped(one.body))


def _weight(lot: Sequence[_Closed]) -> Weighed:
    bodies = [len(change.body) for one in lot for change in one.dropped]
    return Weighed(len(lot), len(bodies), sum(bodies))


def _lots(connection: Connection, before: datetime, settled: Mapping[bytes, int]) -> Iterator[list[_Closed]]:
    """Yield the dossiers that can be folded, some hundred at a time."""
    log, after = ChangeLog(connection), -1
    while rows := connection.execute(_closed, {"before": seconds(before), "after": after}).all():
        after = rows[-1].position
        ids = [row.id for row in rows]
        heads: dict[bytes, list[Row[Any]]] = {id_: [] for id_ in ids}
        changes: dict[bytes, list[Change]] = {id_: [] for id_ in ids}
        for head in connection.execute(_heads, {"aggregates": ids}):
            heads[head.aggregate_id].append(head)
        for row in connection.execute(_changes, {"aggregates": ids}):
            changes[row.aggregate_id].append(log.change_of(row))
        lot = [_Closed(row, heads[row.id], changes[row.id]) for row in rows]
        settled_ones = [one for one in lot if _is_settled(log, one, settled)]
        if settled_ones:
            yield settled_ones


def _is_settled(log: ChangeLog, one: _Closed, settled: Mapping[bytes, int]) -> bool:
    """Return whether the province surely holds every change of it, and this program understands them all."""
    held = all(head.seq <= settled.get(log.station_numbered(head.station).key, 0) for head in one.heads)
    return held and not any(isinstance(read_event(change), str) for change in one.dropped)


def _fold(connection: Connection, lot: Sequence[_Closed], at: datetime) -> None:
    log = ChangeLog(connection)
    station = log.enter(_shelf(connection.execute(_own).scalar_one()))
    made = [
        Change(station.key, seq, seq, bytes(16), DOSSIER, one.row.id, _BASELINE, KINDS[_BASELINE][1], (), body)
        for seq, (one, body) in enumerate(((one, _folded(connection, log, one, at)) for one in lot), station.seq + 1)
    ]
    log.extend(station, made)
    log.confirm_all(station)
    drop_bodies(connection, log, (change for one in lot for change in one.dropped))
    projector = Projector(connection, log)
    projector.load([one.row.id for one in lot])
    for one in lot:
        projector.refold(one.row.id)
    projector.flush()
    log.save()


def _shelf(own: bytes) -> bytes:
    """Return the name of the log that the folds stand in; it never leaves this computer."""
    return hashlib.blake2b(own, digest_size=16, person=b"motcua.compact").digest()


def _folded(connection: Connection, log: ChangeLog, one: _Closed, at: datetime) -> bytes:
    facts = FactTables(connection)
    for change in one.dropped:
        event = read_event(change)
        if not isinstance(event, str):
            facts.note(change, event, _station_of(log, change).id)
    _numbers, series = facts.numbers_noted({})
    heads = (BaselineHead(log.station_numbered(head.station).key, head.seq, bool(head.is_tip)) for head in one.heads)
    received_by = log.station_numbered(one.row.received_by).key
    return canon.encode(DossierBaseline(one.row.code, bytes(one.row.body), tuple(heads), received_by, series, at))


def _station_of(log: ChangeLog, change: Change) -> Station:
    return log.enter(change.station)
