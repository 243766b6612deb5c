"""Taking bundles in at the province (tiếp nhận gói): spooled, believed, checked for scope, merged by one table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from app.bundles import (
    Answer,
    Arrived,
    BaselineNamed,
    Cancelled,
    Opened,
    Progress,
    PublishedContent,
    PublishedList,
    StationList,
    TrustPapers,
)
from app.domain.errors import Forged, NotForUs
from app.domain.merge_events import is_province_log
from app.files import fault_of
from app.i18n import N_, _
from app.logs import logger
from app.services.incoming import IMPORTED, Imported, Incoming, each_file
from app.services.merging import (
    AT_PROVINCE,
    OWN_LOG,
    PROVINCES,
    PROVISIONAL,
    REVOKED,
    SCOPE,
    UNSOUND,
)
from app.services.scope import lacks_bodies, oversteps, speaks_for_province
from sync.hub.ledger import Ledger
from sync.hub.lives import found_restored, may_begin_unasked
from sync.hub.program import Hub
from sync.hub.reader import ReadApart, Reader
from sync.hub.relaying import settle_order

_ANOTHER_COMMUNE = N_("it says something about another commune")


class HubPlace:
    """See :class:`app.services.incoming.Place`. For one reading: the papers are those of its beginning.

    communes: whose stations something came from.
    """

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._ledger = Ledger(hub.store.book, hub.bundles)
        self._papers = hub.papers()
        self._stations = hub.stations(self._papers).stations
        self.sender: bytes | None = None
        self.communes: set[str] = set()

    @property
    def station(self) -> bytes:
        """The hub's own station."""
        return self._hub.store.station

    @property
    def practice(self) -> bool:
        """Whether this is a practice hub."""
        return self._hub.card.practice

    def papers(self) -> TrustPapers:
        """Return the card and the roster held."""
        return self._papers

    def welcome(self, opened: Opened) -> None:
        """Take what was addressed to this hub; keep the request of a station that asks to be enrolled."""
        self.sender = opened.sender
        if opened.addressee != self.station:
            raise NotForUs(name=opened.commune)
        if opened.enrolment is not None:
            self._ledger.note_request(opened.enrolment)
            return
        if self._stations[opened.sender].commune != opened.commune:
            raise Forged(name=opened.commune, reason=_(_ANOTHER_COMMUNE), code=SCOPE)
        self._look_at_own_log(opened)

    def _look_at_own_log(self, opened: Opened) -> None:
        """Begin a new life where a desk says it holds more of the present one than is here: a copy was put back.

        It is begun before anything is written, for a log written twice is a fork. What a desk says proves nothing, so
        it counts a limited number of times.
        """
        hub, log = self._hub, self._hub.log_of(opened.commune)
        said = next((one.seq for one in opened.vector if one.station == log), 0)
        if said > hub.store.book.position(log).seq and may_begin_unasked(hub.lives()):
            found_restored(hub)

    def learn(self, stations: StationList) -> bool:
        """The roster is made here; one that comes back says nothing new."""
        return False

    def publish(self, part: PublishedList | PublishedContent | BaselineNamed) -> bool:
        """What is published is published here; what comes back says nothing new."""
        return False

    def objection(self, segment: Arrived) -> str | None:
        """Return why a segment may not be taken: not enrolled yet, cut off, or about another commune."""
        if segment.seal.station == self.station:
            return OWN_LOG if segment.range.last > self._hub.store.book.position(self.station).seq else None
        if segment.seal.station not in self._stations and self._hub.roster.commune_of(segment.seal.station):
            return self._objection_to_own(segment)
        author = self._stations.get(segment.seal.station)
        if author is None:
            return PROVISIONAL
        self.communes.add(author.commune)
        if lacks_bodies(segment, self._hub.store.book):
            if segment.seal.station != self.sender:
                return AT_PROVINCE
            if not self._hub.has_forgotten():
                return UNSOUND
        if speaks_for_province(segment):
            return PROVINCES
        reason = oversteps(
            segment,
            self._hub.store.book,
            self._stations,
            vouches=self._vouches,
            commune_of=self._commune_of,
            writes_for=self._writes_for,
        )
        cut = author.revoked_after
        return reason or (REVOKED if cut is not None and segment.range.last > cut else None)

    def _objection_to_own(self, segment: Arrived) -> str | None:
        """Take back what this hub signed and has forgotten, a copy of it having been put back: a desk brings it.

        Its own key vouches for every word; but bodies that a desk emptied would stay empty.
        """
        station, book = segment.seal.station, self._hub.store.book
        if segment.range.last <= book.position(station).seq:
            return None
        found_restored(self._hub, station)
        if lacks_bodies(segment, book):
            return AT_PROVINCE
        self.communes.add(self._hub.roster.commune_of(station) or "")
        return None

    def cut(self, station: bytes) -> int | None:
        """Return the last change of a station that counts, None for one in good standing."""
        entry = self._stations.get(station)
        return entry.revoked_after if entry else None

    def settle_fork(self, segment: Arrived) -> bool:
        """The first history that came stands; the other is kept apart until its laptop issues it anew."""
        logger("hub").info("fork", station=segment.seal.station, first=segment.range.first, last=segment.range.last)
        return False

    def told(self) -> tuple[str, ...]:
        """Nothing: what the province has to be told stands on its pages."""
        return ()

    def hear(self, answer: Answer, *, sha256: str) -> int:
        """Nobody confirms anything to the province."""
        return 0

    def finished(self, opened: Opened) -> None:
        """Note when the station spoke and what it holds."""
        self._ledger.note_contact(opened, now=self._hub.clock.now())

    def _vouches(self, statement: bytes, older: bytes, heir: bytes) -> bool:
        return self._hub.bundles.vouches(statement, older=older, heir=heir, papers=self._papers)

    def _writes_for(self, log: bytes, commune: str) -> bool:
        return is_province_log(log, self.station, commune)

    def _commune_of(self, station: bytes) -> str | None:
        entry = self._stations.get(station)
        return entry.commune if entry else None


_reader = Reader()
"""One child for whatever this process reads."""


def read_apart(hub: Hub) -> ReadApart:
    """Return the hub's bundles, read in a child process."""
    return ReadApart(hub.store.keys(), _reader, older=hub.later_keys())


def ingest(
    hub: Hub, paths: Iterable[Path], *, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> tuple[Imported, ...]:
    """Read bundles in; a folder stands for every bundle in it. Every file is tried."""

    def read(path: Path) -> Imported:
        spooled = _spool(hub, path)
        store = hub.store
        incoming = Incoming(store.book, store.queries, read_apart(hub), hub.clock, HubPlace(hub), hub.scans())
        try:
            taken = incoming.take_in(spooled, name=path.name, progress=progress, cancelled=cancelled)
        finally:
            spooled.unlink(missing_ok=True)
        return settled(hub, taken)

    return each_file(paths, hub.bundles, read)


def settled(hub: Hub, taken: Imported, communes: Iterable[str] | None = None) -> Imported:
    """Put what came in in order, pass it on, follow planned changes of keys.

    communes: the only ones that anything came from, None to look at all. Branches that came again under a new key are
    let go of.
    """
    from sync.hub.enrolment import Enrolments
    from sync.hub.forks import clear_settled

    settle_order(hub, communes)
    waited = Enrolments(hub).follow_rekeyed()
    clear_settled(hub)
    if not waited.new:
        return taken
    outcome = IMPORTED if taken.outcome == PROVISIONAL else taken.outcome
    return replace(taken, outcome=outcome, new_changes=taken.new_changes + waited.new, parked=0, reason="")


def _spool(hub: Hub, path: Path) -> Path:
    """Copy a bundle off its medium, under the name a refusal calls it by; what a crash left goes first."""
    spool = hub.paths.reading
    try:
        spool.mkdir(exist_ok=True)
        for left in spool.iterdir():
            left.unlink()
    except OSError as failed:
        raise fault_of(failed, spool.name) from failed
    spooled = spool / path.name
    hub.bundles.copy(path, spooled)
    return spooled
