"""Who answers for which procedure (đầu mối): facts about the office, not about one dossier.

Officers are named, not identified by an account: most who solve dossiers have none on this laptop.
Days are whole days of the office; ``effective_from`` is the first on which the word holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

EVERY_PROCEDURE = "*"
"""The ``procedure`` of an assignment that holds for all: the chairman signs, whatever it is."""


@dataclass(frozen=True, slots=True)
class ResponsibleAssigned:
    """One unit and one officer answer for a procedure (phân công đầu mối). NĐ 118/2025/NĐ-CP.

    procedure: our id. deputy: who stands in while the officer is away. decision: the paper behind it.
    role: empty for the procedure as a whole; an actor of its steps where only those steps are meant.
    """

    at: datetime
    procedure: str
    unit: str
    officer: str
    effective_from: date
    deputy: str | None = None
    decision: str | None = None
    role: str = ""


@dataclass(frozen=True, slots=True)
class ResponsibleEnded:
    """An officer answers for a procedure no longer (thôi phân công). last_day: the last one they did."""

    at: datetime
    procedure: str
    unit: str
    officer: str
    last_day: date
    role: str = ""
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class OfficerAway:
    """An officer is away (nghỉ phép, đi công tác), both days included. deputy: who stands in meanwhile."""

    at: datetime
    officer: str
    since: date
    until: date
    deputy: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class OfficerBack:
    """An officer is back at work from this day on (đã đi làm lại), earlier than said or as said."""

    at: datetime
    officer: str
    on: date
