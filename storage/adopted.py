"""Changes that were issued anew under another key: applied once, whichever of the two comes first."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from app import canon
from app.domain.events import KIND_OF
from app.domain.ordering import ADOPTED, Change
from app.domain.station_events import ChangesAdopted
from storage.change_log import ChangeLog
from storage.prepared import Question
from storage.tables import ChangeRow, table_of

_change = table_of(ChangeRow)
_KIND = KIND_OF[ChangesAdopted]
_companion = Question(
    select(_change.c.seq, _change.c.body)
    .where(_change.c.station == bindparam("of"), _change.c.seq < bindparam("seq"), _change.c.kind == _KIND)
    .order_by(_change.c.seq.desc())
    .limit(1)
)
_about = Question(
    select(_change.c.seq, _change.c.body).where(_change.c.aggregate_id == bindparam("of"), _change.c.kind == _KIND)
)


def is_held_twice(connection: Connection, log: ChangeLog, change: Change) -> bool:
    """Return whether an adopted change is held as its original too: then only the original counts."""
    if not change.flags & ADOPTED:
        return False
    station = log.station(change.station)
    found = _companion.ask(connection, of=station.id, seq=change.seq) if station else []
    adopted = _read(found[0][1]) if found else None
    if adopted is None:
        return False
    place = change.seq - int(found[0][0]) - 1
    old = log.station(adopted.previous)
    if old is None or place >= len(adopted.hashes):
        return False
    return log.hash_at(old, adopted.first + place) == adopted.hashes[place]


def originals(connection: Connection, station: bytes) -> dict[int, bytes]:
    """Return which changes of a station were issued anew by its successors, as known here: seq → chain hash."""
    found: dict[int, bytes] = {}
    for _seq, body in _about.ask(connection, of=station):
        adopted = _read(body)
        if adopted is not None and adopted.previous == station:
            found.update(enumerate(adopted.hashes, adopted.first))
    return found


def _read(body: bytes) -> ChangesAdopted | None:
    try:
        return canon.decode(body, ChangesAdopted)
    except canon.UnreadableBody:
        return None
