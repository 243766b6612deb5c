"""What the province does itself, written into its log of the commune: decisions on contradictions, results, custody."""

from __future__ import annotations

from app.domain import acts
from app.domain.dossier import Dossier
from app.domain.running import extended_to
from app.ports import UnitOfWork
from app.readings import Desk, Officer
from app.services.conflicts import Conflicts
from app.services.processing import Processing
from sync.hub.program import Hub
from sync.hub.publishing import Publishing


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


def refuse(
    hub: Hub, dossier: Dossier, *, number: str | None, reason: str | None, legal_basis: str | None, by: str
) -> Dossier:
    """Refuse in writing a dossier that lies at the province. number: of the letter, from the province's own books.

    Call ``relaying.settle_order`` after. Raises ReasonNeeded, StepNotAllowed, NotCustodian, InConflict.
    """
    number, at, station = acts.needed(number, "number"), hub.clock.now().replace(microsecond=0), _log(hub, dossier)
    with hub.unit(dossier.commune) as unit:
        happened = acts.refuse(
            unit.dossier(dossier.id), reason=reason, legal_basis=legal_basis, number=number, signer=by, at=at,
            station=station,
        )  # fmt: skip
        return unit.record_dossier(dossier.id, happened)


def extend(hub: Hub, dossier: Dossier, *, number: str | None, reason: str | None, to: str | None, by: str) -> Dossier:
    """Apologise and promise a new day, once, for a dossier that lies at the province. to: ``5wd`` or a date.

    number: of the letter, from the province's own books. Call ``relaying.settle_order`` after.
    Raises AlreadyExtended, PromiseNotLater, ReasonNeeded, BadInput, NotCustodian, InConflict.
    """
    number, at, station = acts.needed(number, "number"), hub.clock.now().replace(microsecond=0), _log(hub, dossier)
    published = Publishing(hub)
    with hub.unit(dossier.commune) as unit:
        now = unit.dossier(dossier.id)
        acts.check(now, "extend", station=station, at=at)
        due = extended_to(now, acts.needed(to, "to"), calendar=published.calendar())
        rules = published.rules().of(now.rules, now.received_at.date())
        happened = acts.extend(
            now, due=due, reason=reason, number=number, signer=by, rules=rules, at=at, station=station
        )  # fmt: skip
        return unit.record_dossier(dossier.id, happened)


def _log(hub: Hub, dossier: Dossier) -> bytes:
    return hub.log_of(dossier.commune)
