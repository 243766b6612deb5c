"""The province's picture: which desks spoke when, what is held of them, what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.bundles import EnrolledStation, Enrolment
from app.ports import LogRange
from app.readings import DossierFilter
from app.services.merging import NOBODYS_WORK, PROVISIONAL
from sync.hub.ledger import Contact, Ledger
from sync.hub.missing import missing
from sync.hub.picture import QUIET_DAYS
from sync.hub.program import Hub


@dataclass(frozen=True, slots=True)
class StationStanding:
    """One station. enrolled: False for one whose request waits. have: how many of its changes are held.

    quarantined: why each part or row waits for a person, as the tray lists them.
    """

    station_id: bytes
    commune: str
    station: int
    enrolled: bool
    last_contact: datetime | None
    have: int
    gaps: tuple[LogRange, ...]
    waiting: int
    quarantined: tuple[str, ...]
    words: tuple[str, ...] = ()

    def is_quiet(self, now: datetime) -> bool:
        """Tell whether it has not spoken for a week, or ever."""
        return self.last_contact is None or (now - self.last_contact).days >= QUIET_DAYS


@dataclass(frozen=True, slots=True)
class HubStanding:
    """The whole picture."""

    hub_id: bytes
    province: str
    practice: bool
    words: tuple[str, ...]
    roster_version: int
    stations: tuple[StationStanding, ...]
    dossiers: int
    changes: int
    conflicts: int


def standing(hub: Hub) -> HubStanding:
    """Put the picture together; reads only."""
    roster, ledger = hub.stations(), Ledger(hub.store.book, hub.bundles)
    sync = hub.store.queries.sync_state()
    named = sorted(roster.stations.values(), key=lambda one: (one.commune, one.number))
    contacts = ledger.contacts()
    known = [_standing(hub, one, one, contacts.get(one.station)) for one in named]
    asking = [
        _standing(hub, one, None, contacts.get(one.station), words=one.words)
        for one in ledger.requests()
        if one.station not in roster.stations
    ]
    return HubStanding(
        hub_id=hub.store.station,
        province=hub.card.province,
        practice=hub.card.practice,
        words=hub.card.words,
        roster_version=roster.version,
        stations=(*known, *asking),
        dossiers=hub.store.queries.count(DossierFilter()),
        changes=sync.changes,
        conflicts=sync.conflicts,
    )


def _standing(
    hub: Hub,
    named: EnrolledStation | Enrolment,
    entry: EnrolledStation | None,
    contact: Contact | None,
    *,
    words: tuple[str, ...] = (),
) -> StationStanding:
    book, station = hub.store.book, named.station
    asides = book.set_asides(station)
    return StationStanding(
        station_id=station,
        commune=named.commune,
        station=named.number,
        enrolled=entry is not None,
        last_contact=None if contact is None else contact.heard_at,
        have=book.position(station).seq,
        gaps=missing(book, station, asides, contact=contact, entry=entry),
        waiting=sum(one.last - one.first + 1 for one in asides if one.reason == PROVISIONAL),
        quarantined=(
            *(one.reason for one in asides if one.reason not in NOBODYS_WORK),
            *(reason for _seq, reason in hub.unprojected(station)),
        ),
        words=words,
    )
