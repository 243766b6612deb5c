"""An officer who types without pause, in a process that will be killed: run by ``test_kill.py``.

Modules are loaded once; each line on standard input forks a child that opens the desk and works until it
dies. What is done is written to standard output only after it is done: ``typed N``, ``accepted N CODE``.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime
from pathlib import Path

from app.clock import ZONE
from app.domain.citizen import Applicant
from app.domain.draft import Draft, PaperEntry
from app.paths import desk_paths
from ui.program import open_program

NOW = datetime(2026, 11, 23, 8, 15, tzinfo=ZONE)
NEVER_MIND = 100_000


def draft_text(number: int) -> str:
    """Return what the page autosaves: long enough to span pages of the database."""
    return json.dumps({"number": number, "summary": f"Hồ sơ {number} " * 200}, ensure_ascii=False)


def draft_of(number: int) -> Draft:
    papers = tuple(PaperEntry(component, original=1) for component in (0, 1, 5))
    return Draft("1.001193", Applicant("person", f"Giàng A Chống {number}"), papers, summary=f"Hồ sơ {number}")


def work(data_dir: Path, login: str, password: str, first: int) -> None:
    """Type a draft, accept it, type the next, for ever."""
    desk = open_program(desk_paths(data_dir), login=login, password=lambda: password, write=True, now=NOW)
    for number in range(first, NEVER_MIND):
        desk.drafts.keep(f"slot-{number}", draft_text(number), at=NOW)
        say(f"typed {number}")
        accepted = desk.intake.accept(draft_of(number), officer=desk.officer, draft_slot=f"slot-{number}")
        say(f"accepted {number} {accepted.dossier.code}")


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def main() -> None:
    data_dir, login, password = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            work(data_dir, login, password, int(line))
            os._exit(0)
        say(f"child {child}")
        os.waitpid(child, 0)
        say("dead")


if __name__ == "__main__":
    main()
