"""What the desk tells a citizen whose papers it does not take in (hướng dẫn, từ chối tiếp nhận).

Nothing is accepted: no dossier code is taken, no clock begins. It has a number of its own, is counted and listed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.clock import ZONE, Clock
from app.domain.acts import needed
from app.domain.draft import Draft
from app.domain.errors import BadInput
from app.domain.facts import ProcedureRef
from app.domain.guidance_events import GuidanceGiven
from app.domain.life_events import WantedPaper
from app.domain.procedure import Procedure
from app.i18n import N_
from app.ports import NewUnit, Queries
from app.readings import Desk, GivenGuidance, Officer
from app.services import field_checks as check
from app.services.catalogue import Catalogue
from app.services.checklist import missing
from app.services.paper_numbers import GUIDE, next_number
from app.services.processing import time_of_act

KINDS = ("supplement", "refusal")


@dataclass(frozen=True, slots=True)
class Guidance:
    """The desk before acceptance. new_id mints the 16-byte id of a guidance."""

    new_unit: NewUnit
    queries: Queries
    catalogue: Catalogue
    clock: Clock
    desk: Desk
    new_id: Callable[[], bytes]

    def give(
        self,
        draft: Draft,
        *,
        kind: str,
        reason: str | None,
        officer: Officer,
        legal_basis: str | None = None,
        at: datetime | None = None,
        late: bool = False,
        draft_slot: str | None = None,
    ) -> GivenGuidance:
        """Record what was told, with every paper the draft still lacks (Mẫu 02, 03 before acceptance).

        kind: ``supplement`` | ``refusal``. A supplement names papers or a reason, a refusal reason and legal basis;
        a procedure that this desk does not receive can be refused too. draft_slot: the autosaved draft that ends
        with it. Raises ReasonNeeded, UnknownProcedure, BadInput.
        """
        check.choice(kind, "kind", KINDS)
        why = check.text(reason, "reason", most=check.LONG)
        basis = check.text(legal_basis, "legal_basis", most=check.LONG)
        when = time_of_act(self.clock, at, late=late)
        if not draft.applicant.name:
            raise BadInput(field="applicant.name", problem=N_("must not be empty"))
        rows = self.catalogue.with_overrides(self.queries.overrides())
        procedure = rows.procedure(draft.procedure, on=when.date())
        wanted = _wanted(procedure, draft)
        if kind == "refusal":
            needed(why, "reason")
            needed(basis, "legal_basis")
        elif not wanted:
            needed(why, "reason")
        with self.new_unit(officer.id) as unit:
            given = GuidanceGiven(
                at=when,
                number=next_number(unit, self.desk, GUIDE.format(kind=kind), when),
                kind=kind,
                applicant=draft.applicant,
                procedure=ProcedureRef(
                    procedure.id, procedure.code or "", procedure.name, procedure.field, procedure.version
                ),
                wanted=wanted,
                reason=why or "",
                officer_name=officer.name,
                legal_basis=basis,
            )
            guidance = GivenGuidance(self.new_id(), given)
            unit.record("guidance", guidance.id, given)
            if draft_slot is not None:
                unit.forget_draft(draft_slot)
        return guidance

    def of_day(self, day: date) -> tuple[GivenGuidance, ...]:
        """Return what was given on a day at the desk, oldest first: counted apart, never as received (II.06a)."""
        return self.between(day, day)

    def between(self, first: date, last: date) -> tuple[GivenGuidance, ...]:
        """Return what was given from the first to the last day, both included, oldest first."""
        until = datetime.combine(last, time.min, ZONE) + timedelta(days=1)
        return self.queries.guidance(datetime.combine(first, time.min, ZONE), until)


def _wanted(procedure: Procedure, draft: Draft) -> tuple[WantedPaper, ...]:
    """Return every required paper that is neither there nor waived: the law lets the desk ask once."""
    lacking = missing(procedure, draft.papers)
    return tuple(
        WantedPaper(paper.name, component, paper.original, paper.copy, paper.condition)
        for component, paper in enumerate(procedure.papers)
        if paper in lacking
    )
