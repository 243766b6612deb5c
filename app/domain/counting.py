"""The arithmetic of one stretch of a time limit: from a moment, so many units on. Law-and-forms §3.1, RULINGS «Time».

Day 0 is the day of the start, whatever day that is (BLDS 2015 art. 147). Everything asked in days
is due at the end of the last session of the due day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.domain.calendar import LONGEST_CLOSURE_DAYS, ONE_DAY, ZONE, Calendar, Session
from app.domain.errors import OutsideCalendar
from app.domain.pauses import StandingTime

_WHOLE_DAY = (Session(time(0), time(0)),)


@dataclass(frozen=True, slots=True)
class Stretch:
    """One counted stretch. days: the dates counted, ascending. passed_over: weekdays off that were not counted.

    rolled_from: the day off on which calendar days ran out. moved: why a same-day limit
    went to the next working day, ``after_cutoff`` or ``closed``.
    """

    at: datetime
    days: tuple[date, ...]
    passed_over: tuple[date, ...] = ()
    rolled_from: date | None = None
    moved: str | None = None


@dataclass(frozen=True, slots=True)
class Counter:
    """What counting needs beside the limit: the office's calendar and the time that does not count."""

    calendar: Calendar
    standing: StandingTime

    def count(self, unit: str, amount: int, *, start: datetime, cutoff: time | None) -> Stretch:
        """Count ``amount`` units on from ``start``. Raises OutsideCalendar, ValueError for an unknown unit."""
        match unit:
            case "same_day":
                return self._same_day(start, cutoff)
            case "working_day":
                return self._working_days(start.date(), amount)
            case "calendar_day":
                return self._calendar_days(start.date(), amount)
            case "working_hour":
                return self._hours(start, amount, office_hours=True)
            case "hour":
                return self._hours(start, amount, office_hours=False)
        raise ValueError(f"unknown unit {unit!r}")

    def _same_day(self, start: datetime, cutoff: time | None) -> Stretch:
        """«Sau 15 giờ»: 15:00:00 itself is not after (Luật Hộ tịch art. 5(3), NĐ 23/2015 art. 7)."""
        day = start.date()
        if not self.calendar.is_working_day(day):
            moved = "closed"
        elif cutoff is not None and start.time() > cutoff:
            moved = "after_cutoff"
        elif start > self.calendar.closes_at(day):
            moved = "closed"
        else:
            return Stretch(self.calendar.closes_at(day), ())
        next_day = self._working_days(day, 1)
        return Stretch(next_day.at, next_day.days, next_day.passed_over, moved=moved)

    def _working_days(self, day_zero: date, amount: int) -> Stretch:
        days: list[date] = []
        passed_over: list[date] = []
        for day in self._running_days(day_zero):
            if self.calendar.is_working_day(day):
                days.append(day)
                if len(days) == amount:
                    return Stretch(self.calendar.closes_at(day), tuple(days), tuple(passed_over))
            elif day.weekday() < 5:
                passed_over.append(day)
        raise OutsideCalendar(day=day_zero)

    def _calendar_days(self, day_zero: date, amount: int) -> Stretch:
        running = self._running_days(day_zero)
        days = tuple(next(running) for _ in range(amount))
        due_day = days[-1]
        while not self.calendar.is_working_day(due_day):
            due_day = next(running)
        rolled_from = days[-1] if due_day != days[-1] else None
        return Stretch(self.calendar.closes_at(due_day), days, rolled_from=rolled_from)

    def _running_days(self, day_zero: date) -> Iterator[date]:
        """Yield the days after day 0 on which the clock runs, weekends and holidays too."""
        day, last_worked = day_zero, day_zero
        while (day - last_worked).days <= LONGEST_CLOSURE_DAYS:
            day += ONE_DAY
            if self.calendar.is_working_day(day):
                last_worked = day
            if day not in self.standing.days:
                yield day
        raise OutsideCalendar(day=last_worked)

    def _hours(self, start: datetime, hours: int, *, office_hours: bool) -> Stretch:
        left = timedelta(hours=hours)
        days: list[date] = []
        passed_over: list[date] = []
        day, last_worked = start.date(), start.date()
        while (day - last_worked).days <= LONGEST_CLOSURE_DAYS:
            for opens, closes in self._open_stretches(day, start, office_hours):
                if days[-1:] != [day]:
                    days.append(day)
                if closes - opens >= left:
                    return Stretch(opens + left, tuple(days), tuple(passed_over))
                left -= closes - opens
            if self.calendar.is_working_day(day) or not office_hours:
                last_worked = day
            elif day.weekday() < 5:
                passed_over.append(day)
            day += ONE_DAY
        raise OutsideCalendar(day=last_worked)

    def _open_stretches(self, day: date, start: datetime, office_hours: bool) -> Iterator[tuple[datetime, datetime]]:
        """Yield when the clock runs on a day: open minutes after ``start``, without the pauses."""
        for session in self.calendar.sessions(day) if office_hours else _WHOLE_DAY:
            opens = max(start, datetime.combine(day, session.opens, ZONE))
            closes = datetime.combine(day if session.closes > session.opens else day + ONE_DAY, session.closes, ZONE)
            if opens < closes:
                yield from self.standing.running(opens, closes)
