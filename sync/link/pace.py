"""How large the next part is, and how long to wait after a cut."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

SMALLEST, START, LARGEST = 8 * 1024, 16 * 1024, 256 * 1024
QUICK_S = 5.0
_QUICK_TO_GROW = 3
FIRST_WAIT_S, LONGEST_WAIT_S = 2.0, 900.0


@dataclass
class PartSize:
    """Grows after three quick parts, halves at a failure: a part is what a cut can cost."""

    bytes: int = START
    _quick: int = 0

    def took(self, seconds: float) -> None:
        """Hear that a part arrived."""
        self._quick = self._quick + 1 if seconds < QUICK_S else 0
        if self._quick >= _QUICK_TO_GROW:
            self.bytes, self._quick = min(self.bytes * 2, LARGEST), 0

    def failed(self) -> None:
        """Hear that a part was lost."""
        self.bytes, self._quick = max(self.bytes // 2, SMALLEST), 0


@dataclass
class Patience:
    """Full jitter: a chance moment below a bound that doubles, so that 190 laptops do not call at once.

    chance: 0 … 1.
    """

    chance: Callable[[], float]
    _bound_s: float = FIRST_WAIT_S

    def wait_s(self) -> float:
        """Return how long to wait before the next try."""
        bound, self._bound_s = self._bound_s, min(self._bound_s * 2, LONGEST_WAIT_S)
        return self.chance() * bound

    def moved(self) -> None:
        """Hear that something got through: the next cut starts from two seconds again."""
        self._bound_s = FIRST_WAIT_S
