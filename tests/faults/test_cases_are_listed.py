"""Every case of the fault model has a test that shows it, or stands on a short list of what cannot run here."""

from __future__ import annotations

import re
from pathlib import Path

from tests import listed

CASES = Path(__file__).with_name("CASES.md")
HOW_MANY, AT_MOST_NOT_RUN = 77, 8
NUMBERED = re.compile(r"test_case_(\d+(?:_\d+)*)_")


def test_each_of_the_77_cases_stands_there_once_and_in_order() -> None:
    assert [row.number for row in listed.read(CASES)] == list(range(1, HOW_MANY + 1))


def test_every_test_that_is_named_exists() -> None:
    assert listed.missing(listed.read(CASES)) == []


def test_what_does_not_run_is_little_and_gives_its_reason() -> None:
    without = [row for row in listed.read(CASES) if not row.tests or "not here" in row.words]
    assert len(without) <= AT_MOST_NOT_RUN
    assert [row.number for row in without if not row.words.startswith("not here: ") or len(row.words) < 60] == []


def test_a_test_with_a_number_in_its_name_stands_in_that_row() -> None:
    """So that nobody adds a test for a case, or renames one, and the table goes on as before."""
    of_row = {row.number: {name for _file, name in row.tests} for row in listed.read(CASES)}
    unlisted = [
        f"{number}: {file.relative_to(listed.TESTS)}::{name}"
        for file in sorted(listed.TESTS.rglob("test_*.py"))
        for name in re.findall(r"^def (test_case_\d\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)
        for number in NUMBERED.findall(name)[0].split("_")
        if name not in of_row.get(int(number), ())
    ]
    assert unlisted == []
