"""Scans from the command line: attached, listed, saved, taken away, signed, checked; and what is refused."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.terminal import Terminal, birth
from tests.printing import papers
from tests.printing.token import OWNER, PIN, SoftToken, plugged_in


@pytest.fixture
def soft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SoftToken]:
    with plugged_in(tmp_path / "hsm", monkeypatch) as token:
        yield token


def file_of(folder: Path, data: bytes, name: str = "scan.pdf") -> Path:
    file = folder / name
    file.write_bytes(data)
    return file


def blobs(desk: Terminal) -> list[Path]:
    return list((desk.data_dir / "blobs").glob("??/??/*"))


def places(document: Any) -> list[int]:
    return [one["component"] for one in document["to_scan"]]


def test_papers_are_scanned_one_by_one_until_nothing_is_owed(desk: Terminal, tmp_path: Path) -> None:
    desk.accept(birth())
    first = desk.json("attach", "1001", file_of(tmp_path, papers.scan(pages=2)), "--component", "0")
    assert (first["pages"], first["component"], first["is_result"], first["is_signed"]) == (2, 0, False, False)
    assert first["sha256"] == hashlib.sha256(papers.scan(pages=2)).hexdigest()
    assert places(first) == [1], "the third paper was only shown"
    photo = desk.json("attach", "1001", file_of(tmp_path, papers.photo((1200, 1600)), "anh.jpg"), "--component", "1")
    assert (photo["media_type"], photo["pages"], places(photo)) == ("application/pdf", 1, [])
    whole = desk.json("attach", "1001", file_of(tmp_path, papers.scan("cả hồ sơ")))
    assert (whole["component"], places(whole)) == (None, [])
    shown = desk.json("show", "1001")
    assert [scan["component"] for scan in shown["scans"]] == [0, 1, None]
    assert [entry["kind"] for entry in shown["timeline"]].count("dossier.scan_added") == 3
    assert "scan.pdf" not in json.dumps(shown), "no file name is kept: people name files after citizens"
    assert len(blobs(desk)) == 3


def test_a_result_is_scanned_once_it_is_there(desk: Terminal, tmp_path: Path) -> None:
    desk.accept(birth())
    pdf = file_of(tmp_path, papers.scan("Giấy khai sinh"))
    assert desk.refused("attach", "1001", pdf, "--result")["error"] == "BadInput"
    assert blobs(desk) == []
    desk.json("act", "complete", "1001", "--result", "12/KS")
    assert desk.json("attach", "1001", file_of(tmp_path, papers.scan()))["result_to_scan"]
    done = desk.json("attach", "1001", pdf, "--result")
    assert (done["is_result"], done["result_to_scan"]) == (True, False)


def test_a_scan_comes_out_as_it_went_in(desk: Terminal, tmp_path: Path) -> None:
    desk.accept(birth())
    pdf = papers.scan(pages=3)
    added = desk.json("attach", "1001", file_of(tmp_path, pdf))
    to = tmp_path / "out.pdf"
    saved = desk.json("attach", "1001", "--export", added["sha256"][:10], "--to", to)
    assert (to.read_bytes(), saved["signatures"]) == (pdf, [])
    assert desk.refused("attach", "1001", "--export", "abcdef", "--to", to)["error"] == "NoSuchScan"
    desk.accept(birth("Sùng A Dơ"))
    other = desk.refused("attach", "1002", "--export", added["sha256"], "--to", to)
    assert other["error"] == "NoSuchScan", "a scan is shown only with a dossier that has it"


def test_a_wrong_scan_is_taken_away_with_a_reason_and_its_pages_go(desk: Terminal, tmp_path: Path) -> None:
    desk.accept(birth())
    pdf = file_of(tmp_path, papers.scan("giấy của người khác"))
    sha256 = desk.json("attach", "1001", pdf)["sha256"]
    assert desk.refused("attach", "1001", "--remove", sha256)["error"] == "ReasonNeeded"
    assert len(blobs(desk)) == 1
    assert places(desk.json("attach", "1001", "--remove", sha256, "--reason", "Nhầm người")) == [0, 1]
    assert blobs(desk) == []
    (scan,) = desk.json("show", "1001")["scans"]
    assert (scan["removed_because"], scan["sha256"]) == ("Nhầm người", sha256)
    assert desk.json("verify")["ok"]
    assert len(desk.json("attach", "1001", pdf)["to_sign"]) == 1, "it may come again"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"MZ\x90\x00This program cannot be run in DOS mode" + bytes(500),
        papers.locked(),
        papers.scan(pages=4)[:1500],
        papers.with_script(),
        papers.with_launch(),
        papers.bomb(),
    ],
    ids=["empty", "EXE", "password", "cut", "script", "launch", "bomb"],
)
@pytest.mark.filterwarnings("default::PIL.Image.DecompressionBombWarning")
def test_what_is_no_scan_is_refused_and_nothing_is_stored(desk: Terminal, tmp_path: Path, data: bytes) -> None:
    desk.accept(birth())
    before = desk.changes()
    refused = desk.refused("attach", "1001", file_of(tmp_path, data, "giấy khai sinh.pdf"))
    assert refused["error"] == "ScanRefused"
    assert "khai sinh" not in refused["message"]
    assert (desk.changes(), blobs(desk)) == (before, [])


def test_a_file_of_300_megabytes_is_refused_before_it_is_read(
    desk: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.accept(birth())
    large = tmp_path / "large.pdf"
    with large.open("wb") as stream:
        stream.write(b"%PDF-1.7\n")
        os.truncate(large, 300 << 20)
    read, opened = list[Path](), Path.open

    def noted(path: Path, *how: Any, **more: Any) -> Any:
        read.append(path)
        return opened(path, *how, **more)

    monkeypatch.setattr(Path, "open", noted)
    assert desk.refused("attach", "1001", large)["error"] == "ScanRefused"
    assert large not in read, "its size was enough"
    assert read, "other files were opened this way"
    assert blobs(desk) == []


def test_wrong_places_and_wrong_words_are_refused(desk: Terminal, tmp_path: Path) -> None:
    desk.accept(birth())
    pdf = file_of(tmp_path, papers.scan())
    assert desk.refused("attach", "1001", pdf, "--component", "99")["error"] == "BadInput"
    assert desk.refused("attach", "1001", pdf, "--component", "0", "--result")["error"] == "BadInput"
    assert desk.refused("attach", "9999", pdf)["error"] == "UnknownDossier"
    assert desk.refused("attach", "1001", tmp_path / "none.pdf", code=4)["error"] == "CannotRead"
    assert desk.refused("attach", "1001", tmp_path, code=4)["error"] == "CannotRead"
    for words in ((), (pdf, "--export", "abcdef"), ("--export", "abcdef"), (pdf, "--to", pdf)):
        desk.refused("attach", "1001", *words, code=2)
    assert blobs(desk) == []
    desk.json("attach", "1001", pdf, "--component", "0")
    assert desk.refused("attach", "1001", pdf, "--component", "0")["error"] == "AlreadyScanned"
    desk.json("attach", "1001", pdf, "--component", "1")
    assert len(blobs(desk)) == 1, "one file for two papers is stored once"


def test_verify_names_a_scan_that_is_gone_or_bent(desk: Terminal, tmp_path: Path) -> None:
    desk.accept(birth())
    sha256 = desk.json("attach", "1001", file_of(tmp_path, papers.scan()))["sha256"]
    assert desk.json("verify")["scans_missing"] == []
    (blob,) = blobs(desk)
    whole = blob.read_bytes()
    blob.write_bytes(whole[:-40] + bytes(40))
    said = desk.said("verify")
    assert (said.code, json.loads(said.out)["scans_damaged"]) == (5, [sha256])
    assert (
        desk.refused("attach", "1001", "--export", sha256, "--to", tmp_path / "o.pdf", code=5)["error"] == "ScanDamaged"
    )
    blob.unlink()
    said = desk.said("verify")
    assert (said.code, json.loads(said.out)["scans_missing"]) == (5, [sha256])
    assert sha256[:12] in desk.said("verify", as_json=False).out


# ── signing ──────────────────────────────────────────────────────────────────────────────────


def test_all_that_waits_is_signed_in_one_go(desk: Terminal, tmp_path: Path, soft: SoftToken) -> None:
    soft.add(OWNER)
    pin = file_of(tmp_path, f"{PIN}\n".encode(), "pin")
    words = ("--module", soft.driver, "--token", "UBND", "--pin-file", pin)
    desk.accept(birth())
    assert desk.refused("sign", "1001", *words)["error"] == "NothingToSign"
    for component in ("0", "1"):
        added = desk.json("attach", "1001", file_of(tmp_path, papers.scan(component)), "--component", component)
    assert len(added["to_sign"]) == 2
    signed = desk.json("sign", "1001", *words)
    assert ([one["component"] for one in signed["signed"]], signed["to_sign"]) == ([0, 1], [])
    assert len(blobs(desk)) == 2, "the signed form holds the unsigned one"
    saved = desk.json("attach", "1001", "--export", signed["signed"][0]["sha256"], "--to", tmp_path / "signed.pdf")
    (seen,) = saved["signatures"]
    assert (seen["signer"], seen["at"]) == (OWNER, "2026-11-23T08:15:00+07:00")
    assert seen["is_intact"] and seen["covers_all"]
    again = desk.json("attach", "1001", tmp_path / "signed.pdf", "--component", "5")
    assert (again["is_signed"], again["to_sign"]) == (True, []), "a scan signed elsewhere does not wait"
    assert desk.json("verify")["ok"]


def test_a_wrong_pin_or_no_token_changes_nothing_and_the_pin_is_in_no_file(
    desk: Terminal, tmp_path: Path, soft: SoftToken
) -> None:
    soft.add(OWNER)
    desk.accept(birth())
    desk.json("attach", "1001", file_of(tmp_path, papers.scan()))
    before = desk.changes()
    wrong, right = file_of(tmp_path, b"97531086", "wrong"), file_of(tmp_path, PIN.encode(), "pin")
    module = ("--module", soft.driver)
    assert desk.refused("sign", "1001", *module, "--token", "UBND", "--pin-file", wrong)["error"] == "PinWrong"
    assert desk.refused("sign", "1001", *module, "--token", "NHẦM", "--pin-file", right, code=4)["error"] == "NoToken"
    nothing = ("sign", "1001", "--module", tmp_path / "no.so", "--token", "UBND", "--pin-file", right)
    assert desk.refused(*nothing, code=4)["error"] == "NoToken"
    assert desk.refused("sign", "1001", *module, "--token", "UBND")["error"] == "BadInput", "no terminal to ask on"
    assert desk.changes() == before
    state = Path(os.environ["MOTCUA_STATE_DIR"])
    for file in (*desk.data_dir.rglob("*"), *state.rglob("*")):
        assert not file.is_file() or b"97531086" not in file.read_bytes()
