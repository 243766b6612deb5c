from pathlib import Path

import pytest

from app.paths import desk_paths


def test_the_desk_lies_in_the_folder_asked_for_and_its_anchor_outside(tmp_path: Path) -> None:
    paths = desk_paths(tmp_path / "bàn 1")
    inside = [paths.database, paths.vault_file, paths.lock_file, paths.settings_file]
    assert all(file.parent == tmp_path / "bàn 1" for file in inside)
    assert len(set(inside)) == 4
    assert not paths.anchor_file.is_relative_to(paths.data_dir)
    assert not paths.logs_dir.is_relative_to(paths.data_dir)


def test_the_state_folder_can_be_moved_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_STATE_DIR", str(tmp_path / "state"))
    assert desk_paths().anchor_file.parent == tmp_path / "state"
    monkeypatch.delenv("MOTCUA_STATE_DIR")
    assert desk_paths().state_dir.name == "motcua"


def test_looking_creates_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_STATE_DIR", str(tmp_path / "state"))
    desk_paths(tmp_path / "data")
    assert list(tmp_path.iterdir()) == []


def test_a_relative_folder_stays_the_same_desk_when_the_program_changes_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    paths = desk_paths(Path("desk"))
    monkeypatch.chdir("/")
    assert paths.data_dir == tmp_path / "desk"
