"""Processes that die in the middle of what they do, at a moment the test chooses."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest

from storage import engine


def die() -> None:
    """End this process as the plug does: nothing is flushed, closed or told."""
    os.kill(os.getpid(), signal.SIGKILL)


def killed(act: Callable[[], object]) -> bool:
    """Do something in a copy of this process; return whether it was killed before its end. Fails if it raised."""
    child = os.fork()
    if child == 0:
        code = 3
        try:
            act()
            code = 0
        finally:
            os._exit(code)
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0, "it failed by itself: nothing is shown by this"
    return False


class Moment:
    """The n-th time something happens; ``passes`` dies there. It counts only once ``begins`` was called."""

    def __init__(self, at: int) -> None:
        self._left, self._counts = at, False

    def begins(self) -> None:
        self._counts = True

    def passes(self, *_what: object) -> None:
        if self._counts:
            self._left -= 1
            if self._left <= 0:
                die()


def dies_at_statement(patch: pytest.MonkeyPatch, moment: Moment) -> None:
    """Let every SQL statement of a connection that writes count, from the database's own account of them."""
    make_durable = engine._make_durable

    def watched(raw: Any, record: object) -> None:
        make_durable(raw, record)
        raw.set_trace_callback(moment.passes)

    patch.setattr(engine, "_make_durable", watched)


def quick_check(raw: sqlite3.Connection) -> str:
    """Return what the database says of its own pages: ``ok``."""
    return str(raw.execute("PRAGMA quick_check").fetchone()[0])
