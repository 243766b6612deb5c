"""What the hub notes beside the log: requests that wait for an answer, and when each station last spoke."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from app.bundles import Enrolment, Opened, WantedScan
from app.clock import local
from app.readings import Position

if TYPE_CHECKING:
    from app.ports import ExchangeBook
    from sync.wire.parcels import WireBundles

_REQUESTS, _CONTACTS, _CONTACT = "requests", "contacts", "contact/"
_MOST_REQUESTS = 500


class Contact(msgspec.Struct, array_like=True, frozen=True):
    """The newest bundle of a station: when it came, when its sender wrote it, what the sender held and lacked then.

    bundle: its id, by which two of a desk are told apart; empty where it was minted by a clock that ran ahead.
    """

    came_at: datetime
    made_at: datetime
    vector: tuple[Position, ...]
    wanted: tuple[WantedScan, ...] = ()
    bundle: bytes = b""

    @property
    def heard_at(self) -> datetime:
        """When it came, in +07:00."""
        return local(self.came_at).replace(microsecond=0)

    @property
    def seqs(self) -> dict[bytes, int]:
        """How far the sender held each log it spoke of."""
        return {at.station: at.seq for at in self.vector}


_encode = msgspec.msgpack.encode
_contact = msgspec.msgpack.Decoder(Contact).decode


class Ledger:
    """Small documents in the store, one a station and one of requests; several workers may note at once."""

    def __init__(self, book: ExchangeBook, bundles: WireBundles) -> None:
        self._book, self._bundles = book, bundles

    def requests(self) -> tuple[Enrolment, ...]:
        """Return the requests that bundles brought, oldest first."""
        return tuple(self._bundles.read_request(data, name="") for data in self._kept())

    def note_request(self, request: Enrolment) -> None:
        """Keep a request; a newer one of the same station replaces it. The oldest give way when there are too many."""

        def with_it(kept: bytes | None) -> bytes:
            others = [one for one in _listed(kept) if self._station_of(one) != request.station]
            return _encode([*others, request.data][-_MOST_REQUESTS:])

        self._book.change_document(_REQUESTS, with_it)

    def answered(self, stations: AbstractSet[bytes]) -> None:
        """Forget the requests of stations that are enrolled now."""

        def without(kept: bytes | None) -> bytes:
            return _encode([one for one in _listed(kept) if self._station_of(one) not in stations])

        self._book.change_document(_REQUESTS, without)

    def contacts(self) -> dict[bytes, Contact]:
        """Return the last contact of each station."""
        each = self._book.documents(_CONTACT)
        return self._old_contacts() | {bytes.fromhex(station): _contact(data) for station, data in each.items()}

    def contact(self, station: bytes) -> Contact | None:
        """Return the last contact of one station."""
        data = self._book.document(_CONTACT + station.hex())
        return self._old_contacts().get(station) if data is None else _contact(data)

    def note_contact(self, opened: Opened, *, now: datetime) -> None:
        """Note a bundle; an old one read again does not turn back what the station holds.

        Old is what holds less of the sender's own log, which only grows; or, of as much, what holds no more of the
        others and bears the smaller id, which desks let rise though a clock was set back. One from a clock that ran
        ahead counts as written now, and its id for nothing: it must not outweigh all that follow.
        """
        sender = opened.sender
        noted = Contact(now, min(opened.made_at, now), opened.vector, opened.wanted, _believed(opened.bundle, now))

        def newest(kept: bytes | None) -> bytes | None:
            before = None if kept is None else _contact(kept)
            return _encode(noted) if before is None or _is_newer(noted, before, sender) else None

        self._book.change_document(_CONTACT + opened.sender.hex(), newest)

    def _kept(self) -> list[bytes]:
        return _listed(self._book.document(_REQUESTS))

    def _station_of(self, request: bytes) -> bytes:
        return self._bundles.read_request(request, name="").station

    def _old_contacts(self) -> dict[bytes, Contact]:
        """Return what a hub of the first program noted, all in one document."""
        kept = self._book.document(_CONTACTS)
        return {} if kept is None else msgspec.msgpack.decode(kept, type=dict[bytes, Contact])


def _is_newer(noted: Contact, before: Contact, sender: bytes) -> bool:
    """Tell by what only grows, then by the ids, and by the sender's clock where these tell nothing."""
    if sender in noted.seqs and sender in before.seqs and noted.seqs[sender] != before.seqs[sender]:
        return noted.seqs[sender] > before.seqs[sender]
    grew = any(seq > before.seqs.get(station, 0) for station, seq in noted.seqs.items())
    shrank = any(noted.seqs.get(station, 0) < seq for station, seq in before.seqs.items())
    # To shrink alone proves nothing: a desk that gives way to the province's history of a mate then holds less of it.
    if grew and not shrank:
        return True
    if noted.bundle and before.bundle and noted.bundle != before.bundle:
        return noted.bundle > before.bundle
    return noted.made_at >= before.made_at


def _believed(bundle: bytes, now: datetime) -> bytes:
    """Return the id of a bundle (UUIDv7) if the time in it is not still to come."""
    return bundle if int.from_bytes(bundle[:6]) <= int(now.timestamp() * 1000) else b""


def _listed(kept: bytes | None) -> list[bytes]:
    return [] if kept is None else msgspec.msgpack.decode(kept, type=list[bytes])
