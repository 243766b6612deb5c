"""Reading one bundle in, at a desk and at the province alike: believe, merge, note, report."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from app.bundles import (
    PARTIAL,
    Answer,
    Arrived,
    BaselineNamed,
    Bundles,
    Cancelled,
    ExchangeStopped,
    Opened,
    Part,
    Progress,
    PublishedContent,
    PublishedList,
    ReadBundle,
    Refused,
    ScanPart,
    StationList,
    TrustPapers,
)
from app.clock import Clock
from app.domain.errors import NAMES, CannotRead, Refusal
from app.domain.ordering import StationId
from app.i18n import N_, _, ngettext
from app.logs import logger
from app.ports import ExchangeBook, LogRange, Queries
from app.services.merging import NEEDS_NEWER_PROGRAM, PROVISIONAL, Merging, Tally
from app.services.scan_traffic import ScanTally, ScanTraffic

IMPORTED, KNOWN, PARKED, QUARANTINED, REFUSED, NEW = "imported", "known", "parked", "quarantined", "refused", "new"
_OUTCOME_EXITS = {PARTIAL: 5, QUARANTINED: 5}
_MOST_ANSWERS = 8
"""The province puts one into a bundle; more can only be copies, and each may be large."""

_MOST_GAPS = 3
NEW_ROSTER, NEW_PUBLISHED = "roster", "published"
WRITTEN_HERE = N_("it was written on this computer")
_GAP = N_("changes {first} to {last} of desk {station} are missing; bring the batch that holds them")


@dataclass(frozen=True, slots=True)
class Imported:
    """What one file came to. Counts are changes; conflicts: dossiers newly in contradiction.

    outcome: imported | known | parked | provisional | partial | quarantined | needs_newer_program | refused,
    and new for a file only looked at. error: the refusal's name. acknowledged: changes the province newly confirmed.
    scans: how many came whole. brought: papers newer than those held, in which no change is counted: roster, published.
    """

    path: Path
    outcome: str
    new_changes: int = 0
    known: int = 0
    quarantined: int = 0
    conflicts: int = 0
    reason: str = ""
    parked: int = 0
    acknowledged: int = 0
    error: str = ""
    exit_code: int = 0
    scans: int = 0
    brought: tuple[str, ...] = ()


def refused(path: Path, refusal: Refusal) -> Imported:
    """Return the line of a file that was refused whole."""
    why = {"code": refusal.details["code"]} if "code" in refusal.details else {}
    logger("exchange").info("file_refused", error=type(refusal).__name__, **why)
    # A reason that storage gave is still to be worded.
    details = {
        name: _(told) if isinstance(told, str) and name not in NAMES else told for name, told in refusal.details.items()
    }
    reason = _(refusal.message).format(**details)
    return Imported(path, REFUSED, reason=reason, error=type(refusal).__name__, exit_code=refusal.exit_code)


class Place(Protocol):
    """What differs between a desk and the province."""

    @property
    def station(self) -> StationId:
        """This place's own station."""

    @property
    def practice(self) -> bool:
        """Whether it holds practice data."""

    def papers(self) -> TrustPapers:
        """Return the papers of the trust held now."""

    def welcome(self, opened: Opened) -> None:
        """Hear who sends; raise the refusal of a bundle that does not belong here."""

    def learn(self, stations: StationList) -> bool:
        """Hear of a roster that is not older than the one held; return whether it is newer."""

    def publish(self, part: PublishedList | PublishedContent | BaselineNamed) -> bool:
        """Hear what the province published, a list that is not older than the one held, its snapshot, and contents.

        Returns whether it is a list newer than the one held, or one of its contents that lacked.
        """

    def objection(self, segment: Arrived) -> str | None:
        """Return why a believed segment may not be taken here."""

    def cut(self, station: StationId) -> int | None:
        """Return the last change of a station that counts, None for one in good standing."""

    def settle_fork(self, segment: Arrived) -> bool:
        """Decide between two histories of a station; True where the segment can be taken now."""

    def told(self) -> tuple[str, ...]:
        """Return what a person has to be told of this reading beside its counts, in sentences."""

    def hear(self, answer: Answer, *, sha256: str) -> int:
        """Take the province's word; return how many changes it newly confirms."""

    def finished(self, opened: Opened) -> None:
        """Hear that a sender's bundle was read as far as it goes."""


class WrittenHere(Exception):
    """The bundle is one of our own."""


class _Reading:
    """The parts of one file on their way in."""

    def __init__(self, place: Place, merging: Merging, scans: ScanTraffic | None, cancelled: Cancelled | None) -> None:
        self._place, self._merging, self._scans, self._cancelled = place, merging, scans, cancelled
        self.scan_tally = ScanTally()
        self.opened: Opened | None = None
        self.answers: list[Answer] = []
        self.brought: dict[str, None] = {}

    def take(self, part: Part) -> None:
        if self._cancelled and self._cancelled():
            raise ExchangeStopped
        match part:
            case Opened():
                if part.sender == self._place.station:
                    raise WrittenHere
                self._place.welcome(part)
                self.opened = part
            case StationList():
                if self._place.learn(part):
                    self.brought[NEW_ROSTER] = None
            case PublishedList() | PublishedContent() | BaselineNamed():
                if self._place.publish(part):
                    self.brought[NEW_PUBLISHED] = None
            case Answer():
                self.answers = [*self.answers, part][-_MOST_ANSWERS:]
            case Arrived():
                self._merging.take(part)
            case Refused():
                self._merging.refuse(part)
            case ScanPart() if self._scans is not None:
                self._scans.take(part, self.scan_tally)


@dataclass(frozen=True, slots=True)
class Incoming:
    """Reads bundles in for one place. scans: None where scans that come along are left alone.

    queries: None where nobody is told how many contradictions a bundle brought.
    """

    book: ExchangeBook
    queries: Queries | None
    bundles: Bundles
    clock: Clock
    place: Place
    scans: ScanTraffic | None = None

    def take_in(
        self, path: Path, *, name: str, progress: Progress | None = None, cancelled: Cancelled | None = None
    ) -> Imported:
        """Read one bundle. name: the file's on its medium. Raises the refusal of a file that is none of ours.

        Safe to repeat after a crash anywhere: what was taken in is known then.
        """
        merging = self._merging()
        reading = _Reading(self.place, merging, self.scans, cancelled)
        before = self._conflicts()
        try:
            read = self.bundles.read(
                path, reading.take, papers=self.place.papers(), practice=self.place.practice, progress=progress
            )
        except WrittenHere:
            return Imported(path, KNOWN, reason=_(WRITTEN_HERE))
        merging.settle(self.place.papers())
        was_read = self.book.was_read(read.sha256)
        # Answers speak of what we hold with the segments of this very bundle, so they are heard last.
        acknowledged = 0 if was_read else sum(self.place.hear(one, sha256=read.sha256) for one in reading.answers)
        if reading.opened is not None and not was_read:  # read again, it tells of a day that is past
            self.place.finished(reading.opened)
        came = reading.scan_tally
        outcome = outcome_of(read, merging.tally, came, acknowledged=acknowledged, was_read=was_read)
        if outcome == KNOWN and reading.brought:
            outcome = IMPORTED
        self._note(read, name, merging.tally, outcome, was_read=was_read)
        conflicts = max(self._conflicts() - before, 0)
        done = imported_of(
            path,
            outcome,
            read,
            merging.tally,
            came,
            acknowledged=acknowledged,
            brought=reading.brought,
            told=self.place.told(),
        )
        return replace(done, conflicts=conflicts, scans=came.whole)

    def settle(self) -> Tally:
        """Take in what waited, after the roster or the program changed; return what came of it."""
        merging = self._merging()
        merging.settle(self.place.papers())
        return merging.tally

    def empty_waiting(self) -> None:
        """Take out of what was set aside what an order of erasure takes."""
        self._merging().empty_waiting(self.place.papers())

    def _conflicts(self) -> int:
        return self.queries.conflicts() if self.queries is not None else 0

    def _merging(self) -> Merging:
        place = self.place
        return Merging(self.book, self.bundles, objection=place.objection, cut=place.cut, settle_fork=place.settle_fork)

    def _note(self, read: ReadBundle, name: str, tally: Tally, outcome: str, *, was_read: bool) -> None:
        logger("exchange").info("bundle_read", outcome=outcome, changes=tally.new, reasons=list(tally.reasons))
        if was_read and not tally.new:
            return
        self.book.read(
            name=name, sha256=read.sha256, size=read.size, new=tally.new, outcome=outcome, at=self.clock.now()
        )


def outcome_of(read: ReadBundle, tally: Tally, came: ScanTally, *, acknowledged: int, was_read: bool) -> str:
    """Return what one bundle came to, as :class:`Imported` names it."""
    if tally.quarantined or came.apart:
        return QUARANTINED
    if read.outcome == PARTIAL or tally.lost:
        return PARTIAL
    if NEEDS_NEWER_PROGRAM in (read.outcome, *tally.reasons):
        return NEEDS_NEWER_PROGRAM
    if tally.parked:
        return PROVISIONAL if PROVISIONAL in tally.reasons else PARKED
    nothing_new = not tally.new and not acknowledged and not came.whole
    return KNOWN if nothing_new and (tally.known or was_read) else IMPORTED


def imported_of(
    path: Path,
    outcome: str,
    read: ReadBundle,
    tally: Tally,
    came: ScanTally,
    *,
    acknowledged: int,
    brought: Iterable[str],
    told: Iterable[str] = (),
) -> Imported:
    """Return the line of a bundle that was read, with every reason why something of it was not taken, and told."""
    sentences = [read.sentence, *tally.reasons.values(), *map(gap_sentence, tally.gaps[:_MOST_GAPS])]
    if came.apart:
        no_pdf = ngettext(
            "{n} scan is no PDF, whatever its record says",
            "{n} scans are no PDF, whatever their records say",
            came.apart,
        )
        sentences.append(no_pdf.format(n=came.apart))
    sentences += told
    return Imported(
        path,
        outcome,
        new_changes=tally.new,
        known=tally.known,
        quarantined=tally.quarantined,
        reason="; ".join(dict.fromkeys(sentence for sentence in sentences if sentence)),
        parked=tally.parked,
        acknowledged=acknowledged,
        exit_code=_OUTCOME_EXITS.get(outcome, 0),
        brought=tuple(brought),
    )


def gap_sentence(gap: LogRange) -> str:
    """Return a missing range in words."""
    return _(_GAP).format(first=gap.first, last=gap.last, station=gap.station.hex()[:8])


def each_file(paths: Iterable[Path], bundles: Bundles, do: Callable[[Path], Imported]) -> tuple[Imported, ...]:
    """Do something with every file; a folder stands for its bundles; a refusal is a line of the list."""
    lines: list[Imported] = []
    for path in paths:
        try:
            files = bundles.listed(path) if path.is_dir() else [path]
        except Refusal as refusal:
            lines.append(refused(path, refusal))
            continue
        except OSError:  # a name too long, a folder we may not enter, a stick that is gone
            lines.append(refused(path, CannotRead(place=path.name)))
            continue
        lines += [_tried(file, do) for file in files]
    return tuple(lines)


def _tried(file: Path, do: Callable[[Path], Imported]) -> Imported:
    try:
        return replace(do(file), path=file)
    except Refusal as refusal:
        return refused(file, refusal)
