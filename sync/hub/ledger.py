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

_REQUESTS, _CONTACTS = "requests", "contacts"
_MOST_REQUESTS = 500


class Contact(msgspec.Struct, array_like=True, frozen=True):
    """The newest bundle of a station: when it came, when its sender wrote it, what the sender held and lacked then."""

    came_at: datetime
    made_at: datetime
    vector: tuple[Position, ...]
    wanted: tuple[WantedScan, ...] = ()


class Ledger:
    """Small documents in the store, replaced whole."""

    def __init__(self, book: ExchangeBook, bundles: WireBundles) -> None:
        self._book, self._bundles = book, bundles

    def requests(self) -> tuple[Enrolment, ...]:
        """Return the requests that bundles brought, oldest first."""
        return tuple(self._bundles.read_request(data, name="") for data in self._kept())

    def note_request(self, request: Enrolment) -> None:
        """Keep a request; a newer one of the same station replaces it. The oldest give way when there are too many."""
        others = [one.data for one in self.requests() if one.station != request.station]
        self._keep([*others, request.data][-_MOST_REQUESTS:])

    def answered(self, stations: AbstractSet[bytes]) -> None:
        """Forget the requests of stations that are enrolled now."""
        self._keep([one.data for one in self.requests() if one.station not in stations])

    def contacts(self) -> dict[bytes, Contact]:
        """Return the last contact of each station."""
        kept = self._book.document(_CONTACTS)
        return {} if kept is None else msgspec.msgpack.decode(kept, type=dict[bytes, Contact])

    def note_contact(self, opened: Opened, *, now: datetime) -> None:
        """Note a bundle; an old one read again does not turn back what the station holds.

        One from a clock that ran ahead counts as written now: it must not outweigh all that follow.
        """
        contacts, made_at = self.contacts(), min(opened.made_at, now)
        last = contacts.get(opened.sender)
        if last is None or made_at >= last.made_at:
            contacts[opened.sender] = Contact(now, made_at, opened.vector, opened.wanted)
            self._book.keep_document(_CONTACTS, msgspec.msgpack.encode(contacts))

    def last_contact(self, station: bytes) -> datetime | None:
        """Return when a station's newest bundle came, in +07:00."""
        contact = self.contacts().get(station)
        return None if contact is None else local(contact.came_at)

    def _kept(self) -> list[bytes]:
        kept = self._book.document(_REQUESTS)
        return [] if kept is None else msgspec.msgpack.decode(kept, type=list[bytes])

    def _keep(self, requests: list[bytes]) -> None:
        self._book.keep_document(_REQUESTS, msgspec.msgpack.encode(requests))
