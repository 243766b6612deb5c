"""ACCEPTANCE 2 at the window: the plug is pulled while typing, at F9, and after the code was read out."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

from app.clock import FixedClock
from app.paths import desk_paths
from app.readings import DossierFilter, DossierLine
from tests.journeys.province import make_desk
from tests.journeys.terminal import LOGIN, MORNING, PASSWORD, Terminal
from tests.journeys.window import counter, unlock
from ui.intake.filled import from_text
from ui.program import open_program

NOW = datetime.fromisoformat(MORNING)


@pytest.fixture
def desk(tmp_path: Path, password_file: Path) -> Terminal:
    """A practice desk whose password is quick to try: it is tried in every process."""
    return make_desk(tmp_path / "desk", password_file)


def _serve_until(desk: Terminal, last_word: str, *, then_ms: float = 0) -> list[str]:
    """Let an officer serve a citizen in another process and pull the plug after a word; return all words."""
    heard: list[str] = []
    with subprocess.Popen(
        [sys.executable, "-m", "tests.journeys.window_at_work", str(desk.data_dir)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=Path(__file__).parents[2],
        text=True,
    ) as officer:  # fmt: skip
        assert officer.stdin is not None and officer.stdout is not None
        while not (heard and heard[-1].startswith(last_word)):
            line = officer.stdout.readline()
            assert line, f"the officer left by himself after {heard}"
            heard.append(line.strip())
            if heard[-1] == "kept" and last_word != "kept":
                officer.stdin.write("go\n")
                officer.stdin.flush()
        time.sleep(then_ms / 1000)
        officer.send_signal(signal.SIGKILL)
        heard.extend(line.strip() for line in officer.stdout)
    return heard


def _left(desk: Terminal, *, drop_drafts: bool) -> tuple[tuple[DossierLine, ...], list[str]]:
    """Open the desk as after the power cut: its dossiers, and the names in the drafts that are kept."""
    program = open_program(desk_paths(desk.data_dir), login=LOGIN, password=lambda: PASSWORD, write=True, now=NOW)
    try:
        assert program.storage.verify().ok
        kept = [filled for _slot, text, _at in program.drafts.kept() if (filled := from_text(text)) is not None]
        if drop_drafts:
            for slot, _text, _at in program.drafts.kept():
                program.drafts.drop(slot)
        lines = program.queries.page(DossierFilter(), order="recent", after=None, limit=50)
        return lines, [filled.applicant.name for filled in kept]
    finally:
        program.close()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kills processes as POSIX does")
def test_a_draft_is_offered_again_after_the_plug_was_pulled_while_typing(qapp: object, desk: Terminal) -> None:
    assert _serve_until(desk, "kept") == ["kept"]
    with counter(desk_paths(desk.data_dir), clock=FixedClock(NOW)) as made:
        unlock(made, PASSWORD)
        made.shot("draft-offered")
        offer = made.desk.desk.draft
        assert offer.isVisible()
        assert "Giàng A Chống" in made.words(offer)
        made.press("Ctrl+D")
        assert made.field("applicant.name") == "Giàng A Chống"
        assert made.field("applicant.id_number") == "012090000123"
        assert not made.desk.intake.lacking(), "the papers ticked are ticked"
        made.press("F9")
        assert len(made.lines()) == 1 and len(made.tray.papers) == 1
        made.press("Esc")
        assert not made.desk.desk.draft.isVisible()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kills processes as POSIX does")
def test_pulled_at_f9_the_citizen_is_a_draft_or_a_dossier_never_both_never_neither(desk: Terminal) -> None:
    heard = _serve_until(desk, "pressed", then_ms=random.Random().uniform(0, 40))  # another moment in every run
    lines, drafts = _left(desk, drop_drafts=True)
    assert len(lines) + len(drafts) == 1, (heard, lines, drafts)
    assert all(word.split()[1] == lines[0].code for word in heard if word.startswith("accepted"))
    before = {line.code for line in lines}
    heard = _serve_until(desk, "accepted")
    lines, drafts = _left(desk, drop_drafts=False)
    codes = [line.code for line in lines]
    assert heard[-1].split()[1] not in before and not drafts
    assert sorted(codes) == sorted({*before, heard[-1].split()[1]})
    prints = desk.json("show", heard[-1].split()[1])["prints"]
    waits = next(line.needs_print for line in lines if line.code not in before)
    assert waits != bool(prints), "the slip is printed or waits in «Cần in», never neither"
