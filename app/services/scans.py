"""The scanning desk (số hoá hồ sơ): scans put with papers and results, looked at, taken away, signed.

The bytes are stored before the event is recorded; what is refused leaves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.clock import Clock
from app.domain import scans
from app.domain.dossier import Dossier
from app.domain.errors import CannotRead, NothingToSign, ScanRefused
from app.domain.facts import ReceivedPaper
from app.domain.notices import Notice
from app.domain.rules import RuleBook
from app.domain.scan_events import Scan
from app.i18n import N_
from app.ports import Attachments, NewUnit, Queries, ReadScan, ScanReader, SignatureSeen, Signing, Token
from app.readings import Officer

MOST_BYTES = 50 << 20
LEAST_DPI = 200

_TOO_BIG = N_("it is larger than 50 MB; scan at 200 dpi, or attach it in parts")
_EMPTY = N_("the file is empty")
_TOO_COARSE = Notice(
    "low_resolution",
    N_("This photo has fewer than 200 dots an inch on a page; come closer and take it again if it does not read well."),
)


@dataclass(frozen=True, slots=True)
class Attached:
    """A scan that was added, the dossier it makes, and what the officer should know."""

    dossier: Dossier
    scan: Scan
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Owed:
    """What of a dossier is still to be scanned and signed."""

    papers: tuple[ReceivedPaper, ...]
    result: bool
    to_sign: tuple[Scan, ...]


@dataclass(frozen=True, slots=True)
class Scans:
    """grey: photos become grey pages (a setting; the law asks for colour). agency: as the stamp names it."""

    new_unit: NewUnit
    queries: Queries
    attachments: Attachments
    reader: ScanReader
    signing: Signing
    clock: Clock
    rules: RuleBook
    grey: bool
    agency: str

    def add(
        self,
        dossier_id: bytes,
        path: Path,
        *,
        officer: Officer,
        component: int | None = None,
        is_result: bool = False,
    ) -> Attached:
        """Attach a file to a paper, to the result, or (neither) as a scan of the whole dossier.

        Raises ScanRefused, AlreadyScanned, BadInput, CannotRead, DiskFull, CannotWrite.
        """
        scans.check_place(self.queries.dossier(dossier_id), component, is_result=is_result)
        read = self.reader.read(read_file(path), grey=self.grey)
        return self._kept(dossier_id, read, officer=officer, component=component, is_result=is_result)

    def _kept(
        self, dossier_id: bytes, read: ReadScan, *, officer: Officer, component: int | None, is_result: bool
    ) -> Attached:
        blob = self.attachments.put(read.pdf)
        with self.new_unit(officer.id) as unit:
            happened = scans.add_scan(
                unit.dossier(dossier_id),
                at=self._now(),
                sha256=blob.sha256,
                size=blob.size,
                pages=read.pages,
                component=component,
                is_result=is_result,
                is_signed=any(seen.is_intact for seen in read.signatures),
            )
            unit.keep_blob(blob)
            saved = unit.record_dossier(dossier_id, happened)
        notices = (_TOO_COARSE,) if read.dpi is not None and read.dpi < LEAST_DPI - 5 else ()
        return Attached(saved, saved.scans[-1], notices)

    def remove(self, dossier_id: bytes, sha256: str, *, reason: str | None, officer: Officer) -> Dossier:
        """Take a scan away; its pages are deleted where no dossier has them. Raises NoSuchScan, ReasonNeeded."""
        with self.new_unit(officer.id) as unit:
            dossier = unit.dossier(dossier_id)
            found = scans.scan_of(dossier, sha256)
            happened = scans.remove_scan(dossier, at=self._now(), sha256=found.sha256, reason=reason)
            saved = unit.record_dossier(dossier_id, happened)
        self.attachments.forget((found.sha256,))
        return saved

    def pages(self, dossier_id: bytes, sha256: str) -> bytes:
        """Return the PDF of a scan. Raises NoSuchScan, ScanNotHere, ScanDamaged."""
        return self.attachments.read(scans.scan_of(self.queries.dossier(dossier_id), sha256).sha256)

    def signatures(self, dossier_id: bytes, sha256: str) -> tuple[SignatureSeen, ...]:
        """Return the signatures of a scan, checked against its bytes. Raises as ``pages``."""
        return self.reader.signatures(self.pages(dossier_id, sha256))

    def owed(self, dossier: Dossier) -> Owed:
        """Return what of the dossier is still to be scanned and signed."""
        rules = self.rules.of(dossier.rules, dossier.received_at.date())
        papers, result = scans.papers_to_scan(dossier, rules), scans.owes_result_scan(dossier, rules)
        return Owed(papers, result, scans.scans_to_sign(dossier, rules))

    def sign(
        self, dossier_id: bytes, token: Token, *, pin: str, officer: Officer, sha256: str | None = None
    ) -> tuple[Dossier, tuple[Scan, ...]]:
        """Sign one scan, or all that wait; each signed form takes the place of its scan.

        Nothing is recorded unless all were signed. Raises NothingToSign, NoSuchScan, PinWrong, PinLocked,
        NoToken, TokenGone, NoSigningKey, SigningNotInstalled, ScanNotHere, ScanDamaged.
        """
        waiting = self._waiting(self.queries.dossier(dossier_id), sha256)
        now = self._now()
        signed = [
            (scan, self.signing.sign(self.attachments.read(scan.sha256), token, pin=pin, agency=self.agency, at=now))
            for scan in waiting
        ]
        blobs = [(scan, self.attachments.put(pdf)) for scan, pdf in signed]
        with self.new_unit(officer.id) as unit:
            dossier = unit.dossier(dossier_id)
            happened = [
                event
                for scan, blob in blobs
                for event in scans.sign_scan(
                    dossier, at=now, sha256=scan.sha256, signed=blob.sha256, size=blob.size, pages=scan.pages
                )
            ]
            for _scan, blob in blobs:
                unit.keep_blob(blob)
            saved = unit.record_dossier(dossier_id, *happened)
        self.attachments.forget([scan.sha256 for scan in waiting])
        made = {blob.sha256 for _scan, blob in blobs}
        return saved, tuple(scan for scan in scans.kept_scans(saved) if scan.sha256 in made)

    def _waiting(self, dossier: Dossier, sha256: str | None) -> tuple[Scan, ...]:
        if sha256 is not None:
            return (scans.scan_of(dossier, sha256),)
        each = {scan.sha256: scan for scan in scans.kept_scans(dossier) if not scan.is_signed}
        if not each:
            raise NothingToSign(code=dossier.code)
        return tuple(each.values())

    def _now(self) -> datetime:
        return self.clock.now().replace(microsecond=0)


def read_file(path: Path) -> bytes:
    """Return the bytes of a file that may be attached. Raises ScanRefused, CannotRead."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise ScanRefused(reason=_TOO_BIG)
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except (OSError, ValueError) as failed:
        # The name stays out of the sentence: people name files after citizens, and sentences may be logged.
        raise CannotRead(place=path.parent.name or str(path.parent)) from failed
    if len(data) > MOST_BYTES:
        raise ScanRefused(reason=_TOO_BIG)
    if not data:
        raise ScanRefused(reason=_EMPTY)
    return data
