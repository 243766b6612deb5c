"""What an officer is told while the citizen is still there: kin, proof, rules, letters, whom to serve first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.journeys.province import make_desk
from tests.journeys.terminal import COMMUNE, Terminal, birth, certified_copies, run_apart
from tests.printing.reading import text_of


def _codes(desk: Terminal, draft: dict[str, object]) -> set[str]:
    return {one["code"] for one in desk.accept(draft)["warnings"]}


@pytest.mark.parametrize("relation", ["anh họ", "con dâu", "bạn của anh", "hàng xóm", ""])
def test_whoever_is_no_close_kin_needs_a_certified_authorisation(desk: Terminal, relation: str) -> None:
    acting = {"name": "Vàng A Páo", "relation": relation}
    assert "authorisation_to_certify" in _codes(desk, birth(representative=acting))


@pytest.mark.parametrize("relation", ["con gái", "Ông nội", "vợ", "em ruột", "chị gái"])
def test_close_kin_need_none(desk: Terminal, relation: str) -> None:
    acting = {"name": "Vàng A Páo", "relation": relation}
    assert "authorisation_to_certify" not in _codes(desk, birth(representative=acting))


def test_an_exemption_without_its_proof_is_told(desk: Terminal) -> None:
    assert "exemption_without_proof" in _codes(desk, birth(exemption={"ground": "poor_household"}))
    proven = {"ground": "poor_household", "proof": "sổ hộ nghèo 12/2026"}
    assert "exemption_without_proof" not in _codes(desk, birth(exemption=proven))


def test_rules_whose_guidance_has_not_come_are_told(tmp_path: Path, password_file: Path) -> None:
    assert "rules_unconfirmed" not in _codes(make_desk(tmp_path / "now", password_file), birth())
    later = Terminal(tmp_path / "later", password_file, now="2027-03-02T08:15:00+07:00")
    later.json("init", "--practice", "--commune", COMMUNE, "--login", "hoa", "--name", "Vàng Thị Hoa")
    assert "rules_unconfirmed" in _codes(later, birth())


def test_letters_no_paper_shows_are_told_before_it_is_printed(desk: Terminal, tmp_path: Path) -> None:
    taken = desk.accept(certified_copies("苗 Giàng"))
    (told,) = (one for one in taken["warnings"] if one["code"] == "letters_unprintable")
    assert "苗" in told["message"]


def test_whom_to_serve_first_stands_on_the_slip_and_on_the_screen(desk: Terminal, tmp_path: Path) -> None:
    code = desk.accept(birth(priority=["elderly", "lives_far"]))["code"]
    desk.json("print", "receipt", code, "--to", tmp_path / "slip.pdf")
    words = " ".join(PdfReader(tmp_path / "slip.pdf").pages[0].extract_text().split())
    assert "Diện ưu tiên: người cao tuổi, người ở xa" in words
    assert "Ưu tiên: " in _plain(desk, "show", code)
    assert "ưu tiên" in _plain(desk, "find", code)


def confirmation(name: str = "Giàng A Chống", **changes: object) -> dict[str, object]:
    """Return the draft of a confirmation of civil status: three working days by law."""
    papers = [{"component": 0, "original": 1}, {"component": 3, "original": 1}]
    return birth(name, procedure="2.002516", papers=papers, fee_inputs={}, **changes)


def test_what_the_law_gives_three_days_is_done_today_for_people_with_priority(desk: Terminal, tmp_path: Path) -> None:
    usual = desk.accept(confirmation("Sùng Thị Mỷ"))
    first = desk.accept(confirmation(priority=["elderly"]))
    assert (usual["aim_at"], first["aim_at"]) == (None, "2026-11-23T17:30:00+07:00")
    assert first["due_at"] == usual["due_at"] == "2026-11-27T17:30:00+07:00", "the promise stays the law's"
    assert "Ưu tiên: giải quyết trước 17:30 23/11/2026." in desk.text("show", first["code"])
    not_now = desk.accept(confirmation("Tẩn A Phù", priority=["merit"], same_day=False))
    assert not_now["aim_at"] is None
    papers = [{"component": place, "original": 1} for place in (0, 1, 4)]
    again = desk.accept(birth("Lò Văn Pản", procedure="1.004884", priority=["merit"], papers=papers))
    assert again["aim_at"] is None, "five working days are not proposed for one day"
    found = desk.json("find", "", "--priority")
    assert found[0]["code"] == first["code"]
    assert {row["code"] for row in found} == {first["code"], not_now["code"], again["code"]}
    assert found[0]["first_by"] == "2026-11-23T17:30:00+07:00"
    assert [row["code"] for row in desk.json("find", "chong", "--priority")] == [first["code"]]
    assert desk.json("find", "sung", "--priority") == []


def test_the_list_to_sign_and_the_papers_that_go_with_the_file_say_who_goes_first(
    desk: Terminal, tmp_path: Path
) -> None:
    usual = desk.accept(confirmation("Sùng Thị Mỷ"))["code"]
    refused = desk.refused("list", "to-sign", usual, "--priority", "--to", tmp_path / "x.pdf")
    assert refused["message"].startswith("«Ưu tiên (priority)» không có ở hồ sơ đang giải quyết nào.")
    first = desk.accept(confirmation(priority=["elderly"]))["code"]
    for code in (usual, first):
        desk.json("act", "forward", code, "--to", "officer:Lò Văn Pản")

    def words(*command: str) -> str:
        desk.json(*command, "--to", tmp_path / "paper.pdf")
        return " ".join(PdfReader(tmp_path / "paper.pdf").pages[0].extract_text().split())

    to_sign = words("list", "to-sign")
    assert to_sign.index(first) < to_sign.index(usual)
    assert "Giàng A Chống (ưu tiên)" in to_sign
    assert "Sùng Thị Mỷ (ưu tiên)" not in to_sign
    assert usual not in words("list", "to-sign", "--priority")
    assert "(ưu tiên)" in words("list", "handover", usual, first)
    aimed = "Diện ưu tiên: người cao tuổi; giải quyết trước 17 giờ 30 phút, ngày 23 tháng 11 năm 2026"
    assert aimed in words("print", "control", first)
    assert aimed in words("print", "handover", first)
    assert "giải quyết trước" not in words("print", "receipt", first), "the citizen's slip promises what the law does"
    assert desk.said("list", "handover", first, "--priority", "--to", tmp_path / "x.pdf").code == 2


def _plain(desk: Terminal, *words: str) -> str:
    return run_apart(desk.words(*words, as_json=False)).out


def test_without_the_slip_the_result_goes_out_only_after_the_identity_check(desk: Terminal, tmp_path: Path) -> None:
    code = desk.accept(birth())["code"]
    desk.json("act", "complete", code)
    lost = {"lost_slip": True}
    refused = desk.refused("act", "hand-over", code, "--data", "-", stdin=json.dumps(lost).encode())
    assert (refused["error"], refused["details"]["field"]) == ("BadInput", "identity_checked")
    assert refused["message"].startswith("«đã đối chiếu giấy tờ tùy thân (identity_checked)» phải ghi")
    other = {"receiver_name": "Vàng A Páo"}
    refused = desk.refused("act", "hand-over", code, "--data", "-", stdin=json.dumps(other).encode())
    assert refused["details"]["field"] == "receiver_name"
    checked = lost | {"identity_document": "Hộ chiếu số C1234567"}
    assert desk.json("act", "hand-over", code, "--data", "-", stdin=json.dumps(checked).encode())["state"] == "returned"
    (to_sign,) = [row for row in desk.json("list", "to-print") if row["form"] == "return"]
    assert to_sign["code"] == code, "the line to sign is owed"
    slip = tmp_path / "tra.pdf"
    desk.json("print", "return", code, "--to", slip)
    assert "Giấy tờ tùy thân đã đối chiếu: Hộ chiếu số C1234567" in " ".join(text_of(slip.read_bytes())[0].split())
    rows = desk.json("report", "register", "--from", "2026-01-01", "--to", "2026-12-31")["rows"]
    assert rows[0]["columns"]["13"] == "Mất giấy hẹn, đã đối chiếu giấy tờ"
