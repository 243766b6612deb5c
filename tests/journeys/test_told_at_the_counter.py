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
