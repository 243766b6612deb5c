"""Words of the command line → what a list shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

from app.clock import ZONE
from app.domain.errors import BadInput
from app.domain.states import State
from app.i18n import N_
from app.readings import DossierFilter
from ui.commands.context import parse_day


def dossier_filter(
    state: str | None, due: str | None, *, priority: bool = False, return_points: tuple[str, ...] = ()
) -> DossierFilter:
    """Return the filter of ``find --state --due --priority``. Raises BadInput."""
    states: tuple[State, ...] = ()
    if state is not None:
        try:
            states = (State(state),)
        except ValueError as failed:
            raise BadInput(field="state", problem=N_("is not one of the choices")) from failed
    asked = DossierFilter(states=states, priority=priority or None, return_points=return_points)
    day = parse_day(due, "due")
    if day is None:
        return asked
    first, last = (datetime.combine(day, at, ZONE) for at in (time.min, time.max))
    return replace(asked, due_from=first, due_until=last)
