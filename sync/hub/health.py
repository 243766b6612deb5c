"""How a hub is (sức khỏe): what a watchman's script asks every minute. Reads only; no personal data."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from datetime import datetime

from storage.spool import StoredSpool
from storage.tables import PROJECTION_VERSION
from sync.hub.program import Hub

LEAST_FREE = 2 << 30
"""Bytes below which the hub's disk counts as full: a day of a province with its scans."""
LONGEST_WAIT_MINUTES = 30


@dataclass(frozen=True, slots=True)
class Health:
    """database: sqlite | postgresql. ping_ms: one question and its answer. warnings: codes, none where all is well.

    waiting, oldest_waiting: bundles in the spool, and since when the oldest lies there. free: bytes on the disk.
    """

    database: str
    ping_ms: int
    projection_version: int
    waiting: int
    oldest_waiting: datetime | None
    free: int
    warnings: tuple[str, ...]


def health(hub: Hub) -> Health:
    """Look how the hub is. Raises DatabaseGone, DatabaseRefused: then it is not well at all."""
    started = time.perf_counter()
    waits = StoredSpool(hub.store.database).waiting()
    ping_ms = int((time.perf_counter() - started) * 1000)
    free, now = shutil.disk_usage(hub.paths.folder).free, hub.clock.now()
    warnings = []
    if free < LEAST_FREE:
        warnings.append("disk_nearly_full")
    if waits.oldest_at is not None and (now - waits.oldest_at).total_seconds() > LONGEST_WAIT_MINUTES * 60:
        warnings.append("spool_stands_still")
    if hub.store.anchor in ("behind", "forked") or hub.lives().unasked:
        warnings.append("database_restored")
    return Health(
        "sqlite" if hub.paths.server() is None else "postgresql",
        ping_ms,
        PROJECTION_VERSION,
        waits.files,
        waits.oldest_at,
        free,
        tuple(warnings),
    )
