"""ACCEPTANCE 2: the plug is pulled at random moments, most of them while an act is in flight."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.paths import desk_paths
from app.readings import DossierFilter
from tests.journeys.busy_counter import NOW, draft_text
from tests.journeys.terminal import LOGIN, PASSWORD, Terminal
from ui.program import open_program

PULLS = 20


@dataclass
class Told:
    """What the officer was told before the lights went out: numbers typed, and code by number accepted."""

    typed: list[int] = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=dict)

    def hear(self, line: str) -> None:
        match line.split():
            case ["typed", number]:
                self.typed.append(int(number))
            case ["accepted", number, code]:
                self.codes[int(number)] = code


@pytest.mark.skipif(sys.platform == "win32", reason="kills processes as POSIX does")
def test_pulling_the_plug_loses_no_dossier_doubles_no_number_and_keeps_the_draft(desk: Terminal) -> None:
    told, chance = Told(), random.Random(20261123)
    moments_in_flight = 0
    with subprocess.Popen(
        [sys.executable, "-m", "tests.journeys.busy_counter", str(desk.data_dir), LOGIN, PASSWORD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        text=True,
    ) as officer:
        for _pull in range(PULLS):
            _work_and_pull(officer, told, after_s=chance.uniform(0.002, 0.12))
            moments_in_flight += len(told.typed) > len(told.codes)
            _nothing_lost(desk, told)
        assert officer.stdin is not None
        officer.stdin.close()
    assert len(told.codes) >= PULLS, "the officer got hardly anything done: nothing is shown by this"
    assert moments_in_flight >= PULLS // 4, "hardly any act was in flight when the plug was pulled"
    assert desk.json("verify")["ok"] is True
    assert desk.json("rebuild")["ok"] is True


def _work_and_pull(officer: subprocess.Popen[str], told: Told, *, after_s: float) -> None:
    """Let a child work until it has typed its first draft, wait a moment more, and kill it."""
    assert officer.stdin is not None
    assert officer.stdout is not None
    first = max([*told.typed, *told.codes, 0]) + 1
    officer.stdin.write(f"{first}\n")
    officer.stdin.flush()
    child = 0
    while not (child and told.typed and told.typed[-1] >= first):
        line = officer.stdout.readline()
        assert line, "the officer died by himself"
        child = int(line.split()[1]) if line.startswith("child") else child
        told.hear(line)
    time.sleep(after_s)
    os.kill(child, signal.SIGKILL)
    for line in officer.stdout:
        if line == "dead\n":
            break
        told.hear(line)


def _nothing_lost(desk: Terminal, told: Told) -> None:
    """Open the desk as the next morning would, and compare it with what the officer was told."""
    program = open_program(desk_paths(desk.data_dir), login=LOGIN, password=lambda: PASSWORD, write=True, now=NOW)
    try:
        lines = program.queries.page_at(DossierFilter(), order="recent", offset=0, limit=10_000)
        codes = [line.code for line in lines]
        assert len(codes) == len(set(codes)), "a number was given twice"
        saved = {int(line.applicant.rsplit(" ", 1)[1]): line.code for line in lines}
        assert len(saved) == len(lines), "a dossier was saved twice"
        for number, code in told.codes.items():
            assert saved.get(number) == code, f"dossier {number} was promised as {code}"
        serials = sorted(int(code[-4:]) for code in codes)
        assert serials == list(range(1001, 1001 + len(serials))), "a number was lost"
        _drafts_whole(program.drafts.kept(), told, saved)
        verified = program.storage.verify()
        assert verified.ok, verified
        for slot, _text, _at in program.drafts.kept():
            program.drafts.drop(slot)
    finally:
        program.close()


def _drafts_whole(kept: tuple[tuple[str, str, object], ...], told: Told, saved: dict[int, str]) -> None:
    """The draft being typed is whole or has become a dossier: never neither, never both."""
    drafts = {int(slot.removeprefix("slot-")): text for slot, text, _at in kept}
    for number, text in drafts.items():
        assert text == draft_text(number)
        assert json.loads(text)["number"] == number
        assert number not in saved, "accepted, yet still a draft"
    last = told.typed[-1]
    assert (last in drafts) != (last in saved), "what was typed last is neither draft nor dossier"
