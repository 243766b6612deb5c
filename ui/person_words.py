"""People as screens say them: a second officer or a leader with how the name was compared, who waited in the hall."""

from __future__ import annotations

from app.domain.queue import Ticket
from app.domain.vouching import PASSWORD, TYPED, Vouched
from app.i18n import N_, _, ngettext

_MARKS = {
    TYPED: N_("{name} (written by hand, not compared)"),
    PASSWORD: N_("{name} (confirmed with their password)"),
}


def marked(name: str, vouched: Vouched | None) -> str:
    """Return a name with its mark; an officer of this desk, and whoever an older record names, stands without one."""
    mark = _MARKS.get(vouched.how) if vouched else None
    return _(mark).format(name=name) if mark else name


def waited_words(ticket: Ticket) -> str:
    """Return how long a number waited before it was called: «chờ 14 phút»."""
    minutes = max(0, round(((ticket.called_at or ticket.taken_at) - ticket.taken_at).total_seconds() / 60))
    said = ngettext("waited {n} minute, from {time}", "waited {n} minutes, from {time}", minutes)
    return said.format(n=minutes, time=f"{ticket.taken_at:%H:%M}")
