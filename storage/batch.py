"""Many acts in one transaction: for practice data, where ten thousand fsyncs would prove nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType

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

    def new_unit(self, officer: bytes) -> LogUnit:
        """Make a unit of work, or join the open one."""
        return self._units(officer) if self._open is None else _Joined(self._open)


class _Joined(LogUnit):
    """The open unit once more: it begins and commits nothing of its own."""

    def __init__(self, whole: LogUnit) -> None:
        self.__dict__.update(whole.__dict__)

    def __enter__(self) -> _Joined:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the end to whoever opened the batch."""
