"""The peers' work through our segments and bundles, beside the entropy floor, zstd and the peers' stored figures."""

from __future__ import annotations

import io
import json
import time
import uuid
from collections.abc import Iterator
from datetime import datetime

import msgspec
from backports import zstd

from app.domain.ordering import GENESIS, Change
from sync.wire.bundle import pack
from sync.wire.header import BundleHeader
from sync.wire.segment import seal
from sync.wire.signing import StationKeys
from tests.bench.figure import Figure
from tests.bench.peers_work import make

STORED = {"morango 0.8.15": 5_700_949, "PouchDB 9.0.0, rows": 32_578_223, "SQLite session, zstd-10": 2_401_273}
"""Bytes of the full work as SYNC.md §4 measured them; stored figures, not measured in this run."""
ENTROPY = 348_220
"""Bits the generator drew at random, without an id an event: no codec can go below."""


def peers_changes(station: bytes) -> tuple[list[Change], list[Change], bytes]:
    """Return the full work and the delta as changes, bodies as the peers' rows are, and the work as JSON lines."""
    dossiers, events, delta = make()
    encode = msgspec.msgpack.encode
    changes: list[Change] = []
    heads: dict[bytes, int] = {}
    lines = b"".join(
        json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" for row in (*dossiers, *events)
    )
    rows = [("peer.dossier", row["id"], row, row["received_at"], uuid.UUID(int=0).hex) for row in dossiers]
    rows += [
        (
            "peer.status",
            row["dossier_id"],
            {k: v for k, v in row.items() if k not in ("id", "dossier_id", "actor")},
            row["at"],
            row["actor"],
        )
        for row in events
    ]
    rows.sort(key=lambda row: row[3])
    rows += [
        (
            f"peer.delta_{row['kind']}",
            row.get("dossier_id", row["id"]),
            {k: v for k, v in row.items() if k not in ("kind", "id", "dossier_id", "actor")},
            "2027-07-01T00:00:00+00:00",
            row.get("actor", uuid.UUID(int=0).hex),
        )
        for row in delta
    ]
    last = 0
    for seq, (kind, dossier, body, at, actor) in enumerate(rows, 1):
        aggregate = uuid.UUID(dossier).bytes
        deps = ((station, heads[aggregate]),) if aggregate in heads else ()
        last = max(last + 1, int(datetime.fromisoformat(at).timestamp() * 1000) << 16)
        small = {k: v for k, v in body.items() if k != "id"}
        changes.append(
            Change(station, seq, last, uuid.UUID(actor).bytes, "dossier", aggregate, kind, 1, deps, encode(small))
        )
        heads[aggregate] = seq
    cut = len(dossiers) + len(events)
    return changes[:cut], changes[cut:], lines


def _packed(keys: StationKeys, hub: StationKeys, changes: list[Change], previous: bytes) -> tuple[int, float, bytes]:
    """Seal and pack for two recipients; returns bytes, seconds and the chain head."""
    start = time.perf_counter()
    segments = list(seal(changes, previous=previous, keys=keys))
    out = io.BytesIO()
    other = StationKeys.generate()
    header = BundleHeader(
        bundle=uuid.uuid4().bytes,
        sender=keys.station_id,
        addressee=hub.station_id,
        purpose="changes",
        commune="03388",
        practice=True,
        made_at_ms=1_780_000_000_000,
        program="bench",
        changes=len(changes),
    )
    pack(out, header, sender=keys, recipients=[hub.public.receiving, other.public.receiving], segments=segments)
    return len(out.getvalue()), time.perf_counter() - start, segments[-1].header.head_hash


def peers_work() -> Iterator[Figure]:
    """Full work and 100 changes."""
    keys, hub = StationKeys.generate(), StationKeys.generate()
    full, delta, lines = peers_changes(keys.station_id)
    start = time.perf_counter()
    squeezed = len(zstd.compress(lines, 10))
    floor_s = time.perf_counter() - start
    size, took, head = _packed(keys, hub, full, GENESIS)
    small, _took, _head = _packed(keys, hub, delta, head)
    assert size > 100_000 and small > 500
    print(f"     the work: {len(lines):,} B as JSON lines, {len(full):,} changes")
    yield Figure("full bundle / lean entropy", size, "B", 3.2, ENTROPY)
    yield Figure("full bundle / morango (stored)", size, "B", 0.2, STORED["morango 0.8.15"])
    yield Figure("full bundle / PouchDB, rows (stored)", size, "B", 0.035, STORED["PouchDB 9.0.0, rows"])
    yield Figure("full bundle / SQLite session (stored)", size, "B", 0.5, STORED["SQLite session, zstd-10"])
    yield Figure("full bundle, signed and sealed / zstd-10 of the JSON lines", size, "B", 1.0, squeezed)
    yield Figure("100 changes to two recipients", small, "B", 3500)
    yield Figure("export in memory / zstd-10 of the JSON lines", took, "s", 8, floor_s)
