"""The trip of a stick: from the desk to the province and back, with everything that happens to sticks."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.journeys.province import Province, accept, found, make_desk, make_hub, make_province
from tests.journeys.terminal import COMMUNE, Terminal, birth, run_apart


@pytest.fixture(scope="session")
def _first_province(tmp_path_factory: pytest.TempPathFactory, password_file: Path) -> Province:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOTCUA_STATE_DIR", str(tmp_path_factory.mktemp("province-state")))
        return make_province(tmp_path_factory.mktemp("province"), password_file)


@pytest.fixture
def province(_first_province: Province, tmp_path: Path) -> Province:
    return _first_province.copied_to(tmp_path / "province")


CARD = "012090000123|123456789|Giàng A Chống|05061990|Nam|Bản Sin Suối Hồ, Sin Suối Hồ, Lai Châu|25062021"
ORDER = 1
"""Changes the province adds to what it took in at once: its entry of the order."""


def _evidence(desk: Terminal, code: str) -> Any:
    return desk.json("show", code)["sync"]


# ── there and back ───────────────────────────────────────────────────────────────────────────


def test_after_the_answer_every_row_is_received_and_nothing_waits(province: Province) -> None:
    codes = accept(province.desk, "Giàng A Chống", "Lò Thị Mỷ", "Vàng A Páo")
    assert province.desk.json("status")["unsent"] > 0
    written = province.desk.json("export", "--to", province.stick())
    assert written["dossiers"] == 3
    assert written["ranges"][0]["first_seq"] == 1 and written["ranges"][0]["last_seq"] == written["changes"]
    assert Path(written["path"]).stat().st_size == written["bytes"]
    assert Path(written["path"]).name.startswith(f"{COMMUNE}-1-261123-")
    assert province.desk.json("status")["unsent"] == 0

    line = province.hub.takes(Path(written["path"]))
    assert (line["outcome"], line["new_changes"]) == ("imported", written["changes"])
    assert province.hub.json("status")["dossiers"] == 3
    assert province.hub.json("show", codes[0])["code"] == codes[0]

    (answer,) = province.desk.json("import", province.hub.answer(province.root / "back", province.desk))
    assert (answer["outcome"], answer["acknowledged"]) == ("imported", written["changes"] + ORDER)
    status = province.desk.json("status")
    assert (status["unsent"], status["unacknowledged"], status["acknowledged"]) == (0, 0, written["changes"] + ORDER)
    assert "received" in json.dumps([_evidence(province.desk, code) for code in codes])
    assert "written" not in json.dumps([_evidence(province.desk, code) for code in codes])


def test_the_main_job_from_the_card_to_the_provinces_word(province: Province) -> None:
    desk, slip = province.desk, province.root / "slip.pdf"
    read = desk.json("card", "-", stdin=CARD.encode())
    person = {name: read[name] for name in ("name", "id_number", "birth_date", "sex", "address")}
    draft = birth(applicant={"kind": "person", "id_kind": "cccd", **person})
    code = desk.json("accept", "-", "--print", slip, stdin=json.dumps(draft).encode())["code"]
    assert code in "\n".join(page.extract_text() for page in PdfReader(slip).pages)
    desk.at("2026-11-23T09:00:00+07:00").json("act", "forward", code, "--to", "officer:Lò Văn Pản")
    desk.at("2026-11-23T11:00:00+07:00").json("act", "complete", code, "--result", "12/2026")
    back = desk.at("2026-11-23T14:00:00+07:00")
    assert (
        back.json("act", "hand-over", code, "--data", "-", stdin=b'{"signature": "fingerprint"}')["state"] == "returned"
    )
    evidence = [_evidence(back, code)]
    province.hub.takes(Path(back.json("export", "--to", province.stick())["path"]))
    evidence.append(_evidence(back, code))
    assert province.hub.json("show", code)["state"] == "returned"
    back.json("import", province.hub.answer(province.root / "back", back))
    evidence.append(_evidence(back, code))
    assert [one["evidence"] for one in evidence] == ["saved", "written", "received"]
    assert back.json("verify")["ok"]


def test_three_weeks_of_work_are_counted_alike_at_both_ends(province: Province) -> None:
    province.desk.json("demo", "--dossiers", "120", "--seed", "5", "--from", "2026-11-02", "--to", "2026-11-20")
    desk_counts = province.desk.json("status")
    province.hub.takes(province.export(province.desk))
    hub = province.hub.json("status")
    assert (hub["dossiers"], hub["changes"]) == (120, desk_counts["changes"] + ORDER)
    province.desk.json("import", province.hub.answer(province.root / "back", province.desk))
    status = province.desk.json("status")
    assert (status["unacknowledged_dossiers"], status["unacknowledged"]) == (0, 0)
    assert status["acknowledged"] == desk_counts["changes"] + ORDER


def test_the_trip_in_processes_of_their_own(province: Province) -> None:
    accept(province.desk, "Giàng A Chống")
    said = run_apart(province.desk.words("export", "--to", province.stick(), as_json=False))
    assert (said.code, said.err) == (0, "")
    assert "có thể rút USB" in said.out
    said = run_apart(province.hub.terminal.words("hub", "ingest", province.stick(), "--hub-dir", province.hub.folder))
    assert (said.code, json.loads(said.out)[0]["outcome"]) == (0, "imported")


def test_with_nothing_new_an_export_is_a_sign_of_life(province: Province) -> None:
    bundle = province.export(province.desk)
    province.hub.takes(bundle)
    province.desk.json("import", province.hub.answer(province.root / "back", province.desk))
    written = province.desk.json("export", "--to", province.stick())
    assert (written["changes"], written["ranges"]) == (0, [])
    line = province.hub.takes(Path(written["path"]))
    assert (line["outcome"], line["new_changes"]) == ("imported", 0)


def test_looking_at_a_stick_stores_nothing(province: Province) -> None:
    accept(province.neighbour, "Lò Thị Mỷ")
    bundle = province.export(province.neighbour)
    (line,) = province.desk.json("inspect", bundle)
    assert line["outcome"] == "new" and line["new_changes"] > 0
    assert found(province.desk, "lo thi my") == []
    (line,) = province.desk.json("import", bundle)
    assert line["outcome"] == "imported"
    (line,) = province.desk.json("inspect", bundle)
    assert line["outcome"] == "known" and line["new_changes"] == 0


def test_looking_at_ones_own_stick_names_the_author(province: Province) -> None:
    accept(province.desk, "Giàng A Chống")
    bundle = province.export(province.desk)
    (looked,) = province.desk.json("inspect", bundle)
    assert (looked["outcome"], looked["new_changes"], looked["known"]) == ("known", 0, 0)
    (read,) = province.desk.json("import", bundle)
    assert looked["reason"] == read["reason"] != ""


# ── the same stick, sticks in the wrong order ────────────────────────────────────────────────


def test_the_same_stick_twice_changes_nothing(province: Province) -> None:
    accept(province.desk, "Giàng A Chống")
    bundle = province.export(province.desk)
    first = province.hub.takes(bundle)
    again = province.hub.takes(bundle)
    assert (again["outcome"], again["new_changes"], again["known"]) == ("known", 0, first["new_changes"])
    assert province.hub.json("status")["dossiers"] == 1


def test_overlapping_sticks_in_the_wrong_order_give_each_dossier_once(province: Province) -> None:
    accept(province.desk, "Giàng A Chống")
    first = province.export(province.desk, "first")
    accept(province.desk, "Lò Thị Mỷ")
    second = province.export(province.desk, "second")
    assert province.hub.takes(second)["outcome"] == "imported"
    assert province.hub.takes(first)["outcome"] == "known"
    assert province.hub.json("status")["dossiers"] == 2


def test_a_missing_stick_is_named_and_the_later_one_waits_for_it(province: Province) -> None:
    accept(province.desk, "Giàng A Chống")
    province.hub.takes(province.export(province.desk, "one"))
    province.desk.json("import", province.hub.answer(province.root / "back", province.desk))
    elsewhere = province.root / "hub-before"
    shutil.copytree(province.hub.folder, elsewhere)

    accept(province.desk, "Lò Thị Mỷ")
    lost = province.export(province.desk, "lost")
    province.hub.takes(lost)
    province.desk.json("import", province.hub.answer(province.root / "back", province.desk))
    accept(province.desk, "Vàng A Páo")
    last = province.export(province.desk, "last")

    # The province goes back to yesterday's backup: the middle batch is missing there now.
    shutil.rmtree(province.hub.folder)
    shutil.copytree(elsewhere, province.hub.folder)
    line = province.hub.takes(last)
    assert line["outcome"] == "parked" and line["new_changes"] == 0
    (standing,) = [one for one in province.hub.json("status")["stations"] if one["gaps"]]
    gap = standing["gaps"][0]
    assert str(gap["first_seq"]) in line["reason"] and str(gap["last_seq"]) in line["reason"]
    assert province.hub.json("status")["dossiers"] == 1

    line = province.hub.takes(lost)
    assert line["outcome"] == "imported"
    status = province.hub.json("status")
    assert status["dossiers"] == 3
    assert all(not one["gaps"] for one in status["stations"])


# ── damage and forgery ───────────────────────────────────────────────────────────────────────


def test_one_byte_changed_is_refused_and_nothing_of_it_stored(province: Province) -> None:
    accept(province.desk, "Giàng A Chống")
    bundle = province.export(province.desk)
    raw = bytearray(bundle.read_bytes())
    raw[len(raw) // 2] ^= 1
    bundle.write_bytes(raw)
    said = province.hub.said("ingest", bundle)
    assert said.code == 5
    (line,) = json.loads(said.out)
    assert line["new_changes"] == 0 and line["reason"]
    assert province.hub.json("status")["changes"] == 0
    (noted,) = map(json.loads, (province.hub.folder / "logs" / "motcua.log").read_text(encoding="utf-8").splitlines())
    assert (noted["event"], noted["error"], noted["code"]) == ("file_refused", "BundleDamaged", "damaged")


def test_a_truncated_bundle_gives_what_is_whole_and_is_asked_for_again(province: Province) -> None:
    province.desk.json("demo", "--dossiers", "900", "--seed", "3")
    bundle = province.export(province.desk)
    whole = bundle.read_bytes()
    bundle.write_bytes(whole[: len(whole) * 3 // 4])
    said = province.hub.said("ingest", bundle)
    (line,) = json.loads(said.out)
    assert (said.code, line["outcome"]) == (5, "partial")
    assert 0 < line["new_changes"] < province.desk.changes()
    bundle.write_bytes(whole)
    line = province.hub.takes(bundle)
    assert line["outcome"] == "imported" and line["known"] > 0
    assert province.hub.json("status")["changes"] == province.desk.changes() + 2 * ORDER  # it came in two pieces


def test_other_files_on_the_stick_are_left_alone_and_no_bundle_is_refused(province: Province) -> None:
    accept(province.desk, "Giàng A Chống")
    province.export(province.desk)
    (province.stick() / "ảnh cưới.jpg").write_bytes(b"\xff\xd8" + bytes(500))
    (province.stick() / "la.goi").write_bytes(b"no bundle at all")
    said = province.hub.said("ingest", province.stick())
    lines = {Path(one["path"]).name: one for one in json.loads(said.out)}
    assert len(lines) == 2
    assert said.code == 5
    assert lines["la.goi"]["error"] == "NotABundle"
    assert province.hub.json("status")["dossiers"] == 1


def test_another_communes_stick_is_not_for_this_desk(province: Province) -> None:
    accept(province.elsewhere, "Giàng A Chống")
    bundle = province.export(province.elsewhere)
    said = province.desk.said("import", bundle)
    (line,) = json.loads(said.out)
    assert (said.code, line["error"]) == (5, "NotForUs")
    assert province.desk.changes() == 2


def test_a_card_of_another_province_is_refused(province: Province, password_file: Path) -> None:
    other = make_hub(province.root / "other-hub", password_file)
    before = province.desk.json("status")["hub_words"]
    said = province.desk.said("import", other.card)
    (line,) = json.loads(said.out)
    assert (said.code, line["error"]) == (5, "AnotherProvince")
    assert province.desk.json("status")["hub_words"] == before
    (line,) = province.desk.json("import", province.hub.card)
    assert line["outcome"] == "known"


def test_practice_and_real_never_meet(province: Province, password_file: Path) -> None:
    real_hub = make_hub(province.root / "real-hub", password_file, practice=False)
    said = province.desk.said("import", real_hub.card)
    (line,) = json.loads(said.out)
    assert (said.code, line["error"]) == (3, "PracticeAndReal")
    request = province.desk.json("request-enrolment", "--to", province.stick())["path"]
    said = real_hub.said("enroll", request, "--yes")
    assert (said.code, said.error["error"]) == (3, "PracticeAndReal")


def test_without_the_card_nothing_is_written(tmp_path: Path, password_file: Path) -> None:
    desk = make_desk(tmp_path / "desk", password_file)
    (tmp_path / "stick").mkdir()
    refusal = desk.refused("export", "--to", tmp_path / "stick")
    assert refusal["error"] == "NoProvinceCard"
    assert list((tmp_path / "stick").iterdir()) == []


# ── enrolment ────────────────────────────────────────────────────────────────────────────────


def test_a_new_desk_waits_provisionally_and_flows_once_enrolled(province: Province, password_file: Path) -> None:
    newcomer = make_desk(province.root / "desk-3", password_file, station=3)
    newcomer.json("import", province.hub.card)
    codes = accept(newcomer, "Giàng A Chống")
    bundle = province.export(newcomer)
    line = province.hub.takes(bundle)
    assert (line["outcome"], line["new_changes"]) == ("provisional", 0)
    waiting = [one for one in province.hub.json("status")["stations"] if not one["enrolled"]]
    words = newcomer.json("request-enrolment", "--to", province.stick())["words"]
    assert [one["words"] for one in waiting] == [words]

    # There is no terminal to compare the words on, so nothing is signed without --yes.
    assert province.hub.said("enroll", waiting[0]["station_id"]).code == 3
    (enrolled,) = province.hub.json("enroll", waiting[0]["station_id"], "--yes")
    assert enrolled["words"] == words
    assert province.hub.json("show", codes[0])["code"] == codes[0]
    newcomer.json("import", province.hub.answer(province.root / "back", newcomer))
    assert newcomer.json("status")["unacknowledged"] == 0


def test_two_laptops_cannot_hold_one_number(province: Province, password_file: Path) -> None:
    double = make_desk(province.root / "double", password_file, station=2, card=province.hub.card)
    request = double.json("request-enrolment", "--to", province.stick())["path"]
    said = province.hub.said("enroll", request, "--yes")
    assert (said.code, said.error["error"]) == (3, "StationNumberTaken")
    assert province.hub.json("status")["roster_version"] == 2


# ── a second laptop ──────────────────────────────────────────────────────────────────────────


def test_twelve_intakes_on_the_trip_are_all_at_home_after_the_answers(province: Province) -> None:
    at_home = accept(province.desk, "Giàng A Chống")
    names = [f"Lò Thị {given}" for given in "An Bích Chi Dín Én Gấm Hoa Inh Kía Lả Mỷ Nụ".split()]
    on_trip = accept(province.neighbour, *names)
    assert [code.rpartition("-")[2] for code in on_trip] == [f"{2001 + n}" for n in range(12)]

    province.hub.takes(province.export(province.desk))
    province.hub.takes(province.export(province.neighbour))
    (line,) = province.desk.json("import", province.hub.answer(province.root / "back", province.desk))
    assert line["new_changes"] > 0
    (line,) = province.neighbour.json("import", province.hub.answer(province.root / "back", province.neighbour))

    assert sorted(found(province.desk, "lo thi")) == sorted(on_trip)
    assert found(province.neighbour, "giang a chong") == at_home
    shown = province.desk.json("show", on_trip[0])
    assert shown["timeline"][0]["station"].endswith("-2")
    for desk in (province.desk, province.neighbour):
        status = desk.json("status")
        assert (status["unacknowledged"], status["unsent"], status["conflicts"]) == (0, 0, 0)
        verified = desk.json("verify")
        assert verified["ok"] and verified["projections_equal"]


def test_a_stick_from_the_desk_next_door_is_passed_on_with_its_own_seal(province: Province) -> None:
    codes = accept(province.neighbour, "Lò Thị Mỷ")
    province.desk.json("import", province.export(province.neighbour, "next-door"))
    assert found(province.desk, "lo thi my") == codes
    # Only the first laptop ever reaches the province.
    line = province.hub.takes(province.export(province.desk, "to-the-province"))
    assert line["outcome"] == "imported"
    assert province.hub.json("show", codes[0])["code"] == codes[0]
    answer = province.hub.answer(province.root / "back", province.neighbour)
    (line,) = province.neighbour.json("import", answer)
    assert line["acknowledged"] == province.neighbour.json("status")["acknowledged"] > 0


# ── the stick fails ──────────────────────────────────────────────────────────────────────────


@pytest.fixture
def small_stick(tmp_path: Path) -> Iterator[Path]:
    """A stick of 256 KiB with 16 KiB free."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", folder], check=False, capture_output=True
    )
    if mounted.returncode != 0:
        pytest.skip("needs to mount a small stick (root)")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=False)


def test_a_full_stick_leaves_nothing_behind_and_nothing_counts_as_sent(province: Province, small_stick: Path) -> None:
    accept(province.desk, "Giàng A Chống")
    (small_stick / "phim.mkv").write_bytes(os.urandom(200 * 1024))
    before = province.desk.json("status")
    refusal = province.desk.refused("export", "--to", small_stick, code=4)
    assert refusal["error"] == "DiskFull"
    assert [one.name for one in small_stick.iterdir()] == ["phim.mkv"]
    assert province.desk.json("status")["unsent"] == before["unsent"] > 0


def test_a_write_protected_stick_is_named_and_nothing_counts_as_sent(province: Province, small_stick: Path) -> None:
    accept(province.desk, "Giàng A Chống")
    before = province.desk.json("status")["unsent"]
    subprocess.run(["mount", "-o", "remount,ro", small_stick], check=True)
    refusal = province.desk.refused("export", "--to", small_stick, code=4)
    assert refusal["error"] == "CannotWrite"
    assert province.desk.json("status")["unsent"] == before > 0
    refusal = province.desk.refused("export", "--to", province.root / "no-such-stick", code=4)
    assert refusal["error"] == "DriveGone"


def test_a_copy_of_all_data_that_a_full_stick_cannot_hold_is_refused_in_a_sentence(
    province: Province, small_stick: Path
) -> None:
    (small_stick / "phim.mkv").write_bytes(os.urandom(200 * 1024))
    refusal = province.desk.refused("backup", "--to", small_stick / "quay-1.saoluu", code=4)
    assert (refusal["error"], refusal["details"]["place"]) == ("DiskFull", small_stick.name)
    said = province.hub.said("backup", "--to", small_stick / "tinh.saoluu")
    assert (said.code, said.error["error"]) == (4, "DiskFull")
    assert [one.name for one in small_stick.iterdir()] == ["phim.mkv"]


def test_what_an_account_may_not_read_is_no_wrong_usage(
    province: Province, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root may read everything: the system's answer to another account is given to it."""
    kept = province.export(province.desk)
    allowed = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != kept and allowed(path, mode))
    (line,) = json.loads(province.desk.said("import", kept).out)
    assert line["outcome"] == "known"


# ── a hub by itself ──────────────────────────────────────────────────────────────────────────


def test_a_hub_is_never_made_twice_and_opens_only_with_its_password(province: Province, tmp_path: Path) -> None:
    said = province.hub.said("init", "--province", "Lai Châu", "--practice")
    assert (said.code, said.error["error"]) == (3, "AlreadyInitialised")
    wrong = tmp_path / "wrong"
    wrong.write_text("not the password", encoding="utf-8")
    said = Terminal(tmp_path, wrong).said("hub", "status", "--hub-dir", province.hub.folder)
    assert (said.code, said.error["error"]) == (3, "WrongPassword")
    said = province.hub.terminal.said("hub", "status", "--hub-dir", tmp_path / "empty")
    assert (said.code, said.error["error"]) == (3, "NoHubHere")


def test_nothing_personal_stands_in_the_names_on_a_stick(province: Province) -> None:
    accept(province.desk, "Giàng A Chống")
    bundle = province.export(province.desk)
    assert bundle.name.isascii()
    raw = bundle.read_bytes()
    assert "Giàng".encode() not in raw and b"012090000123" not in raw
