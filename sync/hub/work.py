"""The hub's workers (tiến trình tiếp nhận): each takes a spooled bundle, reads it in and writes the answer.

Workers share nothing but the database. One that dies leaves its file queued; what it had taken in is known when the
file is read again.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import FrameType
from typing import Any, Self

from app.bundles import PARTIAL
from app.domain.errors import DatabaseGone, EnvironmentFault, Refusal
from app.files import fault_of
from app.logs import digest_words, log_to_stderr, logger
from app.services.incoming import QUARANTINED, REFUSED, Imported, Incoming, refused
from storage.spool import DONE, Claim, StoredSpool
from sync.hub.ingest import HubPlace, settled
from sync.hub.outbox import answer_one
from sync.hub.places import HubPaths
from sync.hub.program import Hub, open_with_key
from sync.hub.reader import ReadApart, Reader
from sync.hub.relaying import settle_order

POLL_SECONDS = 0.5
_REST_SECONDS = 2.0
"""After the world failed, or a worker died: as long as a server takes to come back."""
_MOST_TRIES, _MOST_DEATHS = 3, 20
_KEPT_ANSWERS = 2
_COLLECT_AFTER = 50_000
"""So many objects more before the collector looks: a bundle makes them by the ten thousand and lets all of them go."""
_STATES = {PARTIAL: PARTIAL, QUARANTINED: QUARANTINED, REFUSED: REFUSED}
_CRASHED = "crashed_the_reader"


@dataclass(frozen=True, slots=True)
class Worker:
    """Reads spooled bundles of one hub, one after the other."""

    hub: Hub
    reader: Reader

    def run(self, *, once: bool, stop: Callable[[], bool]) -> int:
        """Work until told to stop; once: until nothing waits. Returns how many files were read."""
        done = 0
        while not stop():
            if self.take_one():
                done += 1
            elif self.answer_one():
                continue
            elif once:
                break
            else:
                time.sleep(POLL_SECONDS)
        return done

    def take_one(self) -> bool:
        """Read one file in, if any waits. Raises the faults of the world; the file stays queued then."""
        spool = StoredSpool(self.hub.store.database)
        with spool.claimed() as claim:
            if claim is None:
                return False
            path = self.hub.paths.spool / claim.file.sha256
            self._read(path, claim)
        path.unlink(missing_ok=True)
        _tries_of(path).unlink(missing_ok=True)
        return True

    def answer_one(self) -> bool:
        """Write one answer that is due; bundles that wait come first, so that a burst gets one answer."""
        spool = StoredSpool(self.hub.store.database)
        station = spool.unanswered()
        if station is None:
            return False
        spool.answering(station, lambda: _answer(self.hub, station))
        return True

    def _read(self, path: Path, claim: Claim) -> None:
        hub, started = self.hub, time.monotonic()
        place = HubPlace(hub)
        line = self._taken_in(path, claim, place) if _note_try(path) <= _MOST_TRIES else _given_up(path)
        state = _STATES.get(line.outcome, DONE)
        claim.finish(
            state,
            outcome=line.error or line.outcome,
            new_changes=line.new_changes,
            sender=place.sender,
            at=hub.clock.now(),
        )
        took_ms = int((time.monotonic() - started) * 1000)
        logger("hub").info(
            "bundle_done", sha=digest_words(claim.file.sha256), state=state, changes=line.new_changes, took_ms=took_ms
        )

    def _taken_in(self, path: Path, claim: Claim, place: HubPlace) -> Imported:
        hub = self.hub
        bundles = ReadApart(hub.store.keys(), self.reader, older=hub.later_keys())
        incoming = Incoming(hub.store.book, None, bundles, hub.clock, place, hub.scans())
        try:
            taken = incoming.take_in(path, name=claim.file.name)
            return settled(hub, taken, place.communes if taken.new_changes else ())
        except EnvironmentFault:
            raise
        except Refusal as refusal:
            return refused(path, refusal)


def _answer(hub: Hub, sender: bytes) -> str:
    """Write the sender's answer and return its place in the outbox; nothing for who is not enrolled, or cut off.

    Those before it go, but not at once: somebody may be fetching them.
    """
    entry = hub.stations().stations.get(sender)
    if entry is None or entry.revoked_after is not None:
        return ""
    folder = hub.paths.outbox / entry.station.hex()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = answer_one(hub, folder, entry).path
        by_age = sorted(folder.glob("*.goi"), key=lambda file: file.stat().st_mtime_ns)
        for old in by_age[:-_KEPT_ANSWERS]:
            old.unlink(missing_ok=True)
    except OSError as failed:
        raise fault_of(failed, hub.paths.outbox.name) from failed
    return written.relative_to(hub.paths.outbox).as_posix()


def _note_try(path: Path) -> int:
    """Note that a reading begins, outside the transaction that a crash would undo; return the how many-th it is."""
    try:
        with _tries_of(path).open("ab") as stream:
            stream.write(b".")
            return stream.tell()
    except OSError as failed:
        raise fault_of(failed, path.parent.name) from failed


def _tries_of(path: Path) -> Path:
    return path.with_name(path.name + ".tries")


def _given_up(path: Path) -> Imported:
    return Imported(path, QUARANTINED, reason=_CRASHED, error="")


# ── processes ────────────────────────────────────────────────────────────────────────────────


def work(paths: HubPaths, key: bytes, *, workers: int, once: bool, now: datetime | None = None) -> None:
    """Run so many workers until a signal ends them; once: until nothing waits. One that dies is replaced.

    A hub in a file has one writer, so one worker runs here in this process.
    """
    with _Signalled() as stop:
        _work(paths, key, workers=workers, once=once, now=now, stop=stop)


def _work(
    paths: HubPaths, key: bytes, *, workers: int, once: bool, now: datetime | None, stop: Callable[[], bool]
) -> None:
    if workers == 1 or paths.server() is None:
        work_here(paths, key, once=once, now=now, stop=stop)
        return
    context = multiprocessing.get_context("spawn")

    def start() -> BaseProcess:
        process = context.Process(target=_in_process, args=(paths, key, once, now))
        process.start()
        return process

    running, deaths = [start() for _number in range(workers)], 0
    try:
        while running:
            ended = [one for one in running if one.exitcode is not None]
            running = [one for one in running if one.exitcode is None]
            failed = sum(one.exitcode != 0 for one in ended)
            deaths += failed
            if once and deaths > _MOST_DEATHS:
                raise DatabaseGone  # whatever it is, nobody is there to mend it
            if failed and not stop():
                logger("hub").warning("worker_died", count=failed)
                time.sleep(_REST_SECONDS)
                running += [start() for _number in range(failed)]
            if stop():
                for one in running:
                    one.terminate()
            time.sleep(0.05)
    finally:
        for one in running:
            one.terminate()
            one.join()


def work_here(paths: HubPaths, key: bytes, *, once: bool, now: datetime | None, stop: Callable[[], bool]) -> int:
    """Run one worker in this process; while the world fails it rests and tries again, but not with ``once``."""
    done = 0
    while not stop():
        reader = Reader()
        try:
            with collecting_seldom(), open_with_key(paths, key, write=True, now=now, beside_others=True) as hub:
                settle_order(hub)  # what a crash left between a merge and its entry, of whatever commune
                done += Worker(hub, reader).run(once=once, stop=stop)
            return done
        except EnvironmentFault as fault:
            if once:
                raise
            logger("hub").warning("world_failed", error=type(fault).__name__)
            time.sleep(_REST_SECONDS)
        finally:
            reader.close()
    return done


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Let Python's collector of cycles look seldom: a tenth of a worker's time went there, and it found nothing."""
    before = gc.get_threshold()
    gc.set_threshold(_COLLECT_AFTER, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


class _Signalled:
    """Whether somebody asked this process to end: after the file in hand."""

    def __init__(self) -> None:
        self._asked = False
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        """Listen from now on."""
        self._before = {number: signal.signal(number, self._hear) for number in (signal.SIGTERM, signal.SIGINT)}
        return self

    def __exit__(self, *_error: object) -> None:
        """Leave the signals as they were."""
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        self._asked = True

    def __call__(self) -> bool:
        parent = multiprocessing.parent_process()
        return self._asked or (parent is not None and not parent.is_alive())


def _in_process(paths: HubPaths, key: bytes, once: bool, now: datetime | None) -> None:
    log_to_stderr()
    with _Signalled() as stop:
        work_here(paths, key, once=once, now=now, stop=stop)
