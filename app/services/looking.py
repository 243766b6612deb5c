"""What a bundle holds before it is read in (xem trước): the same questions and the same table, nothing stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path

from app.bundles import (
    Answer,
    Arrived,
    BaselineNamed,
    Bundles,
    Opened,
    Part,
    Progress,
    PublishedContent,
    PublishedList,
    Refused,
    ScanPart,
    StationList,
)
from app.clock import Clock
from app.i18n import _
from app.ports import ExchangeBook
from app.readings import Desk, Position
from app.services.desk_place import DeskPlace
from app.services.incoming import (
    IMPORTED,
    KNOWN,
    NEW,
    NEW_PUBLISHED,
    NEW_ROSTER,
    WRITTEN_HERE,
    Imported,
    WrittenHere,
    imported_of,
    outcome_of,
)
from app.services.merging import FORK, GAP, REVOKED, Tally, Verdict, below_cut, hash_within, verdict
from app.services.scan_traffic import ScanTally
from app.services.scope import Keyed, said_older_keys


class _Ahead:
    """What would be held after the parts looked at so far; see :class:`app.services.scope.Held`.

    Who received a dossier is asked of the book alone: of a part that was only looked at it is not known.
    """

    def __init__(self, book: ExchangeBook) -> None:
        self._book = book
        self._positions: dict[bytes, Position] = {}
        self._said: dict[bytes, list[Keyed]] = {}

    def position(self, station: bytes) -> Position:
        return self._positions.get(station) or self._book.position(station)

    def owners(self, aggregate_ids: Sequence[bytes]) -> Mapping[bytes, bytes]:
        return self._book.owners(aggregate_ids)

    def lineage(self, station: bytes) -> Sequence[Keyed]:
        said = self._said.get(station, [])
        return [*self._book.lineage(station), *said, *(one for key in said for one in self._book.lineage(key.station))]

    def logs_relaying(self, aggregate_ids: Sequence[bytes]) -> Mapping[bytes, AbstractSet[bytes]]:
        return self._book.logs_relaying(aggregate_ids)

    def erased_among(self, aggregate_ids: Sequence[bytes]) -> AbstractSet[bytes]:
        return self._book.erased_among(aggregate_ids)

    def take(self, segment: Arrived, *, last: int, head: bytes) -> None:
        """Count a segment as held up to ``last``."""
        station = segment.seal.station
        self._positions[station] = Position(station, last, head)
        of_older = self._said.setdefault(station, [])
        of_older += [self._book.position(key) for key in said_older_keys(segment)]

    def hash_at(self, segment: Arrived, seq: int) -> bytes:
        """Return a held hash; for what only another part of this look holds, or a snapshot, believe the segment."""
        station = segment.seal.station
        if seq > self._book.position(station).seq:
            return segment.head
        try:
            return self._book.hash_at(station, seq)
        except LookupError:
            return segment.head


class Looking:
    """Looks at several bundles as if they were read one after the other."""

    def __init__(self, book: ExchangeBook, bundles: Bundles, clock: Clock, desk: Desk) -> None:
        self._book, self._bundles, self._ahead = book, bundles, _Ahead(book)
        self._place = DeskPlace(book, bundles, clock, desk, held=self._ahead)

    def look(self, path: Path, *, progress: Progress | None = None) -> Imported:
        """Return what reading this bundle would come to. Raises the refusal of a file that is none of ours."""
        tally, brings_more, brought = Tally(), False, dict[str, None]()

        def take(part: Part) -> None:
            nonlocal brings_more
            match part:
                case Opened(sender=sender) if sender == self._bundles.station:
                    raise WrittenHere
                case Opened():
                    self._place.welcome(part)
                case StationList() if self._place.believe(part):
                    brought[NEW_ROSTER] = None
                case PublishedList() if self._place.would_publish(part):
                    brought[NEW_PUBLISHED] = None
                case Answer() | PublishedContent() | BaselineNamed() | ScanPart():
                    brings_more = True  # no change carries it: whether it is new shows only on taking in
                case Arrived():
                    self._count(part, tally)
                case Refused():
                    tally.apart(part.reason, 1, part.sentence)

        place = self._place
        try:
            read = self._bundles.read(path, take, papers=place.papers(), practice=place.practice, progress=progress)
        except WrittenHere:
            return Imported(path, KNOWN, reason=_(WRITTEN_HERE))
        was_read = self._book.was_read(read.sha256)
        outcome = outcome_of(read, tally, ScanTally(), acknowledged=0, was_read=was_read)
        if outcome == IMPORTED or (outcome == KNOWN and not was_read and (brings_more or brought)):
            outcome = NEW
        return imported_of(path, outcome, read, tally, ScanTally(), acknowledged=0, brought=brought)

    def _count(self, segment: Arrived, tally: Tally) -> None:
        size = len(segment.changes)
        held = self._ahead.position(segment.seal.station)
        if reason := self._place.objection(segment):
            cut = self._place.cut(segment.seal.station) or 0
            below = below_cut(segment, held, cut) if reason == REVOKED else ()
            if below:
                tally.new += len(below)
                self._ahead.take(segment, last=below[-1].seq, head=hash_within(segment, below[-1].seq))
            tally.apart(reason, size)
            return
        found = verdict(segment, held, lambda _station, seq: self._ahead.hash_at(segment, seq))
        agreed = self._place.gives_way(segment) if found is Verdict.FORK else None
        if found in (Verdict.NEXT, Verdict.OVERLAP) or agreed is not None:
            fresh = segment.range.last - (held.seq if agreed is None else agreed)
            tally.new += fresh
            tally.known += size - fresh
            self._ahead.take(segment, last=segment.range.last, head=segment.head)
        elif found is Verdict.KNOWN:
            tally.known += size
        else:
            tally.apart(GAP if found is Verdict.GAP else FORK, size)
