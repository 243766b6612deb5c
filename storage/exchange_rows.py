"""Rows of the exchange history ⇄ records; which of them the province has confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row

from app.ports import LogRange
from app.readings import ExchangeRecord
from storage.change_log import ChangeLog, packed
from storage.codec import moment

_ranges_of = msgspec.msgpack.Decoder(tuple[tuple[int, int, int], ...]).decode


def pack_ranges(log: ChangeLog | None, ranges: Sequence[LogRange]) -> bytes:
    """Return ranges as stored: ``[[station number, first, last], …]``."""
    held = [(log.station(one.station) if log else None, one) for one in ranges]
    return packed((station.id, one.first, one.last) for station, one in held if station is not None)


def as_record(row: Row[Any], acknowledged_to: Mapping[int, int]) -> ExchangeRecord:
    """Return a line of the history. A bundle is acknowledged when all it carried is; an empty one never waits."""
    ranges = _ranges_of(row.ranges)
    is_confirmed = all(acknowledged_to.get(station, 0) >= last for station, _first, last in ranges)
    return ExchangeRecord(
        at=moment(row.at),
        kind=row.kind,
        name=row.name,
        sha256=row.sha256,
        bytes=row.size,
        changes=row.changes,
        dossiers=row.dossiers,
        outcome=row.outcome,
        acknowledged=is_confirmed,
    )
