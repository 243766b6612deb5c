"""The net under the tests holds: what should fail does fail. Each test runs pytest on a small file of its own."""

import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parent
PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider"]


def run_pytest(folder: Path, body: str, *, skips: str = "") -> tuple[int, str]:
    """Run pytest over ``body`` under our conftest and settings; return its exit status and what it said."""
    (folder / "conftest.py").write_text((TESTS / "conftest.py").read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "SKIPS.md").write_text(skips, encoding="utf-8")
    (folder / "test_it.py").write_text(body, encoding="utf-8")
    settings = str(TESTS.parent / "pyproject.toml")
    command = [*PYTEST, "-c", settings, "--rootdir", str(folder), str(folder / "test_it.py")]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_log_warning_fails_unless_it_was_expected(tmp_path: Path) -> None:
    status, said = run_pytest(
        tmp_path,
        """
import logging, pytest
def test_warns(): logging.getLogger("motcua.x").warning("stray one")
@pytest.mark.expects_log_warnings
def test_on_purpose(): logging.getLogger("motcua.x").warning("asked for")
def test_cleared(caplog):
    logging.getLogger("motcua.x").warning("looked at")
    caplog.clear()
""",
    )
    assert status == 1
    assert "motcua.x: stray one" in said
    assert "3 passed, 1 error" in said


def test_a_qt_warning_and_a_python_warning_fail(tmp_path: Path) -> None:
    status, said = run_pytest(
        tmp_path,
        """
import warnings
from PySide6.QtCore import qWarning
def test_qt(qtbot): qWarning("stray from Qt")
def test_python(): warnings.warn("stray from Python", stacklevel=1)
""",
    )
    assert status == 1
    assert "stray from Qt" in said
    assert "UserWarning: stray from Python" in said
    assert "2 failed" in said


def test_a_skip_that_nobody_agreed_to_fails_the_run(tmp_path: Path) -> None:
    body = "import pytest\ndef test_it(): pytest.skip('too lazy today')\n"
    status, said = run_pytest(tmp_path, body)
    assert status == 1
    assert "not on the list" in said
    assert "too lazy today" in said
    assert run_pytest(tmp_path, body, skips="- `too lazy`: runs tomorrow\n")[0] == 0
