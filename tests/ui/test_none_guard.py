"""PySide6 6.12 on Python 3.11 stops the interpreter after some thousand calls of Qt; the desk must not."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import sys
{guard}
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPainter, QPixmap, QGuiApplication
class Bell(QObject):
    rung = Signal(bool)
bell = Bell()
bell.rung.connect(lambda loud: None)
app = QGuiApplication([])
paper = QPixmap(4, 4)
painter = QPainter(paper)
for _ in range(60_000):
    painter.setOpacity(1.0)
    bell.rung.emit(True)
painter.end()
print("still here")
"""


def test_a_long_day_at_the_window_does_not_stop_the_program() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(guard="import ui")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "still here" in done.stdout, done.stderr
