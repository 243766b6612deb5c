"""Decisions made at the province: on what its desks said against each other, written into its log of the commune."""

from __future__ import annotations

from app.domain.dossier import Dossier
from app.ports import UnitOfWork
from app.readings import Officer
from app.services.conflicts import Conflicts
from sync.hub.program import Hub


def conflicts(hub: Hub) -> Conflicts:
    """Return the desk of contradictions of the province. Call :func:`sync.hub.order.fix_order` after a decision."""

    def unit_for(dossier: Dossier, _officer: bytes) -> UnitOfWork:
        return hub.unit(dossier.commune)

    return Conflicts(unit_for, hub.store.queries, hub.clock, lambda dossier: hub.log_of(dossier.commune))


def officer_of(hub: Hub, name: str) -> Officer:
    """Return whoever decides at the province; the hub has one account, so the name is what is recorded."""
    return Officer(hub.store.station, "hub", name)
