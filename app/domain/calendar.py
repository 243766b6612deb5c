"""Which days and hours the office works (lịch làm việc): holidays, swaps and make-up days are data, never code.

A year comes from a data file (``app/calendars.py`` reads it) and is *confirmed* or *provisional*.
A year nobody has data for is computed from the fixed holidays and the weekends, and is unconfirmed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone

from app.domain.errors import OutsideCalendar

ZONE = timezone(timedelta(hours=7))
"""Vietnam's time, all year."""

ONE_DAY = timedelta(days=1)

LONGEST_CLOSURE_DAYS = 60
"""More days off in a row than this is a broken calendar, not a holiday."""

KINDS_OFF = ("holiday", "swap", "make_up", "observed")
"""Why a day is off: a holiday, a swap (hoán đổi), a make-up rest day (nghỉ bù), a day fixed beside a holiday."""

_FIRST_CULTURE_DAY = 2026
_FIXED_HOLIDAYS = {
    (1, 1): "Tết Dương lịch",
    (4, 30): "Ngày Chiến thắng 30/4",
    (5, 1): "Ngày Quốc tế lao động",
    (9, 2): "Quốc khánh",
    (11, 24): "Ngày Văn hóa Việt Nam",
}


@dataclass(frozen=True, slots=True)
class Session:
    """One stretch of office hours (buổi làm việc), local time."""

    opens: time
    closes: time


OFFICE_HOURS = (Session(time(7, 30), time(11, 30)), Session(time(13, 30), time(17, 30)))
"""Where nothing else is said: 07:30–11:30 and 13:30–17:30."""


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day off that is no ordinary weekend. reason: Vietnamese, reads after «nghỉ »; kind: of ``KINDS_OFF``."""

    reason: str
    kind: str = "holiday"


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """The working calendar of one year.

    working_days: weekend days that are worked (làm bù). session_overrides: days with other hours.
    status: ``confirmed`` by a notice or ``provisional``. source: the notices it rests on.
    """

    year: int
    status: str
    days_off: Mapping[date, DayOff]
    working_days: frozenset[date] = frozenset()
    sessions: tuple[Session, ...] = OFFICE_HOURS
    session_overrides: Mapping[date, tuple[Session, ...]] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The years known to this desk. saturday_desk: papers are taken in on Saturdays, which still do not count.

    At an open desk ``years`` is a shelf on which a newly announced year may be put (``app/calendars.py``), so
    what is remembered of a day counts only while its year is the one it was read from.
    """

    years: Mapping[int, CalendarYear]
    saturday_desk: bool = False
    # Facts about single days, remembered: a demo reckons ten thousand due dates over the same weeks.
    _hours: dict[date, tuple[CalendarYear, tuple[Session, ...]]] = field(
        default_factory=dict, compare=False, repr=False
    )
    _computed: dict[int, CalendarYear] = field(default_factory=dict, compare=False, repr=False)

    def with_year(self, year: CalendarYear) -> Calendar:
        """Return this calendar with the year laid over what it knew of it."""
        return Calendar({**self.years, year.year: year}, self.saturday_desk)

    def year(self, number: int) -> CalendarYear:
        """Return the calendar of a year; computed where there are no data."""
        known = self.years.get(number) or self._computed.get(number)
        if known is None:
            known = self._computed[number] = computed_year(number)
        return known

    def is_confirmed(self, year: int) -> bool:
        """Return whether a notice confirms the year; else the screen says that it may change."""
        return self.year(year).status == "confirmed"

    def sessions(self, day: date) -> tuple[Session, ...]:
        """Return the office hours of a day in order; empty on a day that is not worked."""
        year, known = self.year(day.year), self._hours.get(day)
        if known is None or known[0] is not year:
            known = self._hours[day] = (year, _hours_of(year, day))
        return known[1]

    def is_working_day(self, day: date) -> bool:
        """Return whether the day counts (ngày làm việc). A Saturday of the rota does not, a swapped one does."""
        return bool(self.sessions(day))

    def is_desk_open(self, day: date) -> bool:
        """Return whether papers are taken in: working days, and Saturdays where the desk has a rota for them."""
        if self.is_working_day(day):
            return True
        return self.saturday_desk and day.weekday() == 5 and self.reason_off(day) is None

    def reason_off(self, day: date) -> str | None:
        """Return why a day is off, in Vietnamese, to read after «nghỉ »; None on working days and mere weekends."""
        off = self.year(day.year).days_off.get(day)
        return None if off is None else off.reason

    def closes_at(self, day: date) -> datetime:
        """Return the end of the last session of a working day. Raises OutsideCalendar on any other."""
        hours = self.sessions(day)
        if not hours:
            raise OutsideCalendar(day=day)
        return datetime.combine(day, hours[-1].closes, ZONE)

    def next_working_day(self, after: date) -> date:
        """Return the first working day strictly after a day. Raises OutsideCalendar."""
        day = after
        for _ in range(LONGEST_CLOSURE_DAYS):
            day += ONE_DAY
            if self.sessions(day):
                return day
        raise OutsideCalendar(day=after)

    def working_days_between(self, start: date, end: date) -> int:
        """Return how many working days lie after ``start`` up to and including ``end``; 0 if end is not later."""
        span = range(1, (end - start).days + 1)
        return sum(1 for step in span if self.sessions(start + step * ONE_DAY))


def computed_year(year: int) -> CalendarYear:
    """Return a year from the fixed holidays alone (BLLĐ 2019 art. 112; NQ 28/2026/QH16 art. 2). Tết is missing."""
    days_off = {
        date(year, month, day): DayOff(reason)
        for (month, day), reason in _FIXED_HOLIDAYS.items()
        if (month, day) != (11, 24) or year >= _FIRST_CULTURE_DAY
    }
    return CalendarYear(year, "provisional", days_off)


def _hours_of(year: CalendarYear, day: date) -> tuple[Session, ...]:
    if day in year.days_off or (day.weekday() >= 5 and day not in year.working_days):
        return ()
    return year.session_overrides.get(day, year.sessions)
