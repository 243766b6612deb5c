"""Desks to type at: a practice desk of Sin Suối Hồ, made once by ``motcua init`` and copied for every test."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.i18n import use_language
from storage import vault
from storage.vault_file import Cost
from tests.journeys.terminal import COMMUNE, LOGIN, MORNING, PASSWORD, Terminal
from tests.ui.conftest import qapp, qapp_cls  # noqa: F401 (the window's journeys need the same application)

FIRST_DAY = "2026-11-20T07:00:00+07:00"
"""The Friday before the Monday on which most journeys begin."""


@pytest.fixture(scope="session")
def password_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("secret") / "password"
    file.write_text(PASSWORD + "\n", encoding="utf-8")
    return file


@pytest.fixture(scope="session")
def _first_desk(tmp_path_factory: pytest.TempPathFactory, password_file: Path) -> Path:
    return _made(tmp_path_factory, password_file, FIRST_DAY)


def _made(tmp_path_factory: pytest.TempPathFactory, password_file: Path, now: str) -> Path:
    folder, state = tmp_path_factory.mktemp("first") / "desk", tmp_path_factory.mktemp("first-state")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOTCUA_STATE_DIR", str(state))
        patch.setattr(vault, "Cost", _quick_cost)  # only here: hundreds of commands open copies of this desk
        terminal = Terminal(folder, password_file, now=now)
        terminal.json(
            *("init", "--practice", "--commune", COMMUNE, "--station", "1", "--login", LOGIN, "--name", "Vàng Thị Hoa")
        )
    return folder


@pytest.fixture
def desk_since(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, password_file: Path
) -> Callable[[str], Terminal]:
    """Make a practice desk that opened at another time: a clock far from its last step would be doubted."""

    def opened(now: str) -> Terminal:
        folder = tmp_path / f"desk-{now[:10]}"
        shutil.copytree(_made(tmp_path_factory, password_file, now), folder)
        return Terminal(folder, password_file, now=now)

    return opened


def _quick_cost(memory_kib: int = 1024, passes: int = 1, lanes: int = 1) -> Cost:
    return Cost(memory_kib, passes, lanes)


@pytest.fixture
def desk(_first_desk: Path, tmp_path: Path, password_file: Path) -> Terminal:
    """A practice desk nobody has worked at, on the morning of Monday 23/11/2026."""
    folder = tmp_path / "desk"
    shutil.copytree(_first_desk, folder)
    return Terminal(folder, password_file, now=MORNING)


@pytest.fixture(autouse=True)
def _speak_vietnamese_again() -> None:
    """A command sets the language of the whole process; the next test starts from the usual one."""
    use_language("vi")
