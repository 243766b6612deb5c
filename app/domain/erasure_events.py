"""A citizen's personal data erased by order (xóa dữ liệu cá nhân theo yêu cầu): Law 91/2025/QH15 on personal data.

The province orders it in its log of each commune concerned, so the order reaches every desk by the ways all its words
take, and a replay anywhere ends in the cleared state. It names records by their ids, never the person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.baseline_events import NumberHeld, SeriesHeld


@dataclass(frozen=True, slots=True)
class PersonErased:
    """What these records said of a person is gone (đã xóa dữ liệu cá nhân của một người).

    number: of the decision. by: who at the province carried it out. reason: without personal data. aggregates: ids of
    the dossiers and guidances, and of notes on merged records; whatever is still said of them anywhere is dropped too.
    dossiers: how many of them are dossiers. numbers, series: what the dropped changes had taken, never given again.
    """

    at: datetime
    number: str
    by: str
    reason: str
    aggregates: tuple[bytes, ...]
    dossiers: int
    numbers: tuple[NumberHeld, ...] = ()
    series: tuple[SeriesHeld, ...] = ()
