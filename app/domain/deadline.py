"""The promised time (hẹn trả): a limit, a receipt and a calendar make a due time and its reasons.

The reasons are small values, not sentences: they go into the log for ever, while the one sentence
«vì sao» is worded when somebody reads it (``app/wording.py``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby

from app.domain.calendar import ZONE, Calendar
from app.domain.counting import Counter, Stretch
from app.domain.errors import BadExtension, BadInput, OutsideCalendar
from app.domain.pauses import Pause, StandingTime, parse_pause, standing_time
from app.i18n import N_

__all__ = [
    "Due",
    "Extension",
    "Pause",
    "Reason",
    "TimeLimit",
    "automatic_extensions",
    "due",
    "parse_limit",
    "parse_pause",
]

UNITS = ("same_day", "working_hour", "working_day", "calendar_day", "hour")
CUTOFF = "15:00"
_LONGEST = {"working_hour": 9_999, "working_day": 2_000, "calendar_day": 3_660, "hour": 9_999}
_SHORT_UNITS = {"wd": "working_day", "cd": "calendar_day", "wh": "working_hour", "h": "hour"}


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """How long a procedure may take (thời hạn giải quyết). amount None: unknown, an officer has to state it.

    cutoff: only a same-day limit looks at it: received after it, due on the next working day.
    """

    unit: str
    amount: int | None
    cutoff: str | None = CUTOFF


@dataclass(frozen=True, slots=True)
class Extension:
    """A longer limit under a condition (gia hạn theo điều kiện).

    mode: ``add`` counts on from the base due date in its own unit, ``replace`` takes the limit's place.
    applies: ``mountainous`` or ``online`` holds by itself, None only if an officer says so.
    amount None: agreed in writing, the officer enters it.
    """

    condition: str
    amount: int | None
    unit: str
    mode: str
    applies: str | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of the reckoning; which fields are filled depends on the code.

    counted, added: amount, unit, days (none: all of ``counted_days``), what = the condition ·
    same_day: nothing · after_cutoff: days, what = the time · closed: days ·
    skipped, rolled: days, what = why they are off · worked: weekend days that count ·
    paused: days (first and last), or what for hours · restarted: days · provisional: amount = the year ·
    extended: amount, unit (none: a day was named).
    """

    code: str
    amount: int = 0
    unit: str = ""
    days: tuple[date, ...] = ()
    what: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """A promised time (+07:00) and why. counted_days: ascending; hours list the dates on which any were counted.

    calendar_confirmed: False if it rests on a year that is provisional or has no data.
    """

    at: datetime
    because: tuple[Reason, ...]
    counted_days: tuple[date, ...]
    calendar_confirmed: bool = True


def due(
    limit: TimeLimit,
    *,
    received: datetime,
    calendar: Calendar,
    extensions: Sequence[Extension] = (),
    pauses: Sequence[Pause] = (),
    restart: datetime | None = None,
) -> Due:
    """Return the promised time. received, restart: aware; a restart is the new day 0 and drops earlier pauses.

    A limit without amount is met by a replacing extension or by stages that add up.
    Raises BadExtension, BadInput, OverlappingPauses, OutsideCalendar.
    """
    start = _local(received)
    standing_time(pauses, since=start)  # two that overlap are a mistake, even where the restart drops them
    if restart is not None:
        if _local(restart) < start:
            raise BadInput(field="restart", problem=N_("it lies before the receipt"))
        start = _local(restart)
        pauses = [pause for pause in pauses if pause.start >= start]
    standing = standing_time(pauses, since=start)
    steps = _steps(limit, extensions)
    try:
        stretches = _counted(steps, start, Counter(calendar, standing))
    except OverflowError as error:
        raise OutsideCalendar(day=start.date()) from error
    return _explained(
        steps, stretches, calendar=calendar, start=start, standing=standing, restarted=restart is not None
    )


def automatic_extensions(extensions: Sequence[Extension], *, mountainous: bool, online: bool) -> tuple[Extension, ...]:
    """Return the extensions that hold without anybody choosing them: the commune's terrain, the channel."""
    holds = {"mountainous": mountainous, "online": online}
    return tuple(extension for extension in extensions if holds.get(extension.applies or "", False))


def parse_limit(text: str) -> TimeLimit:
    """Read ``3wd``, ``10cd``, ``8wh``, ``12h`` or ``same_day``. Raises BadInput."""
    if text == "same_day":
        return TimeLimit("same_day", 0)
    match = re.fullmatch(r"([0-9]{1,4})(wd|cd|wh|h)", text)
    if match is None:
        problem = N_(
            "write it as 3wd (working days), 10cd (calendar days), 8wh (working hours), 12h (hours) or same_day"
        )
        raise BadInput(field="limit", problem=problem)
    limit = TimeLimit(_SHORT_UNITS[match[2]], int(match[1]))
    _checked(limit.unit, limit.amount)
    return limit


# ── the steps to count ───────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Step:
    code: str
    unit: str
    amount: int
    cutoff: time | None = None
    condition: str = ""


def _steps(limit: TimeLimit, extensions: Sequence[Extension]) -> list[_Step]:
    """Return what is counted one after the other: the limit or its replacement, then what adds on."""
    replacing = [extension for extension in extensions if extension.mode == "replace"]
    if len(replacing) > 1:
        raise BadExtension(extension=replacing[1].condition, problem=N_("only one extension may replace the limit"))
    steps: list[_Step] = []
    if replacing:
        steps.append(_extending(replacing[0], "counted"))
    elif limit.amount is not None or limit.unit == "same_day":
        amount = _checked(limit.unit, limit.amount)
        steps.append(_Step("counted", limit.unit, amount, time.fromisoformat(limit.cutoff) if limit.cutoff else None))
    steps += [_extending(extension, "added") for extension in extensions if extension.mode == "add"]
    if not steps:
        raise BadInput(field="limit", problem=N_("how long it takes is not known; state it"))
    return steps


def _extending(extension: Extension, code: str) -> _Step:
    if extension.amount is None:
        raise BadExtension(extension=extension.condition, problem=N_("state how long was agreed in writing"))
    amount = _checked(extension.unit, extension.amount)
    return _Step(code, extension.unit, amount, condition=extension.condition)


def _checked(unit: str, amount: int | None) -> int:
    """Return the amount if a limit may have it. A typed 9999 years must not set the machine counting."""
    if unit == "same_day":
        return 0
    if amount is None or not 1 <= amount <= _LONGEST.get(unit, 0):
        raise BadInput(field="limit", problem=N_("the number is too small or too large"))
    return amount


def _counted(steps: Sequence[_Step], start: datetime, counter: Counter) -> list[Stretch]:
    stretches: list[Stretch] = []
    for step in steps:
        begins = stretches[-1].at if stretches else start
        stretches.append(counter.count(step.unit, step.amount, start=begins, cutoff=step.cutoff))
    return stretches


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a time without offset")
    return moment.astimezone(ZONE)


# ── why ──────────────────────────────────────────────────────────────────────────────────────


def _explained(
    steps: Sequence[_Step],
    stretches: Sequence[Stretch],
    *,
    calendar: Calendar,
    start: datetime,
    standing: StandingTime,
    restarted: bool,
) -> Due:
    at = stretches[-1].at
    counted = tuple(sorted({day for stretch in stretches for day in stretch.days}))
    reasons = [Reason("restarted", days=(start.date(),))] if restarted else []
    by_the_hour = any(step.unit in ("hour", "working_hour") for step in steps)
    reasons += [_paused(pause, by_the_hour) for pause in standing.pauses if _matters(pause, at, by_the_hour)]
    for step, stretch in zip(steps, stretches, strict=True):
        reasons += _of_step(step, stretch, is_only=len(steps) == 1)
    reasons += _about_days(steps, stretches, calendar)
    unconfirmed = _unconfirmed_years(steps, calendar, start.year, at.year)
    reasons += [Reason("provisional", amount=year) for year in unconfirmed]
    return Due(at, tuple(reasons), counted, calendar_confirmed=not unconfirmed)


def _of_step(step: _Step, stretch: Stretch, *, is_only: bool) -> list[Reason]:
    if step.unit == "same_day" and stretch.moved == "after_cutoff" and step.cutoff is not None:
        return [Reason("after_cutoff", days=stretch.days, what=f"{step.cutoff:%H:%M}")]
    if step.unit == "same_day":
        return [Reason(stretch.moved or "same_day", days=stretch.days)]
    in_days = step.unit in ("working_day", "calendar_day")
    days = stretch.days if in_days and not is_only else ()
    return [Reason(step.code, step.amount, step.unit, days, step.condition)]


def _about_days(steps: Sequence[_Step], stretches: Sequence[Stretch], calendar: Calendar) -> list[Reason]:
    """Say which weekdays were off, which weekend days were worked, and where calendar days rolled on."""
    counts_off = {"working_day", "working_hour", "same_day"}
    worked = [
        day
        for step, stretch in zip(steps, stretches, strict=True)
        for day in stretch.days
        if step.unit in counts_off and day.weekday() >= 5
    ]
    reasons = [Reason("worked", days=tuple(sorted(set(worked))))] if worked else []
    passed_over = sorted({day for stretch in stretches for day in stretch.passed_over})
    for reason, days in groupby(passed_over, key=calendar.reason_off):
        reasons.append(Reason("skipped", days=tuple(days), what=reason or ""))
    for stretch in stretches:
        if stretch.rolled_from is not None:
            why = calendar.reason_off(stretch.rolled_from) or ""
            reasons.append(Reason("rolled", days=(stretch.rolled_from,), what=why))
    return reasons


def _matters(pause: Pause, at: datetime, by_the_hour: bool) -> bool:
    if by_the_hour:
        return pause.start < min(pause.end, at)
    return pause.start.date() < min(pause.end.date(), at.date())


def _paused(pause: Pause, by_the_hour: bool) -> Reason:
    if by_the_hour:
        return Reason("paused", what=f"{pause.start:%H:%M %d/%m} – {pause.end:%H:%M %d/%m}")
    return Reason("paused", days=(pause.start.date(), pause.end.date()))


def _unconfirmed_years(steps: Sequence[_Step], calendar: Calendar, first: int, last: int) -> list[int]:
    if all(step.unit == "hour" for step in steps):  # clock hours ask no calendar
        return []
    return [year for year in range(first, last + 1) if not calendar.is_confirmed(year)]
