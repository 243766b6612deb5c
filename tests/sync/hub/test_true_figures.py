"""The figures of the province's pages against what was put in: what a sceptical official counts again by hand."""

from __future__ import annotations

import hashlib
import io
import shutil
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.domain.events import DossierCompleted, DossierForwarded, DossierHandedOver, NoteAdded
from app.domain.facts import Receiver
from app.domain.life_events import DossierStopped
from app.domain.scan_events import ScanAdded
from sync.hub.exposed import exposed
from sync.hub.health import Health, health
from sync.hub.ingest import ingest
from sync.hub.ledger import Ledger
from sync.hub.picture import MOST_LINES, CommuneLine, Picture
from sync.hub.program import HubPaths, open_hub
from sync.hub.quarantine import Quarantine
from sync.hub.reader import Reader
from sync.hub.spool import spool_in
from sync.hub.status import standing
from sync.hub.web.health_pages import health_of
from sync.hub.web.workbook import workbook
from sync.hub.work import Worker
from sync.link.spool import Spool
from tests.storage.made_up import MONDAY, id_of, receipt
from tests.sync.hub.strangers import AWAY, HOME, PASSWORD, Stranger, Town


@pytest.fixture
def mai(town: Town) -> Stranger:
    """An enrolled station that has said nothing yet."""
    made = Stranger(1)
    town.enrol(made.entry())
    return made


def _sent(town: Town, one: Stranger, folder: Path, *, at: datetime, made_at: datetime | None = None) -> None:
    holds = [(one.station, len(one.log.changes), one.log.head())]
    path = one.bundle(folder / "a.goi", town.card, one.segments(), vector=holds, made_at=made_at or at)
    with open_hub(HubPaths(town.folder), PASSWORD, write=True, now=at) as hub:
        ingest(hub, [path])


def _line(town: Town, at: datetime, commune: str = HOME) -> CommuneLine:
    with open_hub(HubPaths(town.folder), PASSWORD, write=True, now=at) as hub:
        return next(one for one in Picture(hub, at).communes() if one.code == commune)


def test_what_was_sent_back_is_no_longer_counted_as_kept_apart(either: Town, tmp_path: Path) -> None:
    town = either
    stray = Stranger(2, AWAY)
    town.enrol(stray.entry())
    stray.log.add(id_of("mai 1001"), receipt(1001))
    _sent(town, stray, tmp_path, at=MONDAY)
    assert _line(town, MONDAY, AWAY).quarantined == 1
    with town.open() as hub:
        (kept,) = Quarantine(hub).lines()
        Quarantine(hub).reject(kept.key)
        assert [one.quarantined for one in standing(hub).stations] == [()]
    assert _line(town, MONDAY, AWAY).quarantined == 0


def test_a_row_that_makes_nothing_is_counted_where_its_desk_is_shown(town: Town, mai: Stranger, tmp_path: Path) -> None:
    mai.log.add(id_of("mai 1001"), receipt(1001))
    mai.log.add(id_of("mai 1001"), receipt(1001), deps=((mai.station, 1),), body=b"\xc1")
    _sent(town, mai, tmp_path, at=MONDAY)
    with town.open() as hub:
        assert len(Quarantine(hub).lines()) == 1
        assert [one.quarantined for one in standing(hub).stations] == [("unreadable",)]


def test_a_contradiction_on_a_dossier_that_is_closed_counts_as_one(town: Town, mai: Stranger, tmp_path: Path) -> None:
    pao, dossier = Stranger(2), id_of("mai 1001")
    town.enrol(mai.entry(), pao.entry())
    mai.log.add(dossier, receipt(1001))
    mai.log.add(dossier, DossierCompleted(MONDAY, number="12/KS"), deps=((mai.station, 1),))
    mai.log.add(dossier, DossierHandedOver(MONDAY), deps=((mai.station, 2),))
    pao.log.add(dossier, DossierStopped(MONDAY, "dân xin thôi", "05/DG"), deps=((mai.station, 1),))
    _sent(town, mai, tmp_path, at=MONDAY)
    _sent(town, pao, tmp_path, at=MONDAY)
    line = _line(town, MONDAY)
    assert (line.running, line.conflicts) == (0, 1)


@pytest.mark.parametrize("days", [10, 27, 40, 90])
def test_what_a_commune_has_not_sent_grows_with_its_silence(
    town: Town, mai: Stranger, tmp_path: Path, days: int
) -> None:
    for number in range(40):  # two a day for twenty days before it fell silent
        at = MONDAY - timedelta(days=20) + timedelta(hours=12 * number)
        mai.log.add(id_of(f"mai {number}"), receipt(1001 + number, at=at))
    _sent(town, mai, tmp_path, at=MONDAY)
    assert _line(town, MONDAY + timedelta(days=days)).unsent == pytest.approx(40 / 28 * days, abs=1)


def test_a_desk_whose_clock_went_back_is_not_called_silent(town: Town, mai: Stranger, tmp_path: Path) -> None:
    mai.log.add(id_of("mai 1001"), receipt(1001))
    _sent(town, mai, tmp_path, at=MONDAY)
    mai.log.add(id_of("mai 1002"), receipt(1002))
    later = MONDAY + timedelta(days=9)
    _sent(town, mai, tmp_path, at=later, made_at=datetime(2020, 1, 1, 8, tzinfo=MONDAY.tzinfo))
    line = _line(town, later)
    assert (line.last_contact, line.is_quiet) == (later, False)


def test_a_sign_of_life_from_a_clock_that_went_back_counts_where_its_sender_has_heard_more_since(
    town: Town, mai: Stranger, tmp_path: Path
) -> None:
    mai.log.add(id_of("mai 1001"), receipt(1001))
    own, mates = (mai.station, 1, mai.log.head()), (Stranger(2).station, 3, bytes(32))
    at, back = MONDAY + timedelta(days=9), datetime(2020, 1, 1, 8, tzinfo=MONDAY.tzinfo)

    def written(name: str, *vector: tuple[bytes, int, bytes], made_at: datetime) -> Path:
        return mai.bundle(tmp_path / name, town.card, mai.segments(), vector=vector, made_at=made_at)

    def heard(path: Path, *, days: int) -> datetime | None:
        now = MONDAY + timedelta(days=days)
        with open_hub(HubPaths(town.folder), PASSWORD, write=True, now=now) as hub:
            ingest(hub, [path])
        return _line(town, now).last_contact

    first = written("a.goi", own, made_at=MONDAY)
    assert heard(first, days=0) == MONDAY
    assert heard(written("b.goi", own, mates, made_at=back), days=9) == at
    assert heard(first, days=10) == at, "an old file read again"
    with town.open() as hub:
        contact = Ledger(hub.store.book, hub.bundles).contact(mai.station)
        assert contact is not None and contact.seqs[mates[0]] == 3


def test_health_of_a_hub_on_a_server_tells_its_size_and_what_lies_in_the_spool(on_server: Town, tmp_path: Path) -> None:
    desk = Stranger(1)
    on_server.enrol(desk.entry())
    file = desk.bundle(tmp_path / "a.goi", on_server.card, [])
    sha256, size = hashlib.sha256(file.read_bytes()).hexdigest(), file.stat().st_size
    Spool(on_server.folder / "link" / "spool", lambda _parcel: None, now=lambda: MONDAY)
    with on_server.open(beside_others=True) as hub:
        spool_in(hub, file, sha256)
        found = health_of(hub)
        assert (found.inbox.files, found.inbox.bytes) == (1, size)
        assert found.database_bytes > 1 << 20
        assert found.half.files == 0, "a folder is no upload"
        assert Worker(hub, Reader()).run(once=True, stop=lambda: False) == 1
        assert health_of(hub).inbox.files == 0


def test_a_file_that_is_sent_again_has_waited_since_then(either: Town, tmp_path: Path) -> None:
    stray = Stranger(2, AWAY)
    either.enrol(stray.entry())
    stray.log.add(id_of("mai 1001"), receipt(1001))
    file = stray.bundle(tmp_path / "a.goi", either.card, stray.segments())
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()

    def sent(at: datetime) -> Health:
        again = tmp_path / "again.goi"
        shutil.copy(file, again)
        with open_hub(HubPaths(either.folder), PASSWORD, write=True, now=at, beside_others=True) as hub:
            spool_in(hub, again, sha256)
            found = health(hub)
            assert Worker(hub, Reader()).run(once=True, stop=lambda: False) == 1
        return found

    sent(MONDAY)
    found = sent(MONDAY + timedelta(days=2))
    assert (found.waiting, found.oldest_waiting) == (1, MONDAY + timedelta(days=2))
    assert "spool_stands_still" not in found.warnings


def test_more_overdue_dossiers_than_a_page_holds_all_stand_in_the_workbook(
    town: Town, mai: Stranger, tmp_path: Path
) -> None:
    for number in range(MOST_LINES + 3):
        happened = replace(receipt(1001, at=MONDAY, due_days=1), code=f"H35.99.12-261123-{number:04}")
        mai.log.add(id_of(f"mai {number}"), happened)
    _sent(town, mai, tmp_path, at=MONDAY)
    later = MONDAY + timedelta(days=3)
    with open_hub(HubPaths(town.folder), PASSWORD, write=True, now=later) as hub:
        picture = Picture(hub, later)
        assert len(picture.open_lines(HOME)) == MOST_LINES
        sheet = load_workbook(io.BytesIO(workbook(picture))).worksheets[3]
    codes = {row[1].value for row in sheet.iter_rows(min_row=2)}
    assert len(codes) == _line(town, later).overdue == MOST_LINES + 3


def test_a_stolen_laptop_held_what_another_commune_handed_on_to_its_own(
    town: Town, mai: Stranger, tmp_path: Path
) -> None:
    away, dossier = Stranger(1, AWAY), id_of("mai 1001")
    town.enrol(mai.entry(), away.entry())
    first = mai.log.add(dossier, receipt(1001))
    to = Receiver("station", "xã bên", away.station)
    mai.log.add(dossier, DossierForwarded(MONDAY, to), deps=((mai.station, first.seq),))
    mai.log.add(id_of("mai 1002"), receipt(1002))
    _sent(town, mai, tmp_path, at=MONDAY)
    with town.open() as hub:
        rows = exposed(hub, away.station.hex()).rows
        assert [(one.code, one.is_certain) for one in rows] == [(receipt(1001).code, False)]
        told = hub.store.book.position(hub.log_of(AWAY))
    holds = [(told.station, told.seq, told.head)]
    town.takes(away.bundle(tmp_path / "b.goi", town.card, [], vector=holds))
    with town.open() as hub:
        rows = exposed(hub, away.station.hex()).rows
        assert [(one.code, one.is_certain) for one in rows] == [(receipt(1001).code, True)]


def test_a_row_is_tried_again_on_a_server_as_in_a_file(either: Town, tmp_path: Path) -> None:
    mai, pao, dossier = Stranger(1), Stranger(2), id_of("mai 1001")
    either.enrol(mai.entry(), pao.entry())
    pao.log.add(dossier, NoteAdded(MONDAY, "đã xem"), deps=((mai.station, 1),))
    _sent(either, pao, tmp_path, at=MONDAY)
    with either.open() as hub:
        (line,) = Quarantine(hub).lines()
        assert (line.reason, line.whole) == ("unborn", False)
        assert not Quarantine(hub).retry(line.key), "its receipt is not here"
        assert [one.key for one in Quarantine(hub).lines()] == [line.key]
    mai.log.add(dossier, receipt(1001))
    _sent(either, mai, tmp_path, at=MONDAY)
    with either.open() as hub:
        assert Quarantine(hub).lines() == ()


def test_a_scan_that_a_dossier_names_is_kept_whoever_asks_to_forget_it(either: Town, tmp_path: Path) -> None:
    mai, dossier = Stranger(1), id_of("mai 1001")
    either.enrol(mai.entry())
    data = b"\xff\xd8\xff a scan"
    first, sha256 = mai.log.add(dossier, receipt(1001)), hashlib.sha256(data).hexdigest()
    mai.log.add(dossier, ScanAdded(MONDAY, sha256, len(data), 1, component=0), deps=((mai.station, first.seq),))
    _sent(either, mai, tmp_path, at=MONDAY)
    with either.open() as hub:
        blob = hub.store.attachments.put(data)
        with hub.unit(HOME) as unit:
            unit.keep_blob(blob)
        assert hub.store.attachments.holds(blob.sha256)
        hub.store.attachments.forget([blob.sha256])
        assert hub.store.attachments.holds(blob.sha256)
