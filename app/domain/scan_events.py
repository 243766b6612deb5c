"""What was scanned of a dossier (bản quét), and what was taken away again.

Like all events: frozen, past tense, fields only ever added. The pages themselves lie encrypted in the
attachment store under their SHA-256 (hex, of the plain bytes); no file name is ever kept, since people
name files after citizens.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ScanAdded:
    """A scan was put with the dossier (số hoá thành phần hồ sơ, kết quả). NĐ 30/2020 Annex I; TT 01/2023/TT-VPCP.

    size: bytes. component: position in the procedure's list, None for a scan of the whole file.
    is_result: of the result, not of what the citizen brought. is_signed: carries a digital signature
    that holds. replaces: SHA-256 of the scan whose signed form this is.
    """

    at: datetime
    sha256: str
    size: int
    pages: int
    media_type: str = "application/pdf"
    component: int | None = None
    is_result: bool = False
    is_signed: bool = False
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class ScanRemoved:
    """A scan was taken away (gỡ bản quét): a wrong page, another citizen's paper. Its bytes are deleted."""

    at: datetime
    sha256: str
    reason: str


@dataclass(frozen=True, slots=True)
class Scan:
    """A scan of a dossier as it stands. station: where it was added, which is where its bytes are until sent.

    removed_at, removed_because: taken away since; the place stays known. signed_as: SHA-256 of the
    signed form that stands in its stead.
    """

    at: datetime
    sha256: str
    size: int
    pages: int
    station: bytes
    media_type: str = "application/pdf"
    component: int | None = None
    is_result: bool = False
    is_signed: bool = False
    removed_at: datetime | None = None
    removed_because: str | None = None
    signed_as: str | None = None

    @property
    def is_kept(self) -> bool:
        """Return whether its bytes belong to the dossier: neither taken away nor replaced."""
        return self.removed_at is None and self.signed_as is None

    def same_place(self, component: int | None, *, is_result: bool) -> bool:
        """Return whether it stands for this paper, this result, this whole file."""
        return (self.component, self.is_result) == (component, is_result)
