"""An administrative procedure (thủ tục hành chính) as the catalogue describes it, per version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.deadline import Extension, TimeLimit
from app.domain.money import FeeItem

VERSION_FROM = "2025-07-01"
"""Effective date of rows that carry none: the day of the two-tier government."""


@dataclass(frozen=True, slots=True)
class RequiredPaper:
    """One component of the dossier (thành phần hồ sơ).

    condition: with ``required`` it names the substitute or waiver; without, when the paper is
    asked at all. shown_only: presented and given back (xuất trình), never kept.
    """

    name: str
    original: int = 0
    copy: int = 0
    required: bool = True
    condition: str | None = None
    shown_only: bool = False
    form: str | None = None


@dataclass(frozen=True, slots=True)
class ProcedureStep:
    """One step of the default workflow: its slug and the role that does it.

    limit: decided for this step (quy trình nội bộ); None: a share of the promise.
    """

    step: str
    actor: str
    limit: TimeLimit | None = None


@dataclass(frozen=True, slots=True)
class StepLimit:
    """How long one step may take by a local decision."""

    step: str
    limit: TimeLimit


@dataclass(frozen=True, slots=True)
class Procedure:
    """One version of one procedure. ``id`` is ours, ``code`` the national one (None: not acceptable yet).

    version: ISO date from which it is in force. field: lĩnh vực. authority_*: who receives,
    processes, decides. confidence: how sure the shipped row is; below ``confirmed`` it is listed
    for checking and never printed. local_decision: the decision behind a local override, if any.
    """

    id: str
    code: str | None
    name: str
    field: str
    decision: str | None
    status: str
    receives: str
    processes: str
    decides: str
    limit: TimeLimit
    extensions: tuple[Extension, ...]
    fees: tuple[FeeItem, ...]
    papers: tuple[RequiredPaper, ...]
    sets: int
    results: tuple[str, ...]
    channels: tuple[str, ...]
    steps: tuple[ProcedureStep, ...]
    volume: str = "low"
    border_area: bool = False
    mobile_available: bool = False
    interlinked: bool = False
    note: str | None = None
    limit_note: str | None = None
    confidence: str = "confirmed"
    version: str = VERSION_FROM
    local_decision: str | None = None
    responsible: str | None = None

    @property
    def short_name(self) -> str:
        """Return the name as lists show it: without the leading «Thủ tục »."""
        shown = self.name.removeprefix("Thủ tục ")
        return shown[:1].upper() + shown[1:]

    @property
    def effective_from(self) -> date:
        """Return the first day of this version."""
        return date.fromisoformat(self.version)


@dataclass(frozen=True, slots=True)
class LocalOverride:
    """What the province or the commune decided differently (điều chỉnh tại địa phương).

    Laid over the national row when read; the row itself is never touched. proposed: typed by an
    officer at acceptance because the catalogue knew no limit; waits for the province's word. steps: limits of
    single steps; those not named stay as they were.
    """

    procedure: str
    limit: TimeLimit | None = None
    fees: tuple[FeeItem, ...] | None = None
    responsible: str | None = None
    decision: str | None = None
    effective_from: str = VERSION_FROM
    proposed: bool = False
    steps: tuple[StepLimit, ...] = ()
