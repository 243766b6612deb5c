"""Collects circular garbage in the GUI thread only, while work goes on in others.

Python's collector runs in whatever thread happens to allocate. When that is a worker, pages and windows that were
left in a cycle are destroyed there, while the GUI thread may be walking over them: the program then crashes far
from the cause (seen when a sheet is applied). So the collector rests and a timer of the GUI thread does its work.
"""

from __future__ import annotations

import gc
import itertools
import threading

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 250
_keys = itertools.count()
_resting: set[int] = set()


class GarbageInGui(QObject):
    """From its making until ``stop`` nothing is collected in another thread. Make it in the GUI thread."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._key = key = next(_keys)
        _resting.add(key)
        gc.disable()
        self.destroyed.connect(lambda: _wake(key))
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(collect_due)
        self._timer.start()

    def stop(self) -> None:
        """Leave collecting to Python again, when nobody else wants it otherwise: the other threads have ended."""
        self._timer.stop()
        _wake(self._key)


def _wake(key: int) -> None:
    _resting.discard(key)
    if not _resting:
        gc.enable()


def pass_over_what_is_there() -> None:
    """Look through what exists now no more: modules and classes, which stay to the end. Once a program is enough.

    To walk over them took a tenth of a second of the GUI thread each time the oldest generation was due.
    """
    if not gc.get_freeze_count():
        gc.freeze()


def collect_due() -> int:
    """Collect the oldest generation that is due by Python's own thresholds; return it, −1 if none is."""
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("garbage is collected in the GUI thread")
    counts, thresholds = gc.get_count(), gc.get_threshold()
    for generation in (2, 1, 0):
        if counts[generation] > thresholds[generation]:
            gc.collect(generation)
            return generation
    return -1
