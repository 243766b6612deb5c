"""A year's calendar announced late (lịch nghỉ thông báo muộn): checked, kept, and in force at once.

Promises made under the old calendar stay until an officer moves them (``Promises.affected``, ``move``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.calendars import YearShelf, read_calendar
from app.domain.calendar import Calendar, CalendarYear, computed_year
from app.domain.errors import CalendarRefused
from app.files import fault_of, write_whole
from app.i18n import N_


@dataclass(frozen=True, slots=True)
class YearChange:
    """What a calendar file changes. off: days off now; worked: days worked now that were not; ascending."""

    year: CalendarYear
    off: tuple[date, ...]
    worked: tuple[date, ...]
    other_hours: tuple[date, ...]

    @property
    def is_nothing(self) -> bool:
        """Return whether every day stays as it was."""
        return not (self.off or self.worked or self.other_hours)


@dataclass(frozen=True, slots=True)
class OfficeCalendar:
    """The calendars of this desk: shelf holds the years everybody counts by, folder the files laid over the shipped."""

    folder: Path
    shelf: YearShelf

    def look(self, data: bytes) -> YearChange:
        """Return what the file would change; changes nothing. Raises CalendarRefused."""
        year = read_calendar(data)
        held = self.shelf.get(year.year)
        if held is not None and held.status == "confirmed" and year.status != "confirmed":
            problem = N_("it is provisional, and the calendar in use is confirmed by a notice")
            raise CalendarRefused(where=str(year.year), problem=problem)
        return _change(held or computed_year(year.year), year)

    def take_in(self, data: bytes) -> YearChange:
        """Keep the file and count by it from now on: whole or not at all.

        Raises CalendarRefused, DiskFull, CannotWrite.
        """
        change = self.look(data)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as failed:
            raise fault_of(failed, self.folder.name) from failed
        write_whole(self.folder / f"{change.year.year}.json", data)
        self.shelf[change.year.year] = change.year  # only now: what is counted by is what the next start reads
        return change


def _change(old: CalendarYear, new: CalendarYear) -> YearChange:
    number = new.year
    before, after = Calendar({number: old}), Calendar({number: new})
    first = date(number, 1, 1).toordinal()
    days = [date.fromordinal(first + step) for step in range((date(number + 1, 1, 1) - date(number, 1, 1)).days)]
    was, will = {day: before.sessions(day) for day in days}, {day: after.sessions(day) for day in days}
    return YearChange(
        new,
        off=tuple(day for day in days if was[day] and not will[day]),
        worked=tuple(day for day in days if will[day] and not was[day]),
        other_hours=tuple(day for day in days if was[day] and will[day] and was[day] != will[day]),
    )
