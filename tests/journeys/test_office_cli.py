"""The office on the command line: who answers, a decision, a late holiday, one person with two numbers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.calendars import SHIPPED
from tests.journeys.terminal import Terminal, birth, certified_copies


def test_a_field_is_assigned_and_forward_goes_to_whoever_stands_in(desk: Terminal) -> None:
    code = desk.accept(certified_copies())["code"]
    nobody = desk.refused("act", "forward", code)
    assert nobody["details"]["field"] == "to"
    before = desk.json("responsible", "matrix")
    assert before["gap"] == len(before["rows"])
    given = desk.json(
        *("responsible", "assign", "--field", "Chứng thực", "--person", "Lò Văn Pản"),
        *("--unit", "Tư pháp - hộ tịch", "--decision", "12/QĐ-UBND"),
    )
    assert desk.json("responsible", "matrix")["one"] == given["procedures"] > 5
    desk.json("responsible", "away", "Lò Văn Pản", "--until", "2026-11-27", "--deputy", "Tẩn Mỹ Dung")
    assert desk.json("responsible", "who", "2.000815")["person"] == "Tẩn Mỹ Dung"
    proposed = desk.json("responsible", "next", code)
    assert (proposed["to"], proposed["to_kind"], proposed["instead_of"]) == ("Tẩn Mỹ Dung", "officer", "Lò Văn Pản")
    sent = desk.json("act", "forward", code)
    assert sent["custodian"]["holder"] == "Tẩn Mỹ Dung"
    desk.json("responsible", "back", "Lò Văn Pản", "--day", "2026-11-24")
    assert desk.json("responsible", "who", "2.000815", "--day", "2026-11-24")["person"] == "Lò Văn Pản"
    assert desk.json("verify")["projections_equal"]


def test_an_overlap_is_listed_and_ended(desk: Terminal) -> None:
    told = ("responsible", "assign", "--procedure", "1.001193", "--unit", "Tư pháp", "--person")
    desk.json(*told, "Lò Văn Pản")
    desk.json(*told, "Tẩn Mỹ Dung", "--beside")
    (row,) = [row for row in desk.json("responsible", "matrix")["rows"] if row["cover"] == "overlap"]
    assert [one["person"] for one in row["assigned"]] == ["Lò Văn Pản", "Tẩn Mỹ Dung"]
    ended = desk.json("responsible", "end", "1.001193", "--person", "Lò Văn Pản", "--last-day", "2026-11-22")
    assert (ended["cover"], ended["person"]) == ("one", "Tẩn Mỹ Dung")
    assert desk.refused(*told, " ")["details"]["field"] == "officer"
    assert desk.refused("responsible", "assign", "--unit", "x", "--person", "y")["error"] == "BadInput"
    assert "1.001193" in desk.text("responsible", "matrix")


def test_who_is_over_their_step_is_listed(desk: Terminal) -> None:
    code = desk.accept(birth())["code"]
    until = json.dumps({"to": "Lò Văn Pản", "step": "tham_dinh", "until": "2026-11-23T10:00:00+07:00"})
    desk.json("act", "forward", code, "--data", "-", stdin=until.encode())
    assert desk.json("responsible", "late") == []
    (late,) = desk.at("2026-11-23T10:30:00+07:00").json("responsible", "late")
    assert (late["code"], late["holder"], late["step"]) == (code, "Lò Văn Pản", "tham_dinh")


def test_a_decision_makes_an_unknown_fee_known_for_the_next_citizen(desk: Terminal) -> None:
    decided = desk.json("decide", "1.001193", "--fee", "0=8000", "--decision", "15/2026/NQ-HĐND")
    assert decided["fees"][0]["amount"] == 8000
    accepted = desk.accept(birth())
    assert accepted["total"] == 8000 + 2 * 8000
    for wrong in (("--fee", "0"), ("--fee", "x=1"), ("--fee", "99=1"), ("--limit", "soon"), ()):
        assert desk.refused("decide", "1.001193", "--decision", "15/2026/NQ-HĐND", *wrong)["error"] == "BadInput"


def test_a_holiday_announced_late_moves_promises_only_on_confirmation(desk: Terminal, tmp_path: Path) -> None:
    code = desk.accept(birth())["code"]
    year = json.loads((SHIPPED / "2026.json").read_text(encoding="utf-8"))
    year["days_off"].append({"date": "2026-11-23", "reason": "nghỉ phòng chống bão", "kind": "holiday"})
    file = tmp_path / "2026.json"
    file.write_text(json.dumps(year, ensure_ascii=False), encoding="utf-8")
    imported = desk.json("calendar", "import", file)
    assert (imported["off"], imported["affected"]) == (["2026-11-23"], 1)
    (row,) = desk.json("calendar", "affected")["affected"]
    assert (row["code"], row["old_due_at"][:10], row["new_due_at"][:10]) == (code, "2026-11-23", "2026-11-25")
    assert desk.refused("calendar", "affected", "--confirm")["error"] == "ReasonNeeded"
    assert desk.json("calendar", "affected", "--confirm", "--why", "Công điện 15/CĐ-UBND")["moved"] == 1
    assert desk.json("calendar", "affected") == {"affected": [], "moved": 0}
    shown = desk.json("show", code)
    assert shown["due_at"].startswith("2026-11-25")
    assert "dossier.due_moved" in [one["kind"] for one in shown["timeline"]]


@pytest.mark.parametrize("text", ["", "[]", '{"format": "motcua-calendar-1"}', "\x00" * 50])
def test_a_wrong_calendar_is_refused_whole(desk: Terminal, tmp_path: Path, text: str) -> None:
    file = tmp_path / "2027.json"
    file.write_text(text, encoding="utf-8")
    assert desk.refused("calendar", "import", file, code=5)["error"] == "CalendarRefused"
    assert not (desk.data_dir / "calendar").exists()


def test_one_person_with_two_numbers_is_merged_and_split(desk: Terminal) -> None:
    new = birth()
    old = birth(applicant=new["applicant"] | {"id_kind": "cmnd", "id_number": "045123456"})
    for draft in (new, old):
        desk.accept(draft)
    found = desk.json("person", "find", "giang a chong")
    assert [len(one["dossiers"]) for one in found] == [1, 1]
    kept, merged = (one["key"] for one in found)
    assert [one["key"] for one in desk.json("person", "show", kept)["candidates"]] == [merged]
    assert desk.refused("person", "merge", kept, merged)["error"] == "ReasonNeeded"
    one = desk.json("person", "merge", kept, merged, "--reason", "thẻ mới ghi số cũ")
    assert len(one["dossiers"]) == len(one["papers"]) == 2
    assert len(desk.json("person", "find", "045123456")) == 1
    desk.json("person", "split", merged, "--reason", "nhầm người cùng tên")
    assert len(desk.json("person", "show", kept)["dossiers"]) == 1
    assert desk.refused("person", "show", "0" * 16)["error"] == "UnknownPerson"
    assert desk.json("verify")["projections_equal"]
