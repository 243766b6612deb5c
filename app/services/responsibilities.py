"""Who answers for what (đầu mối): the matrix with its gaps and overlaps, absences, and to whom a dossier goes next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from app.clock import Clock
from app.domain.calendar import Calendar
from app.domain.dossier import Dossier
from app.domain.errors import BadInput, UnknownProcedure
from app.domain.facts import Receiver
from app.domain.procedure import Procedure
from app.domain.responsibility import ONE_DAY, Assignment, Roster, Standing, day_before, same_name
from app.domain.responsibility_events import (
    EVERY_PROCEDURE,
    OfficerAway,
    OfficerBack,
    ResponsibleAssigned,
    ResponsibleEnded,
)
from app.domain.states import RUNNING_STATES
from app.i18n import N_
from app.ports import NewUnit, Queries, UnitOfWork
from app.readings import Desk, DossierFilter, Officer
from app.services import field_checks as check
from app.services.catalogue import Catalogue, why_not_here
from app.services.decisions import office_aggregate
from app.services.steps import StepBook
from app.services.walking import each_line

COVERS = ("one", "gap", "overlap", "uncovered")
"""How a procedure is covered: by one officer; by nobody; by several; its officer is away and nobody stands in."""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A procedure of this desk and who answers for it. cover: of ``COVERS``."""

    procedure: Procedure
    assignments: tuple[Assignment, ...]
    standing: Standing | None
    cover: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """Every procedure this desk offers on a day, in the catalogue's order."""

    day: date
    rows: tuple[MatrixRow, ...]
    roster: Roster

    def count(self, cover: str) -> int:
        """Return how many procedures are covered in this way."""
        return sum(row.cover == cover for row in self.rows)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where a dossier goes next. receiver None: nobody answers for it yet. step, until: of the step it goes to.

    instead_of: the officer who is away and whom the receiver stands in for.
    """

    receiver: Receiver | None
    step: str | None = None
    until: datetime | None = None
    instead_of: str | None = None


@dataclass(frozen=True, slots=True)
class LateStep:
    """A dossier whose present step is over its time, though the promise may still be kept."""

    dossier_id: bytes
    code: str
    applicant: str
    procedure: str
    step: str
    holder: str | None
    until: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Responsibilities:
    """The matrix of responsible units and officers of this commune."""

    new_unit: NewUnit
    queries: Queries
    clock: Clock
    desk: Desk
    catalogue: Catalogue
    calendar: Calendar
    steps: StepBook

    # ── reading ──

    def matrix(self, day: date | None = None) -> Matrix:
        """Return every procedure this desk can accept that day, with who answers for it."""
        when = day or self._today()
        roster = self.queries.roster()
        rows = self.catalogue.with_overrides(self.queries.overrides()).offered(when)
        return Matrix(when, tuple(_row(one, roster, when) for one in rows if why_not_here(one) is None), roster)

    def who(self, procedure: str, day: date | None = None, *, role: str = "") -> Standing | None:
        """Return who stands for a procedure (id or code) that day: the deputy while the officer is away.

        None: a gap, or an overlap that somebody has to settle first. Raises UnknownProcedure.
        """
        when = day or self._today()
        row = self.catalogue.with_overrides(self.queries.overrides()).procedure(procedure, on=when)
        roster = self.queries.roster()
        return _standing(_assigned(row, roster, when, role), roster, when)

    def receiver_for(self, dossier: Dossier) -> Receiver | None:
        """Return to whom the dossier goes next: the officer, their deputy, or the unit where nobody stands in."""
        return self.proposal(dossier).receiver

    def proposal(self, dossier: Dossier) -> Proposal:
        """Return the next receiver with its step and by when that step is due; reads only."""
        day = self._today()
        procedure = self._procedure_of(dossier)
        if procedure is None:
            return Proposal(None)
        step = self.steps.next_step(dossier, procedure, calendar=self.calendar, now=self.clock.now())
        if step is None:
            return Proposal(None)
        roster = self.queries.roster()
        found = roster.in_force(procedure.id, day, step.actor)
        if not found and step.step in self.steps.signing:
            return Proposal(Receiver("division", step.actor), step.step, step.until)
        standing = _standing(found or _assigned(procedure, roster, day, ""), roster, day)
        if standing is None:
            return Proposal(None, step.step, step.until)
        if standing.person is None:
            return Proposal(Receiver("division", standing.unit), step.step, step.until, standing.instead_of)
        return Proposal(Receiver("officer", standing.person), step.step, step.until, standing.instead_of)

    def over_step(self) -> tuple[LateStep, ...]:
        """Return the running dossiers whose step is over its time, longest first.

        A step handed on without a time is measured by the plan. May take seconds for many thousands.
        """
        now = self.clock.now()
        late = [one for dossier in self._running() if (one := self._late(dossier, now)) is not None]
        return tuple(sorted(late, key=lambda one: (one.until, one.code)))

    # ── writing ──

    def assign(
        self,
        procedure: str,
        *,
        unit: str,
        person: str,
        officer: Officer,
        since: date | None = None,
        deputy: str | None = None,
        decision: str | None = None,
        role: str = "",
        beside: bool = False,
    ) -> MatrixRow:
        """Let one officer answer for a procedure; whoever did so before ends the day before.

        beside: they go on, which the matrix lists as an overlap. Raises UnknownProcedure, BadInput.
        """
        when = since or self._today()
        row = self.catalogue.procedure(procedure, on=when)
        wanted = self._wanted([row.id], unit, person, when, deputy, decision, role)
        with self.new_unit(officer.id) as work:
            self._record(work, wanted, beside=beside)
            roster = work.roster()
        return _row(row, roster, when)

    def assign_field(
        self,
        field: str,
        *,
        unit: str,
        person: str,
        officer: Officer,
        since: date | None = None,
        deputy: str | None = None,
        decision: str | None = None,
    ) -> int:
        """Let one officer answer for every procedure of a field (lĩnh vực); returns how many. Raises BadInput."""
        when = since or self._today()
        asked = field.strip().casefold()
        rows = [one for one in self.catalogue.offered(when) if one.field.casefold() == asked]
        ids = [one.id for one in rows if why_not_here(one) is None]
        if not ids:
            raise BadInput(field="field", problem=N_("the catalogue has no such field with procedures of this desk"))
        wanted = self._wanted(ids, unit, person, when, deputy, decision, "")
        with self.new_unit(officer.id) as work:
            self._record(work, wanted, beside=False)
        return len(ids)

    def assign_role(
        self, role: str, *, unit: str, person: str, officer: Officer, since: date | None = None,
        deputy: str | None = None, decision: str | None = None,
    ) -> None:  # fmt: skip
        """Let one officer do a role of the steps in every procedure: the chairman signs. Raises BadInput."""
        named = check.text(role, "role")
        if named is None:
            raise BadInput(field="role", problem=N_("must not be empty"))
        wanted = self._wanted([EVERY_PROCEDURE], unit, person, since or self._today(), deputy, decision, named)
        with self.new_unit(officer.id) as work:
            self._record(work, wanted, beside=False)

    def end(
        self, procedure: str, *, person: str, officer: Officer, last_day: date | None = None, reason: str | None = None
    ) -> MatrixRow:
        """Let an officer answer for a procedure no longer after a day (today if left out). Raises BadInput."""
        when = last_day or self._today()
        row = self.catalogue.procedure(procedure, on=when)
        now, why = self.clock.now().replace(microsecond=0), check.text(reason, "reason")
        with self.new_unit(officer.id) as work:
            held = [one for one in work.roster().after(row.id, when) if same_name(one.officer, person)]
            if not held:
                raise BadInput(field="officer", problem=N_("does not answer for this procedure after that day"))
            for one in held:
                event = ResponsibleEnded(now, row.id, one.unit, one.officer, when, one.role, why)
                work.record("responsibility", self._aggregate(), event)
            roster = work.roster()
        return _row(row, roster, when + ONE_DAY)

    def away(
        self, person: str, *, since: date, until: date, officer: Officer, deputy: str | None = None,
        reason: str | None = None,
    ) -> OfficerAway:  # fmt: skip
        """Note that an officer is away, both days included, and who stands in. Raises BadInput."""
        named, deputy = check.name(person, "officer"), check.text(deputy, "deputy")
        if until < since:
            raise BadInput(field="until", problem=N_("lies before the first day"))
        if deputy is not None and same_name(named, deputy):
            raise BadInput(field="deputy", problem=N_("must be somebody else than the officer who is away"))
        now = self.clock.now().replace(microsecond=0)
        event = OfficerAway(now, named, since, until, deputy, check.text(reason, "reason"))
        with self.new_unit(officer.id) as work:
            work.record("responsibility", self._aggregate(), event)
        return event

    def back(self, person: str, *, officer: Officer, on: date | None = None) -> OfficerBack:
        """Note that an officer is at work again from a day on (today if left out). Raises BadInput."""
        when = on or self._today()
        event = OfficerBack(self.clock.now().replace(microsecond=0), check.name(person, "officer"), when)
        with self.new_unit(officer.id) as work:
            if work.roster().away(person, when) is None:
                raise BadInput(field="officer", problem=N_("is not away on that day"))
            work.record("responsibility", self._aggregate(), event)
        return event

    # ── parts ──

    def _today(self) -> date:
        return self.clock.now().date()

    def _aggregate(self) -> bytes:
        """One aggregate a station: what two laptops say stands side by side, and overlaps are seen."""
        return office_aggregate("responsibility", self.desk.station)

    def _wanted(
        self, ids: list[str], unit: str, person: str, since: date, deputy: str | None, decision: str | None, role: str
    ) -> list[ResponsibleAssigned]:
        named, stands_in = check.name(person, "officer"), check.text(deputy, "deputy")
        if stands_in is not None and same_name(named, stands_in):
            raise BadInput(field="deputy", problem=N_("must be somebody else than the responsible officer"))
        place, paper = check.name(unit, "unit"), check.text(decision, "decision")
        now = self.clock.now().replace(microsecond=0)
        return [ResponsibleAssigned(now, one, place, named, since, stands_in, paper, role) for one in ids]

    def _record(self, work: UnitOfWork, wanted: list[ResponsibleAssigned], *, beside: bool) -> None:
        roster = work.roster()
        for event in wanted:
            if not beside:
                for former in _former(roster, event):
                    work.record("responsibility", self._aggregate(), former)
            work.record("responsibility", self._aggregate(), event)

    def _procedure_of(self, dossier: Dossier) -> Procedure | None:
        try:
            rows = self.catalogue.with_overrides(self.queries.overrides())
            return rows.procedure(dossier.procedure.id, on=dossier.received_at.date())
        except UnknownProcedure:
            return None  # taken in elsewhere with another catalogue

    def _late(self, dossier: Dossier, now: datetime) -> LateStep | None:
        if dossier.step is None:
            return None
        began = _step_began(dossier)
        given = dossier.handings[-1].given_at if dossier.handings else began
        until = dossier.step_until if began <= given else None  # the time stood since: the step's day moved with it
        if until is None and (procedure := self._procedure_of(dossier)) is not None:
            until = self.steps.until(dossier, procedure, began=began, calendar=self.calendar)
        if until is None or until >= now:
            return None
        return LateStep(
            dossier.id, dossier.code, dossier.applicant.name, dossier.procedure.name, dossier.step,
            dossier.custodian.holder, until, dossier.due.at,
        )  # fmt: skip

    def _running(self) -> Iterator[Dossier]:
        for line in each_line(self.queries, DossierFilter(states=RUNNING_STATES)):
            yield self.queries.dossier(line.id)


def _step_began(dossier: Dossier) -> datetime:
    """Return since when the present step runs: handed on, or since the clock last went on or began anew."""
    since = [dossier.received_at, *(one.given_at for one in dossier.handings[-1:])]
    since += [dossier.day_zero] if dossier.day_zero else []
    return max((*since, *(pause.end for pause in dossier.pauses[-1:])))


def _former(roster: Roster, event: ResponsibleAssigned) -> Iterator[ResponsibleEnded]:
    """End whoever else answers on the first day of the new word or later."""
    last = day_before(event.effective_from)
    for one in roster.assignments:
        if (one.procedure, one.role) != (event.procedure, event.role) or same_name(one.officer, event.officer):
            continue
        if one.until is None or one.until > last:
            yield ResponsibleEnded(event.at, one.procedure, one.unit, one.officer, last, one.role, event.decision)


def _assigned(procedure: Procedure, roster: Roster, day: date, role: str) -> tuple[Assignment, ...]:
    """Return who answers; where nobody was assigned, the officer that a local decision names."""
    found = roster.in_force(procedure.id, day, role)
    if found or role or procedure.responsible is None:
        return found
    decided = Assignment(
        procedure.id, procedure.processes, procedure.responsible, procedure.effective_from,
        decision=procedure.local_decision,
    )  # fmt: skip
    return (decided,)


def _standing(assignments: tuple[Assignment, ...], roster: Roster, day: date) -> Standing | None:
    return roster.standing(assignments[0], day) if len(assignments) == 1 else None


def _row(procedure: Procedure, roster: Roster, day: date) -> MatrixRow:
    assignments = _assigned(procedure, roster, day, "")
    standing = _standing(assignments, roster, day)
    if standing is None:
        return MatrixRow(procedure, assignments, None, "overlap" if assignments else "gap")
    return MatrixRow(procedure, assignments, standing, "uncovered" if standing.person is None else "one")
