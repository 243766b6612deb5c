"""Papers over many dossiers, as a script asks for them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.journeys.terminal import Terminal, birth
from tests.printing.reading import text_of

YEAR = ("--from", "2026-01-01", "--to", "2026-12-31")


@pytest.fixture
def codes(desk: Terminal) -> list[str]:
    return [desk.accept(birth(name))["code"] for name in ("Giàng A Chống", "Sùng Thị Mỷ", "Tẩn Lở Mẩy")]


def test_the_register_comes_as_json_xlsx_and_pdf_with_the_same_rows(
    desk: Terminal, codes: list[str], tmp_path: Path
) -> None:
    told = desk.json("report", "register", *YEAR, "--format", "json")
    pdf, sheet = tmp_path / "so.pdf", tmp_path / "so.xlsx"
    made = desk.json("report", "register", *YEAR, "--format", "pdf", "--out", pdf)
    desk.json("report", "register", *YEAR, "--format", "xlsx", "--out", sheet)

    assert (told["form"], told["from"], told["to"], told["total"], told["sums_ok"]) == (
        "register", "2026-01-01", "2026-12-31", 3, True
    )  # fmt: skip
    assert [row["field"] for row in told["rows"]] == codes
    assert set(told["rows"][0]["columns"]) == {str(number) for number in range(1, 14)}
    assert made["sha256"] == hashlib.sha256(pdf.read_bytes()).hexdigest()
    page = " ".join(text_of(pdf.read_bytes()))
    rows = list(load_workbook(sheet).worksheets[0].iter_rows(min_row=2, values_only=True))
    for number, row in enumerate(told["rows"]):
        cells = row["columns"]
        assert cells["2"] in page
        assert cells["5"] in page
        assert [value or "" for value in rows[number]] == list(cells.values())


def test_the_register_of_a_time_holds_only_what_was_received_then(desk: Terminal, codes: list[str]) -> None:
    assert desk.json("report", "register", "--from", "2026-11-24", "--to", "2026-11-30")["rows"] == []
    assert desk.json("report", "register", "--from", "2026-11-23", "--to", "2026-11-23")["total"] == len(codes)


def test_a_refused_dossier_says_so_in_the_notes(desk: Terminal, codes: list[str]) -> None:
    fields = b'{"legal_basis": "118/2025/ND-CP"}'
    later = desk.at("2026-11-23T09:15:00+07:00")
    later.json("act", "refuse", codes[0], "--reason", "sai nơi nhận", "--data", "-", stdin=fields)
    rows = desk.json("report", "register", *YEAR)["rows"]
    assert [row["columns"]["13"] for row in rows] == ["Từ chối", "", ""]


@pytest.mark.parametrize(
    "words",
    [
        ("--from", "2026-12-31", "--to", "2026-01-01"),
        ("--from", "31/12", "--to", "2026-12-31"),
        (*YEAR, "--format", "pdf"),
    ],
)
def test_a_register_that_cannot_be_made_is_refused(desk: Terminal, words: tuple[str, ...]) -> None:
    assert desk.refused("report", "register", *words)["error"] == "BadInput"
    assert desk.said("report", "poem", *YEAR).code == 2


def test_one_slip_hands_over_several_dossiers(desk: Terminal, codes: list[str], tmp_path: Path) -> None:
    file = tmp_path / "slip.pdf"
    made = desk.json("list", "handover", *codes, "--to", file, "--receiver", "Lò Thị Mai")
    words = " ".join(text_of(file.read_bytes()))
    assert made["pages"] == 1
    assert all(code in words for code in codes)
    assert "Bên giao: Vàng Thị Hoa Bên nhận: Lò Thị Mai" in words
    assert desk.refused("list", "handover", "--to", file)["error"] == "BadInput"


def test_the_list_to_sign_takes_what_is_in_work(desk: Terminal, codes: list[str], tmp_path: Path) -> None:
    file = tmp_path / "sign.pdf"
    assert desk.refused("list", "to-sign", "--to", file)["error"] == "BadInput"
    assert not file.exists()
    desk.json("act", "forward", codes[1], "--to", "officer:Giàng A Dơ")
    desk.json("list", "to-sign", "--to", file)
    words = " ".join(text_of(file.read_bytes()))
    assert codes[1] in words
    assert codes[0] not in words
    desk.json("list", "to-sign", codes[0][-4:], "--to", file)
    assert codes[0] in " ".join(text_of(file.read_bytes()))
    assert desk.said("list", "poem", "--to", file).code == 2


def test_every_list_and_the_register_are_counted_as_papers(desk: Terminal, codes: list[str], tmp_path: Path) -> None:
    paper = tmp_path / "paper.pdf"
    desk.json("report", "register", *YEAR, "--format", "pdf", "--out", paper)
    assert desk.json("list", "shift", "--to", paper)["copy"] == 1
    assert desk.json("list", "handover", *codes[:2], "--to", paper)["copy"] == 1
    assert desk.json("list", "handover", *codes[1:], "--to", paper)["copy"] == 1, "other dossiers, another list"
    again = desk.json("list", "handover", *codes[:2], "--to", paper)
    assert again["copy"] == 2
    rows = desk.json("audit", "--kind", "paper.put_out")
    assert len(rows) == 5
    assert len(desk.json("audit", "--kind", "reprints")) == 1
    assert desk.json("verify")["projections_equal"]


def test_what_is_to_print_is_listed_paper_by_paper(desk: Terminal, codes: list[str]) -> None:
    told = desk.json("list", "to-print")
    assert [(row["form"], row["state"], row["tries"]) for row in told] == [("receipt", "to_print", 0)] * 3
    assert sorted(row["code"] for row in told) == sorted(codes)
    assert desk.said("list", "to-sign").code == 2, "every other list names its file"


def test_the_register_and_the_pad_are_printed_under_the_contracts_names(
    desk: Terminal, codes: list[str], tmp_path: Path
) -> None:
    """``print FORM CODE`` with FORM register and pad makes the same paper as ``report register`` and ``list pad``."""
    one, other = tmp_path / "so.pdf", tmp_path / "so2.pdf"
    whole = desk.json("print", "register", "--to", one)
    desk.json("report", "register", *YEAR, "--format", "pdf", "--out", other)
    assert (whole["copy"], one.read_bytes()) == (1, other.read_bytes())
    for of in ("2026", "2026-11", "2026-11-23", codes[0], codes[0][-4:]):
        desk.json("print", "register", of, "--to", one, "--draft")
        page = "".join("".join(text_of(one.read_bytes())).split())
        assert all(code in page for code in codes), of
    desk.json("print", "register", "2026-10", "--to", one, "--draft")
    assert codes[0] not in "".join("".join(text_of(one.read_bytes())).split())
    assert desk.json("print", "register", "2026", "--to", one)["copy"] == 3, "drafts are not counted"
    assert desk.refused("print", "register", "2026-13", "--to", one)["error"] == "BadInput"
    assert desk.said("print", "receipt", "--to", one).code == 2

    assert desk.refused("print", "pad", "--to", one)["error"] == "BadInput", "nothing is reserved"
    desk.json("numbers", "pad", "--day", "2026-11-23", "--count", "2")
    made = desk.json("print", "pad", "--to", one, "--paper", "a4")
    assert (made["pages"], made["copy"]) == (4, 1)
    assert desk.json("list", "pad", "--to", other, "--paper", "a4")["copy"] == 2
