"""The queue of a day out of its rows: kept as it was said, folded when read, in the order of the clocks."""

from __future__ import annotations

from datetime import date
from typing import cast

from sqlalchemy import Connection, bindparam, select

from app import canon
from app.domain.events import KINDS
from app.domain.queue import QueueEvent, Said, Ticket, tickets_of
from storage.prepared import Question
from storage.tables import OpenedRow, QueueRow, StationRow, table_of

_queue, _opened, _station = map(table_of, (QueueRow, OpenedRow, StationRow))
_own_commune = select(_opened.c.commune).where(_opened.c.station == bindparam("own")).scalar_subquery()
_of_the_day = Question(
    select(_queue.c.ticket, _station.c.key, _queue.c.kind, _queue.c.body)
    .join(_station, _station.c.id == _queue.c.station)
    .join(_opened, _opened.c.station == _queue.c.station)
    .where(_queue.c.day == bindparam("day"), _opened.c.commune == _own_commune)
    .order_by(_queue.c.hlc, _station.c.key, _queue.c.seq)
)


def read_queue(connection: Connection, own: int, day: date) -> tuple[Ticket, ...]:
    """Return the tickets of a day in the hall of this station's commune, as they were taken."""
    rows = _of_the_day.ask(connection, day=day.isoformat(), own=own)
    return tickets_of(
        Said(ticket, station, cast("QueueEvent", canon.decode(body, KINDS[kind][0])))
        for ticket, station, kind, body in rows
    )
