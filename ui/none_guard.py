"""Keeps None, True and False alive under PySide6 6.12 on Python 3.11.

There, every Qt call that returns nothing takes one reference from None that it never gave, and a bool sent through
a signal can cost True one: after some ten thousand calls the interpreter stops with «deallocating None». From Python
3.12 on these three cannot be freed. Until the wheels are mended, each is given more references than any working day
can use up. Shown by tests/ui/test_none_guard.py.
"""

from __future__ import annotations

import ctypes
import sys

#: At a million Qt calls a second this lasts for more than ten days; a restart starts anew.
_RESERVE = 1 << 40


def hold_constants() -> None:
    """Give None, True and False their reserve; does nothing where they are immortal."""
    if sys.version_info < (3, 12):
        for constant in (None, True, False):
            # the reference count is the first word of every object of CPython
            ctypes.c_ssize_t.from_address(id(constant)).value += _RESERVE
