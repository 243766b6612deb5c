"""Where the desk stands, who lives far, where a result is returned: through the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.journeys.terminal import Terminal, birth

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
