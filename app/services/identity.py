"""The desk's identity (định danh trạm): a new key where the old one may not go on, or once a year (SYNC §2.8).

A copy of the data knows nothing of what was recorded after it was made. Going on under its key would write a second
history, and going on with its numbers would print one number twice. So the key is retired, and the desk works on at
once under a new one: with another number K where numbers may be lost, with the same one where the change was planned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import msgspec

from app.bundles import Bundles, FreshRun, NewIdentity, TrustPapers
from app.clock import Clock
from app.domain.errors import DeskCopied, DeskForked, DeskRestored, DomainError, NoNumberLeft
from app.domain.events import Event, StationOpened
from app.domain.numbering import another_number
from app.domain.station_events import (
    COPIED,
    FORKED,
    LOST_COUNTER,
    REKEYED,
    RESTORED,
    DossierInherited,
    StationRekeyed,
    StationSucceeded,
)
from app.logs import logger
from app.ports import ExchangeBook, LogRange, NewUnit, Queries, SegmentSeal
from app.readings import Desk, Officer
from app.services.bundle_runs import runs
from app.services.desk_place import HUB_CARD, ROSTER
from app.services.doubt import SUCCESSION, Doubt
from app.services.exchange import Exchange

OLDER_KEYS = "older_keys"
"""The kind of the document that holds private keys that are retired."""


def older_keys(book: ExchangeBook) -> tuple[bytes, ...]:
    """Return the retired private keys of this desk, newest first: late sticks are still sealed for them."""
    kept = book.document(OLDER_KEYS)
    return () if kept is None else msgspec.msgpack.decode(kept, type=tuple[bytes, ...])


class OwnStore(Protocol):
    """The desk's database as far as its identity goes."""

    def keys(self) -> bytes:
        """Return the present private keys."""

    def succeed(
        self,
        made: NewIdentity,
        happened: Sequence[tuple[str, bytes, Event]],
        documents: Mapping[str, bytes],
        seals: Sequence[SegmentSeal],
        *,
        officer_id: bytes,
    ) -> None:
        """Go on under a new key: the first changes of its log and the desk's row in one transaction."""


class NumbersKept(Protocol):
    """The desk numbers K that this computer took, remembered outside the data."""

    def of(self, unit_code: str) -> frozenset[int]:
        """Return the numbers taken of a unit code."""

    def note(self, unit_code: str, number: int) -> None:
        """Note a number before it is used."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Changes of this desk's key. After one, the desk must be opened anew: every service knows the old key."""

    store: OwnStore
    book: ExchangeBook
    queries: Queries
    bundles: Bundles
    clock: Clock
    desk: Desk
    new_unit: NewUnit
    taken: NumbersKept

    def succeed(self, doubt: Doubt, *, officer: Officer) -> int:
        """Retire the key and go on under another; return the number K from now on. Raises NoNumberLeft."""
        number = self.desk.station_number
        if doubt.reason in LOST_COUNTER:
            number = self._another_number()
        held = self.book.position(self.desk.station)
        made = self.bundles.new_identity(last=held.seq, head=held.head, reason=doubt.reason, number=number)
        at = self.clock.now().replace(microsecond=0)
        known_to = max(doubt.known_to, held.seq)
        first: Event = (
            StationRekeyed(at, held.station, held.seq, held.head, made.statement)
            if doubt.reason == REKEYED
            else StationSucceeded(at, held.station, held.seq, held.head, doubt.reason, made.statement, known_to)
        )
        # Same computer, same office: the files lie where they lay. A copy must not take them from the other one.
        heirs = self._inheritance((held.station,)) if doubt.reason in (RESTORED, REKEYED) else []
        self.store.succeed(
            made,
            [("station", made.station, first), *self._opening(made.station, number), *heirs],
            {
                OLDER_KEYS: msgspec.msgpack.encode((self.store.keys(), *older_keys(self.book))),
                SUCCESSION: made.statement,
            },
            self._seals_to_come(held.seq),
            officer_id=officer.id,
        )
        logger("identity").info("station_succeeded", station=made.station, previous=held.station, cause=doubt.reason)
        return number

    def rekey(self, *, officer: Officer) -> None:
        """Change to a new key as planned; number and series go on, the dossiers stay. The province follows by itself.

        The old key ends at its last change: whoever finds it on an old disk adds nothing any more.
        """
        self.succeed(Doubt(self.desk.station, REKEYED), officer=officer)

    def inherit(self, *, officer: Officer) -> int:
        """Take over every dossier that the older keys of this desk hold; return how many.

        For a copy of which a person knows that the other computer is out of use.
        """
        older = tuple(one.station for one in self.book.lineage(self.desk.station))
        found = self._inheritance(older)
        if found:
            with self.new_unit(officer.id) as unit:
                for aggregate_type, dossier_id, event in found:
                    unit.record(aggregate_type, dossier_id, event)
        return len(found)

    def lost(self) -> tuple[LogRange, ...]:
        """Return what older keys of this desk recorded and nobody has brought back yet."""
        return tuple(
            LogRange(one.station, one.seq + 1, one.known_to)
            for one in self.book.lineage(self.desk.station)
            if one.known_to > one.seq
        )

    def _inheritance(self, older: Sequence[bytes]) -> list[tuple[str, bytes, Event]]:
        at = self.clock.now().replace(microsecond=0)
        return [
            ("dossier", dossier_id, DossierInherited(at, station))
            for station in older
            for dossier_id in self.queries.held_by(station)
        ]

    def _another_number(self) -> int:
        used = {*self.queries.numbers_used(self.desk.unit_code), *self.taken.of(self.desk.unit_code)}
        stations = self.bundles.stations(TrustPapers(self.book.document(HUB_CARD), self.book.document(ROSTER)))
        if stations is not None:
            used |= {one.number for one in stations.stations.values() if one.commune == self.desk.commune}
        number = another_number(used, self.desk.station_number)
        if number is None:
            raise NoNumberLeft(commune=self.desk.commune_name)
        self.taken.note(self.desk.unit_code, number)
        return number

    def _opening(self, station: bytes, number: int) -> list[tuple[str, bytes, Event]]:
        desk, at = self.desk, self.clock.now()
        return [("station", station, StationOpened(at, desk.commune, number, desk.unit_code, desk.practice))]

    def _seals_to_come(self, last: int) -> list[SegmentSeal]:
        if not last:
            return []
        station = self.desk.station
        unsealed = [run for run in runs(self.book, station, (LogRange(station, 1, last),)) if isinstance(run, FreshRun)]
        return [seal for run in unsealed for seal in self.bundles.seal_run(run)]


def renewal(identity: Identity, exchange: Exchange) -> DomainError | None:
    """Return what the screen says about a key that had to be retired, until the province has confirmed the new one."""
    lineage = identity.book.lineage(identity.desk.station)
    if not lineage or lineage[0].reason not in LOST_COUNTER:
        return None
    lost = sum(one.last - one.first + 1 for one in identity.lost())
    if exchange.is_enrolled() and not lost:
        return None
    told = {RESTORED: DeskRestored, COPIED: DeskCopied, FORKED: DeskForked}[lineage[0].reason]
    return told(number=identity.desk.station_number, lost=lost, since=lineage[0].at)
