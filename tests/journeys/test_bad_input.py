"""What goes wrong at a real counter: one Vietnamese sentence, the right exit status, nothing stored, nothing lost."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app import calendars
from app.services import catalogue, catalogue_file
from storage import vault
from storage.engine import Database
from tests.journeys.terminal import LOGIN, PASSWORD, Said, Terminal, birth, run_apart

VIETNAMESE = re.compile("[à-ỹđ]", re.IGNORECASE)


def refuses(desk: Terminal, data: bytes | dict[str, Any], *, code: int = 3) -> dict[str, Any]:
    """Hand a draft in: it must be refused in a Vietnamese sentence, and nothing may have been stored."""
    before = desk.changes()
    document = data if isinstance(data, bytes) else json.dumps(data).encode()
    refusal = desk.refused("accept", "-", stdin=document, code=code)
    assert VIETNAMESE.search(refusal["message"]), refusal
    assert "\n" not in refusal["message"]
    assert desk.changes() == before
    return refusal


# ── the draft ────────────────────────────────────────────────────────────────────────────────


def with_applicant(**changes: Any) -> dict[str, Any]:
    draft = birth()
    return {**draft, "applicant": {**draft["applicant"], **changes}}


@pytest.mark.parametrize(
    ("draft", "error", "field"),
    [
        (birth(procedure="9.999999"), "UnknownProcedure", None),
        (birth(procedure=""), "BadInput", "procedure"),
        (birth(papers=[{"component": 0, "original": 1}]), "PapersMissing", None),
        (birth(papers=[{"component": 99, "original": 1}]), "BadInput", "papers[0].component"),
        (birth(colour="red"), "UnknownField", "colour"),
        (with_applicant(nickname="Chống"), "UnknownField", "applicant.nickname"),
        (with_applicant(name=""), "BadInput", "applicant.name"),
        (with_applicant(name=" \u00a0\u200b "), "BadInput", "applicant.name"),
        (with_applicant(name="Giàng\x07A"), "BadInput", "applicant.name"),
        (with_applicant(name="Giàng\x00A"), "BadInput", "applicant.name"),
        (with_applicant(name="12345"), "BadInput", "applicant.name"),
        (with_applicant(name="A" * 5000), "BadInput", "applicant.name"),
        (with_applicant(name="Gi\ud800ng"), "BadInput", "applicant.name"),
        (with_applicant(id_number="01209000012"), "BadInput", "applicant.id_number"),
        (with_applicant(id_number="O12090000123"), "BadInput", "applicant.id_number"),
        (with_applicant(birth_date="2027-01-01"), "BadInput", "applicant.birth_date"),
        (with_applicant(birth_date="1990-02-30"), "BadInput", "applicant.birth_date"),
        (with_applicant(birth_date="30/02/1990"), "BadInput", "applicant.birth_date"),
        (with_applicant(sex="nam"), "BadInput", "applicant.sex"),
        (with_applicant(phone="call me"), "BadInput", "applicant.phone"),
        (birth(applicant=None), "BadInput", "applicant"),
        (birth(sets=0), "BadInput", "sets"),
        (birth(priority=["vip"]), "BadInput", "priority[0]"),
        (birth(fee_inputs={"copies": -1}), "BadInput", "fee_inputs.copies"),
        (birth(fee_inputs={"copies": "2"}), "BadInput", "fee_inputs.copies"),
        (birth(limit="soon", limit_basis="Quyết định 1"), "BadInput", "limit"),
        (birth(extensions=[42]), "BadExtension", None),
        (birth(received_at="2026-11-20T08:15:00+07:00"), "LateEntryNeeded", None),
        (birth(received_at="2026-11-23T09:15:00+07:00"), "TimeInFuture", None),
        (birth(received_at="23/11/2026"), "BadInput", "received_at"),
        (birth(received_at="2026-11-31T08:15:00+07:00"), "BadInput", "received_at"),
    ],
)
def test_a_draft_with_a_slip_is_refused_by_name(
    desk: Terminal, draft: dict[str, Any], error: str, field: str | None
) -> None:
    refusal = refuses(desk, draft)
    assert refusal["error"] == error
    if field is not None:
        assert refusal["details"]["field"] == field


@pytest.mark.parametrize(
    "data",
    [
        b"", b"hello", b"[]", b"null", b'"1.001193"', b"{", b"\xff\xfe{\x00}\x00", b"\xc3\x28", b'{"a":1,"a":2}',
        b"[" * 100_000, b'{"a":' * 50_000, b'{"procedure": NaN}', b"{}" + b" " * (1 << 21), b"\x00" * 1000,
        b'{"procedure":"\\ud800"}',
    ],
    ids=lambda data: repr(data[:12]),
)  # fmt: skip
def test_what_is_no_draft_is_refused(desk: Terminal, data: bytes) -> None:
    assert refuses(desk, data)["error"] in ("BadInput", "UnknownField")


def test_a_draft_file_that_is_not_there_or_a_folder(desk: Terminal, tmp_path: Path) -> None:
    for source in (tmp_path / "none.json", tmp_path):
        assert desk.refused("accept", source, code=4)["error"] == "CannotRead"


def test_a_late_entry_is_taken_with_its_word(desk: Terminal) -> None:
    late = desk.accept(birth(received_at="2026-11-20T08:15:00+07:00", late_entry=True))
    assert "-261120-" in late["code"]
    assert late["received_at"] == "2026-11-20T08:15:00+07:00"
    assert desk.json("show", late["code"])["late_entry"] is True


# ── acts ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "data", "error"),
    [
        (("forward",), b"{}", "BadInput"),
        (("forward", "--to", "  "), b"{}", "BadInput"),
        (("forward", "--to", "station:xyz"), b"{}", "BadInput"),
        (("forward", "--to", "A", "--reason", "x"), b"{}", "UnknownField"),
        (("forward", "--to", "A"), b'{"too": 1}', "UnknownField"),
        (("forward", "--to", "A"), b'{"note": 5}', "BadInput"),
        (("forward", "--to", "A"), b"[" * 100_000, "BadInput"),
        (("forward", "--to", "A"), b"not json", "BadInput"),
        (("forward", "--to", "A" * 2000), b"{}", "BadInput"),
        (("note", "--note", ""), b"{}", "BadInput"),
        (("note",), b"{}", "BadInput"),
        (("hand-over",), b"{}", "StepNotAllowed"),
        (("hand-over",), b'{"rating": 9}', "StepNotAllowed"),
        (("complete", "--at", "2026-11-23T07:00"), b"{}", "LateEntryNeeded"),
        (("complete", "--at", "2026-11-23T07:00", "--late"), b"{}", "BeforeLastEvent"),
        (("complete", "--at", "2026-11-23T12:00"), b"{}", "TimeInFuture"),
        (("complete", "--at", "tomorrow"), b"{}", "BadInput"),
        (("complete",), b'{"at": "2026-11-23T12:00"}', "TimeInFuture"),
    ],
)
def test_an_act_that_cannot_be_is_refused(desk: Terminal, words: tuple[str, ...], data: bytes, error: str) -> None:
    code = desk.accept(birth())["code"]
    action, *flags = words
    refusal = desk.refused("act", action, code, *flags, "--data", "-", stdin=data)
    assert refusal["error"] == error
    assert VIETNAMESE.search(refusal["message"])
    assert desk.changes() == 3
    if error == "StepNotAllowed":
        straight_on = ["forward", "request-papers", "complete"]
        ends = ["refuse", "stop", "withdraw"]
        assert refusal["details"]["allowed"] == [*straight_on, *ends, "correct", "link-code", "note"]
        said = refusal["message"].partition("Có thể làm: ")[2]
        assert said.startswith("Chuyển xử lý, Yêu cầu bổ sung, Ghi kết quả"), "in words, the likeliest first"


def test_a_clock_before_the_last_event_is_refused(desk: Terminal) -> None:
    code = desk.accept(birth())["code"]
    desk.at("2026-11-23T10:00:00+07:00").json("act", "forward", code, "--to", "Tư pháp")
    refusal = desk.at("2026-11-23T09:00:00+07:00").refused("act", "complete", code)
    assert refusal["error"] == "BeforeLastEvent"
    assert VIETNAMESE.search(refusal["message"])
    assert desk.json("show", code)["state"] == "processing"


# ── the door ─────────────────────────────────────────────────────────────────────────────────


def test_a_wrong_password_slows_down_and_locks_nothing_out(desk: Terminal, tmp_path: Path) -> None:
    code = desk.accept(birth())["code"]
    (tmp_path / "wrong").write_text("mat khau khac\n", encoding="utf-8")
    stranger = replace(desk, password_file=tmp_path / "wrong")
    for wait_s in (1, 2):
        refusal = stranger.refused("show", code)
        assert (refusal["error"], refusal["details"]) == ("WrongPassword", {"wait_s": wait_s})
        assert VIETNAMESE.search(refusal["message"])
        waits = desk.refused("show", code)
        assert waits["error"] == "TriedTooSoon", "the wait holds for everybody here, and nobody is called wrong"
        time.sleep(wait_s + 0.1)
    assert desk.json("show", code)["applicant"]["name"] == "Giàng A Chống"


def test_a_second_instance_is_refused_and_the_first_goes_on(desk: Terminal) -> None:
    with _holding(desk):
        refusal = desk.refused("accept", "-", stdin=json.dumps(birth()).encode(), code=4)
        assert refusal["error"] == "DeskInUse"
        assert VIETNAMESE.search(refusal["message"])
    assert desk.accept(birth())["code"].endswith("1001")


@contextmanager
def _holding(desk: Terminal) -> Iterator[None]:
    """Hold the desk from another process, as a window would."""
    script = (
        "import sys; from pathlib import Path; from storage import lock; "
        "held = lock.hold(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    )
    lock_file = desk.data_dir / "desk.lock"
    with subprocess.Popen(
        [sys.executable, "-c", script, str(lock_file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as window:
        assert window.stdout is not None
        assert window.stdout.readline() == b"held\n"
        yield
        window.communicate()


def test_no_desk_here_yet(tmp_path: Path) -> None:
    assert Terminal(tmp_path / "none").refused("status")["error"] == "NotInitialised"
    assert not (tmp_path / "none").exists()


# ── the world ────────────────────────────────────────────────────────────────────────────────


def test_a_full_disk_loses_nothing(desk: Terminal, tmp_path: Path) -> None:
    """Files of this process may not grow: what SQLite and the slip meet is what a full disk gives them."""
    code = desk.accept(birth())["code"]
    desk.json("rebuild")  # the WAL is folded back: the next act must grow a file
    size = max(file.stat().st_size for file in desk.data_dir.iterdir())
    said = _on_a_small_disk(desk.words("accept", "-"), limit=64 * 1024, stdin=json.dumps(birth()).encode())
    assert (said.code, said.out) == (4, "")
    assert said.error["error"] == "DiskFull"
    assert VIETNAMESE.search(said.error["message"])
    assert size > 64 * 1024
    slip = tmp_path / "slip.pdf"
    said = _on_a_small_disk(desk.words("print", "receipt", code, "--to", slip), limit=4 * 1024)
    assert (said.code, said.error["error"]) == (4, "DiskFull")
    assert list(tmp_path.glob("slip*")) == []
    assert desk.changes() == 3
    assert desk.json("verify")["ok"] is True
    assert desk.accept(birth())["code"].endswith("1002"), "no number was used up"


def _on_a_small_disk(words: list[str], *, limit: int, stdin: bytes = b"") -> Said:
    done = subprocess.run(
        [sys.executable, "-m", "ui", *words],
        input=stdin,
        capture_output=True,
        cwd=Path(__file__).parents[2],
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    return Said(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "full"
    folder.mkdir()
    if shutil.which("mount") is None or os.geteuid() != 0:
        pytest.skip("needs root to mount a small disk")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)], check=False).returncode:
        pytest.skip("needs root to mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_fills_up_costs_nothing_but_the_next_act(desk: Terminal, full_disk: Path) -> None:
    shutil.copytree(desk.data_dir, full_disk / "desk")
    there = replace(desk, data_dir=full_disk / "desk")
    code = there.accept(birth())["code"]
    (full_disk / "ballast").write_bytes(b"\0" * _free(full_disk))
    refusal = there.refused("accept", "-", stdin=json.dumps(birth()).encode(), code=4)
    assert refusal["error"] == "DiskFull"
    assert VIETNAMESE.search(refusal["message"])
    (full_disk / "ballast").unlink()
    assert there.json("show", code)["applicant"]["name"] == "Giàng A Chống"
    assert there.accept(birth())["code"].endswith("1002")
    assert there.json("verify")["ok"] is True


def _free(folder: Path) -> int:
    return shutil.disk_usage(folder).free


@pytest.mark.parametrize("place", ["/proc", "/proc/none"])
def test_a_folder_that_cannot_be_written_to(desk: Terminal, place: str) -> None:
    """Not even root may write there."""
    code = desk.accept(birth())["code"]
    refusal = desk.refused("print", "receipt", code, "--to", f"{place}/slip.pdf", code=4)
    assert refusal["error"] == "CannotWrite"
    assert VIETNAMESE.search(refusal["message"])
    assert desk.json("show", code)["prints"] == []
    fresh = replace(desk, data_dir=Path(place) / "desk")
    said = fresh.refused("init", "--practice", "--commune", "03394", "--login", LOGIN, "--name", "Hoa", code=4)
    assert said["error"] == "CannotWrite"


def test_a_desk_on_a_write_protected_disk_can_be_read(desk: Terminal, full_disk: Path) -> None:
    shutil.copytree(desk.data_dir, full_disk / "desk")
    there = replace(desk, data_dir=full_disk / "desk")
    code = there.accept(birth())["code"]
    subprocess.run(["mount", "-o", "remount,ro", str(full_disk)], check=True)
    assert there.refused("accept", "-", stdin=json.dumps(birth()).encode(), code=4)["error"] == "CannotWrite"
    subprocess.run(["mount", "-o", "remount,rw", str(full_disk)], check=True)
    assert there.json("show", code)["state"] == "accepted"
    assert there.changes() == 3


# ── damage ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("damage", [b"", b"{}", b"not json", None])
def test_a_damaged_catalogue_is_named_and_the_desk_is_left_alone(
    desk: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes | None
) -> None:
    bad = tmp_path / "procedures.json"
    whole = catalogue_file.PROCEDURES.read_bytes()
    bad.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    before = desk.changes()
    with monkeypatch.context() as patch:
        patch.setattr(catalogue_file, "PROCEDURES", bad)
        _forget_what_was_read()
        for words in (("procedures", "khai sinh"), ("accept", "-"), ("status",)):
            refusal = desk.refused(*words, code=5, stdin=json.dumps(birth()).encode())
            assert (refusal["error"], refusal["details"]) == ("CatalogueDamaged", {"name": "procedures.json"})
            assert VIETNAMESE.search(refusal["message"])
    _forget_what_was_read()
    assert desk.changes() == before


def test_a_damaged_calendar_is_named(desk: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(calendars.SHIPPED, tmp_path / "calendar")
    (tmp_path / "calendar" / "2026.json").write_text('{"year": 2026', encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(calendars, "SHIPPED", tmp_path / "calendar")
        _forget_what_was_read()
        refusal = desk.refused("due", "--limit", "3wd", "--received", "2026-11-23T08:00", code=5)
        assert refusal["details"] == {"name": "2026.json"}
    _forget_what_was_read()


def _forget_what_was_read() -> None:
    """As a new start of the program would."""
    for remembered in (
        catalogue.load_catalogue,
        catalogue_file.shipped_procedures,
        catalogue_file.shipped_communes,
        calendars._shipped_years,
    ):
        remembered.cache_clear()


def test_a_tampered_copy_names_its_first_bad_change(desk: Terminal, tmp_path: Path) -> None:
    """ACCEPTANCE 34: somebody who knows the password alters one row with a SQLite tool."""
    for name in ("Giàng A Chống", "Lò Thị Mỷ", "Vàng A Páo"):
        desk.accept(birth(name))
    checked = desk.json("verify")
    assert (checked["ok"], checked["changes"], checked["first_bad"]) == (True, 5, None)
    station = desk.json("status")["station_id"]
    copied = replace(desk, data_dir=tmp_path / "copy")
    shutil.copytree(desk.data_dir, copied.data_dir)
    _alter(copied, "UPDATE change SET actor = x'00112233445566778899aabbccddeeff' WHERE seq = 4")
    said = copied.said("verify")
    assert (said.code, said.err) == (5, "")
    found = json.loads(said.out)
    assert (found["ok"], found["first_bad"]) == (False, {"station": station, "seq": 4})
    spoken = copied.said("verify", as_json=False)
    assert f"{station[:8]}:4" in spoken.out
    assert desk.json("verify")["ok"] is True


def test_altered_tables_are_seen_and_made_anew(desk: Terminal) -> None:
    code = desk.accept(birth())["code"]
    _alter(desk, "UPDATE dossier SET state = 9")
    said = desk.said("verify")
    found = json.loads(said.out)
    assert (said.code, found["first_bad"], found["projections_equal"]) == (5, None, False)
    assert desk.json("rebuild")["ok"] is True
    assert desk.json("find", "giang", "--state", "accepted")[0]["code"] == code


def test_tables_of_an_older_program_are_brought_up_to_date_by_whoever_comes_first(desk: Terminal) -> None:
    """After an update the first command may be one that only reads."""
    code = desk.accept(birth())["code"]
    _alter(desk, "UPDATE bookkeeping SET value = 0 WHERE name = 'projection_version'")
    with _holding(desk):
        assert desk.refused("find", "giang", code=4)["error"] == "DeskInUse", "an older window is still at work"
    assert desk.json("find", "giang")[0]["code"] == code
    assert desk.json("verify")["ok"] is True


def _alter(desk: Terminal, statement: str) -> None:
    """Change a database behind the program's back: without its triggers, as an attacker with the key would."""
    key = vault.unlock(desk.data_dir / "vault.json", LOGIN, PASSWORD).key
    database = Database(desk.data_dir / "desk.db", key, write=True)
    try:
        with database.writing() as connection:
            raw = connection.connection.driver_connection
            assert raw is not None
            for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                raw.execute(f'DROP TRIGGER "{name}"')
            assert raw.execute(statement).rowcount >= 1
    finally:
        database.close()


@pytest.mark.parametrize("file", ["desk.db", "vault.json"])
def test_a_file_of_the_desk_that_is_rubbish(desk: Terminal, file: str) -> None:
    desk.accept(birth())
    for name in (file, f"{file}.copy"):
        if (desk.data_dir / name).exists():
            (desk.data_dir / name).write_bytes(b"rubbish" * 1000)
    refusal = desk.refused("status", code=5)
    assert refusal["error"] == "DatabaseDamaged"
    assert VIETNAMESE.search(refusal["message"])


def test_a_settings_file_with_a_slip(desk: Terminal) -> None:
    (desk.data_dir / "settings.toml").write_text("colour = 'red'\n", encoding="utf-8")
    assert desk.refused("status")["error"] == "UnknownField"


def test_nothing_of_a_citizen_reaches_the_log(desk: Terminal, caplog: pytest.LogCaptureFixture) -> None:
    refuses(desk, with_applicant(id_number="01209000012"))
    assert "Giàng" not in caplog.text
    assert "01209000012" not in caplog.text


def test_half_characters_on_the_command_line_do_no_harm(desk: Terminal) -> None:
    said = run_apart([*desk.words("find"), os.fsdecode(b"\xff\xfe")])
    assert (said.code, said.error["error"]) == (3, "BadInput")
