"""Scanned papers (bản số hoá): stored, in parts on their way, read and signed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Blob:
    """A stored scan: its digest (hex, of the plain bytes), its size, and the key it lies sealed under."""

    sha256: str
    size: int
    key: bytes = field(repr=False)


class Attachments(Protocol):
    """The store of scans: by digest, each once, encrypted."""

    def put(self, data: bytes) -> Blob:
        """Store the bytes durably; record the event afterwards. Raises DiskFull, CannotWrite."""

    def read(self, sha256: str) -> bytes:
        """Return the bytes. Raises ScanNotHere, ScanDamaged."""

    def holds(self, sha256: str) -> bool:
        """Return whether the bytes are on this computer."""

    def forget(self, digests: Iterable[str]) -> None:
        """Delete the bytes that no dossier names any more."""


class ScanParts(Protocol):
    """Scans in parts, as bundles carry them. Digests are SHA-256 in hex."""

    def lacking(
        self,
        *,
        limit: int,
        scanned_at: Collection[bytes] | None = None,
        turn: Callable[[str], int] | None = None,
    ) -> dict[str, tuple[int, ...]]:
        """Return scans that a dossier names and that are not here whole, newest dossiers first; the parts held.

        scanned_at: only those of these stations. turn: the lower comes first, whatever its dossier.
        """

    def is_named(self, sha256: str) -> bool:
        """Return whether a dossier held here names the scan."""

    def scanned_at(self, sha256: str) -> frozenset[bytes]:
        """Return the stations whose dossiers name the scan."""

    def size(self, sha256: str) -> int:
        """Return the bytes of a scan that is here whole, 0 of any other."""

    def parts(self, sha256: str, *, part_bytes: int) -> Iterator[bytes]:
        """Yield a scan's parts, streaming. Raises ScanNotHere, ScanDamaged."""

    def keep_part(self, sha256: str, part: int, data: bytes) -> None:
        """Keep a part durably, encrypted. Raises DiskFull, CannotWrite."""

    def held_bytes(self) -> int:
        """Return how many bytes of parts wait for their others."""

    def join(self, sha256: str, parts: int) -> bytes | None:
        """Store the scan once all its parts are here, and return its first bytes; None while some lack.

        Parts that make up anything else are dropped: then b"". Raises DiskFull, CannotWrite.
        """


@dataclass(frozen=True, slots=True)
class ReadScan:
    """A file that may be kept as a scan: the PDF bytes to store, its pages, and what was seen.

    signatures: embedded digital signatures, oldest first. dpi: of a photo turned into a page, None for a PDF.
    """

    pdf: bytes
    pages: int
    signatures: tuple[SignatureSeen, ...] = ()
    dpi: int | None = None


@dataclass(frozen=True, slots=True)
class SignatureSeen:
    """One signature of a PDF. is_intact: the bytes it covers are unchanged; covers_all: nothing was added after it.

    at: as the signer's computer said. Whom the signer's certificate is from is told, not judged: there is no
    trust list offline.
    """

    signer: str
    issuer: str
    at: datetime | None
    is_intact: bool
    covers_all: bool


class ScanReader(Protocol):
    """Tells what a file is by its content, never by its name, and makes a page of a photo."""

    def read(self, data: bytes, *, grey: bool) -> ReadScan:
        """Return what to store. Raises ScanRefused: no scan, locked, broken, holding something that acts."""

    def signatures(self, pdf: bytes) -> tuple[SignatureSeen, ...]:
        """Return the signatures of a PDF, oldest first, each checked against the bytes."""


@dataclass(frozen=True, slots=True)
class Token:
    """Where the signing key is. module: the PKCS#11 driver; label: the token's; certificate: its label, if several."""

    module: str
    label: str
    certificate: str | None = None


class Signing(Protocol):
    """PDF → signed PDF, without a network."""

    def sign(self, pdf: bytes, token: Token, *, pin: str, agency: str, at: datetime) -> bytes:
        """Add a PAdES-B signature with the visible stamp that NĐ 30/2020 asks for; what was there stays as it was.

        Raises PinWrong, PinLocked, NoToken, TokenGone, NoSigningKey, SigningNotInstalled, ScanRefused.
        """
