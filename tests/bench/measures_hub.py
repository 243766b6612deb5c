"""The hub on PostgreSQL: a worker's rate, a day of a province, and what an event costs as the hub grows."""

from __future__ import annotations

import hashlib
import os
import resource
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from random import Random
from threading import Thread

from storage.spool import StoredSpool
from storage.vault_file import Cost
from sync.hub.places import HubPaths
from sync.hub.program import create_hub, open_with_key, unlock
from sync.hub.reader import Reader
from sync.hub.spool import spool_in
from sync.hub.stores import Server
from sync.hub.work import Worker, collecting_seldom, work
from sync.wire.enrolment import read_request, request_enrolment
from sync.wire.hub_card import read_card
from sync.wire.roster import enrol, sign_roster
from sync.wire.trust_papers import roster_document
from tests.bench.figure import Figure, middle_of
from tests.bench.floors import copied
from tests.bench.measures_sync import peers_changes
from tests.bench.province_day import EVENTS_PER_DOSSIER, Laptop, laptops
from tests.postgres import PASSWORD, Cluster, cpu_seconds, running_cluster
from tests.storage.made_up import MONDAY

COMMUNES, EACH, DOSSIERS = int(os.environ.get("MOTCUA_BENCH_COMMUNES", "38")), 5, 100
GROWTH = tuple(int(n) for n in os.environ.get("MOTCUA_BENCH_GROWTH", "100000,500000").split(","))
"""Events held when the cost of a further day is taken; set 1000000 too for the long run."""
_WORD = "tiep nhan 2026"


class Bench:
    """A practice hub on a server, its enrolled laptops, and the days they send."""

    def __init__(self, cluster: Cluster, folder: Path, *, communes: int, each: int) -> None:
        self.paths, self.folder, self.cluster = HubPaths(folder / "hub"), folder, cluster
        folder.mkdir()
        server = Server(cluster.new_database(), PASSWORD)
        cost = Cost(memory_kib=64, passes=1, lanes=1)
        create_hub(self.paths, province="Lai Châu", practice=True, password=_WORD, now=MONDAY, cost=cost, server=server)
        self.key = unlock(self.paths, _WORD)
        self.card = read_card(self.paths.card_file.read_bytes(), name="card")
        self.laptops, self.days, self.chance = laptops(communes, each), 0, Random(7)
        self._enrol()

    def _enrol(self) -> None:
        entries = [
            enrol(
                read_request(
                    request_enrolment(
                        one.keys,
                        commune=one.commune,
                        number=one.number,
                        unit_code=one.unit,
                        name="máy",
                        practice=True,
                        now=MONDAY,
                    )
                ),
                now=MONDAY,
                valid_to=MONDAY + timedelta(days=400),
            )
            for one in self.laptops
        ]
        with open_with_key(self.paths, self.key, write=True, now=MONDAY) as hub:
            expires = MONDAY + timedelta(days=400)
            targets = sign_roster(entries, key=hub.root_key(), version=2, expires=expires)
            hub.store.book.keep_document("roster", roster_document(targets))

    def spool_a_day(self, of: list[Laptop] | None = None, *, dossiers: int = DOSSIERS) -> int:
        """Lay the bundles of a day into the spool, as they come: in no order; return how many events they hold."""
        chosen = list(self.laptops if of is None else of)
        self.chance.shuffle(chosen)
        with open_with_key(self.paths, self.key, write=True, now=MONDAY, beside_others=True) as hub:
            before = [replace(one) for one in self.laptops]
            for number, laptop in enumerate(chosen):
                path = self.folder / f"{number}.goi"
                known = [one for one in before if one.commune == laptop.commune]
                laptop.day(path, self.card, dossiers=dossiers, day=self.days, chance=self.chance, known=known)
                spool_in(hub, path, hashlib.sha256(path.read_bytes()).hexdigest())
        self.days += 1
        return len(chosen) * dossiers * EVENTS_PER_DOSSIER

    def spool_peers_work(self) -> int:
        """Lay the peers' 60,000 changes into the spool, as one bundle, after a small one; return how many it holds."""
        small, large = self.laptops[:2]
        some, full = (peers_changes(one.keys.station_id)[0] for one in (small, large))
        with open_with_key(self.paths, self.key, write=True, now=MONDAY, beside_others=True) as hub:
            # Another's dossiers: the peers' generator makes the same ones each time.
            first = [replace(one, aggregate_id=one.aggregate_id[::-1], deps=()) for one in some[:500]]
            for laptop, changes in ((small, first), (large, full)):
                path = laptop.send(changes, self.folder / "peers.goi", self.card, made_at=MONDAY)
                spool_in(hub, path, hashlib.sha256(path.read_bytes()).hexdigest())
        return len(full)

    def spool_peers_work_as_ours(self) -> int:
        """Lay as much work as the peers' into the spool in one bundle, of kinds that make tables here."""
        small, large = self.laptops[:2]
        with open_with_key(self.paths, self.key, write=True, now=MONDAY, beside_others=True) as hub:
            for laptop, dossiers in ((small, 80), (large, 10_000)):
                path = laptop.day(self.folder / "ours.goi", self.card, dossiers=dossiers, day=0, chance=self.chance)
                spool_in(hub, path, hashlib.sha256(path.read_bytes()).hexdigest())
        return 10_000 * EVENTS_PER_DOSSIER

    def work_one(self) -> tuple[float, float, float]:
        """Work the spool off with one worker here; return seconds by the clock, of this process, of the server."""
        reader = Reader()
        held = open_with_key(self.paths, self.key, write=True, now=MONDAY, beside_others=True)
        with collecting_seldom(), held as hub:
            worker = Worker(hub, reader)
            worker.take_one()  # the child process is started, statements are compiled
            start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
            server = cpu_seconds(self.cluster)
            while worker.take_one():
                pass
            took, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF)
            server = cpu_seconds(self.cluster) - server
        reader.close()
        return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, server

    def work_many(self, workers: int) -> tuple[float, float]:
        """Work the spool off with worker processes; return seconds until all was in, and until all was answered."""
        start, in_after = time.perf_counter(), [0.0]

        def watch() -> None:
            with open_with_key(self.paths, self.key, write=False, now=MONDAY) as hub:
                spool = StoredSpool(hub.store.database)
                while spool.waiting().files:
                    time.sleep(0.2)
                in_after[0] = time.perf_counter() - start

        watching = Thread(target=watch)
        watching.start()
        work(self.paths, self.key, workers=workers, once=True, now=MONDAY)
        watching.join()
        return in_after[0], time.perf_counter() - start

    def held(self) -> tuple[int, int]:
        """Return changes of laptops and files waiting; the entries of the hub's own logs come on top."""
        ours = {one.keys.station_id for one in self.laptops}
        with open_with_key(self.paths, self.key, write=False, now=MONDAY) as hub:
            changes = sum(one.seq for one in hub.store.queries.positions() if one.station in ours)
            return changes, StoredSpool(hub.store.database).waiting().files


def ingest() -> Iterator[Figure]:
    """One worker's rate; a day with two; the cost of an event as the hub grows."""
    folder = Path(tempfile.mkdtemp(prefix="motcua-bench-"))
    try:
        with running_cluster() as cluster:
            number = count(1)

            def one_commune() -> Bench:
                return Bench(cluster, folder / f"one-{next(number)}", communes=1, each=2)

            yield from middle_of(lambda: _on_peers_work(one_commune(), one_commune()))
            yield from _rates(Bench(cluster, folder / "a", communes=COMMUNES, each=EACH))
            yield from _growth(Bench(cluster, folder / "b", communes=COMMUNES, each=EACH))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _on_peers_work(bench: Bench, ours: Bench) -> Iterator[Figure]:
    """The work that every peer did: 10,000 dossiers and 50,000 changes of state, believed, put in order and kept.

    The peers' rows are of kinds that make no dossier here: each is logged, becomes a head and is listed as making
    nothing. The same work in kinds of ours makes dossiers, money, numbers and words to be found by.
    """
    rows = peers_changes(bench.laptops[1].keys.station_id)[0]
    floor = copied(bench.cluster, rows) / len(rows) * 1e6
    print(f"     bare COPY of the peers' rows into a table with two indexes: {floor:.1f} µs a row")
    yield _one_worker(bench, "peers' rows", bench.spool_peers_work())
    yield _one_worker(ours, "as events of ours", ours.spool_peers_work_as_ours())


def _one_worker(bench: Bench, name: str, events: int) -> Figure:
    took, cpu, server = bench.work_one()
    held, waiting = bench.held()
    assert held >= events, f"{held} of {events} are in the log, {waiting} files wait"
    print(f"     {name}: {events:,} changes in {took:.2f} s; its own {cpu:.2f} s, of the server {server:.2f} s")
    return Figure(f"hub: µs a change of the peers' work, one worker: {name}", took / events * 1e6, "µs", 66.7)


def _rates(bench: Bench) -> Iterator[Figure]:
    some = bench.laptops[:30]
    events = bench.spool_a_day(some) * 29 // 30
    took, cpu, server = bench.work_one()
    print(
        f"     one worker: {events:,} events in {took:.2f} s; of processors: {cpu:.2f} s its own, {server:.2f} s server"
    )
    print(f"     load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    yield Figure("hub: µs an event of a real day, one worker", took / events * 1e6, "µs", 66.7)
    day = bench.spool_a_day()
    took, answered = bench.work_many(2)
    changes, waiting = bench.held()
    assert (changes, waiting) == (day + len(some) * DOSSIERS * EVENTS_PER_DOSSIER, 0)
    print(f"     the day: {day:,} events, {len(bench.laptops)} bundles; all answered after {answered:.1f} s")
    yield Figure(f"hub: a day of {COMMUNES} communes x {EACH} laptops, two workers", took, "s", 30)


def _growth(bench: Bench) -> Iterator[Figure]:
    held, first = 0, None
    for aim in GROWTH:
        while held < aim:
            held += bench.spool_a_day(dossiers=500 if aim - held > 400_000 else DOSSIERS)
            bench.work_many(2)
        some = bench.laptops[:30]
        events = bench.spool_a_day(some) * 29 // 30
        _took, cpu, server = bench.work_one()
        held += events * 30 // 29
        cost = (cpu + server) / events * 1e6
        first = first or cost
        yield Figure(f"hub: processor time an event with {held:,} held / at first", cost, "µs", 1.5, first)
