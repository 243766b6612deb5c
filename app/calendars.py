"""Calendar files (lịch làm việc của năm): one JSON file a year, shipped with the program or brought by the province.

The domain reads nothing; this module turns bytes into a ``CalendarYear`` or says what is wrong with
them. A file is taken whole or not at all. Its format is described in ``app/data/calendar/README.md``.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

import msgspec

from app.domain.calendar import Calendar, CalendarYear, DayOff, Session
from app.domain.errors import CalendarRefused, CannotRead, CatalogueDamaged
from app.files import read_at_most
from app.i18n import N_
from app.json_places import UNFIT, place_of

SHIPPED = Path(__file__).parent / "data" / "calendar"
MOST_BYTES = 256 * 1024
_LONGEST_TEXT = 500
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}")


class _DayOff(msgspec.Struct, forbid_unknown_fields=True):
    date: str
    reason: str
    kind: Literal["holiday", "swap", "make_up", "observed"]


class _Year(msgspec.Struct, forbid_unknown_fields=True):
    format: Literal["motcua-calendar-1"]
    year: int
    status: Literal["confirmed", "provisional"]
    source: str
    sessions: list[tuple[str, str]]
    days_off: list[_DayOff]
    working_days: list[str] = []
    session_overrides: dict[str, list[tuple[str, str]]] = {}


class YearShelf(dict[int, CalendarYear]):
    """The years in force at an open desk. Putting a year on it is one step: whoever counts sees the old or the new."""


def load_shipped(*, saturday_desk: bool = False) -> Calendar:
    """Return the calendar this program ships. Raises CatalogueDamaged."""
    return Calendar({year.year: year for year in _shipped_years()}, saturday_desk)


def load_calendar(folder: Path, *, saturday_desk: bool = False) -> Calendar:
    """Return the shipped calendar with the years of a folder laid over it: what the province announced since.

    A folder that is not there changes nothing. Its years stand on a :class:`YearShelf`.
    Raises CalendarRefused, CannotRead.
    """
    calendar = load_shipped(saturday_desk=saturday_desk)
    for path in sorted(folder.glob("*.json")):
        try:
            data = read_at_most(path, MOST_BYTES)
        except OSError as failed:
            raise CannotRead(place=path.name) from failed
        calendar = calendar.with_year(read_calendar(data))
    return Calendar(YearShelf(calendar.years), saturday_desk)


def shelf_of(calendar: Calendar) -> YearShelf:
    """Return the shelf behind a calendar that :func:`load_calendar` gave."""
    if not isinstance(calendar.years, YearShelf):
        raise TypeError("a calendar of its own, not that of an open desk")
    return calendar.years


def read_calendar(data: bytes) -> CalendarYear:
    """Read one year; ``Calendar.with_year`` lays it over the others. Raises CalendarRefused, naming what is wrong."""
    if len(data) > MOST_BYTES:
        raise CalendarRefused(where="", problem=N_("it is too large for a calendar"))
    try:
        raw = msgspec.json.decode(data, type=_Year)
    except msgspec.ValidationError as error:
        raise CalendarRefused(where=place_of(error), problem=UNFIT) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CalendarRefused(where="JSON", problem=N_("it is no calendar file, or it is damaged")) from error
    if not 2000 <= raw.year <= 2200:
        raise CalendarRefused(where=f"year {raw.year}", problem=N_("no such year can be used"))
    return _year(raw)


@cache
def _shipped_years() -> tuple[CalendarYear, ...]:
    """Read the shipped files once; they cannot change while the program runs."""
    years = []
    for path in sorted(SHIPPED.glob("[0-9][0-9][0-9][0-9].json")):
        try:
            year = read_calendar(path.read_bytes())
        except (OSError, CalendarRefused) as error:
            raise CatalogueDamaged(name=path.name) from error
        if path.stem != str(year.year):
            raise CatalogueDamaged(name=path.name)
        years.append(year)
    if not years:
        raise CatalogueDamaged(name=SHIPPED.name)
    return tuple(years)


# ── checks, each with its sentence ───────────────────────────────────────────────────────────


def _year(raw: _Year) -> CalendarYear:
    days_off = _days_off(raw)
    worked = [_day(text, raw.year) for text in raw.working_days]
    for day in worked:
        if day.weekday() < 5:
            raise CalendarRefused(
                where=day.isoformat(), problem=N_("a make-up working day must be a Saturday or Sunday")
            )
        if day in days_off:
            raise CalendarRefused(where=day.isoformat(), problem=N_("the day is both off and worked"))
        if worked.count(day) > 1:
            raise CalendarRefused(where=day.isoformat(), problem=N_("the day stands there twice"))
    overrides = {_day(text, raw.year): _sessions(text, hours) for text, hours in raw.session_overrides.items()}
    for day in overrides:
        if day in days_off or (day.weekday() >= 5 and day not in worked):
            raise CalendarRefused(where=day.isoformat(), problem=N_("the day has office hours but is not worked"))
    return CalendarYear(
        year=raw.year,
        status=raw.status,
        days_off=days_off,
        working_days=frozenset(worked),
        sessions=_sessions("sessions", raw.sessions),
        session_overrides=overrides,
        source=_text("source", raw.source),
    )


def _days_off(raw: _Year) -> dict[date, DayOff]:
    days: dict[date, DayOff] = {}
    for entry in raw.days_off:
        day = _day(entry.date, raw.year)
        if day in days:
            raise CalendarRefused(where=entry.date, problem=N_("the day stands there twice"))
        days[day] = DayOff(_text(entry.date, entry.reason), entry.kind)
    return days


def _day(text: str, year: int) -> date:
    if not _DATE.fullmatch(text):
        raise CalendarRefused(where=text[:40], problem=N_("a date is written like 2026-09-02"))
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise CalendarRefused(where=text, problem=N_("there is no such day")) from error
    if day.year != year:
        raise CalendarRefused(where=text, problem=N_("the day is not of the year of this calendar"))
    return day


def _sessions(where: str, hours: list[tuple[str, str]]) -> tuple[Session, ...]:
    sessions = tuple(Session(_time(where, opens), _time(where, closes)) for opens, closes in hours)
    flat = [moment for session in sessions for moment in (session.opens, session.closes)]
    if not flat or any(later <= earlier for earlier, later in pairwise(flat)):
        raise CalendarRefused(where=where, problem=N_("office hours must follow each other and not be empty"))
    return sessions


def _time(where: str, text: str) -> time:
    try:
        if not _TIME.fullmatch(text):
            raise ValueError(text)
        return time.fromisoformat(text)
    except ValueError as error:
        raise CalendarRefused(where=where, problem=N_("a time is written like 07:30")) from error


def _text(where: str, text: str) -> str:
    """Return the words in NFC: they are printed and recorded, so they must be plain and short."""
    clean = unicodedata.normalize("NFC", text.strip())
    if not 1 <= len(clean) <= _LONGEST_TEXT or any(unicodedata.category(letter)[0] == "C" for letter in clean):
        raise CalendarRefused(where=where, problem=N_("a reason must be a short text without control characters"))
    return clean
