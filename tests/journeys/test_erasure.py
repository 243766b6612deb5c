"""Case 72 with real desks: after the next exchange nobody holds the data, and no old stick brings them back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.province import Province, make_province
from tests.journeys.terminal import Terminal, birth, certified_copies
from tests.journeys.test_scans_cli import file_of
from tests.printing import papers

CITIZEN = "012090000123"


@pytest.fixture
def province(tmp_path: Path, password_file: Path, monkeypatch: pytest.MonkeyPatch) -> Province:
    """Desk 1 took in a dossier of the citizen, with money, and one of another; both desks and the province know."""
    monkeypatch.setenv("MOTCUA_STATE_DIR", str(tmp_path / "state"))
    province = make_province(tmp_path / "province", password_file)
    desk = province.desk
    code = desk.accept(birth("Giàng A Chống"))["code"]
    desk.json("pay", code, "--amount", "16000")
    desk.accept(certified_copies("Lò Thị Mỷ"))
    _round(province)
    return province


def _round(province: Province, *desks: Terminal) -> None:
    for desk in desks or (province.desk, province.neighbour):
        province.hub.json("ingest", province.export(desk))
    for desk in desks or (province.desk, province.neighbour):
        desk.json("import", province.hub.answer(province.stick("answers"), desk))


def _order(province: Province) -> Any:
    words = ("--citizen", CITIZEN, "--order", "15/QĐ-UBND", "--reason", "đơn yêu cầu", "--by", "Lò Văn Pản")
    assert province.hub.json("erase", *words)["done"] is False, "without --yes it only says what it would do"
    assert province.hub.json("status")["dossiers"] == 2
    return province.hub.json("erase", *words, "--yes")


def _names(desk: Terminal) -> list[str]:
    return sorted(one["applicant"] for one in desk.json("find", "H35"))


def test_case_72_every_desk_clears_its_own_at_the_next_exchange(province: Province) -> None:
    desk, neighbour = province.desk, province.neighbour
    half = {"slot": "intake", "applicant": {"name": "Giàng A Chống", "id_number": CITIZEN}}
    with _opened(desk) as program:
        program.drafts.keep("intake", json.dumps(half, ensure_ascii=False), at=program.clock.now())
    money = desk.json("day-close", "--date", "2026-11-23")
    done = _order(province)
    assert (done["dossiers"], len(done["communes"])) == (1, 1)
    assert province.hub.json("status")["dossiers"] == 1
    assert _names(desk) == ["Giàng A Chống", "Lò Thị Mỷ"], "the desk has not heard yet"
    _round(province)
    for one in (desk, neighbour):
        assert _names(one) == ["Lò Thị Mỷ"]
        assert one.json("find", CITIZEN) == []
        assert not _holds(one, CITIZEN), "neither log nor tables nor drafts"
        for checked in (one.json("verify"), one.json("rebuild")):
            assert (checked["ok"], checked["projections_equal"]) == (True, True)
        assert _names(one) == ["Lò Thị Mỷ"]
        (order,) = one.json("audit", "--kind", "province.person_erased")
        assert "15/QĐ-UBND" in order["words"]
    after = desk.json("day-close", "--date", "2026-11-23")
    assert (after["expected"], after["numbers"]) == (money["expected"], money["numbers"]), "the cash book adds up"
    assert desk.accept(certified_copies("Sùng A Dơ"))["code"].endswith("1003"), "no number is given twice"


def test_case_72_scans_of_the_person_go_and_those_another_dossier_keeps_stay(
    province: Province, tmp_path: Path
) -> None:
    desk = province.desk
    mine, other = sorted(one["code"] for one in desk.json("find", "H35"))
    alone = desk.json("attach", mine, file_of(tmp_path, papers.scan("của một người")))["sha256"]
    shared = desk.json("attach", mine, file_of(tmp_path, papers.scan("hai hồ sơ")))["sha256"]
    assert desk.json("attach", other, file_of(tmp_path, papers.scan("hai hồ sơ")))["sha256"] == shared
    _round(province)
    _round(province)
    held = {one.name for one in (province.hub.folder / "blobs").glob("??/??/*")}
    assert held == {alone, shared}
    assert _order(province)["scans"] == 1
    _round(province)
    for folder in (desk.data_dir, province.hub.folder):
        assert {one.name for one in (folder / "blobs").glob("??/??/*")} == {shared}
    assert desk.json("verify")["ok"]
    assert province.hub.json("verify")["ok"]


def test_case_72_old_sticks_and_new_laptops_do_not_bring_it_back(province: Province, password_file: Path) -> None:
    from tests.journeys.province import make_desk

    old = list(province.stick().glob("*.goi"))
    _order(province)
    fresh = make_desk(province.root / "desk-3", password_file, card=province.hub.card, station=3)
    request = fresh.json("request-enrolment", "--to", province.stick("requests-3"))["path"]
    province.hub.json("enroll", request, "--yes")
    _round(province, province.desk, province.neighbour, fresh)
    for one in (province.desk, province.neighbour, fresh):
        for stick in old:
            one.said("import", stick)
        assert _names(one) == ["Lò Thị Mỷ"]
        assert not _holds(one, CITIZEN)
        assert one.json("verify")["ok"]
    for stick in old:
        province.hub.takes(stick)
    assert province.hub.json("status")["dossiers"] == 1


def _opened(desk: Terminal) -> Any:
    from contextlib import closing

    from tests.journeys.test_compaction import opened

    return closing(opened(desk))


def _holds(desk: Terminal, text: str) -> bool:
    """Look through every cell of the database."""
    with _opened(desk) as program, program.storage.database.reading() as connection:
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
        kept = [name for name in tables if not name.startswith("dossier_search") and name != "dossier_words"]
        rows = [row for name in kept for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"')]
    cells = [cell.encode() if isinstance(cell, str) else cell for row in rows for cell in row]
    return any(text.encode() in cell for cell in cells if isinstance(cell, bytes))
