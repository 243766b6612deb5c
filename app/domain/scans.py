"""Scans of a dossier: what may be added or taken away, what is still to be scanned (nợ số hoá) and signed.

Any station may add a scan, whoever holds the paper: scans are facts and are united, never fought over (SYNC §2.3).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from app.domain.dossier import Dossier
from app.domain.errors import AlreadyScanned, BadInput, NoSuchScan, ReasonNeeded
from app.domain.facts import ReceivedPaper
from app.domain.rules import Rules
from app.domain.scan_events import Scan, ScanAdded, ScanRemoved
from app.domain.states import ENDED_STATES, State
from app.i18n import N_

EVERY_FIELD = "*"
_WITH_RESULT = (State.COMPLETED, State.RETURNED)


# ── deciding ─────────────────────────────────────────────────────────────────────────────────


def add_scan(
    dossier: Dossier,
    *,
    at: datetime,
    sha256: str,
    size: int,
    pages: int,
    component: int | None = None,
    is_result: bool = False,
    is_signed: bool = False,
) -> ScanAdded:
    """Put a scan with a paper, with the result, or with the dossier as a whole. Raises BadInput, AlreadyScanned."""
    check_place(dossier, component, is_result=is_result)
    if any(scan.sha256 == sha256 and scan.same_place(component, is_result=is_result) for scan in kept_scans(dossier)):
        raise AlreadyScanned(code=dossier.code)
    return ScanAdded(
        at=at, sha256=sha256, size=size, pages=pages, component=component, is_result=is_result, is_signed=is_signed
    )


def check_place(dossier: Dossier, component: int | None, *, is_result: bool) -> None:
    """Refuse a scan of what the dossier does not have. Raises BadInput."""
    if is_result and component is not None:
        raise BadInput(field="component", problem=N_("a scan is of a paper or of the result, not of both"))
    if is_result and dossier.result is None:
        raise BadInput(field="result", problem=N_("the dossier has no result yet; record the result first"))
    if component is not None and all(paper.component != component for paper in dossier.papers):
        raise BadInput(field="component", problem=N_("this dossier has no such paper"))


def remove_scan(dossier: Dossier, *, at: datetime, sha256: str, reason: str | None) -> ScanRemoved:
    """Take a scan away; the record of it stays. Raises NoSuchScan, ReasonNeeded."""
    scan_of(dossier, sha256)
    if not reason:
        raise ReasonNeeded(field="reason")
    return ScanRemoved(at=at, sha256=sha256, reason=reason)


def sign_scan(
    dossier: Dossier, *, at: datetime, sha256: str, signed: str, size: int, pages: int
) -> tuple[ScanAdded, ...]:
    """Put the signed form in the place of a scan, in each of its places. Raises NoSuchScan."""
    found = scan_of(dossier, sha256).sha256
    return tuple(
        ScanAdded(
            at=at, sha256=signed, size=size, pages=pages, media_type=old.media_type, component=old.component,
            is_result=old.is_result, is_signed=True, replaces=found,
        )
        for old in kept_scans(dossier)
        if old.sha256 == found
    )  # fmt: skip


def scan_of(dossier: Dossier, sha256: str) -> Scan:
    """Return the kept scan of this digest, or of its unique beginning (six letters or more). Raises NoSuchScan."""
    asked = sha256.strip().lower()
    found = {scan.sha256: scan for scan in kept_scans(dossier) if scan.sha256.startswith(asked)}
    if len(asked) < 6 or len(found) != 1:
        raise NoSuchScan(code=dossier.code, scan=sha256[:64])
    return next(iter(found.values()))


# ── folding ──────────────────────────────────────────────────────────────────────────────────


def with_scan(dossier: Dossier, event: ScanAdded, station: bytes) -> Dossier:
    """Fold a scan in; the signed form of one takes its place."""
    new = Scan(
        at=event.at, sha256=event.sha256, size=event.size, pages=event.pages, station=station,
        media_type=event.media_type, component=event.component, is_result=event.is_result, is_signed=event.is_signed,
    )  # fmt: skip
    before = tuple(
        replace(scan, signed_as=event.sha256) if scan.sha256 == event.replaces and scan.is_kept else scan
        for scan in dossier.scans
    )
    return replace(dossier, scans=(*before, new))


def without_scan(dossier: Dossier, event: ScanRemoved) -> Dossier:
    """Fold a removal in: the place stays known, with the reason."""
    gone = tuple(
        replace(scan, removed_at=event.at, removed_because=event.reason)
        if scan.sha256 == event.sha256 and scan.is_kept
        else scan
        for scan in dossier.scans
    )
    return replace(dossier, scans=gone)


# ── what is owed ─────────────────────────────────────────────────────────────────────────────


def kept_scans(dossier: Dossier) -> tuple[Scan, ...]:
    """Return the scans that stand, oldest first."""
    return tuple(scan for scan in dossier.scans if scan.is_kept)


def papers_to_scan(dossier: Dossier, rules: Rules) -> tuple[ReceivedPaper, ...]:
    """Return the papers kept in the file that the rules want scanned and that are not (nợ số hoá).

    A scan of the whole file stands for all of them. Papers only shown were given back; those of a
    dossier that was withdrawn or stopped go back too.
    """
    if dossier.state in ENDED_STATES or not _wanted(dossier, rules):
        return ()
    of = {scan.component for scan in kept_scans(dossier) if not scan.is_result}
    if None in of:
        return ()
    return tuple(
        paper
        for paper in dossier.papers
        if (paper.original or paper.copy) and not paper.shown_only and paper.component not in of
    )


def owes_result_scan(dossier: Dossier, rules: Rules) -> bool:
    """Return whether a granted result is there and not scanned. NĐ 118/2025/NĐ-CP: results are digitised too."""
    if not rules.scan_results or not _wanted(dossier, rules) or dossier.state not in _WITH_RESULT:
        return False
    granted = dossier.result is not None and dossier.result.result == "granted"
    return granted and not any(scan.is_result for scan in kept_scans(dossier))


def needs_scan(dossier: Dossier, rules: Rules) -> bool:
    """Return whether anything of the dossier is still to be scanned («Cần số hoá»)."""
    return bool(papers_to_scan(dossier, rules)) or owes_result_scan(dossier, rules)


def scans_to_sign(dossier: Dossier, rules: Rules) -> tuple[Scan, ...]:
    """Return the scans that wait for the agency's digital signature («Cần ký số»). NĐ 30/2020 Annex I."""
    return tuple(scan for scan in kept_scans(dossier) if not scan.is_signed) if rules.sign_scans else ()


def _wanted(dossier: Dossier, rules: Rules) -> bool:
    return EVERY_FIELD in rules.scan_fields or dossier.procedure.field in rules.scan_fields
