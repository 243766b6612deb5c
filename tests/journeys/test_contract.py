"""Every command of CLI.md keeps its word: its fields, its exit status, its language."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from typer._click.core import Command
from typer.core import TyperGroup

from app.services.catalogue import load_catalogue
from storage import lock
from tests.journeys.terminal import COMMUNE, LOGIN, PASSWORD, Terminal, birth, certified_copies, run, run_apart
from ui.commands.acts import KEYS
from ui.commands.root import command_line

OF_THE_DESK = (
    "gui init request-enrolment procedures due words card fold accept guide act find show print pay void day-close "
    "attach export inspect import status verify rebuild backup restore report audit demo self-check "
    "trip+open trip+close officer+add officer+disable officer+list officer+reset"
).split()
OF_THE_PROVINCE = (
    "init enroll revoke ingest outbox publish status show conflicts+list resolve quarantine+list quarantine+retry "
    "quarantine+reject verify backup restore users+add national serve"
).split()
CARD = "012090000123|045123456|Giàng A Chống|05061990|Nam|Bản Sin Suối Hồ, Sin Suối Hồ, Phong Thổ, Lai Châu|10052021"
ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00")


# ── init ─────────────────────────────────────────────────────────────────────────────────────


def test_init_tells_what_the_new_desk_is(tmp_path: Path, password_file: Path) -> None:
    fresh = Terminal(tmp_path / "desk", password_file)
    made = fresh.json("init", "--practice", "--commune", COMMUNE, "--station", "2", "--login", LOGIN, "--name", "Hoa")
    assert {"station_id", "commune", "practice", "unit_code", "recovery_code", "hub_words"} <= set(made)
    assert (made["commune"], made["practice"], made["hub_words"]) == (COMMUNE, True, [])
    assert re.fullmatch(r"H35\.99\.\d\d", made["unit_code"])
    assert re.fullmatch(r"([0-9A-Z]{5}-){4}[0-9A-Z]{5}", made["recovery_code"])
    again = fresh.refused("init", "--practice", "--commune", COMMUNE, "--login", LOGIN, "--name", "Hoa")
    assert again["error"] == "AlreadyInitialised"


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("--practice", "--commune", "99999"), "UnknownCommune"),
        (("--commune", COMMUNE), "UnitCodeNeeded"),
        (("--commune", COMMUNE, "--unit-code", "H35.12"), "ClockNotYours"),
    ],
)
def test_init_refuses_what_no_desk_may_be(
    tmp_path: Path, password_file: Path, words: tuple[str, ...], error: str
) -> None:
    now = "2026-11-23T08:15:00+07:00" if error == "ClockNotYours" else None
    fresh = Terminal(tmp_path / "desk", password_file, now=now)
    assert fresh.refused("init", *words, "--login", LOGIN, "--name", "Hoa")["error"] == error
    assert not (tmp_path / "desk").exists()


def test_a_short_password_opens_no_desk(tmp_path: Path) -> None:
    (tmp_path / "short").write_text("ngan\n", encoding="utf-8")
    fresh = Terminal(tmp_path / "desk", tmp_path / "short")
    said = fresh.refused("init", "--practice", "--commune", COMMUNE, "--login", LOGIN, "--name", "Hoa")
    assert said["error"] == "PasswordTooShort"


@pytest.fixture
def real_desk(tmp_path: Path, password_file: Path) -> Terminal:
    real = Terminal(tmp_path / "real", password_file, now=None)
    real.json("init", "--commune", COMMUNE, "--unit-code", "H35.12", "--login", LOGIN, "--name", "Vàng Thị Hoa")
    return real


def test_a_real_desk_keeps_its_clock_and_takes_no_practice_data(real_desk: Terminal) -> None:
    assert real_desk.json("status")["practice"] is False
    assert real_desk.refused("demo", "--dossiers", "3")["error"] == "PracticeOnly"
    set_by_hand = real_desk.at("2026-11-23T08:15:00+07:00")
    for command in (("status",), ("find", "a"), ("demo",), ("verify",)):
        assert set_by_hand.refused(*command)["error"] == "ClockNotYours"
    assert real_desk.changes() == 2


# ── what needs no desk ───────────────────────────────────────────────────────────────────────


@pytest.fixture
def nowhere(tmp_path: Path) -> Terminal:
    """A terminal on a computer without a desk."""
    return Terminal(tmp_path / "nothing", now=None)


def test_procedures_come_best_first_with_their_fields(nowhere: Terminal) -> None:
    found = nowhere.json("procedures", "khai sinh", "--limit", "5")
    assert found[0]["code"] == "1.001193"
    assert {"code", "name", "field", "time_limit", "version"} <= set(found[0])
    assert found[0]["time_limit"] == {"unit": "same_day", "amount": 0}
    assert len(found) == 5
    assert nowhere.json("procedures", "1.001193.000.00.00.H35")[0]["code"] == "1.001193"
    assert nowhere.json("procedures", "khong co thu tuc nay xyzzy") == []


def test_due_counts_as_the_rulings_say(nowhere: Terminal) -> None:
    promised = nowhere.json("due", "--limit", "3wd", "--received", "2026-01-08T11:20")
    assert promised["due_at"] == "2026-01-12T17:30:00+07:00"
    assert promised["counted_days"] == ["2026-01-09", "2026-01-10", "2026-01-12"]
    assert promised["calendar_confirmed"] is True
    assert promised["because"].endswith(".")
    paused = nowhere.json(
        "due", "--limit", "3wd", "--received", "2026-11-25T09:00", "--pause", "2026-11-26..2026-11-30"
    )
    assert paused["counted_days"] == ["2026-11-26", "2026-12-01", "2026-12-02"]
    again = nowhere.json("due", "--limit", "3wd", "--received", "2026-11-25T09:00", "--restart", "2026-12-01T09:00")
    assert again["due_at"] == "2026-12-04T17:30:00+07:00"
    assert nowhere.json("due", "--limit", "3wd", "--received", "2027-09-01T09:00")["calendar_confirmed"] is False


def test_due_adds_what_holds_for_every_mountainous_commune(nowhere: Terminal) -> None:
    """The catalogue says which extensions apply by themselves; others only by their position."""
    rows = load_catalogue().offered(date(2026, 11, 23))
    row = next(one for one in rows if any(e.applies == "mountainous" and e.mode == "add" for e in one.extensions))
    assert row.code is not None
    plain = nowhere.json("due", "--limit", f"{row.limit.amount}wd", "--received", "2026-11-23T09:00")
    promised = nowhere.json("due", "--procedure", row.code, "--received", "2026-11-23T09:00")
    assert promised["due_at"] > plain["due_at"]
    refused = nowhere.refused("due", "--procedure", row.code, "--received", "2026-11-23T09:00", "--extension", "99")
    assert refused["error"] == "BadExtension"
    agreed = nowhere.refused("due", "--procedure", "2.000815", "--received", "2026-11-23T09:00", "--extension", "1")
    assert agreed["error"] == "BadExtension"


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("1005", "Một nghìn không trăm linh năm đồng"),
        ("1.005", "Một nghìn không trăm linh năm đồng"),
        ("0", "Không đồng"),
        ("21000", "Hai mươi mốt nghìn đồng"),
    ],
)
def test_words_are_what_a_slip_prints(nowhere: Terminal, amount: str, text: str) -> None:
    assert nowhere.json("words", amount) == {"text": text}


@pytest.mark.parametrize("amount", ["-5", "abc", "1.5", "1,000", "1000000000000000", "9" * 60, "٣", "", "+5", "1e3"])
def test_words_refuses_what_is_no_fee(nowhere: Terminal, amount: str) -> None:
    assert nowhere.refused("words", amount)["error"] == "AmountOutOfRange"


def test_card_reads_text_and_standard_input_alike(nowhere: Terminal) -> None:
    read = nowhere.json("card", CARD)
    assert read == nowhere.json("card", "-", stdin=CARD.encode() + b"\r\n")
    assert set(read) >= {
        "id_number", "old_id_number", "name", "birth_date", "sex", "address", "issued_on", "kind", "warnings"
    }  # fmt: skip
    assert (read["name"], read["birth_date"], read["sex"]) == ("Giàng A Chống", "1990-06-05", "male")
    assert nowhere.refused("card", "-", stdin=b"\xff\xfe\x00rubbish")["error"] == "NotACard"
    assert nowhere.refused("card", "-", stdin=b"")["error"] == "NotACard"


def test_fold_is_the_search_key(nowhere: Terminal) -> None:
    assert nowhere.json("fold", "ĐẶNG  Thị Mỹ-Lý") == {"text": "dang thi mi li"}


# ── the desk ─────────────────────────────────────────────────────────────────────────────────


def test_accept_tells_number_promise_and_fees(desk: Terminal) -> None:
    accepted = desk.accept(birth())
    assert accepted["code"].endswith("-261123-1001")
    assert (accepted["state"], accepted["state_code"]) == ("accepted", 2)
    assert accepted["received_at"] == "2026-11-23T08:15:00+07:00"
    assert accepted["due_at"] == "2026-11-23T17:30:00+07:00"
    assert accepted["because"].endswith(".")
    assert [fee["state"] for fee in accepted["fees"]] == ["unknown", "known"]
    assert (accepted["total"], accepted["warnings"]) == (None, [])
    assert re.fullmatch("[0-9a-f]{32}", accepted["id"])
    assert desk.accept(certified_copies(pages=4, copies=3))["total"] == 18_000


def test_accept_warns_of_an_open_request_of_the_same_citizen(desk: Terminal) -> None:
    first = desk.accept(birth())
    second = desk.accept(birth())
    assert [warning["code"] for warning in second["warnings"]] == ["possible_duplicate"]
    assert first["code"] in second["warnings"][0]["message"]


def test_accept_prints_in_one_go_and_says_so_when_it_could_not(desk: Terminal, tmp_path: Path) -> None:
    slip = tmp_path / "giấy tiếp nhận.pdf"
    accepted = desk.json("accept", "-", "--print", slip, stdin=json.dumps(birth()).encode())
    assert accepted["code"] in _words_of(slip)
    said = desk.said("accept", "-", "--print", tmp_path / "no" / "slip.pdf", stdin=json.dumps(birth()).encode())
    assert (said.code, said.error["error"]) == (4, "CannotWrite")
    saved = json.loads(said.out)
    assert "slip_not_made" in [warning["code"] for warning in saved["warnings"]]
    assert desk.json("show", saved["code"])["prints"] == []


def test_show_gives_the_dossier_whole(desk: Terminal) -> None:
    code = desk.accept(birth())["code"]
    desk.json("act", "note", code, "--note", "Gọi lại buổi chiều")
    shown = desk.json("show", code[-4:])
    assert {"papers", "fees", "prints", "timeline", "custodian", "sync", "applicant", "state_code"} <= set(shown)
    assert [entry["kind"] for entry in shown["timeline"]] == ["dossier.received", "dossier.note_added"]
    assert {"at", "kind", "officer", "station", "note"} <= set(shown["timeline"][1])
    assert (shown["timeline"][1]["officer"], shown["timeline"][1]["note"]) == ("Vàng Thị Hoa", "Gọi lại buổi chiều")
    assert all(ISO.fullmatch(entry["at"]) for entry in shown["timeline"])
    assert shown["papers"][2]["shown_only"] is True
    assert "Gọi lại buổi chiều" in desk.text("show", code)
    assert desk.refused("show", "9999")["error"] == "UnknownDossier"


def test_find_narrows_by_state_and_day(desk: Terminal) -> None:
    open_one, done = desk.accept(birth())["code"], desk.accept(certified_copies("Giàng A Dơ"))["code"]
    desk.json("act", "complete", done)
    assert {row["code"] for row in desk.json("find", "giang a")} == {open_one, done}
    assert [row["code"] for row in desk.json("find", "giang a", "--state", "completed")] == [done]
    assert len(desk.json("find", "giang a", "--due", "2026-11-23")) == 2
    assert desk.json("find", "giang a", "--due", "2026-11-24") == []
    assert len(desk.json("find", "giang a", "--limit", "1")) == 1
    assert set(desk.json("find", "giang")[0]) >= {"code", "applicant", "procedure", "state", "received_at", "due_at"}
    assert desk.refused("find", "a", "--state", "lost")["error"] == "BadInput"
    assert desk.refused("find", "a", "--due", "30/02")["error"] == "BadInput"


def test_print_counts_copies_and_hashes_what_it_wrote(desk: Terminal, tmp_path: Path) -> None:
    code = desk.accept(birth())["code"]
    first, second, draft = (tmp_path / f"{name}.pdf" for name in ("first", "second", "draft"))
    made = desk.json("print", "receipt", code, "--to", draft, "--draft")
    assert "BẢN NHÁP" in _words_of(draft)
    assert desk.json("show", code)["prints"] == []
    for copy, file in enumerate((first, second), start=1):
        made = desk.json("print", "receipt", code, "--to", file, "--paper", "a4")
        assert made == {
            "path": str(file), "pages": 2, "copy": copy, "sha256": hashlib.sha256(file.read_bytes()).hexdigest()
        }  # fmt: skip
    assert "IN LẠI" not in _words_of(first)
    assert "IN LẠI LẦN 1" in _words_of(second)
    assert [(one["copy"], one["mode"]) for one in desk.json("show", code)["prints"]] == [
        (1, "exported"),
        (2, "exported"),
    ]


def test_pay_numbers_slips_and_never_takes_too_much(desk: Terminal, tmp_path: Path) -> None:
    code = desk.accept(certified_copies(pages=4, copies=3))["code"]
    paid = desk.json("pay", code, "--amount", "10000", "--paper-receipt", "AA/26P/0001234")
    assert paid == {"number": "1-0001", "amount": 10_000, "words": "Mười nghìn đồng", "state": "collected"}
    for amount in ("8001", "0", "-5"):
        assert desk.refused("pay", code, "--amount", amount)["error"] in ("BadInput", "AmountOutOfRange")
    assert desk.refused("pay", code, "--amount", "1000", "--paper-receipt", "one two")["error"] == "BadInput"
    desk.json("print", "fee-slip", code, "--to", tmp_path / "first.pdf")
    assert desk.json("pay", code, "--amount", "8000")["number"] == "1-0002"
    made = desk.json("print", "fee-slip", code, "--to", tmp_path / "second.pdf")
    assert made["copy"] == 1, "the second payment's slip is no reprint of the first one's"
    assert "IN LẠI" not in _words_of(tmp_path / "second.pdf")


def test_an_amount_beyond_words_is_not_booked(desk: Terminal) -> None:
    code = desk.accept(birth())["code"]  # its total is unknown, so anything may be owed
    assert desk.refused("pay", code, "--amount", "1" + "0" * 15)["error"] == "AmountOutOfRange"
    assert desk.json("show", code)["payments"] == []


def test_status_tells_how_the_desk_stands(desk: Terminal) -> None:
    desk.accept(birth())
    status = desk.json("status")
    assert set(status) >= {
        "station_id", "changes", "acknowledged", "unsent", "unacknowledged", "oldest_unacknowledged_at", "conflicts",
        "clock", "catalogue_version", "calendar", "hub_words",
    }  # fmt: skip
    assert (status["changes"], status["unsent"], status["unacknowledged"]) == (3, 3, 3)
    assert status["calendar"][0] == {"year": 2026, "confirmed": True}
    assert desk.at("2026-06-01T08:00:00+07:00").json("status")["clock"]["state"] == "behind"
    assert desk.at("2030-01-01T08:00:00+07:00").json("status")["clock"]["state"] == "ahead"


def test_act_shows_the_keys_of_every_action_in_its_help() -> None:
    shown = " ".join(run(["act", "--help"]).out.split()).replace("- ", "-")  # lines also end behind a hyphen
    for action, keys in KEYS.items():
        own = [name for name in keys.__struct_fields__ if name not in ("at", "late")]
        assert not own or f"{action}: {', '.join(own)}." in shown
    assert "at, late" in shown


def test_demo_makes_the_same_contents_from_the_same_seed(
    _first_desk: Path, desk: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(_first_desk, tmp_path / "other")
    other = Terminal(tmp_path / "other", desk.password_file)
    days = ("--from", "2026-11-02", "--to", "2026-11-20")
    made = [desk.json("demo", "--dossiers", "12", "--seed", "7", *days)]
    first = _contents(desk)
    with monkeypatch.context() as patch:
        # A copy beside its original would be told apart and go on as another desk: it gets anchors of its own.
        patch.setenv("MOTCUA_STATE_DIR", str(tmp_path / "other-state"))
        made.append(other.json("demo", "--dossiers", "12", "--seed", "7", *days))
        assert _contents(other) == first
    assert made[0] == made[1]
    assert made[0]["dossiers"] == 12
    assert desk.json("verify")["ok"] is True
    assert desk.refused("demo", "--from", "2026-11-20", "--to", "2026-11-02")["error"] == "BadInput"


def _contents(terminal: Terminal) -> list[object]:
    rows = terminal.json("find", "261", "--limit", "100")
    assert len(rows) == 12
    whole: list[object] = []
    for row in rows[:5]:
        shown = terminal.json("show", row["code"])
        whole.append((row, shown["applicant"], shown["fees"], [(e["at"], e["kind"]) for e in shown["timeline"]]))
    return whole


# ── options, usage, language ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "words",
    [
        (), ("nonsense",), ("find",), ("find", "x", "--nope"), ("find", "x", "--limit", "abc"), ("pay", "1001"),
        ("find", "x", "--limit", "0"), ("due", "--received"), ("fold", "a", "b"), ("act", "dance", "1001"), ("hub",),
        ("print", "poem", "1001", "--to", "x.pdf"), ("print", "receipt", "1001", "--to", "x.pdf", "--paper", "a3"),
        ("due", "--received", "2026-11-23T08:00"), ("hub", "nonsense"), ("--nope", "status"), ("gui", "--nope"),
        ("hub", "verify"), ("hub", "conflicts"), ("hub", "conflicts", "show", "1001"), ("hub", "quarantine"),
        ("hub", "resolve", "1001", "--take", "3f0c", "--by", "x"), ("conflicts", "list", "--hub-dir", "x"),
        ("hub", "enroll", "--hub-dir", "x"), ("hub", "publish", "calendar", "--hub-dir", "x"),
        ("hub", "national", "--hub-dir", "x"),
    ],
)  # fmt: skip
def test_wrong_usage_is_one_vietnamese_sentence(words: tuple[str, ...]) -> None:
    if not words:
        words = ("--language", "vi", "rubbish")
    said = run(["--json", *words])
    assert (said.code, said.out) == (2, "")
    assert said.error["error"] == "Usage"
    assert re.search("[à-ỹđ]", said.error["message"]), said.error
    assert not re.search(r"(?i)invalid|missing|no such|error|usage:", said.error["message"])
    plain = run(list(words))
    assert (plain.code, plain.out, plain.err.count("\n")) == (2, "", 1)


def test_an_unknown_language_is_refused_in_vietnamese() -> None:
    said = run(["--json", "--language", "fr", "fold", "a"])
    assert (said.code, said.error["message"].split(".")[0]) == (2, "Ngôn ngữ là vi hoặc en")


def test_the_language_is_vietnamese_unless_asked(desk: Terminal) -> None:
    assert re.search("[à-ỹđ]", desk.refused("show", "9999")["message"])
    assert replace(desk, language="en").refused("show", "9999")["message"].startswith("There is no dossier")


def test_json_is_utf8_as_people_read_it(desk: Terminal) -> None:
    desk.accept(birth("Nguyễn Thị Ngọc Ẩn"))
    said = desk.said("find", "ngoc an")
    assert "Nguyễn Thị Ngọc Ẩn" in said.out
    assert "\\u" not in said.out


def test_officer_and_password_come_from_the_environment_too(
    desk: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with_break = tmp_path / "with-break"
    with_break.write_bytes(PASSWORD.encode() + b"\r\n")
    monkeypatch.setenv("MOTCUA_PASSWORD_FILE", str(with_break))
    monkeypatch.setenv("MOTCUA_OFFICER", LOGIN)
    bare = Terminal(desk.data_dir)
    assert bare.changes() == 2
    monkeypatch.setenv("MOTCUA_OFFICER", "nobody")
    assert bare.refused("status")["error"] == "UnknownOfficer"
    monkeypatch.delenv("MOTCUA_PASSWORD_FILE")
    monkeypatch.delenv("MOTCUA_OFFICER")
    assert bare.refused("status")["error"] == "BadInput"
    missing = Terminal(desk.data_dir, tmp_path / "none")
    assert missing.refused("status", code=4)["error"] == "CannotRead"


def test_reading_goes_on_while_another_window_writes(desk: Terminal, tmp_path: Path) -> None:
    code = desk.accept(birth())["code"]
    held = lock.hold(desk.data_dir / "desk.lock")
    try:
        for reading in (("find", "giang"), ("show", code), ("status",), ("verify",)):
            desk.json(*reading)
        desk.json("print", "receipt", code, "--to", tmp_path / "draft.pdf", "--draft")
        for writing in (
            ("accept", "-"), ("act", "note", code, "--note", "x"), ("pay", code, "--amount", "1"), ("rebuild",),
            ("demo",), ("print", "receipt", code, "--to", tmp_path / "slip.pdf"),
        ):  # fmt: skip
            assert desk.refused(*writing, code=4)["error"] == "DeskInUse"
        assert not (tmp_path / "slip.pdf").exists()
    finally:
        held.release()
    assert desk.changes() == 3


# ── help ─────────────────────────────────────────────────────────────────────────────────────


def _leaves(group: Command, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the words of every command of a group, those of its groups too."""
    assert isinstance(group, TyperGroup)
    for name, one in group.commands.items():
        if isinstance(one, TyperGroup):
            yield from _leaves(one, (*before, name))
        else:
            yield (*before, name)


_ALL_HELP = """
import sys
from tests.journeys.terminal import run
for command in sys.argv[2:]:
    said = run(["--language", sys.argv[1], *command.split("+"), "--help"])
    assert (said.code, said.err) == (0, ""), (command, said)
    print("=====", command)
    print(said.out)
"""


def test_every_command_that_the_contract_names_is_there() -> None:
    named = {*OF_THE_DESK, *(f"hub+{name}" for name in OF_THE_PROVINCE)}
    assert named <= {"+".join(words) for words in _leaves(command_line())}


@pytest.mark.parametrize(
    ("language", "example", "usage"), [("vi", "Ví dụ:", "Cách dùng:"), ("en", "Example:", "Usage:")]
)
def test_every_command_has_help_with_an_example(language: str, example: str, usage: str) -> None:
    """In a process of its own: help is worded once, when the program starts."""
    commands = ["+".join(words) for words in _leaves(command_line())]
    done = subprocess.run(
        [sys.executable, "-c", _ALL_HELP, language, *commands],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    pages = done.stdout.split("===== ")[1:]
    assert len(pages) == len(commands)
    for page in pages:
        command = page.split("\n")[0].replace("+", " ")
        assert page.split("\n")[1].startswith(usage), page
        assert not command.startswith("hub ") or re.search(rf"^  {example} .* --hub-dir ", page, re.MULTILINE), page
        begins = rf"^  {example} motcua( --json| --data-dir \S+)? {command}\b"
        assert re.search(begins, page, re.MULTILINE), page
        sentence = page.split("\n")[3].strip()
        assert sentence[0].isupper(), page
        assert len(sentence.split()) >= 3 or "." in sentence, page
        assert language == "en" or not re.search(r"\[required\]|\bShow this\b|Options:", page), page


def test_the_program_runs_in_a_process_of_its_own(desk: Terminal) -> None:
    said = run_apart(desk.words("accept", "-"), stdin=json.dumps(birth()).encode(), env={"PYTHONIOENCODING": "ascii"})
    assert (said.code, said.err) == (0, "")
    assert json.loads(said.out)["because"] == "Trả trong ngày."
    assert run_apart(["--json", "words", "x"]).code == 3


def _words_of(pdf: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(pdf).pages)
