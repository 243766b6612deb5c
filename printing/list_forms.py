"""The ListForms port on reportlab and openpyxl: many dossiers go in, one paper comes out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from app.ports import Letterhead, Paper
from app.readings import ListedDossier, RegisterRow, ShiftPaper

# As in forms.py: reportlab and openpyxl are imported with the first paper, not with the window.


class PdfListForms:
    """See :class:`app.ports.ListForms`. Safe on any thread; equal input gives equal PDF bytes."""

    def register(self, rows: Iterable[RegisterRow], head: Letterhead, *, day: date, draft: bool = False) -> Paper:
        """Return form 07. Raises MissingGlyphs."""
        from printing import form_07_register

        return form_07_register.render(rows, head, day=day, draft=draft)

    def register_sheet(self, rows: Iterable[RegisterRow]) -> bytes:
        """Return the register as an XLSX workbook."""
        from printing import register_sheet

        return register_sheet.workbook(rows)

    def register_columns(self, row: RegisterRow) -> tuple[str | int, ...]:
        """Return the thirteen cells of an entry."""
        from printing import form_07_register

        return form_07_register.plain_cells(row)

    def to_sign(self, rows: Sequence[ListedDossier], head: Letterhead, *, day: date, officer: str) -> Paper:
        """Return «Danh sách trình ký». Raises MissingGlyphs."""
        from printing import hand_lists

        return hand_lists.to_sign(rows, head, day=day, officer=officer)

    def handover(
        self, rows: Sequence[ListedDossier], head: Letterhead, *, at: datetime, giver: str, receiver: str
    ) -> Paper:
        """Return «Phiếu bàn giao hồ sơ» of several dossiers. Raises MissingGlyphs."""
        from printing import hand_lists

        return hand_lists.handover(rows, head, at=at, giver=giver, receiver=receiver)

    def trip(self, rows: Sequence[ListedDossier], head: Letterhead, *, trip: str, day: date, officer: str) -> Paper:
        """Return the list of results carried out on a mobile trip. Raises MissingGlyphs."""
        from printing import hand_lists

        return hand_lists.trip_list(rows, head, trip=trip, day=day, officer=officer)

    def shift(self, sheet: ShiftPaper, head: Letterhead) -> Paper:
        """Return «Phiếu bàn giao ca». Raises MissingGlyphs."""
        from printing import hand_lists

        return hand_lists.shift(sheet, head)

    def pad(self, codes: Sequence[str], head: Letterhead, *, day: date, paper: str, draft: bool = False) -> Paper:
        """Return the blank pad, two pages a code. Raises BadInput for an unknown paper."""
        from printing import pad

        return pad.render(codes, head, day=day, paper=paper, draft=draft)
