"""Figures of the window: start, unlock, memory, scrolling. Each runs in a process of its own."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench import floors
from tests.bench.desks import PASSWORD, large_desk, new_desk
from tests.bench.figure import Figure, p95

_HEAD = """
import json, sys, time
from dataclasses import replace
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from app.clock import SystemClock
from app.paths import desk_paths
from app.settings import Settings
from ui.window_start import WindowStart, application_for
folder, password = Path(sys.argv[1]), sys.argv[2]
paths = replace(desk_paths(folder), state_dir=folder / 'state', logs_dir=folder / 'logs')
app = application_for(Settings(theme='light'))
start = WindowStart(paths, Settings(theme='light'), login='do', clock=SystemClock())
def settle():
    while True:
        app.processEvents()
        if start.tasks.idle():
            app.processEvents()
            return
        time.sleep(0.001)
"""
_PAINTED = (
    _HEAD
    + floors.QUIT_WHEN_PAINTED
    + """
def covered():
    start.start()
    start.window.installEventFilter(seen)
    assert start.window.is_covered()
QTimer.singleShot(0, covered)
app.exec()
"""
)
OPENED = (
    _HEAD
    + """
start.start()
typing = time.perf_counter()
while time.perf_counter() - typing < 2.5:
    app.processEvents()
    time.sleep(0.005)
settle()
began = time.perf_counter()
opened = []
start.tasks.device(lambda _p: start._open('do', password), done=opened.append, failed=print, owner=start.window)
while not opened:
    app.processEvents(); time.sleep(0.0005)
start._unlocked(opened[0])
while start.window.is_covered():
    app.processEvents()
settle()
unlocked = time.perf_counter() - began
"""
)
_UNLOCKED = (
    OPENED
    + """
frames = []
if len(sys.argv) > 3:
    from PySide6.QtWidgets import QTableView
    start.window.open_page('dossiers'); settle()
    table = max((t for t in start.window.findChildren(QTableView) if t.isVisible()), key=lambda t: t.height())
    bar = table.verticalScrollBar()
    for step in range(90):
        bar.setValue(step * 3 if step < 45 else (step * 7919) % max(1, bar.maximum()))
        at = time.perf_counter()
        table.viewport().repaint()
        app.processEvents()
        frames.append((time.perf_counter() - at) * 1000)
        settle()
rss = int(open('/proc/self/statm').read().split()[1]) * 4096 / 1e6
rows = table.model().rowCount() if frames else 0
print(json.dumps({'unlocked': unlocked, 'rss': rss, 'frames': frames, 'rows': rows}), flush=True)
start.close()
import os
os._exit(0)
"""
)


_BYTECODE = Path("build") / "bench" / "bytecode"


def _environment() -> dict[str, str]:
    """As on an officer's computer, where Python keeps its bytecode; the first run of each script fills it."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {
        **kept,
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(Path.cwd()),
        "PYTHONPYCACHEPREFIX": str(_BYTECODE.absolute()),
    }


def _seconds(script: str, *words: str) -> float:
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script, *words], check=True, capture_output=True, env=_environment()
    )
    return time.perf_counter() - start


def told_by(script: str, *words: str) -> dict[str, object]:
    command = [sys.executable, "-W", "ignore", "-c", script, *words]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=_environment())
    return json.loads(done.stdout.splitlines()[-1])


def start() -> Iterator[Figure]:
    """From the command to the painted unlock page, and from the password to a usable desk."""
    with tempfile.TemporaryDirectory() as name:
        folder = str(new_desk(Path(name)).data_dir)
        for script in (floors.BARE_WINDOW, _PAINTED):
            _seconds(script, folder, PASSWORD)
        told_by(_UNLOCKED, folder, PASSWORD)
        turns = [(_seconds(floors.BARE_WINDOW), _seconds(_PAINTED, folder, PASSWORD)) for _n in range(11)]
        floor, ours = (statistics.median(side) for side in zip(*turns, strict=True))
        unlocked = statistics.median(float(str(told_by(_UNLOCKED, folder, PASSWORD)["unlocked"])) for _n in range(3))
    yield Figure("window painted / bare PySide6 window, whole process", ours * 1000, "ms", 2, floor * 1000)
    yield Figure("password entered to usable desk", unlocked, "s", 1.5)


def large_list() -> Iterator[Figure]:
    """The list of 100,000 dossiers: a frame while scrolling, and the memory of the whole program."""
    told = told_by(_UNLOCKED, str(large_desk(100_000).data_dir), PASSWORD, "scroll")
    frames = [float(ms) for ms in told["frames"]]  # type: ignore[attr-defined]
    assert int(str(told["rows"])) >= 100_000, told["rows"]
    yield Figure("frame while scrolling 100,000 dossiers, p95", p95(frames), "ms", 16)
    yield Figure("memory of the window with 100,000 dossiers", float(str(told["rss"])), "MB", 200)
