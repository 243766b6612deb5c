"""How far the newest change of a dossier is known to have come: saved here, written, received by the province.

Worked out from positions, never stored: one acknowledgement moves a hundred thousand dossiers by
moving one number per station.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Select, bindparam, func, select

from app.readings import SyncState
from storage.change_log import ChangeLog, Station
from storage.codec import moment
from storage.line_statements import UNACKNOWLEDGED, UNSENT
from storage.prepared import Question
from storage.tables import DossierRow, ExchangeRow, HeadRow, table_of

_head, _dossier, _exchange = map(table_of, (HeadRow, DossierRow, ExchangeRow))
_heads = Question(
    select(_head.c.aggregate_id, _head.c.station, _head.c.seq).where(
        _head.c.aggregate_id.in_(bindparam("dossiers", expanding=True))
    )
)
CONFLICTS = select(func.count()).select_from(_dossier).where(_dossier.c.marked)
_SAVED, _WRITTEN, RECEIVED = "saved", "written", "received"
_worst_first = (_SAVED, _WRITTEN, RECEIVED)


def of_change(station: Station, seq: int) -> str:
    """Return the evidence of one change; what the province passed on of another commune lies with the province."""
    if seq > station.seq:
        return RECEIVED
    if seq <= station.acknowledged_to:
        return RECEIVED
    return _WRITTEN if seq <= station.written_to else _SAVED


def evidence_of(connection: Connection, log: ChangeLog, dossier_ids: Sequence[bytes]) -> dict[bytes, str]:
    """Return the evidence of each dossier: that of its least safe change."""
    if not dossier_ids:
        return {}
    found: dict[bytes, str] = {}
    for dossier, station, seq in _heads.ask(connection, dossiers=dossier_ids):
        here = of_change(log.station_numbered(station), seq)
        found[dossier] = min(here, found.get(dossier, here), key=_worst_first.index)
    return found


def sync_state(connection: Connection, log: ChangeLog) -> SyncState:
    """Return what the pill and ``status`` say."""
    stations = log.stations()
    behind = sum(held.seq > held.acknowledged_to for held in stations)
    unacknowledged = _dossiers(connection, UNACKNOWLEDGED, behind)
    total = connection.execute(select(func.count()).select_from(_dossier)).scalar_one()
    waiting = [log.wall_ms_at(held, held.acknowledged_to + 1) for held in stations if held.seq > held.acknowledged_to]
    oldest = min((ms for ms in waiting if ms is not None), default=None)
    last = connection.execute(select(func.max(_exchange.c.at)).where(_exchange.c.kind == "acknowledged")).scalar()
    changes = sum(held.seq for held in stations)
    acknowledged = sum(min(held.acknowledged_to, held.seq) for held in stations)
    return SyncState(
        changes=changes,
        acknowledged=acknowledged,
        unsent=sum(max(held.seq - held.sent_to, 0) for held in stations),
        unacknowledged=changes - acknowledged,
        unacknowledged_dossiers=unacknowledged,
        unsent_dossiers=_dossiers(connection, UNSENT, behind),
        acknowledged_dossiers=total - unacknowledged,
        oldest_unacknowledged_at=None if oldest is None else moment(oldest // 1000),
        last_acknowledgement_at=None if last is None else moment(last),
        conflicts=connection.execute(CONFLICTS).scalar_one(),
    )


def _dossiers(connection: Connection, ids: Select[bytes], stations: int) -> int:
    """Count dossiers; each stands once per station, so one station alone needs no sorting out."""
    asked = ids if stations <= 1 else ids.distinct()
    return connection.execute(select(func.count()).select_from(asked.subquery())).scalar_one()
