"""A thin line for real: 20 kbit/s, cut every 20 KB, a third of the connections lost; waits are the program's own.

A minute or two, most of it waiting.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from app.clock import SystemClock
from app.services.practice import fill
from sync.hub.enrolment import Enrolments
from sync.hub.program import HubPaths, create_hub, open_hub
from sync.hub.web.app import make_app, open_site
from sync.link.address import Address
from sync.link.client import LinkClient
from sync.link.pace import START
from tests.bench.desks import PASSWORD, new_desk, opened
from tests.bench.figure import Figure
from tests.sync.link.ends import BreakingProxy, listening, new_proofs, served
from ui.link import province_link, rounds
from ui.program import Program

RATE = 20_000 / 8
CUT_EVERY = 20_000
LOSS = 0.3
DOSSIERS = 100
BACKLOG = 150_000


def thin_line() -> Iterator[Figure]:
    """A day's work to a real hub and its answer back; then a larger file, for the waste a cut costs."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _a_day(Path(folder))
        yield from _a_backlog(Path(folder))


def _a_day(folder: Path) -> Iterator[Figure]:
    from app.settings import Settings

    paths = HubPaths(folder / "hub")
    create_hub(paths, province="Lai Châu", practice=True, password=PASSWORD)
    program = opened(new_desk(folder / "desk"))
    try:
        _enrol(program, paths)
        fill(program.practice_tools(), dossiers=DOSSIERS, seed=3, since=date(2026, 11, 23), until=date(2026, 11, 23))
        with open_site(paths, PASSWORD) as site, listening(make_app(site)) as port, _thin(port) as line:
            settings = replace(Settings(), hub_address=line.url, hub_proxy="none")
            began = time.perf_counter()
            with province_link(program, settings) as link:
                done = rounds(program).with_province(link)
            took = time.perf_counter() - began
        sent = done.sent.bytes if done.sent else 0
        sync = program.queries.sync_state()
        name = f"link: {DOSSIERS} dossiers ({sync.changes} changes, {sent} B) sent and confirmed"
        yield Figure(f"{name}; {line.cuts} cuts, {line.lost} lost", took, "s", 60)
        yield Figure("link: changes of that day not confirmed", sync.unacknowledged, "", 0)
    finally:
        program.close()


def _enrol(program: Program, paths: HubPaths) -> None:
    program.exchange.take_card(paths.card_file.read_bytes(), name=paths.card_file.name)
    request, _words = program.exchange.request_enrolment(paths.folder)
    with open_hub(paths, PASSWORD, write=True) as hub:
        desk = Enrolments(hub)
        desk.enrol([desk.find(str(request))])


def _a_backlog(folder: Path) -> Iterator[Figure]:
    file = folder / "backlog.goi"
    file.write_bytes(os.urandom(BACKLOG))
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    with served(folder / "end") as end, _thin(end.port) as line:
        began = time.perf_counter()
        with LinkClient(
            Address(line.url, "none"),
            new_proofs(),
            expected=lambda _station: True,
            clock=SystemClock(),
            chance=random.Random(5).random,
        ) as link:
            link.send(file, sha256=sha256)
        took = time.perf_counter() - began
        whole = [data for _station, data in end.office.taken] == [file.read_bytes()]
    assert whole
    floor = BACKLOG / RATE
    yield Figure(f"link: {BACKLOG // 1000} KB; {line.cuts} cuts, {line.lost} lost", took, "s", 3, floor)
    yield Figure("link: wasted bytes a cut, headers counted", (line.up - BACKLOG) / max(1, line.cuts), "B", 1, START)


@contextlib.contextmanager
def _thin(port: int) -> Iterator[BreakingProxy]:
    with BreakingProxy(port, cut_every=CUT_EVERY, loss=LOSS, bytes_per_s=RATE, seed=7) as line:
        yield line
