"""What the province does itself, written into its log of the commune: decisions on contradictions, results, custody."""

from __future__ import annotations

from app.domain.dossier import Dossier
from app.ports import UnitOfWork
from app.readings import Desk, Officer
from app.services.conflicts import Conflicts
from app.services.processing import Processing
from sync.hub.program import Hub


def conflicts(hub: Hub) -> Conflicts:
    """Return the desk of contradictions of the province. Call ``relaying.settle_order`` after a decision."""

    def unit_for(dossier: Dossier, _officer: bytes) -> UnitOfWork:
        return hub.unit(dossier.commune)

    return Conflicts(unit_for, hub.store.queries, hub.clock, lambda dossier: hub.log_of(dossier.commune))


def officer_of(hub: Hub, name: str) -> Officer:
    """Return whoever decides at the province; the hub has one account, so the name is what is recorded."""
    return Officer(hub.store.station, "hub", name)


def processing(hub: Hub, dossier: Dossier) -> Processing:
    """Return the acts of whoever solves a dossier that lies at the province. Call ``relaying.settle_order`` after.

    A desk hands it there by passing it on to the province's log of its commune.
    """
    commune = dossier.commune
    desk = Desk(hub.log_of(commune), 0, commune, hub.card.province, "", hub.card.practice)
    return Processing(lambda _officer: hub.unit(commune), hub.clock, desk)
