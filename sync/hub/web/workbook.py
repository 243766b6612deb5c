"""The province's picture as an XLSX workbook: the same figures as the pages, one sheet each."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from app.i18n import _
from sync.hub.cells import plain_cell
from sync.hub.picture import Picture


def workbook(picture: Picture) -> bytes:
    """Return the workbook's bytes: communes, fields, weeks, overdue dossiers."""
    book = Workbook(write_only=True)
    communes = picture.communes()
    _sheet(
        book,
        _("Communes"),
        (
            _("Commune"),
            _("Desks"),
            _("Last contact"),
            _("Days without contact"),
            _("Probably unsent"),
            _("Being solved"),
            _("Overdue"),
            _("Due today"),
            _("Solved in 4 weeks"),
            _("On time in 4 weeks"),
            _("Conflicts"),
            _("Kept apart"),
        ),
        (
            (
                one.name,
                one.stations,
                one.last_contact.strftime("%d/%m/%Y %H:%M") if one.last_contact else "",
                one.silent_days,
                one.unsent,
                one.running,
                one.overdue,
                one.today,
                one.solved,
                one.on_time,
                one.conflicts,
                one.quarantined,
            )
            for one in communes
        ),
    )
    _sheet(
        book,
        _("Fields"),
        (_("Field"), _("Being solved"), _("Overdue"), _("Due today"), _("Due in 3 days"), _("Waiting"), _("To return")),
        (
            (one.field, one.running, one.overdue, one.today, one.soon, one.waiting, one.to_return)
            for one in picture.fields()
        ),
    )
    _sheet(
        book,
        _("Weeks"),
        (_("Commune"), _("Week from"), _("Solved"), _("On time")),
        (
            (one.name, week.monday.strftime("%d/%m/%Y"), week.solved, week.solved - week.late)
            for one in communes
            for week in picture.weeks(one.code)
        ),
    )
    _sheet(
        book,
        _("Overdue"),
        (_("Commune"), _("Dossier code"), _("Procedure"), _("Received"), _("Due")),
        (
            (one.name, line.code, line.procedure, f"{line.received_at:%d/%m/%Y %H:%M}", f"{line.due_at:%d/%m/%Y %H:%M}")
            for one in communes
            if one.overdue
            for line in picture.open_lines(one.code, overdue=True, limit=None)
        ),
    )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(book: Workbook, title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    sheet: WriteOnlyWorksheet = book.create_sheet(title)
    sheet.append([_bold(sheet, word) for word in head])
    for row in rows:
        sheet.append([_plain(cell) for cell in row])


def _bold(sheet: WriteOnlyWorksheet, word: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=word)
    cell.font = Font(bold=True)
    return cell


def _plain(cell: object) -> object:
    """Return a cell that no spreadsheet takes for a formula: names of procedures come from files."""
    return plain_cell(cell) if isinstance(cell, str) else cell
