"""``dev.py`` says what a machine lacks, and notices when ``.venv`` or the wordings are old."""

import os
import sys
from pathlib import Path

import pytest

import dev

on_debian = pytest.mark.skipif(sys.platform == "win32", reason="apt-get is Debian's")


def test_what_is_missing_is_named_where_it_cannot_be_installed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(dev.LIBRARIES, "libnosuchthing.so.7", "libnosuchthing7")
    assert dev.missing_libraries()[-1:] == ["libnosuchthing7"]
    monkeypatch.setenv("PATH", str(tmp_path))  # no apt-get here
    with pytest.raises(SystemExit) as stopped:
        dev.install_system(["libnosuchthing7", "libegl1"])
    assert stopped.value.code == 1
    assert "lacks what Debian calls: libnosuchthing7 libegl1" in capsys.readouterr().err


@on_debian
def test_without_root_the_command_to_type_is_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "apt-get").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    (tmp_path / "apt-get").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit):
        dev.install_system(["libegl1"])
    assert "As root: apt-get install --no-install-recommends libegl1" in capsys.readouterr().err


@on_debian
def test_root_installs_after_one_look_for_newer_lists(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    log = tmp_path / "log"
    script = f'#!/bin/sh\necho "$@" >> {log}\n[ "$1" = update ] || [ "$(grep -c . {log})" -gt 1 ]\n'
    (tmp_path / "apt-get").write_text(script, encoding="utf-8")
    (tmp_path / "apt-get").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    dev.install_system(["libegl1"])
    install = "install -y -qq --no-install-recommends libegl1"
    assert log.read_text(encoding="utf-8").splitlines() == [install, "update -qq", install]


def test_a_new_lock_makes_the_venv_old(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("babel==2.18.0\n", encoding="utf-8")
    monkeypatch.setattr(dev, "LOCK", lock)
    before = dev.expected_stamp()
    assert dev.expected_stamp() == before
    lock.write_text("babel==2.19.0\n", encoding="utf-8")
    assert dev.expected_stamp() != before


def test_an_edited_catalogue_is_built_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "vi" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    monkeypatch.setattr(dev, "LOCALE", tmp_path)
    (folder / "motcua.po").write_text("", encoding="utf-8")
    assert dev.stale_wordings()
    (folder / "motcua.mo").write_bytes(b"")
    assert not dev.stale_wordings()
    os.utime(folder / "motcua.po", (2_000_000_000, 2_000_000_000))
    assert dev.stale_wordings()


def test_an_unknown_command_shows_what_there_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["dev.py", "fly"])
    assert dev.main() == 2
    assert "screenshots" in capsys.readouterr().err
