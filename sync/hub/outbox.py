"""The province's answers (gói trả lời): one bundle a station, sealed for it alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.bundles import Answer, EnrolledStation, Letter, Progress
from app.domain.errors import UnknownStation
from app.logs import logger
from app.ports import LogRange
from app.services.bundle_runs import count, runs
from app.services.catalogue import load_catalogue
from app.services.merging import GAP, PARKED
from sync.hub.ledger import Ledger
from sync.hub.program import Hub, new_id

ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer bundle, written and read back."""

    path: Path
    station_id: bytes
    bytes: int
    changes: int


def write_answers(
    hub: Hub, folder: Path, *, station: str | None = None, progress: Progress | None = None
) -> tuple[Answered, ...]:
    """Write an answer for every station in good standing, or for one, named by the start of its id.

    Raises UnknownStation, DiskFull, CannotWrite, DriveGone.
    """
    entries = [one for one in hub.stations().stations.values() if one.revoked_after is None]
    if station is not None:
        entries = [one for one in entries if one.station.hex().startswith(station.lower())]
        if len(entries) != 1:
            raise UnknownStation(station=station)
    ordered = sorted(entries, key=lambda one: (one.commune, one.number))
    return tuple(answer_one(hub, folder, entry, progress=progress) for entry in ordered)


def acknowledgement(hub: Hub, commune: str) -> Answer:
    """Return what the hub can say to a commune's stations now: always made anew from what it holds."""
    book = hub.store.book
    stations = [one.station for one in _mates(hub, commune)]
    asides = [aside for station in stations for aside in book.set_asides(station)]
    unread = [(station, seq, reason) for station in stations for seq, reason in hub.unprojected(station)]
    return Answer(
        practice=hub.card.practice,
        at=hub.clock.now(),
        have=tuple(held for held in map(book.position, stations) if held.seq),
        parked=tuple(LogRange(one.station, one.first, one.last) for one in asides if one.reason == GAP),
        quarantined=(*((one.station, one.first, one.reason) for one in asides if one.reason not in PARKED), *unread),
        roster_version=hub.stations().version,
        catalogue_version=load_catalogue().version,
    )


def answer_one(hub: Hub, folder: Path, entry: EnrolledStation, *, progress: Progress | None = None) -> Answered:
    """Write the answer for one station. Raises DiskFull, CannotWrite, DriveGone."""
    book, now = hub.store.book, hub.clock.now()
    ranges = _lacking(hub, entry)
    letter = Letter(
        bundle=new_id(),
        to=entry.station,
        readers=(),
        purpose=ANSWER,
        commune=entry.commune,
        number=entry.number,
        day=now.date(),
        made_at=now,
        practice=hub.card.practice,
        changes=count(ranges),
        vector=(),
        answer=acknowledgement(hub, entry.commune),
    )
    sent = hub.bundles.write(
        folder, letter, runs(book, hub.store.station, ranges), papers=hub.papers(), progress=progress
    )
    book.wrote(name=sent.path.name, sha256=sent.sha256, size=sent.size, ranges=(), dossiers=0, at=now)
    logger("hub").info("answer_written", station=entry.station, changes=sent.changes)
    return Answered(sent.path, entry.station, sent.size, sent.changes)


def _lacking(hub: Hub, entry: EnrolledStation) -> tuple[LogRange, ...]:
    """Return what the commune's other stations recorded and this one did not hold when it last wrote."""
    contact = Ledger(hub.store.book, hub.bundles).contact(entry.station)
    held = {one.station: one.seq for one in contact.vector} if contact else {}
    others = (one.station for one in _mates(hub, entry.commune) if one.station != entry.station)
    positions = map(hub.store.book.position, others)
    return tuple(
        LogRange(one.station, held.get(one.station, 0) + 1, one.seq)
        for one in positions
        if one.seq > held.get(one.station, 0)
    )


def _mates(hub: Hub, commune: str) -> Iterable[EnrolledStation]:
    stations = hub.stations().stations.values()
    return sorted((one for one in stations if one.commune == commune), key=lambda one: one.number)
