"""The steps of a procedure and by when each is due (thời hạn từng bước), beside the promise to the citizen.

Only the whole limit is law. A step may have a limit of its own: of a local decision, or of ``app/data/steps.json``
(``limits``); it runs from when the step began. Where nothing was decided, steps get shares of the working days of
the promise that are left (``weights``). No step ends after the promise itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from app.domain.calendar import Calendar
from app.domain.deadline import TimeLimit, parse_limit
from app.domain.deadline import due as reckon
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
    limits: dict[str, dict[str, str]] = {}


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step of one dossier and by when it is due; at_desk: the desk itself does it."""

    step: str
    actor: str
    until: datetime
    at_desk: bool


@dataclass(frozen=True, slots=True)
class StepBook:
    """Limits and shares of the steps. weights: parts of the working days; own: a procedure's own weights, by its id.

    limits: fixed limits of a procedure's steps, by its id; a local decision goes before them.
    """

    desk: str
    signing: tuple[str, ...]
    weights: Mapping[str, int]
    own: Mapping[str, Mapping[str, int]]
    limits: Mapping[str, Mapping[str, TimeLimit]] = field(default_factory=dict)

    def plan(self, dossier: Dossier, procedure: Procedure, *, calendar: Calendar) -> tuple[PlannedStep, ...]:
        """Return the steps in order with their due times; none is due after the promise."""
        fixed = [self.fixed(procedure, step) for step in procedure.steps]
        weights = [
            0 if own else self._weight(procedure, step) for step, own in zip(procedure.steps, fixed, strict=True)
        ]
        began = dossier.day_zero or dossier.received_at
        days = calendar.working_days_between(began.date(), dossier.due.at.date())
        shares = max(0, days - sum(_days_of(own) for own in fixed if own))
        planned: list[PlannedStep] = []
        whole, done, spent = sum(weights), 0, 0
        for step, weight, own in zip(procedure.steps, weights, fixed, strict=True):
            done += weight
            share = -(-shares * done // whole) if whole else shares  # begun days count whole
            until = _after(began, spent + share, dossier.due.at, days, calendar)
            if own is not None:
                spent += _days_of(own)
                until = _ends(own, planned[-1].until if planned else began, dossier.due.at, calendar)
            until = max(until, planned[-1].until) if planned else until
            planned.append(PlannedStep(step.step, step.actor, until, self.at_desk(step)))
        return tuple(planned)

    def until(self, dossier: Dossier, procedure: Procedure, *, began: datetime, calendar: Calendar) -> datetime | None:
        """Return by when the dossier's present step is due: its own limit from when it began, else its share."""
        step = next((one for one in procedure.steps if one.step == dossier.step), None)
        own = self.fixed(procedure, step) if step else None
        if own is not None:
            return _ends(own, began, dossier.due.at, calendar)
        plan = self.plan(dossier, procedure, calendar=calendar)
        return next((one.until for one in plan if one.step == dossier.step), None)

    def fixed(self, procedure: Procedure, step: ProcedureStep) -> TimeLimit | None:
        """Return the limit that was decided for a step, None where it gets a share."""
        return step.limit or self.limits.get(procedure.id, {}).get(step.step)

    def next_step(
        self, dossier: Dossier, procedure: Procedure, *, calendar: Calendar, now: datetime
    ) -> PlannedStep | None:
        """Return the step the dossier goes to when it leaves whoever has it now; None: back to the desk.

        now: when it goes there; a fixed limit runs from then. Steps of one officer in a row are one hand-over: the
        later ones are passed over.
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
                return self._from_now(_with_all_of_actor(plan, place), dossier, procedure, place, calendar, now)
        return None

    def at_desk(self, step: ProcedureStep) -> bool:
        """Return whether the desk does the step: it receives, passes on, returns."""
        return self.desk in step.actor

    def _from_now(
        self, one: PlannedStep, dossier: Dossier, procedure: Procedure, place: int, calendar: Calendar, now: datetime
    ) -> PlannedStep:
        """Return the step with its own limits counted from now, where every part of it has one."""
        parts = list(takewhile(lambda step: step.actor == one.actor, procedure.steps[place:]))
        limits = [own for step in parts if (own := self.fixed(procedure, step)) is not None]
        if len(limits) < len(parts):
            return one
        until = now
        for own in limits:
            until = _ends(own, until, dossier.due.at, calendar)
        return replace(one, until=until)

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


def _days_of(limit: TimeLimit) -> int:
    """Return how many working days a fixed limit takes from the shares of the others; hours are part of a day."""
    return limit.amount or 0 if limit.unit in ("working_day", "calendar_day") else 1


def _ends(limit: TimeLimit, began: datetime, promise: datetime, calendar: Calendar) -> datetime:
    """Return when a step of its own limit ends: never after the promise, which alone is law."""
    return promise if began >= promise else min(reckon(limit, received=began, calendar=calendar).at, promise)


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
    limits = {
        procedure: {step: parse_limit(limit) for step, limit in own.items()} for procedure, own in file.limits.items()
    }
    return StepBook(file.desk, tuple(file.signing), file.weights, file.procedures, limits)
