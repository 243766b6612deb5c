"""Papers of the acts from the terminal: made of what happened, numbered and counted, refused before it happened."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.journeys.terminal import Terminal, birth


def words_of(file: Path) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(file).pages)


def act(desk: Terminal, action: str, code: str, **data: object) -> None:
    desk.json("act", action, code, "--data", "-", stdin=json.dumps(data, ensure_ascii=False).encode())


def test_each_act_leaves_its_paper_and_each_number_counts_its_own_copies(desk: Terminal, tmp_path: Path) -> None:
    code = desk.accept(birth())["code"]
    out = tmp_path / "paper.pdf"
    for form in ("supplement", "refusal", "apology", "stop", "handover"):
        assert desk.refused("print", form, code, "--to", out)["error"] == "PaperNotDue"
    assert not out.exists()
    act(desk, "forward", code, to="Tư pháp - Hộ tịch")
    assert desk.json("print", "handover", code, "--to", out)["copy"] == 1
    assert "PHIẾU BÀN GIAO HỒ SƠ" in words_of(out)
    assert desk.json("print", "control", code, "--to", out, "--paper", "a4")["pages"] == 1
    assert "Tư pháp - Hộ tịch" in words_of(out)

    act(desk, "request-papers", code, papers=[{"name": "Giấy chứng sinh", "original": 1}], reason="bản nộp bị mờ")
    assert desk.json("print", "supplement", code, "--to", out)["copy"] == 1
    assert "Số: 1-0001/HDHS" in words_of(out)
    assert desk.json("print", "supplement", code, "--to", out)["copy"] == 2
    assert "IN LẠI LẦN 1" in words_of(out)
    assert desk.json("print", "supplement", code, "--to", out, "--draft")["copy"] == 3
    assert "BẢN NHÁP" in words_of(out)
    act(desk, "refuse", code, reason="trẻ đã được đăng ký khai sinh", legal_basis="Luật Hộ tịch")
    assert desk.json("print", "refusal", code, "--to", out)["copy"] == 1
    assert "GIÁM ĐỐC TRUNG TÂM" in words_of(out)
    prints = [(one["form"], one["copy"]) for one in desk.json("show", code)["prints"]]
    assert prints == [("handover", 1), ("control", 1), ("supplement", 1), ("supplement", 2), ("refusal", 1)]


def test_the_receipt_fits_the_roll_and_the_other_forms_do_not(desk: Terminal, tmp_path: Path) -> None:
    code = desk.accept(birth())["code"]
    out = tmp_path / "slip.pdf"
    assert desk.json("print", "receipt", code, "--to", out, "--paper", "k80")["pages"] == 2
    assert round(float(PdfReader(out).pages[0].mediabox.width) / 72 * 25.4) == 80
    said = desk.refused("print", "control", code, "--to", out, "--paper", "k80")
    assert said["error"] == "BadInput"
    assert said["details"]["field"] == "paper"


@pytest.mark.parametrize("words", [("biên-lai", "--paper", "a5"), ("receipt", "--paper", "letter")])
def test_an_unknown_form_or_paper_is_wrong_usage(desk: Terminal, tmp_path: Path, words: tuple[str, ...]) -> None:
    form, *rest = words
    assert desk.said("print", form, "1001", "--to", tmp_path / "x.pdf", *rest).code == 2


def test_damaged_wordings_of_the_province_are_told_and_the_shipped_ones_print(desk: Terminal, tmp_path: Path) -> None:
    code = desk.accept(birth())["code"]
    (desk.data_dir / "wordings.json").write_text('{"format": 1', encoding="utf-8")
    assert desk.json("print", "control", code, "--to", tmp_path / "sheet.pdf")["copy"] == 1
    assert "PHIẾU KIỂM SOÁT" in words_of(tmp_path / "sheet.pdf")
    (trouble,) = desk.json("status")["troubles"]
    assert "wordings.json" in trouble


def test_the_province_words_the_note_of_the_control_sheet(desk: Terminal, tmp_path: Path) -> None:
    ours = {
        "form": "Mẫu số 06", "title": ["PHIẾU KIỂM SOÁT"], "note": "Lưu cùng hồ sơ 10 năm.",
        "signers": {"giver": "Bên giao", "receiver": "Bên nhận"},
    }  # fmt: skip
    document = {"format": 1, "versions": {"TT03-2025-draft": {"control": ours}}}
    (desk.data_dir / "wordings.json").write_text(json.dumps(document), encoding="utf-8")
    code = desk.accept(birth())["code"]
    desk.json("print", "control", code, "--to", tmp_path / "sheet.pdf")
    assert "Lưu cùng hồ sơ 10 năm." in words_of(tmp_path / "sheet.pdf")
    assert desk.json("status")["troubles"] == []
