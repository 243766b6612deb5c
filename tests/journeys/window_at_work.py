"""An officer at the window, in a process that will be killed: run by ``test_window_kill.py``.

Standard output tells what the screen has shown: ``kept`` when the draft is said to be saved, ``pressed`` when F9 goes
down, ``accepted CODE`` when the code is read out. Nothing is said before it is so.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path

from PySide6.QtTest import QTest

from app.clock import FixedClock
from app.paths import desk_paths
from tests.journeys.terminal import MORNING, PASSWORD
from tests.journeys.window import Counter, counter, unlock
from ui.application import make_application
from ui.intake.filled import from_text

CARD = "012090000123||Giàng A Chống|05061990|Nam|Bản Sin Suối Hồ, xã Sin Suối Hồ, Lai Châu|25062021"
BIRTH = ("Return", "Return", "Return", "Space", "Down", "Space", "Down", "Space")

PAPERS = BIRTH.count("Space")


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def serve(made: Counter) -> None:
    """Fill in a dossier from a card, and accept it."""
    made.scan(CARD)
    made.type("ks")
    made.settle()
    made.press(*BIRTH, quick=True)
    made.wait(lambda: _papers_kept(made) == PAPERS)
    say("kept")
    sys.stdin.readline()
    say("pressed")
    QTest.keyClick(made.handle(), made.key("F9"))
    asked_why = made.desk.intake.page.duplicate
    made.wait(lambda: made.toast() or asked_why.isVisible())
    if asked_why.isVisible():  # the dossier from before the break is still open
        made.type("Sinh đôi")
        made.press("F9")
        made.wait(made.toast)
    say(f"accepted {made.lines()[0].code}")
    sys.stdin.readline()


def _papers_kept(made: Counter) -> int:
    """Return how many papers the draft in the vault has ticked."""
    kept = [filled for _slot, text, _at in made.desk.program.drafts.kept() if (filled := from_text(text)) is not None]
    return len(kept[0].papers) if kept else 0


def main() -> None:
    application = make_application(["motcua"], mode="light")
    with counter(desk_paths(Path(sys.argv[1])), clock=FixedClock(datetime.fromisoformat(MORNING))) as made:
        unlock(made, PASSWORD)
        serve(made)
    del application


if __name__ == "__main__":
    main()
