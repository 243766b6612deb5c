"""The command line as a test types it: ``motcua`` in this process, on a desk of its own.

``said`` gives what came out whatever it was; ``json`` insists on success; ``refused`` on a refusal.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from ui.cli import main

LOGIN, PASSWORD = "hoa", "tiep nhan 2026"
COMMUNE = "03394"
"""Xã Sin Suối Hồ."""
MORNING = "2026-11-23T08:15:00+07:00"
"""A Monday, a working day of a confirmed calendar."""


@dataclass(frozen=True)
class Said:
    """What one command left: exit status, standard output and error as bytes were written."""

    code: int
    out: str
    err: str

    @property
    def error(self) -> dict[str, Any]:
        """The refusal on standard error; nothing else may stand there."""
        said = json.loads(self.err)
        assert set(said) == {"error", "message", "details"}
        return said


@dataclass(frozen=True)
class Terminal:
    """Options that stand before every command. now: None for the computer's clock."""

    data_dir: Path
    password_file: Path | None = None
    officer: str | None = None
    now: str | None = MORNING
    language: str | None = None

    def at(self, now: str | None) -> Terminal:
        return replace(self, now=now)

    def words(self, *command: str | Path, as_json: bool = True) -> list[str]:
        before: list[str | Path] = ["--data-dir", self.data_dir]
        before += ["--json"] if as_json else []
        before += ["--password-file", self.password_file] if self.password_file else []
        before += ["--officer", self.officer] if self.officer else []
        before += ["--now", self.now] if self.now else []
        before += ["--language", self.language] if self.language else []
        return [str(word) for word in (*before, *command)]

    def said(self, *command: str | Path, stdin: bytes = b"", as_json: bool = True) -> Said:
        return run(self.words(*command, as_json=as_json), stdin=stdin)

    def json(self, *command: str | Path, stdin: bytes = b"") -> Any:
        said = self.said(*command, stdin=stdin)
        assert (said.code, said.err) == (0, ""), said
        return json.loads(said.out)

    def text(self, *command: str | Path, stdin: bytes = b"") -> str:
        said = self.said(*command, stdin=stdin, as_json=False)
        assert (said.code, said.err) == (0, ""), said
        return said.out

    def refused(self, *command: str | Path, code: int = 3, stdin: bytes = b"") -> dict[str, Any]:
        """Return the refusal: the exit status as asked, nothing on standard output, no traceback."""
        said = self.said(*command, stdin=stdin)
        assert said.code == code, said
        assert said.out == ""
        assert "Traceback" not in said.err
        return said.error

    def accept(self, draft: dict[str, Any]) -> Any:
        return self.json("accept", "-", stdin=json.dumps(draft, ensure_ascii=False).encode())

    def changes(self) -> int:
        return int(self.json("status")["changes"])


def run(words: list[str], *, stdin: bytes = b"") -> Said:
    """Run ``motcua`` in this process."""
    with _streams(stdin) as (out, err):
        try:
            main(words)
        except SystemExit as left:
            code = left.code
    return Said(int(code or 0), _text(out), _text(err))


def run_apart(words: list[str], *, stdin: bytes = b"", env: dict[str, str] | None = None) -> Said:
    """Run ``motcua`` in a process of its own, as a script would."""
    done = subprocess.run(
        [sys.executable, "-m", "ui", *words],
        input=stdin,
        capture_output=True,
        env={**os.environ, **(env or {})},
        cwd=Path(__file__).parents[2],
        check=False,
        timeout=120,
    )
    return Said(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


@contextlib.contextmanager
def _streams(stdin: bytes) -> Iterator[tuple[io.TextIOWrapper, io.TextIOWrapper]]:
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="ascii") for _stream in range(2))
    given = io.TextIOWrapper(io.BytesIO(stdin), encoding="ascii")
    with patch.object(sys, "stdin", given), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        yield out, err


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode("utf-8")


# ── drafts ───────────────────────────────────────────────────────────────────────────────────


def birth(name: str = "Giàng A Chống", **changes: Any) -> dict[str, Any]:
    """Return the draft of a birth registration (1.001193) with all its papers and two copies asked for."""
    return {
        "procedure": "1.001193",
        "applicant": {
            "kind": "person",
            "name": name,
            "id_kind": "cccd",
            "id_number": "012090000123",
            "birth_date": "1990-06-05",
            "sex": "male",
            "address": "Bản Sin Suối Hồ, xã Sin Suối Hồ, Lai Châu",
            "phone": "0912345678",
            "ethnicity": "Mông",
        },
        "summary": "Đăng ký khai sinh cho con Giàng A Páo",
        "papers": [{"component": 0, "original": 1}, {"component": 1, "original": 1}, {"component": 5, "original": 1}],
        "fee_inputs": {"copies": 2},
        **changes,
    }


def certified_copies(name: str = "Lò Thị Mỷ", *, pages: int = 4, copies: int = 3, **changes: Any) -> dict[str, Any]:
    """Return the draft of certified copies (2.000815), whose fee follows pages and copies."""
    return {
        "procedure": "2.000815",
        "applicant": {"kind": "person", "name": name},
        "papers": [{"component": 0, "original": 1}],
        "fee_inputs": {"items": [{"pages": pages, "copies": copies}]},
        **changes,
    }
