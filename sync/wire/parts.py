"""What a bundle consists of, as its reader meets it, and who may be believed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from app.bundles import ScanPart
from app.domain.ordering import StationId
from sync.wire.acknowledgement import Acknowledgement
from sync.wire.contents import ContentPiece
from sync.wire.enrolment import EnrolmentRequest
from sync.wire.header import BundleHeader
from sync.wire.reasons import Reason
from sync.wire.segment import OpenedSegment
from sync.wire.signing import Signed


class Trust(Protocol):
    """Who may be believed, as the province's card and the roster say."""

    @property
    def hub(self) -> StationId | None:
        """The province's own station."""

    def signing_key(self, station: StationId) -> bytes | None:
        """Return the key of an enrolled station or of the province, None for strangers."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The first part. enrolment: the request of a sender that no roster names yet; its word is provisional."""

    header: BundleHeader
    enrolment: EnrolmentRequest | None


@dataclass(frozen=True, slots=True)
class RosterFrame:
    """TUF metadata of the province, to be believed by ``roster`` and ``published``.

    role: root | targets | snapshot | published.
    """

    role: str
    metadata: bytes


@dataclass(frozen=True, slots=True)
class RefusedSegment:
    """A segment that is not believed or not readable; the others flow on. station is what it claims to be.

    statement, data: its bytes, for whoever keeps them apart; a report lists it without them.
    """

    reason: Reason
    station: StationId | None = None
    first: int = 0
    last: int = 0
    statement: Signed | None = None
    data: bytes = b""


Part = Opened | RosterFrame | ContentPiece | Acknowledgement | OpenedSegment | RefusedSegment | ScanPart


class Outcome(StrEnum):
    """How far a bundle was readable."""

    WHOLE = "whole"
    PARTIAL = "partial"
    NEEDS_NEWER_PROGRAM = "needs_newer_program"


@dataclass(frozen=True, slots=True)
class BundleReport:
    """What a reading came to. reason: why it is not whole. sha256, size: of the file's bytes read."""

    outcome: Outcome
    reason: Reason | None
    header: BundleHeader | None
    provisional: bool
    segments: int
    changes: int
    refused: tuple[RefusedSegment, ...]
    sha256: str
    size: int
    scan_parts: int = 0
