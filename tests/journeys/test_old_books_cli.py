"""A register of 2009, kept in a TCVN3 spreadsheet, comes in through the command line."""

from __future__ import annotations

from pathlib import Path

from tests.journeys.terminal import Terminal

BOOK = "Cét A;Cét B;Sè\nLß V¨n P¶n;04/03/2009;7/2009\nGiµng A Chèng;h«m qua;8/2009\n"


def test_an_old_register_is_looked_at_confirmed_and_found(desk: Terminal, tmp_path: Path) -> None:
    book, mapping = tmp_path / "so-2009.csv", tmp_path / "cot.json"
    book.write_bytes(BOOK.encode("cp1252"))
    mapping.write_text('{"applicant": 1, "received": 2, "code": 3}', encoding="utf-8")
    assert desk.refused("old-book", "preview", book)["error"] == "OldBookColumnsMissing"

    seen = desk.json("old-book", "preview", book, "--mapping", mapping)
    assert (seen["rows"], seen["new"], seen["known"], seen["text"]) == (2, 1, 0, "tcvn3")
    assert [one["row"] for one in seen["faults"]] == [3]
    assert seen["sample"][0]["applicant"] == "Lò Văn Pản"
    assert desk.refused("old-book", "import", book, "--mapping", mapping)["error"] == "OldBookUnconfirmed"

    assert desk.json("old-book", "import", book, "--mapping", mapping, "--yes")["imported"] == 1
    assert desk.json("old-book", "import", book, "--mapping", mapping, "--yes")["imported"] == 0
    shown = desk.json("show", "7/2009")
    assert shown["applicant"]["name"] == "Lò Văn Pản" and shown["imported"]
    assert "7/2009" in desk.text("show", "7/2009")
    assert desk.json("verify")["ok"]


def test_rows_that_look_like_another_dossier_are_told_and_can_be_left_out(desk: Terminal, tmp_path: Path) -> None:
    book = tmp_path / "so.csv"
    book.write_text("Họ tên;Ngày nhận;Mã hồ sơ\nLò Văn Pản;04/03/2019;1\nLÒ VĂN PẢN;4/3/2019;2\n", encoding="utf-8")
    assert desk.json("old-book", "preview", book)["suspected"] == [3]
    assert "3" in desk.text("old-book", "preview", book).splitlines()[-1]
    assert desk.json("old-book", "import", book, "--skip-suspected", "--yes")["imported"] == 1
    assert desk.json("old-book", "import", book, "--yes")["imported"] == 1


def test_a_mapping_that_names_nothing_of_the_register_is_refused(desk: Terminal, tmp_path: Path) -> None:
    book, mapping = tmp_path / "so.csv", tmp_path / "cot.json"
    book.write_bytes(BOOK.encode("cp1252"))
    for text in ('{"aplicant": 1}', '{"applicant": 9, "received": 2}', '{"applicant": "1"}', "[1]", "{"):
        mapping.write_text(text, encoding="utf-8")
        assert desk.refused("old-book", "preview", book, "--mapping", mapping)["error"] == "BadInput"
    assert desk.refused("old-book", "preview", tmp_path / "none.csv", code=4)["error"] == "CannotRead"
