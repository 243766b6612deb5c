"""The one sentence «vì sao» behind a promised time, in the language in use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import groupby

from app.domain.deadline import Due, Reason, TimeLimit
from app.i18n import _, ngettext

_SHORTEST_RUN = 4
"""So many days in a row are written as a range: «25, 26, 27/11» but «23–27/02»."""


def because_text(due: Due) -> str:
    """Return why a dossier is due when it is: the limit, the days counted, the days not counted, and what is unsure."""
    has_years = len({day.year for day in (*due.counted_days, due.at.date())}) > 1
    parts = [_part(reason, due, has_years) for reason in due.because]
    sentence = "; ".join(part for part in parts if part)
    return f"{sentence[:1].upper()}{sentence[1:]}." if sentence else ""


def km_text(km: float) -> str:
    """Return kilometres with a decimal comma: «23,5»."""
    return f"{km:g}".replace(".", ",")


def limit_text(limit: TimeLimit) -> str:
    """Return a limit in words: «3 ngày làm việc»."""
    if limit.unit == "same_day":
        return _("same day")
    if limit.amount is None:
        return _("not known")
    return amount_text(limit.unit, limit.amount)


def amount_text(unit: str, amount: int) -> str:
    """Return a number of units in words."""
    match unit:
        case "working_day":
            text = ngettext("{n} working day", "{n} working days", amount)
        case "calendar_day":
            text = ngettext("{n} day", "{n} days", amount)
        case "working_hour":
            text = ngettext("{n} working hour", "{n} working hours", amount)
        case _:
            text = ngettext("{n} hour", "{n} hours", amount)
    return text.format(n=amount)


def days_text(days: Sequence[date], *, with_year: bool = False) -> str:
    """Return ascending days, short: «13, 23–27/02, 02–05/03»; one unbroken run over months as «24/11–02/01»."""
    year = "/%Y" if with_year else ""
    if len(days) >= _SHORTEST_RUN and len(_runs(days)) == 1 and days[0].month != days[-1].month:
        return "–".join(day.strftime("%d/%m" + year) for day in (days[0], days[-1]))
    months = []
    for _month, same_month in groupby(days, key=lambda day: (day.year, day.month)):
        in_month = list(same_month)
        runs = ", ".join(_run_text(run) for run in _runs(in_month))
        months.append(f"{runs}{in_month[-1].strftime('/%m' + year)}")
    return ", ".join(months)


def _runs(days: Sequence[date]) -> list[list[date]]:
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _run_text(run: Sequence[date]) -> str:
    if len(run) >= _SHORTEST_RUN:
        return f"{run[0]:%d}–{run[-1]:%d}"
    return ", ".join(f"{day:%d}" for day in run)


# ── one part of the sentence for each reason ─────────────────────────────────────────────────


def _part(reason: Reason, due: Due, has_years: bool) -> str:
    wording = _PARTS.get(reason.code)  # a newer program may have recorded a reason this one does not know
    if wording is None:
        return ""
    days = reason.days or (due.counted_days if reason.unit in ("working_day", "calendar_day") else ())
    shown = days_text(days, with_year=has_years)
    return wording().format(
        amount=amount_text(reason.unit, reason.amount) if reason.unit else reason.amount,
        days=shown,
        counted=f" ({shown})" if shown else "",
        what=reason.what,
        because=_(" because: {what}").format(what=reason.what) if reason.what else "",
        off=_(", off for {what}").format(what=reason.what) if reason.what else "",
        name=f" ({reason.what})" if reason.what else "",
        more=_(", {amount} more").format(amount=amount_text(reason.unit, reason.amount)) if reason.amount else "",
        clock=_clock_text(reason.what),
        pause=_pause_text(reason, has_years) if reason.code == "paused" else "",
    )


def _clock_text(time: str) -> str:
    """Return «15 giờ» as the law says it, «14:30» where there are minutes."""
    hour, _colon, minutes = time.partition(":")
    return _("{hour}:00").format(hour=hour) if minutes == "00" else time


def _pause_text(reason: Reason, has_years: bool) -> str:
    if reason.what:
        return reason.what
    return " – ".join(days_text((day,), with_year=has_years) for day in reason.days)


_PARTS: dict[str, Callable[[], str]] = {
    "same_day": lambda: _("due the same day"),
    "after_cutoff": lambda: _("received after {clock}, so due on the next working day ({days})"),
    "closed": lambda: _("received when the office was closed, so due on the next working day ({days})"),
    "counted": lambda: _("{amount} counted{counted}{because}"),
    "added": lambda: _("plus {amount}{counted}{because}"),
    "worked": lambda: _("{days} is worked in exchange and counts"),
    "skipped": lambda: _("{days} not counted{off}"),
    "rolled": lambda: _("the time ends on {days}, a day off{name}, so due on the next working day"),
    "paused": lambda: _("the time stood still: {pause}"),
    "extended": lambda: _("promised anew{more}"),
    "restarted": lambda: _("counted again from {days}"),
    "provisional": lambda: _("the calendar of {amount} is not confirmed yet"),
}
