"""What was told to a citizen whose papers were not accepted (hướng dẫn, từ chối tiếp nhận): no dossier comes of it.

State 3 of the national list. It has a number of its own and takes no dossier code (NĐ 61/2018/NĐ-CP art. 17(1)a, b).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.citizen import Applicant
from app.domain.facts import ProcedureRef
from app.domain.life_events import WantedPaper

GUIDANCE_KINDS = ("supplement", "refusal")


@dataclass(frozen=True, slots=True)
class GuidanceGiven:
    """A paper said what lacks or why it cannot be taken in (phiếu yêu cầu bổ sung; phiếu từ chối, before acceptance).

    number: of the series ``guide-supplement`` or ``guide-refusal``. wanted: every paper that lacks, named at once.
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
