"""``motcua self-check`` says yes on a sound computer and no on a broken one."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from printing import typeface
from tests.journeys.terminal import Terminal, birth, run
from ui import self_check
from ui.self_check import TITLES, Step


@pytest.fixture
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temp"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def test_a_sound_computer_passes_every_step_and_is_left_clean(temp: Path) -> None:
    before = dict(os.environ)
    said = run(["--json", "self-check"])
    assert (said.code, said.err) == (0, "")
    checked = json.loads(said.out)
    assert checked["ok"] is True
    assert [step["name"] for step in checked["steps"]] == list(TITLES)
    assert all(step["ok"] and step["problem"] is None for step in checked["steps"])
    assert list(temp.iterdir()) == []
    assert dict(os.environ) == before


def test_a_font_that_is_rubbish_is_named(temp: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = (typeface._FOLDER / "LiberationSerif-Regular.ttf").read_bytes()
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    (fonts / "LiberationSerif-Regular.ttf").write_bytes(whole[: len(whole) // 2])
    with monkeypatch.context() as patch:
        patch.setattr(typeface, "_FOLDER", fonts)
        patch.setattr(typeface, "_loaded", [])
        said = run(["--json", "self-check"])
    assert said.code == 4
    failed = json.loads(said.out)["steps"][-1]
    assert (failed["name"], failed["ok"]) == ("print", False)
    assert "LiberationSerif-Regular.ttf" in failed["problem"]


def test_a_font_that_is_not_there_is_named(desk: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = desk.accept(birth())["code"]
    with monkeypatch.context() as patch:
        patch.setattr(typeface, "_FOLDER", tmp_path / "no fonts")
        patch.setattr(typeface, "_loaded", [])
        refusal = desk.refused("print", "receipt", code, "--to", tmp_path / "slip.pdf", code=5)
    assert refusal["details"] == {"name": "LiberationSerif-Regular.ttf"}
    assert not (tmp_path / "slip.pdf").exists()


@pytest.mark.parametrize(
    ("after", "file", "fails"),
    [
        ("desk", "desk/vault.json", "accept"),
        ("accept", "desk/desk.db", "print"),
        ("province", "hub/vault.json", "ingest"),
        ("export", "stick/*.goi", "ingest"),
    ],
)
def test_a_key_or_a_file_that_breaks_on_the_way_stops_it(temp: Path, after: str, file: str, fails: str) -> None:
    def spoil(step: Step) -> None:
        if step.name == after:
            (folder,) = temp.iterdir()
            for broken in folder.glob(f"{file}*"):
                broken.write_bytes(b"rubbish" * 2000)

    steps = self_check.run(spoil)
    assert [step.name for step in steps if not step.ok] == [fails]
    assert steps[-1].problem
    assert list(temp.iterdir()) == []


def test_no_place_for_temporary_files_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", "/proc")
    said = run(["--json", "self-check"])
    assert said.code == 4
    (step,) = json.loads(said.out)["steps"]
    assert not step["ok"]
    assert "/proc" in step["problem"]
    assert run(["self-check"]).out.startswith("✗ ")


def test_a_full_disk_is_told(temp: Path) -> None:
    if (
        os.geteuid() != 0
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(temp)], check=False).returncode
    ):
        pytest.skip("needs root to mount a small disk")
    try:
        said = run(["--json", "self-check"])
    finally:
        subprocess.run(["umount", str(temp)], check=True)
    assert said.code == 4
    failed = json.loads(said.out)["steps"][-1]
    assert not failed["ok"]
    assert "hết chỗ" in failed["problem"]
