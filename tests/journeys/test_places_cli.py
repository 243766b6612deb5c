"""Where the desk stands, who lives far, where a result is returned: through the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from tests.journeys.terminal import COMMUNE, Terminal, birth

FAR: dict[str, Any] = {"applicant": birth()["applicant"] | {"address": "Bản Gia Khâu, xã Sin Suối Hồ, Lai Châu"}}


def test_a_table_of_villages_tells_the_counter_who_lives_far(desk: Terminal, tmp_path: Path) -> None:
    def warned(**changes: Any) -> list[str]:
        return [one["message"] for one in desk.accept(birth(**changes))["warnings"] if one["code"] == "may_live_far"]

    assert desk.json("villages", "list") == []
    assert warned(**FAR) == []
    table = tmp_path / "ban.csv"
    table.write_text("Bản;Km;Xã cũ\nBản Gia Khâu;23;\nBản Chí Sáng;4,5;Xã Nậm Xe\n", encoding="utf-8")
    assert desk.json("villages", "import", table) == {"villages": 2, "before": 0}
    assert [(row["name"], row["km"], row["is_far"]) for row in desk.json("villages", "list")] == [
        ("Bản Gia Khâu", 23, True),
        ("Bản Chí Sáng", 4.5, False),
    ]
    assert warned(**FAR) == ["Bản Gia Khâu cách trụ sở 23 km: người ở xa có thể được ưu tiên (lives_far)."]
    assert warned(**FAR, priority=["lives_far"]) == []
    assert desk.json("settings", "set", "far_from_km", "30") == {"name": "far_from_km", "value": 30}
    assert warned(**FAR) == []
    desk.json("villages", "set", "Bản Gia Khâu", "--km", "30,5")
    assert len(warned(**FAR)) == 1
    assert desk.json("villages", "remove", "Bản Gia Khâu")["km"] == 30.5
    assert desk.refused("villages", "remove", "Bản Gia Khâu")["details"]["field"] == "name"
    table.write_text("Bản;Km\nBản Gia Khâu;xa lắm\n", encoding="utf-8")
    refused = desk.refused("villages", "import", table)
    assert (refused["error"], refused["details"]["field"]) == ("BadInput", "km[2]")
    assert refused["message"].startswith("«km[2]» phải là số km từ 0 đến 500.")
    assert len(desk.json("villages", "list")) == 1


def test_the_table_goes_into_the_backup_and_comes_back(desk: Terminal, tmp_path: Path) -> None:
    desk.json("villages", "set", "Bản Gia Khâu", "--km", "23")
    desk.json("backup", "--to", tmp_path / "copy.zip")
    other = Terminal(tmp_path / "other", desk.password_file, now=desk.now)
    other.json("restore", tmp_path / "copy.zip")
    assert [row["name"] for row in other.json("villages", "list")] == ["Bản Gia Khâu"]


def test_a_setting_is_shown_and_changed_one_at_a_time(desk: Terminal) -> None:
    assert desk.json("settings", "list")["same_day_within"] == 3
    desk.json("settings", "set", "desk_phone", "0213 123 456")
    desk.json("settings", "set", "saturday_desk", "true")
    found = desk.json("settings", "list")
    assert (found["desk_phone"], found["saturday_desk"]) == ("0213 123 456", True)
    for name, value in (("far_from_km", "501"), ("far_from_km", "xa"), ("saturday_desk", "có"), ("theme", "blue")):
        assert desk.refused("settings", "set", name, value)["details"]["field"] == name
    assert desk.refused("settings", "set", "colour", "blue")["error"] == "UnknownField"
    assert desk.refused("settings", "set", "printers", "x")["details"]["field"] == "printers"
    assert desk.json("settings", "list") == found


def _words(desk: Terminal, pdf: Path, *command: str) -> str:
    desk.json(*command, "--to", pdf)
    return " ".join(" ".join(page.extract_text() for page in PdfReader(pdf).pages).split())


ELSEWHERE = "Trung tâm Phục vụ hành chính công xã Nậm Hàng"


def test_the_desk_that_gives_the_result_out_is_named_on_every_paper(desk: Terminal, tmp_path: Path) -> None:
    pdf = tmp_path / "paper.pdf"
    refused = desk.said("accept", "-", stdin=json.dumps(birth(return_to=ELSEWHERE)).encode())
    assert (refused.code, refused.error["details"]["field"]) == (3, "return_to")
    code = desk.accept(birth(return_place="other_desk", return_to=ELSEWHERE))["code"]
    told = f"{ELSEWHERE}, theo đề nghị của người nộp hồ sơ"
    assert f"6. Đăng ký nhận kết quả tại: {told}" in _words(desk, pdf, "print", "receipt", code)
    assert f"Nơi trả kết quả: {told}" in _words(desk, pdf, "print", "control", code)
    assert f"Trả kết quả tại: {ELSEWHERE}" in desk.text("show", code)
    register = desk.json("report", "register", "--from", "2026-11-01", "--to", "2026-11-30")
    assert ELSEWHERE in register["rows"][0]["columns"].values()
    assert desk.json("find", "", "--return-here") == [], "it is another commune that gives it out"
    unnamed = desk.accept(birth("Sùng Thị Mỷ", return_place="other_desk"))["code"]
    words = _words(desk, pdf, "print", "receipt", unnamed)
    assert "Trung tâm Phục vụ hành chính công khác trong tỉnh, theo đề nghị" in words

    here = "Trung tâm Phục vụ hành chính công xã Sin Suối Hồ, quầy 1"
    desk.json("act", "correct", code, "--reason", "nhầm nơi trả", "--data", "-",
              stdin=json.dumps({"changes": {"return_to": here}}).encode())  # fmt: skip
    assert [row["code"] for row in desk.json("find", "", "--return-here")] == [code]
    assert desk.json("show", code)["return_point"] == "03394-1"
    desk.json("rebuild")
    assert [row["code"] for row in desk.json("find", "", "--return-here")] == [code]
    desk.json("act", "correct", code, "--reason", "trả tại quầy", "--data", "-",
              stdin=json.dumps({"changes": {"return_place": "desk"}}).encode())  # fmt: skip
    assert desk.json("find", "", "--return-here") == []
    assert "Trả kết quả tại" not in desk.text("show", code)


def test_a_second_point_of_reception_stands_on_the_papers_with_its_address(tmp_path: Path, desk: Terminal) -> None:
    second = Terminal(tmp_path / "second", desk.password_file, now=desk.now)
    second.json(
        *("init", "--practice", "--commune", COMMUNE, "--station", "2", "--login", "mai", "--name", "Lò Thị Mai"),
        *("--reception-name", "Điểm tiếp nhận số 2", "--reception-address", "bản Chí Sáng"),
    )  # fmt: skip
    pdf = tmp_path / "paper.pdf"
    code = second.accept(birth())["code"]
    point = "Điểm tiếp nhận số 2 (bản Chí Sáng)"
    words = _words(second, pdf, "print", "receipt", code)
    assert f"tiếp nhận và trả kết quả: {point}, xã Sin Suối Hồ" in words
    assert f"nhận kết quả tại: {point}, Trung tâm Phục vụ hành chính công xã Sin Suối Hồ" in words
    assert f"Nơi tiếp nhận: {point}" in _words(second, pdf, "print", "control", code)
    assert f"Tiếp nhận tại: {point}" in second.text("show", code)
    second.json("settings", "set", "reception_name", "")
    second.json("settings", "set", "reception_address", "")
    assert point in _words(second, pdf, "print", "receipt", code), "the slip is reprinted as it was taken in"
    moved = second.accept(birth("Sùng Thị Mỷ"))["code"]
    assert "Điểm tiếp nhận" not in _words(second, pdf, "print", "receipt", moved)
