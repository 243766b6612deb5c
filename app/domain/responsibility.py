"""Who answers for a procedure on a day: the events folded, gaps and overlaps found, deputies put in place."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.domain.responsibility_events import (
    EVERY_PROCEDURE,
    OfficerAway,
    OfficerBack,
    ResponsibleAssigned,
    ResponsibleEnded,
)

ResponsibilityEvent = ResponsibleAssigned | ResponsibleEnded | OfficerAway | OfficerBack

ONE_DAY = timedelta(days=1)


def same_name(one: str, other: str) -> bool:
    """Return whether two names are the same as spelled; «Hoa» and «Hòa» are two officers."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


@dataclass(frozen=True, slots=True)
class Assignment:
    """One officer of one unit answers from a day on; until: the last day, None while it holds."""

    procedure: str
    unit: str
    officer: str
    since: date
    deputy: str | None = None
    decision: str | None = None
    role: str = ""
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Return whether it is in force that day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Absence:
    """An officer is away, both days included."""

    officer: str
    since: date
    until: date
    deputy: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Who stands for a procedure today. instead_of: the officer who is away; person None: away, nobody stands in."""

    unit: str
    person: str | None
    instead_of: str | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """Who answers for what, and who is away, as all events together say."""

    assignments: tuple[Assignment, ...] = ()
    absences: tuple[Absence, ...] = ()

    def in_force(self, procedure: str, day: date, role: str = "") -> tuple[Assignment, ...]:
        """Return who answers that day: none is a gap, more than one an overlap.

        A role that nobody has for this procedure is looked up among those that hold for every procedure.
        """
        found = self._of(procedure, day, role)
        return found or self._of(EVERY_PROCEDURE, day, role)

    def _of(self, procedure: str, day: date, role: str) -> tuple[Assignment, ...]:
        return tuple(
            one
            for one in self.assignments
            if one.procedure == procedure and one.role == role and one.holds_on(day)
        )  # fmt: skip

    def after(self, procedure: str, day: date) -> tuple[Assignment, ...]:
        """Return who answers for the procedure, in any role, on some day after this one."""
        of_it = (one for one in self.assignments if one.procedure == procedure)
        return tuple(one for one in of_it if one.until is None or one.until > day)

    def away(self, officer: str, day: date) -> Absence | None:
        """Return the absence of an officer that covers the day, the one said last."""
        covering = [one for one in self.absences if same_name(one.officer, officer) and one.since <= day <= one.until]
        return covering[-1] if covering else None

    def standing(self, assignment: Assignment, day: date) -> Standing:
        """Return who stands for an assignment that day. A deputy who is away too covers nobody."""
        absence = self.away(assignment.officer, day)
        if absence is None:
            return Standing(assignment.unit, assignment.officer)
        deputy = absence.deputy or assignment.deputy
        if deputy is not None and self.away(deputy, day) is not None:
            deputy = None
        return Standing(assignment.unit, deputy, assignment.officer, absence.until)

    def names(self) -> tuple[str, ...]:
        """Return every officer named so far, for the fields that ask for one."""
        named = [name for one in self.assignments for name in (one.officer, one.deputy)]
        named += [name for away in self.absences for name in (away.officer, away.deputy)]
        return tuple(dict.fromkeys(name for name in named if name))

    def units(self) -> tuple[str, ...]:
        """Return every unit named so far."""
        return tuple(dict.fromkeys(one.unit for one in self.assignments))


def roster_of(events: Iterable[ResponsibilityEvent]) -> Roster:
    """Fold the events, oldest first. Never refuses: two laptops may have said different things, which is shown."""
    assignments: list[Assignment] = []
    absences: list[Absence] = []
    for event in events:
        match event:
            case ResponsibleAssigned():
                assignments = [*_without_same(assignments, event), _assignment(event)]
            case ResponsibleEnded():
                assignments = [_ended(one, event) for one in assignments]
            case OfficerAway():
                absences.append(Absence(event.officer, event.since, event.until, event.deputy, event.reason))
            case OfficerBack():
                absences = [_cut_short(one, event) for one in absences]
    return Roster(
        tuple(one for one in assignments if one.until is None or one.until >= one.since),
        tuple(one for one in absences if one.until >= one.since),
    )


def _assignment(event: ResponsibleAssigned) -> Assignment:
    return Assignment(
        event.procedure, event.unit, event.officer, event.effective_from, event.deputy, event.decision, event.role
    )


def _without_same(assignments: list[Assignment], event: ResponsibleAssigned) -> list[Assignment]:
    """Let a new word on the same officer take the place of the old one from its day on: another deputy or unit."""
    before = day_before(event.effective_from)
    return [
        replace(one, until=before)
        if one.procedure == event.procedure
        and one.role == event.role
        and same_name(one.officer, event.officer)
        and (one.until is None or one.until > before)
        else one
        for one in assignments
    ]


def day_before(day: date) -> date:
    """Return the day before; of the calendar's first day, which only a forged word names, that day itself."""
    return day - ONE_DAY if day > date.min else day


def _ended(one: Assignment, event: ResponsibleEnded) -> Assignment:
    meant = (one.procedure, one.role) == (event.procedure, event.role) and same_name(one.officer, event.officer)
    if not meant or not same_name(one.unit, event.unit) or (one.until is not None and one.until <= event.last_day):
        return one
    return replace(one, until=event.last_day)


def _cut_short(one: Absence, event: OfficerBack) -> Absence:
    covers = same_name(one.officer, event.officer) and one.since <= event.on <= one.until
    return replace(one, until=day_before(event.on)) if covers else one
