"""The steps of a procedure and by when each is due (thời hạn từng bước), beside the promise to the citizen.

Only the whole limit is law. Where the commune has decided nothing about steps, each gets a share of the
working days of the promise (``app/data/steps.json``); the last one ends with the promise itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from app.domain.calendar import Calendar
from app.domain.dossier import Dossier
from app.domain.errors import CatalogueDamaged
from app.domain.procedure import Procedure, ProcedureStep

SHIPPED = Path(__file__).parent.parent / "data" / "steps.json"
_Weight = Annotated[int, msgspec.Meta(ge=0, le=99)]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    format: Literal["motcua-steps-1"]
    source: str
    desk: str
    signing: list[str]
    weights: dict[str, _Weight]
    procedures: dict[str, dict[str, _Weight]]


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step of one dossier and by when it is due; at_desk: the desk itself does it."""

    step: str
    actor: str
    until: datetime
    at_desk: bool


@dataclass(frozen=True, slots=True)
class StepBook:
    """Shares of the steps. weights: parts of the working days; own: a procedure's own weights, by its id."""

    desk: str
    signing: tuple[str, ...]
    weights: Mapping[str, int]
    own: Mapping[str, Mapping[str, int]]

    def plan(self, dossier: Dossier, procedure: Procedure, *, calendar: Calendar) -> tuple[PlannedStep, ...]:
        """Return the steps in order with their due times; none is due after the promise."""
        weights = [self._weight(procedure, step) for step in procedure.steps]
        whole, done = sum(weights), 0
        began = dossier.day_zero or dossier.received_at
        days = calendar.working_days_between(began.date(), dossier.due.at.date())
        planned = []
        for step, weight in zip(procedure.steps, weights, strict=True):
            done += weight
            share = -(-days * done // whole) if whole else days  # begun days count whole
            until = _after(began, share, dossier.due.at, days, calendar)
            planned.append(PlannedStep(step.step, step.actor, until, self.at_desk(step)))
        return tuple(planned)

    def next_step(self, dossier: Dossier, procedure: Procedure, *, calendar: Calendar) -> PlannedStep | None:
        """Return the step the dossier goes to when it leaves whoever has it now; None: back to the desk.

        Steps of one officer in a row are one hand-over: the later ones are passed over.
        """
        plan = self.plan(dossier, procedure, calendar=calendar)
        places = [place for place, one in enumerate(plan) if one.step == dossier.step]
        begin = places[0] + 1 if places else 0
        holder = plan[places[0]].actor if places else None
        for place in range(begin, len(plan)):
            one = plan[place]
            if one.actor == holder:
                continue
            if one.at_desk and places:
                return None
            if not one.at_desk:
                return _with_all_of_actor(plan, place)
        return None

    def at_desk(self, step: ProcedureStep) -> bool:
        """Return whether the desk does the step: it receives, passes on, returns."""
        return self.desk in step.actor

    def _weight(self, procedure: Procedure, step: ProcedureStep) -> int:
        return self.own.get(procedure.id, {}).get(step.step, self.weights.get(step.step, 1))


def _with_all_of_actor(plan: tuple[PlannedStep, ...], place: int) -> PlannedStep:
    """Return the step with the time of the last one that the same actor does right after it."""
    first = last = plan[place]
    for one in plan[place + 1 :]:
        if one.actor != first.actor:
            break
        last = one
    return PlannedStep(first.step, first.actor, last.until, first.at_desk)


def _after(began: datetime, days: int, due: datetime, whole: int, calendar: Calendar) -> datetime:
    """Return the end of the so-many-th working day, or the promise where that is not later."""
    if days >= whole:
        return due
    day = began.date()
    for _day in range(days):
        day = calendar.next_working_day(day)
    return min(calendar.closes_at(day), due) if calendar.is_working_day(day) else due


@cache
def load_steps(path: Path = SHIPPED) -> StepBook:
    """Return the shares of the steps; read once. Raises CatalogueDamaged."""
    try:
        file = msgspec.json.decode(path.read_bytes(), type=_File)
    except (OSError, msgspec.MsgspecError) as failed:
        raise CatalogueDamaged(name=path.name) from failed
    return StepBook(file.desk, tuple(file.signing), file.weights, file.procedures)
