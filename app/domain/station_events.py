"""What happens to a station's identity: a new key after a restore or a copy, a planned new key, work issued anew.

A new key is a new station with a log of its own (SYNC §2.8). The first change of the new log names the old one, its
last number and its head, so the chain of the new log binds the old log as firmly as its own past.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

RESTORED, COPIED, FORKED, REKEYED = REASONS = ("restored", "copied", "forked", "rekeyed")
"""An older copy of the data · the data on another computer · two histories of one key · a planned new key."""

LOST_COUNTER = frozenset({RESTORED, COPIED, FORKED})
"""After these nobody can say which numbers the old key has issued: the station takes another number K."""


@dataclass(frozen=True, slots=True)
class StationSucceeded:
    """This station goes on where another key was retired (thay định danh): the first change of its log.

    previous, last, head: the old station, how far its log was held here, the chain hash there. known_to: how far the
    old log is known to have come (anchor, province); what lies between was lost with the copy.
    statement: the old key's signature over all of it and the new keys, as ``sync.wire.succession`` reads it.
    """

    at: datetime
    previous: bytes
    last: int
    head: bytes
    reason: str
    statement: bytes
    known_to: int = 0


@dataclass(frozen=True, slots=True)
class StationRekeyed:
    """The planned change to a new key (đổi khóa định kỳ); number and series go on. Fields as in StationSucceeded."""

    at: datetime
    previous: bytes
    last: int
    head: bytes
    statement: bytes


@dataclass(frozen=True, slots=True)
class ChangesAdopted:
    """The next changes of this log are another branch of an old log, issued anew (phát lại).

    The first of them was change ``first`` of station ``previous``; hashes: the chain hash after each of them there.
    Who holds a change under that very hash already applies it once only.
    """

    at: datetime
    previous: bytes
    first: int
    hashes: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class DossierInherited:
    """The dossier stays where it lies; the computer there has a new key. previous: the key that held it."""

    at: datetime
    previous: bytes


@dataclass(frozen=True, slots=True)
class ClockConfirmed:
    """An officer said what day it is, because the computer's clock could not be right. said: ISO date and time."""

    at: datetime
    said: datetime
    machine: datetime


StationEvent = StationSucceeded | StationRekeyed | ChangesAdopted | ClockConfirmed
