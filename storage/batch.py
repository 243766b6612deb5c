"""Many acts in one transaction: for practice data, where ten thousand fsyncs would prove nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from storage.unit_of_work import LogUnit


class Batch:
    """Hands out the one open unit while a batch is open, and ordinary units otherwise.

    An error in any act ends the whole batch: nothing of it is kept.
    """

    def __init__(self, units: Callable[[bytes], LogUnit], officer: bytes) -> None:
        self._units = units
        self._officer = officer
        self._open: LogUnit | None = None

    @contextmanager
    def together(self) -> Iterator[None]:
        """Let every unit made inside share one transaction."""
        with self._units(self._officer) as unit:
            self._open = unit
            try:
                yield
            finally:
                self._open = None

    def new_unit(self, officer: bytes) -> AbstractContextManager[LogUnit]:
        """Make a unit of work, or join the open one."""
        return self._units(officer) if self._open is None else nullcontext(self._open)
