"""Enrolling stations (ghi danh trạm): requests kept as they come, words compared, the roster signed anew."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.bundles import Enrolment
from app.domain.errors import PracticeAndReal, UnknownCommune, UnknownStation
from app.logs import logger
from app.services.catalogue import load_catalogue
from app.services.desk_place import ROSTER
from app.services.incoming import Incoming
from app.services.merging import Tally
from sync.hub.ingest import HubPlace
from sync.hub.ledger import Ledger
from sync.hub.program import ROSTER_VALID, Hub
from sync.hub.relaying import settle_order
from sync.wire.enrolment import read_request
from sync.wire.roster import Roster, StationEntry, enrol, sign_roster
from sync.wire.trust_papers import roster_document, trusted

_LIMIT = 64 * 1024


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A station the roster names now. words: the ones that were compared."""

    station_id: bytes
    commune: str
    station: int
    unit_code: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Enrolments:
    """The province's desk of enrolment."""

    hub: Hub

    def waiting(self) -> tuple[Enrolment, ...]:
        """Return the requests that bundles brought and nobody has answered, oldest first."""
        named = self.hub.stations().stations
        return tuple(one for one in self._ledger().requests() if one.station not in named)

    def find(self, asked: str) -> Enrolment:
        """Return a request by its file, or one that waits by the start of its station id.

        Raises NotAnEnrolmentRequest, CannotRead, UnknownStation, PracticeAndReal, UnknownCommune.
        """
        found = self._found(asked)
        if found.practice != self.hub.card.practice:
            raise PracticeAndReal
        if load_catalogue().commune(found.commune).code != found.commune:
            raise UnknownCommune(commune=found.commune)  # a name would hold numbers of its own beside the code's
        return found

    def enrol(self, requests: Sequence[Enrolment]) -> tuple[tuple[Enrolled, ...], Tally]:
        """Sign the stations into the roster, then take in what they sent before. Enrolled ones stay as they are.

        Raises StationNumberTaken: then nothing was signed.
        """
        roster, now = self._roster(), self.hub.clock.now()
        entries = dict(roster.stations)
        for one in requests:
            entries.setdefault(one.station, enrol(read_request(one.data), now=now, valid_to=now + ROSTER_VALID))
        if entries != roster.stations:
            self._sign(entries, roster.version + 1)
        self._ledger().answered({one.station for one in requests})
        return tuple(_enrolled(entries[one.station]) for one in requests), self._take_what_waited()

    def _sign(self, entries: dict[bytes, StationEntry], version: int) -> None:
        expires = self.hub.clock.now() + ROSTER_VALID
        targets = sign_roster(entries.values(), key=self.hub.root_key(), version=version, expires=expires)
        self.hub.store.book.keep_document(ROSTER, roster_document(targets))
        logger("hub").info("roster_signed", version=version, stations=len(entries))

    def _take_what_waited(self) -> Tally:
        hub = self.hub
        tally = Incoming(hub.store.book, hub.store.queries, hub.bundles, hub.clock, HubPlace(hub)).settle()
        settle_order(hub)
        return tally

    def _found(self, asked: str) -> Enrolment:
        path = Path(asked)
        if path.suffix or os.path.exists(path):  # noqa: PTH110 - it bears names that Path.exists() raises for
            return self.hub.bundles.read_request(self.hub.bundles.read_small(path, limit=_LIMIT), name=path.name)
        found = [one for one in self._ledger().requests() if one.station.hex().startswith(asked.lower())]
        if len(found) != 1 or len(asked) < 4:
            raise UnknownStation(station=asked)
        return found[0]

    def _ledger(self) -> Ledger:
        return Ledger(self.hub.store.book, self.hub.bundles)

    def _roster(self) -> Roster:
        roster = trusted(self.hub.papers()).roster
        if roster is None:
            raise UnknownStation(station="")
        return roster


def _enrolled(entry: StationEntry) -> Enrolled:
    return Enrolled(entry.station_id, entry.commune, entry.number, entry.unit_code, entry.words)
