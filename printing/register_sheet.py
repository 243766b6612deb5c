"""The register as an XLSX workbook: the columns of form 07, one sheet a book, written row by row."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from itertools import groupby

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from app.domain.text import lawful_in_xml
from app.readings import RegisterRow
from printing.form_07_register import COLUMNS, TITLE, plain_cells

_FIRST_DAY = datetime(2026, 1, 1)  # noqa: DTZ001 (the file's own card takes a bare time)
_NOT_IN_A_TITLE = re.compile(r"[\\*?:/\[\]]")
_LONGEST_TITLE = 31
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def workbook(rows: Iterable[RegisterRow]) -> bytes:
    """Return the workbook; texts are texts, so that no name is taken for a formula and no number loses its zeros."""
    book = Workbook(write_only=True)
    book.properties.creator, book.properties.title = "Một Cửa", TITLE
    book.properties.created = book.properties.modified = _FIRST_DAY
    for name, entries in groupby(rows, key=lambda row: row.book):
        _fill(book, name, entries)
    if not book.sheetnames:
        _fill(book, "", ())
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(book: Workbook, name: str, entries: Iterable[RegisterRow]) -> None:
    title = lawful_in_xml(_NOT_IN_A_TITLE.sub("-", f"Quyển {name}"))[:_LONGEST_TITLE].strip("' ")
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for place, column in enumerate(COLUMNS):
        sheet.column_dimensions[chr(ord("A") + place)].width = max(column.share / 4, 8)
    heading = []
    for column in COLUMNS:
        cell = WriteOnlyCell(sheet, column.caption)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="center")
        heading.append(cell)
    sheet.append(heading)
    for row in entries:
        sheet.append([_cell(sheet, value) for value in plain_cells(row)])


def _cell(sheet: object, value: str | int) -> object:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, lawful_in_xml("".join(letter for letter in value if letter >= " ")))
    cell.data_type = "s"
    if value.startswith(_FORMULA):
        cell.quotePrefix = True
    return cell
