"""The practice copy (bản tập huấn) in one go: a desk with made-up people whose password everybody may know."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from app.paths import Paths

PRACTICE_LOGIN = "taphuan"
PRACTICE_NAME = "Lò Thị Tập Huấn"
PRACTICE_PASSWORD = "taphuan2026"  # noqa: S105 (shown on the screen: nothing in there is real)
PRACTICE_DOSSIERS = 60
PRACTICE_STEPS = 4

Tell = Callable[[int], None]
"""Hears how many of the steps are done."""


def make_practice_desk(paths: Paths, commune: str, *, now: datetime | None, tell: Tell) -> None:
    """Make the practice desk of a commune (by code) and fill it with believable dossiers; takes some seconds.

    Raises AlreadyInitialised, DiskFull, CannotWrite. What ``tell`` raises stops between two steps.
    """
    from app.services.practice import fill
    from ui.first_start import FirstStart, start_desk
    from ui.program import open_program

    wanted = FirstStart(commune, 1, PRACTICE_LOGIN, PRACTICE_NAME, None, None, True)
    tell(0)
    start_desk(paths, wanted, password=PRACTICE_PASSWORD, now=now)
    tell(1)
    program = open_program(paths, login=PRACTICE_LOGIN, password=lambda: PRACTICE_PASSWORD, write=True, now=now)
    try:
        tell(2)
        fill(program.practice_tools(), dossiers=PRACTICE_DOSSIERS, seed=1, since=None, until=None)
        tell(3)
    finally:
        program.close()
    tell(PRACTICE_STEPS)
