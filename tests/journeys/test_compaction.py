"""Case 71: single acts of dossiers closed long ago leave the laptop; the province has them, and all else stays."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.paths import desk_paths
from app.readings import Position
from app.services import checkpoint
from tests.journeys.province import Province, accept, make_province
from tests.journeys.terminal import PASSWORD, Terminal
from ui.commands.context import parse_time
from ui.lan_office import lan_served
from ui.program import Program, open_program

SOON, BETWEEN, LATER = (f"{day}T08:15:00+07:00" for day in ("2026-12-10", "2027-01-20", "2027-03-15"))


@pytest.fixture(scope="module")
def _province(tmp_path_factory: pytest.TempPathFactory, password_file: Path) -> Province:
    """Desk 1 has returned two results and taken money for one; a third dossier is open. The province has it all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOTCUA_STATE_DIR", str(tmp_path_factory.mktemp("state")))
        province = make_province(tmp_path_factory.mktemp("province"), password_file)
        desk = province.desk
        first, second, third = accept(desk, "Giàng A Chống", "Lò Thị Mỷ", "Vàng A Páo")
        desk.json("act", "request-papers", first, "--papers", "0", "--reason", "Tờ khai chưa ký")
        desk.json("act", "papers-received", first, "--papers", "0")
        desk.json("pay", second, "--amount", "16000")
        for code in (first, second):
            desk.json("act", "complete", code, "--result", "15")
            desk.json("act", "hand-over", code)
        desk.json("act", "note", third, "--note", "Chờ gia đình")
        _confirmed(province, desk.at(SOON))
        desk.at(BETWEEN).json("act", "note", third, "--note", "Đã hẹn lại")
        _confirmed(province, desk.at(BETWEEN), "later-answers")
    return province


@pytest.fixture
def province(_province: Province, tmp_path: Path) -> Province:
    return _province.copied_to(tmp_path / "here")


def _confirmed(province: Province, desk: Terminal, name: str = "answers") -> None:
    """Let the province take in what the desk has, and the desk hear of it, at the desk's time."""
    hub = replace(province.hub, terminal=province.hub.terminal.at(desk.now))
    hub.json("ingest", province.export(desk))
    desk.json("import", hub.answer(province.stick(name), desk))


def _all(desk: Terminal) -> list[dict[str, Any]]:
    return sorted(desk.json("find", "H35"), key=lambda one: one["code"])


def _whole(desk: Terminal, code: str) -> dict[str, Any]:
    shown: dict[str, Any] = desk.json("show", code)
    return {name: told for name, told in shown.items() if name not in ("timeline", "sync")}


def _codes(desk: Terminal) -> list[str]:
    return [one["code"] for one in _all(desk)]


def opened(desk: Terminal) -> Program:
    """A desk as its window holds it."""
    now = parse_time(desk.now, "now")
    return open_program(desk_paths(desk.data_dir), login=None, password=lambda: PASSWORD, write=True, now=now)


def test_nothing_is_dropped_before_its_time_and_a_dry_run_changes_nothing(province: Province) -> None:
    assert province.desk.json("maintain", "compact", "--yes")["dossiers"] == 0
    assert province.desk.at(BETWEEN).json("maintain", "compact", "--yes")["dossiers"] == 0
    desk, before = province.desk.at(LATER), province.desk.changes()
    told = desk.json("maintain", "compact")
    assert (told["dossiers"], told["done"]) == (2, False)
    assert told["bytes"] > 1_000
    assert len(desk.json("show", _codes(desk)[0])["timeline"]) > 3, "still all there"
    assert desk.changes() == before


def test_case_71_lists_stay_what_they_were_and_show_says_where_the_single_acts_are(province: Province) -> None:
    desk = province.desk.at(LATER)
    first, second, third = _codes(desk)
    lists, whole = _all(desk), [_whole(desk, code) for code in (first, second, third)]
    money = desk.json("day-close", "--date", "2026-11-23")
    desk.json("maintain", "compact", "--yes")
    assert _all(desk) == lists
    assert [_whole(desk, code) for code in (first, second, third)] == whole
    assert desk.json("day-close", "--date", "2026-11-23") == money
    shown = desk.json("show", first)
    assert [one["kind"] for one in shown["timeline"]] == ["dossier.baseline"]
    assert shown["sync"]["evidence"] == "received"
    assert "đã lưu ở tỉnh" in desk.text("show", first)
    assert len(desk.json("show", third)["timeline"]) > 1, "an open dossier is left alone"
    for answered in (desk.json("verify"), desk.json("rebuild")):
        assert (answered["ok"], answered["projections_equal"]) == (True, True)
    assert _all(desk) == lists
    assert desk.json("maintain", "compact")["dossiers"] == 0


def test_case_71_what_happens_later_goes_on_and_the_province_agrees(province: Province) -> None:
    desk = province.desk.at(LATER)
    first, second, _third = _codes(desk)
    desk.json("maintain", "compact", "--yes")
    wrong = '{"kind": "wrong", "reason": "Sai họ", "remedy": "Cấp lại"}'
    desk.json("act", "fault", first, "--data", "-", stdin=wrong.encode())
    desk.json("act", "note", second, "--note", "Đã gọi điện")
    again = {"papers": [0], "reason": "Thiếu chữ ký", "leader": "Lò Văn Pản", "leave": "Sai sót của cán bộ"}
    asked = desk.json("act", "request-papers", first, "--data", "-", stdin=json.dumps(again).encode())
    assert asked["state"] == "awaiting_papers"
    hub = province.hub.terminal.at(LATER)
    hub.json("hub", "ingest", province.export(desk), "--hub-dir", province.hub.folder)
    held = [hub.json("hub", "show", code, "--hub-dir", province.hub.folder) for code in (first, second)]
    here = [desk.json("show", code) for code in (first, second)]
    outside = ("timeline", "sync")
    assert [{**one, **dict.fromkeys(outside)} for one in held] == [{**one, **dict.fromkeys(outside)} for one in here]
    assert desk.json("verify")["projections_equal"], "the numbers folded letters had taken are still taken"
    assert desk.json("rebuild")["ok"]
    assert (desk.json("show", first)["state"], desk.json("verify")["ok"]) == ("awaiting_papers", True)


def test_case_71_a_mate_gets_the_old_range_from_the_province_and_is_told_so(province: Province) -> None:
    desk, fresh = province.desk.at(LATER), province.neighbour.at(LATER)
    desk.json("maintain", "compact", "--yes")
    old_stick = next(province.stick().glob("*.goi"))
    home = opened(desk)
    with lan_served(home, port=0, host="127.0.0.1") as port:
        address = f"127.0.0.1:{port}"
        said = fresh.json("sync", "--mate", "--address", address)
        assert [one["first_seq"] for one in said["at_province"]] == [1]
        told = fresh.said("sync", "--mate", "--address", address, as_json=False)
        assert "đã lưu ở tỉnh" in told.out
    home.close()
    assert fresh.json("find", "H35") == []
    answer = province.hub.terminal.at(LATER).json(
        "hub", "outbox", "--to", province.stick("b"), "--hub-dir", province.hub.folder
    )
    mine = fresh.json("status")["station_id"]
    fresh.json("import", next(one["path"] for one in answer if one["station_id"] == mine))
    assert _all(fresh) == _all(desk)
    assert len(fresh.json("show", _codes(fresh)[0])["timeline"]) > 3, "the province holds every act"
    assert desk.json("import", old_stick)[0]["outcome"] in ("imported", "known")
    assert desk.json("verify")["ok"]


def test_what_the_province_has_lost_again_is_not_dropped(province: Province, tmp_path: Path) -> None:
    """A hub put back to before this desk's work: its next answer counts for what it said a month ago too."""
    with closing(opened(province.desk.at(LATER))) as desk:
        now = desk.clock.now()
        assert checkpoint.settled(desk.book, now=now)[desk.desk.station] > 0
        checkpoint.note(desk.book, (Position(desk.desk.station, 1, bytes(32)),), at=now - timedelta(days=1))
        assert max(checkpoint.settled(desk.book, now=now).values()) == 1
        assert desk.upkeep.weigh().dossiers == 0
