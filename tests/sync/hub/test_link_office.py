"""The hub behind the link: crashes, an operator at work, a station cut off, answers that say nothing new."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from storage.spool import StoredSpool
from sync.hub.outbox import answer_tag
from sync.hub.program import HubPaths, open_hub, unlock
from sync.hub.web.app import Site, make_app, open_site
from sync.hub.work import work
from sync.link.client import LinkClient
from sync.link.spool import Parcel
from sync.wire.link_proof import LinkProofs
from tests.storage.made_up import MONDAY, id_of, receipt
from tests.sync.hub.strangers import PASSWORD, Stranger, Town, changed
from tests.sync.link.ends import caller, listening


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town.made(tmp_path / "hub")


@pytest.fixture
def mai(town: Town) -> Stranger:
    """An enrolled station with three dossiers."""
    made = Stranger(1)
    town.enrol(made.entry())
    for serial in (1001, 1002, 1003):
        made.log.add(id_of(f"mai {serial}"), receipt(serial))
    return made


@contextmanager
def open_town(town: Town) -> Iterator[tuple[Site, str]]:
    site_of = open_site(HubPaths(town.folder), PASSWORD, now=MONDAY)
    with site_of as site, listening(make_app(site)) as port:
        yield site, f"http://127.0.0.1:{port}"


def calling(url: str, stranger: Stranger) -> LinkClient:
    return caller(url, proofs=LinkProofs(stranger.keys.to_bytes()))


def sha256_of(file: Path) -> str:
    import hashlib

    return hashlib.sha256(file.read_bytes()).hexdigest()


def wait_until(so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def held(site: Site, stranger: Stranger) -> int:
    return site.reading.store.book.position(stranger.station).seq


def test_what_arrives_is_read_and_the_answer_waits_for_it(town: Town, mai: Stranger, tmp_path: Path) -> None:
    bundle = mai.bundle(tmp_path / "a.goi", town.card, mai.segments())
    with open_town(town) as (site, url), calling(url, mai) as link:
        link.send(bundle, sha256=sha256_of(bundle))
        first = link.fetch(tmp_path, have={}, known="", wait_s=20)
        assert first is not None and held(site, mai) == 3
        assert link.fetch(tmp_path, have={}, known=first[1], wait_s=0) is None, "nothing new"
        first[0].unlink()
        again = link.fetch(tmp_path, have={}, known="", wait_s=0)
        assert again is not None and again[1] == first[1], "the same words, the same tag"
    assert list((town.folder / "link" / "inbox").iterdir()) == []


def test_case_57_files_that_a_crash_left_in_the_inbox_are_read_at_the_next_start(
    town: Town, mai: Stranger, tmp_path: Path
) -> None:
    inbox = town.folder / "link" / "inbox"
    inbox.mkdir(parents=True)
    shutil.copy(mai.bundle(tmp_path / "a.goi", town.card, mai.segments()), inbox / ("ab" * 32 + ".goi"))
    with open_town(town) as (site, _url):
        wait_until(lambda: held(site, mai) == 3)
    assert list(inbox.iterdir()) == []


def test_while_the_operator_works_what_arrives_waits_and_nothing_is_lost(
    town: Town, mai: Stranger, tmp_path: Path
) -> None:
    bundle = mai.bundle(tmp_path / "a.goi", town.card, mai.segments())
    with open_town(town) as (site, url), calling(url, mai) as link:
        with open_hub(HubPaths(town.folder), PASSWORD, write=True, now=MONDAY):
            link.send(bundle, sha256=sha256_of(bundle))
            assert held(site, mai) == 0
        wait_until(lambda: held(site, mai) == 3)


def test_a_file_that_is_no_bundle_is_put_away_and_the_next_one_is_read(
    town: Town, mai: Stranger, tmp_path: Path
) -> None:
    rubbish = tmp_path / "rubbish"
    rubbish.write_bytes(b"not a bundle at all" * 100)
    bundle = mai.bundle(tmp_path / "a.goi", town.card, mai.segments())
    with open_town(town) as (site, url), calling(url, mai) as link:
        link.send(rubbish, sha256=sha256_of(rubbish))
        link.send(bundle, sha256=sha256_of(bundle))
        wait_until(lambda: held(site, mai) == 3)
        assert httpx.get(f"{url}/v1/health", trust_env=False).json()["ok"] is True


def test_a_station_that_was_cut_off_may_leave_its_work_and_gets_no_answer(
    town: Town, mai: Stranger, tmp_path: Path
) -> None:
    town.enrol(changed(mai.entry(), revoked_after=2, revoked_at=MONDAY, revoked_because="mất máy"))
    bundle = mai.bundle(tmp_path / "a.goi", town.card, mai.segments(at_most=1))
    with open_town(town) as (site, url), calling(url, mai) as link:
        link.send(bundle, sha256=sha256_of(bundle))
        assert link.fetch(tmp_path, have={}, known="", wait_s=20) is None
        assert held(site, mai) == 2


def test_a_stranger_gets_no_answer_and_no_station_gets_that_of_another(
    town: Town, mai: Stranger, tmp_path: Path
) -> None:
    stranger = Stranger(5)
    with open_town(town) as (_site, url), calling(url, stranger) as link:
        assert link.fetch(tmp_path, have={}, known="", wait_s=0) is None
        answer = link._http.get(f"/v1/outbox/{mai.station.hex()}", headers=link._with_token(None))
        assert answer.status_code == 403


def test_an_answer_is_new_when_a_neighbour_recorded_something(town: Town, mai: Stranger, tmp_path: Path) -> None:
    neighbour = Stranger(2)
    town.enrol(neighbour.entry())
    with town.open() as hub:
        before = answer_tag(hub, neighbour.station)
    town.takes(mai.bundle(tmp_path / "a.goi", town.card, mai.segments()))
    with town.open() as hub:
        after = answer_tag(hub, neighbour.station)
        assert after == answer_tag(hub, neighbour.station) != before
        assert answer_tag(hub, b"nobody's station") is None


def test_on_a_server_the_workers_read_what_arrives_and_the_answer_waits_for_them(
    on_server: Town, tmp_path: Path
) -> None:
    mai = Stranger(1)
    on_server.enrol(mai.entry())
    mai.log.add(id_of("mai 1001"), receipt(1001))
    bundle = mai.bundle(tmp_path / "a.goi", on_server.card, mai.segments())
    with open_town(on_server) as (site, url), calling(url, mai) as link:
        link.send(bundle, sha256=sha256_of(bundle))
        wait_until(lambda: StoredSpool(site.reading.store.database).waiting().files == 1)
        assert httpx.get(f"{url}/v1/health", trust_env=False).json()["waiting"] == 1
        assert held(site, mai) == 0, "nobody has read it yet"
        again = Path(shutil.copy(bundle, tmp_path / "again"))  # the answer was lost: it comes once more
        site.link._office.take(Parcel(again, sha256_of(bundle), again.stat().st_size, mai.station))
        work(on_server.paths, unlock(on_server.paths, PASSWORD), workers=1, once=True, now=MONDAY)
        answer = link.fetch(tmp_path, have={}, known="", wait_s=20)
        assert answer is not None and held(site, mai) == 1
        wait_until(lambda: httpx.get(f"{url}/v1/health", trust_env=False).json()["waiting"] == 0)
    assert list((on_server.folder / "link" / "inbox").iterdir()) == []
