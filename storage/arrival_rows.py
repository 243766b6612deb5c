"""Solved in time, and when that reached the province: two questions, counted apart (đúng hạn tại xã, đến tỉnh muộn)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, and_, func, select

from app.domain.events import KIND_OF, DossierCompleted
from app.domain.life_events import DossierRefused, DossierStopped, DossierWithdrawn
from app.readings import Arrivals
from storage.codec import dossier_of
from storage.tables import ChangeRow, DossierBodyRow, DossierRow, OrderRow, table_of

_change, _order, _dossier, _body = map(table_of, (ChangeRow, OrderRow, DossierRow, DossierBodyRow))
_SOLVING = tuple(KIND_OF[one] for one in (DossierCompleted, DossierRefused, DossierStopped, DossierWithdrawn))
_came = (
    select(_body.c.body, func.max(_order.c.came_ms).label("came_ms"))
    .join(_dossier, _dossier.c.position == _body.c.position)
    .join(_change, and_(_change.c.aggregate_id == _dossier.c.id, _change.c.kind.in_(_SOLVING)))
    .outerjoin(
        _order, and_(_order.c.station == _change.c.station, _change.c.seq.between(_order.c.first, _order.c.last))
    )
    .group_by(_body.c.position, _body.c.body)
)


def arrivals(connection: Connection, since: datetime, until: datetime) -> Arrivals:
    """Count what was solved from since on and before until, by its author's clock."""
    counted = {"on_time": 0, "late": 0, "on_time_arrived_late": 0, "not_arrived": 0}
    for row in connection.execute(_came):
        dossier = dossier_of(row.body)
        if dossier.ended_at is None or not since <= dossier.ended_at < until or dossier.imported is not None:
            continue
        counted["late" if dossier.is_late else "on_time"] += 1
        if row.came_ms is None:
            counted["not_arrived"] += 1
        elif not dossier.is_late and row.came_ms > dossier.original_due_at.timestamp() * 1000:
            counted["on_time_arrived_late"] += 1
    return Arrivals(**counted)
