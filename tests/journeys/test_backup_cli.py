"""A backup on a disk, a computer that dies, a new one in its place (ACCEPTANCE 25)."""

from __future__ import annotations

import errno
import json
import os
import shutil
import zipfile
from pathlib import Path
from typing import BinaryIO

import pytest

from app.calendars import SHIPPED
from app.paths import STATE_DIR_VARIABLE
from tests.journeys.province import accept
from tests.journeys.terminal import PASSWORD, Terminal, birth
from tests.journeys.test_papers import words_of


@pytest.fixture
def kept(desk: Terminal, tmp_path: Path) -> Path:
    """A backup of a desk with one dossier, after which one more came in."""
    accept(desk, "Giàng A Chống")
    made = desk.json("backup", "--to", tmp_path / "quay-1.saoluu")
    assert made["changes"] == desk.json("status")["changes"]
    (note,) = Path(os.environ[STATE_DIR_VARIABLE]).rglob("backup-*.json")
    assert json.loads(note.read_bytes())["changes"] == made["changes"], "the window tells when it was made"
    accept(desk, "Lò Thị Mỷ")
    return Path(made["path"])


def _new_computer(desk: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("MOTCUA_STATE_DIR", str(tmp_path / "another-computer"))
    return Terminal(tmp_path / "new" / "desk", desk.password_file, now=desk.now)


def test_a_restored_desk_works_on_under_a_new_key_and_gives_no_number_twice(
    desk: Terminal, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = desk.json("status")
    given = {line["code"] for line in desk.json("find", "a")} | {line["code"] for line in desk.json("find", "lo thi")}
    new = _new_computer(desk, tmp_path, monkeypatch)

    done = new.json("restore", kept)

    assert done["station_id"] != before["station_id"] and done["station"] != 1
    assert [line["applicant"] for line in new.json("find", "giang a chong")] == ["Giàng A Chống"]
    assert new.json("find", "lo thi my") == []
    (code,) = accept(new, "Vàng A Páo")
    assert code not in given
    assert new.json("verify")["ok"]


def test_a_copy_that_does_not_fit_leaves_nothing_and_fits_once_there_is_room(
    desk: Terminal, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = _new_computer(desk, tmp_path, monkeypatch)
    with monkeypatch.context() as full:
        full.setattr(shutil, "copyfileobj", _no_room)
        refusal = new.refused("restore", kept, code=4)
    assert (refusal["error"], refusal["details"]["place"]) == ("DiskFull", str(new.data_dir))
    assert not list(new.data_dir.rglob("*.part"))
    assert new.json("restore", kept)["station_id"]


def _no_room(_source: object, out: BinaryIO, _length: int) -> None:
    out.write(bytes(4096))
    raise OSError(errno.ENOSPC, "no room")


def test_nothing_is_put_in_place_without_the_password_or_over_a_desk(
    desk: Terminal, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert desk.said("restore", kept).code == 3
    new = _new_computer(desk, tmp_path, monkeypatch)
    wrong = tmp_path / "wrong"
    wrong.write_text(PASSWORD[::-1], encoding="utf-8")

    assert Terminal(new.data_dir, wrong, now=desk.now).said("restore", kept).code == 3

    assert not (new.data_dir / "vault.json").exists() and not (new.data_dir / "desk.db").exists()


def test_what_was_set_for_this_place_comes_back_with_the_desk(
    desk: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wordings of the province, villages, settings, an announced calendar: none of them is in the log."""
    ours = {
        "form": "Mẫu số 06", "title": ["PHIẾU KIỂM SOÁT"], "note": "Lưu cùng hồ sơ 10 năm.",
        "signers": {"giver": "Bên giao", "receiver": "Bên nhận"},
    }  # fmt: skip
    document = {"format": 1, "versions": {"TT03-2025-draft": {"control": ours}}}
    (desk.data_dir / "wordings.json").write_text(json.dumps(document), encoding="utf-8")
    shutil.copy(SHIPPED / "2026.json", tmp_path / "2026.json")
    desk.json("calendar", "import", tmp_path / "2026.json")
    desk.json("villages", "set", "Bản Gia Khâu", "--km", "23")
    desk.json("settings", "set", "desk_phone", "0213 123 456")
    code = desk.accept(birth())["code"]
    kept = desk.json("backup", "--to", tmp_path / "quay-1.saoluu")["path"]
    new = _new_computer(desk, tmp_path, monkeypatch)

    new.json("restore", kept)

    new.json("print", "control", code, "--to", tmp_path / "sheet.pdf", "--draft")
    assert "Lưu cùng hồ sơ 10 năm." in words_of(tmp_path / "sheet.pdf")
    assert [row["name"] for row in new.json("villages", "list")] == ["Bản Gia Khâu"]
    assert new.json("settings", "list")["desk_phone"] == "0213 123 456"
    (calendar,) = (new.data_dir / "calendar").iterdir()
    assert calendar.read_bytes() == (desk.data_dir / "calendar" / calendar.name).read_bytes()


def test_a_copy_puts_nothing_where_no_program_of_ours_packs_it(
    desk: Terminal, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zipfile.ZipFile(kept, "a") as archive:
        for name in ("calendar/../../escaped.json", "calendar/notes.txt", "../wordings.json", "run.exe"):
            archive.writestr(name, "x")
    new = _new_computer(desk, tmp_path, monkeypatch)
    new.json("restore", kept)
    names = {one.name for one in new.data_dir.parent.rglob("*")}
    assert not names & {"escaped.json", "notes.txt", "wordings.json", "run.exe"}


@pytest.mark.parametrize("how", ["cut", "flipped", "photo"])
def test_a_damaged_backup_is_refused(
    desk: Terminal, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    whole = kept.read_bytes()
    at = len(whole) // 3
    damaged = {
        "cut": whole[:at],
        "flipped": whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :],
        "photo": b"\xff\xd8",
    }
    kept.write_bytes(damaged[how])
    new = _new_computer(desk, tmp_path, monkeypatch)

    assert new.said("restore", kept).code == 5

    assert not (new.data_dir / "vault.json").exists()


def test_the_copy_says_nothing_to_a_stranger(desk: Terminal, kept: Path) -> None:
    data = kept.read_bytes()
    assert "Giàng".encode() not in data and "Giàng".encode("utf-16-le") not in data and b"giang" not in data
    assert set(zipfile.ZipFile(kept).namelist()) >= {"desk.db", "vault.json"}
    assert [one.name for one in kept.parent.iterdir() if one.name.endswith(".part")] == []
