"""A dossier that moved to a later version of its procedure (chuyển sang phiên bản mới của thủ tục)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.deadline import Due
from app.domain.facts import ProcedureRef, PromisedLimit, ReceivedPaper


@dataclass(frozen=True, slots=True)
class VersionMoved:
    """The dossier goes by the new list from now on, on purpose and with a reason; it never does so by itself.

    papers: those received, under their places in the new list; what the new list lacks stays as a paper outside
    it. limit, due: None where the promise stays. Fees stay: they were owed when the dossier came in.
    """

    at: datetime
    procedure: ProcedureRef
    reason: str
    papers: tuple[ReceivedPaper, ...] = ()
    limit: PromisedLimit | None = None
    due: Due | None = None
