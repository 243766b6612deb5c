"""A second dossier of the same procedure for the same citizen, taken in knowingly (nhận thêm hồ sơ trùng thủ tục)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DuplicateOverridden:
    """The desk was warned that the same procedure is open for this citizen, and says why it took this one in too.

    open_codes: the dossiers that were open then. An event of its own: an auditor asks for it by its kind.
    """

    at: datetime
    open_codes: tuple[str, ...]
    reason: str
