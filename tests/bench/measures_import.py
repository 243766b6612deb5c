"""A bundle out and in through whole desks: export, import with log and projections, the same again, memory.

The work is ours: receipts of a neighbour laptop as a real acceptance makes them. The peers' rows go through the
same import too; of their kinds the desk makes no tables, so that figure is verifying and the log alone.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec
from backports import zstd

from app.bundles import Arrived
from app.domain.ordering import GENESIS, Change
from app.ports import SegmentSeal
from sync.wire.folded_reading import Remembered
from sync.wire.segment import OpenedSegment, open_segment, seal
from sync.wire.signing import Signed, StationKeys
from sync.wire.travel import Luggage
from tests.bench.desks import new_desk, opened, receipts
from tests.bench.figure import Figure, middle_of
from tests.bench.measures_sync import peers_changes
from ui.program import Program

WORK = 3_000


def bundles_in_and_out() -> Iterator[Figure]:
    """Export and import beside what the same bytes and rows cost bare."""
    keys = StationKeys.generate()
    full, _delta, _lines = peers_changes(keys.station_id)
    yield from middle_of(lambda: _measured("the peers' rows (log alone)", keys, full))
    with tempfile.TemporaryDirectory() as name:
        program = opened(new_desk(Path(name)))
        try:
            ours = receipts(program, WORK, station=keys.station_id)
        finally:
            program.close()
    yield from middle_of(lambda: _measured("our receipts", keys, ours))
    for way in ("out", "in"):
        small, large = (_memory(way, count) for count in (60_000, 600_000))
        yield Figure(f"peak memory of 600,000 changes {way}", large, "MiB", 96)
        yield Figure(f"the same / of 60,000 changes {way}", large, "MiB", 1.1, small)


def _measured(what: str, keys: StationKeys, changes: list[Change]) -> Iterator[Figure]:
    start = time.process_time()
    sent = packed(keys, changes)
    took = time.process_time() - start
    bare = _zstd_of_columns(changes)
    yield Figure(f"export of {what} / zstd-10 of the same columns", took, "s", 8, bare)
    with tempfile.TemporaryDirectory() as name:
        program = opened(new_desk(Path(name) / "desk"))
        try:
            first, again = (_took(lambda: take_in(program, keys, sent)) for _time in range(2))
            floor = _plain_insert(Path(name) / "plain.db", program)
        finally:
            program.close()
    yield Figure(f"import of {what} / a plain insert of all rows it leaves", first, "s", 8, floor)
    yield Figure(f"import of {what} again / the first time", again, "s", 0.35, first)


def packed(keys: StationKeys, changes: Sequence[Change]) -> list[tuple[Signed, bytes]]:
    """Seal and pack as a bundle does."""
    luggage = Luggage()
    return [(segment.statement, luggage.pack(segment.holds)) for segment in seal(changes, previous=GENESIS, keys=keys)]


def take_in(program: Program, keys: StationKeys, sent: Sequence[tuple[Signed, bytes]]) -> None:
    """Believe, chain, log and project, or compare with what is held, as ``Merging`` does."""
    from app.services.merging import Merging

    merging = Merging(program.book, program.exchange.bundles, objection=lambda _segment: None)
    remembered = Remembered()
    for statement, data in sent:
        merging.take(_arrived(open_segment(statement, data, signing_key=keys.public.signing, before=remembered)))


def _arrived(segment: OpenedSegment) -> Arrived:
    header, statement = segment.header, segment.statement
    kept = SegmentSeal(header.station, header.first, header.last, statement.content, statement.signature)
    return Arrived(kept, header.previous_hash, header.head_hash, segment.changes, bytes)


def _took(act: Callable[[], object]) -> float:
    start = time.process_time()
    act()
    return time.process_time() - start


def _zstd_of_columns(changes: Sequence[Change]) -> float:
    """Seconds of zstd-10 over the fields of the rows, each field's values together."""
    columns = [
        msgspec.msgpack.encode([getattr(change, name) for change in changes])
        for name in ("seq", "hlc", "actor", "aggregate_id", "kind", "deps", "body")
    ]
    return _took(lambda: [zstd.compress(column, 10) for column in columns])


def _plain_insert(path: Path, program: Program) -> float:
    """Seconds of one transaction that inserts every row the desk holds now into an ordinary, unencrypted file.

    Without the tables of the full-text index, whose words cannot be read back.
    """
    tables: dict[str, tuple[str, list[tuple[object, ...]]]] = {}
    with program.storage.database.reading() as desk:
        made = desk.exec_driver_sql("select name, sql, type from sqlite_master where sql is not null").all()
        indexes = [row.sql for row in made if row.type == "index"]
        for name, sql in ((row.name, row.sql) for row in made if row.type == "table"):
            if "search" not in name and "virtual" not in sql.lower() and not name.startswith("sqlite_"):
                tables[name] = sql, [tuple(row) for row in desk.exec_driver_sql(f'select * from "{name}"')]
    with sqlite3.connect(path) as plain:
        plain.execute("pragma journal_mode=wal")
        plain.execute("pragma synchronous=full")
        for sql, _rows in tables.values():
            plain.execute(sql)
        for sql in indexes:
            plain.execute(sql)

        def insert() -> None:
            for name, (_sql, rows) in tables.items():
                if rows:
                    plain.executemany(f'insert into "{name}" values ({",".join("?" * len(rows[0]))})', rows)
            plain.commit()

        return _took(insert)


def _memory(way: str, count: int) -> float:
    command = [sys.executable, "-m", "tests.bench.bundle_memory", way, str(count)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(ran.stdout)
