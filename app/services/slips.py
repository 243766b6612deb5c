"""Papers of a dossier (phiếu, giấy): made from the saved dossier, counted, marked printed only when true."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from app.clock import Clock
from app.domain.dossier import Dossier
from app.domain.errors import BadInput
from app.domain.events import SlipPrinted
from app.i18n import N_
from app.ports import Forms, Letterhead, NewUnit, Paper, Queries
from app.readings import Officer

FORMS = ("receipt", "fee-slip")


@dataclass(frozen=True, slots=True)
class Slip:
    """A paper made but not yet counted: which form and copy of which dossier. number: of a fee slip."""

    dossier_id: bytes
    form: str
    copy: int
    paper: str
    made: Paper
    number: str | None = None

    @property
    def sha256(self) -> str:
        """Return the hex digest of the PDF bytes."""
        return hashlib.sha256(self.made.pdf).hexdigest()


@dataclass(frozen=True, slots=True)
class Slips:
    """The printing desk. Making a paper and recording that it was made are two calls.

    A jammed printer must not undo a receipt, nor count a paper that never came out.
    """

    new_unit: NewUnit
    queries: Queries
    forms: Forms
    clock: Clock
    letterhead: Letterhead

    def make(self, form: str, dossier_id: bytes, *, paper: str = "a5", draft: bool = False) -> Slip:
        """Lay out the next copy of a form. Raises MissingGlyphs, UnknownDossier, BadInput."""
        dossier = self.queries.dossier(dossier_id)
        copy, number = dossier.next_copy(form), dossier.slip_number(form)
        made = self._laid_out(form, dossier, number=number, copy=copy, paper=paper, draft=draft)
        return Slip(dossier_id, form, copy, paper, made, number)

    def _laid_out(
        self, form: str, dossier: Dossier, *, number: str | None, copy: int, paper: str, draft: bool
    ) -> Paper:
        match form:
            case "receipt":
                return self.forms.receipt(dossier, self.letterhead, copy=copy, paper=paper, draft=draft)
            case "fee-slip":
                if number is None:
                    raise BadInput(field="form", problem=N_("no fee has been collected for this dossier"))
                return self.forms.fee_slip(dossier, self.letterhead, number=number, copy=copy, paper=paper, draft=draft)
            case _:
                raise BadInput(field="form", problem=N_("is not one of the choices"))

    def exported(self, slip: Slip, *, officer: Officer) -> Dossier:
        """Record that the paper was written to a file."""
        return self._record(slip, "exported", officer)

    def printed(self, slip: Slip, *, officer: Officer) -> Dossier:
        """Record «đã in»: call only when the spooler took the paper."""
        return self._record(slip, "printed", officer)

    def _record(self, slip: Slip, mode: str, officer: Officer) -> Dossier:
        now = self.clock.now().replace(microsecond=0)
        happened = SlipPrinted(
            at=now,
            form=slip.form,
            copy=slip.copy,
            mode=mode,
            sha256=slip.sha256,
            pages=slip.made.pages,
            paper=slip.paper,
            number=slip.number,
        )
        with self.new_unit(officer.id) as unit:
            return unit.record_dossier(slip.dossier_id, happened)
