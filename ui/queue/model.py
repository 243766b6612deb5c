"""What the page of the queue shows: the line, who sits here, what came of a call. Plain values, no widget."""

from __future__ import annotations

from datetime import datetime

from app.domain.queue import CALLED, DONE, HELD, MISSED, WAITING, Ticket
from app.i18n import N_, _, ngettext
from app.services.queue import Hall
from ui.dossier_words import PRIORITIES
from ui.widgets.cells import ActCell, Cell, Column, NameCell, StateCell, TextCell

_STATES = {
    WAITING: ("on_time", N_("waiting")),
    HELD: ("paused", N_("held")),
    MISSED: ("due_soon", N_("did not come")),
    CALLED: ("paused", N_("at a desk")),
    DONE: ("done", N_("served")),
}


def columns() -> tuple[Column, ...]:
    """Return the columns of the line."""
    return (
        Column(_("State"), 148),
        Column(_("Number"), 190),
        Column(_("Waits since"), 116, right=True),
        Column(_("What for")),
        Column("", 176, kind="act"),
    )


def rows_of(hall: Hall) -> tuple[Ticket, ...]:
    """Return who can be called, in the order they are called; then who was held or did not come."""
    aside = [one for one in hall.tickets if one.state in (HELD, MISSED)]
    return (*hall.waiting, *aside)


def cells(now: datetime, one: Ticket) -> tuple[Cell, ...]:
    """Return the cells of a ticket."""
    token, words = _STATES[one.state]
    minutes = max(int((now - one.taken_at).total_seconds() // 60), 0)
    waits = ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
    return (
        StateCell(token, _(words)),
        NameCell(one.number, tags=tuple(_(PRIORITIES[slug]) for slug in one.priority if slug in PRIORITIES)),
        TextCell(waits, right=True),
        TextCell(one.reason or one.note or "", muted=True),
        ActCell(_("Call this one")),
    )


def summary(hall: Hall) -> str:
    """Return what the head says: how many wait, how many were served."""
    served = sum(one.state == DONE for one in hall.tickets)
    waiting = ngettext("{n} waits", "{n} wait", len(hall.waiting)).format(n=len(hall.waiting))
    done = ngettext("{n} served today", "{n} served today", served).format(n=served)
    return f"{waiting} · {done}"


def current_words(hall: Hall) -> tuple[str, str]:
    """Return the number at this desk and a line about it; empty where nobody sits here."""
    one = hall.current
    if one is None or one.called_at is None:
        return "", ""
    parts = [_("called {time}").format(time=f"{one.called_at:%H:%M}")]
    if one.again_at is not None:
        parts.append(_("again {time}").format(time=f"{one.again_at:%H:%M}"))
    parts += [_(PRIORITIES[slug]) for slug in one.priority if slug in PRIORITIES]
    if one.note:
        parts.append(one.note)
    return one.number, " · ".join(parts)


def lost_words(one: Ticket) -> tuple[str, str]:
    """Return what an officer is told whose call came second."""
    return (
        _("{number} sits at desk {desk}").format(number=one.number, desk=one.desk),
        _("Desk {desk} had called first; both calls were kept. Call the next one.").format(desk=one.desk),
    )
