"""Local decisions laid over the catalogue (điều chỉnh tại địa phương): a limit, the province's fees, who answers."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.clock import Clock
from app.domain.catalogue_events import OverrideDecided
from app.domain.deadline import parse_limit
from app.domain.errors import BadInput
from app.domain.money import FeeItem
from app.domain.procedure import LocalOverride, Procedure, StepLimit
from app.i18n import N_
from app.ports import NewUnit, Queries
from app.readings import Desk, Officer
from app.services import field_checks as check
from app.services.catalogue import Catalogue

MOST_FEE = 1_000_000_000
"""More đồng than this for one unit of an administrative fee is a slip of the finger."""


def office_aggregate(subject: str, station: bytes) -> bytes:
    """Return the 16-byte id under which a station says things about the office, one per subject."""
    return hashlib.blake2b(subject.encode() + b"\x00" + station, digest_size=16, person=b"motcua.office").digest()


@dataclass(frozen=True, slots=True)
class Decisions:
    """Overrides in force, each with its decision and its first day; the national row is never touched."""

    new_unit: NewUnit
    queries: Queries
    clock: Clock
    desk: Desk
    catalogue: Catalogue

    def catalogue_now(self) -> Catalogue:
        """Return the catalogue with everything that was decided here laid over it."""
        return self.catalogue.with_overrides(self.queries.overrides())

    def decide(
        self,
        procedure: str,
        *,
        decision: str,
        since: date,
        officer: Officer,
        limit: str | None = None,
        fees: Mapping[int, int] | None = None,
        responsible: str | None = None,
        steps: Mapping[str, str] | None = None,
    ) -> Procedure:
        """Lay a decision over a procedure from a day on; returns the procedure as it stands that day.

        limit: ``3wd`` and the like. fees: position in the procedure's list → đồng per unit, 0 = free.
        steps: a step of the procedure → its own limit, like ``limit``. Raises UnknownProcedure, BadInput.
        """
        row = self.catalogue_now().procedure(procedure, on=since)
        paper = check.text(decision, "decision")
        if paper is None:
            raise BadInput(field="decision", problem=N_("name the decision: its number and date"))
        override = LocalOverride(
            procedure=row.id,
            limit=None if limit is None else replace(parse_limit(limit), cutoff=row.limit.cutoff),
            fees=_priced(row.fees, fees) if fees else None,
            responsible=check.text(responsible, "responsible"),
            decision=paper,
            effective_from=since.isoformat(),
            steps=_step_limits(row, steps or {}),
        )
        if (override.limit, override.fees, override.responsible, override.steps) == (None, None, None, ()):
            raise BadInput(field="limit", problem=N_("say what the decision changes: the limit, a fee, who answers"))
        event = OverrideDecided(self.clock.now().replace(microsecond=0), override)
        with self.new_unit(officer.id) as work:
            work.record("catalogue", office_aggregate(f"catalogue:{row.id}", self.desk.station), event)
        return self.catalogue_now().procedure(row.id, on=since)

    def of(self, procedure_id: str) -> tuple[LocalOverride, ...]:
        """Return what was decided or proposed for a procedure, oldest first."""
        return tuple(one for one in self.queries.overrides() if one.procedure == procedure_id)


def _step_limits(row: Procedure, limits: Mapping[str, str]) -> tuple[StepLimit, ...]:
    known = {step.step for step in row.steps}
    if limits.keys() - known:
        raise BadInput(field="step", problem=N_("the procedure has no such step"))
    try:
        return tuple(StepLimit(step, parse_limit(limit)) for step, limit in limits.items())
    except BadInput as refused:
        raise BadInput(**{**refused.details, "field": "step"}) from refused


def _priced(items: tuple[FeeItem, ...], amounts: Mapping[int, int]) -> tuple[FeeItem, ...]:
    priced = list(items)
    for place, amount in amounts.items():
        if not 0 <= place < len(priced):
            raise BadInput(field="fees", problem=N_("the procedure has no fee with this position"))
        if not 0 <= amount <= MOST_FEE:
            raise BadInput(field="fees", problem=N_("the number is too small or too large"))
        priced[place] = replace(priced[place], amount=amount)
    return tuple(priced)
