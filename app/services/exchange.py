"""The exchange of a desk with its province (đồng bộ): bundles out, answers in, the card, the enrolment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from app import bundles as wire
from app.baselines import Baselines
from app.bundles import Answer, Bundles, Cancelled, Letter, Progress, TrustPapers
from app.clock import Clock
from app.domain.errors import AnotherProvince, NoProvinceCard, NotAnEnrolmentAnswer, PracticeAndReal
from app.domain.facts import Receiver
from app.domain.merge_events import province_log
from app.files import write_whole
from app.logs import logger
from app.ports import ExchangeBook, LogRange, Queries
from app.readings import Desk, Position
from app.services.bundle_runs import count, runs, whole_part
from app.services.desk_place import HUB_CARD, ROSTER, DeskPlace, read_answer
from app.services.doubt import SUCCESSION
from app.services.incoming import IMPORTED, KNOWN, NEW, Imported, Incoming, each_file
from app.services.looking import Looking
from app.services.published_desk import PUBLISHED, PublishedKeeper
from app.services.scan_traffic import ScanTraffic

P = ParamSpec("P")
T = TypeVar("T")
CHANGES, SLIP = "changes", "enrolment_slip"
_LAST_BUNDLE = "last_bundle"
"""The document that names the newest bundle written here."""
_CARD_LIMIT = 64 * 1024
_NO_LIMIT = 1 << 62


@dataclass(frozen=True, slots=True)
class Exported:
    """A bundle that was written and read back; only now may the stick be pulled.

    Of a set too large for one file, path and sha256 are the first one's; paths: all of them. scans: how many go along.
    """

    path: Path
    sha256: str
    bytes: int
    changes: int
    dossiers: int
    ranges: tuple[LogRange, ...]
    paths: tuple[Path, ...] = ()
    scans: int = 0


def _nothing() -> None:
    """Nobody waits for what comes in."""


def _one_at_a_time(method: Callable[Concatenate[Exchange, P], T]) -> Callable[Concatenate[Exchange, P], T]:
    """Stick, link and mates share one book: two readings of one log at once would take each other for a fork."""

    @wraps(method)
    def alone(self: Exchange, /, *args: P.args, **kwargs: P.kwargs) -> T:
        with self.turn:
            return method(self, *args, **kwargs)

    return alone


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a desk does with sticks and links. Its acts take turns, whatever thread they come from.

    arrived: called once after files were read in.
    """

    book: ExchangeBook
    queries: Queries
    bundles: Bundles
    clock: Clock
    desk: Desk
    new_id: Callable[[], bytes]
    arrived: Callable[[], object] = _nothing
    baselines: Baselines | None = None
    turn: threading.RLock = field(default_factory=threading.RLock, repr=False, compare=False)
    scans: ScanTraffic | None = None

    # ── out ──

    @_one_at_a_time
    def export(
        self,
        folder: Path,
        *,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
        limit: int = wire.FILE_LIMIT,
    ) -> Exported:
        """Write everything the province has not confirmed and the scans it asked for; with nothing new a sign of life.

        It is one bundle, or several where one would have more bytes than ``limit``. Raises NoProvinceCard,
        DiskFull, CannotWrite, DriveGone, ExchangeStopped: then nothing counts as sent but what whole files hold.
        """
        made = self._write(folder, self._noted, limit=limit, progress=progress, cancelled=cancelled)
        logger("exchange").info("bundle_written", changes=made.changes, dossiers=made.dossiers, files=len(made.paths))
        _tell(progress, wire.DONE, 1)
        return made

    @_one_at_a_time
    def prepare(
        self, folder: Path, *, progress: Progress | None = None, cancelled: Cancelled | None = None
    ) -> Exported:
        """Write one bundle to be sent: it counts as gone out only when :meth:`sent` says so. Raises as export."""
        return self._write(folder, self._sealed, limit=_NO_LIMIT, progress=progress, cancelled=cancelled)

    def _write(
        self,
        folder: Path,
        noted: Callable[[wire.WrittenBundle], wire.WrittenBundle],
        *,
        limit: int,
        progress: Progress | None,
        cancelled: Cancelled | None,
    ) -> Exported:
        papers = self.papers()
        if papers.card is None:
            raise NoProvinceCard
        holds = self._vector(papers)  # looked up first: the province waits for all of it
        ranges = self.book.unacknowledged()
        changes, dossiers = count(ranges), self.book.dossiers_in(ranges)
        scans = self._sendable()
        _tell(progress, wire.COLLECT, changes)
        letter = self._letter(papers, changes, holds, scan_bytes=sum(size for _scan, size in scans))
        written = [
            noted(one)
            for one in self.bundles.write_set(
                folder,
                letter,
                runs(self.book, self.desk.station, ranges),
                papers=papers,
                scans=self.scans.outgoing(scans) if self.scans else (),
                limit=limit,
                progress=progress,
                cancelled=cancelled,
            )
        ]
        first = written[0]
        return Exported(
            path=first.path,
            sha256=first.sha256,
            bytes=sum(one.size for one in written),
            changes=sum(one.changes for one in written),
            dossiers=dossiers,
            ranges=tuple(one for each in written for one in each.ranges),
            paths=tuple(one.path for one in written),
            scans=len(scans),
        )

    def _sealed(self, written: wire.WrittenBundle) -> wire.WrittenBundle:
        for seal in written.seals:
            self.book.keep_seal(seal)
        return written

    def _noted(self, written: wire.WrittenBundle) -> wire.WrittenBundle:
        """Note a file as soon as it is read back: if a later one of the set finds no room, this one counts."""
        self._sealed(written)
        self.book.wrote(
            name=written.path.name,
            sha256=written.sha256,
            size=written.size,
            ranges=written.ranges,
            dossiers=self.book.dossiers_in(written.ranges),
            at=self.clock.now(),
        )
        return written

    def _sendable(self) -> tuple[tuple[wire.WantedScan, int], ...]:
        """Return the scans the province asked for last and that are here."""
        answer = self.last_answer()
        return self.scans.sendable(answer.wanted) if self.scans and answer else ()

    @_one_at_a_time
    def sent(self, made: Exported) -> None:
        """Note that a prepared bundle lies at the other end of the link, whole."""
        self._wrote(made, by_link=True)

    @_one_at_a_time
    def for_mate(self, folder: Path, *, mate: bytes, have: Mapping[bytes, int]) -> Exported | None:
        """Write what a desk of this office lacks, sealed for it; None where it has everything.

        have: up to where it holds each log. Its own log it knows better. This is no evidence towards the province.
        """
        ranges = self.lacking(mate=mate, have=have)
        if not ranges:
            return None
        papers, changes = self.papers(), count(ranges)
        letter = replace(self._letter(papers, changes, self._vector(papers), scan_bytes=0), to=mate, readers=())
        written = self.bundles.write(folder, letter, runs(self.book, self.desk.station, ranges), papers=papers)
        for seal in written.seals:
            self.book.keep_seal(seal)
        logger("exchange").info("written_for_mate", station=mate, changes=written.changes)
        return Exported(written.path, written.sha256, written.size, written.changes, 0, written.ranges)

    def lacking(self, *, mate: bytes, have: Mapping[bytes, int]) -> tuple[LogRange, ...]:
        """Return what a desk of this office lacks of what can be given here, its own log left out.

        A log is given up to where bodies were dropped: from there on it is stored at the province (đã lưu ở tỉnh).
        """
        lacked = (
            LogRange(one.station, have.get(one.station, 0) + 1, one.seq)
            for one in self.queries.positions()
            if one.station != mate and one.seq > have.get(one.station, 0)
        )
        parts = (whole_part(self.book, one, is_own=one.station == self.desk.station) for one in lacked)
        return tuple(one for one in parts if one is not None)

    def _wrote(self, made: Exported, *, by_link: bool) -> None:
        self.book.wrote(
            name=made.path.name,
            sha256=made.sha256,
            size=made.bytes,
            ranges=made.ranges,
            dossiers=made.dossiers,
            at=self.clock.now(),
            by_link=by_link,
        )
        logger("exchange").info("bundle_written", changes=made.changes, dossiers=made.dossiers, by_link=by_link)

    def request_enrolment(self, folder: Path) -> tuple[Path, tuple[str, ...]]:
        """Write this station's enrolment request; return the file and the eight words to compare.

        Raises DiskFull, CannotWrite, DriveGone.
        """
        path = folder / f"ghi-danh-{self.desk.commune}-{self.desk.station_number}.json"
        write_whole(path, self.bundles.request_file(self._request()))
        return path, self.enrolment_words()

    def request_text(self) -> str:
        """Return this station's enrolment request as the text of a QR code, for a phone's picture of the screen."""
        return self.bundles.request_text(self._request())

    def take_enrolment(self, text: str) -> None:
        """Take the province's scanned answer: from now on exports carry no request. Raises NotAnEnrolmentAnswer."""
        if self.bundles.enrolled_by(text, papers=self.papers()) != self.desk.station:
            raise NotAnEnrolmentAnswer
        self.book.keep_document(SLIP, self.desk.station)
        logger("exchange").info("enrolled_by_code")

    def _request(self) -> bytes:
        desk = self.desk
        return self.bundles.request(
            commune=desk.commune,
            number=desk.station_number,
            unit_code=desk.unit_code,
            name=f"{desk.commune_name} {desk.station_number}",
            practice=desk.practice,
            now=self.clock.now(),
            succession=self.book.document(SUCCESSION) or b"",
        )

    def _letter(self, papers: TrustPapers, changes: int, holds: tuple[Position, ...], *, scan_bytes: int) -> Letter:
        desk, now = self.desk, self.clock.now()
        mates = self._of_commune(papers)
        return Letter(
            bundle=self._next_bundle(),
            to=self._card(papers).hub,
            readers=tuple(one.station for one in mates if one.revoked_after is None),
            purpose=CHANGES,
            commune=desk.commune,
            number=desk.station_number,
            day=now.date(),
            made_at=now,
            practice=desk.practice,
            changes=changes,
            vector=holds,
            enrolment=None if self.is_enrolled() else self._request(),
            wanted=self.scans.ask() if self.scans else (),
            scan_bytes=scan_bytes,
        )

    def _next_bundle(self) -> bytes:
        """Return the id of a bundle, larger than all before it: with nothing else new, it tells the hub their order.

        A fresh id comes from the clock, which may have been set back.
        """
        minted = [self.new_id()]

        def later(kept: bytes | None) -> bytes:
            if kept is not None and kept >= minted[-1]:
                minted.append((int.from_bytes(kept) + 1).to_bytes(16))
            return minted[-1]

        self.book.change_document(_LAST_BUNDLE, later)
        return minted[-1]

    def _vector(self, papers: TrustPapers) -> tuple[Position, ...]:
        """Return what this desk holds: of each log, and of what the province published."""
        of_published = self.published().position(self._card(papers).hub)
        return (*self.queries.positions(), *((of_published,) if of_published else ()))

    # ── in ──

    @_one_at_a_time
    def import_paths(
        self, paths: Iterable[Path], *, progress: Progress | None = None, cancelled: Cancelled | None = None
    ) -> tuple[Imported, ...]:
        """Read bundles and a province's card; a folder stands for every bundle in it. Every file is tried.

        Raises ExchangeStopped: what was read so far stays, and reading again finishes it.
        """
        place = DeskPlace(self.book, self.bundles, self.clock, self.desk, self.baselines)
        incoming = Incoming(self.book, self.queries, self.bundles, self.clock, place, self.scans)
        incoming.settle()

        def read(path: Path) -> Imported:
            if path.suffix.lower() == ".json":
                return self._read_card(path)
            if self.papers().card is None:
                raise NoProvinceCard
            return incoming.take_in(path, name=path.name, progress=progress, cancelled=cancelled)

        read_in = each_file(paths, self.bundles, read)
        if place.has_heard and self.scans:
            self.scans.answered()
        self.arrived()  # what the province published shows on the open desk's shelves at once
        return read_in

    def inspect(self, paths: Iterable[Path], *, progress: Progress | None = None) -> tuple[Imported, ...]:
        """Return what reading these would come to; stores nothing."""
        looking = Looking(self.book, self.bundles, self.clock, self.desk)

        def look(path: Path) -> Imported:
            if path.suffix.lower() == ".json":
                known = self._check_card(self.bundles.read_small(path, limit=_CARD_LIMIT), path.name)
                return Imported(path, KNOWN if known else NEW)
            if self.papers().card is None:
                raise NoProvinceCard
            return looking.look(path, progress=progress)

        return each_file(paths, self.bundles, look)

    # ── trust ──

    def papers(self) -> TrustPapers:
        """Return the papers of the trust this desk holds."""
        return TrustPapers(*map(self.book.document, (HUB_CARD, ROSTER, PUBLISHED)))

    def published(self) -> PublishedKeeper:
        """Return what the province published, as this desk keeps it."""
        return PublishedKeeper(self.book, self.bundles, lambda: self.book.document(HUB_CARD), ROSTER)

    def take_card(self, data: bytes, *, name: str) -> tuple[str, ...]:
        """Take the province's card and return its eight words; the same again changes nothing.

        Raises NotAProvinceCard, PracticeAndReal, AnotherProvince.
        """
        if not self._check_card(data, name):
            self.book.keep_document(HUB_CARD, data)
        return self.hub_words()

    def hub_words(self) -> tuple[str, ...]:
        """Return the eight words of the card held, none without one."""
        papers = self.papers()
        return () if papers.card is None else self._card(papers).words

    def enrolment_words(self) -> tuple[str, ...]:
        """Return the eight words of this station, to be read to the province by telephone."""
        return self.bundles.words(commune=self.desk.commune, number=self.desk.station_number)

    def is_enrolled(self) -> bool:
        """Return whether the roster held names this station, or an answer the province gave as a code."""
        stations = self.bundles.stations(self.papers())
        named = stations is not None and self.desk.station in stations.stations
        return named or self.book.document(SLIP) == self.desk.station

    def is_province(self, station: bytes) -> bool:
        """Return whether a station is the hub of the card held."""
        papers = self.papers()
        return papers.card is not None and self._card(papers).hub == station

    def is_mate(self, station: bytes) -> bool:
        """Return whether a station is another desk of this commune, enrolled and in good standing."""
        stations = self.bundles.stations(self.papers())
        entry = stations.stations.get(station) if stations and station != self.desk.station else None
        return entry is not None and entry.commune == self.desk.commune and entry.revoked_after is None

    def other_desks(self) -> tuple[wire.EnrolledStation, ...]:
        """Return the other enrolled desks in good standing, this commune's first."""
        stations, here = self.bundles.stations(self.papers()), self.desk
        others = [one for one in stations.stations.values() if one.station != here.station] if stations else []
        standing = [one for one in others if one.revoked_after is None]
        return tuple(sorted(standing, key=lambda one: (one.commune != here.commune, one.commune, one.number)))

    def of_commune(self) -> tuple[wire.EnrolledStation, ...]:
        """Return every desk of this commune that the roster names, this one and those cut off among them."""
        mine = self._of_commune(self.papers())
        return tuple(sorted(mine, key=lambda one: (one.number, one.revoked_after is not None, one.station)))

    def _of_commune(self, papers: TrustPapers) -> list[wire.EnrolledStation]:
        stations = self.bundles.stations(papers)
        return [one for one in stations.stations.values() if one.commune == self.desk.commune] if stations else []

    def province(self) -> Receiver:
        """Return the province as whoever a file is handed to (chuyển hồ sơ lên tỉnh). Raises NoProvinceCard."""
        card = self._card(self.papers())
        return Receiver("agency", card.province, province_log(card.hub, self.desk.commune))

    def last_answer(self) -> Answer | None:
        """Return what the province said last, None before its first answer."""
        return read_answer(self.book)

    def _card(self, papers: TrustPapers) -> wire.ProvinceCard:
        if papers.card is None:
            raise NoProvinceCard
        return self.bundles.card(papers.card, name="hub-card.json")

    def _check_card(self, data: bytes, name: str) -> bool:
        """Return whether this is the card held already. Raises where it may not be taken."""
        card = self.bundles.card(data, name=name)
        if card.practice != self.desk.practice:
            raise PracticeAndReal
        papers = self.papers()
        if papers.card is None:
            return False
        if self._card(papers).words != card.words:
            raise AnotherProvince
        return True

    def _read_card(self, path: Path) -> Imported:
        data = self.bundles.read_small(path, limit=_CARD_LIMIT)
        known = self._check_card(data, path.name)
        words = self.take_card(data, name=path.name)
        return Imported(path, KNOWN if known else IMPORTED, reason=" ".join(words))


def _tell(progress: Progress | None, stage: str, count_: int) -> None:
    if progress:
        progress(stage, count_, count_)
