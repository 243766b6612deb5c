"""The most memory that packing and reading so many changes takes: ``python -m tests.bench.bundle_memory in|out N``.

A module of its own, so that only what the wire needs is loaded.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from app.domain.ordering import GENESIS, Change
from sync.wire.folded_reading import Remembered
from sync.wire.segment import open_segment, seal
from sync.wire.signing import StationKeys
from sync.wire.travel import Luggage


def main(way: str, count: int) -> float:
    """Stream so many changes out, or out and in again; return MiB."""
    keys, luggage, remembered = StationKeys.generate(), Luggage(), Remembered()
    for segment in seal(_endless(keys.station_id, count), previous=GENESIS, keys=keys):
        data = luggage.pack(segment.holds)
        if way == "in":
            open_segment(segment.statement, data, signing_key=keys.public.signing, before=remembered)
    return _peak_mib()


def _endless(station: bytes, count: int) -> Iterator[Change]:
    """Yield made-up changes of dossiers that come back after a while."""
    for seq in range(1, count + 1):
        dossier = (seq % 4_000 + seq // 20_000 * 4_000).to_bytes(16, "big")
        body = msgspec.msgpack.encode({"at": f"2026-11-28T08:{seq // 60 % 60:02}:{seq % 60:02}", "note": f"ghi {seq}"})
        yield Change(station, seq, (1_795_000_000_000 + seq) << 16, bytes(16), "dossier", dossier, "a.b", 1, (), body)


def _peak_mib() -> float:
    """Return what Linux counted; getrusage would say what the parent held when it started us."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


if __name__ == "__main__":
    print(main(sys.argv[1], int(sys.argv[2])))
