"""Accounts on the command line: an officer comes, forgets the password, leaves, comes back."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.journeys.terminal import Terminal, birth

MAI, OTHER = "mat khau cua Mai", "mat khau khac han"


@pytest.fixture
def secrets(tmp_path: Path) -> tuple[Path, Path]:
    files = tmp_path / "mai.txt", tmp_path / "other.txt"
    for file, words in zip(files, (MAI, OTHER), strict=True):
        file.write_text(words + "\n", encoding="utf-8")
    return files


def add_mai(desk: Terminal, password: Path, *more: str) -> None:
    desk.json("officer", "add", "mai", "--name", "Lò Thị Mai", "--new-password-file", password, *more)


def test_who_left_cannot_unlock_and_what_she_did_stays_hers(desk: Terminal, secrets: tuple[Path, Path]) -> None:
    first = replace(desk, officer="hoa")
    add_mai(first, secrets[0])
    mai = replace(desk, officer="mai", password_file=secrets[0])
    code = mai.accept(birth())["code"]
    assert mai.refused("officer", "disable", "hoa", "--reason", "x")["error"] == "NotALeader"
    assert first.refused("officer", "disable", "mai")["error"] == "ReasonNeeded"
    assert first.refused("officer", "disable", "hoa", "--reason", "x")["error"] == "OwnAccount"

    left = first.json("officer", "disable", "mai", "--reason", "Chuyển công tác")
    assert (left["disabled"], left["reason"]) == (True, "Chuyển công tác")
    assert mai.refused("find", "x")["error"] == "UnknownOfficer"
    first.json("act", "complete", code, "--result", "12/KS")
    timeline = [(entry["kind"], entry["officer"]) for entry in first.json("show", code)["timeline"]]
    assert timeline[0] == ("dossier.received", "Lò Thị Mai")
    assert timeline[-1] == ("dossier.completed", "Vàng Thị Hoa")
    assert [row["login"] for row in first.json("officer", "list") if row["disabled"]] == ["mai"]
    assert (
        first.refused(*("officer", "add", "mai", "--name", "Lò Văn Mai", "--new-password-file", secrets[1]))["error"]
        == "LoginTaken"
    ), "her login names her for ever"
    audit = first.json("audit", "--officer", "mai")
    assert [row["kind"] for row in audit] == ["dossier.received"]

    back = first.json("officer", "reinstate", "mai", "--new-password-file", secrets[1])
    assert not back["disabled"]
    again = replace(mai, password_file=secrets[1])
    assert again.json("show", code)["code"] == code
    assert [one["id"] for one in again.json("officer", "list") if one["login"] == "mai"] == [left["id"]]
    assert first.json("verify")["projections_equal"]
    assert mai.refused("find", "x")["error"] == "WrongPassword", "the old password opens nothing"


def test_a_slot_left_by_a_crash_opens_nothing(
    desk: Terminal, secrets: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    from storage.vault import Vault

    first = replace(desk, officer="hoa")
    add_mai(first, secrets[0])
    with monkeypatch.context() as crash:
        crash.setattr(Vault, "drop_officer", lambda _vault, _login: None)  # the current fails before the slot goes
        first.json("officer", "disable", "mai", "--reason", "Nghỉ việc")
        mai = replace(desk, officer="mai", password_file=secrets[0])
        assert mai.refused("find", "x")["error"] == "OfficerLeft"
    first.json("officer", "list")
    first.accept(birth())
    assert mai.refused("find", "x")["error"] == "UnknownOfficer", "the next start took the slot away"


def test_a_password_is_set_anew_by_the_leader_by_herself_and_with_the_printed_code(
    desk: Terminal, secrets: tuple[Path, Path], tmp_path: Path
) -> None:
    first = replace(desk, officer="hoa")
    add_mai(first, secrets[0])
    first.json("officer", "reset", "mai", "--new-password-file", secrets[1])
    mai = replace(desk, officer="mai", password_file=secrets[1])
    mai.json("officer", "reset", "mai", "--new-password-file", secrets[0])
    mai = replace(mai, password_file=secrets[0])
    assert mai.refused("officer", "reset", "hoa", "--new-password-file", secrets[0])["error"] == "NotALeader"

    sheet, code_file = tmp_path / "ma.pdf", tmp_path / "code.txt"
    made = first.json("officer", "recovery-code", "--print", sheet)
    assert sheet.read_bytes().startswith(b"%PDF")
    code_file.write_text(made["recovery_code"].lower().replace("-", " "), encoding="utf-8")
    recovered = desk.json(
        *("officer", "reset", "hoa", "--new-password-file", secrets[1], "--recovery-code-file", code_file)
    )
    assert recovered["login"] == "hoa"
    now = replace(first, password_file=secrets[1])
    assert len(now.json("audit", "--kind", "officer.password_reset")) == 3
    assert MAI not in str(now.json("audit"))
    assert first.refused("find", "x")["error"] == "WrongPassword"


def test_who_leads_is_said_and_never_nobody(desk: Terminal, secrets: tuple[Path, Path]) -> None:
    first = replace(desk, officer="hoa")
    add_mai(first, secrets[0], "--role", "leader")
    assert [one["leads"] for one in first.json("officer", "list")] == [False, True], "a named leader leads"
    mai = replace(desk, officer="mai", password_file=secrets[0])
    assert first.refused("officer", "disable", "mai", "--reason", "x")["error"] == "NotALeader"
    assert mai.refused("officer", "role", "mai", "receiver")["error"] == "LastOfficer"
    mai.json("officer", "role", "hoa", "leader")
    mai.json("officer", "role", "mai", "receiver")
    assert [one["leads"] for one in first.json("officer", "list")] == [True, False]


def test_bad_words_are_refused_by_name(desk: Terminal, secrets: tuple[Path, Path], tmp_path: Path) -> None:
    short = tmp_path / "short.txt"
    short.write_text("ngan", encoding="utf-8")
    told = ("officer", "add")
    new = ("--new-password-file", secrets[0])
    assert desk.refused(*told, "Mai Lò", "--name", "Lò Thị Mai", *new)["details"]["field"] == "login"
    assert desk.refused(*told, "mai", "--name", " ", *new)["details"]["field"] == "name"
    assert desk.refused(*told, "mai", "--name", "Mai", *new, "--role", "king")["details"]["field"] == "role"
    assert desk.refused(*told, "mai", "--name", "Mai", "--new-password-file", short)["error"] == "PasswordTooShort"
    assert desk.refused(*told, "mai", "--name", "Mai", "--new-password-file", tmp_path / "no", code=4)
    assert desk.refused("officer", "reset", "nobody", *new)["error"] == "UnknownOfficer"
    assert desk.refused("officer", "reinstate", "hoa", *new)["error"] == "OfficerNotDisabled"
    assert [one["login"] for one in desk.json("officer", "list")] == ["hoa"]


def test_a_colleague_stands_beside_a_correction_with_her_own_password(
    desk: Terminal, secrets: tuple[Path, Path]
) -> None:
    first = replace(desk, officer="hoa")
    add_mai(first, secrets[0])
    code = first.accept(birth())["code"]

    def corrected(second: str, **more: str) -> bytes:
        asked = {"changes": {"applicant.name": "Giàng A Chổng"}, "reason": "Ghi sai dấu", "second_officer": second}
        return json.dumps({**asked, **more}, ensure_ascii=False).encode()

    def refused(second: str, **more: str) -> str:
        return str(first.refused("act", "correct", code, "--data", "-", stdin=corrected(second, **more))["error"])

    assert refused("hoa") == "OwnWord"
    assert refused("mai", second_password_file=str(secrets[1])) == "WrongPassword"
    assert refused("Lò Văn Pản", second_password_file=str(secrets[0])) == "BadInput"
    time.sleep(1.1)  # the vault slows the next try down
    first.json("act", "correct", code, "--data", "-", stdin=corrected("mai", second_password_file=str(secrets[0])))
    kept = first.json("show", code)["corrections"][0]
    assert (kept["second_officer"], kept["vouched"]["how"]) == ("Lò Thị Mai", "password")
    assert "Lò Thị Mai (đã xác nhận bằng mật khẩu)" in first.text("show", code)

    first.json("pay", code, "--amount", "8000")
    first.json("day-close", "--date", "2026-11-23", "--counted", "8000", "--counted-with", "mai")
    void = ("void", "1-0001", "--reason", "Thu nhầm")
    assert first.refused(*void, "--leader", "mai")["error"] == "LeadsNot"
    first.json(*void, "--leader", "Lò Văn Pản")
    assert "Lò Văn Pản (ghi tay, chưa đối chiếu)" in first.text("show", code)
