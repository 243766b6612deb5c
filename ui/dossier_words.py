"""How a dossier is said on screen: its standing, its promise, its next act; the same words on every page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.domain.calendar import Calendar
from app.domain.citizen import Applicant
from app.domain.states import ACT_WORDS, RUNNING_STATES, State
from app.domain.text import fold
from app.i18n import N_, _, ngettext
from app.readings import DossierLine

SOON_WORKING_DAYS = 2
"""So many working days before the promise a dossier counts as due soon."""

_FAR_DAYS = 14
_SHORT_DAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
PRIORITIES = {
    "elderly": N_("Elderly"),
    "disabled": N_("Disabled"),
    "cannot_read": N_("Cannot read"),
    "lives_far": N_("Lives far"),
    "pregnant_or_infant": N_("Pregnant or with infant"),
    "merit": N_("Person with merit"),
}
EVIDENCE = {
    "saved": N_("Saved here"),
    "written": N_("Written out"),
    "received": N_("Province received"),
    "returned": N_("Province returned"),
}
ACTS = ACT_WORDS | {
    "double-entry": N_("Enter in another system"),
    "collect": N_("Collect the fee"),
    "print": N_("Print the slip"),
}
ACT_ICONS = {
    "forward": "arrow-right", "take-in": "check", "request-papers": "pencil", "papers-received": "check",
    "suspend": "pause", "resume": "arrow-right", "extend": "clock", "complete": "check", "refuse": "ban", "stop": "ban",
    "withdraw": "arrow-left", "announce": "phone", "hand-over": "handover", "fault": "warning", "correct": "pencil",
    "new-version": "catalogue",
    "take-over": "swap", "link-code": "key", "double-entry": "file", "collect": "money",
    "print": "printer", "note": "pencil",
}  # fmt: skip
FORMS = {
    "receipt": N_("Receipt and appointment slip"),
    "fee-slip": N_("Provisional fee slip"),
    "supplement": N_("Request for papers"),
    "refusal": N_("Refusal"),
    "apology": N_("Apology with a new day"),
    "stop": N_("Notice of the stop"),
    "control": N_("Control sheet"),
    "handover": N_("Hand-over slip"),
    "return": N_("Return slip"),
}
_OTHER_STATES = {
    State.AWAITING_PAPERS: ("awaiting_papers", N_("Awaiting papers")),
    State.AWAITING_PAYMENT: ("paused", N_("Paused")),
    State.COMPLETED: ("done", N_("Awaiting return")),
    State.RETURNED: ("done", N_("Returned")),
    State.WITHDRAWN: ("done", N_("Withdrawn")),
    State.STOPPED: ("done", N_("Stopped")),
    State.NOT_ACCEPTED: ("done", N_("Not accepted")),
}


_NEXT_ACTS = {
    State.ACCEPTED: "forward",
    State.PROCESSING: "complete",
    State.AWAITING_PAPERS: "papers-received",
    State.AWAITING_PAYMENT: "resume",
    State.COMPLETED: "hand-over",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A chip: token of the look and its word."""

    token: str
    word: str


@dataclass(frozen=True, slots=True)
class Today:
    """The moment and the calendar that a list is read against."""

    now: datetime
    calendar: Calendar

    @property
    def day(self) -> date:
        """Return today's date at the desk."""
        return self.now.date()

    def ends(self) -> datetime:
        """Return the last second of today."""
        return self.now.replace(hour=23, minute=59, second=59, microsecond=0)


def standing(state: State, due_at: datetime, today: Today, *, marked: bool = False) -> Standing:
    """Return how a dossier stands now; a contradiction goes before everything else."""
    if marked:
        return Standing("conflict", _("Conflict"))
    if state in _OTHER_STATES:
        token, word = _OTHER_STATES[state]
        return Standing(token, _(word))
    if due_at < today.now:
        days = today.calendar.working_days_between(due_at.date(), today.day)
        word = ngettext("{n} day overdue", "{n} days overdue", days).format(n=days) if days else _("Overdue")
        return Standing("overdue", word)
    if due_at.date() == today.day:
        return Standing("due_soon", _("Today"))
    if days_left(due_at, today) <= SOON_WORKING_DAYS:
        return Standing("due_soon", _("Due soon"))
    return Standing("on_time", _("On time"))


def standing_of(line: DossierLine, today: Today) -> Standing:
    """Return how the dossier of a row stands now."""
    return standing(line.state, line.due_at, today, marked=line.marked)


def days_left(due_at: datetime, today: Today) -> int:
    """Return the working days from tomorrow to the promised day; far away it is only told that it is far."""
    if due_at.date() - today.day > timedelta(days=_FAR_DAYS):
        return _FAR_DAYS
    return today.calendar.working_days_between(today.day, due_at.date())


def long_standing(state: State, due_at: datetime, today: Today, *, marked: bool = False) -> Standing:
    """Return the standing as the head of a dossier says it: «Đến hạn hôm nay, 17:30», «Còn 3 ngày làm việc»."""
    short = standing(state, due_at, today, marked=marked)
    if state not in RUNNING_STATES or marked or due_at < today.now:
        return short
    if due_at.date() == today.day:
        return Standing(short.token, _("Due today, {time}").format(time=f"{due_at:%H:%M}"))
    days = days_left(due_at, today)
    if days == _FAR_DAYS:
        return Standing(short.token, _("Due {day}").format(day=f"{due_at:%d/%m/%Y}"))
    words = ngettext("{n} working day left", "{n} working days left", days)
    return Standing(short.token, words.format(n=days))


def due_words(line: DossierLine, today: Today) -> str:
    """Return the promise as a list says it: «17:30» today, «T5 19/11», with the year when it is another."""
    if line.state in (State.AWAITING_PAPERS, State.AWAITING_PAYMENT):
        return _("time stopped")
    return short_day(line.due_at, today, today_words=f"{line.due_at:%H:%M}")


def aim_words(line: DossierLine, today: Today) -> str:
    """Return that a running dossier is meant to be done today, or was, before its promise; empty without an aim."""
    if line.state not in RUNNING_STATES or line.marked or line.first_by is None or line.first_by >= line.due_at:
        return ""
    if line.due_at < today.now or line.due_at.date() == today.day:
        return ""  # the promise itself presses
    return _("Do it {day}").format(day=short_day(line.first_by, today, today_words=_("today")))


def short_day(at: datetime, today: Today, *, today_words: str) -> str:
    """Return a day briefly: «T5 19/11»; with the year when it is another; today in the given words."""
    if at.date() == today.day:
        return today_words
    if at.year != today.day.year:
        return f"{at:%d/%m/%Y}"
    return f"{_(_SHORT_DAYS[at.weekday()])} {at:%d/%m}"


def moment_words(at: datetime) -> str:
    """Return a time as it stands in a form: «23/11/2026 09:14»."""
    return f"{at:%d/%m/%Y %H:%M}"


def tags(priority: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of priorities; one that a newer program knows is left out."""
    return tuple(_(PRIORITIES[name]) for name in priority if name in PRIORITIES)


def next_act(line: DossierLine) -> str:
    """Return what the desk does next with a dossier: a slug of ACTS, or the empty text."""
    if not line.custody_here:
        return ""
    if line.needs_print:
        return "print"
    return _NEXT_ACTS.get(line.state, "")


def next_words(line: DossierLine) -> str:
    """Return the words of the next act of a row; «Xem» where there is nothing to do here."""
    act = next_act(line)
    if act == "print" and line.state is State.AWAITING_PAPERS:
        return _("Print papers")  # the request, most likely; a row does not know which
    return _(ACTS[act]) if act else _("Look at it")


def short_name(procedure: str) -> str:
    """Return a procedure's name as lists show it: without the leading «Thủ tục »."""
    shown = procedure.removeprefix("Thủ tục ")
    return shown[:1].upper() + shown[1:]


def birth_words(applicant: Applicant) -> str:
    """Return when somebody was born as far as it is known: «05/06/1950», «06/1950», «1950»."""
    return "/".join(reversed(applicant.birth_date.split("-"))) if applicant.birth_date else ""


def masked(number: str) -> str:
    """Return an identity number that others may look over: «0120••••0123»."""
    return number if len(number) < 9 else f"{number[:4]}••••{number[-4:]}"


def matched(shown: str, typed: str) -> tuple[tuple[int, int], ...]:
    """Return (start, length) of the letters that the typed words match, folded; a lone letter marks whole words only.

    Words that are matched whole and stand side by side are one mark.
    """
    wanted = fold(typed).split()
    marks: list[tuple[int, int]] = []
    joins = False
    for found in re.finditer(r"\w+", shown):
        word, folded = found.group(), fold(found.group())
        best = max(
            (len(one) for one in wanted if folded == one or (len(one) > 1 and folded.startswith(one))), default=0
        )
        is_whole = best >= len(folded) > 0
        if best and joins and marks:
            start = marks[-1][0]
            marks[-1] = (start, found.start() + (len(word) if is_whole else best) - start)
        elif best:
            marks.append((found.start(), len(word) if is_whole else best))
        joins = is_whole
    return tuple(marks)
