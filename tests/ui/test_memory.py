"""PySide6 keeps no source of what is imported behind the window (ui/memory.py)."""

import subprocess
import sys

_SCRIPT = """
import linecache
import ui.window_start
import sqlmodel, ui.program
print(sum(path.endswith(".py") for path in linecache.cache))
"""


def test_the_sources_of_imported_modules_are_not_kept():
    told = subprocess.run([sys.executable, "-c", _SCRIPT], capture_output=True, text=True, check=True, timeout=60)

    assert int(told.stdout) < 20
