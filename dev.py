#!/usr/bin/env python3
"""One file to start from: on a bare machine with Python 3.11 or newer, ``python3 dev.py run``.

Standard library only. It names or installs missing system libraries, makes ``.venv`` from
``requirements.lock`` (with hashes, wheels only) and then starts what was asked for.

    run [ARGS…]      start the program; ARGS go to the command line of ``motcua``
    test [ARGS…]     everything CI runs: check, then pytest; with ARGS only pytest with them
    check            ruff, mypy, import contracts, the catalogue of wordings
    fix              ruff format and the fixes ruff is sure of
    strings          collect the wordings into app/locale, keeping the translations
    bench            measure, each figure beside its floor
    fuzz [N]         hostile bundles, 20,000 or so many; tells how often each layer was reached
    screenshots      make the pictures of the README again
    build            the program for people without Python, in dist/motcua
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
WINDOWS = sys.platform == "win32"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
STAMP = VENV / "motcua.stamp"
LOCK = HERE / "requirements.lock"
LOCALE = HERE / "app" / "locale"
PACKAGES = ("app", "ui", "storage", "printing", "sync")

LIBRARIES = {  # what Qt loads, and the Debian package that has it
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}
TEST_TOOLS = {  # programs that tests start
    "pdftotext": "poppler-utils",
    "Xvfb": "xvfb",
    "xauth": "xauth",
    "xdotool": "xdotool",
    "strace": "strace",
    "softhsm2-util": "softhsm2",
    "chromium": "chromium",
    "chromedriver": "chromium-driver",
    "initdb": "postgresql",
    "mkfs.exfat": "exfatprogs",
    "mount.exfat-fuse": "exfat-fuse",
}
HIDDEN_TOOLS = "/usr/lib/postgresql/*/bin"  # where Debian puts the server's programs, out of everybody's PATH
BUILD_TOOLS = {"objdump": "binutils"}


def say(text: str) -> None:
    """Tell what is going on; on stderr, since a command's answer owns stdout."""
    print(text, file=sys.stderr, flush=True)


def stop(text: str) -> NoReturn:
    """End with one clear sentence."""
    say(f"\n{text}")
    raise SystemExit(1)


# ── the machine ──────────────────────────────────────────────────────────────────────────────


def missing_libraries(libraries: dict[str, str] = LIBRARIES) -> list[str]:
    """Return the Debian packages of the libraries that do not load here."""
    missing = []
    for soname, package in libraries.items():
        try:
            ctypes.CDLL(soname)
        except OSError:
            missing.append(package)
    return missing


def missing_venv() -> list[str]:
    """Return the package that Debian's bare python3 lacks to make a venv."""
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        return ["python3-venv"]
    return []


def copied_libraries() -> dict[str, str]:
    """Return what a packaged program takes along: CUPS to print with, and Python, which Debian's own leaves out."""
    name = f"libpython{sys.version_info[0]}.{sys.version_info[1]}"
    return {"libcups.so.2": "libcups2", **({f"{name}.so.1.0": name} if sys.base_prefix == "/usr" else {})}


def missing_tools(tools: dict[str, str]) -> list[str]:
    """Return the Debian packages of the programs that are not found."""
    return [package for name, package in tools.items() if shutil.which(name) is None and not _hidden(name)]


def _hidden(name: str) -> bool:
    return any(Path("/").glob(f"{HIDDEN_TOOLS[1:]}/{name}"))


def install_system(packages: Sequence[str]) -> None:
    """Install Debian packages as root, or name them and stop."""
    if not packages:
        return
    wanted = " ".join(packages)
    if shutil.which("apt-get") is None:
        stop(f"This system lacks what Debian calls: {wanted}. Install these packages, then start again.")
    if os.geteuid() != 0:  # type: ignore[attr-defined,unused-ignore]
        stop(f"Some system packages are missing. As root: apt-get install --no-install-recommends {wanted}")
    say(f"Installing system packages: {wanted}")
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    if _apt(install) != 0 and (_apt(["apt-get", "update", "-qq"]) != 0 or _apt(install) != 0):
        stop(f"apt-get could not install: {wanted}. Check the network and the package sources, then start again.")


def _apt(command: list[str]) -> int:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode != 0:
        say(done.stdout[-2000:])
    return done.returncode


def stale_wordings() -> bool:
    """Tell whether a .mo is older than its .po or not there: they are built, not committed."""
    for po in LOCALE.glob("*/LC_MESSAGES/*.po"):
        mo = po.with_suffix(".mo")
        if not mo.is_file() or mo.stat().st_mtime < po.stat().st_mtime:
            return True
    return False


def make_ready(tools: dict[str, str] | None = None) -> None:
    """Bring machine and ``.venv`` to what the lock asks for; does next to nothing when they are."""
    linux = sys.platform.startswith("linux")
    needs = missing_tools(tools or {}) if linux else []
    stamp = expected_stamp()
    if STAMP.is_file() and PYTHON.is_file() and STAMP.read_text(encoding="ascii") == stamp:
        install_system(needs)
    else:
        install_system([*(missing_libraries() + missing_venv() if linux else []), *needs])
        make_venv()
        STAMP.write_text(stamp, encoding="ascii")
    if stale_wordings():
        module("tests.wordings", "compile")


# ── the venv ─────────────────────────────────────────────────────────────────────────────────


def expected_stamp() -> str:
    """Return the digest of all that decides what belongs into ``.venv``."""
    digest = hashlib.sha256(sys.version.encode())
    for file in (LOCK, HERE / "pyproject.toml"):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def make_venv() -> None:
    """Make or mend ``.venv`` and install the lock and the project into it."""
    if not PYTHON.is_file() or not _same_python():
        say(f"Making {VENV.name} with Python {sys.version.split()[0]}")
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
    if subprocess.run([str(PYTHON), "-m", "pip", "--version"], capture_output=True).returncode != 0:
        subprocess.run([str(PYTHON), "-m", "ensurepip", "--upgrade"], check=True, stdout=subprocess.DEVNULL)
    _install_lock()
    say("Installing the program itself")
    own = ["--no-deps", "--no-build-isolation", "--config-settings", "editable_mode=compat", "-e", str(HERE)]
    _pip(own, heard=lambda _: None)
    site = next(VENV.glob("lib*/**/site-packages"), VENV / "Lib" / "site-packages")
    say("Compiling, so that the first start is not slower than the others")
    compiled = [str(site), *(str(HERE / name) for name in PACKAGES)]
    subprocess.run([str(PYTHON), "-m", "compileall", "-q", "-j", "0", *compiled], stdout=subprocess.DEVNULL)


def _same_python() -> bool:
    config = (VENV / "pyvenv.cfg").read_text(encoding="utf-8")
    found = re.search(r"^version(?:_info)?\s*=\s*(\d+)\.(\d+)", config, re.MULTILINE)
    return found is not None and (int(found[1]), int(found[2])) == sys.version_info[:2]


def _install_lock() -> None:
    total = len(re.findall(r"^\S+==", LOCK.read_text(encoding="utf-8"), re.MULTILINE))
    say(f"Installing up to {total} packages; the first time this takes some minutes")
    names: list[str] = []

    def show(line: str) -> None:
        if line.startswith("Collecting "):
            names.append(line.split()[1])
            say(f"  [{len(names)}/{total}] {names[-1]}")

    _pip(["--require-hashes", "--only-binary", ":all:", "-r", str(LOCK)], heard=show)


def _pip(arguments: list[str], *, heard: Callable[[str], None]) -> None:
    """Run ``pip install``, passing each line on; on failure show the last ones and stop."""
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off", *arguments]
    environment = {**os.environ, "PIP_ROOT_USER_ACTION": "ignore"}
    lines: list[str] = []
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as running:
        for raw in running.stdout or ():
            line = raw.decode("utf-8", "replace")
            lines.append(line)
            heard(line)
    if running.returncode != 0:
        stop("".join(lines[-15:]) + "pip could not install the packages. Check the network, then start again.")


def start(command: list[str], **more: str) -> int:
    """Run a program in this folder and return its exit status; ``more`` goes into its environment."""
    try:
        return subprocess.run(command, cwd=HERE, env={**os.environ, **more}).returncode
    except KeyboardInterrupt:
        return 130


def module(*arguments: str, **more: str) -> int:
    """Run ``python -m …`` of ``.venv``."""
    return start([str(PYTHON), "-m", *arguments], **more)


# ── the commands ─────────────────────────────────────────────────────────────────────────────


def run(arguments: list[str]) -> int:
    """Start the program in place of this one."""
    make_ready()
    display = WINDOWS or sys.platform == "darwin" or "DISPLAY" in os.environ or "WAYLAND_DISPLAY" in os.environ
    if not display and "QT_QPA_PLATFORM" not in os.environ:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        if not arguments or arguments == ["gui"]:
            say("There is no screen here: the window opens invisibly (QT_QPA_PLATFORM=offscreen).")
    command = [str(PYTHON), "-m", "ui", *arguments]
    if not WINDOWS:
        os.execv(PYTHON, command)  # noqa: S606
    return subprocess.run(command).returncode  # Windows has no execv that waits


def test(arguments: list[str]) -> int:
    """Check and pytest; pytest speaks last."""
    make_ready(TEST_TOOLS)
    checked = 0 if arguments else check_all()
    # On two cores in half the time; a file's tests may run apart, so none may lean on another.
    tested = module("pytest", *(arguments or ["-q", "-n", "auto", "--dist", "worksteal"]), QT_QPA_PLATFORM="offscreen")
    return tested or checked


def check(arguments: list[str]) -> int:
    """Everything that reads the code without running it."""
    make_ready()
    return check_all()


def check_all() -> int:
    """Run every check to its end, so that one run shows all there is to mend."""
    checks: dict[str, Callable[[], int]] = {
        "ruff": lambda: module("ruff", "check", "--quiet", "--output-format", "concise"),
        "ruff format": lambda: module("ruff", "format", "--check", "--quiet", "--output-format", "concise"),
        "mypy": lambda: module("mypy", "--no-error-summary"),
        "import contracts": lambda: start([str(PYTHON.with_name("lint-imports" + PYTHON.suffix)), "--no-logo"]),
        "wordings": lambda: module("tests.wordings", "check"),
    }
    failed = []
    for name, one in checks.items():
        say(f"check: {name}")
        if one() != 0:
            failed.append(name)
    say(f"check failed: {', '.join(failed)}" if failed else "check: all well")
    return 1 if failed else 0


def fix(arguments: list[str]) -> int:
    """Let ruff mend what it is sure of."""
    make_ready()
    return module("ruff", "check", "--fix", "--quiet") | module("ruff", "format", "--quiet")


def build(arguments: list[str]) -> int:
    """Freeze the program and let the frozen one check itself."""
    make_ready(BUILD_TOOLS)
    if sys.platform.startswith("linux"):
        install_system(missing_libraries(copied_libraries()))
    frozen = module("PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN", "installer.spec")
    program = HERE / "dist" / "motcua" / ("motcua.exe" if WINDOWS else "motcua")
    return frozen or start([str(program), "self-check"], QT_QPA_PLATFORM="offscreen")


def _then(*command: str) -> Callable[[list[str]], int]:
    def go(arguments: list[str]) -> int:
        make_ready()
        return module(*command, *arguments)

    return go


def screenshots(arguments: list[str]) -> int:
    """Make the pictures of the window, then those of the province's pages."""
    make_ready()
    return module("ui.screenshots", *arguments) or module("tests.hub_pictures")


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": run,
    "test": test,
    "check": check,
    "fix": fix,
    "strings": _then("tests.wordings", "update"),
    "bench": _then("tests.bench"),
    "fuzz": _then("tests.fuzz"),
    "screenshots": screenshots,
    "build": build,
}


def main() -> int:
    """Do the command named first."""
    if sys.version_info < (3, 11):  # noqa: UP036 (this file is what says so)
        stop(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    name, *arguments = sys.argv[1:] or [""]
    if name not in COMMANDS:
        say(__doc__ or "")
        return 0 if name in ("-h", "--help", "help") else 2
    try:
        return COMMANDS[name](arguments)
    except KeyboardInterrupt:
        return 130
    except subprocess.CalledProcessError as failed:
        stop(f"This failed, for the reason above: {' '.join(failed.cmd)}")
    except OSError as fault:  # a folder nobody may write to, a full disk
        stop(f"{fault.strerror}: {fault.filename or HERE}")


if __name__ == "__main__":
    raise SystemExit(main())
