"""ACCEPTANCE 15 from outside: the cash day with one void and one exemption closes, and everything can be shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.journeys.terminal import Terminal, birth, certified_copies
from tests.printing.reading import text_of

DAY = "2026-11-23"


@pytest.fixture
def counter(desk: Terminal) -> Terminal:
    """Three dossiers of certified copies (18.000 đ each) and one of a poor household."""
    for _each in range(3):
        desk.accept(certified_copies())
    desk.accept(birth(exemption={"ground": "other", "proof": "Nghị quyết 05/2026/NQ-HĐND"}))
    return desk


def test_the_cash_day_closes_with_one_void_and_one_exemption(counter: Terminal, tmp_path: Path) -> None:
    assert counter.json("pay", "1001", "--amount", "18000")["number"] == "1-0001"
    counter.json("pay", "1002", "--amount", "18000")
    gone = counter.json("void", "1-0002", "--reason", "Thu nhầm hồ sơ")
    assert (gone["number"], gone["amount"], gone["words"], gone["state"]) == (
        "1-0002",
        18_000,
        "Mười tám nghìn đồng",
        "voided",
    )
    counter.json("pay", "1003", "--amount", "18000", "--transfer")

    look = counter.json("day-close", "--date", DAY)
    assert (look["expected"], look["expected_transfer"], look["counted"]) == (18_000, 18_000, None)
    sheet = tmp_path / "chot.pdf"
    closed = counter.json(
        "day-close", "--date", DAY, "--counted", "17000", "--explain", "Thiếu 1.000 đ", "--print", sheet
    )
    assert (closed["expected"], closed["counted"], closed["difference"]) == (18_000, 17_000, -1_000)
    assert closed["expected"] == closed["counted"] - closed["difference"]
    assert closed["explained"] == "Thiếu 1.000 đ"
    assert closed["numbers"] == ["1-0001", "1-0002", "1-0003"]
    assert [(void["number"], void["reason"]) for void in closed["voids"]] == [("1-0002", "Thu nhầm hồ sơ")]
    assert [one["proof"] for one in closed["exemptions"]] == ["Nghị quyết 05/2026/NQ-HĐND"]
    page = text_of(sheet.read_bytes())[0]
    assert "Thu nhầm hồ sơ" in page and "1-0002" in page and "NGƯỜI THU TIỀN" in page
    assert counter.json("verify")["projections_equal"]


def test_a_difference_that_nobody_explains_closes_nothing(counter: Terminal) -> None:
    counter.json("pay", "1001", "--amount", "18000")
    before = counter.changes()
    refused = counter.refused("day-close", "--date", DAY, "--counted", "17000")
    assert (refused["error"], refused["details"]) == ("DifferenceUnexplained", {"counted": 17_000, "expected": 18_000})
    counter.refused("day-close", "--date", DAY, "--counted", "17000", "--explain", "  ")
    assert counter.changes() == before
    assert counter.json("day-close", "--date", DAY)["closings"] == 0


def test_a_fee_slip_prints_by_its_own_number_not_only_the_newest(counter: Terminal, tmp_path: Path) -> None:
    counter.json("pay", "1001", "--amount", "8000")
    counter.json("pay", "1001", "--amount", "10000")
    paper = tmp_path / "slip.pdf"
    assert counter.json("print", "fee-slip", "1-0001", "--to", paper)["copy"] == 1
    assert "Số tiền thu: 8.000 đồng" in text_of(paper.read_bytes())[0]
    assert counter.json("print", "fee-slip", "1001", "--to", paper)["copy"] == 1, "the newest by the dossier's code"
    assert "Số tiền thu: 10.000 đồng" in text_of(paper.read_bytes())[0]
    assert counter.json("print", "fee-slip", "1-0001", "--to", paper)["copy"] == 2, "each slip is counted by itself"
    assert "IN LẠI LẦN 1" in text_of(paper.read_bytes())[0]
    assert counter.refused("print", "fee-slip", "1-0009", "--to", paper)["error"] == "UnknownSlip"
    unknown = counter.refused("print", "fee-slip", "1-0001", "--year", "2025", "--to", paper)
    assert unknown["error"] == "UnknownSlip"


def test_a_closed_day_and_its_slips_are_not_touched_in_passing(counter: Terminal) -> None:
    counter.json("pay", "1001", "--amount", "18000")
    counter.json("day-close", "--date", DAY, "--counted", "18000")

    assert counter.refused("day-close", "--date", DAY, "--counted", "18000")["error"] == "DayAlreadyClosed"
    assert counter.refused("void", "1-0001", "--reason", "x")["error"] == "LeaveNeeded"
    counter.json("void", "1-0001", "--reason", "Thu nhầm", "--leader", "Lò Văn Pản")
    again = counter.json("day-close", "--date", DAY, "--counted", "0", "--again", "Đã hủy một phiếu")
    assert (again["closings"], again["expected"], again["moved_since"]) == (2, 0, False)


def test_one_slip_for_several_dossiers_prints_and_is_corrected(counter: Terminal, tmp_path: Path) -> None:
    assert counter.refused("pay", "1001", "1002", "--amount", "35000")["error"] == "WrongSum"
    paid = counter.json("pay", "1001", "1002", "--amount", "36000")
    assert (paid["number"], paid["words"]) == ("1-0001", "Ba mươi sáu nghìn đồng")
    made = counter.json("print", "fee-slip", "1002", "--to", tmp_path / "slip.pdf")
    assert made["copy"] == 1
    assert "Số tiền thu: 36.000 đồng" in text_of((tmp_path / "slip.pdf").read_bytes())[0]
    assert counter.json("print", "fee-slip", "1001", "--to", tmp_path / "slip.pdf")["copy"] == 2

    wrong = counter.json("pay", "1003", "--amount", "8000")["number"]
    fixed = counter.json("void", wrong, "--reason", "Ghi nhầm", "--correct-to", "18000")
    assert (fixed["number"], fixed["state"], fixed["replaced_by"]) == ("1-0002", "voided", "1-0003")


def test_the_queue_goes_to_the_e_receipt_software_and_its_answers_come_back(counter: Terminal, tmp_path: Path) -> None:
    for code in ("1001", "1002"):
        counter.json("pay", code, "--amount", "18000")
    queue = counter.json("receipts", "export", "--to", tmp_path / "queue.json")
    assert json.loads((tmp_path / "queue.json").read_bytes())["rows"] == queue["rows"]
    first = queue["rows"][0]
    assert (first["slip"], first["state"], first["currency"]) == ("1-0001", "waiting", "VND")
    assert first["items"][0]["kind"] == "phi"
    good = {"slip": "1-0001", "year": 2026, "state": "issued", "template": "EBL01", "symbol": "26TAA", "number": "7"}
    bad = good | {"slip": "1-0002", "symbol": "26XAA"}
    rows = [row | {"date": DAY} for row in (good, bad)]
    file = tmp_path / "answers.json"
    file.write_text(json.dumps({"format": "motcua-receipt-answers-1", "answers": rows}))

    said = counter.said("receipts", "import", file)
    assert said.code == 3
    assert [(row["slip"], row["outcome"]) for row in json.loads(said.out)] == [
        ("1-0001", "applied"),
        ("1-0002", "refused"),
    ]
    assert [row["slip"] for row in counter.json("receipts", "export")["rows"]] == ["1-0002"]
    whole = counter.json("receipts", "export", "--from", DAY, "--to", tmp_path / "whole.xlsx")
    assert [row["number"] for row in whole["rows"]] == ["7", None]


def test_bad_words_about_money_never_make_a_traceback(counter: Terminal, tmp_path: Path) -> None:
    counter.json("pay", "1001", "--amount", "18000", "--transfer")
    assert counter.json("confirm-transfer", "1", "--date", DAY, "--ref", "FT26327")["receipt_state"] == "waiting"
    for words, code in (
        (("void", "1-0099", "--reason", "x"), 3),
        (("void", "x" * 500, "--reason", "x"), 3),
        (("void", "1-0001", "--reason", " "), 3),
        (("void", "1-0001"), 2),
        (("confirm-transfer", "1-0001"), 3),
        (("paper-receipt", "1-0001", "AA-26P"), 3),
        (("day-close", "--date", "hôm nay", "--counted", "1"), 3),
        (("day-close", "--date", DAY, "--counted", "-1"), 3),
        (("receipts", "export", "--to", tmp_path / "queue.csv"), 3),
        (("receipts", "import", tmp_path / "none.json"), 4),
    ):
        counter.refused(*words, code=code)
    paper = counter.json("paper-receipt", "1-0001", "AA-26P/0001234")
    assert paper["receipt_state"] == "paper"
