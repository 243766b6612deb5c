"""What the exchange asks of the wire: bundles written and read, papers of the trust believed.

The wire knows signatures, seals and media; the services know the log. Between them pass only these
values. Bytes that others signed (cards, rosters, requests, segment headers) are kept as they came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from app.baselines import BaselinePiece
from app.domain.ordering import Change
from app.domain.publication import Publication
from app.ports import LogRange, SegmentSeal, SetAside
from app.readings import Position

COLLECT, SEAL, WRITE, CHECK, DONE = STAGES = ("collect", "seal", "write", "check", "done")
"""Gom thay đổi · mã hóa và ký · ghi ra USB · đọc lại, so từng byte · có thể rút USB.

Sealing streams into the write, so these two run together: sealing counts changes, writing bytes.
"""

READ = "read"
"""The one stage of an import; counts bytes of the file."""

FILE_LIMIT = 4 * 1000**3
"""No larger file goes on a stick: FAT32 ends below 4 GiB."""

SCAN_PART_BYTES = 512 * 1024
MOST_SCAN_PARTS = 100
MOST_WANTED = 64
"""How many scans one bundle or answer asks for; the others' turn comes next time."""

Progress = Callable[[str, int, int], None]
"""Hears ``(stage, done, total)``."""

Cancelled = Callable[[], bool]
"""Asked between parts; True stops."""


class ExchangeStopped(Exception):
    """The officer asked to stop: nothing half written is left, what was taken in stays."""


# ── trust ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class TrustPapers:
    """The signed papers a place goes by, as kept: the province's card, its newest roster and published list."""

    card: bytes | None
    roster: bytes | None = None
    published: bytes | None = None


@dataclass(frozen=True, slots=True)
class ProvinceCard:
    """A verified public card of a province (thẻ công khai của tỉnh). words: to compare by telephone."""

    hub: bytes
    province: str
    practice: bool
    words: tuple[str, ...]
    data: bytes


@dataclass(frozen=True, slots=True)
class EnrolledStation:
    """A station of the roster (danh sách trạm). revoked_after: the last change that counts, None in good standing."""

    station: bytes
    commune: str
    number: int
    unit_code: str
    name: str
    practice: bool
    revoked_after: int | None = None
    revoked_at: datetime | None = None
    replaces: bytes | None = None


@dataclass(frozen=True, slots=True)
class StationList:
    """A verified roster. data: as :class:`TrustPapers` keeps it."""

    version: int
    expires: datetime
    stations: Mapping[bytes, EnrolledStation]
    data: bytes


@dataclass(frozen=True, slots=True)
class PublishedList:
    """A verified list of what the province published. head: its SHA-256. data: as :class:`TrustPapers` keeps it."""

    version: int
    head: bytes
    expires: datetime
    publications: tuple[Publication, ...]
    data: bytes


@dataclass(frozen=True, slots=True)
class PublishedContent:
    """A content whose bytes are those its hash (hex) names; whether anybody published it, the list says."""

    sha256: str
    data: bytes


@dataclass(frozen=True, slots=True)
class BaselineNamed:
    """The province's word which contents (hashes, hex) make the snapshot meant for this station."""

    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A verified request of a station that no roster names yet (đề nghị ghi danh).

    succeeds, reason: the old station it says it goes on for, and why; to be believed with the old key only.
    """

    station: bytes
    commune: str
    number: int
    unit_code: str
    name: str
    practice: bool
    words: tuple[str, ...]
    data: bytes
    succeeds: bytes | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NewIdentity:
    """New keys for a station, and the old key's word for them. keys: private, for the sealed database only."""

    station: bytes
    keys: bytes
    statement: bytes


# ── outwards ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class KeptRun:
    """Changes under a signature that is kept already: they travel as their author sealed them."""

    seal: SegmentSeal
    changes: Iterator[Change]


@dataclass(frozen=True, slots=True)
class FreshRun:
    """This station's own changes that nobody has sealed yet. previous: the chain hash before the first.

    station: whose log, where the writer's keys sign several (the province's logs of its communes).
    """

    previous: bytes
    changes: Iterator[Change]
    station: bytes | None = None


@dataclass(frozen=True, slots=True)
class WantedScan:
    """A scan (SHA-256, hex) that a place reads of and does not hold whole. held: the parts that are there already."""

    sha256: str
    held: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ScanPart:
    """One part of a scan on its way, numbered from 0; all but the last have ``SCAN_PART_BYTES``."""

    sha256: str
    part: int
    parts: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What the province tells a station: how far it holds each log, what waits, what is kept apart.

    parked: arrived before their turn. quarantined: ``(station, seq, reason)``. Moments in +07:00.
    wanted: the scans the province still lacks of this commune, the newest dossiers' first.
    """

    practice: bool
    at: datetime
    have: tuple[Position, ...] = ()
    parked: tuple[LogRange, ...] = ()
    quarantined: tuple[tuple[bytes, int, str], ...] = ()
    roster_version: int = 0
    catalogue_version: str = ""
    wanted: tuple[WantedScan, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """What goes into one bundle besides the runs.

    to: the station it is for. readers: enrolled stations that may open it too; the sender always can.
    changes: how many the runs hold. vector: what the sender holds of each station. wanted: the scans it lacks.
    scan_bytes: how many bytes of scans go along.
    """

    bundle: bytes
    to: bytes
    readers: tuple[bytes, ...]
    purpose: str
    commune: str
    number: int
    day: date
    made_at: datetime
    practice: bool
    changes: int
    vector: tuple[Position, ...]
    enrolment: bytes | None = None
    answer: Answer | None = None
    published: bytes | None = None
    contents: tuple[bytes, ...] = ()
    baseline: tuple[bytes, ...] = ()
    wanted: tuple[WantedScan, ...] = ()
    scan_bytes: int = 0


@dataclass(frozen=True, slots=True)
class WrittenBundle:
    """A bundle that was read back from the medium and found right. seals: those made for it, to keep."""

    path: Path
    sha256: str
    size: int
    changes: int
    ranges: tuple[LogRange, ...]
    seals: tuple[SegmentSeal, ...]
    scan_parts: int = 0


# ── inwards ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Opened:
    """The first part of a bundle, signed by its sender. enrolment: of a sender that no roster names yet.

    bundle: its id, a UUIDv7 that is larger than those of all its sender's earlier ones.
    """

    sender: bytes
    addressee: bytes
    purpose: str
    commune: str
    made_at: datetime
    vector: tuple[Position, ...]
    enrolment: Enrolment | None
    wanted: tuple[WantedScan, ...] = ()
    bundle: bytes = b""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A segment whose signature and chain hold. pack: makes the bytes to set it aside with, standing alone."""

    seal: SegmentSeal
    previous: bytes
    head: bytes
    changes: tuple[Change, ...]
    pack: Callable[[], bytes] = field(compare=False)

    @property
    def range(self) -> LogRange:
        """The range it fills."""
        return LogRange(self.seal.station, self.seal.first, self.seal.last)


@dataclass(frozen=True, slots=True)
class Refused:
    """A part that is not believed or not readable. aside: what there is of it to keep for a person."""

    reason: str
    sentence: str
    aside: SetAside | None = None


Part = Opened | StationList | PublishedList | PublishedContent | BaselineNamed | Answer | Arrived | Refused | ScanPart

WHOLE, PARTIAL, NEEDS_NEWER_PROGRAM = "whole", "partial", "needs_newer_program"


@dataclass(frozen=True, slots=True)
class ReadBundle:
    """How far a file was readable (WHOLE, PARTIAL, NEEDS_NEWER_PROGRAM) and why not further."""

    outcome: str
    sentence: str
    sha256: str
    size: int


class Bundles(Protocol):
    """The wire as a place sees it that holds one pair of keys."""

    @property
    def station(self) -> bytes:
        """The station these keys belong to."""

    def words(self, *, commune: str, number: int) -> tuple[str, ...]:
        """Return the eight words of this station's own keys."""

    def card(self, data: bytes, *, name: str) -> ProvinceCard:
        """Read a province's card. Raises NotAProvinceCard."""

    def stations(self, papers: TrustPapers) -> StationList | None:
        """Return the roster of kept papers, None without one. Raises RosterNotTrusted."""

    def published(self, papers: TrustPapers) -> PublishedList | None:
        """Return the published list of kept papers, None without one. Raises PublishedNotTrusted."""

    def request(
        self,
        *,
        commune: str,
        number: int,
        unit_code: str,
        name: str,
        practice: bool,
        now: datetime,
        succession: bytes = b"",
    ) -> bytes:
        """Return this station's signed enrolment request. succession: the old key's word, where there is one."""

    def new_identity(self, *, last: int, head: bytes, reason: str, number: int) -> NewIdentity:
        """Make new keys that go on where this station's log ends; the present key vouches for them."""

    def packed(self, changes: Sequence[Change]) -> bytes:
        """Return changes as they are set aside: packed to stand alone."""

    def vouches(self, statement: bytes, *, older: bytes, heir: bytes, papers: TrustPapers) -> bool:
        """Tell whether an older station's key signed that heir goes on for it; True for one the papers do not name."""

    def seal_run(self, run: FreshRun) -> tuple[SegmentSeal, ...]:
        """Seal changes of this station without sending them: before its key is retired."""

    def request_file(self, request: bytes) -> bytes:
        """Return the JSON file of a signed request."""

    def request_text(self, request: bytes) -> str:
        """Return a signed enrolment request as the text of a QR code."""

    def enrolled_by(self, text: str, *, papers: TrustPapers) -> bytes:
        """Return the station that a scanned answer of the province enrols. Raises NotAnEnrolmentAnswer."""

    def read_request(self, data: bytes, *, name: str) -> Enrolment:
        """Read a request as file or as signed bytes. Raises NotAnEnrolmentRequest."""

    def write(
        self,
        folder: Path,
        letter: Letter,
        runs: Iterable[KeptRun | FreshRun],
        *,
        papers: TrustPapers,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> WrittenBundle:
        """Write one bundle, streaming: part file, sync, read back and verify whole, rename.

        Raises DiskFull, CannotWrite, DriveGone, ExchangeStopped; then no bundle appears.
        """

    def write_set(
        self,
        folder: Path,
        letter: Letter,
        runs: Iterable[KeptRun | FreshRun],
        *,
        papers: TrustPapers,
        scans: Iterable[ScanPart] = (),
        limit: int = FILE_LIMIT,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> Iterator[WrittenBundle]:
        """Write the changes, then the parts of scans, as one bundle or as many as ``limit`` bytes a file ask for.

        Each is yielded when it was read back; each counts alone, in any order. Raises as ``write``: what was
        yielded stays.
        """

    def listed(self, folder: Path) -> list[Path]:
        """Return the bundles right in a folder, by name. Raises CannotRead, DriveGone."""

    def fingerprint(self, path: Path) -> tuple[str, int]:
        """Return SHA-256 (hex) and size of a file, read in pieces. Raises CannotRead, DriveGone."""

    def read_small(self, path: Path, *, limit: int) -> bytes:
        """Return a small file, at most a byte over the limit. Raises CannotRead, DriveGone."""

    def copy(self, path: Path, to: Path) -> tuple[str, int]:
        """Copy a file and sync it; return SHA-256 (hex) and size.

        Raises CannotRead, DiskFull, CannotWrite, DriveGone.
        """

    def read(
        self,
        path: Path,
        take: Callable[[Part], None],
        *,
        papers: TrustPapers,
        practice: bool,
        progress: Progress | None = None,
    ) -> ReadBundle:
        """Read a bundle part by part, bounded; ``take`` gets each as soon as it is verified, Opened first.

        A newer roster counts for the parts after it. What ``take`` raises stops the reading and comes through.
        Raises NotABundle, NotForUs, PracticeAndReal, Forged, BundleDamaged before ``take`` hears anything.
        """

    def baseline_content(self, piece: BaselinePiece) -> bytes:
        """Return a piece of a snapshot as a content."""

    def baseline_piece(self, content: bytes) -> BaselinePiece:
        """Read a content as a piece of a snapshot. Raises Forged."""

    def reopen(self, aside: SetAside, *, papers: TrustPapers) -> Arrived | None:
        """Verify again what was set aside; None where it is still not believed or readable."""
