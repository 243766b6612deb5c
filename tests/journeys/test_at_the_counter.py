"""The main job from the command line: taken in, printed, solved, paid, handed back, found again."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.clock import ZONE
from app.domain.errors import NumberCannotBeLowered
from app.paths import desk_paths
from tests.journeys.terminal import LOGIN, PASSWORD, Terminal, birth, certified_copies
from ui.program import open_program


def test_a_dossier_from_the_citizens_chair_to_the_shelf(desk: Terminal, tmp_path: Path) -> None:
    birth_code = desk.accept(birth(priority=["cannot_read"]))["code"]
    copies = desk.accept(certified_copies(pages=4, copies=3))
    assert (birth_code[-4:], copies["code"][-4:]) == ("1001", "1002")
    assert copies["total"] == 3 * (2 * 2_000 + 2 * 1_000)

    slip = tmp_path / "slip.pdf"
    desk.json("print", "receipt", "1001", "--to", slip)
    words = "\n".join(page.extract_text() for page in PdfReader(slip).pages)
    assert birth_code in words
    assert "Giàng A Chống" in words
    assert desk.json("pay", "1002", "--amount", "18000")["words"] == "Mười tám nghìn đồng"

    later = desk.at("2026-11-23T09:00:00+07:00")
    forwarded = later.json("act", "forward", "1001", "--to", "officer:Lò Văn Pản", "--note", "Trả trong buổi sáng")
    assert (forwarded["state"], forwarded["state_code"]) == ("processing", 4)
    assert forwarded["custodian"]["holder"] == "Lò Văn Pản"
    noon = desk.at("2026-11-23T11:00:00+07:00")
    done = noon.json("act", "complete", "1001", "--result", "12/2026", "--data", "-", stdin=b'{"signer": "A Chu"}')
    assert (done["state_code"], done["events"]) == (9, ["dossier.completed"])
    same_day = noon.json("act", "complete", "1002")
    assert same_day["events"] == ["dossier.forwarded", "dossier.completed"], "the step to the solver goes with it"
    back = desk.at("2026-11-23T14:00:00+07:00")
    receiver = {"signature": "fingerprint", "read_aloud": True, "rating": 5}
    returned = back.json("act", "hand-over", "1001", "--data", "-", stdin=json.dumps(receiver).encode())
    assert (returned["state"], returned["state_code"]) == ("returned", 10)

    shown = back.json("show", birth_code)
    assert [entry["kind"].removeprefix("dossier.") for entry in shown["timeline"]] == [
        "received",
        "slip_printed",
        "forwarded",
        "completed",
        "handed_over",
    ]
    assert shown["result"]["number"] == "12/2026"
    assert shown["returned"]["receiver_name"] == "Giàng A Chống"
    assert shown["timeline"][2]["note"] == "Trả trong buổi sáng"
    assert back.json("find", "giang a chong", "--state", "returned")[0]["code"] == birth_code
    assert [line["code"] for line in back.json("find", "", "--state", "returned")] == [birth_code]
    assert len(back.json("find", "", "--due", "2026-11-23")) == 2 and back.json("find", "") == []
    assert back.json("status")["unacknowledged"] == 11
    before = [back.json("show", code) for code in ("1001", "1002")]
    checked = back.json("verify")
    assert (checked["ok"], checked["changes"], checked["first_bad"]) == (True, 11, None)
    assert checked["projections_equal"]
    assert back.json("rebuild")["changes"] == 11
    assert [back.json("show", code) for code in ("1001", "1002")] == before


def test_the_screen_speaks_vietnamese(desk: Terminal) -> None:
    code = desk.accept(birth())["code"]
    desk.json("act", "complete", code)
    assert "Đã có kết quả" in desk.text("show", code)
    assert "hồ sơ" in desk.text("status")
    assert "Không tìm thấy" in desk.text("find", "nguoi khong co")


def test_after_numbers_on_paper_the_screen_goes_on_where_the_paper_stopped(desk: Terminal) -> None:
    """ACCEPTANCE 14: 37 receipts were written by hand in a black-out; the next one is 1038."""
    now = datetime(2026, 11, 23, 10, 0, tzinfo=ZONE)
    program = open_program(desk_paths(desk.data_dir), login=LOGIN, password=lambda: PASSWORD, write=True, now=now)
    try:
        day = date(2026, 11, 23)
        assert program.numbers.raise_next(day, serial=1038, reason="mất điện", officer=program.officer) == 1038
        with pytest.raises(NumberCannotBeLowered):
            program.numbers.raise_next(day, serial=1001, reason=None, officer=program.officer)
    finally:
        program.close()
    assert desk.at("2026-11-23T10:01:00+07:00").accept(birth())["code"].endswith("-261123-1038")
    by_hand = desk.at("2026-11-23T10:02:00+07:00").accept(
        birth("Lò Thị Mỷ", received_at="2026-11-23T08:30:00+07:00", late_entry=True, paper_number="1-0007")
    )
    assert by_hand["code"].endswith("-261123-1039")
    shown = desk.json("show", by_hand["code"])
    assert (shown["paper_number"], shown["late_entry"]) == ("1-0007", True)
    assert shown["received_at"] == "2026-11-23T08:30:00+07:00"
    assert desk.at("2026-11-24T08:00:00+07:00").accept(birth())["code"].endswith("-261124-1001")


@pytest.fixture
def many_people(desk: Terminal) -> Terminal:
    """A desk where somebody with a much-marked name is one among sixty."""
    desk.json("demo", "--dossiers", "60", "--seed", "11", "--from", "2026-11-02", "--to", "2026-11-20")
    desk.accept(birth("Đặng Thị Bích Nguyệt"))
    for neighbour in ("Đặng Thị Bích Nga", "Đặng Văn Nguyện", "Đinh Thị Bích Nguyệt"):
        desk.accept(certified_copies(neighbour))
    return desk


@pytest.mark.parametrize(
    "typed",
    [
        "dang thi bich nguyet",
        "Đặng Thị Bích Nguyệt",
        unicodedata.normalize("NFD", "Đặng Thị Bích Nguyệt"),
        "DANG THI BICH NGUYET",
        "dang thi bich nguyrt",
        "dang thj bich nguyet",
        "bich nguyet dang",
    ],
)
def test_a_name_is_found_however_it_is_typed(many_people: Terminal, typed: str) -> None:
    """ACCEPTANCE 4: without accents, as NFD, with one slip of the finger; among the first five."""
    found = [row["applicant"] for row in many_people.json("find", typed, "--limit", "5")]
    assert "Đặng Thị Bích Nguyệt" in found
    if typed.casefold().startswith("đ"):
        assert found[0] == "Đặng Thị Bích Nguyệt"


def test_three_working_days_over_a_made_up_saturday(desk_since: Callable[[str], Terminal]) -> None:
    """ACCEPTANCE 5: Thursday 08/01/2026 at 11:20, three working days: Monday 12/01, 17:30."""
    thursday = desk_since("2026-01-08T11:20:00+07:00")
    accepted = thursday.accept(birth(limit="3wd", limit_basis="Quyết định thử"))
    assert accepted["due_at"] == "2026-01-12T17:30:00+07:00"
    assert "10" in accepted["because"], "the make-up Saturday is named"
    shown = thursday.json("show", accepted["code"])
    assert shown["because"] == accepted["because"]
    assert shown["due"]["counted_days"] == ["2026-01-09", "2026-01-10", "2026-01-12"]


@pytest.mark.parametrize(
    ("taken_at", "due"),
    [
        ("2026-11-20T10:00:00+07:00", "2026-11-20T17:30:00+07:00"),
        ("2026-11-20T15:00:00+07:00", "2026-11-20T17:30:00+07:00"),
        ("2026-11-20T15:00:01+07:00", "2026-11-23T17:30:00+07:00"),
    ],
)
def test_the_same_day_ends_at_three_oclock(desk: Terminal, taken_at: str, due: str, tmp_path: Path) -> None:
    """ACCEPTANCE 6; the slip says the same as the screen."""
    friday = desk.at(taken_at)
    accepted = friday.accept(certified_copies())
    assert accepted["due_at"] == due
    friday.json("print", "receipt", accepted["code"], "--to", tmp_path / "slip.pdf")
    words = "\n".join(page.extract_text() for page in PdfReader(tmp_path / "slip.pdf").pages)
    promised = datetime.fromisoformat(due)
    assert f"ngày {promised:%d} tháng {promised:%m} năm {promised:%Y}" in " ".join(words.split())
