"""What every test stands on: no desk of this computer is touched, nothing passes silently.

Stray warnings (Python, Qt, log) fail the test; a skip must be on the list in ``SKIPS.md``.
"""

from __future__ import annotations

import itertools
import logging
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from app.i18n import use_language
from app.logs import ROOT, shut_down_logs
from storage import machine

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

settings.register_profile(
    "ci",
    max_examples=50,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.register_profile("long", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

SKIPS = Path(__file__).with_name("SKIPS.md")
_desk_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def _state_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("state")


@pytest.fixture(scope="session", autouse=True)
def _one_computer() -> Iterator[None]:
    """A desk made for many tests and copied to each of them has not moved to another computer."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(machine, "new_account_id", lambda: b"the computer of the tests")
        yield


@pytest.fixture(autouse=True)
def _away_from_the_real_desk(monkeypatch: pytest.MonkeyPatch, _state_root: Path) -> None:
    """Anchor files go to a folder of this test; no officer or password leaks in from outside."""
    monkeypatch.setenv("MOTCUA_STATE_DIR", str(_state_root / str(next(_desk_numbers))))
    for name in ("MOTCUA_OFFICER", "MOTCUA_PASSWORD_FILE", "MOTCUA_DATA_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _speaks_english_first() -> None:
    """The language is one for the whole process: what the test before chose must not decide this one."""
    use_language("en")


@pytest.fixture(autouse=True)
def _no_stray_log_warnings(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A warning in the log fails, unless the test is marked or called ``caplog.clear()``.

    Every line is made, whether or not a test before this one had the log written: what a line may not say shows.
    """
    logging.getLogger(ROOT).setLevel(logging.INFO)
    yield
    shut_down_logs()
    if request.node.get_closest_marker("expects_log_warnings") is not None:
        return
    records = caplog.get_records("setup") + caplog.get_records("call")
    stray = [f"{r.name}: {r.getMessage()}" for r in records if r.levelno >= logging.WARNING]
    if stray:
        pytest.fail("stray log warnings:\n" + "\n".join(stray), pytrace=False)


def _allowed_skips() -> list[str]:
    """Return the reasons listed in SKIPS.md: the quoted beginning of each bullet."""
    return re.findall(r"^- `(.+?)`", SKIPS.read_text(encoding="utf-8"), re.MULTILINE)


def _unlisted_skips(reports: list[pytest.TestReport]) -> list[str]:
    allowed = tuple(_allowed_skips())
    unlisted = []
    for report in reports:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reason = reason.removeprefix("Skipped: ")
        if not reason.startswith(allowed):
            unlisted.append(f"{report.nodeid}: {reason}")
    return unlisted


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run when a test was skipped for a reason nobody has agreed to."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        return
    unlisted = _unlisted_skips([r for r in reporter.stats.get("skipped", []) if not hasattr(r, "wasxfail")])
    if unlisted:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter.write_line("")
        reporter.write_line("skipped, and not on the list in tests/SKIPS.md:", red=True, bold=True)
        for line in unlisted:
            reporter.write_line(f"  {line}", red=True)
