"""Words of the command line → what a list shows."""

from __future__ import annotations

from datetime import date, datetime, time

from app.clock import ZONE
from app.domain.dossier import State
from app.domain.errors import BadInput
from app.i18n import N_
from app.readings import DossierFilter


def dossier_filter(state: str | None, due: str | None) -> DossierFilter:
    """Return the filter of ``find --state --due``. Raises BadInput."""
    states: tuple[State, ...] = ()
    if state is not None:
        try:
            states = (State(state),)
        except ValueError as failed:
            raise BadInput(field="state", problem=N_("is not one of the choices")) from failed
    if due is None:
        return DossierFilter(states=states)
    try:
        day = date.fromisoformat(due)
    except ValueError as failed:
        raise BadInput(field="due", problem=N_("is not a date such as 2026-11-23")) from failed
    return DossierFilter(
        states=states,
        due_from=datetime.combine(day, time.min, ZONE),
        due_until=datetime.combine(day, time.max, ZONE),
    )
