"""Scans between a desk and its province: what each side lacks, what the other sends, what of it is kept.

Records never wait for scans, and a scan is sent only where it is wanted. What arrives is believed by its hash,
which a signed record names; it is looked at by its first bytes only and never opened.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

import msgspec

from app.bundles import MOST_SCAN_PARTS, MOST_WANTED, SCAN_PART_BYTES, ScanPart, WantedScan
from app.domain.errors import ScanDamaged, ScanNotHere
from app.logs import digest_words, logger
from app.ports import ExchangeBook, ScanParts

HELD_APART, ASKED, IN_VAIN = "held_scans", "asked_scans", "scans_in_vain"
MOST_IN_VAIN = 4_096
"""Scans that stand at the end of the row; of more, those asked for longest ago are asked for anew."""

PARTS_AT_MOST = 1 << 30
"""Bytes of scans that may wait for their other parts; what comes beyond is wanted again later."""

_PDF = b"%PDF-"
_BEFORE_A_PDF = b"\xef\xbb\xbf \t\r\n\0"
_digests = msgspec.msgpack.Decoder(tuple[str, ...]).decode


@dataclass(slots=True)
class ScanTally:
    """What one reading brought. whole: scans that are here now; apart: of them, those that are no PDF."""

    whole: int = 0
    apart: int = 0
    discarded: int = 0


@dataclass(frozen=True, slots=True)
class ScanTraffic:
    """The scans of one place. parts: where they lie; book: where it is noted which are held apart."""

    parts: ScanParts
    book: ExchangeBook

    def wanted(self, *, scanned_at: Collection[bytes] | None = None) -> tuple[WantedScan, ...]:
        """Return what this place lacks, of these stations or of all, the newest dossiers' scans first."""
        lacking = self.parts.lacking(limit=MOST_WANTED, scanned_at=scanned_at)
        return tuple(WantedScan(sha256, held) for sha256, held in lacking.items())

    def ask(self) -> tuple[WantedScan, ...]:
        """Return what a desk asks the province for: last what it asked for in vain, the longest ago of it first.

        The newest may lie on a laptop that is gone; what the province has must not wait for them.
        """
        vain = {sha256: place for place, sha256 in enumerate(self._kept(IN_VAIN))}
        lacking = self.parts.lacking(limit=MOST_WANTED, turn=lambda sha256: vain.get(sha256, -1))
        asked = tuple(lacking)
        if asked != self._kept(ASKED):
            self.book.keep_document(ASKED, msgspec.msgpack.encode(asked))
        return tuple(WantedScan(sha256, held) for sha256, held in lacking.items())

    def answered(self) -> None:
        """Hear that the province has answered: of what was asked for, that of which nothing came goes to the end."""
        asked = self._kept(ASKED)
        if not asked:
            return
        left = [one for one in self._kept(IN_VAIN) if one not in asked]
        lacking = self.parts.lacking(limit=len(asked), turn=lambda sha256: int(sha256 not in asked))
        vain = (*left, *(one for one, held in lacking.items() if one in asked and not held))[-MOST_IN_VAIN:]
        self.book.keep_documents({IN_VAIN: msgspec.msgpack.encode(vain), ASKED: msgspec.msgpack.encode(())})

    def _kept(self, kind: str) -> tuple[str, ...]:
        kept = self.book.document(kind)
        return () if kept is None else _digests(kept)

    def held_apart(self) -> tuple[str, ...]:
        """Return the scans that are no PDF, whatever their record says; they go nowhere."""
        return self._kept(HELD_APART)

    # ── out ──

    def sendable(
        self, wanted: Iterable[WantedScan], *, may_have: Callable[[frozenset[bytes]], bool] = bool
    ) -> tuple[tuple[WantedScan, int], ...]:
        """Return which of the wanted scans can go, and the bytes each still needs.

        may_have: asked with the stations whose dossiers name the scan.
        """
        apart = set(self.held_apart())
        found = []
        for one in wanted:
            size = 0 if one.sha256 in apart else self.parts.size(one.sha256)
            if size and may_have(self.parts.scanned_at(one.sha256)):
                found.append((one, max(size - len(one.held) * SCAN_PART_BYTES, 0)))
        return tuple(found)

    def outgoing(self, sendable: Iterable[tuple[WantedScan, int]]) -> Iterator[ScanPart]:
        """Yield the parts that the other side lacks, streaming; a damaged scan stops no other."""
        for one, _bytes in sendable:
            count = -(-self.parts.size(one.sha256) // SCAN_PART_BYTES)
            try:
                for number, data in enumerate(self.parts.parts(one.sha256, part_bytes=SCAN_PART_BYTES)):
                    if number not in one.held:
                        yield ScanPart(one.sha256, number, count, data)
            except (ScanDamaged, ScanNotHere):
                logger("exchange").warning("scan_not_sent", scan=digest_words(one.sha256))

    # ── in ──

    def take(self, part: ScanPart, tally: ScanTally) -> None:
        """Keep a part of a scan that a dossier here names and that is not here yet. Raises DiskFull, CannotWrite."""
        if not self.parts.is_named(part.sha256) or part.parts > MOST_SCAN_PARTS:
            tally.discarded += 1
            return
        if self.parts.size(part.sha256):
            return
        if self.parts.held_bytes() + len(part.data) > PARTS_AT_MOST:
            tally.discarded += 1
            return
        self.parts.keep_part(part.sha256, part.part, part.data)
        first = self.parts.join(part.sha256, part.parts)
        if first is None:
            return
        if not first:
            tally.discarded += 1
            return
        tally.whole += 1
        if not first.lstrip(_BEFORE_A_PDF).startswith(_PDF):
            tally.apart += 1
            self.book.keep_document(HELD_APART, msgspec.msgpack.encode((*self.held_apart(), part.sha256)))
            logger("exchange").warning("scan_held_apart", scan=digest_words(part.sha256))
