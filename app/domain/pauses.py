"""Time that does not count: while the citizen fulfils a duty or brings papers, the clock stands (tạm dừng)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from app.domain.calendar import ONE_DAY, ZONE
from app.domain.errors import BadInput, OverlappingPauses
from app.i18n import N_

LONGEST = timedelta(days=3_660)
"""A mistyped year must not set the machine counting."""


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stood from ``start`` to ``end``.

    Counted in days: the day of ``start`` is used, later days up to and including the day of ``end``
    are not; both on one day is nothing. Counted in hours: the minutes between.
    """

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class StandingTime:
    """The pauses of one reckoning, in order and apart from each other."""

    pauses: tuple[Pause, ...] = ()
    days: frozenset[date] = frozenset()

    def running(self, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """Return the stretches between two moments in which the clock runs."""
        stretches = []
        for pause in self.pauses:
            if pause.end <= start or pause.start >= end:
                continue
            if pause.start > start:
                stretches.append((start, pause.start))
            start = pause.end
        if start < end:
            stretches.append((start, end))
        return stretches


def standing_time(pauses: Sequence[Pause], *, since: datetime) -> StandingTime:
    """Return what the pauses take out of a reckoning that begins at ``since``; those already over drop.

    Raises OverlappingPauses; BadInput for one that ends before it starts.
    """
    if not pauses:
        return StandingTime()
    ordered = sorted((_local(pause) for pause in pauses), key=lambda pause: (pause.start, pause.end))
    for first, second in pairwise(ordered):
        if second.start < first.end:
            raise OverlappingPauses(first=_shown(first), second=_shown(second))
    kept = tuple(pause for pause in ordered if pause.end > since)
    days = frozenset(day for pause in kept for day in _days_standing(pause))
    return StandingTime(kept, days)


def parse_pause(text: str) -> Pause:
    """Read ``FROM..TO``, ISO times or dates; a time without offset is Vietnam's. Raises BadInput.

    A bare date is the end of that day, so that days and hours agree: FROM's day is used, TO's is not.
    """
    start, dots, end = text.partition("..")
    if not dots:
        raise BadInput(field="pause", problem=N_("write it as FROM..TO, for example 2026-03-09..2026-03-13"))
    return _local(Pause(_moment(start.strip()), _moment(end.strip())))


def _moment(text: str) -> datetime:
    try:
        if len(text) == 10:
            return datetime.combine(date.fromisoformat(text), time(23, 59, 59), ZONE)
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=ZONE) if moment.tzinfo is None else moment.astimezone(ZONE)
    except (ValueError, OverflowError) as error:
        problem = N_("is not a time; write it like 2026-03-09T09:00+07:00")
        raise BadInput(field="pause", problem=problem) from error


def _local(pause: Pause) -> Pause:
    start, end = pause.start.astimezone(ZONE), pause.end.astimezone(ZONE)
    if end < start:
        raise BadInput(field="pause", problem=N_("it ends before it begins"))
    if end - start > LONGEST:
        raise BadInput(field="pause", problem=N_("it is longer than ten years"))
    return Pause(start, end)


def _days_standing(pause: Pause) -> list[date]:
    first = pause.start.date()
    return [first + step * ONE_DAY for step in range(1, (pause.end.date() - first).days + 1)]


def _shown(pause: Pause) -> str:
    return f"{pause.start:%H:%M %d/%m/%Y} – {pause.end:%H:%M %d/%m/%Y}"
