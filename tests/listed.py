"""Tables that say which test shows what: read from Markdown, so that a row without its test fails.

A row begins with a number; a test is named as ``path/test_file.py::test_name`` in back quotes, the path from
``tests/`` on. Several rows may share a test.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TESTS = Path(__file__).parent
_ROW = re.compile(r"^\| *(\d+) *\|(.*)\|(.*)\|$", re.MULTILINE)
_NAMED = re.compile(r"`([\w/]+\.py)(?:::(test_\w+))?`")


@dataclass(frozen=True, slots=True)
class Listed:
    """A row: its number, what has to hold, the tests named, and what stands there beside them."""

    number: int
    what: str
    tests: tuple[tuple[str, str], ...]
    words: str


def read(table: Path) -> list[Listed]:
    """Return the rows of a table in their order."""
    return [
        Listed(int(number), what.strip(), tuple(_NAMED.findall(shown)), _NAMED.sub("", shown).strip(" ,;"))
        for number, what, shown in _ROW.findall(table.read_text(encoding="utf-8"))
    ]


def missing(rows: list[Listed]) -> list[str]:
    """Return each named test that is not where its row says."""
    return [
        f"{row.number}: {file}::{name}" for row in rows for file, name in row.tests if not name or name not in _in(file)
    ]


@cache
def _in(file: str) -> frozenset[str]:
    path = TESTS / file
    return frozenset(
        re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE) if path.exists() else ()
    )
