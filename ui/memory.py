"""What the window keeps out of memory: a desk has 4 GB for everything (figures: ``dev.py bench list``)."""

from __future__ import annotations

import ctypes
import linecache
import sys
from types import ModuleType

import PySide6.QtCore  # noqa: F401 - it brings the looking with it
from shibokensupport import feature  # type: ignore[import-not-found]

_M_ARENA_MAX = -8


def be_lean() -> None:
    """Do both; once, before the first thread starts and before the many imports behind the cover."""
    _read_no_sources()
    _share_one_heap()


def _read_no_sources() -> None:
    """Keep PySide6 6.12 from fetching the source of every module that is imported after it: 30 MB, and slower.

    It looks for ``__feature__`` (snake_case names, which we never ask for), and ``linecache`` keeps every line.
    Does nothing where PySide6 looks in another way.
    """
    if hasattr(feature, "_mod_uses_pyside"):
        feature._mod_uses_pyside = _asks_for_nothing
        linecache.clearcache()


def _asks_for_nothing(module: ModuleType) -> bool:
    return False


def _share_one_heap() -> None:
    """Let glibc's threads share a heap: Python runs one at a time, so heaps of their own only lie half empty (3 MB)."""
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none
        if mallopt is not None:
            mallopt(_M_ARENA_MAX, 1)
