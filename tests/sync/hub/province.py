"""A province with real desks, whose hub is copied and put back: what the tests of a restored hub have in common."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from app.domain.dossier import Dossier
from app.paths import desk_paths
from app.readings import Officer
from app.services.desk_place import ROSTER
from app.services.incoming import Imported
from sync.hub.decisions import officer_of as hub_officer
from sync.hub.decisions import processing
from sync.hub.ingest import ingest
from sync.hub.outbox import SNAPSHOT_FROM, write_answers
from sync.hub.program import Hub, open_hub
from sync.hub.relaying import settle_order
from sync.hub.restored import restored
from sync.wire.enrolment import read_request
from sync.wire.roster import enrol
from tests.postgres import ROLE, Cluster
from tests.storage.made_up import MONDAY, accept, officer_of, receipt
from tests.sync.hub.strangers import CHEAP, HOME, PASSWORD, Town
from ui.first_start import FirstStart, start_desk
from ui.program import Program, open_program

_numbers = count(1)


@dataclass
class Province:
    """A hub and its commune's desks. folder: for everything; cluster: where the hub's database is a server's."""

    town: Town
    folder: Path
    cluster: Cluster | None = None
    hours: int = 0
    desks: list[Program] = field(default_factory=list)
    _open: ExitStack = field(default_factory=ExitStack)

    def close(self) -> None:
        self._open.close()

    @property
    def now(self) -> datetime:
        return MONDAY + timedelta(hours=self.hours)

    @contextmanager
    def hub(self) -> Iterator[Hub]:
        """Open the hub an hour later than the last time."""
        self.hours += 1
        with open_hub(self.town.paths, PASSWORD, write=True, now=self.now) as hub:
            yield hub

    # ── desks ──

    def new_desk(self, commune: str = HOME) -> Program:
        """Make and enrol one more desk of a commune."""
        number = len(self.desks) + 1
        paths = desk_paths(self.folder / f"desk-{number}")
        wanted = FirstStart(commune, number, "hoa", "Vàng Thị Hoa", None, self.town.folder / "hub-card.json", True)
        start_desk(paths, wanted, password=PASSWORD, now=MONDAY, cost=CHEAP)
        desk = open_program(paths, login=None, password=lambda: PASSWORD, write=True, now=MONDAY)
        self._open.callback(desk.close)
        request = desk.exchange.bundles.read_request(desk.exchange._request(), name="")
        self.town.enrol(enrol(read_request(request.data), now=MONDAY, valid_to=MONDAY + timedelta(days=400)))
        with self.town.open() as hub:
            desk.book.keep_document(ROSTER, hub.store.book.document(ROSTER) or b"")
        self.desks.append(desk)
        return desk

    def at_the_province(self, desk: Program, serial: int) -> bytes:
        """Record a dossier and pass it on to the province; return its id."""
        dossier = accept(desk.storage, receipt(serial))
        desk.processing.forward(
            dossier, to=desk.exchange.province(), officer=Officer(officer_of(desk.storage), "hoa", "Vàng Thị Hoa")
        )
        return dossier

    # ── couriers ──

    def brings(self, desk: Program) -> int:
        """Carry what a desk has to say to the hub; return how many changes were new there."""
        stick = self.folder / f"stick-{next(_numbers)}"
        stick.mkdir()
        paths = desk.exchange.export(stick).paths
        with self.hub() as hub:
            return sum(one.new_changes for one in ingest(hub, paths))

    def answers(self, desks: Sequence[Program] = (), *, snapshot_from: int = SNAPSHOT_FROM) -> list[Imported]:
        """Carry the hub's answers to these desks, or to all; return what each desk says of its own."""
        folder = self.folder / f"answers-{next(_numbers)}"
        folder.mkdir()
        with self.hub() as hub:
            written = {one.station_id: one.path for one in write_answers(hub, folder, snapshot_from=snapshot_from)}
        lines = [line for desk in desks or self.desks
                 for line in desk.exchange.import_paths([written[desk.desk.station]])]  # fmt: skip
        assert all(line.exit_code == 0 for line in lines), lines
        return lines

    def rounds(self, how_many: int = 2) -> None:
        """Let every desk write to the hub and hear its answer."""
        for _round in range(how_many):
            for desk in self.desks:
                self.brings(desk)
                self.answers([desk])

    # ── the province ──

    def decides(self, dossier: bytes, number: str, *, is_settled: bool = True) -> None:
        """Record a result at the province. is_settled: else it dies before it gives the result its place."""
        with self.hub() as hub:
            held = hub.store.queries.dossier(dossier)
            processing(hub, held).complete(dossier, officer=hub_officer(hub, "Lò Văn Pản"), number=number)
            if is_settled:
                settle_order(hub)

    def copied(self) -> Town:
        """Copy the hub aside, its database too where that is a server's."""
        copy = self.town.copied_to(self.folder / f"copy-{next(_numbers)}")
        self._copy_database(copy)
        return copy

    def put_back(self, copy: Town, *, says_so: bool = True) -> int:
        """Put a copy in the hub's place; the operator runs ``hub restored``, or forgets it.

        Return the version of the list of desks.
        """
        shutil.rmtree(self.town.folder)
        shutil.copytree(copy.folder, self.town.folder)
        self._copy_database(self.town)
        if says_so:
            with self.hub() as hub:
                restored(hub)
        with self.hub() as hub:
            return hub.stations().version

    def _copy_database(self, copy: Town) -> None:
        address = copy.paths.server()
        if address is None or self.cluster is None:
            return
        held, name = address.partition("@/")[2].partition("?")[0], f"copy_{next(_numbers)}"
        with self.cluster.admin() as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {held} OWNER {ROLE} STRATEGY wal_log")
        copy.paths.keep_server(f"postgresql://{ROLE}@/{name}?host={self.cluster.socket}")

    # ── what everybody sees ──

    def seen(self, dossier: bytes) -> list[Dossier]:
        """Return the dossier as the hub and then each desk has it."""
        with self.hub() as hub:
            at_hub = hub.store.queries.dossier(dossier)
        return [at_hub, *(desk.queries.dossier(dossier) for desk in self.desks)]

    def agreed(self, dossier: bytes) -> Dossier:
        """Return the dossier, which everybody must see alike, with nothing under way, apart, or unsound."""
        first, *others = self.seen(dossier)
        assert all(other == first for other in others)
        assert not first.provisional
        for desk in self.desks:
            assert desk.queries.sync_state().unacknowledged == 0
            assert desk.book.set_asides() == ()
            assert desk.storage.verify().ok
        with self.hub() as hub:
            assert hub.store.book.set_asides() == ()
            assert hub.store.unordered() == ()
            assert hub.store.verify().ok
        return first
