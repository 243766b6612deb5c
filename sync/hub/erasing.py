"""Erasing one citizen's personal data by order (xóa dữ liệu cá nhân): found, ordered in every commune's log, cleared.

The order is recorded before anything is cleared, so a crash in between is mended by the same command again, and every
desk clears its own when the next answer brings the order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.domain import acts
from app.domain.dossier import Dossier
from app.domain.erasure_events import PersonErased
from app.domain.errors import BadInput, NothingToErase
from app.domain.ordering import Change
from app.domain.person import number_key, person_key
from app.i18n import N_
from app.logs import logger
from app.readings import DossierFilter
from app.services.incoming import Incoming
from storage.change_log import ChangeLog
from storage.erasing import Cleared, clear, guidances_of, numbers_taken
from storage.person_notes import named_by, notes_on
from storage.projections import Projector
from sync.hub.erasing_waiting import waiting_of
from sync.hub.ingest import HubPlace
from sync.hub.order import PROVINCE
from sync.hub.program import Hub
from sync.hub.relaying import settle_order

_MOST = 5_000


@dataclass(frozen=True, slots=True)
class Concerned:
    """What is held of a person. citizen: their number. dossiers: by id, each with its communes; guidances: likewise,
    and notes: what officers said of the person's records.

    as_other: codes of dossiers of other people that name the person as representative; they are left as they are.
    waiting: changes of records among these that only parts which were set aside hold.
    """

    citizen: str
    dossiers: dict[bytes, tuple[str, ...]]
    guidances: dict[bytes, tuple[str, ...]]
    as_other: tuple[str, ...] = ()
    notes: dict[bytes, tuple[str, ...]] = field(default_factory=dict)
    waiting: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure came to."""

    number: str
    dossiers: int
    guidances: int
    changes: int
    scans: int
    communes: tuple[str, ...]


def concerned(hub: Hub, citizen: str) -> Concerned:
    """Return what the province holds of the person with this number, under old numbers too."""
    number = "".join(citizen.split())
    if not (number.isalnum() and len(number) >= 8):
        raise BadInput(field="citizen", problem=N_("must be a whole number of a citizen's paper"))
    queries = hub.store.queries
    found = [queries.dossier(one.id) for one in queries.find(number, filter=DossierFilter(), limit=_MOST)]
    mine = [one for one in found if _is_of(one, number)]
    others = tuple(one.code for one in found if one not in mine)
    held = {one.id: _communes(hub, one) for one in mine}
    apart = waiting_of(hub, number)
    guidances = _guidances(hub, number) | apart.guidances
    return Concerned(number, held | apart.dossiers, guidances, others, _notes(hub, number, mine), waiting=apart.changes)


def erase(hub: Hub, found: Concerned, *, number: str | None, reason: str | None, by: str | None) -> Erased:
    """Order the erasure in the log of every commune concerned, and clear the province's own store.

    number: of the decision. by: who carries it out. Raises ReasonNeeded, NothingToErase.
    """
    number, reason, by = (acts.needed((text or "").strip(), name) for text, name in _named(number, reason, by))
    if found.citizen in "".join(reason.split()):
        raise BadInput(field="reason", problem=N_("must say nothing of the person"))
    places = {**found.dossiers, **found.guidances, **found.notes}
    if not places:
        raise NothingToErase
    communes = sorted({commune for each in places.values() for commune in each})
    for commune in communes:
        _order(hub, commune, found, number=number, reason=reason, by=by)
    settle_order(hub, communes)
    cleared = [_clear(hub, commune, beside, ids) for (commune, *beside), ids in _by_communes(places).items()]
    store = hub.store
    Incoming(store.book, store.queries, hub.bundles, hub.clock, HubPlace(hub)).empty_waiting()
    scans = [one for each in cleared for one in each.scans]
    store.attachments.forget(scans)
    changes = sum(one.changes for one in cleared)
    logger("hub").info("person_erased", dossiers=len(found.dossiers), changes=changes, communes=len(communes))
    return Erased(number, len(found.dossiers), len(found.guidances), changes, len(scans), tuple(communes))


def _named(number: str | None, reason: str | None, by: str | None) -> tuple[tuple[str | None, str], ...]:
    return (number, "number"), (reason, "reason"), (by, "by")


def _is_of(dossier: Dossier, number: str) -> bool:
    old = [one.old for whole in dossier.corrections for one in whole.corrections if one.field == "applicant.id_number"]
    return number in {"".join(one.split()) for one in (dossier.applicant.id_number, *old) if one}


def _communes(hub: Hub, dossier: Dossier) -> tuple[str, ...]:
    """Return the communes whose logs speak of a dossier, the receiver's first."""
    with hub.store.database.reading() as connection:
        log = ChangeLog(connection)
        stations = {change.station for change in log.of_aggregate(dossier.id)}
    hub.stations()  # the newest: whose the province's logs are, is asked of it
    named = {hub.roster.commune_of(one) for one in stations}
    return (dossier.commune, *sorted(one for one in named if one and one != dossier.commune))


def _guidances(hub: Hub, number: str) -> dict[bytes, tuple[str, ...]]:
    with hub.store.database.reading() as connection:
        given = guidances_of(connection, ChangeLog(connection), number)
    return {one: (commune,) for one, station in given if (commune := hub.roster.commune_of(station)) is not None}


def _notes(hub: Hub, number: str, dossiers: Iterable[Dossier]) -> dict[bytes, tuple[str, ...]]:
    """Return what officers said of the person's records, each by the id an order names it by."""
    keys = {number_key(number), *(person_key(one.applicant) for one in dossiers)}
    with hub.store.database.reading() as connection:
        found = notes_on(connection, ChangeLog(connection), keys)
    return {named_by(one): (commune,) for one in found if (commune := hub.roster.commune_of(one.station)) is not None}


def _order(hub: Hub, commune: str, found: Concerned, *, number: str, reason: str, by: str) -> None:
    dossiers = [one for one, communes in found.dossiers.items() if commune in communes]
    beside = {**found.guidances, **found.notes}
    ids = (*dossiers, *(one for one, communes in beside.items() if commune in communes))
    own = [one for one, communes in found.dossiers.items() if communes[0] == commune]
    with hub.store.database.reading() as connection:
        log = ChangeLog(connection)
        numbers, _series = numbers_taken(connection, log, own, waiting=found.waiting)
        _numbers, of_all = numbers_taken(connection, log, ids, waiting=found.waiting)
    series = tuple(one for one in of_all if hub.roster.commune_of(one.station) == commune)  # its own desks' only
    now = hub.clock.now().replace(microsecond=0)
    happened = PersonErased(now, number, by, reason, tuple(sorted(ids)), len(dossiers), numbers, series)
    with hub.unit(commune) as unit:
        unit.record(PROVINCE, unit.log, happened)


def _by_communes(places: dict[bytes, tuple[str, ...]]) -> dict[tuple[str, ...], list[bytes]]:
    found: dict[tuple[str, ...], list[bytes]] = {}
    for aggregate_id, communes in sorted(places.items()):
        found.setdefault(communes, []).append(aggregate_id)
    return found


def _clear(hub: Hub, commune: str, beside: Iterable[str], ids: list[bytes]) -> Cleared:
    with hub.store.database.owning() as connection:
        log = ChangeLog(connection)
        log.hold(hub.log_of(commune), commune=commune, beside=tuple(beside))
        return clear(connection, log, Projector(connection, log), ids)
