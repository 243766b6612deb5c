"""Seals kept as evidence, and segments set aside: parked for a gap or waiting for a person (SYNC §2.2, §2.7)."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, insert, select, update

from app.domain.errors import ParkedTooMuch
from app.ports import LogRange, SegmentSeal, SetAside
from app.services.merging import PROVISIONAL
from storage.change_log import ChangeLog
from storage.tables import ChangeRow, SegmentRow, SetAsideRow, table_of

PARKED_AT_MOST = 64 << 20
"""Bytes a station may have waiting; the oldest are kept, the newest asked for again."""

STRANGERS_AT_MOST = 256 << 20
"""Bytes that all stations nobody has enrolled may have waiting together: anybody can make a key, and another one."""

_segment, _aside, _change = map(table_of, (SegmentRow, SetAsideRow, ChangeRow))
_held_of = select(func.count()).where(
    _change.c.station == bindparam("of"), _change.c.seq.between(bindparam("since"), bindparam("upto"))
)
_described = [column for column in _aside.c if column.name != "data"]


def keep_seal(connection: Connection, log: ChangeLog, seal: SegmentSeal) -> None:
    """Keep a seal; a known one changes nothing.

    Of a log that began from a snapshot not every change is here: a seal over one that lacks could go with nothing.
    """
    station = log.enter(seal.station).id
    row = {"station": station, "first": seal.first, "last": seal.last}
    if connection.execute(select(_segment.c.first).filter_by(**row)).first() is not None:
        return
    held = connection.execute(_held_of, {"of": station, "since": seal.first, "upto": seal.last}).scalar_one()
    if held == seal.last - seal.first + 1:
        connection.execute(insert(_segment), row | {"header": seal.header, "signature": seal.signature})


def seals(connection: Connection, log: ChangeLog, log_range: LogRange) -> tuple[SegmentSeal, ...]:
    """Return the seals that touch a range, in order; those inside a longer one are left out."""
    station = log.station(log_range.station)
    if station is None:
        return ()
    touching = (
        _segment.c.station == station.id,
        _segment.c.last >= log_range.first,
        _segment.c.first <= log_range.last,
    )
    rows = connection.execute(select(_segment).where(*touching).order_by(_segment.c.first, _segment.c.last.desc()))
    found: list[SegmentSeal] = []
    for row in rows:
        if not found or row.last > found[-1].last:
            found.append(SegmentSeal(station.key, row.first, row.last, row.header, row.signature))
    return tuple(found)


def set_aside(connection: Connection, segment: SetAside) -> None:
    """Keep a segment apart; the same one again changes nothing. Raises ParkedTooMuch."""
    if connection.execute(select(_aside.c.id).where(*_same(segment))).first() is not None:
        return
    held = select(func.coalesce(func.sum(func.length(_aside.c.data)), 0))
    with_this = connection.execute(held.where(_aside.c.station == segment.station)).scalar_one() + len(segment.data)
    is_full = with_this > PARKED_AT_MOST
    if segment.reason == PROVISIONAL and not is_full:
        of_strangers = held.where(_aside.c.reason == PROVISIONAL)
        is_full = connection.execute(of_strangers).scalar_one() + len(segment.data) > STRANGERS_AT_MOST
    if is_full:
        raise ParkedTooMuch(station=segment.station.hex()[:8])
    seal = segment.seal
    row = {"station": segment.station, "first": segment.first, "last": segment.last, "reason": segment.reason}
    connection.execute(insert(_aside), row | {"header": seal.header, "signature": seal.signature, "data": segment.data})


def set_asides(connection: Connection, station: bytes | None) -> tuple[SetAside, ...]:
    """Return what is kept apart, oldest first; without the data."""
    asked = select(*_described).order_by(_aside.c.id)
    if station is not None:
        asked = asked.where(_aside.c.station == station)
    return tuple(
        SetAside(
            row.station,
            row.first,
            row.last,
            row.reason,
            SegmentSeal(row.station, row.first, row.last, row.header, row.signature),
        )
        for row in connection.execute(asked)
    )


def data_of(connection: Connection, segment: SetAside) -> bytes:
    """Return the data of a segment that was set aside. Raises LookupError."""
    found = connection.execute(select(_aside.c.data).where(*_same(segment))).scalar()
    if found is None:
        raise LookupError("nothing of that kind was set aside")
    return bytes(found)


def mark_aside(connection: Connection, segment: SetAside, reason: str) -> None:
    """Give a segment that was set aside another reason."""
    connection.execute(update(_aside).where(*_same(segment)).values(reason=reason))


def repack(connection: Connection, segment: SetAside, data: bytes) -> None:
    """Keep other bytes of a segment that was set aside."""
    connection.execute(update(_aside).where(*_same(segment)).values(data=data))


def take_back(connection: Connection, segment: SetAside) -> None:
    """Forget a segment that was set aside."""
    connection.execute(delete(_aside).where(*_same(segment)))


def _same(segment: SetAside) -> tuple[ColumnElement[bool], ...]:
    return (
        _aside.c.station == segment.station,
        _aside.c.first == segment.first,
        _aside.c.last == segment.last,
        _aside.c.signature == segment.seal.signature,
    )
