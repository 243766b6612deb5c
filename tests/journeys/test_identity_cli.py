"""Keys, thefts, clocks and damaged data at the command line, as an administrator types."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.journeys.province import Province, accept, make_province
from tests.journeys.terminal import Terminal, birth


@pytest.fixture(scope="module")
def _first(tmp_path_factory: pytest.TempPathFactory, password_file: Path) -> Province:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOTCUA_STATE_DIR", str(tmp_path_factory.mktemp("identity-state")))
        return make_province(tmp_path_factory.mktemp("identity"), password_file)


@pytest.fixture
def province(_first: Province, tmp_path: Path) -> Province:
    return _first.copied_to(tmp_path / "province")


def _id(desk: Terminal) -> str:
    return str(desk.json("status")["station_id"])


def test_a_stolen_laptop_is_cut_off_and_its_citizens_are_listed(province: Province, tmp_path: Path) -> None:
    accept(province.desk, "Giàng A Chống")
    province.hub.takes(province.export(province.desk))
    accept(province.desk, "Lò Thị Mỷ")
    station = _id(province.desk)
    last = province.export(province.desk, "last")
    cut = province.hub.json("revoke", station[:8], "--reason", "mất cắp")
    assert (cut["station_id"], cut["after_seq"]) == (station, cut["have"])
    line = province.hub.takes(last)
    assert (line["outcome"], line["quarantined"] > 0) == ("quarantined", True)
    listed = province.hub.json("exposed", station[:8], "--to", tmp_path / "danh-sach.xlsx")
    assert [row["applicant"] for row in listed["rows"]] == ["Giàng A Chống"]
    assert (tmp_path / "danh-sach.xlsx").stat().st_size > 1000
    assert province.hub.said("exposed", station[:8], "--to", tmp_path / "x.doc").code == 3
    assert province.hub.said("revoke", "ffff", "--reason", "x").error["error"] == "UnknownStation"


def test_a_yearly_key_and_the_province_follows(province: Province) -> None:
    accept(province.desk, "Giàng A Chống")
    before = _id(province.desk)
    changed = province.desk.json("rekey")
    assert (changed["previous"], changed["station_id"]) == (before, _id(province.desk)) and before != _id(province.desk)
    (code,) = accept(province.desk, "Lò Thị Mỷ")
    assert code.endswith("1002")
    assert province.hub.takes(province.export(province.desk))["outcome"] == "imported"
    province.desk.json("import", province.hub.answer(province.root / "answers", province.desk))
    assert province.desk.json("status")["unacknowledged"] == 0


def test_the_province_changes_its_keys(province: Province) -> None:
    assert len(province.hub.json("rotate")["receiving"]) == 2
    assert province.hub.json("rotate", "--root")["root_version"] == 2
    province.desk.json("import", province.hub.answer(province.root / "answers", province.desk))
    accept(province.desk, "Giàng A Chống")
    assert province.hub.takes(province.export(province.desk))["outcome"] == "imported"


def test_enrolment_by_code(province: Province, tmp_path: Path, password_file: Path) -> None:
    from tests.journeys.province import make_desk

    third = make_desk(tmp_path / "third", password_file, station=3, card=province.hub.card)
    asked = third.json("request-enrolment", "--to", tmp_path, "--qr")
    assert Path(asked["path"]).with_suffix(".png").exists() and len(asked["words"]) == 8
    assert province.hub.said("enroll", "--qr", asked["qr"]).error["error"] == "BadInput", "the words come first"
    (enrolled,) = province.hub.json("enroll", "--qr", asked["qr"], "--qr-to", tmp_path, "--yes")
    assert enrolled["words"] == asked["words"]
    assert third.json("take-enrolment", enrolled["qr"])["enrolled"] is True
    assert third.refused("take-enrolment", asked["qr"], code=5)["error"] == "NotAnEnrolmentAnswer"
    assert province.hub.said("enroll", "--yes").code == 2, "wrong usage"


def test_a_clock_that_cannot_be_right_promises_nothing_until_the_date_is_said(province: Province) -> None:
    accept(province.desk, "Giàng A Chống")
    wrong = province.desk.at("2009-01-01T00:10:00+07:00")
    assert wrong.json("clock")["state"] == "behind"
    draft = json.dumps(birth("Lò Thị Mỷ"), ensure_ascii=False).encode()
    assert wrong.refused("accept", "-", stdin=draft)["error"] == "ClockDoubtful"
    said = wrong.json("clock", "--today", "2026-11-24", "--time", "08:00")
    assert (said["doubtful"], said["now"]) == (False, "2026-11-24T08:00:00+07:00")
    assert json.loads(wrong.said("accept", "-", stdin=draft).out)["code"].endswith("261124-1001")
    assert wrong.refused("clock", "--time", "25:00")["error"] == "BadInput"
    assert province.desk.json("clock")["state"] == "ok"


def test_a_restored_backup_says_so_in_the_status_and_takes_another_number(province: Province, tmp_path: Path) -> None:
    accept(province.desk, "Giàng A Chống")
    shutil.copytree(province.desk.data_dir, tmp_path / "backup")
    accept(province.desk, "Lò Thị Mỷ")
    shutil.rmtree(province.desk.data_dir)
    shutil.copytree(tmp_path / "backup", province.desk.data_dir)
    assert province.desk.json("status")["troubles"], "looking tells, and changes nothing"
    (code,) = accept(province.desk, "Vàng A Páo")
    assert code[-4] == "8"
    status = province.desk.json("status")
    (lost,) = status["lost"]
    assert lost["last_seq"] == lost["first_seq"]
    assert province.desk.refused("inherit")["error"] == "BadInput"
    assert province.desk.json("inherit", "--yes")["dossiers"] == 0, "on one computer the files stay where they are"


def test_a_rescue_makes_a_folder_that_opens(province: Province, tmp_path: Path) -> None:
    accept(province.desk, "Giàng A Chống")
    saved = province.desk.json("rescue", "--to", tmp_path / "saved")
    assert (saved["lost"], saved["changes"]) == ([], province.desk.changes())
    shutil.rmtree(province.desk.data_dir)
    again = Terminal(tmp_path / "saved", province.desk.password_file)
    assert again.json("verify")["ok"] is True
    assert province.desk.refused("rescue", "--to", tmp_path / "saved")["error"] == "NotInitialised"
