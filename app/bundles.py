"""What the exchange asks of the wire: bundles written and read, papers of the trust believed.

The wire knows signatures, seals and media; the services know the log. Between them pass only these
values. Bytes that others signed (cards, rosters, requests, segment headers) are kept as they came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from app.domain.ordering import Change
from app.ports import LogRange, SegmentSeal, SetAside
from app.readings import Position

COLLECT, SEAL, WRITE, CHECK, DONE = STAGES = ("collect", "seal", "write", "check", "done")
"""Gom thay đổi · mã hóa và ký · ghi ra USB · đọc lại, so từng byte · có thể rút USB.

Sealing streams into the write, so these two run together: sealing counts changes, writing bytes.
"""

READ = "read"
"""The one stage of an import; counts bytes of the file."""

Progress = Callable[[str, int, int], None]
"""Hears ``(stage, done, total)``."""

Cancelled = Callable[[], bool]
"""Asked between parts; True stops."""


class ExchangeStopped(Exception):
    """The officer asked to stop: nothing half written is left, what was taken in stays."""


# ── trust ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class TrustPapers:
    """The signed papers a place goes by, as kept: the province's card and its newest roster."""

    card: bytes | None
    roster: bytes | None = None


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


@dataclass(frozen=True, slots=True)
class StationList:
    """A verified roster. data: as :class:`TrustPapers` keeps it."""

    version: int
    expires: datetime
    stations: Mapping[bytes, EnrolledStation]
    data: bytes


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A verified request of a station that no roster names yet (đề nghị ghi danh)."""

    station: bytes
    commune: str
    number: int
    unit_code: str
    name: str
    practice: bool
    words: tuple[str, ...]
    data: bytes


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
class Answer:
    """What the province tells a station: how far it holds each log, what waits, what is kept apart.

    parked: arrived before their turn. quarantined: ``(station, seq, reason)``. Moments in +07:00.
    """

    practice: bool
    at: datetime
    have: tuple[Position, ...] = ()
    parked: tuple[LogRange, ...] = ()
    quarantined: tuple[tuple[bytes, int, str], ...] = ()
    roster_version: int = 0
    catalogue_version: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """What goes into one bundle besides the runs.

    to: the station it is for. readers: enrolled stations that may open it too; the sender always can.
    changes: how many the runs hold. vector: what the sender holds of each station.
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


@dataclass(frozen=True, slots=True)
class WrittenBundle:
    """A bundle that was read back from the medium and found right. seals: those made for it, to keep."""

    path: Path
    sha256: str
    size: int
    changes: int
    ranges: tuple[LogRange, ...]
    seals: tuple[SegmentSeal, ...]


# ── inwards ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Opened:
    """The first part of a bundle, signed by its sender. enrolment: of a sender that no roster names yet."""

    sender: bytes
    addressee: bytes
    purpose: str
    commune: str
    made_at: datetime
    vector: tuple[Position, ...]
    enrolment: Enrolment | None


@dataclass(frozen=True, slots=True)
class Arrived:
    """A segment whose signature and chain hold. data: compressed, as it came."""

    seal: SegmentSeal
    previous: bytes
    head: bytes
    changes: tuple[Change, ...]
    data: bytes

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


Part = Opened | StationList | Answer | Arrived | Refused

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

    def request(self, *, commune: str, number: int, unit_code: str, name: str, practice: bool, now: datetime) -> bytes:
        """Return this station's signed enrolment request."""

    def request_file(self, request: bytes) -> bytes:
        """Return the JSON file of a signed request."""

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

    def reopen(self, aside: SetAside, *, papers: TrustPapers) -> Arrived | None:
        """Verify again what was set aside; None where it is still not believed or readable."""
