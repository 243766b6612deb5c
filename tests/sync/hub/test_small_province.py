"""A small province, whole: a desk, its bundle, the workers, the answer, the pages; and a dossier of two communes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from app.domain.events import DossierForwarded, NoteAdded
from app.domain.facts import Receiver
from app.domain.merge_events import ChangesOrdered
from app.paths import desk_paths
from app.ports import LogRange
from app.services.desk_place import ROSTER
from storage.codec import read_event
from sync.hub.picture import Picture
from sync.hub.reader import Reader
from sync.hub.rotating import rotate_receiving, rotate_root
from sync.hub.spool import newest_answer, spool_in, spooled
from sync.hub.users import Users
from sync.hub.work import Worker
from sync.wire.enrolment import read_request
from sync.wire.roster import enrol
from tests.storage.made_up import MONDAY, accept, officer_of, receipt
from tests.sync.hub.served import pages_over, served
from tests.sync.hub.strangers import AWAY, CHEAP, HOME, PASSWORD, Stranger, Town
from ui.first_start import FirstStart, start_desk
from ui.program import Program, open_program

LAN = "mat-khau-cua-lan"


@pytest.fixture
def desk(either: Town, tmp_path: Path) -> Iterator[Program]:
    """An enrolled practice desk of Sin Suối Hồ."""
    paths = desk_paths(tmp_path / "desk")
    wanted = FirstStart(HOME, 1, "hoa", "Vàng Thị Hoa", None, either.folder / "hub-card.json", True)
    start_desk(paths, wanted, password=PASSWORD, now=MONDAY, cost=CHEAP)
    opened = open_program(paths, login=None, password=lambda: PASSWORD, write=True, now=MONDAY)
    request = opened.exchange.bundles.read_request(opened.exchange._request(), name="")
    either.enrol(enrol(read_request(request.data), now=MONDAY, valid_to=MONDAY + timedelta(days=400)))
    with either.open() as hub:
        opened.book.keep_document(ROSTER, hub.store.book.document(ROSTER) or b"")
    yield opened
    opened.close()


def _works(town: Town, path: Path) -> int:
    """Spool a file and let a worker read it and answer; return how many changes were new."""
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    reader = Reader()
    with town.open(beside_others=True) as hub:
        spool_in(hub, path, sha256)
        Worker(hub, reader).run(once=True, stop=lambda: False)
        found = spooled(hub, sha256)
    reader.close()
    assert found is not None and found.state == "done", found
    return found.new_changes


def _hears(desk: Program, town: Town) -> None:
    with town.open() as hub:
        answer = newest_answer(hub, desk.storage.station)
    assert answer is not None
    (line,) = desk.exchange.import_paths([answer])
    assert line.exit_code == 0, line


def _notes(program: Program, dossier: bytes) -> list[str]:
    entries = program.queries.timeline(dossier)
    return [entry.recorded.event.text for entry in entries if isinstance(entry.recorded.event, NoteAdded)]


def test_a_dossier_of_two_communes_goes_through_desk_bundle_workers_answer_and_pages(
    either: Town, desk: Program, tmp_path: Path
) -> None:
    neighbour = Stranger(1, AWAY)
    either.enrol(neighbour.entry())
    stick = tmp_path / "stick"
    stick.mkdir()
    dossier, other = accept(desk.storage, receipt(1001)), accept(desk.storage, receipt(1002, entry=2))
    with desk.storage.units(officer_of(desk.storage)) as unit:
        to = Receiver("station", "xã bên", neighbour.station)
        unit.record_dossier(dossier, DossierForwarded(MONDAY, to))
    assert _works(either, Path(desk.exchange.export(stick).path)) > 3
    _hears(desk, either)
    assert desk.queries.sync_state().unacknowledged == 0

    neighbour.log.add(dossier, NoteAdded(MONDAY, "xã bên đã nhận"))
    bundle = neighbour.bundle(tmp_path / "b.goi", either.card, neighbour.segments())
    assert _works(either, bundle) == 1
    accept(desk.storage, receipt(1003, entry=3))
    _works(either, Path(desk.exchange.export(stick).path))
    _hears(desk, either)
    assert _notes(desk, dossier) == ["xã bên đã nhận"], "the province passed it on"

    with either.open() as hub:
        assert not hub.store.unordered(), "everything has its place in the order"
        for commune in (HOME, AWAY):
            log = hub.log_of(commune)
            seq = hub.store.book.position(log).seq
            entries = map(read_event, hub.store.book.changes(LogRange(log, 1, seq)))
            assert any(isinstance(entry, ChangesOrdered) for entry in entries)
        before = hub.store.queries.dossier(dossier)
        assert before == desk.queries.dossier(dossier)
        assert hub.store.queries.dossier(other).code != before.code
        assert hub.store.verify().ok
        hub.store.rebuild()
        assert hub.store.verify().ok
        assert hub.store.queries.dossier(dossier) == before
    neighbour.log.add(dossier, NoteAdded(MONDAY, "đang xem"))
    later = neighbour.bundle(tmp_path / "c.goi", either.card, neighbour.segments(2))
    assert _works(either, later) == 1, "tables made anew stand where both communes find them"

    with either.open() as hub:
        assert hub.store.verify().ok
        lines = {line.code: line for line in Picture(hub, MONDAY).communes()}
        assert lines[HOME].running == 3 and lines[AWAY].running == 0
        Users(hub).add("lan", "Nguyễn Thị Lan", "operator", LAN)
        with served(pages_over(hub)) as address, httpx.Client(base_url=address, follow_redirects=True) as browser:
            browser.post("/dang-nhap", data={"login": "lan", "password": LAN})
            pages = ("/", "/linh-vuc", "/dung-han", "/can-xem", "/tram", f"/xa/{HOME}", "/xuat.xlsx")
            assert [browser.get(page).status_code for page in pages] == [200] * len(pages)


def test_keys_changed_at_the_province_stay_sealed_and_desks_follow(either: Town, desk: Program, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    accept(desk.storage, receipt(1001))
    written = Path(desk.exchange.export(stick).path)
    with either.open() as hub:
        rotate_root(hub)
        rotate_receiving(hub)
        documents = hub.store.book.documents("")
        if either.paths.server() is not None:
            assert not {"root_key", "hub_keys"} & set(documents), "private keys lie sealed beside an open database"
    assert _works(either, written) > 1, "sealed for the key before"
    _hears(desk, either)
    accept(desk.storage, receipt(1002, entry=2))
    assert _works(either, Path(desk.exchange.export(stick).path)) == 1, "sealed for the new one"
