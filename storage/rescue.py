"""Saving a damaged database (case 70): every change that still meets its chain goes into a new file.

Nothing is written to the damaged one. A log is good up to its first bad change; what lies beyond is named, and comes
back from the province and from sticks. If this desk's own log is shorter than its anchor says, the next start takes a
new key by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msgspec import MsgspecError
from sqlalchemy import Connection, Table, insert, select, update
from sqlalchemy.exc import DatabaseError

from app.canon import change_hash
from app.domain.errors import DatabaseDamaged
from app.domain.ordering import GENESIS, Change
from app.ports import LogRange
from storage import schema
from storage.change_log import ChangeLog, Station
from storage.engine import Database
from storage.rebuild import replay
from storage.tables import (
    BlobRow,
    DeskRow,
    DocumentRow,
    DraftRow,
    ExchangeRow,
    SegmentRow,
    SetAsideRow,
    StationRow,
    table_of,
)

_UNREADABLE = (DatabaseError, DatabaseDamaged, MsgspecError, TypeError, ValueError)
_CHUNK = 500
_desk, _station, _segment = map(table_of, (DeskRow, StationRow, SegmentRow))
_BESIDE = tuple(map(table_of, (DocumentRow, BlobRow, DraftRow, ExchangeRow, SetAsideRow)))
"""Read row by row as far as they go: none of them is needed to open a desk."""


@dataclass(frozen=True, slots=True)
class Rescued:
    """What could be read. lost: changes that are noted as held and cannot be read."""

    changes: int
    lost: tuple[LogRange, ...]


def rescue(source: Path, to: Path, key: bytes) -> Rescued:
    """Copy what verifies into a new database file. Raises DatabaseDamaged where not even the desk's row can be read."""
    old, new = Database(source, key, write=False), Database(to, key, write=True)
    try:
        with old.reading() as reading, new.writing() as writing:
            schema.create(writing)
            stations, desk = _whole(reading, _station, source), _whole(reading, _desk, source)
            found = _logs(reading, writing, stations)
            writing.execute(insert(_desk), desk)
            for table in _BESIDE:
                _copy(writing, table, _rows(reading, table))
            replay(writing, with_search=True)
    finally:
        old.close()
        new.close()
    return found


def _logs(reading: Connection, writing: Connection, stations: Sequence[dict[str, Any]]) -> Rescued:
    log, source = ChangeLog(writing), ChangeLog(reading)
    changes, lost = 0, []
    for row in stations:
        empty = {"seq": 0, "head": GENESIS, "hlc": 0, "written_to": 0, "acknowledged_to": 0}
        writing.execute(insert(_station), row | empty)
        made, old = log.station_numbered(row["id"]), Station(**row)
        for change in _sound(source, old):
            log.extend(made, (change,))
        changes += made.seq
        marks = {name: min(row[name], made.seq) for name in ("written_to", "acknowledged_to")}
        writing.execute(update(_station).where(_station.c.id == made.id).values(marks))
        if made.seq < old.seq:
            lost.append(LogRange(old.key, made.seq + 1, old.seq))
        seals = (seal for seal in _rows(reading, _segment, _segment.c.station == made.id) if seal["last"] <= made.seq)
        _copy(writing, _segment, seals)
    log.save()
    return Rescued(changes, tuple(lost))


def _sound(log: ChangeLog, station: Station) -> Iterator[Change]:
    """Yield the changes of a station from the first up to the first that is missing or not what was written."""
    head, seq = GENESIS, 1
    while seq <= station.seq:
        lot = _lot(log, station, seq)
        for change, stored in lot:
            try:
                head = change_hash(head, change)
            except _UNREADABLE:
                return
            if change.seq != seq or head != stored:
                return
            yield change
            seq += 1
        if not lot:
            return


def _lot(log: ChangeLog, station: Station, first: int) -> list[tuple[Change, bytes]]:
    """Return some changes from a number on; where a page among them is bad, those before it."""
    try:
        return list(log.in_range(station, first, min(first + _CHUNK - 1, station.seq)))
    except _UNREADABLE:
        lot: list[tuple[Change, bytes]] = []
    for seq in range(first, min(first + _CHUNK - 1, station.seq) + 1):
        try:
            lot += log.in_range(station, seq, seq)
        except _UNREADABLE:
            break
    return lot


def _whole(reading: Connection, table: Table, source: Path) -> list[dict[str, Any]]:
    try:
        rows = [dict(row._mapping) for row in reading.execute(select(table))]
    except _UNREADABLE as broken:
        raise DatabaseDamaged(reason=source.name) from broken
    if not rows:
        raise DatabaseDamaged(reason=source.name)
    return rows


def _rows(reading: Connection, table: Table, *conditions: Any) -> Iterator[dict[str, Any]]:
    try:
        for row in reading.execute(select(table).where(*conditions)):
            yield dict(row._mapping)
    except _UNREADABLE:
        return


def _copy(writing: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    if kept := list(rows):
        writing.execute(insert(table), kept)
