"""Papers that belong to no dossier, counted: guidance given, the register, lists, the pad, the shift's and day's sheet.

As with slips, making a paper and recording that it was made are two calls: a jammed printer counts nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.clock import Clock
from app.domain.paper_events import PaperPutOut
from app.ports import Forms, Letterhead, NewUnit, Paper, Queries
from app.readings import Desk, GivenGuidance, Officer

REGISTER, TO_SIGN, HANDOVER_LIST, TRIP_LIST = "register", "to-sign", "handover-list", "trip"
SHIFT, PAD, DAY_SHEET = "shift", "pad", "day-sheet"
_GUIDE = "guide-{kind}"


@dataclass(frozen=True, slots=True)
class DeskPaper:
    """A paper made but not yet counted: which copy of what. about: as in ``PaperPutOut``."""

    form: str
    about: str
    copy: int
    made: Paper

    @property
    def sha256(self) -> str:
        """Return the hex digest of the PDF bytes."""
        return hashlib.sha256(self.made.pdf).hexdigest()


@dataclass(frozen=True, slots=True)
class DeskPapers:
    """Counts the desk's own papers."""

    new_unit: NewUnit
    queries: Queries
    forms: Forms
    clock: Clock
    desk: Desk
    letterhead: Letterhead

    def counted(self, form: str, about: str, made: Paper) -> DeskPaper:
        """Return a paper as the next copy of its kind."""
        return DeskPaper(form, about, self.queries.paper_copies(form, about) + 1, made)

    def guidance(self, guidance: GivenGuidance, *, paper: str, draft: bool = False) -> DeskPaper:
        """Lay out the next copy of what was told to a citizen (Mẫu 02, 03 before acceptance).

        A further copy says IN LẠI LẦN n. Raises MissingGlyphs, BadInput.
        """
        form, about = _GUIDE.format(kind=guidance.given.kind), guidance.id.hex()
        copy = self.queries.paper_copies(form, about) + 1
        made = self.forms.guidance(guidance.given, self.letterhead, copy=copy, paper=paper, draft=draft)
        return DeskPaper(form, about, copy, made)

    def copies_of(self, guidance: GivenGuidance) -> int:
        """Return how many copies of a guidance were made."""
        return self.queries.paper_copies(_GUIDE.format(kind=guidance.given.kind), guidance.id.hex())

    def printed(self, paper: DeskPaper, *, officer: Officer) -> None:
        """Record «đã in»: call only when the spooler took the paper."""
        self._record(paper, "printed", officer)

    def exported(self, paper: DeskPaper, *, officer: Officer) -> None:
        """Record that the paper was written to a file."""
        self._record(paper, "exported", officer)

    def _record(self, paper: DeskPaper, mode: str, officer: Officer) -> None:
        happened = PaperPutOut(
            at=self.clock.now().replace(microsecond=0),
            form=paper.form,
            about=paper.about,
            copy=paper.copy,
            mode=mode,
            sha256=paper.sha256,
            pages=paper.made.pages,
        )
        with self.new_unit(officer.id) as unit:
            unit.record("station", self.desk.station, happened)


def about_days(first: date, last: date) -> str:
    """Return what a paper over some days is of."""
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"


def about_codes(codes: Iterable[str]) -> str:
    """Return what a list of these dossiers is of: the same ones in the same order are the same list."""
    return hashlib.sha256("\n".join(codes).encode()).hexdigest()[:16]
