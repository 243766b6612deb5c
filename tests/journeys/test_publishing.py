"""The province publishes, a stick carries it, the desk goes by it on its day (ACCEPTANCE 17, 24)."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from app.calendars import SHIPPED as CALENDARS
from app.paths import desk_paths
from app.readings import DossierFilter
from app.services.catalogue_file import PROCEDURES
from tests.journeys.province import NOW, Hub, Province, make_province
from tests.journeys.terminal import PASSWORD, Terminal, birth
from ui.program import open_program

BIRTH = "1.001193"
THURSDAY = "2026-11-26T08:15:00+07:00"


@pytest.fixture(scope="module")
def _province(tmp_path_factory: pytest.TempPathFactory, password_file: Path) -> Province:
    state = tmp_path_factory.mktemp("state")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOTCUA_STATE_DIR", str(state))
        return make_province(tmp_path_factory.mktemp("province"), password_file)


@pytest.fixture
def province(_province: Province, tmp_path: Path) -> Province:
    return _province.copied_to(tmp_path / "here")


def _rows() -> list[dict[str, Any]]:
    return json.loads(PROCEDURES.read_bytes())["procedures"]


def _birth_row(**changes: Any) -> dict[str, Any]:
    return {**next(row for row in _rows() if row["code"] == BIRTH), **changes}


def _file(folder: Path, name: str, document: Any) -> Path:
    path = folder / name
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def _catalogue(folder: Path, *rows: dict[str, Any]) -> Path:
    return _file(
        folder, "danh-muc.json", {"schema_version": "1.0.0", "meta": {"compiled": "2026-11-23"}, "procedures": rows}
    )


def _shorter() -> dict[str, Any]:
    """Birth registration with one paper less, and five working days more to look at it."""
    row = _birth_row()
    limit = {**row["time_limit"], "amount": 5, "unit": "working_day", "cutoff": None}
    return {**row, "components": row["components"][:2], "time_limit": limit}


def _all_papers(row: dict[str, Any]) -> list[dict[str, int]]:
    return [{"component": place, "original": 1} for place, one in enumerate(row["components"]) if one["required"]]


def _calendar(folder: Path) -> Path:
    """The calendar of this year with Wednesday 25/11/2026 off, announced the day before."""
    year = json.loads((CALENDARS / "2026.json").read_bytes())
    year["days_off"].append({"date": "2026-11-25", "reason": "Nghỉ phòng chống thiên tai", "kind": "holiday"})
    return _file(folder, "lich-2026.json", year)


def _carry(province: Province, desk: Terminal, name: str) -> list[dict[str, Any]]:
    """Export, ingest, answer, import: one trip of a stick, no network."""
    province.hub.json("ingest", province.export(desk, f"{name}-out"))
    return desk.json("import", province.hub.answer(province.stick(f"{name}-back"), desk))


def _show(desk: Terminal, code: str) -> dict[str, Any]:
    return desk.json("show", code)


def test_open_dossiers_keep_the_old_list_until_moved_and_new_ones_use_the_new(province: Province) -> None:
    hub, desk = province.hub, province.desk
    old = desk.accept(birth("Sùng A Dơ"))["code"]
    published = hub.json("publish", "catalogue", _catalogue(province.root, _shorter()), "--effective", "2026-11-26")
    assert (published["kind"], published["version"]) == ("catalogue", 1)

    (line,) = _carry(province, desk, "first")
    assert line["outcome"] == "imported"
    status = desk.json("status")
    assert status["published_version"] == 1
    assert [one["effective_from"] for one in status["coming"]] == ["2026-11-26"]
    assert {row["version"] for row in desk.json("procedures", BIRTH) if row["code"] == BIRTH} == {"2025-07-01"}

    later = desk.at(THURSDAY)
    (row,) = (row for row in later.json("procedures", BIRTH) if row["code"] == BIRTH)
    assert row["version"] == "2026-11-26"
    assert row["time_limit"] == {"unit": "working_day", "amount": 5}
    assert later.json("status")["coming"] == []

    new = later.accept(birth("Lò Thị Hương", received_at=THURSDAY, papers=_all_papers(_shorter())))["code"]
    assert _show(later, new)["procedure"]["version"] == "2026-11-26"
    before = _show(later, old)
    assert before["procedure"]["version"] == "2025-07-01"

    assert later.refused("act", "new-version", old)["error"] == "ReasonNeeded"
    later.json("act", "new-version", old, "--reason", "Công dân đề nghị theo danh mục mới")
    after = _show(later, old)
    assert after["procedure"]["version"] == "2026-11-26"
    assert after["due_at"] > before["due_at"]
    assert [one["name"] for one in after["papers"]] == [one["name"] for one in before["papers"]]
    assert later.refused("act", "new-version", old, "--reason", "nữa")["error"] == "NoNewerVersion"
    assert later.refused("act", "request-papers", old, "--papers", "5", "--reason", "thiếu")["error"] == "BadInput"
    assert "dossier.version_moved" in [one["kind"] for one in after["timeline"]]
    assert later.json("verify")["ok"]
    assert later.json("rebuild")["ok"]


def test_acceptance_17_three_weeks_on_a_stick_and_the_answer_brings_list_and_calendar(province: Province) -> None:
    hub, desk = province.hub, province.desk
    desk.json("demo", "--dossiers", "90", "--seed", "17", "--from", "2026-11-02", "--to", "2026-11-20")
    hub.json("publish", "catalogue", _catalogue(province.root, _shorter()), "--effective", "2026-11-26")
    hub.json("publish", _calendar(province.root))
    due = _promised(desk, "Giàng A Páo")
    here = desk.json("status")

    (line,) = _carry(province, desk, "three-weeks")
    assert line["outcome"] == "imported"
    there, now = hub.json("status"), desk.json("status")
    assert there["stations"][0]["have"] == here["changes"]
    assert (there["dossiers"], there["changes"]) == (91, now["changes"]), "the province counts what the commune counts"
    assert (now["unsent"], now["unacknowledged"], now["unacknowledged_dossiers"]) == (0, 0, 0)
    program = open_program(desk_paths(desk.data_dir), login=None, password=lambda: PASSWORD, write=False, now=NOW)
    try:
        lines = program.queries.page_at(DossierFilter(), order="received", offset=0, limit=200)
        assert [one.evidence for one in lines] == ["received"] * 91, "every dossier has the province's receipt"
    finally:
        program.close()

    assert now["published_version"] == 2
    assert _promised(desk, "Giàng A Sính") > due, "the day off of the province is not counted"
    later = desk.at(THURSDAY)
    new = later.accept(birth("Lò Thị Hương", received_at=THURSDAY, papers=_all_papers(_shorter())))["code"]
    assert _show(later, new)["procedure"]["version"] == "2026-11-26"
    assert later.json("verify")["ok"]


def _promised(desk: Terminal, name: str) -> str:
    """Accept a confirmation of marital status, three working days, and return its promise."""
    row = next(row for row in _rows() if row["code"] == "1.004873")
    draft = birth(name) | {"procedure": "1.004873", "papers": _all_papers(row)}
    return str(_show(desk, desk.accept(draft)["code"])["due_at"])


def test_an_answer_carries_what_lacks_and_the_next_one_nothing_of_it(province: Province) -> None:
    hub, desk = province.hub, province.desk
    empty = hub.answer(province.stick("a"), desk).stat().st_size
    hub.json("publish", _catalogue(province.root, _shorter()))
    hub.json("publish", _calendar(province.root))
    with_all = hub.answer(province.stick("b"), desk)
    desk.json("import", with_all)
    assert hub.json("published")["stations"][0]["list_version"] in (0, 2)
    hub.json("ingest", province.export(desk))
    assert 2 in [one["list_version"] for one in hub.json("published")["stations"]]
    again = hub.answer(province.stick("c"), desk).stat().st_size
    assert with_all.stat().st_size > again
    assert again - empty < 700, "the list itself goes only to whom it lacks; the province's entry of the order goes"
    (line,) = desk.json("import", with_all)
    assert line["outcome"] == "known"
    assert desk.json("status")["published_version"] == 2


def test_a_calendar_announced_late_moves_the_promises_it_concerns(province: Province) -> None:
    desk = province.desk
    row = next(row for row in _rows() if row["code"] == "1.004873")
    code = desk.accept(birth("Giàng A Páo") | {"procedure": "1.004873", "papers": _all_papers(row)})["code"]
    promised = _show(desk, code)["due_at"]
    province.hub.json("publish", "calendar", _calendar(province.root))
    _carry(province, desk, "late")
    affected = desk.json("calendar", "affected")["affected"]
    assert [one["code"] for one in affected] == [code]
    assert _show(desk, code)["due_at"] == promised
    desk.json("calendar", "affected", "--confirm", "--why", "Công điện nghỉ phòng chống thiên tai")
    assert _show(desk, code)["due_at"] > promised


def test_the_price_of_the_province_holds_from_its_day(province: Province) -> None:
    fee = _birth_row()["fees"][0]["name"]
    row = {"procedure": BIRTH, "fee": fee, "amount": 15000}
    table = {"format": "motcua-fees-1", "decision": "15/2026/NQ-HĐND", "rows": [row]}
    province.hub.json("publish", "fees", _file(province.root, "phi.json", table), "--effective", "2026-11-26")
    _carry(province, province.desk, "fees")
    before = province.desk.accept(birth("Vàng A Sử"))
    after = province.desk.at(THURSDAY).accept(birth("Vàng A Sình", received_at=THURSDAY))
    assert (before["fees"][0]["amount"], after["fees"][0]["amount"]) == (None, 15000)


@pytest.mark.parametrize(
    ("kind", "spoil", "told"),
    [
        ("catalogue", {"status": "maybe"}, ["1 (1.001193)", "status"]),
        ("catalogue", {"name": "Tên khác", "effective_from": "2025-07-01"}, ["1 (1.001193)", "2025-07-01"]),
    ],
)
def test_bad_rows_are_named_and_nothing_is_signed(
    province: Province, kind: str, spoil: dict[str, Any], told: list[str]
) -> None:
    refused = _refused(province.hub, kind, _catalogue(province.root, _birth_row(**spoil)))
    assert refused["error"] == "PublicationRefused"
    assert all(one in refused["message"] for one in told), refused["message"]
    assert province.hub.json("published")["publications"] == []


def test_every_bad_row_of_a_table_is_told_at_once(province: Province) -> None:
    rows = [
        {"procedure": "9.999999", "amount": 1},
        {"procedure": BIRTH, "fee": "Phí không có", "amount": 5},
        {"procedure": BIRTH, "amount": -3},
        {"procedure": BIRTH, "amount": 8000, "money": "VND"},
    ]
    table = {"format": "motcua-fees-1", "decision": "15/2026/NQ-HĐND", "rows": rows}
    refused = _refused(province.hub, "fees", _file(province.root, "phi.json", table))
    assert len(refused["details"]["rows"]) == 4
    for broken in (b"", b"{", b"[]", b'{"format": "motcua-x-1"}', b"\xff\xfe", b'{"procedures": 3}'):
        path = province.root / "hong.json"
        path.write_bytes(broken)
        assert _refused(province.hub, path)["error"] == "PublicationRefused"
    assert province.hub.json("published")["list_version"] == 0


def test_a_dry_run_says_what_it_would_publish_and_signs_nothing(province: Province) -> None:
    said = province.hub.json("publish", _catalogue(province.root, _shorter()), "--dry-run", "--effective", "2026-12-01")
    assert [one["kind"] for one in said["publications"]] == ["catalogue"]
    assert province.hub.json("published")["list_version"] == 0


def _refused(hub: Hub, *words: str | Path) -> dict[str, Any]:
    said = hub.said("publish", *words)
    assert said.code == 3, said
    return said.error


def test_what_was_published_outlives_the_key_that_signed_it(province: Province) -> None:
    hub, desk = province.hub, province.desk
    hub.json("publish", "catalogue", _catalogue(province.root, _shorter()), "--effective", "2026-11-26")
    _carry(province, desk, "before")
    hub.json("rotate", "--root")
    (line,) = _carry(province, desk, "after")
    assert line["outcome"] == "imported"
    assert [one["effective_from"] for one in desk.json("status")["coming"]] == ["2026-11-26"]
    hub.json("publish", _calendar(province.root))
    for each in (desk, province.neighbour):
        (line,) = _carry(province, each, f"{each.data_dir.name}-later")
        assert line["outcome"] == "imported"
        assert each.json("status")["published_version"] == hub.json("published")["list_version"]


def test_what_a_hub_publishes_after_its_restore_reaches_desks_that_hold_a_list_it_has_forgotten(
    province: Province,
) -> None:
    hub, desk = province.hub, province.desk
    shutil.copytree(hub.folder, province.root / "yesterday")
    hub.json("publish", "catalogue", _catalogue(province.root, _shorter()), "--effective", "2026-11-26")
    _carry(province, desk, "before")
    shutil.rmtree(hub.folder)
    shutil.copytree(province.root / "yesterday", hub.folder)
    hub.json("restored")
    hub.json("publish", _calendar(province.root))
    _carry(province, desk, "after")
    assert desk.json("status")["published_version"] == hub.json("published")["list_version"]
    due = _promised(desk, "Giàng A Páo")
    assert due != _promised(province.neighbour, "Giàng A Páo"), "the day off that was published"


def test_a_first_day_before_the_list_in_force_is_a_slip_of_the_year_and_signs_nothing(province: Province) -> None:
    file = _catalogue(province.root, _shorter())
    refused = province.hub.said("publish", "catalogue", file, "--effective", "2020-11-26")
    assert (refused.code, refused.error["error"]) == (3, "PublicationRefused")
    assert "2025-07-01" in refused.error["details"]["rows"][0]
    assert province.hub.json("published")["publications"] == []
