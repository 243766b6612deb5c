"""What a citizen was told whose papers were not accepted (lượt hướng dẫn): no dossier, no code, yet in writing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.citizen import Applicant
from app.domain.facts import ProcedureRef
from app.domain.life_events import WantedPaper


@dataclass(frozen=True, slots=True)
class GuidanceGiven:
    """The papers were not accepted, and the citizen got it in writing. NĐ 61/2018 art. 17(1)a, b.

    kind: supplement (Mẫu 02) | refusal (Mẫu 03). number: ``K-NNNN`` of the form's own series. wanted: what to
    bring. officer_name: as printed.
    """

    at: datetime
    number: str
    kind: str
    applicant: Applicant
    procedure: ProcedureRef
    wanted: tuple[WantedPaper, ...]
    reason: str
    officer_name: str
    legal_basis: str | None = None
