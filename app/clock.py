"""The time comes in as an argument: services ask a ``Clock``, tests and practice set it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Protocol

ZONE = timezone(timedelta(hours=7))
"""Vietnam's time, all year. Fixed, so that a computer set to another zone prints the same slip."""


class Clock(Protocol):
    """Says what time it is, with offset +07:00."""

    def now(self) -> datetime:
        """Return this moment in Vietnam's time."""


class SystemClock:
    """The computer's clock."""

    def now(self) -> datetime:
        """Return this moment in Vietnam's time, whatever zone the computer is set to."""
        return datetime.now(tz=ZONE)


class FixedClock:
    """A clock that stands until it is moved: for ``--now`` in practice data, and for tests."""

    def __init__(self, moment: datetime) -> None:
        self._moment = local(moment)

    def now(self) -> datetime:
        """Return the moment the clock was set to."""
        return self._moment

    def set(self, moment: datetime) -> None:
        """Set the clock, backwards too."""
        self._moment = local(moment)

    def advance(self, step: timedelta) -> None:
        """Move the clock on."""
        self._moment += step


class DeskClock:
    """The computer's clock as the desk may use it (SYNC §2.10): corrected by what an officer confirmed.

    is_doubtful: it cannot be right and nobody has said what day it is: no promise may be reckoned from it.
    """

    def __init__(self, machine: Clock) -> None:
        self.machine = machine
        self.correction = timedelta()
        self.is_doubtful = False

    def now(self) -> datetime:
        """Return this moment in Vietnam's time, corrected."""
        return self.machine.now() + self.correction


def local(moment: datetime) -> datetime:
    """Return the same moment in Vietnam's time. A time without offset is a bug: ValueError."""
    if moment.tzinfo is None:
        raise ValueError("a time without offset")
    return moment.astimezone(ZONE)
