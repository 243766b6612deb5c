"""The exchange of a desk with its province (đồng bộ): bundles out, answers in, the card, the enrolment."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from app import bundles as wire
from app.bundles import Answer, Bundles, Cancelled, Letter, Progress, TrustPapers
from app.clock import Clock
from app.domain.errors import AnotherProvince, NoProvinceCard, PracticeAndReal
from app.domain.facts import Receiver
from app.domain.merge_events import province_log
from app.files import write_whole
from app.logs import logger
from app.ports import ExchangeBook, LogRange, Queries
from app.readings import Desk
from app.services.bundle_runs import count, runs
from app.services.desk_place import HUB_CARD, ROSTER, DeskPlace, read_answer
from app.services.incoming import IMPORTED, KNOWN, NEW, Imported, Incoming, each_file
from app.services.looking import Looking

CHANGES = "changes"
_CARD_LIMIT = 64 * 1024


@dataclass(frozen=True, slots=True)
class Exported:
    """A bundle that was written and read back; only now may the stick be pulled."""

    path: Path
    sha256: str
    bytes: int
    changes: int
    dossiers: int
    ranges: tuple[LogRange, ...]


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a desk does with sticks."""

    book: ExchangeBook
    queries: Queries
    bundles: Bundles
    clock: Clock
    desk: Desk
    new_id: Callable[[], bytes]

    # ── out ──

    def export(self, folder: Path, *, progress: Progress | None = None, cancelled: Cancelled | None = None) -> Exported:
        """Write one bundle of everything the province has not confirmed; with nothing new it is a sign of life.

        Raises NoProvinceCard, DiskFull, CannotWrite, DriveGone, ExchangeStopped: then nothing counts as sent.
        """
        papers = self.papers()
        if papers.card is None:
            raise NoProvinceCard
        ranges = self.book.unacknowledged()
        changes, dossiers = count(ranges), self.book.dossiers_in(ranges)
        _tell(progress, wire.COLLECT, changes)
        written = self.bundles.write(
            folder,
            self._letter(papers, changes),
            runs(self.book, self.desk.station, ranges),
            papers=papers,
            progress=progress,
            cancelled=cancelled,
        )
        for seal in written.seals:
            self.book.keep_seal(seal)
        self.book.wrote(
            name=written.path.name,
            sha256=written.sha256,
            size=written.size,
            ranges=written.ranges,
            dossiers=dossiers,
            at=self.clock.now(),
        )
        logger("exchange").info("bundle_written", changes=written.changes, dossiers=dossiers)
        _tell(progress, wire.DONE, 1)
        return Exported(written.path, written.sha256, written.size, written.changes, dossiers, written.ranges)

    def request_enrolment(self, folder: Path) -> tuple[Path, tuple[str, ...]]:
        """Write this station's enrolment request; return the file and the eight words to compare.

        Raises DiskFull, CannotWrite, DriveGone.
        """
        path = folder / f"ghi-danh-{self.desk.commune}-{self.desk.station_number}.json"
        write_whole(path, self.bundles.request_file(self._request()))
        return path, self.enrolment_words()

    def _request(self) -> bytes:
        desk = self.desk
        return self.bundles.request(
            commune=desk.commune,
            number=desk.station_number,
            unit_code=desk.unit_code,
            name=f"{desk.commune_name} {desk.station_number}",
            practice=desk.practice,
            now=self.clock.now(),
        )

    def _letter(self, papers: TrustPapers, changes: int) -> Letter:
        desk, now = self.desk, self.clock.now()
        stations = self.bundles.stations(papers)
        mates = [one for one in stations.stations.values() if one.commune == desk.commune] if stations else []
        return Letter(
            bundle=self.new_id(),
            to=self._card(papers).hub,
            readers=tuple(one.station for one in mates if one.revoked_after is None),
            purpose=CHANGES,
            commune=desk.commune,
            number=desk.station_number,
            day=now.date(),
            made_at=now,
            practice=desk.practice,
            changes=changes,
            vector=self.queries.positions(),
            enrolment=None if self.is_enrolled() else self._request(),
        )

    # ── in ──

    def import_paths(
        self, paths: Iterable[Path], *, progress: Progress | None = None, cancelled: Cancelled | None = None
    ) -> tuple[Imported, ...]:
        """Read bundles and a province's card; a folder stands for every bundle in it. Every file is tried.

        Raises ExchangeStopped: what was read so far stays, and reading again finishes it.
        """
        incoming = Incoming(
            self.book, self.queries, self.bundles, self.clock, DeskPlace(self.book, self.bundles, self.clock, self.desk)
        )
        incoming.settle()

        def read(path: Path) -> Imported:
            if path.suffix.lower() == ".json":
                return self._read_card(path)
            if self.papers().card is None:
                raise NoProvinceCard
            return incoming.take_in(path, name=path.name, progress=progress, cancelled=cancelled)

        return each_file(paths, self.bundles, read)

    def inspect(self, paths: Iterable[Path], *, progress: Progress | None = None) -> tuple[Imported, ...]:
        """Return what reading these would come to; stores nothing."""
        looking = Looking(self.book, self.bundles, papers=self.papers(), practice=self.desk.practice)

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
        return TrustPapers(self.book.document(HUB_CARD), self.book.document(ROSTER))

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
        """Return whether the roster held names this station."""
        stations = self.bundles.stations(self.papers())
        return stations is not None and self.desk.station in stations.stations

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
