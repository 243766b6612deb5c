"""Reading the file of an old register: XLSX or CSV, bounded, nothing of it run."""

from __future__ import annotations

import csv
import hashlib
import io
import unicodedata
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.errors import CannotRead, OldBookUnreadable
from app.domain.old_text import guess_encoding, is_syllable, to_unicode
from app.files import read_at_most
from app.i18n import N_

if TYPE_CHECKING:
    from openpyxl import Workbook

MOST_BYTES = 20 << 20
MOST_ROWS = 100_000
MOST_COLUMNS = 60
_MOST_UNPACKED = 400 << 20
_SEPARATORS = (";", ",", "\t")
_OLE = b"\xd0\xcf\x11\xe0"
_EMPTY = N_("it holds no rows")
_NO_SHEET = N_("it has no sheet of that name")
_BROKEN = N_("it is no whole XLSX workbook")
_LOCKED = N_("it is an old XLS file or has a password; save it as XLSX without a password")
_NO_TABLE = N_("it is neither an XLSX workbook nor a CSV table")
_TOO_LARGE = N_("it is larger than 20 MiB or 100,000 rows; split it by years")


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds: the header, and each row with its number in the file. source: of its SHA-256."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    source: str


def sheets_of(path: Path) -> tuple[str, ...]:
    """Return the names of a workbook's sheets, one empty name for a CSV. Raises CannotRead, OldBookUnreadable."""
    data = _bytes_of(path)
    if not data.startswith(b"PK"):
        return ("",)
    book = _workbook(data, path.name)
    return tuple(sheet.title for sheet in book.worksheets) or ("",)


def read_table(path: Path, *, sheet: str = "") -> Table:
    """Read a file; cells are text, days ISO. sheet: by name, empty for the first one.

    Raises CannotRead, OldBookUnreadable.
    """
    data = _bytes_of(path)
    lines = _from_xlsx(data, path.name, sheet) if data.startswith(b"PK") else _from_csv(data, path.name)
    if len(lines) < 2:
        raise OldBookUnreadable(name=path.name, reason=_EMPTY)
    header = _header_at(lines)
    return Table(lines[header][1], tuple(lines[header + 1 :]), hashlib.sha256(data).hexdigest()[:16])


def _bytes_of(path: Path) -> bytes:
    try:
        data = read_at_most(path, MOST_BYTES)
    except OSError as failed:
        raise CannotRead(place=path.name) from failed
    if len(data) > MOST_BYTES:
        raise OldBookUnreadable(name=path.name, reason=_TOO_LARGE)
    if not data.strip():
        raise OldBookUnreadable(name=path.name, reason=_EMPTY)
    if data.startswith(_OLE):
        raise OldBookUnreadable(name=path.name, reason=_LOCKED)
    return data


def _header_at(lines: list[tuple[int, tuple[str, ...]]]) -> int:
    """Return which of the first lines is the header: the title of a book stands in one or two cells above it."""
    return max(range(min(len(lines) - 1, 12)), key=lambda at: (sum(map(bool, lines[at][1])) > 2, -at))


def _workbook(data: bytes, name: str) -> Workbook:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > _MOST_UNPACKED:
                raise OldBookUnreadable(name=name, reason=_TOO_LARGE)
        return load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except OldBookUnreadable:
        raise
    except Exception as failed:  # the workbook's parts fail in as many ways as there are parsers below
        raise OldBookUnreadable(name=name, reason=_BROKEN) from failed


def _from_xlsx(data: bytes, name: str, sheet: str) -> list[tuple[int, tuple[str, ...]]]:
    book = _workbook(data, name)
    if sheet and sheet not in book.sheetnames:
        raise OldBookUnreadable(name=name, reason=_NO_SHEET)
    try:
        chosen = book[sheet] if sheet else book.worksheets[0]
        chosen.reset_dimensions()
        return _bounded((map(_cell, row) for row in chosen.iter_rows(values_only=True)), name)
    except OldBookUnreadable:
        raise
    except Exception as failed:  # as above
        raise OldBookUnreadable(name=name, reason=_BROKEN) from failed


def _from_csv(data: bytes, name: str) -> list[tuple[int, tuple[str, ...]]]:
    if b"\0" in data or data.startswith(b"MZ"):
        raise OldBookUnreadable(name=name, reason=_NO_TABLE)
    text = _decoded(data)
    sample = text[:20_000]
    separator = max(_SEPARATORS, key=sample.count)
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        rows = _bounded((map(_cell, row) for row in lines), name)
    except csv.Error as failed:
        raise OldBookUnreadable(name=name, reason=_NO_TABLE) from failed
    if max((len(cells) for _number, cells in rows), default=0) < 2:
        raise OldBookUnreadable(name=name, reason=_NO_TABLE)
    return rows


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        western = data.decode("cp1252", errors="replace") if _has_western(data) else data.decode("latin-1")
        vietnamese = unicodedata.normalize("NFC", data.decode("cp1258", errors="replace"))
    best = to_unicode(western[:50_000], guess_encoding([western[:50_000]]))
    return vietnamese if _legal(vietnamese[:50_000]) > _legal(best) else western


def _has_western(data: bytes) -> bool:
    return any(0x80 <= byte < 0xA0 for byte in data)


def _legal(text: str) -> int:
    return sum(is_syllable(word) for word in text.split() if not word.isascii())


def _bounded(lines: Iterable[Iterable[str]], name: str) -> list[tuple[int, tuple[str, ...]]]:
    rows: list[tuple[int, tuple[str, ...]]] = []
    # Sheets are often painted down to their last row: only rows that hold something count.
    for number, line in enumerate(lines, 1):
        cells = tuple(islice(line, MOST_COLUMNS))
        if any(cells):
            rows.append((number, cells))
        if len(rows) > MOST_ROWS + 20:
            raise OldBookUnreadable(name=name, reason=_TOO_LARGE)
    return rows


def _cell(value: object) -> str:
    # Not cleaned yet: what looks invisible may be a letter of an old encoding.
    match value:
        case None:
            return ""
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value).strip(" \t\r\n")
