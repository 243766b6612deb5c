"""The anchor: outside the data folder, how far each station's log had come on this computer.

A restored backup or a copied disk brings back an older database, but not this file: a database
*behind* its anchor must not go on numbering changes under the old key (SYNC §2.8). The file is advanced
after each commit without fsync: a lost last advance only makes it older, which is harmless.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
from pathlib import Path
from typing import Any

from storage.change_log import ChangeLog

OK, ABSENT, BEHIND, FORKED = "ok", "absent", "behind", "forked"


class Anchors:
    """The anchors of all desks of this account, kept apart by station."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._guard = threading.Lock()

    def advance(self, station: bytes, seq: int, head: bytes) -> None:
        """Note how far the station came. A file that cannot be written never undoes a saved act."""
        with self._guard:
            noted = self._read()
            if noted.get(station.hex(), {}).get("seq", -1) >= seq:
                return
            noted[station.hex()] = {"seq": seq, "head": head.hex()}
            with contextlib.suppress(OSError):
                self._file.parent.mkdir(parents=True, exist_ok=True)
                part = self._file.with_name(f"{self._file.name}.{os.getpid()}.part")
                part.write_text(json.dumps(noted), encoding="ascii")
                part.replace(self._file)

    def noted(self, station: bytes) -> tuple[int, bytes] | None:
        """Return ``(seq, head)`` as last noted, None if never."""
        entry = self._read().get(station.hex())
        try:
            return (int(entry["seq"]), bytes.fromhex(entry["head"])) if entry else None
        except (KeyError, ValueError, TypeError):
            return None

    def _read(self) -> dict[str, Any]:
        try:
            noted = json.loads(self._file.read_bytes())
        except (OSError, ValueError):
            return {}
        return noted if isinstance(noted, dict) else {}


def compare(log: ChangeLog, station: bytes, noted: tuple[int, bytes] | None) -> str:
    """Return how a database stands to the anchor read before it was opened: ok | absent | behind | forked."""
    if noted is None:
        return ABSENT
    seq, head = noted
    own = log.station(station)
    if own is None or own.seq < seq:
        return BEHIND
    return OK if log.hash_at(own, seq) == head else FORKED
