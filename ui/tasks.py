"""Work away from the GUI thread: one thread for the database, a few for devices; answers come back on the GUI thread.

The only place of the window where every exception is caught: a bug in one act must not take the desk down.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar, cast

import shiboken6
from PySide6.QtCore import QObject, Qt, QThread, Signal

from app.domain.errors import Refusal
from app.i18n import N_
from ui.garbage import GarbageInGui

T = TypeVar("T")
Failed = Callable[[Refusal], None]


LINK_ENDS_S = 2.0
"""What a link is given to end when the window closes; one that hangs in the network is left to the system."""
_TURN_SECONDS = 0.001
"""How long a thread keeps Python while the window waits for it. With Python's own 5 ms the window stood still twice as
long in sum while its pages were opened."""


class Unexpected(Refusal):
    """A mistake of the program itself; the log holds it under the code."""

    message = N_(
        "Something went wrong inside the program. What was saved stays saved. Try again; if it happens once more, "
        "tell the administrator this code: {code}."
    )


class Stopped(Refusal):
    """The officer stopped a long act."""

    message = N_("Stopped. What was already done is kept.")


class Progress:
    """Handed to device work: tell it how far you are; it raises ``Stopped`` when the officer said stop."""

    def __init__(self, tell: Callable[[float, str, int], None]) -> None:
        self._tell = tell
        self._stop = threading.Event()

    def stop(self) -> None:
        """Ask the work to stop at its next step. Safe from any thread."""
        self._stop.set()

    @property
    def stop_asked(self) -> bool:
        """Tell whether stopping was asked for."""
        return self._stop.is_set()

    def advance(self, fraction: float, amount: str = "", stage: int = 0) -> None:
        """Tell the true fraction done, 0 … 1. Raises Stopped when the officer asked for it."""
        if self._stop.is_set():
            raise Stopped
        self._tell(fraction, amount, stage)


@dataclass(slots=True)
class _Job:
    """One piece of work and where its answer goes."""

    done: Callable[[object], None] | None
    failed: Failed | None
    owner: QObject | None
    wrote: bool = False
    topic: str = ""
    turn: int = 0
    progress: Callable[[float, str, int], None] | None = None
    is_counted: bool = True
    answer: object = None
    refusal: Refusal | None = None

    def owner_is_gone(self) -> bool:
        return self.owner is not None and not shiboken6.isValid(self.owner)


class Tasks(QObject):
    """``read`` and ``write`` in order on the store thread, ``device`` on a small pool.

    owner: the view that asked; when it is gone the answer is dropped (what was written stays written).
    ``data_changed`` after every successful write; ``refused`` for failures nobody else takes.
    """

    data_changed = Signal()
    refused = Signal(object)
    _arrived = Signal(object)
    _advanced = Signal(object, tuple)

    def __init__(
        self, report_bug: Callable[[BaseException], str], parent: QObject | None = None, *, devices: int = 2
    ) -> None:
        super().__init__(parent)
        self._report_bug = report_bug
        self._store = ThreadPoolExecutor(1, "store")
        self._devices = ThreadPoolExecutor(devices, "device")
        self._turns: dict[tuple[int, str], int] = {}
        self._open: set[Progress] = set()
        self._links: list[threading.Thread] = []
        self._waiting = 0
        self._closed = False
        self._garbage = GarbageInGui(self)
        sys.setswitchinterval(_TURN_SECONDS)
        queued = Qt.ConnectionType.QueuedConnection
        self._arrived.connect(self._take, queued)
        self._advanced.connect(self._tell, queued)

    def read(
        self,
        fn: Callable[[], T],
        *,
        done: Callable[[T], None],
        failed: Failed | None = None,
        owner: QObject | None,
        latest: str = "",
    ) -> None:
        """Read from the store. latest: of questions of this name and owner only the newest is answered."""
        job = _Job(cast("Callable[[object], None]", done), failed, owner, topic=latest)
        if latest:
            key = (id(owner), latest)
            self._turns[key] = job.turn = self._turns.get(key, 0) + 1
        self._start(self._store, job, fn)

    def write(
        self,
        fn: Callable[[], T],
        *,
        done: Callable[[T], None] | None = None,
        failed: Failed | None = None,
        owner: QObject | None,
    ) -> None:
        """Change the store; ``data_changed`` follows when it succeeded."""
        job = _Job(cast("Callable[[object], None] | None", done), failed, owner, wrote=True)
        self._start(self._store, job, fn)

    def device(
        self,
        fn: Callable[[Progress], T],
        *,
        progress: Callable[[float, str, int], None] | None = None,
        done: Callable[[T], None] | None = None,
        failed: Failed | None = None,
        owner: QObject | None,
    ) -> Progress:
        """Work with a printer, stick or link. Return the handle to stop it by.

        progress(fraction, amount, stage) comes on the GUI thread. A stopped act ends in ``failed(Stopped)``.
        """
        job = _Job(cast("Callable[[object], None] | None", done), failed, owner, progress=progress)
        token = Progress(lambda *told: self._advanced.emit(job, told))
        self._open.add(token)
        self._start(self._devices, job, lambda: fn(token)).add_done_callback(lambda _future: self._open.discard(token))
        return token

    def link(
        self,
        fn: Callable[[Progress], T],
        *,
        done: Callable[[T], None] | None = None,
        failed: Failed | None = None,
        owner: QObject | None,
    ) -> Progress:
        """Work with a network that may stand still for a minute, in a thread of its own; see ``device``.

        It makes nobody wait: not ``idle``, not the closing of the window. Work that touches the desk has to ask
        ``stop_asked`` first.
        """
        job = _Job(cast("Callable[[object], None] | None", done), failed, owner, is_counted=False)
        token = Progress(lambda *_told: None)
        self._open.add(token)

        def run() -> None:
            self._run(job, lambda: fn(token))
            self._open.discard(token)

        thread = threading.Thread(target=run, name="link", daemon=True)
        self._links = [one for one in self._links if one.is_alive()] + [thread]
        thread.start()
        return token

    def idle(self) -> bool:
        """Tell whether nothing is under way."""
        return self._waiting == 0

    def is_closed(self) -> bool:
        """Tell whether no more work is taken: for what a timer would still begin while the window closes."""
        return self._closed

    def close(self) -> None:
        """Stop device work at its next step, wait for the database work to end; what comes later is dropped."""
        self._closed = True
        for token in tuple(self._open):
            token.stop()
        self._store.shutdown(wait=True, cancel_futures=False)
        self._devices.shutdown(wait=True, cancel_futures=True)
        for thread in self._links:
            thread.join(LINK_ENDS_S)
        self._garbage.stop()

    def _start(self, pool: ThreadPoolExecutor, job: _Job, fn: Callable[[], T]) -> Future[None]:
        if QThread.currentThread() is not self.thread():
            raise RuntimeError("tasks are started from the GUI thread")
        if self._closed and pool is self._devices:  # a timer that rang once more; whoever asked is gone too
            unasked: Future[None] = Future()
            unasked.cancel()
            return unasked
        self._waiting += 1
        return pool.submit(self._run, job, fn)

    def _run(self, job: _Job, fn: Callable[[], T]) -> None:
        """Run in a worker thread; a superseded question is not even asked."""
        if not self._superseded(job):
            try:
                job.answer = fn()
            except Refusal as refusal:
                job.refusal = refusal
            except Exception as bug:
                job.refusal = Unexpected(code=self._report_bug(bug))
        if shiboken6.isValid(self):
            self._arrived.emit(job)

    def _superseded(self, job: _Job) -> bool:
        return bool(job.topic) and self._turns.get((id(job.owner), job.topic), job.turn) != job.turn

    def _take(self, job: _Job) -> None:
        self._waiting -= job.is_counted
        if self._superseded(job):
            return
        if job.wrote and job.refusal is None:
            self.data_changed.emit()
        if job.owner_is_gone():
            return
        if job.refusal is None:
            if job.done is not None:
                job.done(job.answer)
        elif job.failed is not None:
            job.failed(job.refusal)
        else:
            self.refused.emit(job.refusal)

    def _tell(self, job: _Job, told: tuple[float, str, int]) -> None:
        if job.progress is not None and not job.owner_is_gone():
            job.progress(*told)
