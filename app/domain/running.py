"""The clock of a dossier in its life: standing, starting anew, promised anew (law-and-forms §1.2, clock semantics).

Everything is reckoned from what the dossier itself holds, so that a desk with another catalogue
comes to the same day.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time

from app.domain.calendar import ZONE, Calendar
from app.domain.deadline import Due, Reason, TimeLimit, due
from app.domain.dossier import Dossier
from app.domain.errors import BadInput
from app.domain.pauses import Pause
from app.domain.rules import RESUME
from app.i18n import N_

_DAYS_MORE = re.compile(r"([0-9]{1,3})wd", re.ASCII)


def due_after_papers(dossier: Dossier, *, at: datetime, mode: str, calendar: Calendar) -> Due:
    """Return the promise once the missing papers are there: the whole limit again, or the rest of it."""
    return due_after_pause(dossier, at=at, calendar=calendar) if mode == RESUME else _anew(dossier, at, calendar)


def _anew(dossier: Dossier, at: datetime, calendar: Calendar) -> Due:
    limit = dossier.limit
    if _is_promised_elsewhere(dossier):
        return pushed(dossier.due, Pause(dossier.standing_since or at, at), calendar)
    return due(
        limit.limit, received=dossier.received_at, calendar=calendar, extensions=limit.extended, restart=at
    )  # fmt: skip


def due_after_pause(dossier: Dossier, *, at: datetime, calendar: Calendar) -> Due:
    """Return the promise when the clock goes on: what stood does not count. A new promise is pushed by as much."""
    stood = Pause(dossier.standing_since or at, at)
    if dossier.is_promised_anew or _is_promised_elsewhere(dossier):
        return pushed(dossier.due, stood, calendar)
    return reckoned(dossier, pauses=(*dossier.pauses, stood), calendar=calendar)


def reckoned(dossier: Dossier, *, calendar: Calendar, pauses: tuple[Pause, ...] | None = None) -> Due:
    """Return the promise by the limit of the dossier, its restart and its pauses, without an apology's new day.

    The day an old register promised stands: nobody knows how it was reckoned.
    """
    limit = dossier.limit
    if _is_promised_elsewhere(dossier):
        return dossier.due
    return due(
        limit.limit,
        received=dossier.received_at,
        calendar=calendar,
        extensions=limit.extended,
        pauses=dossier.pauses if pauses is None else pauses,
        restart=dossier.day_zero,
    )


def _is_promised_elsewhere(dossier: Dossier) -> bool:
    return dossier.imported is not None and dossier.limit.limit.amount is None


def pushed(promised: Due, stood: Pause, calendar: Calendar) -> Due:
    """Return a promise moved on by the working days that the clock stood; the hour of the day stays."""
    days = calendar.working_days_between(stood.start.date(), stood.end.date())
    day = promised.at.date()
    for _day in range(days):
        day = calendar.next_working_day(day)
    if not days:
        return promised
    moved = datetime.combine(day, promised.at.timetz())
    why = Reason("paused", days=(stood.start.date(), stood.end.date()))
    return replace(promised, at=moved, because=(*promised.because, why))


def extended_to(dossier: Dossier, asked: str, *, calendar: Calendar) -> Due:
    """Read a new promise: ``5wd`` counts working days on from the day promised now, else an ISO date or time.

    A bare date means the end of its office hours. Raises BadInput, also for a day the office is closed.
    """
    if match := _DAYS_MORE.fullmatch(asked.strip()):
        if not int(match[1]):
            raise BadInput(field="to", problem=N_("must be more than zero"))
        more = due(TimeLimit("working_day", int(match[1])), received=dossier.due.at, calendar=calendar)
        return replace(more, because=(Reason("extended", int(match[1]), "working_day"), *more.because[1:]))
    moment = _moment(asked.strip(), calendar)
    confirmed = calendar.is_confirmed(moment.year)
    provisional = () if confirmed else (Reason("provisional", amount=moment.year),)
    return Due(moment, (Reason("extended"), *provisional), (), calendar_confirmed=confirmed)


def _moment(text: str, calendar: Calendar) -> datetime:
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
        moment = datetime.fromisoformat(text) if day is None else datetime.combine(day, time(0), ZONE)
    except ValueError as failed:
        raise BadInput(field="to", problem=N_("write it like 5wd, 2026-12-01 or 2026-12-01T17:00+07:00")) from failed
    moment = moment.replace(tzinfo=ZONE) if moment.tzinfo is None else moment.astimezone(ZONE)
    if not calendar.is_working_day(moment.date()):
        raise BadInput(field="to", problem=N_("the office is closed on that day"))
    return calendar.closes_at(moment.date()) if day is not None else moment.replace(microsecond=0)


def may_ask_until(dossier: Dossier, *, days: int, calendar: Calendar) -> datetime:
    """Return until when the solver may ask for papers: so many working days from the day the limit began."""
    began = dossier.day_zero or dossier.received_at
    return due(TimeLimit("working_day", days), received=began, calendar=calendar).at


def apology_due(dossier: Dossier, *, days: int, calendar: Calendar) -> datetime:
    """Return when an apology would be due: the end of the so-many-th working day before the promise."""
    day, left = dossier.due.at.date(), days
    while left:
        if day == date.min:  # what another desk writes may promise the first day there is
            return dossier.due.at
        day = date.fromordinal(day.toordinal() - 1)
        left -= calendar.is_working_day(day)
    return calendar.closes_at(day)
