"""A new laptop starts from the province's signed snapshot, not from history, and goes on by the usual answers."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from app.paths import desk_paths
from sync.hub.outbox import write_answers
from sync.hub.program import HubPaths, open_hub
from tests.journeys.province import NOW, Province, accept, found, make_province
from tests.journeys.terminal import PASSWORD, Terminal
from ui.program import open_program

NOON = "2026-11-23T11:00:00+07:00"


@pytest.fixture(scope="module")
def _province(tmp_path_factory: pytest.TempPathFactory, password_file: Path) -> Province:
    """Desk 1 has worked: two dossiers are finished, one waits for papers, one is new; the province has it all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOTCUA_STATE_DIR", str(tmp_path_factory.mktemp("state")))
        province = make_province(tmp_path_factory.mktemp("province"), password_file)
        desk = province.desk
        first, second, third, _fourth = accept(desk, "Giàng A Chống", "Lò Thị Mỷ", "Vàng A Páo", "Tẩn Mỹ Dung")
        for code in (first, second):
            desk.json("act", "complete", code, "--result", "15")
            desk.json("act", "hand-over", code)
        desk.json("act", "request-papers", third, "--papers", "0", "--reason", "Tờ khai chưa ký")
        province.hub.json("ingest", province.export(desk))
    return province


@pytest.fixture
def province(_province: Province, tmp_path: Path) -> Province:
    return _province.copied_to(tmp_path / "here")


def _answer(province: Province, desk: Terminal, name: str = "start") -> Path:
    folder = province.stick(name)
    station = desk.json("status")["station_id"]
    with open_hub(HubPaths(province.hub.folder), PASSWORD, write=True, now=NOW) as hub:
        (written,) = write_answers(hub, folder, station=station, snapshot_from=1)
    return written.path


def _all(desk: Terminal) -> list[dict[str, Any]]:
    return sorted(desk.json("find", "H35"), key=lambda one: one["code"])


def _whole(desk: Terminal, code: str) -> dict[str, Any]:
    shown = desk.json("show", code)
    return {name: shown[name] for name in ("state", "due_at", "applicant", "papers", "fees", "procedure", "custodian")}


def test_a_fresh_laptop_works_at_once_and_knows_which_part_is_snapshot(province: Province) -> None:
    fresh = province.neighbour
    (line,) = fresh.json("import", _answer(province, fresh))
    assert line["outcome"] == "imported"
    assert _all(fresh) == _all(province.desk)
    finished = _all(fresh)[0]["code"]
    assert _whole(fresh, finished) == _whole(province.desk, finished)
    checked = fresh.json("verify")
    assert (checked["ok"], checked["projections_equal"]) == (True, True)
    assert checked["from_snapshot"] > 0
    status = fresh.json("status")
    assert status["conflicts"] == 0
    assert status["unacknowledged"] <= 3, "only what this laptop said itself: its opening, its officer"

    rebuilt = fresh.json("rebuild")
    assert (rebuilt["ok"], len(_all(fresh))) == (True, 4)
    assert accept(fresh, "Sùng A Dơ")[0].endswith("2001")


def test_what_happens_later_follows_by_answers_and_neighbours(province: Province) -> None:
    fresh, desk = province.neighbour, province.desk.at(NOON)
    fresh.json("import", _answer(province, fresh))
    finished, _second, open_one, _fourth = sorted(found(desk, "H35"))
    desk.json("act", "papers-received", open_one, "--papers", "0")
    wrong = '{"kind": "wrong", "reason": "Sai họ", "remedy": "Cấp lại"}'
    desk.json("act", "fault", finished, "--data", "-", stdin=wrong.encode())
    desk.json("act", "note", finished, "--note", "Đã gọi điện xin lỗi")
    bundle = province.export(desk, "later")
    province.hub.json("ingest", bundle)
    fresh.json("import", bundle)
    province.hub.json("ingest", province.export(fresh, "fresh"))
    fresh.json("import", province.hub.answer(province.stick("b"), fresh))
    assert _all(fresh) == _all(desk)
    assert fresh.json("show", finished)["state"] == "processing"
    for answered in (fresh.json("verify"), fresh.json("rebuild")):
        assert (answered["ok"], answered["projections_equal"]) == (True, True)


def test_the_snapshot_again_or_old_sticks_change_nothing(province: Province) -> None:
    fresh = province.neighbour
    old_stick = next(province.stick().glob("*.goi"))
    start = _answer(province, fresh)
    fresh.json("import", start)
    before = _all(fresh)
    assert fresh.json("import", start)[0]["outcome"] == "known"
    assert fresh.json("import", _answer(province, fresh, "again"))[0]["outcome"] in ("imported", "known")
    assert fresh.json("import", old_stick)[0]["outcome"] in ("imported", "known")
    assert _all(fresh) == before
    assert fresh.json("verify")["ok"]


def test_a_laptop_that_began_with_a_snapshot_gives_a_mate_no_more_than_it_holds(province: Province) -> None:
    fresh = province.neighbour
    old_stick = next(province.stick().glob("*.goi"))
    fresh.json("import", _answer(province, fresh))
    fresh.json("import", old_stick)
    program = open_program(desk_paths(fresh.data_dir), login=None, password=lambda: PASSWORD, write=True, now=NOW)
    try:
        made = program.exchange.for_mate(province.stick("mate"), mate=bytes(16), have={})
        assert made is not None
        assert {one.station for one in made.ranges} == {program.desk.station}, "the rest comes from the province"
    finally:
        program.close()


def test_a_snapshot_for_another_laptop_is_refused(province: Province) -> None:
    start = _answer(province, province.neighbour)
    refused = json.loads(province.elsewhere.said("import", start).out)
    assert [one["outcome"] for one in refused] == ["refused"]


def test_a_deleted_folder_comes_back_from_the_province(province: Province) -> None:
    """Case 77: what the province confirmed is there again; what no stick holds is lost, and nobody says otherwise."""
    from tests.journeys.province import make_desk

    lost = accept(province.desk, "Chẻo A Sài")[0]
    kept = _all_codes(province.desk) - {lost}
    shutil.rmtree(province.desk.data_dir)
    password_file = province.desk.password_file
    assert password_file is not None
    new = make_desk(province.root / "desk-3", password_file, card=province.hub.card, station=3)
    request = new.json("request-enrolment", "--to", province.stick("requests-3"))["path"]
    province.hub.json("enroll", request, "--yes")
    new.json("import", _answer(province, new))
    assert _all_codes(new) == kept
    assert new.json("verify")["ok"]


def _all_codes(desk: Terminal) -> set[str]:
    return set(found(desk, "H35"))
