"""The Forms port on reportlab: a dossier goes in, PDF bytes come out."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.dossier import Dossier
from app.domain.money_book import DaySheet
from app.ports import Letterhead, Paper

# reportlab costs a tenth of a second to import; the window is on the screen before the first paper.


class PdfForms:
    """Makes the papers of a dossier. Safe on any thread; equal input gives equal bytes."""

    def receipt(self, dossier: Dossier, head: Letterhead, *, copy: int, paper: str, draft: bool = False) -> Paper:
        """Return form 01, both liên, on ``a5`` or ``a4``. Raises MissingGlyphs, BadInput."""
        from printing import form_01_receipt

        return form_01_receipt.render(dossier, head, copy=copy, paper=paper, draft=draft)

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

    def day_sheet(self, sheet: DaySheet, head: Letterhead, *, draft: bool = False) -> Paper:
        """Return the day's list of money taken, A4. Raises MissingGlyphs."""
        from printing import day_sheet

        return day_sheet.render(sheet, head, draft=draft)
