"""Workers that write while a copy that was put back is found out: the old log ends where the copy left it."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from app.domain.merge_events import province_log
from app.domain.states import State
from app.paths import desk_paths
from sync.hub.lives import found_restored
from sync.hub.program import Hub, open_hub
from sync.hub.reader import Reader
from sync.hub.spool import spool_in
from sync.hub.work import Worker
from tests.postgres import PASSWORD as DATABASE_PASSWORD
from tests.postgres import Cluster
from tests.storage.made_up import accept, receipt
from tests.sync.hub.province import Province
from tests.sync.hub.strangers import HOME, PASSWORD, Town
from ui.program import Program

_LONG = 60.0
"""Seconds; nothing here takes so long unless it hangs."""


@pytest.fixture
def province(on_server: Town, tmp_path: Path, cluster: Cluster) -> Iterator[Province]:
    """A hub on a server with two desks of one commune."""
    made = Province(on_server, tmp_path, cluster)
    made.new_desk()
    made.new_desk()
    yield made
    made.close()


@contextmanager
def _beside(province: Province) -> Iterator[Hub]:
    with open_hub(province.town.paths, PASSWORD, write=True, now=province.now, beside_others=True) as hub:
        yield hub


@contextmanager
def _commune_held(town: Town) -> Iterator[Callable[[], int]]:
    """Keep the commune's lock, as a worker does that writes there; yields how many wait for it."""
    address, lock = str(town.paths.server()), "hashtextextended('motcua commune ' || %s, 0)"
    with psycopg.connect(address, password=DATABASE_PASSWORD) as holder:
        holder.execute(f"SELECT pg_advisory_xact_lock({lock})", (HOME,))

        def waiting() -> int:
            asked = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            found = holder.execute(asked).fetchone()
            return 0 if found is None else int(found[0])

        yield waiting


def _spooled(province: Province, desk: Program) -> None:
    folder = province.folder / f"spooled-{desk.desk.station_number}"
    folder.mkdir()
    (path,) = desk.exchange.export(folder).paths
    with _beside(province) as hub:
        spool_in(hub, path, hashlib.sha256(path.read_bytes()).hexdigest())


def _at_work(province: Province) -> threading.Thread:
    """Start a worker with a hub of its own, for one bundle."""

    def work() -> None:
        reader = Reader()
        try:
            with _beside(province) as hub:
                Worker(hub, reader).take_one()
        finally:
            reader.close()

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def _until(is_so: Callable[[], bool]) -> None:
    ends = time.monotonic() + _LONG
    while not is_so():
        assert time.monotonic() < ends, "it hangs"
        time.sleep(0.02)


def test_case_26_a_worker_that_was_reading_when_another_found_the_copy_out_forks_no_log(province: Province) -> None:
    unaware, aware = province.desks
    dossier = province.at_the_province(unaware, 1001)
    province.rounds(2)
    copy = province.copied()
    province.decides(dossier, "12/QĐ")
    province.answers([aware])
    for serial, desk in enumerate((unaware, aware), start=1002):
        accept(desk.storage, receipt(serial))
    desk_paths().anchor_file.unlink()  # the copy runs on another machine
    province.put_back(copy, says_so=False)
    with _beside(province) as hub:
        old, before = hub.log_of(HOME), hub.store.book.position(hub.log_of(HOME))
        assert len(hub.lives().numbers) == 1

    with _commune_held(province.town) as waiting:
        _spooled(province, unaware)
        first = _at_work(province)
        _until(lambda: waiting() == 1)  # it has heard which life it is, and waits to write
        _spooled(province, aware)
        second = _at_work(province)
        _until(lambda: waiting() == 2)
        with _beside(province) as hub:
            assert len(hub.lives().numbers) == 2, "what the second desk holds gave the copy away"
    for thread in (first, second):
        thread.join(_LONG)
        assert not thread.is_alive()

    with _beside(province) as hub:
        assert hub.store.book.position(old) == before, "its end lies with the second desk and comes back from there"
        assert hub.store.book.position(hub.log_of(HOME)).seq > 0
    province.rounds(3)
    agreed = province.agreed(dossier)
    assert (agreed.state, agreed.conflict) == (State.COMPLETED, None)


def test_a_life_begins_only_when_what_is_being_written_into_the_old_one_stands(province: Province) -> None:
    begun = threading.Event()

    with _beside(province) as writing, _beside(province) as finding:
        hub_id, commune = writing.store.station, HOME

        def find() -> None:
            found_restored(finding)
            begun.set()

        with writing.unit(commune):
            thread = threading.Thread(target=find)
            thread.start()
            assert not begun.wait(0.5), "it waits for the log to be closed"
        thread.join(_LONG)
        assert begun.is_set()
        assert writing.log_of(commune) == province_log(hub_id, commune), "it has not heard of it"
        with writing.unit(commune) as unit:
            assert unit.log == finding.log_of(commune) != province_log(hub_id, commune)
