"""The pad for power cuts (tập phiếu dự phòng mất điện): receipts printed ahead, each with a number of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PadReserved:
    """The next serials of this station's block were set aside for a day: first … first + count - 1.

    day: ISO date. A sheet that is never filled in leaves its number unused for good.
    """

    at: datetime
    day: str
    first: int
    count: int
