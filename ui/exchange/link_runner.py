"""The network in the background: rounds with the province, with a desk beside, and answering the others.

Nothing here waits on the GUI thread, and nothing asks the officer anything.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.bundles import ExchangeStopped
from app.domain.errors import Refusal
from app.link import CONNECT, FETCH, LinkProgress
from app.services.link_rounds import PROVINCE, Round
from app.settings import Settings, read_settings
from ui.link import mate_link, province_link, rounds
from ui.speech import sentence
from ui.tasks import Progress, Stopped

if TYPE_CHECKING:
    from app.services.incoming import Imported
    from ui.program import Program
    from ui.tasks import Tasks

MATE_EVERY_MS = 20_000
"""Two desks of one office agree within a minute."""

_FIRST_MS = 5_000


class LinkRunner(QObject):
    """Lives as long as the desk's window.

    changed: something to show changed. finished, failed: how a round ended that the officer asked for.
    """

    changed = Signal()
    finished = Signal(object)
    failed = Signal(object)
    _told = Signal(object)
    _heard = Signal()

    def __init__(self, program: Program, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._program, self._tasks = program, tasks
        self.progress: LinkProgress | None = None
        self.serving_at: tuple[str, ...] = ()
        self.trouble = ""
        self._token: Progress | None = None
        self._mate_token: Progress | None = None
        self._moved_at, self._got_through_at = 0.0, -math.inf
        self._is_asked = False
        self._parts = self._fetched = 0
        self._serving: ExitStack | None = None
        self._told.connect(self._take_progress, Qt.ConnectionType.QueuedConnection)
        self._heard.connect(tasks.data_changed, Qt.ConnectionType.QueuedConnection)
        self._province_timer = self._timer(self._round_by_itself)
        self._mate_timer = self._timer(self._mate_round)
        self.settings_changed()

    # ── settings ─────────────────────────────────────────────────────────────────────────────

    def settings(self) -> Settings:
        """Return the settings as they stand in the file now."""
        return read_settings(self._program.paths.settings_file)

    def settings_changed(self) -> None:
        """Go by the settings anew."""
        try:
            settings = self.settings()
        except Refusal as refused:
            self.trouble = sentence(refused)
            return
        self.trouble = ""
        self._arm(self._province_timer, settings.hub_every_minutes * 60_000 if settings.hub_address else 0)
        self._arm(self._mate_timer, MATE_EVERY_MS if settings.lan_address else 0)
        self._serve(settings)

    def stop(self) -> None:
        """End everything: the window is closing."""
        for timer in (self._province_timer, self._mate_timer):
            timer.stop()
        for token in (self._token, self._mate_token):
            if token is not None:
                token.stop()
        if self._serving is not None:
            self._serving.close()
            self._serving = None

    # ── the province ─────────────────────────────────────────────────────────────────────────

    def is_running(self) -> bool:
        """Tell whether a round with the province is under way."""
        return self._token is not None

    def quiet_s(self) -> float:
        """Return for how long nothing got through, in the running round and those that failed before it."""
        return time.monotonic() - self._moved_at if self._token is not None else 0.0

    def send(self) -> None:
        """Begin a round that the officer asked for; one under way becomes hers."""
        self._is_asked = True
        if self._token is None:
            self._round()

    def cancel(self) -> None:
        """Stop the round; what arrived at the other end stays there."""
        if self._token is not None:
            self._token.stop()

    def _round_by_itself(self) -> None:
        if self._token is None and not self._tasks.is_closed():
            self._round()

    def _round(self) -> None:
        try:
            program, settings = self._program, self.settings()
        except Refusal as refused:
            self.trouble = sentence(refused)
            self._refused(refused)
            return
        self._moved_at, self.progress = self._moved_before(), LinkProgress(CONNECT)
        self._parts = self._fetched = 0

        def work(token: Progress) -> Round:
            def stop() -> bool:
                return token.stop_asked

            with province_link(program, settings, told=self._told.emit, stop=stop) as link:
                return rounds(program, stop).with_province(link)

        self._token = self._tasks.link(_stoppable(work), done=self._done, failed=self._refused, owner=self)
        self.changed.emit()

    def _moved_before(self) -> float:
        """Return when anything last got through, by the monotonic clock: now where the last round did not fail."""
        now, last = time.monotonic(), rounds(self._program).standing(PROVINCE)
        if not last.trouble or last.moved_at is None:
            return now
        quiet_s = max((self._program.clock.now() - last.moved_at).total_seconds(), 0)
        return max(now - quiet_s, self._got_through_at)

    def _take_progress(self, progress: LinkProgress) -> None:
        if self._token is None:
            return
        fetched = progress.done if progress.stage == FETCH else 0
        if progress.parts > self._parts or fetched > self._fetched:  # beginning anew after a cut brought nothing yet
            self._moved_at = self._got_through_at = time.monotonic()
            self._parts, self._fetched = max(self._parts, progress.parts), max(self._fetched, fetched)
        self.progress = progress
        self.changed.emit()

    def _done(self, done: Round) -> None:
        is_asked = self._end()
        self._tasks.data_changed.emit()
        if is_asked:
            self.finished.emit(done)
        self.changed.emit()

    def _refused(self, refusal: Refusal) -> None:
        if self._end():
            self.failed.emit(refusal)
        self.changed.emit()

    def _end(self) -> bool:
        is_asked, self._is_asked = self._is_asked, False
        self._token = self.progress = None
        return is_asked

    # ── the office ───────────────────────────────────────────────────────────────────────────

    def _mate_round(self) -> None:
        if self._mate_token is not None or self._tasks.is_closed():
            return
        try:
            program, settings = self._program, self.settings()
        except Refusal as refused:
            self.trouble = sentence(refused)
            self._mate_refused(refused)
            return

        def work(token: Progress) -> Round:
            def stop() -> bool:
                return token.stop_asked

            with mate_link(program, settings, stop=stop, patience_s=MATE_EVERY_MS / 1000) as link:
                return rounds(program, stop).with_mate(link)

        self._mate_token = self._tasks.link(
            _stoppable(work), done=self._mate_done, failed=self._mate_refused, owner=self
        )

    def _mate_done(self, done: Round) -> None:
        self._mate_token = None
        if any(one.new_changes for one in done.received):
            self._tasks.data_changed.emit()
        self.changed.emit()

    def _mate_refused(self, _refusal: Refusal) -> None:
        self._mate_token = None
        self.changed.emit()

    def _serve(self, settings: Settings) -> None:
        if settings.lan_serve == (self._serving is not None):
            return
        if self._serving is not None:
            stack, self._serving, self.serving_at = self._serving, None, ()
            self._tasks.device(lambda _progress: stack.close(), owner=self)
            self.changed.emit()
            return
        program, port = self._program, settings.lan_port

        def begin(_progress: Progress) -> tuple[ExitStack, tuple[str, ...]]:
            from ui.lan_office import lan_served, own_addresses

            stack = ExitStack()
            found = stack.enter_context(lan_served(program, port=port, heard=self._take_files))
            return stack, own_addresses(found) or (f"127.0.0.1:{found}",)

        self._tasks.device(begin, done=self._served, failed=self._not_served, owner=self)

    def _served(self, made: tuple[ExitStack, tuple[str, ...]]) -> None:
        self._serving, self.serving_at = made
        self.trouble = ""
        self.changed.emit()

    def _not_served(self, refusal: Refusal) -> None:
        self.trouble = sentence(refusal)
        self.changed.emit()

    def _take_files(self, read_in: tuple[Imported, ...]) -> None:
        """Hear of files a mate brought; in the thread that read them."""
        if any(one.new_changes for one in read_in):
            self._heard.emit()

    # ── timers ───────────────────────────────────────────────────────────────────────────────

    def _timer(self, answer: Callable[[], None]) -> QTimer:
        timer = QTimer(self)

        def ring() -> None:
            timer.setInterval(int(timer.property("period")))
            answer()

        timer.timeout.connect(ring)
        return timer

    def _arm(self, timer: QTimer, period_ms: int) -> None:
        """Let a timer ring soon, then in its period; 0 stops it."""
        timer.setProperty("period", period_ms)
        timer.stop()
        if period_ms:
            timer.start(min(_FIRST_MS, period_ms))


def _stoppable(work: Callable[[Progress], Round]) -> Callable[[Progress], Round]:
    """A stop of the link is the stop the officer asked for."""

    def run(token: Progress) -> Round:
        try:
            return work(token)
        except ExchangeStopped as stopped:
            raise Stopped from stopped

    return run
