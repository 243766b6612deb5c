"""Two histories of one key: ours gives way to the province's, and what only we recorded is issued anew (SYNC §2.8).

The only place where changes leave the log. They leave it in the transaction that writes them again under the
present key, with a ``ChangesAdopted`` before them that names each original; so nothing is lost, and whoever holds the
original under the same hash applies it once (``storage.adopted``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, delete, text, update

from app import canon
from app.domain.ordering import ADOPTED, Change, next_hlc
from app.domain.station_events import ChangesAdopted
from storage.change_log import APPEND_ONLY, ChangeLog, Station
from storage.engine import Database
from storage.rebuild import replay_all
from storage.tables import ChangeRow, SegmentRow, StationRow, table_of

_change, _segment, _station = map(table_of, (ChangeRow, SegmentRow, StationRow))
_AT_ONCE = 1_000
"""Hashes in one event: far below what a segment holds."""


def unwind(database: Database, station: bytes, agreed: int, *, heir: bytes | None, actor: bytes, at: datetime) -> int:
    """Take a log back to the last change both histories share; what came after is issued anew by ``heir``.

    heir None: the log is another desk's; its own changes come again under the key that desk has now. Returns how many
    changes left the log. One transaction, tables made anew in it.
    """
    with database.writing() as connection:
        log = ChangeLog(connection)
        held = log.station(station)
        if held is None or held.seq <= agreed:
            return 0
        branch = list(log.in_range(held, agreed + 1, held.seq))
        _forget(connection, log, held, agreed)
        if heir is not None:
            _issue_anew(log, log.enter(heir), branch, actor=actor, at=at)
            log.save()
        replay_all(connection)
    database.settle()
    return len(branch)


def _forget(connection: Connection, log: ChangeLog, held: Station, agreed: int) -> None:
    head = log.hash_at(held, agreed)
    for table in (ChangeRow.__tablename__, SegmentRow.__tablename__):
        connection.execute(text(f"DROP TRIGGER {table}_no_delete"))
    connection.execute(delete(_change).where(_change.c.station == held.id, _change.c.seq > agreed))
    connection.execute(delete(_segment).where(_segment.c.station == held.id, _segment.c.last > agreed))
    for trigger in APPEND_ONLY:
        if "BEFORE DELETE" in trigger:
            connection.exec_driver_sql(trigger)
    sent, confirmed = min(held.written_to, agreed), min(held.acknowledged_to, agreed)
    values = {"seq": agreed, "head": head, "written_to": sent, "acknowledged_to": confirmed}
    connection.execute(update(_station).where(_station.c.id == held.id).values(values))
    held.seq, held.head, held.written_to, held.acknowledged_to = agreed, head or b"", sent, confirmed


def _issue_anew(
    log: ChangeLog, heir: Station, branch: Sequence[tuple[Change, bytes]], *, actor: bytes, at: datetime
) -> None:
    moved: dict[tuple[bytes, int], tuple[bytes, int]] = {}
    wall_ms = int(at.timestamp() * 1000)
    for start in range(0, len(branch), _AT_ONCE):
        lot = branch[start : start + _AT_ONCE]
        old = lot[0][0].station
        happened = ChangesAdopted(at, old, lot[0][0].seq, tuple(chained for _change, chained in lot))
        body, about = canon.encode(happened), ("station", old)
        log.append(heir, happened, body, actor=actor, aggregate=about, deps=(), wall_ms=wall_ms)
        for change, _chained in lot:
            seq = heir.seq + 1
            moved[change.station, change.seq] = (heir.key, seq)
            deps = tuple(moved.get(dep, dep) for dep in change.deps)
            flags, hlc = change.flags | ADOPTED, next_hlc(heir.hlc, 0)
            log.extend(heir, (replace(change, station=heir.key, seq=seq, hlc=hlc, deps=deps, flags=flags),))
