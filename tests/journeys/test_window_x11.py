"""The program under a real X server: its own process, its own event loop, keys from outside."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image, ImageGrab

from tests.journeys.province import make_desk
from tests.journeys.terminal import MORNING, PASSWORD

PATIENCE_S = 110
LOOK_EVERY_S = 0.1
RAIL = (30, 400)
"""A spot of the window where unlock shows the door and the desk its rail."""

pytestmark = pytest.mark.skipif(
    not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="Xvfb or xdotool is not installed"
)


@contextmanager
def _screen() -> Iterator[str]:
    """Start an X server on a free display of 1366×768.

    It must not begin anew when its last client leaves: whoever asks for windows before the program has connected would
    make it do so just when the program comes, which then finds no display.
    """
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1366x768x24", "-nolisten", "tcp", "-noreset"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        os.close(write)
        try:
            with os.fdopen(read) as told:
                number = told.readline().strip()
            assert number, "the X server did not start"
            yield f":{number}"
        finally:
            server.terminate()


def _until(found: Callable[[], object], what: str) -> object:
    deadline = time.monotonic() + PATIENCE_S
    while not (seen := found()):
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(LOOK_EVERY_S)  # another process: nothing here could be told
    return seen


def _xdotool(display: str, *words: str) -> str:
    done = subprocess.run(
        ["xdotool", *words],
        env={**os.environ, "DISPLAY": display, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip()


def _picture(display: str) -> Image.Image:
    return ImageGrab.grab(xdisplay=display)


@pytest.mark.slow
def test_the_program_opens_a_practice_desk_under_a_real_x_server(tmp_path: Path, password_file: Path) -> None:
    desk = make_desk(tmp_path / "desk", password_file)
    with _screen() as display:
        environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "LC_ALL": "C.UTF-8"}
        environment["PYTHONFAULTHANDLER"] = "1"
        program = subprocess.Popen(
            [sys.executable, "-m", "ui", "--data-dir", str(desk.data_dir), "--now", MORNING],
            env=environment, cwd=Path(__file__).parents[2], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip
        try:
            try:
                window = str(_until(lambda: _shown(display, program), "the window"))
            except AssertionError as vain:
                if program.poll() is not None:
                    raise
                program.send_signal(signal.SIGABRT)  # says where it stands
                raise AssertionError(f"{vain}\n{program.communicate()[1].decode()}") from vain
            assert _xdotool(display, "getwindowname", window) == "Một Cửa", "no name of a person stands in a title"
            _xdotool(display, "windowsize", "--sync", window, "1366", "768")
            _until(lambda: len(_picture(display).getcolors(1 << 20) or ()) > 200, "the unlock page")
            door = _picture(display).getpixel(RAIL)
            _xdotool(display, "windowfocus", "--sync", window)
            _until(lambda: _typed_and_unlocked(display, door), "today's desk")
            assert len(_picture(display).getcolors(1 << 20) or ()) > 200
            assert program.poll() is None
            _xdotool(display, "windowclose", window)
        finally:
            program.terminate()
            _out, err = program.communicate(timeout=30)
        assert b"Traceback" not in err, err.decode()


def _shown(display: str, program: subprocess.Popen[bytes]) -> str:
    """Return the window's number, or nothing as long as it has not come; fail with its words if the program ended."""
    assert program.poll() is None, program.communicate()[1].decode()
    return _xdotool(display, "search", "--onlyvisible", "--name", "^Một Cửa$")


def _typed_and_unlocked(display: str, door: object) -> bool:
    """Type the password (again, if the page was not ready for it) and look whether the rail has come."""
    _xdotool(display, "key", "ctrl+a")
    _xdotool(display, "type", "--delay", "20", PASSWORD)
    _xdotool(display, "key", "Return")
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if _picture(display).getpixel(RAIL) != door:
            return True
        time.sleep(LOOK_EVERY_S)
    return False
