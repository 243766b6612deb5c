"""What becomes of a segment that arrives: the import table (SYNC §2.7), one for desk and hub.

Every row ends in a state that a second reading of the same bytes leaves as it is, so a crash anywhere
is mended by reading again. A change that names unseen changes of others needs no waiting: the tables
fold a dossier anew when they come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial

from app.bundles import Arrived, Bundles, Refused, TrustPapers
from app.canon import change_hash
from app.domain.erasure_events import PersonErased
from app.domain.errors import Forged, ParkedTooMuch
from app.domain.events import KIND_OF
from app.domain.ordering import Change
from app.i18n import N_, _
from app.ports import ExchangeBook, LogRange, SetAside
from app.readings import Position

FORK, GAP, PROVISIONAL, SCOPE, REVOKED, OWN_LOG = "fork", "gap", "provisional", "scope", "revoked", "own_log"
PROVINCES, AT_PROVINCE, NOT_HEIR, NUMBERS = "province_owned", "at_province", "not_heir", "numbers"
NEEDS_NEWER_PROGRAM, UNSOUND = "needs_newer_program", "rows"
PARKED = frozenset({GAP, PROVISIONAL, NEEDS_NEWER_PROGRAM})
"""Set aside for now: tried again after every reading. Everything else waits for a person."""

_ERASED = KIND_OF[PersonErased]
_NOBODYS_WORD = frozenset({"signature", "unknown_station", "weak_key", "unreadable"})
"""Nobody vouches for these bytes: to keep them would let a stranger fill the room of the station they name."""

SENTENCES = {
    FORK: N_("two different histories of one desk (a copied or restored computer)"),
    GAP: N_("an earlier batch is missing"),
    PROVISIONAL: N_("the desk is not enrolled yet"),
    UNSOUND: N_("the records in a part cannot be read"),
    SCOPE: N_("it says something about another commune"),
    REVOKED: N_("the province has cut this desk off"),
    PROVINCES: N_("it says what only the province may say"),
    NOT_HEIR: N_("it goes on for another desk without the word of that desk's key"),
    NUMBERS: N_("it gives out numbers of another desk"),
    OWN_LOG: N_("it holds changes of this desk that this computer does not have"),
    AT_PROVINCE: N_("earlier acts are stored at the province and come with its answer"),
}

REJECTED = "rejected"
"""The province has looked at a part and sent it back; the desk is told, and the bytes stay there."""

NOBODYS_WORK = PARKED | {REJECTED}
"""No person has to look at it (any more): it is tried again by itself, or was sent back."""

ROW_SENTENCES = {
    "unknown_kind": N_("a kind of record that this program does not know; a newer program reads it"),
    "newer_version": N_("a record of a newer program; a newer program reads it"),
    "unreadable": N_("a record whose content cannot be read"),
    "unborn": N_("a record of a dossier whose receipt is not here"),
}
"""Why one record that was taken in makes nothing."""

Objection = Callable[[Arrived], str | None]
"""Why a believed segment may still not be taken: a reason code, or None."""


class Verdict(StrEnum):
    """How a segment stands to what is held."""

    KNOWN = "known"
    FORK = "fork"
    OVERLAP = "overlap"
    NEXT = "next"
    GAP = "gap"


def verdict(segment: Arrived, held: Position, hash_at: Callable[[bytes, int], bytes]) -> Verdict:
    """Return the row of the table a segment falls under. hash_at: the chain hash held after a change."""
    if segment.range.first > held.seq + 1:
        return Verdict.GAP
    if segment.range.first == held.seq + 1:
        return Verdict.NEXT if segment.previous == held.head else Verdict.FORK
    if segment.range.last <= held.seq:
        same = hash_at(held.station, segment.range.last) == segment.head
        return Verdict.KNOWN if same else Verdict.FORK
    return Verdict.OVERLAP if hash_within(segment, held.seq) == held.head else Verdict.FORK


def last_agreed(segment: Arrived, book: ExchangeBook) -> int | None:
    """Return the last change that a segment and what is held have in common; None where they part before it."""
    station, held = segment.seal.station, book.position(segment.seal.station).seq
    agreed, head = segment.range.first - 1, segment.previous
    if agreed > held or book.hash_at(station, agreed) != head:
        return None
    for change in segment.changes:
        head = change_hash(head, change)
        if change.seq > held or book.hash_at(station, change.seq) != head:
            break
        agreed = change.seq
    return agreed


def below_cut(segment: Arrived, held: Position, cut: int) -> Sequence[Change]:
    """Return the changes of a segment, new here, that still count where its station was cut off after ``cut``."""
    first = segment.range.first
    if not first <= held.seq + 1 <= cut or hash_within(segment, held.seq) != held.head:
        return ()
    return segment.changes[held.seq - first + 1 : cut - first + 1]


def whole_of(aside: SetAside, book: ExchangeBook) -> SetAside:
    """Return what was set aside with its data, which lists leave out. Raises LookupError."""
    return replace(aside, data=book.data_of(aside))


def hash_within(segment: Arrived, seq: int) -> bytes:
    """Return the chain hash inside a segment, after this change."""
    head = segment.previous
    for change in segment.changes[: seq - segment.range.first + 1]:
        head = change_hash(head, change)
    return head


@dataclass(slots=True)
class Tally:
    """What one reading came to. Counts are changes; gaps: what is missing.

    reasons: why changes were kept apart, each code with its sentence. lost: some found no room to wait.
    """

    new: int = 0
    known: int = 0
    quarantined: int = 0
    parked: int = 0
    lost: bool = False
    dossiers: int = 0
    gaps: list[LogRange] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)

    def apart(self, reason: str, count: int, sentence: str = "") -> None:
        """Note what was kept apart."""
        if reason in PARKED:
            self.parked += count
        elif reason != AT_PROVINCE:  # nobody has to look at it: the province gives it whole
            self.quarantined += count
        self.reasons.setdefault(reason, sentence or _(SENTENCES.get(reason, reason)))

    def nothing_waits(self) -> None:
        """Hear that what was parked went in after all."""
        self.parked = 0
        self.reasons = {reason: sentence for reason, sentence in self.reasons.items() if reason not in PARKED}


class Merging:
    """Takes the segments of one reading in. objection: the rules of this place, asked before the table.

    cut: the last change of a station that counts, where the province cut it off. settle_fork: what this place does
    about a second history; True once the segment may be looked at again.
    """

    def __init__(
        self,
        book: ExchangeBook,
        bundles: Bundles,
        *,
        objection: Objection,
        cut: Callable[[bytes], int | None] = lambda _station: None,
        settle_fork: Callable[[Arrived], bool] = lambda _segment: False,
    ) -> None:
        self._book = book
        self._bundles = bundles
        self._objection, self._cut, self._settle_fork = objection, cut, settle_fork
        self.tally = Tally()
        self._is_ordered = False

    def take(self, segment: Arrived) -> None:
        """Take one verified segment."""
        self._is_ordered |= any(change.kind == _ERASED for change in segment.changes)
        if reason := self._objection(segment):
            if reason == REVOKED:
                self._take_below(segment)
            self._aside(segment, reason)
            return
        found = self._verdict(segment)
        if found is Verdict.FORK and self._settle_fork(segment):
            found = self._verdict(segment)
        if found is Verdict.KNOWN:
            self._book.keep_seal(segment.seal)
            self.tally.known += len(segment.changes)
        elif found in (Verdict.NEXT, Verdict.OVERLAP):
            self._merge(segment)
        else:
            self._aside(segment, GAP if found is Verdict.GAP else FORK)

    def _take_below(self, segment: Arrived) -> None:
        """Take what a station recorded up to its cut; the signature over the whole vouches for it too.

        The seal covers more than is taken, so it is not kept: these changes count here and travel no further.
        """
        cut = self._cut(segment.seal.station) or 0
        below = below_cut(segment, self._book.position(segment.seal.station), cut)
        if not below:
            return
        try:
            result = self._book.merge(below, head=hash_within(segment, cut))
        except Forged:
            return
        self.tally.new += result.new
        self.tally.dossiers += result.dossiers

    def refuse(self, part: Refused) -> None:
        """Keep apart what the wire did not believe."""
        aside = part.aside
        count = aside.last - aside.first + 1 if aside else 1
        self.tally.apart(part.reason, count, part.sentence)
        if aside is not None and part.reason not in _NOBODYS_WORD:
            self._keep_aside(aside)

    def settle(self, papers: TrustPapers) -> None:
        """Take in what waited, as far as it fits now; then note the gaps that remain."""
        left, moved = self._book.set_asides(), True
        while left and moved:
            moved = self._settle_once(papers, left)
            left = self._book.set_asides()
        if left and self._is_ordered:
            self.empty_waiting(papers)
        self.tally.gaps = gaps(self._book, left)
        if not any(aside.reason in PARKED for aside in left):
            self.tally.nothing_waits()

    def _settle_once(self, papers: TrustPapers, waiting: Iterable[SetAside]) -> bool:
        moved = False
        stations = self._bundles.stations(papers)
        for aside in sorted(waiting, key=lambda one: (one.station, one.first, one.last)):
            if aside.reason == REVOKED and aside.last > self._counts_to(aside):
                moved |= self._take_its_beginning(aside, papers)
                continue
            is_stranger = aside.reason == PROVISIONAL and not (stations and aside.station in stations.stations)
            if aside.reason not in (*PARKED, REVOKED) or is_stranger or self._still_lacks(aside):
                continue
            whole = whole_of(aside, self._book)
            segment = self._bundles.reopen(whole, papers=papers)
            if segment is not None:
                moved |= self._retry(whole, segment)
            elif aside.last <= self._book.position(aside.station).seq:
                self._book.take_back(aside)  # it leaned on what its bundle said before; all of it came again since
        return moved

    def _take_its_beginning(self, aside: SetAside, papers: TrustPapers) -> bool:
        """Take what counts of a part kept apart over a cut, once what comes before it is here; it came first then."""
        held = self._book.position(aside.station).seq
        if not aside.first <= held + 1 <= self._counts_to(aside):
            return False
        segment = self._bundles.reopen(whole_of(aside, self._book), papers=papers)
        new = self.tally.new
        if segment is not None:
            self._take_below(segment)
        return self.tally.new > new

    def _counts_to(self, aside: SetAside) -> int:
        """Return the last change of a part that counts by the roster in force; its last where nothing is cut off."""
        cut = self._cut(aside.station)
        return aside.last if cut is None else cut

    def _still_lacks(self, aside: SetAside) -> bool:
        """Tell by its range alone that a segment waits on: thousands of them must not be opened at every reading."""
        return aside.reason == GAP and aside.first > self._book.position(aside.station).seq + 1

    def empty_waiting(self, papers: TrustPapers) -> None:
        """Take out of what was set aside the bodies that an order of erasure takes, as far as it can be opened."""
        for aside in self._book.set_asides():
            whole = whole_of(aside, self._book)
            segment = self._bundles.reopen(whole, papers=papers)
            emptied = None if segment is None else self._book.emptied(segment.changes)
            if segment is not None and emptied != list(segment.changes):
                self._book.repack(aside, self._bundles.packed(emptied or ()))

    def _retry(self, aside: SetAside, segment: Arrived) -> bool:
        """Try a waiting segment again; return whether it went in, or its beginning may now."""
        found = self._verdict(segment)
        reason = self._objection(segment) or (GAP if found is Verdict.GAP else "")
        if reason == aside.reason:
            return False
        if not reason and found in (Verdict.NEXT, Verdict.OVERLAP):
            # Merged first: a crash before it is taken back leaves it known, the other way round it would be lost.
            reason = "" if self._merge(segment) else UNSOUND
        elif found is Verdict.FORK:
            reason = reason or FORK
        self._book.take_back(aside)
        if reason and reason != AT_PROVINCE:
            self._keep_aside(replace(aside, reason=reason))
        return reason == REVOKED or (not reason and found is not Verdict.KNOWN)

    def _verdict(self, segment: Arrived) -> Verdict:
        return verdict(segment, self._book.position(segment.seal.station), partial(self._hash_at, segment))

    def _hash_at(self, segment: Arrived, station: bytes, seq: int) -> bytes:
        """Return a held hash; below the snapshot this desk began with there is none, and the province has its own."""
        try:
            return self._book.hash_at(station, seq)
        except LookupError:
            return segment.head

    def _merge(self, segment: Arrived) -> bool:
        """Append and project; return whether it went in. A liar's segment stops nobody else's."""
        held = self._book.position(segment.seal.station).seq
        tail: Iterable[Change] = segment.changes[max(held - segment.range.first + 1, 0) :]
        try:
            result = self._book.merge(tail, head=segment.head, seal=segment.seal)
        except Forged:
            self._aside(segment, UNSOUND)
            return False
        self.tally.new += result.new
        self.tally.known += len(segment.changes) - result.new
        self.tally.dossiers += result.dossiers
        return True

    def _aside(self, segment: Arrived, reason: str) -> None:
        self.tally.apart(reason, len(segment.changes))
        if reason == AT_PROVINCE:
            return
        seal, changes = segment.seal, self._book.emptied(segment.changes)
        data = segment.pack() if changes == list(segment.changes) else self._bundles.packed(changes)
        self._keep_aside(SetAside(seal.station, seal.first, seal.last, reason, seal, data))

    def _keep_aside(self, aside: SetAside) -> None:
        try:
            self._book.set_aside(aside)
        except ParkedTooMuch as refusal:
            self.tally.lost = True
            self.tally.reasons["parked_too_much"] = refusal.worded(_(refusal.message))


def gaps(book: ExchangeBook, asides: Iterable[SetAside]) -> list[LogRange]:
    """Return the ranges that are missing before parked segments, by station."""
    found: list[LogRange] = []
    reach: dict[bytes, int] = {}
    for aside in sorted(asides, key=lambda one: (one.station, one.first)):
        if aside.reason != GAP:
            continue
        upto = reach.get(aside.station, book.position(aside.station).seq)
        if aside.first > upto + 1:
            found.append(LogRange(aside.station, upto + 1, aside.first - 1))
        reach[aside.station] = max(upto, aside.last)
    return found
