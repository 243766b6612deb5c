"""The anchor: outside the data folder, how far each station's log had come on this computer.

A restored backup or a copied disk brings back an older database, but not this file: a database
*behind* its anchor must not go on numbering changes under the old key (SYNC §2.8). The file is advanced
after each commit without fsync: a lost last advance only makes it older, which is harmless.
"""

from __future__ import annotations

import contextlib
import os
import re
import threading
from pathlib import Path

from storage.change_log import ChangeLog

OK, ABSENT, BEHIND, FORKED = "ok", "absent", "behind", "forked"

_LINE = "{station} {seq:020d} {head}\n"
_RETIRED = bytes(32)


class Anchors:
    """The anchors of all desks of this account: one line of fixed width per station, overwritten in place.

    Not a new file each time: putting one in place by rename makes the next commit's sync carry it
    too, and an act took three times as long. A torn line reads as none. frozen: nothing is noted any more.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self.frozen = False
        self._guard = threading.Lock()
        self._places: dict[bytes, tuple[int, int]] = {}

    def advance(self, station: bytes, seq: int, head: bytes) -> None:
        """Note how far the station came. A file that cannot be written never undoes a saved act."""
        if self.frozen:
            return
        with self._guard, contextlib.suppress(OSError):
            try:
                self._put(station, seq, head)
            except FileNotFoundError:
                self._places.pop(station, None)
                self._put(station, seq, head)

    def retire(self, station: bytes, seq: int) -> None:
        """Note that a key went on under another one: a copy of the data from that very moment is forked from now on.

        Its head is none that a log can have. seq: how far the log is held, where no more was noted before.
        """
        with self._guard, contextlib.suppress(OSError):
            found = self._find(station)
            if found is None:
                self._append(station, seq, _RETIRED)
            else:
                self._overwrite(found[0], station, max(seq, found[1]), _RETIRED)

    def noted(self, station: bytes) -> tuple[int, bytes] | None:
        """Return ``(seq, head)`` as last noted, None if never."""
        found = self._find(station)
        return None if found is None else found[1:]

    def all_noted(self) -> dict[bytes, int]:
        """Return how far every log of this account came, as last noted."""
        try:
            lines = self.file.read_bytes()
        except OSError:
            return {}
        found = re.finditer(rb"^([0-9a-f]{32}) (\d{20}) [0-9a-f]{64}$", lines, re.MULTILINE)
        return {bytes.fromhex(one[1].decode("ascii")): int(one[2]) for one in found}

    def _put(self, station: bytes, seq: int, head: bytes) -> None:
        if station not in self._places:
            found = self._find(station)
            if found is None:
                self._append(station, seq, head)
                return
            self._places[station] = found[:2]
        place, last = self._places[station]
        if seq > last:
            self._overwrite(place, station, seq, head)
            self._places[station] = (place, seq)

    def _append(self, station: bytes, seq: int, head: bytes) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.open("ab") as stream:
            # A torn line before must not swallow this one.
            stream.write(b"\n" + _line(station, seq, head))

    def _overwrite(self, place: int, station: bytes, seq: int, head: bytes) -> None:
        handle = os.open(self.file, os.O_WRONLY | getattr(os, "O_BINARY", 0))
        try:
            os.lseek(handle, place, os.SEEK_SET)
            os.write(handle, _line(station, seq, head))
        finally:
            os.close(handle)

    def _find(self, station: bytes) -> tuple[int, int, bytes] | None:
        """Return where the station's line stands, and what it says."""
        try:
            lines = self.file.read_bytes()
        except OSError:
            return None
        found = re.search(rb"^%b (\d{20}) ([0-9a-f]{64})$" % station.hex().encode(), lines, re.MULTILINE)
        return None if found is None else (found.start(), int(found[1]), bytes.fromhex(found[2].decode("ascii")))


def _line(station: bytes, seq: int, head: bytes) -> bytes:
    return _LINE.format(station=station.hex(), seq=seq, head=head.hex()).encode()


def compare(log: ChangeLog, station: bytes, noted: tuple[int, bytes] | None) -> str:
    """Return how a database stands to the anchor read before it was opened: ok | absent | behind | forked."""
    if noted is None:
        return ABSENT
    seq, head = noted
    own = log.station(station)
    if own is None or own.seq < seq:
        return BEHIND
    return OK if log.hash_at(own, seq) == head else FORKED
