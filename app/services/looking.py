"""What a bundle holds before it is read in (xem trước): the same table, nothing stored."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from app.bundles import (
    PARTIAL,
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
    TrustPapers,
)
from app.i18n import _
from app.ports import ExchangeBook
from app.readings import Position
from app.services.incoming import KNOWN, NEW, PARKED, QUARANTINED, WRITTEN_HERE, Imported, WrittenHere
from app.services.merging import FORK, GAP, REVOKED, SENTENCES, Tally, Verdict, verdict


class Looking:
    """Looks at several bundles as if they were read one after the other."""

    def __init__(self, book: ExchangeBook, bundles: Bundles, *, papers: TrustPapers, practice: bool) -> None:
        self._book, self._bundles, self._papers, self._practice = book, bundles, papers, practice
        self._ahead: dict[bytes, Position] = {}

    def look(self, path: Path, *, progress: Progress | None = None) -> Imported:
        """Return what reading this bundle would come to. Raises the refusal of a file that is none of ours."""
        tally, brings_more = Tally(), False

        def take(part: Part) -> None:
            nonlocal brings_more
            brings_more = brings_more or self._is_news(part)
            match part:
                case Opened(sender=sender) if sender == self._bundles.station:
                    raise WrittenHere
                case Arrived():
                    self._count(part, tally)
                case Refused():
                    tally.apart(part.reason, 1, part.sentence)

        try:
            read = self._bundles.read(path, take, papers=self._papers, practice=self._practice, progress=progress)
        except WrittenHere:
            return Imported(path, KNOWN, reason=_(WRITTEN_HERE))
        is_known = not tally.new and (self._book.was_read(read.sha256) or (tally.known and not brings_more))
        outcome = KNOWN if is_known else NEW
        if tally.quarantined or tally.parked:
            outcome = QUARANTINED if tally.quarantined else PARKED
        if read.outcome == PARTIAL:
            outcome = PARTIAL
        sentences = [read.sentence, *tally.reasons.values()]
        return Imported(
            path,
            outcome,
            new_changes=tally.new,
            known=tally.known,
            quarantined=tally.quarantined,
            parked=tally.parked,
            reason="; ".join(sentence for sentence in sentences if sentence),
            exit_code=5 if outcome in (QUARANTINED, PARTIAL) else 0,
        )

    @cached_property
    def _roster(self) -> StationList | None:
        return self._bundles.stations(self._papers)

    def _is_news(self, part: Part) -> bool:
        """Return whether a part may bring what no change carries: an answer, a revocation, a publication, a scan."""
        held: StationList | PublishedList | None
        match part:
            case StationList():
                held = self._roster
                return held is None or part.version > held.version
            case PublishedList():
                held = self._bundles.published(self._papers)
                return held is None or part.version > held.version
            case _:
                return isinstance(part, Answer | PublishedContent | BaselineNamed | ScanPart)

    def _count(self, segment: Arrived, tally: Tally) -> None:
        station, size = segment.seal.station, len(segment.changes)
        entry = self._roster.stations.get(station) if self._roster else None
        if entry is not None and entry.revoked_after is not None and segment.range.last > entry.revoked_after:
            tally.apart(REVOKED, size)
            return
        held = self._ahead.get(station) or self._book.position(station)
        match verdict(segment, held, lambda of, seq: self._hash_at(of, seq, segment.head)):
            case Verdict.NEXT | Verdict.OVERLAP:
                fresh = segment.range.last - held.seq
                tally.new += fresh
                tally.known += size - fresh
                self._ahead[station] = Position(station, segment.range.last, segment.head)
            case Verdict.KNOWN:
                tally.known += size
            case Verdict.GAP:
                tally.apart(GAP, size, _(SENTENCES[GAP]))
            case Verdict.FORK:
                tally.apart(FORK, size, _(SENTENCES[FORK]))

    def _hash_at(self, station: bytes, seq: int, otherwise: bytes) -> bytes:
        """Return a held hash; for what only another file of this look holds, believe the segment."""
        if seq > self._book.position(station).seq:
            return otherwise
        return self._book.hash_at(station, seq)
