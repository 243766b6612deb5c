"""One figure: what was measured, the raw floor beside it, the ratio and what we aim at."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """ours and floor in ``unit``; floor None where only an absolute aim exists. aim: at most this."""

    name: str
    ours: float
    unit: str
    aim: float
    floor: float | None = None

    @property
    def judged(self) -> float:
        """What is held against the aim: the ratio to the floor, or the value itself."""
        return self.ours if self.floor is None else self.ours / self.floor

    @property
    def holds(self) -> bool:
        return self.judged <= self.aim

    def line(self) -> str:
        floor = "" if self.floor is None else f"{self.floor:.4g} {self.unit}"
        sign = "x" if self.floor is not None else self.unit
        mark = "ok  " if self.holds else "OVER"
        measured = f"{self.ours:>10.4g} {self.unit:4} {floor:>14}  {self.judged:>8.3g} {sign:3}"
        return f"{mark} {self.name:58} {measured} aim <= {self.aim:g}"


def median_ms(act: Callable[[], object], *, times: int) -> float:
    """Median milliseconds of an act."""
    return statistics.median(samples_ms(act, times=times))


def samples_ms(act: Callable[[], object], *, times: int) -> list[float]:
    """Milliseconds of every run of an act."""
    taken = []
    for _n in range(times):
        start = time.perf_counter()
        act()
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def middle_of(measure: Callable[[], Iterable[Figure]], *, times: int = 5) -> Iterator[Figure]:
    """Measure several times anew; yield of each figure the middle one, and print how far they lie apart."""
    runs = [list(measure()) for _time in range(times)]
    for same in zip(*runs, strict=True):
        by_size = sorted(same, key=lambda one: one.judged)
        print(f"     {times} runs: {', '.join(f'{one.judged:.3g}' for one in by_size)}")
        yield by_size[times // 2]


def p95(samples: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(samples, n=20)[18]
