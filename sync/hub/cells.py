"""A cell of a spreadsheet from a stranger's text: no formula, no character the format cannot hold."""

from __future__ import annotations

from app.domain.text import lawful_in_xml

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain_cell(text: str) -> str:
    """Return the text as a cell that no program reckons with; characters XLSX forbids become «�»."""
    lawful = lawful_in_xml(text)
    return f"'{lawful}" if lawful.startswith(_FORMULA) else lawful
