"""What has to be looked at: dossiers on which stations contradict each other, and pairs that may be one request."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, func, or_, select

from app.domain.dossier import Dossier
from app.domain.review import duplicate_name
from storage.codec import dossier_of, first_position
from storage.tables import DossierBodyRow, DossierRow, table_of

_dossier, _body = table_of(DossierRow), table_of(DossierBodyRow)
Pair = tuple[Dossier, Dossier]
"""Two dossiers that may be one request, the earlier receipt first."""

WITHIN = timedelta(days=3)
"""How far apart two receipts of one request may lie (SYNC §2.5)."""

_whole = select(_dossier.c.id, _body.c.body).join(_body, _body.c.position == _dossier.c.position)
_keys = select(_dossier.c.id_number, _dossier.c.procedure_id, _dossier.c.received_at).where(
    _dossier.c.id == bindparam("one")
)
_partition = (_dossier.c.id_number, _dossier.c.procedure_id)


def _before(column: ColumnElement[Any], name: str) -> ColumnElement[Any]:
    """Return the value of the receipt right before, of the same number and procedure."""
    lagged: ColumnElement[Any] = func.lag(column).over(partition_by=_partition, order_by=_dossier.c.received_at)
    return lagged.label(name)


_later, _earlier = _dossier.alias(), _dossier.alias()


def _pairs_among(*which: ColumnElement[bool]) -> Select[Any]:
    """Return the question for the pairs among these receipts, the newest first."""
    beside = (  # reckoned from narrow columns: whole rows are read only of the pairs that are found
        select(
            _dossier.c.position,
            _dossier.c.received_at,
            _before(_dossier.c.position, "other"),
            _before(_dossier.c.received_at, "before"),
        )
        .where(_dossier.c.procedure_id != "", *which)
        .subquery()
    )
    return (
        select(_earlier.c.id.label("other"), _later.c.id)
        .join_from(beside, _later, _later.c.position == beside.c.position)
        .join(_earlier, _earlier.c.position == beside.c.other)
        .where(
            beside.c.other.is_not(None),
            beside.c.received_at - beside.c.before <= int(WITHIN.total_seconds()),
            # What one visit brought was taken in apart on purpose.
            func.coalesce(_later.c.visit, b"") != func.coalesce(_earlier.c.visit, b"-"),
        )
        .order_by(beside.c.received_at.desc())
    )


_pairs = _pairs_among(_dossier.c.id_number.is_not(None))
_recent = _pairs_among(
    func.length(_dossier.c.id_number) > 0,  # said so that nobody takes the index of numbers, and with it every receipt
    _dossier.c.position >= bindparam("first_position"),
)
_of_one = _pairs_among(
    _dossier.c.id_number == bindparam("number"),
    _dossier.c.procedure_id == bindparam("procedure"),
    _dossier.c.received_at.between(bindparam("first_second"), bindparam("last_second")),
).where(or_(_later.c.id == bindparam("one"), _earlier.c.id == bindparam("one")))
"""The pairs one dossier is in: a few entries of the index of numbers, however many dossiers there are."""


def marked(connection: Connection, *, limit: int) -> tuple[Dossier, ...]:
    """Return the dossiers that are marked, newest receipt first."""
    asked = _whole.where(_dossier.c.marked).order_by(_dossier.c.position.desc()).limit(limit)
    return tuple(dossier_of(row.body) for row in connection.execute(asked))


def doubles(connection: Connection, *, limit: int, since: datetime | None = None) -> tuple[Pair, ...]:
    """Return pairs that may be one request and that nobody has merged or told apart, newest first.

    since: leave out what was received before; only the rows after it are read then.
    """
    if since is None:
        return _unsettled(connection, connection.execute(_pairs), limit)
    recent = connection.execute(_recent, {"first_position": first_position(since - WITHIN)})
    return _unsettled(connection, recent, limit)


def doubles_of(connection: Connection, dossier_id: bytes) -> tuple[Pair, ...]:
    """Return the pairs that one dossier is in; at most the receipt right before it and the one right after."""
    row = connection.execute(_keys, {"one": dossier_id}).one_or_none()
    if row is None or row.id_number is None:
        return ()
    within = int(WITHIN.total_seconds())
    asked = {
        "number": row.id_number,
        "procedure": row.procedure_id,
        "first_second": row.received_at - within,
        "last_second": row.received_at + within,
        "one": dossier_id,
    }
    return _unsettled(connection, connection.execute(_of_one, asked), limit=2)


def _unsettled(connection: Connection, rows: Iterable[Row[Any]], limit: int) -> tuple[Pair, ...]:
    found: list[Pair] = []
    for row in rows:
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
