"""A laptop that began with a snapshot, and a dossier of it that goes to another commune and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sync.hub.outbox import write_answers
from sync.hub.program import HubPaths, open_hub
from tests.journeys.province import NOW, Province, accept, make_province
from tests.journeys.terminal import PASSWORD, Terminal

NOON, AFTERNOON, EVENING = (f"2026-11-23T{hour}:00:00+07:00" for hour in (11, 14, 16))
PHONE = '{"changes": {"applicant.phone": "0987654321"}, "reason": "Đổi số"}'
WRONG = '{"kind": "wrong", "reason": "Sai họ", "remedy": "Cấp lại"}'


@pytest.fixture
def province(tmp_path: Path, password_file: Path, monkeypatch: pytest.MonkeyPatch) -> Province:
    """Desk 1 has one dossier finished and one open; desk 2 began with the province's snapshot of that."""
    monkeypatch.setenv("MOTCUA_STATE_DIR", str(tmp_path / "state"))
    province = make_province(tmp_path / "province", password_file)
    desk, fresh = province.desk, province.neighbour
    finished, _open = accept(desk, "Giàng A Chống", "Lò Thị Mỷ")
    desk.json("act", "complete", finished, "--result", "15")
    desk.json("act", "hand-over", finished)
    province.hub.json("ingest", province.export(desk))
    mine = fresh.json("status")["station_id"]
    with open_hub(HubPaths(province.hub.folder), PASSWORD, write=True, now=NOW) as hub:
        (written,) = write_answers(hub, province.stick("start"), station=mine, snapshot_from=1)
    fresh.json("import", written.path)
    assert fresh.json("verify")["from_snapshot"] > 0
    return province


def _round(province: Province, *desks: Terminal, at: str) -> None:
    """Let everybody's work reach the province and its answer everybody, twice: relays come with the second."""
    hub = province.hub.terminal.at(at)
    for _again in range(2):
        for one in desks:
            desk = one.at(at)
            hub.json("hub", "ingest", province.export(desk), "--hub-dir", province.hub.folder)
        for answer in hub.json("hub", "outbox", "--to", province.stick("answers"), "--hub-dir", province.hub.folder):
            for one in desks:
                if one.json("status")["station_id"] == answer["station_id"]:
                    one.at(at).json("import", answer["path"])


def _shown(desk: Terminal, code: str) -> dict[str, Any]:
    shown: dict[str, Any] = desk.json("show", code)
    return {name: told for name, told in shown.items() if name not in ("timeline", "sync")}


@pytest.mark.parametrize("which", [0, 1], ids=["that came folded", "that came as its changes"])
def test_a_dossier_goes_to_another_commune_and_what_happens_there_comes_back(province: Province, which: int) -> None:
    desk, fresh, away = province.desk, province.neighbour, province.elsewhere
    code = sorted(one["code"] for one in desk.json("find", "H35"))[which]
    if which == 0:
        desk.at(NOON).json("act", "fault", code, "--data", "-", stdin=WRONG.encode())
    there = f"station:{away.json('status')['station_id']}"
    desk.at(NOON).json("act", "forward", code, "--to", there, "--note", "Nhờ giải quyết")
    _round(province, desk, fresh, away, at=NOON)
    assert away.json("show", code)["state"] == "processing"
    away.at(AFTERNOON).json("act", "take-in", code)
    away.at(AFTERNOON).json("act", "complete", code, "--result", "99")
    fresh.at(AFTERNOON).json("act", "note", code, "--note", "Gia đình hỏi thăm")
    _round(province, desk, fresh, away, at=EVENING)
    at_hub = province.hub.json("show", code)
    for one in (desk, fresh, away):
        assert _shown(one, code) == {name: at_hub[name] for name in _shown(one, code)}
        assert one.json("show", code)["result"]["number"] == "99"
        for checked in (one.json("verify"), one.json("rebuild")):
            assert (checked["ok"], checked["projections_equal"]) == (True, True)
    assert _shown(fresh, code) == _shown(desk, code), "and after the rebuild too"


def test_two_who_did_not_know_of_each_other_after_the_snapshot(province: Province) -> None:
    desk, fresh = province.desk, province.neighbour
    finished = sorted(one["code"] for one in desk.json("find", "H35"))[0]
    desk.at(NOON).json("act", "fault", finished, "--data", "-", stdin=WRONG.encode())
    fresh.at(NOON).json("act", "note", finished, "--note", "Công dân gọi đến")
    fresh.at(NOON).json("act", "correct", finished, "--data", "-", stdin=PHONE.encode())
    desk.at(NOON).json("act", "note", finished, "--note", "Đã xin lỗi")
    _round(province, desk, fresh, at=AFTERNOON)
    at_hub = province.hub.json("show", finished)
    for one in (desk, fresh):
        assert _shown(one, finished) == {name: at_hub[name] for name in _shown(one, finished)}
        assert one.json("verify")["ok"]
