"""Promising a new day (hẹn lại): once, with an apology; and for all at once where the calendar has changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.clock import Clock
from app.domain import acts
from app.domain.calendar import Calendar
from app.domain.deadline import Due
from app.domain.dossier import Dossier
from app.domain.life_events import DueMoved
from app.domain.rules import RuleBook
from app.domain.running import apology_due, extended_to, reckoned
from app.domain.states import RUNNING_STATES
from app.ports import NewUnit, Queries
from app.readings import Desk, DossierFilter, Officer
from app.services.paper_numbers import APOLOGY, next_number
from app.services.processing import time_of_act
from app.services.walking import each_line


@dataclass(frozen=True, slots=True)
class Affected:
    """An open dossier whose promise a changed calendar moves: as promised now, and as it would be."""

    dossier_id: bytes
    code: str
    applicant: str
    promised: Due
    reckoned: Due


@dataclass(frozen=True, slots=True)
class Promises:
    """Extensions with apology (Mẫu 04), and promises that follow the calendar."""

    new_unit: NewUnit
    queries: Queries
    clock: Clock
    desk: Desk
    calendar: Calendar
    rules: RuleBook

    def extended_to(self, dossier: Dossier, to: str) -> Due:
        """Return the new promise that ``5wd`` or a date would make, for the screen. Raises BadInput."""
        return extended_to(dossier, to, calendar=self.calendar)

    def extend(
        self,
        dossier_id: bytes,
        *,
        to: str,
        reason: str | None,
        officer: Officer,
        signer: str | None = None,
        at: datetime | None = None,
        late: bool = False,
    ) -> Dossier:
        """Apologise and promise a new day, once. Raises AlreadyExtended, PromiseNotLater, ReasonNeeded, BadInput."""
        when = time_of_act(self.clock, at, late=late)
        with self.new_unit(officer.id) as unit:
            dossier = unit.dossier(dossier_id)
            acts.check(dossier, "extend", station=self.desk.station, at=when)
            happened = acts.extend(
                dossier,
                due=extended_to(dossier, to, calendar=self.calendar),
                reason=reason,
                number=next_number(unit, self.desk, APOLOGY, when),
                signer=signer,
                rules=self.rules.of(dossier.rules, dossier.received_at.date()),
                at=when,
                station=self.desk.station,
            )
            return unit.record_dossier(dossier_id, happened)

    def apology_due(self, dossier: Dossier) -> datetime:
        """Return by when an apology must be out if the promise cannot be kept: a working day before it."""
        rules = self.rules.of(dossier.rules, dossier.received_at.date())
        return apology_due(dossier, days=rules.apology_days, calendar=self.calendar)

    def affected(self) -> tuple[Affected, ...]:
        """Return the running dossiers whose promise the calendar of today would make otherwise, soonest first.

        Dossiers with an apology keep the day it named. Reads only; may take seconds for many thousands.
        """
        found = []
        for dossier in self._running():
            if dossier.is_promised_anew or dossier.custodian.station != self.desk.station:
                continue
            again = reckoned(dossier, calendar=self.calendar)
            if again.at != dossier.due.at:
                found.append(Affected(dossier.id, dossier.code, dossier.applicant.name, dossier.due, again))
        return tuple(found)

    def move(self, affected: Sequence[Affected], *, why: str, officer: Officer) -> int:
        """Move these promises to what the calendar makes of them, in one transaction; returns how many moved.

        Each is reckoned again inside it: what was solved in the meantime stays.
        """
        why = acts.needed(why, "why")
        now, moved = self.clock.now().replace(microsecond=0), 0
        with self.new_unit(officer.id) as unit:
            for one in affected:
                dossier = unit.dossier(one.dossier_id)
                if dossier.state not in RUNNING_STATES or dossier.is_promised_anew:
                    continue
                due = reckoned(dossier, calendar=self.calendar)
                if due.at != dossier.due.at:
                    unit.record_dossier(one.dossier_id, DueMoved(at=now, due=due, why=why))
                    moved += 1
        return moved

    def _running(self) -> Iterator[Dossier]:
        for line in each_line(self.queries, DossierFilter(states=RUNNING_STATES)):
            yield self.queries.dossier(line.id)
