"""Figures of the store: acceptance, durability, search, paper."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.bench import floors
from tests.bench.desks import a_draft, large_desk, new_desk, opened
from tests.bench.every_act import lives
from tests.bench.figure import Figure, median_ms, p95, samples_ms

ROUNDS = 60
_SYNC = re.compile(r"\b(fsync|fdatasync|sync_file_range)\(")
_ACCEPT_LOOP = """
import sys
from dataclasses import replace
from pathlib import Path
from app.paths import desk_paths
from tests.bench.desks import a_draft, opened
folder, rounds = Path(sys.argv[1]), int(sys.argv[2])
paths = replace(desk_paths(folder), state_dir=folder / 'state', logs_dir=folder / 'logs')
program = opened(paths)
drafts = [a_draft(program) for _ in range(rounds + 5)]
accept = lambda: program.intake.accept(drafts.pop(), officer=program.officer)
for _ in range(5): accept()
import time
print('begin', file=sys.stderr, flush=True)
from tests.bench.figure import median_ms
took = median_ms(accept, times=rounds)
print('end', file=sys.stderr, flush=True)
print(took)
import os
os._exit(0)
"""


def acceptance() -> Iterator[Figure]:
    """Accepting a dossier beside one SQLModel row; its syncs counted; what a slow disk adds."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        engine = floors.plain_engine(folder)
        for _n in range(10):
            floors.plain_commit(engine)
        floor = median_ms(lambda: floors.plain_commit(engine), times=ROUNDS)
        paths = new_desk(folder / "desk")
        program = opened(paths)
        drafts = (a_draft(program) for _n in range(ROUNDS + 10))
        for _n in range(10):
            program.intake.accept(next(drafts), officer=program.officer)
        ours = median_ms(lambda: program.intake.accept(next(drafts), officer=program.officer), times=ROUNDS)
        program.close()
        yield Figure("accept / one-row SQLModel commit", ours, "ms", 8, floor)
        yield Figure("fdatasync in one acceptance (strace)", _syncs(folder / "desk"), "", 1)
        quick = _traced(folder / "desk", [])
        slow = _traced(folder / "desk", ["-e", "inject=fsync,fdatasync:delay_exit=15000"])
        yield Figure("accept with 15 ms added to each sync / accept + 15 ms", slow, "ms", 1.3, quick + 15)


def acts() -> Iterator[Figure]:
    """Every act of a dossier's life beside one SQLModel row, and its syncs counted by strace."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        engine = floors.plain_engine(folder)
        for _n in range(10):
            floors.plain_commit(engine)
        floor = median_ms(lambda: floors.plain_commit(engine), times=ROUNDS)
        paths = new_desk(folder / "desk")
        program = opened(paths)
        for life in lives(program).values():
            made = [program.intake.accept(a_draft(program), officer=program.officer).dossier.id for _n in range(ROUNDS)]
            for step, act in life.items():
                left = iter(made)
                ours = median_ms(lambda act=act, left=left: act(next(left)), times=ROUNDS)  # type: ignore[misc]
                yield Figure(f"{step} / one-row SQLModel commit", ours, "ms", 8, floor)
        program.close()
        for step, syncs in _syncs_of_acts(paths.data_dir).items():
            yield Figure(f"fdatasync in «{step}» (strace)", syncs, "", 1)


def _syncs_of_acts(folder: Path) -> dict[str, int]:
    """Count the syncs between the marks around each act."""
    trace = _strace([sys.executable, "-W", "ignore", "-m", "tests.bench.every_act", str(folder)])
    counted: dict[str, int] = {}
    running = ""
    for line in trace:
        if mark := re.search(r'write\(2, "(begin|end) ([a-z-]+)', line):
            running = mark[2] if mark[1] == "begin" else ""
            counted.setdefault(mark[2], 0)
        elif running and _SYNC.search(line):
            counted[running] += 1
    return counted


def _command(folder: Path, rounds: int) -> list[str]:
    return [sys.executable, "-W", "ignore", "-c", _ACCEPT_LOOP, str(folder), str(rounds)]


def _syncs(folder: Path) -> float:
    """Count the syncs between two marks the loop writes, per acceptance."""
    rounds = 20
    lines = _strace(_command(folder, rounds))
    begin = next(n for n, line in enumerate(lines) if 'write(2, "begin' in line)
    end = next(n for n, line in enumerate(lines) if 'write(2, "end' in line)
    return len([line for line in lines[begin:end] if _SYNC.search(line)]) / rounds


def _strace(command: list[str]) -> list[str]:
    """Run a command and return its writes and syncs, a line each, as strace saw them."""
    with tempfile.NamedTemporaryFile("r") as trace:
        calls = "trace=fsync,fdatasync,sync_file_range,write"
        subprocess.run(
            ["strace", "-f", "-qq", "-s", "32", "-o", trace.name, "-e", calls, *command],
            check=True,
            capture_output=True,
        )
        return trace.read().splitlines()


def _traced(folder: Path, inject: list[str]) -> float:
    command = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", *inject, *_command(folder, 30)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(done.stdout.split()[-1])


def search() -> Iterator[Figure]:
    """Searching among 100,000 dossiers, as the officer types."""
    from app.readings import DossierFilter

    program = opened(large_desk(100_000))
    words = (
        "giang a",
        "dang ky khai sinh",
        "lo thi",
        "0120",
        "tan lo may",
        "sin suoi ho vang",
        "2417",
        "nguyen thi thu",
        "ket hon pa",
        "mua",
    )
    for word in words:
        program.queries.find(word, filter=DossierFilter(), limit=20)
    taken: list[float] = []
    for word in words * 10:
        find = partial(program.queries.find, word, filter=DossierFilter(), limit=20)
        taken += samples_ms(find, times=1)
    now = program.clock.now()
    counting = p95(samples_ms(lambda: program.queries.counts(now), times=30))
    program.close()
    yield Figure("find at 100,000 dossiers, p95", p95(taken), "ms", 10)
    yield Figure("today's tiles at 100,000 dossiers, p95", counting, "ms", 100)


def paper() -> Iterator[Figure]:
    """A slip beside a bare page of the same lines and fonts."""
    import pypdf

    with tempfile.TemporaryDirectory() as name:
        program = opened(new_desk(Path(name)))
        dossier = program.intake.accept(a_draft(program), officer=program.officer).dossier
        slip = program.slips.make("receipt", dossier.id)
        path = Path(name) / "slip.pdf"
        path.write_bytes(slip.made.pdf)
        lines = (pypdf.PdfReader(path).pages[0].extract_text() or "").splitlines()
        floors.bare_page(lines)
        floor = median_ms(lambda: floors.bare_page(lines), times=25)
        forms, head = program.slips.forms, program.slips.letterhead
        ours = median_ms(lambda: forms.receipt(dossier, head, copy=1, paper="a5"), times=25)
        program.close()
    yield Figure("slip (2 liên) / bare reportlab pages, same lines and fonts", ours, "ms", 2, floor)
