"""Papers of a dossier (phiếu, giấy): made from the saved dossier, counted, marked printed only when true."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.clock import Clock
from app.domain.dossier import Dossier
from app.domain.errors import BadInput, InConflict
from app.domain.events import SlipPrinted
from app.domain.owing import offered_papers, owed_papers
from app.i18n import N_
from app.ports import Forms, Letterhead, NewUnit, Paper, Queries
from app.readings import Officer

_IN_CONFLICT = ("receipt", "fee-slip", "control")
"""What may be printed while two desks contradict each other: nothing that tells a result."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A paper made but not yet counted: which form and copy of which dossier. number: the paper's own, if any.

    companions: ids of the other dossiers of the visit that stand on it, and which copy it is for each.
    also: the further dossiers on the same fee slip.
    """

    dossier_id: bytes
    form: str
    copy: int
    paper: str
    made: Paper
    number: str | None = None
    companions: tuple[tuple[bytes, int], ...] = ()
    also: tuple[bytes, ...] = ()

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

    def make(
        self,
        form: str,
        dossier_id: bytes,
        *,
        paper: str = "a5",
        draft: bool = False,
        number: str | None = None,
        companions: Sequence[Dossier] = (),
    ) -> Slip:
        """Lay out the next copy of a form. companions: other dossiers of the visit, on a receipt.

        number: of a fee slip, the newest if None; a voided one is marked so. Raises PaperNotDue if the act of
        that form did not happen, InConflict, MissingGlyphs, UnknownDossier, BadInput.
        """
        dossier = self.queries.dossier(dossier_id)
        if dossier.conflict is not None and form not in _IN_CONFLICT:
            raise InConflict(code=dossier.code)
        number = number or dossier.slip_number(form)
        copy = dossier.next_copy(form, number)
        head, forms = self.letterhead, self.forms
        match form:
            case "receipt":
                made = forms.receipt(dossier, head, copy=copy, paper=paper, draft=draft, companions=companions)
            case "fee-slip":
                if number is None:
                    raise BadInput(field="form", problem=N_("no fee has been collected for this dossier"))
                others = [self.queries.dossier(other) for other in _also(dossier, number)]
                made = forms.fee_slip(dossier, head, number=number, copy=copy, paper=paper, draft=draft, others=others)
            case _:
                made = forms.act_paper(form, dossier, head, copy=copy, paper=paper, draft=draft)
        listed = tuple((other.id, other.next_copy(form)) for other in companions)
        also = _also(dossier, number) if form == "fee-slip" else ()
        return Slip(dossier_id, form, copy, paper, made, number, listed, also)

    def make_for_visit(self, dossier_id: bytes, *, paper: str = "a5", draft: bool = False) -> Slip:
        """Lay out one receipt for everything its visit brought, the first dossier at its head (một giấy chung).

        Only those stand on it whose slip is owed, and the dossier itself. Raises what ``make`` raises.
        """
        dossier = self.queries.dossier(dossier_id)
        visit = self.queries.of_visit(dossier.visit) if dossier.visit else (dossier,)
        first, *rest = [one for one in visit if one.id == dossier_id or "receipt" in owed_papers(one)]
        return self.make("receipt", first.id, paper=paper, draft=draft, companions=rest)

    def offered(self, dossier: Dossier) -> tuple[str, ...]:
        """Return the forms that make sense for the dossier now, what it owes first."""
        return offered_papers(dossier)

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
            for other, copy in slip.companions:
                unit.record_dossier(other, replace(happened, copy=copy))
            for other in slip.also:
                unit.record_dossier(other, happened)
            return unit.record_dossier(slip.dossier_id, happened)


def _also(dossier: Dossier, number: str | None) -> tuple[bytes, ...]:
    """Return the further dossiers on a fee slip."""
    paid = next((payment for payment in reversed(dossier.payments) if payment.number == number), None)
    return tuple(other for other in paid.dossiers if other != dossier.id) if paid else ()
