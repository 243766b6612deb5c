"""A dump of the hub's server by PostgreSQL's own programs, and the chains reckoned from what it holds.

The owner of the tables is held to row-level security like everybody, so the dump is told to see every commune.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

import msgspec

from app.canon import change_hash
from app.domain.errors import BackupDamaged, DatabaseRefused, NoDumpProgram
from app.domain.ordering import GENESIS, Change
from storage.engine import Database
from storage.postgres.engine import PostgresDatabase

_PIECE = 1 << 16
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_MEANT = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}
_deps = msgspec.msgpack.Decoder(tuple[tuple[bytes, int], ...]).decode


def dumped(database: Database) -> Iterator[bytes]:
    """Yield a dump of the whole database in one moment. Raises NoDumpProgram, DatabaseRefused."""
    if not isinstance(database, PostgresDatabase):
        raise DatabaseRefused(reason="no server")
    address, password = database.credentials
    environment = {**os.environ, "PGOPTIONS": "-c motcua.commune=*"}
    if password is not None:
        environment["PGPASSWORD"] = password
    words = [_program("pg_dump"), "--format=custom", "--enable-row-security", "--no-password", address]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment) as running:
        yield from _pieces(running.stdout)
    if running.returncode != 0:
        raise DatabaseRefused(reason=f"pg_dump {running.returncode}")


def check(pieces: Iterable[bytes], place: Path) -> int:
    """Reckon every chain of a dump anew; return how many changes it holds. place: for the dump while it is read.

    Raises BackupDamaged, NoDumpProgram.
    """
    with place.open("wb") as out:
        place.chmod(0o600)
        for piece in pieces:
            out.write(piece)
    words = [_program("pg_restore"), "--data-only", "--table=station", "--table=change", "--file=-", str(place)]
    try:
        with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as running:
            changes = _checked(running.stdout)
        if running.returncode != 0:
            raise BackupDamaged(name="pg_restore")
    except (ValueError, KeyError, msgspec.MsgspecError) as broken:
        raise BackupDamaged(name="pg_dump") from broken
    finally:
        place.unlink(missing_ok=True)
    return changes


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise NoDumpProgram(program=name)
    return found


def _pieces(stream: IO[bytes] | None) -> Iterator[bytes]:
    while stream is not None and (piece := stream.read(_PIECE)):
        yield piece


class _Chain:
    """One station's log out of a dump: rows lie as the table has them, mostly in their order."""

    def __init__(self) -> None:
        self.seq, self.head = 0, GENESIS
        self._early: dict[int, tuple[dict[str, bytes], bytes]] = {}

    def take(self, row: dict[str, bytes], key: bytes) -> None:
        self._early[int(row["seq"])] = row, key
        while (found := self._early.pop(self.seq + 1, None)) is not None:
            change = _change(*found)
            self.head = change_hash(self.head, change)
            if self.head != _raw(found[0]["hash"]):
                raise BackupDamaged(name=f"{change.station.hex()[:8]}:{change.seq}")
            self.seq += 1

    def ends_at(self, seq: int, head: bytes) -> bool:
        return (self.seq, self.head) == (seq, head) and not self._early


def _checked(stream: IO[bytes] | None) -> int:
    stations: dict[bytes, dict[str, bytes]] = {}
    waiting: list[dict[str, bytes]] = []
    chains: dict[bytes, _Chain] = {}

    def take(row: dict[str, bytes]) -> None:
        key = _raw(stations[row["station"]]["key"])
        chains.setdefault(row["station"], _Chain()).take(row, key)

    for table, row in _rows(stream):
        if table == b"station":
            stations[row["id"]] = row
        elif row["station"] in stations:
            take(row)
        else:
            waiting.append(row)  # the tables come in the order of their names: changes before stations
    for row in waiting:
        take(row)
    for number, station in stations.items():
        chain = chains.get(number, _Chain())
        if not chain.ends_at(int(station["seq"]), _raw(station["head"])):
            raise BackupDamaged(name=_raw(station["key"]).hex()[:8])
    return sum(chain.seq for chain in chains.values())


def _rows(stream: IO[bytes] | None) -> Iterator[tuple[bytes, dict[str, bytes]]]:
    table, names = b"", list[str]()
    for line in stream or ():
        if line.startswith(b"COPY "):
            head, _open, columns = line.partition(b" (")
            table = head.split()[1].rpartition(b".")[2]
            names = [one.strip().strip('"') for one in columns.partition(b")")[0].decode().split(",")]
        elif line == b"\\.\n":
            table = b""
        elif table:
            yield table, dict(zip(names, line.rstrip(b"\n").split(b"\t"), strict=True))


def _change(row: dict[str, bytes], key: bytes) -> Change:
    number = {name: int(row[name]) for name in ("seq", "hlc", "version", "flags")}
    return Change(
        key, number["seq"], number["hlc"], _raw(row["actor"]), _text(row["aggregate_type"]), _raw(row["aggregate_id"]),
        _text(row["kind"]), number["version"], _deps(_raw(row["deps"])), _raw(row["body"]), number["flags"],
    )  # fmt: skip


def _raw(cell: bytes) -> bytes:
    """Read bytea as COPY writes it: two backslashes, x, hex."""
    if not cell.startswith(b"\\\\x"):
        raise ValueError("bytea")
    return bytes.fromhex(cell[3:].decode())


def _text(cell: bytes) -> str:
    """Read text as COPY writes it; a stranger's word may hold a backslash before any letter."""
    return _ESCAPED.sub(lambda found: _MEANT.get(found[1], found[1]), cell).decode()
