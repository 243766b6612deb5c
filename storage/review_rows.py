"""What has to be looked at: dossiers on which stations contradict each other, and pairs that may be one request."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from app.domain.dossier import Dossier
from app.domain.review import duplicate_name
from storage.codec import dossier_of
from storage.tables import DossierBodyRow, DossierRow, table_of

_dossier, _body = table_of(DossierRow), table_of(DossierBodyRow)
WITHIN = timedelta(days=3)
"""How far apart two receipts of one request may lie (SYNC §2.5)."""

_whole = select(_dossier.c.id, _body.c.body).join(_body, _body.c.position == _dossier.c.position)
_partition = (_dossier.c.id_number, _dossier.c.procedure_id)


def _before(column: ColumnElement[Any], name: str) -> ColumnElement[Any]:
    """Return the value of the receipt right before, of the same number and procedure."""
    lagged: ColumnElement[Any] = func.lag(column).over(partition_by=_partition, order_by=_dossier.c.received_at)
    return lagged.label(name)


_beside = (  # reckoned from the index of numbers alone: the rows themselves are read only of the pairs that are found
    select(
        _dossier.c.position,
        _dossier.c.received_at,
        _before(_dossier.c.position, "other"),
        _before(_dossier.c.received_at, "before"),
    )
    .where(_dossier.c.id_number.is_not(None), _dossier.c.procedure_id != "")
    .subquery()
)
_later, _earlier = _dossier.alias(), _dossier.alias()
_pairs = (
    select(_earlier.c.id.label("other"), _later.c.id)
    .join_from(_beside, _later, _later.c.position == _beside.c.position)
    .join(_earlier, _earlier.c.position == _beside.c.other)
    .where(
        _beside.c.other.is_not(None),
        _beside.c.received_at - _beside.c.before <= int(WITHIN.total_seconds()),
        # What one visit brought was taken in apart on purpose.
        func.coalesce(_later.c.visit, b"") != func.coalesce(_earlier.c.visit, b"-"),
    )
    .order_by(_beside.c.received_at.desc())
)


def marked(connection: Connection, *, limit: int) -> tuple[Dossier, ...]:
    """Return the dossiers that are marked, newest receipt first."""
    asked = _whole.where(_dossier.c.marked).order_by(_dossier.c.position.desc()).limit(limit)
    return tuple(dossier_of(row.body) for row in connection.execute(asked))


def doubles(connection: Connection, *, limit: int) -> tuple[tuple[Dossier, Dossier], ...]:
    """Return pairs that may be one request and that nobody has merged or told apart, newest first."""
    found: list[tuple[Dossier, Dossier]] = []
    for row in connection.execute(_pairs):
        earlier, later = _read(connection, (row.other, row.id))
        if not _is_settled(earlier, later):
            found.append((earlier, later))
        if len(found) == limit:
            break
    return tuple(found)


def _read(connection: Connection, ids: Sequence[bytes]) -> list[Dossier]:
    bodies = {row.id: row.body for row in connection.execute(_whole.where(_dossier.c.id.in_(ids)))}
    return [dossier_of(bodies[one]) for one in ids]


def _is_settled(one: Dossier, other: Dossier) -> bool:
    told_apart = duplicate_name(other.id) in one.dismissed or duplicate_name(one.id) in other.dismissed
    return told_apart or one.merged_into is not None or other.merged_into is not None
