"""Papers that belong to no dossier: what was told to a citizen, lists, the register, the pad, the shift's sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

DESK_PAPERS = (
    "guide-supplement",
    "guide-refusal",
    "register",
    "to-sign",
    "handover-list",
    "trip",
    "shift",
    "pad",
    "day-sheet",
)


@dataclass(frozen=True, slots=True)
class PaperPutOut:
    """Such a paper was made (đã in, đã ghi ra tệp). mode: printed (the spooler took it) | exported (a PDF file).

    form: one of DESK_PAPERS. about: what it is of, never a person: the id of a guidance, days, a digest of codes;
    copies are counted for each. copy: 1, 2, 3 …
    """

    at: datetime
    form: str
    about: str
    copy: int
    mode: str
    sha256: str
    pages: int
