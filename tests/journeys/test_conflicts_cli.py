"""Two laptops and the province apart, then together: who decides, and that everybody ends alike (ACCEPTANCE 22)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.province import Province, accept, found, make_province
from tests.journeys.terminal import Terminal, birth

KEEP = ("--reason", "theo hồ sơ giấy")


@pytest.fixture(scope="module")
def _first_province(tmp_path_factory: pytest.TempPathFactory, password_file: Path) -> Province:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOTCUA_STATE_DIR", str(tmp_path_factory.mktemp("province-state")))
        return make_province(tmp_path_factory.mktemp("province"), password_file)


@pytest.fixture
def province(_first_province: Province, tmp_path: Path) -> Province:
    return _first_province.copied_to(tmp_path / "province")


def station_of(desk: Terminal) -> str:
    return str(desk.json("status")["station_id"])


def exchange(province: Province, *desks: Terminal, stick: str = "round") -> None:
    """Everybody writes, the province takes it in and answers, everybody reads."""
    for desk in desks:
        province.hub.takes(province.export(desk, stick))
    for desk in desks:
        desk.json("import", province.hub.answer(province.root / f"{stick}-back", desk))


def shared(province: Province) -> str:
    """A dossier that both laptops of the commune know; the first one holds the file."""
    (code,) = accept(province.desk, "Giàng A Páo")
    exchange(province, province.desk, province.neighbour, stick="first")
    exchange(province, province.desk, province.neighbour, stick="second")
    assert found(province.neighbour, code) == [code]
    return code


def standing(who: Any, code: str) -> tuple[object, ...]:
    shown = who.json("show", code)
    names = ("state", "conflict", "marks", "applicant", "contradictions", "custodian", "result", "merged_into")
    return tuple(shown[name] for name in names)


def test_the_same_dossier_edited_apart_keeps_both_versions_and_records_who_decided(province: Province) -> None:
    code = shared(province)
    numbers = {"012090000111": province.desk, "012090000222": province.neighbour}
    for number, desk in numbers.items():
        desk.json("act", "correct", code, "--data", "-", stdin=_correct("applicant.id_number", number))
    for desk, phone in ((province.desk, "0911111111"), (province.neighbour, "0922222222")):
        desk.json("act", "correct", code, "--data", "-", stdin=_correct("applicant.phone", phone))
    for turn in range(2):
        exchange(province, province.desk, province.neighbour, stick=f"apart-{turn}")
    assert standing(province.desk, code) == standing(province.neighbour, code) == standing(province.hub, code)

    listed = province.desk.json("conflicts", "list")
    assert [(one["kind"], one["provisional"]) for one in listed] == [("proposal", False), ("soft", False)]
    proposal = province.desk.json("conflicts", "show", code)[0]
    assert {one["value"] for one in proposal["versions"]} == set(numbers)
    (standing_one,) = [one["value"] for one in proposal["versions"] if one["stands"]]
    assert standing_one == "012090000111", "the first that came to the province"

    other = next(one["station"] for one in proposal["versions"] if not one["stands"])
    done = province.desk.json("conflicts", "resolve", code, "--take", other, "--item", "proposal", *KEEP)
    assert [one["kind"] for one in done["left"]] == ["soft"]
    province.desk.json("conflicts", "dismiss", code, *KEEP)
    for turn in range(2):
        exchange(province, province.desk, province.neighbour, stick=f"decided-{turn}")
    for who in (province.desk, province.neighbour, province.hub):
        shown = who.json("show", code)
        assert shown["applicant"]["id_number"] == "012090000222"
        resolved = next(one for one in shown["timeline"] if one["kind"] == "dossier.conflict_resolved")
        assert resolved["officer"]
        assert who.json("conflicts", "list") == []


def _correct(field: str, value: str) -> bytes:
    return json.dumps({"changes": {field: value}, "reason": "nghe nhầm", "second_officer": "Lò Văn Pản"}).encode()


def _keys(**keys: str) -> bytes:
    return json.dumps(keys).encode()


def test_a_forced_take_over_that_ends_differently_waits_for_the_province(province: Province, tmp_path: Path) -> None:
    code = shared(province)
    desk, neighbour, hub = province.desk, province.neighbour, province.hub
    neighbour.json("act", "take-over", code, "--reason", "máy kia hỏng")
    neighbour.json("act", "refuse", code, "--data", "-", stdin=_keys(reason="không đủ", legal_basis="Điều 5"))
    desk.json("act", "complete", code, "--result", "12/KS")
    for turn in range(2):
        exchange(province, desk, neighbour, stick=f"apart-{turn}")
    assert standing(desk, code) == standing(neighbour, code) == standing(hub, code)
    assert desk.json("show", code)["state"] == "accepted", "nobody's word counts: the deadline runs on"
    (line,) = hub.json("conflicts")
    assert (line["kind"], line["owner"]) == ("custody", "leader")
    assert sorted(line["stations"]) == sorted((station_of(desk), station_of(neighbour)))

    assert desk.refused("act", "forward", code, "--to", "officer:Tư pháp")["error"] == "InConflict"
    assert desk.refused("print", "refusal", code, "--to", tmp_path / "x.pdf")["error"] == "InConflict"
    desk.json("print", "receipt", code, "--to", tmp_path / "slip.pdf")

    nameless = hub.said("resolve", code, "--take", station_of(desk), *KEEP)
    assert (nameless.code, nameless.error["error"]) == (3, "BadInput")
    hub.json("resolve", code, "--take", station_of(desk), *KEEP, "--by", "Lò Văn Pản")
    exchange(province, desk, neighbour, stick="decided")
    for who in (desk, neighbour, hub):
        shown = who.json("show", code)
        assert (shown["state"], shown["result"]["number"]) == ("completed", "12/KS")
        # One clock stands over all of them here: which of the last two comes first is the stations' ids' to say.
        assert "dossier.conflict_resolved" in [one["kind"] for one in shown["timeline"][-2:]]
        assert who.json("conflicts") == []
    assert desk.json("status")["unacknowledged"] == 0
    for one in (desk, neighbour):
        assert one.json("verify")["ok"]


def test_one_request_opened_on_two_laptops_is_proposed_and_merged_only_by_a_person(province: Province) -> None:
    twin = birth("Vàng A Tủa")
    first = province.desk.accept(twin)["code"]
    second = province.neighbour.accept(twin)["code"]
    for turn in range(2):
        exchange(province, province.desk, province.neighbour, stick=f"twins-{turn}")
    for who in (province.desk, province.neighbour, province.hub):
        assert [one["kind"] for one in who.json("conflicts")] == ["possible_duplicate"]
    elsewhere = province.desk.refused("conflicts", "merge", second, "--into", first, *KEEP)
    assert elsewhere["error"] == "NotCustodian", "whoever holds the file merges it"
    province.neighbour.json("conflicts", "merge", second, "--into", first, *KEEP)
    for turn in range(2):
        exchange(province, province.desk, province.neighbour, stick=f"merged-{turn}")
    for who in (province.desk, province.neighbour, province.hub):
        assert who.json("conflicts") == []
        assert who.json("show", second)["merged_into"] == who.json("show", first)["id"]
    assert set(found(province.desk, second)) == {first, second}, "the old code finds both"


def test_work_for_another_commune_travels_with_custody_and_comes_back(province: Province) -> None:
    home, away, hub = province.desk, province.elsewhere, province.hub
    code, other = accept(home, "Giàng A Páo", "Vàng Thị Dợ")
    home.json("act", "forward", code, "--to", "station:" + station_of(away))
    for turn in range(2):
        exchange(province, home, away, stick=f"there-{turn}")
    assert found(away, code) == [code]
    assert away.refused("show", other)["error"] == "UnknownDossier", "nothing else of that desk is told elsewhere"
    assert home.refused("act", "complete", code, "--result", "1")["error"] == "NotCustodian"

    away.json("act", "complete", code, "--result", "12/KS")
    for turn in range(2):
        exchange(province, home, away, stick=f"back-{turn}")
    assert standing(home, code) == standing(away, code) == standing(hub, code)
    shown = home.json("show", code)
    assert (shown["state"], shown["result"]["number"], shown["marks"]) == ("completed", "12/KS", [])
    assert hub.json("status")["stations"][2]["quarantined"] == []
    for one in (home, away):
        assert one.json("status")["unacknowledged"] == 0
        assert one.json("verify")["ok"]
        one.json("rebuild")
    assert standing(home, code) == standing(away, code)


def test_the_list_after_a_theft_names_also_what_came_from_another_commune(province: Province) -> None:
    home, away = province.desk, province.elsewhere
    code, _other = accept(home, "Giàng A Páo", "Vàng Thị Dợ")
    home.json("act", "forward", code, "--to", "station:" + station_of(away))
    for turn in range(3):
        exchange(province, home, away, stick=f"there-{turn}")
    listed = province.hub.json("exposed", station_of(away))["rows"]
    assert [(row["code"], row["is_certain"]) for row in listed] == [(code, True)]


def test_a_file_handed_to_the_province_is_solved_there_and_comes_back_with_its_result(province: Province) -> None:
    desk, hub = province.desk, province.hub
    (code,) = accept(desk, "Giàng A Páo")
    desk.json("act", "forward", code, "--to", "province")
    exchange(province, desk, stick="up")
    assert desk.refused("act", "complete", code, "--result", "1")["error"] == "NotCustodian"
    hub.json("act", "complete", code, "--result", "7/QĐ", "--by", "Lò Văn Pản")
    exchange(province, desk, stick="down")
    assert standing(desk, code) == standing(hub, code)
    shown = desk.json("show", code)
    assert (shown["state"], shown["result"]["number"], shown["result"]["signer"]) == ("completed", "7/QĐ", "Lò Văn Pản")
    solved = next(one for one in shown["timeline"] if one["kind"] == "dossier.completed")
    assert (solved["station"], solved["officer"]) == ("province", "Lò Văn Pản"), "the province by its name"
    assert desk.json("status")["unacknowledged"] == 0
    handed = desk.json("act", "hand-over", code)
    assert handed["state"] == "returned", "the citizen comes to the desk that took the dossier in"


def test_the_province_promises_anew_and_refuses_what_lies_with_it(province: Province, tmp_path: Path) -> None:
    desk, hub = province.desk, province.hub
    (code,) = accept(desk, "Giàng A Páo")
    early = hub.said("act", "refuse", code, "--by", "Lò Văn Pản")
    assert early.error["error"] == "UnknownDossier"
    desk.json("act", "forward", code, "--to", "province")
    exchange(province, desk, stick="up")
    by = ("--by", "Lò Văn Pản")
    hub.json("act", "extend", code, "--to", "5wd", "--reason", "chờ xác minh", "--number", "3/XL", *by)
    again = hub.said("act", "extend", code, "--to", "2wd", "--reason", "chờ", "--number", "4/XL", *by)
    assert again.error["error"] == "AlreadyExtended"
    lacking = hub.said("act", "refuse", code, "--reason", "không đủ điều kiện", "--number", "9/TC", *by)
    assert (lacking.code, lacking.error["error"]) == (3, "ReasonNeeded")
    law = ("--legal-basis", "Điều 16 Luật Hộ tịch")
    hub.json("act", "refuse", code, "--reason", "không đủ điều kiện", "--number", "9/TC", *law, *by)
    exchange(province, desk, stick="down")
    assert standing(desk, code) == standing(hub, code)
    kinds = {one["kind"]: one for one in desk.json("show", code)["timeline"]}
    assert kinds["dossier.extended"]["station"] == kinds["dossier.refused"]["station"] == "province"
    desk.json("print", "refusal", code, "--to", tmp_path / "letter.pdf")
