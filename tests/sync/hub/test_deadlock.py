"""Two transactions on a dossier of two communes ask for each other's commune: one gives way, and comes again."""

from __future__ import annotations

import hashlib
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app.domain.errors import DeskInUse
from app.domain.events import DossierForwarded, NoteAdded
from app.domain.facts import Receiver
from sync.hub.program import open_with_key, unlock
from sync.hub.spool import spool_in, spooled
from sync.hub.work import work_here
from tests.postgres import Cluster
from tests.storage.made_up import MONDAY, id_of, receipt
from tests.sync.hub.strangers import AWAY, HOME, PASSWORD, Stranger, Town

SHARED = id_of("shared")


@pytest.fixture
def shared(on_server: Town, tmp_path: Path) -> tuple[Town, Stranger]:
    """A dossier of HOME that lies at AWAY now; the province has passed it on, so both communes' logs speak of it."""
    home, away = Stranger(1), Stranger(1, AWAY)
    on_server.enrol(home.entry(), away.entry())
    first = home.log.add(SHARED, replace(receipt(1001), commune=HOME))
    there = Receiver("station", "máy 1", away.station)
    home.log.add(SHARED, DossierForwarded(MONDAY, there), deps=((home.station, first.seq),))
    on_server.takes(home.bundle(tmp_path / "home.goi", on_server.card, home.segments()))
    away.log.add(SHARED, NoteAdded(MONDAY, "đã nhận"), deps=((home.station, 2),))
    on_server.takes(away.bundle(tmp_path / "away.goi", on_server.card, away.segments()))
    return on_server, home


def test_of_two_units_one_gives_way_with_a_sentence_and_succeeds_when_it_comes_again(
    shared: tuple[Town, Stranger],
) -> None:
    town, _home = shared
    both_hold = threading.Barrier(2)

    def note(commune: str, text: str) -> str:
        with town.open(beside_others=True) as hub:
            try:
                with hub.unit(commune) as unit:
                    both_hold.wait(20)
                    unit.record_dossier(SHARED, NoteAdded(MONDAY, text))
            except DeskInUse:
                with hub.unit(commune) as unit:
                    unit.record_dossier(SHARED, NoteAdded(MONDAY, text))
                return "gave way"
        return "went through"

    with ThreadPoolExecutor(2) as pool:
        ended = [one.result(60) for one in (pool.submit(note, HOME, "việc một"), pool.submit(note, AWAY, "việc hai"))]
    assert sorted(ended) == ["gave way", "went through"]
    with town.open() as hub:
        texts = [entry.recorded.event.text for entry in hub.store.queries.timeline(SHARED)
                 if isinstance(entry.recorded.event, NoteAdded)]  # fmt: skip
        assert sorted(texts) == ["việc hai", "việc một", "đã nhận"]
        assert hub.store.verify().ok


@pytest.mark.expects_log_warnings
def test_a_worker_that_gave_way_reads_the_file_again_and_once(
    shared: tuple[Town, Stranger], tmp_path: Path, cluster: Cluster
) -> None:
    town, home = shared
    home.log.add(SHARED, NoteAdded(MONDAY, "sau khi chuyển"), deps=((home.station, 2),))
    path = home.bundle(tmp_path / "later.goi", town.card, home.segments(3))
    with town.open(beside_others=True) as hub:
        sha = hashlib.sha256(path.read_bytes()).hexdigest()
        spool_in(hub, path, sha)
    key = unlock(town.paths, PASSWORD)
    ended = threading.Event()
    lock = "SELECT pg_advisory_xact_lock(hashtextextended('motcua commune ' || %s, 0))"
    database = urlsplit(town.paths.server() or "").path.strip("/")
    with cluster.admin(database) as other, ThreadPoolExecutor(1) as pool:
        other.execute("SET deadlock_timeout = '60s'")  # the worker's own second runs out first: it is the one to go
        with other.transaction():
            other.execute(lock, (AWAY,))
            working = pool.submit(work_here, town.paths, key, once=False, now=MONDAY, stop=ended.is_set)
            _until(lambda: other.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone() != (0,))
            other.execute(lock, (HOME,))
        with open_with_key(town.paths, key, write=True, now=MONDAY, beside_others=True) as hub:
            _until(lambda: (found := spooled(hub, sha)) is not None and found.state == "done")
            ended.set()
            working.result(60)
            texts = [entry.recorded.event.text for entry in hub.store.queries.timeline(SHARED)
                     if isinstance(entry.recorded.event, NoteAdded)]  # fmt: skip
    assert sorted(texts) == ["sau khi chuyển", "đã nhận"]
    tries = town.paths.spool / f"{sha}.tries"
    assert not tries.exists()


def _until(holds: object) -> None:
    """Wait for something another process does. Fails after half a minute."""
    assert callable(holds)
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)
