"""The province's answers (gói trả lời): one bundle a station, sealed for it alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from app.bundles import MOST_WANTED, Answer, EnrolledStation, FreshRun, KeptRun, Letter, Progress, WantedScan
from app.clock import ZONE
from app.domain.errors import UnknownStation
from app.logs import logger
from app.ports import LogRange
from app.readings import Position
from app.services.bundle_runs import count, runs
from app.services.merging import FORK, GAP, PARKED, REJECTED, REVOKED, whole_of
from sync.hub.enrolment import Enrolments
from sync.hub.ledger import Ledger
from sync.hub.program import Hub, new_id
from sync.hub.publishing import Publishing

ANSWER = "answer"
SNAPSHOT_FROM = 2_000
"""Below so many changes the history itself is as quick, and every single change can be looked at."""

_ANY_TIME = datetime(2000, 1, 1, tzinfo=ZONE)


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer bundle, written and read back."""

    path: Path
    station_id: bytes
    bytes: int
    changes: int


def write_answers(
    hub: Hub,
    folder: Path,
    *,
    station: str | None = None,
    progress: Progress | None = None,
    snapshot_from: int = SNAPSHOT_FROM,
) -> tuple[Answered, ...]:
    """Write an answer for every station in good standing, or for one, named by the start of its id.

    snapshot_from: a new laptop that lacks so many changes gets a snapshot instead of them.
    Raises UnknownStation, DiskFull, CannotWrite, DriveGone.
    """
    Enrolments(hub).renew()
    Publishing(hub).renew()
    entries = [
        one for one in hub.stations().stations.values() if one.revoked_after is None or _is_left_behind(hub, one)
    ]
    if station is not None:
        entries = [one for one in entries if one.station.hex().startswith(station.lower())]
        if len(entries) != 1:
            raise UnknownStation(station=station)
    ordered = sorted(entries, key=lambda one: (one.commune, one.number))
    return tuple(answer_one(hub, folder, entry, progress=progress, snapshot_from=snapshot_from) for entry in ordered)


def acknowledgement(hub: Hub, commune: str, *, to: bytes | None = None) -> Answer:
    """Return what the hub can say to a commune's stations now: always made anew from what it holds.

    to: the station it is said to, which is asked for its own scans before the others'.
    """
    book = hub.store.book
    stations = [*(one.station for one in _mates(hub, commune)), *hub.logs_of(commune)]
    asides = [aside for station in stations for aside in book.set_asides(station)]
    unread = [(station, seq, reason) for station in stations for seq, reason in hub.unprojected(station)]
    return Answer(
        practice=hub.card.practice,
        at=hub.clock.now(),
        have=tuple(held for held in map(book.position, stations) if held.seq),
        parked=tuple(LogRange(one.station, one.first, one.last) for one in asides if one.reason == GAP),
        quarantined=(*((one.station, one.first, one.reason) for one in asides if one.reason not in PARKED), *unread),
        roster_version=hub.stations().version,
        catalogue_version=Publishing(hub).catalogue().version,
        wanted=_wanted(hub, stations, to),
    )


def _wanted(hub: Hub, stations: Sequence[bytes], to: bytes | None) -> tuple[WantedScan, ...]:
    """Return the scans to ask for. The newest may lie on a laptop that is gone; what is here must not wait for them."""
    own = () if to is None else (to, *(one.station for one in hub.store.book.lineage(to)))
    first = hub.scans().wanted(scanned_at=own) if own else ()
    asked = dict.fromkeys((*first, *hub.scans().wanted(scanned_at=stations)))
    return tuple(asked)[:MOST_WANTED]


def answer_tag(hub: Hub, station: bytes) -> str | None:
    """Return what changes whenever a station's answer would say something new; None for one that gets none.

    Two answers of one tag differ only in their moment and their seal.
    """
    entry = hub.stations().stations.get(station)
    if entry is None or (entry.revoked_after is not None and not _is_left_behind(hub, entry)):
        return None
    ranges, letter = _letter(hub, entry, SNAPSHOT_FROM)
    if letter.answer is not None:
        letter = replace(letter, answer=replace(letter.answer, at=_ANY_TIME))
    said = (replace(letter, bundle=b"", day=date.min, made_at=_ANY_TIME), ranges, hub.papers())
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def answer_one(
    hub: Hub,
    folder: Path,
    entry: EnrolledStation,
    *,
    progress: Progress | None = None,
    snapshot_from: int = SNAPSHOT_FROM,
) -> Answered:
    """Write the answer for one station. Raises DiskFull, CannotWrite, DriveGone."""
    book, now = hub.store.book, hub.clock.now()
    (ranges, letter), scans = _letter(hub, entry, snapshot_from), _scans_for(hub, entry)
    written = list(
        hub.bundles.write_set(
            folder,
            letter,
            _runs(hub, entry.commune, ranges),
            papers=hub.papers(),
            scans=hub.scans().outgoing(scans),
            progress=progress,
        )
    )
    for sent in written:
        for seal in sent.seals:
            book.keep_seal(seal)
        book.wrote(name=sent.path.name, sha256=sent.sha256, size=sent.size, ranges=(), dossiers=0, at=now)
    changes = sum(one.changes for one in written)
    logger("hub").info("answer_written", station=entry.station, changes=changes, files=len(written))
    return Answered(written[0].path, entry.station, sum(one.size for one in written), changes)


def _runs(hub: Hub, commune: str, ranges: Iterable[LogRange]) -> Iterator[KeptRun | FreshRun]:
    """Yield what covers the ranges. A part that a cut falls into goes whole, for its signature covers no less.

    Whoever gets it takes as much of it as the roster says.
    """
    book, own = hub.store.book, {hub.store.station, *hub.logs_of(commune)}
    for one in ranges:
        yield from runs(book, own, (one,))
        for aside in book.set_asides(one.station):
            if aside.reason in (REVOKED, REJECTED) and aside.first <= one.last < aside.last:
                segment = hub.bundles.reopen(whole_of(aside, book), papers=hub.papers())
                if segment is not None and book.hash_at(one.station, aside.first - 1) == segment.previous:
                    yield KeptRun(aside.seal, iter(segment.changes))


def _letter(hub: Hub, entry: EnrolledStation, snapshot_from: int) -> tuple[tuple[LogRange, ...], Letter]:
    """Return what an answer carries and says; to a key that was left behind no word of any citizen."""
    is_mate = entry.revoked_after is None
    now, ranges = hub.clock.now(), _lacking(hub, entry) if is_mate else ()
    baseline: tuple[bytes, ...] = ()
    if count(ranges) >= snapshot_from and all(one.first == 1 for one in ranges):
        pieces = hub.store.baselines.pieces_of(tuple(one.station for one in ranges))
        baseline, ranges = tuple(map(hub.bundles.baseline_content, pieces)), ()
    document, contents = Publishing(hub).lacking(entry.station) if is_mate else (None, ())
    said = acknowledgement(hub, entry.commune, to=entry.station)
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
        answer=said if is_mate else replace(said, parked=(), quarantined=(), wanted=()),
        published=document,
        contents=contents,
        baseline=baseline,
        scan_bytes=sum(size for _scan, size in _scans_for(hub, entry)),
    )
    return ranges, letter


def _is_left_behind(hub: Hub, entry: EnrolledStation) -> bool:
    """Tell whether a key speaks that another one has replaced: an image of its disk was put back, and must be told."""
    heirs = hub.stations().stations.values()
    if entry.revoked_at is None or not any(
        one.replaces == entry.station and one.revoked_after is None for one in heirs
    ):
        return False
    contact = Ledger(hub.store.book, hub.bundles).contact(entry.station)
    return contact is not None and contact.came_at > entry.revoked_at


def _scans_for(hub: Hub, entry: EnrolledStation) -> tuple[tuple[WantedScan, int], ...]:
    """Return the scans a station lacked when it last wrote, as far as its own commune scanned them."""
    if entry.revoked_after is not None:
        return ()
    contact = Ledger(hub.store.book, hub.bundles).contacts().get(entry.station)
    mates = {one.station for one in _mates(hub, entry.commune)}
    wanted = contact.wanted if contact else ()
    return hub.scans().sendable(wanted, may_have=lambda stations: not mates.isdisjoint(stations))


def _lacking(hub: Hub, entry: EnrolledStation) -> tuple[LogRange, ...]:
    """Return what the province and the commune's other stations recorded and this one did not hold when it last wrote.

    Of a station whose other history it holds, everything: where the two part, it finds out itself. The province's logs
    come last: what they put in order has arrived by then.
    """
    contact = Ledger(hub.store.book, hub.bundles).contact(entry.station)
    held = {one.station: one for one in contact.vector} if contact else {}
    others = (one.station for one in _mates(hub, entry.commune) if one.station != entry.station)
    positions = map(hub.store.book.position, (*others, *hub.logs_of(entry.commune)))
    lacking = ((here, _known_to(hub, here, held.get(here.station))) for here in positions)
    return tuple(LogRange(here.station, known + 1, here.seq) for here, known in lacking if here.seq > known)


def _known_to(hub: Hub, here: Position, there: Position | None) -> int:
    """Return how far a station holds the history of a log that stands here."""
    book = hub.store.book
    if there is None or not there.seq:
        return 0
    if there.seq <= here.seq:
        return there.seq if book.hash_at(there.station, there.seq) == there.head else 0
    forked = any(aside.reason == FORK for aside in book.set_asides(there.station))
    return 0 if forked else here.seq


def _mates(hub: Hub, commune: str) -> Iterable[EnrolledStation]:
    stations = hub.stations().stations.values()
    return sorted((one for one in stations if one.commune == commune), key=lambda one: one.number)
