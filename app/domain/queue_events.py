"""The queue of the waiting hall (số thứ tự): numbers taken, called, held, done. No name and no paper is in it.

The aggregate is the ticket. A ticket belongs to the day it was taken; the next morning begins anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TicketTaken:
    """Somebody came and took a number (lấy số). number: the station's letter and a serial of the day, ``A012``.

    priority: why they go first, slugs as on a dossier. note: what for, in a few words without a name.
    """

    at: datetime
    number: str
    priority: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class TicketCalled:
    """A desk called a number (gọi số). again: the same desk called it once more (gọi lại)."""

    at: datetime
    desk: int
    again: bool = False


@dataclass(frozen=True, slots=True)
class TicketHeld:
    """The person waits beside: a copy to make, a paper to fetch (giữ số)."""

    at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class TicketDone:
    """The person is served (xong). dossiers: what was taken in meanwhile."""

    at: datetime
    dossiers: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class TicketMissed:
    """Nobody came when the number was called (vắng mặt); it can be called again."""

    at: datetime
