"""The citizen's turn (chờ công dân): papers asked for and brought, duties to pay elsewhere; the clock stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.clock import Clock
from app.domain import acts
from app.domain.calendar import Calendar
from app.domain.deadline import Due
from app.domain.dossier import Dossier
from app.domain.facts import ReceivedPaper
from app.domain.life_events import Leave, WantedPaper
from app.domain.rules import RuleBook, Rules
from app.domain.running import due_after_papers, due_after_pause, may_ask_until
from app.ports import NewUnit
from app.readings import Desk, Officer
from app.services.paper_numbers import SUPPLEMENT, next_number
from app.services.processing import time_of_act
from app.services.vouching import Vouching


@dataclass(frozen=True, slots=True)
class Waiting:
    """What lets a dossier wait for the citizen, and what ends the waiting."""

    new_unit: NewUnit
    clock: Clock
    desk: Desk
    calendar: Calendar
    rules: RuleBook
    vouching: Vouching

    def request_papers(
        self,
        dossier_id: bytes,
        *,
        wanted: Sequence[WantedPaper],
        reason: str | None,
        officer: Officer,
        phone: str | None = None,
        leave: Leave | None = None,
        password: str | None = None,
        at: datetime | None = None,
        late: bool = False,
    ) -> Dossier:
        """Ask for what lacks (yêu cầu bổ sung, Mẫu 02); the clock stands from now on.

        leave: the leader as typed, and why; password: theirs, if they typed it here. Raises LeaveNeeded (a second or
        a late request), OwnWord, LeadsNot, WrongPassword, ReasonNeeded, StepNotAllowed, NotCustodian.
        """
        when = time_of_act(self.clock, at, late=late)
        led = self.vouching.leader(leave.leader, by=officer, password=password) if leave else None
        with self.new_unit(officer.id) as unit:
            dossier = unit.dossier(dossier_id)
            rules = self._rules(dossier)
            happened = acts.request_papers(
                dossier,
                wanted=wanted,
                reason=reason,
                number=next_number(unit, self.desk, SUPPLEMENT, when),
                by=officer.name,
                phone=phone,
                leave=Leave(led[0], leave.why, led[1]) if leave and led else None,
                last_day=may_ask_until(dossier, days=rules.supplement_days, calendar=self.calendar),
                rules=rules,
                at=when,
                station=self.desk.station,
            )
            return unit.record_dossier(dossier_id, happened)

    def papers_received(
        self,
        dossier_id: bytes,
        *,
        officer: Officer,
        papers: Sequence[ReceivedPaper] = (),
        mode: str | None = None,
        basis: str | None = None,
        at: datetime | None = None,
        late: bool = False,
    ) -> Dossier:
        """Take in what was asked: the limit starts again from zero, or goes on where the field's law says so.

        mode: None = as the rules say; another one needs its legal basis. Raises ReasonNeeded, StepNotAllowed.
        """
        when = time_of_act(self.clock, at, late=late)
        with self.new_unit(officer.id) as unit:
            dossier = unit.dossier(dossier_id)
            acts.check(dossier, "papers-received", station=self.desk.station, at=when)
            rules = self._rules(dossier)
            chosen = mode or rules.mode_after_papers(dossier.procedure.field)
            happened = acts.complete_papers(
                dossier,
                due=due_after_papers(dossier, at=when, mode=chosen, calendar=self.calendar),
                mode=chosen,
                basis=basis,
                rules=rules,
                papers=papers,
                at=when,
                station=self.desk.station,
            )
            return unit.record_dossier(dossier_id, happened)

    def suspend(
        self,
        dossier_id: bytes,
        *,
        reason: str | None,
        officer: Officer,
        agency: str | None = None,
        amount: int | None = None,
        at: datetime | None = None,
        late: bool = False,
    ) -> Dossier:
        """Let the clock stand until the citizen has paid elsewhere. Raises ReasonNeeded, StepNotAllowed."""
        when = time_of_act(self.clock, at, late=late)
        with self.new_unit(officer.id) as unit:
            dossier = unit.dossier(dossier_id)
            happened = acts.suspend(
                dossier, reason=reason, agency=agency, amount=amount, at=when, station=self.desk.station
            )
            return unit.record_dossier(dossier_id, happened)

    def resume(
        self, dossier_id: bytes, *, proof: str | None, officer: Officer, at: datetime | None = None, late: bool = False
    ) -> Dossier:
        """Let the clock go on, with the proof of payment. Raises ReasonNeeded, StepNotAllowed."""
        when = time_of_act(self.clock, at, late=late)
        with self.new_unit(officer.id) as unit:
            dossier = unit.dossier(dossier_id)
            acts.check(dossier, "resume", station=self.desk.station, at=when)
            due = due_after_pause(dossier, at=when, calendar=self.calendar)
            happened = acts.resume(dossier, due=due, proof=proof, at=when, station=self.desk.station)
            return unit.record_dossier(dossier_id, happened)

    def mode_after_papers(self, dossier: Dossier) -> str:
        """Return what the clock does by the rules once the papers are there: restart or resume."""
        return self._rules(dossier).mode_after_papers(dossier.procedure.field)

    def new_promise(self, dossier: Dossier, *, mode: str) -> Due:
        """Return the promise if the clock went on now, for the screen. mode: restart | resume. Reads nothing."""
        return due_after_papers(dossier, at=self.clock.now().replace(microsecond=0), mode=mode, calendar=self.calendar)

    def _rules(self, dossier: Dossier) -> Rules:
        return self.rules.of(dossier.rules, dossier.received_at.date())
