"""A cell of a spreadsheet from a stranger's text: no formula, no character the format cannot hold."""

from __future__ import annotations

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain_cell(text: str) -> str:
    """Return the text as a cell that no program reckons with; characters XLSX forbids become «�»."""
    lawful = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text)
    return f"'{lawful}" if lawful.startswith(_FORMULA) else lawful
