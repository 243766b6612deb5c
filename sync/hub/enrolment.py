"""Enrolling stations (ghi danh trạm): requests kept as they come, words compared, the roster signed anew."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from app.bundles import Enrolment
from app.domain.errors import (
    NotAnEnrolmentRequest,
    NotThisStation,
    PracticeAndReal,
    UnknownCommune,
    UnknownStation,
)
from app.domain.station_events import REKEYED
from app.logs import logger
from app.services.catalogue import load_catalogue
from app.services.desk_place import ROSTER
from app.services.incoming import Incoming
from app.services.merging import Tally
from sync.hub.ingest import HubPlace
from sync.hub.ledger import Ledger
from sync.hub.program import RENEW_BEFORE, ROSTER_VALID, Hub
from sync.hub.relaying import settle_order
from sync.wire.enrolment import EnrolmentRequest, read_request
from sync.wire.entry_slip import sign_slip
from sync.wire.parcel_parts import enrolment_of
from sync.wire.qr_text import REQUEST, entry_text, read_request_text
from sync.wire.reasons import NotAccepted
from sync.wire.roster import Roster, StationEntry, check_place, enrol, sign_roster
from sync.wire.succession import read_succession
from sync.wire.trust_papers import roster_document, trusted

_LIMIT = 64 * 1024
MOST_SEQ = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A station the roster names now. words: the ones that were compared. qr: the answer as text of a QR code."""

    station_id: bytes
    commune: str
    station: int
    unit_code: str
    words: tuple[str, ...]
    qr: str


@dataclass(frozen=True, slots=True)
class Cut:
    """A station that is cut off. after: the last change that counts; have: how many are held."""

    station_id: bytes
    commune: str
    station: int
    after: int
    have: int


@dataclass(frozen=True, slots=True)
class Enrolments:
    """The province's desk of enrolment."""

    hub: Hub

    def waiting(self) -> tuple[Enrolment, ...]:
        """Return the requests that bundles brought and nobody has answered, oldest first."""
        named = self.hub.stations().stations
        return tuple(one for one in self._ledger().requests() if one.station not in named)

    def find(self, asked: str) -> Enrolment:
        """Return a request by its file, by the text of its QR code, or one that waits by the start of its station id.

        Raises NotAnEnrolmentRequest, CannotRead, UnknownStation, PracticeAndReal, UnknownCommune, EnrolledElsewhere.
        """
        found = self._found(asked)
        if found.practice != self.hub.card.practice:
            raise PracticeAndReal
        if load_catalogue().commune(found.commune).code != found.commune:
            raise UnknownCommune(commune=found.commune)  # a name would hold numbers of its own beside the code's
        check_place(self._roster().stations.get(found.station), commune=found.commune, number=found.number)
        return found

    def enrol(self, requests: Sequence[Enrolment]) -> tuple[tuple[Enrolled, ...], Tally]:
        """Sign the stations into the roster, then take in what they sent before. Enrolled ones stay as they are.

        Raises StationNumberTaken, EnrolledElsewhere, NotAnEnrolmentRequest (the old key did not vouch for the new one):
        then nothing was signed.
        """
        with self.hub.store.book.holding(ROSTER):  # a worker may enrol an heir just now
            roster, now = self._roster(), self.hub.clock.now()
            entries = dict(roster.stations)
            for one in requests:
                check_place(entries.get(one.station), commune=one.commune, number=one.number)
                if one.station not in entries:
                    self._enter(entries, read_request(one.data), now=now)
            if entries != roster.stations:
                self._sign(entries, roster)
        self._ledger().answered({one.station for one in requests})
        named = tuple(self._enrolled(entries[one.station]) for one in requests)
        return named, self.take_what_waited()

    def _enrolled(self, entry: StationEntry) -> Enrolled:
        slip = sign_slip(entry, version=self._roster().version, key=self.hub.root_key())
        return Enrolled(entry.station_id, entry.commune, entry.number, entry.unit_code, entry.words, entry_text(slip))

    def follow_rekeyed(self) -> Tally:
        """Enrol the stations whose own enrolled key says, in a planned change, which key goes on for it."""
        waiting = self._ledger().requests()
        named = self.hub.stations().stations if waiting else {}
        ready = [
            one for one in waiting if one.reason == REKEYED and one.succeeds in named and self._is_vouched_for(one)
        ]
        return self.enrol(ready)[1] if ready else Tally()

    def revoke(self, asked: str, *, after: int | None, reason: str) -> Cut:
        """Cut a station off (thu hồi): what it recorded beyond a change counts no more until a person says so.

        after: the last change that counts, None for all that is held. Cut again, the lower cut stands. Whatever key the
        laptop has gone on under since is cut off with it. Raises UnknownStation, NotThisStation.
        """
        with self.hub.store.book.holding(ROSTER):
            roster, now = self._roster(), self.hub.clock.now()
            entry = self._entry(asked, roster)
            have = self.hub.store.book.position(entry.station_id).seq
            cut = have if after is None else after
            if not 0 <= cut <= MOST_SEQ:
                raise NotThisStation(station=asked, seq=cut, have=have)
            if entry.revoked_after is not None:
                cut = min(cut, entry.revoked_after)
            cuts = {entry.station_id: cut}
            for heir in _heirs(entry.station_id, roster):
                # All of its log comes after what the old one says last.
                held = 0 if cut < have else self.hub.store.book.position(heir.station_id).seq
                cuts[heir.station_id] = held if heir.revoked_after is None else min(held, heir.revoked_after)
            entries = dict(roster.stations)
            for station, last in cuts.items():
                entries[station] = msgspec.structs.replace(
                    entries[station],
                    revoked_after=last,
                    revoked_at=now.replace(microsecond=0),
                    revoked_because=reason[:200],
                )
            self._sign(entries, roster)
        logger("hub").info("station_revoked", station=entry.station_id, after=cut)
        return Cut(entry.station_id, entry.commune, entry.number, cut, have)

    def count_up_to(self, station: bytes, seq: int) -> None:
        """Let what a cut-off station recorded count up to a change, for a person has looked at it."""
        with self.hub.store.book.holding(ROSTER):
            roster = self._roster()
            entry = roster.stations.get(station)
            if entry is None or entry.revoked_after is None or entry.revoked_after >= seq:
                return
            entries = {**roster.stations, station: msgspec.structs.replace(entry, revoked_after=seq)}
            self._sign(entries, roster)
        logger("hub").info("cut_moved", station=station, after=seq)

    def renew(self) -> None:
        """Sign the list anew in good time before it passes its date, also where nobody comes or goes for a year."""
        hub = self.hub
        if hub.stations().expires - hub.clock.now() > RENEW_BEFORE:
            return
        with hub.store.book.holding(ROSTER):
            roster = self._roster()
            if roster.expires - hub.clock.now() <= RENEW_BEFORE:
                self._sign(roster.stations, roster)

    def take_what_waited(self) -> Tally:
        """Take in what waited for the list as it is now, and put it in order."""
        hub = self.hub
        store = hub.store
        tally = Incoming(store.book, store.queries, hub.bundles, hub.clock, HubPlace(hub), hub.scans()).settle()
        settle_order(hub)
        return tally

    def _entry(self, asked: str, roster: Roster) -> StationEntry:
        found = [one for station, one in roster.stations.items() if station.hex().startswith(asked.lower())]
        if len(found) != 1 or len(asked) < 4:
            raise UnknownStation(station=asked)
        return found[0]

    def _enter(self, entries: dict[bytes, StationEntry], request: EnrolmentRequest, *, now: datetime) -> None:
        """Enter a station; a planned change of keys ends the old one where its own log says."""
        said = request.succeeds
        replaces = b""
        if said is not None and (old := entries.get(said.previous)) is not None:
            if not _vouched(request, old):
                raise NotAnEnrolmentRequest(name=f"{request.commune}-{request.number}")
            if said.reason == REKEYED:
                replaces = said.previous
                cut = said.last if old.revoked_after is None else min(said.last, old.revoked_after)
                entries[said.previous] = msgspec.structs.replace(
                    old, revoked_after=cut, revoked_at=now.replace(microsecond=0), revoked_because=REKEYED
                )
        entries[request.station_id] = enrol(request, now=now, valid_to=now + ROSTER_VALID, replaces=replaces)

    def _is_vouched_for(self, one: Enrolment) -> bool:
        old = self._roster().stations.get(one.succeeds or b"")
        return old is not None and not old.is_revoked and _vouched(read_request(one.data), old)

    def _sign(self, entries: Mapping[bytes, StationEntry], roster: Roster) -> None:
        sign_anew(self.hub, entries, version=roster.version + 1)

    def _found(self, asked: str) -> Enrolment:
        if asked.upper().startswith(REQUEST):
            return enrolment_of(*read_request_text(asked))
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


def sign_anew(hub: Hub, entries: Mapping[bytes, StationEntry], *, version: int) -> None:
    """Sign a roster of these stations and keep it with the roots and receiving keys in force.

    Raises StationNumberTaken, EnrolledElsewhere where a station of the list in force would go to another place.
    """
    held = trusted(hub.papers()).roster
    for station, entry in entries.items():
        check_place(held.stations.get(station) if held else None, commune=entry.commune, number=entry.number)
    targets = sign_roster(
        entries.values(),
        key=hub.root_key(),
        version=version,
        expires=hub.clock.now() + ROSTER_VALID,
        receiving=hub.receiving(),
    )
    hub.store.book.keep_document(ROSTER, roster_document(targets, roots=hub.roots()))
    logger("hub").info("roster_signed", version=version, stations=len(entries))


def _heirs(station: bytes, roster: Roster) -> Iterator[StationEntry]:
    """Yield the keys a laptop went on under by planned changes, in order."""
    after = {one.replaces: one for one in roster.stations.values() if one.replaces}
    seen = {station}
    while (heir := after.get(station)) is not None and heir.station_id not in seen:
        yield heir
        station = heir.station_id
        seen.add(station)


def _vouched(request: EnrolmentRequest, old: StationEntry) -> bool:
    """Return whether the old key signed the succession, for the same commune, and for the same K if it was planned."""
    try:
        said = read_succession(request.succession, signing_key=old.signing)
    except NotAccepted:
        return False
    same_place = (request.commune, request.unit_code) == (old.commune, old.unit_code)
    return same_place and (said.reason != REKEYED or request.number == old.number)
