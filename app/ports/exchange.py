"""The log as bundles see it, and what waits for a hub."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.domain.ordering import Change
from app.readings import (
    Ancestor,
    ExchangeRecord,
    Position,
)


@dataclass(frozen=True, slots=True)
class LogRange:
    """Consecutive changes of one station, first and last sequence number included."""

    station: bytes
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class MergeResult:
    """What came of a batch: changes new here, known already; dossiers touched."""

    new: int
    known: int
    dossiers: int = 0


@dataclass(frozen=True, slots=True)
class SegmentSeal:
    """The signed header of a segment, kept as evidence and to send another desk's work on verbatim."""

    station: bytes
    first: int
    last: int
    header: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class SetAside:
    """A segment that could not be taken yet or at all: parked for a gap, or quarantined with a reason code.

    data: its bytes; left out in lists, which may stand for many megabytes.
    """

    station: bytes
    first: int
    last: int
    reason: str
    seal: SegmentSeal
    data: bytes = b""


class ExchangeBook(Protocol):
    """The log as bundles see it, and the bookkeeping of exports and acknowledgements (not in the log)."""

    def position(self, station: bytes) -> Position:
        """Return how far a station's log is held; seq 0 and the genesis head if unknown."""

    def hash_at(self, station: bytes, seq: int) -> bytes:
        """Return the chain hash after a change; the genesis head for seq 0."""

    def unacknowledged(self) -> tuple[LogRange, ...]:
        """Return every range of any station held here that the province has not confirmed."""

    def changes(self, log_range: LogRange) -> Iterator[Change]:
        """Yield the changes of a range in order, streaming."""

    def first_dropped(self, log_range: LogRange) -> int | None:
        """Return the first change of a range whose body was dropped here, None where all are whole."""

    def dossiers_in(self, ranges: Sequence[LogRange]) -> int:
        """Return how many dossiers the ranges touch."""

    def logs_relaying(self, aggregate_ids: Sequence[bytes]) -> dict[bytes, frozenset[bytes]]:
        """Return the logs in which the province passed each of these dossiers on; none for the others."""

    def owners(self, aggregate_ids: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return the station that received each dossier, or enrolled each officer, of those known here."""

    def merge(self, changes: Iterable[Change], *, head: bytes, seal: SegmentSeal | None = None) -> MergeResult:
        """Append a verified run of one station's next changes in one transaction and project them.

        The run must start right after what is held; ``head`` is the chain hash after its last
        change, checked again here; the seal is kept with them, or a crash in between would leave
        changes that can never be passed on. Raises Forged if the chain does not meet it.
        """

    def wrote(
        self,
        *,
        name: str,
        sha256: str,
        size: int,
        ranges: Sequence[LogRange],
        dossiers: int,
        at: datetime,
        by_link: bool = False,
    ) -> None:
        """Note a bundle that was written and read back, or that the other end has; it is no longer unsent."""

    def read(self, *, name: str, sha256: str, size: int, new: int, outcome: str, at: datetime) -> None:
        """Note a bundle that was read in."""

    def was_read(self, sha256: str) -> bool:
        """Return whether a bundle of these bytes was read in fully before."""

    def acknowledge(
        self,
        positions: Sequence[Position],
        *,
        at: datetime,
        sha256: str,
        may_lower: bool = False,
        named: AbstractSet[bytes] | None = None,
    ) -> int:
        """Take the province's word: up to these positions it holds all. Returns how many changes that adds.

        may_lower: it is the newest word, so a lower position means that the province lost what it had confirmed.
        named: the logs it names at all; of the others it holds nothing then.

        A position whose head differs from ours is a fork: raises Forged.
        """

    def keep_seal(self, seal: SegmentSeal) -> None:
        """Keep the signature of a segment that was written or taken in; a known one changes nothing."""

    def seals(self, log_range: LogRange) -> tuple[SegmentSeal, ...]:
        """Return the kept seals that touch a range, in order, without overlaps."""

    def set_aside(self, segment: SetAside) -> None:
        """Park (reason ``gap``) or quarantine a segment; the same one again changes nothing.

        At most 64 MiB are parked a station: the newest is then refused with CannotWrite's sibling
        ``ParkedTooMuch`` and asked for again later.
        """

    def set_asides(self, station: bytes | None = None) -> tuple[SetAside, ...]:
        """Return what is parked or quarantined, of one station or of all, oldest first; without the data."""

    def data_of(self, segment: SetAside) -> bytes:
        """Return the data of a segment that was set aside."""

    def mark_aside(self, segment: SetAside, reason: str) -> None:
        """Give a segment that was set aside another reason: a person has decided."""

    def repack(self, segment: SetAside, data: bytes) -> None:
        """Keep other bytes of a segment that was set aside: without the bodies that an order of erasure takes."""

    def erased_among(self, aggregate_ids: Sequence[bytes]) -> frozenset[bytes]:
        """Return those of the records that an order of erasure names."""

    def emptied(self, changes: Sequence[Change]) -> list[Change]:
        """Return changes as they may stand here: without the bodies that an order of erasure takes."""

    def take_back(self, segment: SetAside) -> None:
        """Forget a parked segment that has been merged now."""

    def unwind(self, station: bytes, agreed: int, *, heir: bytes | None, actor: bytes, at: datetime) -> int:
        """Take a log back to the last change that both of its histories share; return how many changes left it.

        heir: the station that issues them anew, in the same transaction; None where they are another desk's.
        """

    def reissued(self, station: bytes) -> dict[int, bytes]:
        """Return which changes of a station its successors issued anew: seq → chain hash there."""

    def note_hub_time(self, at: datetime) -> None:
        """Hear what time it is at the province: a moment that has certainly passed."""

    def lineage(self, station: bytes) -> tuple[Ancestor, ...]:
        """Return the older keys a station goes on for, newest first."""

    def history(self, *, limit: int) -> tuple[ExchangeRecord, ...]:
        """Return the exchange history, newest first."""

    def keep_document(self, kind: str, data: bytes) -> None:
        """Keep a small document of the trust (``hub_card``, ``roster``), replacing the last of its kind."""

    def keep_documents(self, documents: Mapping[str, bytes]) -> None:
        """Keep several documents, all or none of them."""

    def document(self, kind: str) -> bytes | None:
        """Return a kept document."""

    def change_document(self, kind: str, change: Callable[[bytes | None], bytes | None]) -> None:
        """Replace a kept document by what ``change`` makes of it, nobody coming between; None leaves it as it is."""

    def documents(self, beginning: str) -> dict[str, bytes]:
        """Return the kept documents whose kind begins so, by the rest of their kind."""


@dataclass(frozen=True, slots=True)
class Spooled:
    """A bundle handed to the hub. state: queued | done | partial | quarantined | refused.

    outcome: as of an import (``imported``, ``known``, ``parked`` …) or the name of the refusal, empty while it waits.
    answer: file name of the bundle written in return, below the hub's outbox; empty if there is none.
    """

    sha256: str
    name: str
    size: int
    state: str
    came_at: datetime
    outcome: str = ""
    new_changes: int = 0
    answer: str = ""
