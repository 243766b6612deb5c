"""The Forms port on reportlab: a dossier goes in, PDF bytes come out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.domain.dossier import Dossier
from app.domain.errors import BadInput
from app.domain.guidance_events import GuidanceGiven
from app.domain.money_book import DaySheet
from app.i18n import N_
from app.ports import Letterhead, Paper
from printing.wordings import FORMS, Wordings, Words, shipped

if TYPE_CHECKING:
    from printing.pages import Page
    from printing.paper import Stock

# reportlab costs a tenth of a second to import; the window is on the screen before the first paper.


@dataclass(frozen=True, slots=True)
class PdfForms:
    """Makes the papers of a dossier. Safe on any thread; equal input gives equal bytes."""

    wordings: Wordings = field(default_factory=shipped)

    def receipt(
        self,
        dossier: Dossier,
        head: Letterhead,
        *,
        copy: int,
        paper: str,
        draft: bool = False,
        companions: Sequence[Dossier] = (),
    ) -> Paper:
        """Return form 01, both liên, on ``a5``, ``a4`` or ``k80``. Raises MissingGlyphs, BadInput."""
        from printing import form_01_receipt
        from printing.paper import stock_of
        from printing.stamps import stamps_of

        words = self.wordings.of("receipt", dossier.form_version)
        stock = stock_of(paper, with_roll=True)
        stamps = stamps_of(head, copy=copy, draft=draft, replaces=dossier.replaces_print)
        pages = form_01_receipt.lay_out(dossier, head, stock, words, stamps=stamps, companions=companions)
        return _drawn(pages, stock, head, words, draft=draft)

    def fee_slip(
        self,
        dossier: Dossier,
        head: Letterhead,
        *,
        number: str,
        copy: int,
        paper: str,
        draft: bool = False,
        others: Sequence[Dossier] = (),
    ) -> Paper:
        """Return the provisional slip of the payment with this number, for all dossiers on it.

        Raises MissingGlyphs, BadInput.
        """
        from printing import fee_slip

        return fee_slip.render(dossier, head, number=number, copy=copy, paper=paper, draft=draft, others=others)

    def act_paper(
        self, form: str, dossier: Dossier, head: Letterhead, *, copy: int, paper: str, draft: bool = False
    ) -> Paper:
        """Return the paper of an act on ``a5`` or ``a4``. Raises PaperNotDue, MissingGlyphs, BadInput."""
        from printing import (
            form_02_supplement,
            form_03_refusal,
            form_04_apology,
            form_05_stop,
            form_06_control,
            handover_slip,
            return_slip,
        )

        makers: dict[FORMS, Callable[..., list[Page]]] = {
            "supplement": form_02_supplement.lay_out,
            "refusal": form_03_refusal.lay_out,
            "apology": form_04_apology.lay_out,
            "stop": form_05_stop.lay_out,
            "control": form_06_control.lay_out,
            "handover": handover_slip.lay_out,
            "return": return_slip.lay_out,
        }
        for name, lay_out in makers.items():
            if name == form:
                words = self.wordings.of(name, dossier.form_version)
                return _notice(lay_out, dossier, head, words, copy=copy, paper=paper, draft=draft)
        raise BadInput(field="form", problem=N_("is not one of the choices"))

    def guidance(self, given: GuidanceGiven, head: Letterhead, *, copy: int, paper: str, draft: bool = False) -> Paper:
        """Return form 02 or 03 without a dossier code. Raises MissingGlyphs, BadInput."""
        from printing import form_02_supplement, form_03_refusal

        if given.kind == "refusal":
            words, lay_out = self.wordings.of("refusal", head.form_version), form_03_refusal.lay_out_guidance
        else:
            words, lay_out = self.wordings.of("supplement", head.form_version), form_02_supplement.lay_out_guidance
        return _notice(lay_out, given, head, words, copy=copy, paper=paper, draft=draft)

    def day_sheet(self, sheet: DaySheet, head: Letterhead, *, draft: bool = False) -> Paper:
        """Return the day's list of money taken, A4. Raises MissingGlyphs."""
        from printing import day_sheet

        return day_sheet.render(sheet, head, draft=draft)


def _notice(
    lay_out: Callable[..., list[Page]],
    what: Dossier | GuidanceGiven,
    head: Letterhead,
    words: Words,
    *,
    copy: int,
    paper: str,
    draft: bool,
) -> Paper:
    from printing.paper import stock_of
    from printing.stamps import stamps_of

    stock = stock_of(paper)
    pages = lay_out(what, head, stock, words, stamps=stamps_of(head, copy=copy, draft=draft))
    return _drawn(pages, stock, head, words, draft=draft)


def _drawn(pages: Sequence[Page], stock: Stock, head: Letterhead, words: Words, *, draft: bool) -> Paper:
    from printing.drawing import to_pdf
    from printing.stamps import watermark_of

    return to_pdf(stock, pages, title=words.name, watermark=watermark_of(head, draft=draft))
