"""Every scenario of exchange and safety has a test that plays it."""

from __future__ import annotations

from pathlib import Path

from tests import listed

TABLE = Path(__file__).with_name("ACCEPTANCE.md")


def test_each_scenario_stands_there_once_with_a_test_that_exists() -> None:
    rows = listed.read(TABLE)
    assert [row.number for row in rows] == [12, 13, *range(17, 31)]
    assert [row.number for row in rows if not row.tests] == []
    assert listed.missing(rows) == []


def test_a_row_without_its_test_would_be_seen(tmp_path: Path) -> None:
    """A table that cannot fail holds nothing."""
    wrong = tmp_path / "WRONG.md"
    wrong.write_text(
        "| 1 | gone | `journeys/test_gone.py::test_nothing` |\n"
        "| 2 | renamed | `journeys/test_kill.py::test_renamed` |\n"
        "| 3 | no test | `journeys/test_kill.py` |\n| 4 | none | soon |\n",
        encoding="utf-8",
    )
    rows = listed.read(wrong)
    assert [one.partition(":")[0] for one in listed.missing(rows)] == ["1", "2", "3"]
    assert [row.number for row in rows if not row.tests] == [4]
