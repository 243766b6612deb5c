"""The hub behind the link: whole files go into an inbox and are read in, answers are kept until they change.

Of a hub in a file one thread here reads them, and the database is open for writing only while there is work, so that
the operator's commands (enrol, publish) find their turn between. On a server they go into the spool, and the workers
(``motcua hub work``) read them.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.errors import CannotWrite, DeskInUse, Refusal
from app.files import fault_of
from app.logs import logger
from storage.spool import QUEUED
from sync.hub.health import health
from sync.hub.ingest import ingest
from sync.hub.outbox import answer_tag, write_answers
from sync.hub.program import Hub
from sync.hub.spool import spool_in, spooled
from sync.link.office import Outgoing
from sync.link.spool import Allowance, Parcel

_STATION = (4, 4 << 30)
_STRANGERS = Allowance("strangers", 64, 64 << 20)
"""Together: anybody can make a key. An enrolment request with a first day's work is a few kilobytes."""

_AGAIN_S = 1.0
_LOOK_S = 0.3
"""How often it is looked whether a worker has read what lies in the spool."""
_BUSY_S = 30.0
"""How long an answer waits for its turn before the caller is asked to come again."""


@dataclass
class _Wish:
    """A station's answer that somebody waits for."""

    station: bytes
    tag: str
    done: threading.Event = field(default_factory=threading.Event)


class HubOffice:
    """See :class:`sync.link.server.Office`. Start it once, stop it at the end."""

    def __init__(self, folder: Path, reading: Hub, open_writing: Callable[[], AbstractContextManager[Hub]]) -> None:
        self._inbox, self._answers = folder / "inbox", folder / "answers"
        for one in (self._inbox, self._answers):
            one.mkdir(parents=True, exist_ok=True)
        self._reading, self._open_writing = reading, open_writing
        self._has_workers = reading.paths.server() is not None
        self._spooled: dict[str, Path] = {}
        self._wakes = threading.Condition()
        self._unread: dict[Path, bytes] = dict.fromkeys(sorted(self._inbox.glob("*.goi")), b"")
        self._wishes: list[_Wish] = []
        self._stopping = False
        self._worker = threading.Thread(target=self._work, name="hub-office")

    def __enter__(self) -> HubOffice:
        self._worker.start()
        return self

    def __exit__(self, *_error: object) -> None:
        with self._wakes:
            self._stopping = True
            self._wakes.notify_all()
        self._worker.join()

    # ── the office ──

    def health(self) -> Mapping[str, object]:
        """Return whether files are read in, how many wait, and the codes of ``hub health``."""
        try:
            found = health(self._reading)
        except Refusal as gone:
            return {"ok": False, "waiting": len(self._unread), "warnings": (type(gone).__name__,)}
        ok = self._worker.is_alive() and not found.warnings
        return {"ok": ok, "waiting": max(len(self._unread), found.waiting), "warnings": found.warnings}

    def admit(self, station: bytes) -> Allowance | None:
        """Let everybody leave something: strangers their request, revoked ones what a person has to look at."""
        known = station in self._reading.stations().stations
        return Allowance(station.hex(), *_STATION) if known else _STRANGERS

    def have(self, _station: bytes) -> None:
        """Say nothing: what the province holds is in its signed answer."""

    def take(self, parcel: Parcel) -> None:
        """Put a whole file into the inbox. Raises CannotWrite."""
        place = self._inbox / f"{parcel.sha256}.goi"
        try:
            parcel.path.replace(place)
        except OSError as failed:
            raise fault_of(failed, place.parent.name) from failed
        with self._wakes:
            self._unread[place] = parcel.station
            self._wakes.notify_all()

    def outgoing(
        self, station: bytes, *, have: Mapping[bytes, int], wait_s: float, keep: str | None
    ) -> Outgoing | None:
        """Return the station's answer, made anew only when it would say something new. Raises DeskInUse."""
        if keep and (half := self._kept(station, keep)).exists():
            return Outgoing(half, keep)
        with self._wakes:
            self._wakes.wait_for(lambda: station not in self._unread.values() or self._stopping, timeout=wait_s)
        tag = answer_tag(self._reading, station)
        if tag is None:
            return None
        if not self._kept(station, tag).exists():
            self._wish(station, tag)
        return Outgoing(self._kept(station, tag), tag)

    def _kept(self, station: bytes, tag: str) -> Path:
        name = tag if tag.isalnum() else "none"  # it came from outside
        return self._answers / f"{station.hex()}-{name}.goi"

    def _wish(self, station: bytes, tag: str) -> None:
        wish = _Wish(station, tag)
        with self._wakes:
            self._wishes.append(wish)
            self._wakes.notify_all()
        if not wish.done.wait(_BUSY_S) or not self._kept(station, tag).exists():
            raise DeskInUse

    # ── the worker ──

    def _work(self) -> None:
        while True:
            with self._wakes:
                self._wakes.wait_for(
                    lambda: self._stopping or self._new() or self._wishes, timeout=_LOOK_S if self._spooled else None
                )
                if self._stopping:
                    return
                unread, wishes = self._new(), list(self._wishes)
            try:
                self._look_at_spooled()
                if not (unread or wishes):
                    continue
                with self._open_writing() as hub:
                    for path in unread:
                        self._hand_over(hub, path) if self._has_workers else self._read_in(hub, path)
                    for wish in wishes:
                        self._write_answer(hub, wish)
            except Refusal as refusal:  # the operator is at work, or the disk is full: it waits
                logger("hub").info("office_waits", error=type(refusal).__name__)
                time.sleep(_AGAIN_S)

    def _new(self) -> list[Path]:
        spooled_ones = set(self._spooled.values())
        return [path for path in self._unread if path not in spooled_ones]

    def _hand_over(self, hub: Hub, path: Path) -> None:
        """Lay a file into the spool, for whichever worker is free."""
        spool_in(hub, path, path.stem)
        self._spooled[path.stem] = path

    def _look_at_spooled(self) -> None:
        """Let go of the files that a worker has read; whoever waits for their answer hears of it."""
        for sha256, path in list(self._spooled.items()):
            found = spooled(self._reading, sha256)
            if found is None or found.state != QUEUED:
                del self._spooled[sha256]
                self._is_read(path)

    def _read_in(self, hub: Hub, path: Path) -> None:
        (line,) = ingest(hub, [path])
        logger("hub").info("taken_from_link", outcome=line.outcome, changes=line.new_changes)
        if line.exit_code == CannotWrite.exit_code and path.exists():
            raise CannotWrite(place=path.parent.name)  # full disk: read again later
        self._is_read(path)

    def _is_read(self, path: Path) -> None:
        """Let go of a file, and of the same one where it came again while it was read."""
        with self._wakes:
            path.unlink(missing_ok=True)
            self._unread.pop(path, None)
            self._wakes.notify_all()

    def _write_answer(self, hub: Hub, wish: _Wish) -> None:
        place = self._kept(wish.station, wish.tag)
        with suppress(Refusal):  # cut off meanwhile
            if not place.exists():
                old = sorted(self._answers.glob(f"{wish.station.hex()}-*.goi"), key=lambda one: one.stat().st_mtime)
                (made,) = write_answers(hub, self._answers, station=wish.station.hex())
                made.path.replace(place)
                for one in old[:-1]:  # the newest may be half fetched
                    one.unlink(missing_ok=True)
        wish.done.set()
        with self._wakes:
            self._wishes.remove(wish)
