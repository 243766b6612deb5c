"""Scans go where they are wanted, once, in parts that are never sent twice, and nothing hostile is passed on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app import bundles
from app.bundles import MOST_WANTED, SCAN_PART_BYTES, ScanPart
from app.domain.scan_events import ScanAdded, ScanRemoved
from app.paths import desk_paths
from app.services import scan_traffic
from app.services.desk_place import ROSTER
from sync.hub.outbox import write_answers
from sync.wire.enrolment import read_request
from sync.wire.roster import enrol
from tests.storage.made_up import MONDAY, accept, officer_of, receipt
from tests.sync.hub.strangers import CHEAP, HOME, PASSWORD, Town
from ui.first_start import FirstStart, start_desk
from ui.program import Program, open_program

PAGES = b"%PDF-1.4 " + bytes(number % 251 for number in range(SCAN_PART_BYTES * 2 + 1000))
"""Three parts, the last one short."""


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town.made(tmp_path / "hub")


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def a_desk(town: Town, folder: Path, number: int) -> Program:
    paths = desk_paths(folder)
    wanted = FirstStart(HOME, number, "hoa", "Vàng Thị Hoa", None, town.folder / "hub-card.json", True)
    start_desk(paths, wanted, password=PASSWORD, now=MONDAY, cost=CHEAP)
    program = open_program(paths, login=None, password=lambda: PASSWORD, write=True, now=MONDAY)
    request = program.exchange.bundles.read_request(program.exchange._request(), name="").data
    town.enrol(enrol(read_request(request), now=MONDAY, valid_to=MONDAY + timedelta(days=400)))
    return program


@pytest.fixture
def desks(town: Town, tmp_path: Path) -> Iterator[tuple[Program, Program]]:
    both = a_desk(town, tmp_path / "one", 1), a_desk(town, tmp_path / "two", 2)
    with town.open() as hub:
        roster = hub.store.book.document(ROSTER) or b""
    for desk in both:
        desk.book.keep_document(ROSTER, roster)
    yield both
    for desk in both:
        desk.close()


def scanned(desk: Program, serial: int, data: bytes, *, dossier: bytes | None = None) -> tuple[bytes, str]:
    """Receive a dossier and put these bytes with it, as the scan service does with what it believes."""
    at = dossier or accept(desk.storage, receipt(serial))
    blob = desk.storage.attachments.put(data)
    with desk.storage.units(officer_of(desk.storage)) as unit:
        unit.keep_blob(blob)
        unit.record_dossier(at, ScanAdded(MONDAY, blob.sha256, blob.size, 1, component=0))
    return at, blob.sha256


def to_hub(desk: Program, town: Town, stick: Path) -> list[tuple[str, int]]:
    done = desk.exchange.export(stick)
    lines = [town.takes(path) for path in done.paths]
    return [(line.outcome, line.scans) for line in lines]


def back(town: Town, desk: Program, stick: Path) -> tuple[str, int]:
    with town.open() as hub:
        (answer,) = write_answers(hub, stick, station=desk.desk.station.hex())
    (line,) = desk.exchange.import_paths([answer.path])
    return line.outcome, line.scans


def hub_holds(town: Town, sha256: str) -> bool:
    with town.open() as hub:
        return hub.store.attachments.holds(sha256)


def test_a_scan_goes_up_when_wanted_and_down_to_the_desk_next_door(
    desks: tuple[Program, Program], town: Town, stick: Path
) -> None:
    one, two = desks
    _dossier, sha256 = scanned(one, 1001, PAGES)
    assert to_hub(one, town, stick) == [("imported", 0)], "records never wait for scans"
    assert back(town, one, stick)[0] == "imported"
    answer = one.exchange.last_answer()
    assert answer is not None
    assert [wanted.sha256 for wanted in answer.wanted] == [sha256]
    assert to_hub(one, town, stick) == [("imported", 1)]
    with town.open() as hub:
        assert hub.store.attachments.read(sha256) == PAGES

    assert back(town, two, stick) == ("imported", 0), "the record came, and with it the wish"
    to_hub(two, town, stick)
    assert back(town, two, stick) == ("imported", 1)
    assert two.storage.attachments.read(sha256) == PAGES
    done = one.exchange.export(stick)
    assert done.scans == 1, "until the answer says so, the scan may still be lacking"
    back(town, one, stick)
    assert one.exchange.export(stick).scans == 0


def test_scans_that_lie_on_a_lost_laptop_keep_no_others_waiting(
    desks: tuple[Program, Program], town: Town, stick: Path
) -> None:
    lost, here = desks
    oldest = accept(here.storage, receipt(2001), dossier_id=bytes(15) + b"\1")
    _dossier, sha256 = scanned(here, 2001, PAGES, dossier=oldest)
    for number in range(MOST_WANTED):
        scanned(lost, 1001 + number, b"%PDF-1.4 " + str(number).encode())
    to_hub(lost, town, stick)
    to_hub(here, town, stick)
    back(town, here, stick)
    to_hub(here, town, stick)
    assert hub_holds(town, sha256)


def test_scans_that_the_province_lacks_keep_no_others_waiting_at_a_desk(
    desks: tuple[Program, Program], town: Town, stick: Path
) -> None:
    """More than one bundle asks for lie on a laptop that never sent them; all older ones must come none the less."""
    lost, here = desks
    oldest = accept(lost.storage, receipt(1999), dossier_id=bytes(15) + b"\1")
    _dossier, sha256 = scanned(lost, 1999, PAGES, dossier=oldest)
    to_hub(lost, town, stick)
    back(town, lost, stick)
    to_hub(lost, town, stick)
    assert hub_holds(town, sha256)
    for number in range(2 * MOST_WANTED):
        scanned(lost, 1001 + number, b"%PDF-1.4 " + str(number).encode())
    to_hub(lost, town, stick)
    for _round in range(4):
        to_hub(here, town, stick)
        back(town, here, stick)
    assert here.storage.attachments.holds(sha256)


def test_case_66_a_scan_that_is_missing_wrong_or_never_announced(
    desks: tuple[Program, Program], town: Town, stick: Path
) -> None:
    one, _two = desks
    _dossier, sha256 = scanned(one, 1001, PAGES)
    to_hub(one, town, stick)
    with town.open() as hub:
        traffic, tally = hub.scans(), scan_traffic.ScanTally()
        wrong = [ScanPart(sha256, 0, 1, b"%PDF-1.4 another")]
        never = [ScanPart(hashlib.sha256(b"x").hexdigest(), 0, 1, b"x")]
        for part in (*wrong, *never):
            traffic.take(part, tally)
        assert (tally.whole, tally.discarded) == (0, 2)
        assert not hub.store.attachments.holds(sha256)
        assert [wanted.sha256 for wanted in traffic.wanted()] == [sha256], "wanted again"
        assert hub.store.scan_parts.held_bytes() == 0


@pytest.mark.expects_log_warnings
def test_case_67_a_program_that_calls_itself_a_scan_is_held_at_the_province(
    desks: tuple[Program, Program], town: Town, stick: Path
) -> None:
    one, two = desks
    _dossier, sha256 = scanned(one, 1001, b"MZ\x90\x00" + bytes(5_000))
    to_hub(one, town, stick)
    back(town, one, stick)
    done = one.exchange.export(stick)
    line = town.takes(done.path)
    assert (line.outcome, line.exit_code, line.scans) == ("quarantined", 5, 1)
    with town.open() as hub:
        assert hub.scans().held_apart() == (sha256,)
        assert hub.scans().wanted() == ()
    back(town, two, stick)
    to_hub(two, town, stick)
    assert back(town, two, stick)[1] == 0, "it goes nowhere"


def test_case_68_the_same_scan_on_three_dossiers_is_stored_and_sent_once(
    desks: tuple[Program, Program], town: Town, stick: Path
) -> None:
    one, _two = desks
    (sha256,) = {scanned(one, serial, PAGES)[1] for serial in (1001, 1002, 1003)}
    to_hub(one, town, stick)
    back(town, one, stick)
    done = one.exchange.export(stick)
    assert done.scans == 1
    assert done.bytes < len(PAGES) + 20_000
    assert town.takes(done.path).scans == 1
    assert hub_holds(town, sha256)


def test_parts_that_came_are_not_sent_again(desks: tuple[Program, Program], town: Town, stick: Path) -> None:
    one, _two = desks
    _dossier, sha256 = scanned(one, 1001, PAGES)
    to_hub(one, town, stick)
    back(town, one, stick)
    first, *others = one.exchange.export(stick, limit=700_000).paths
    assert len(others) == 1, "one part in the first, the others in the second"
    assert town.takes(first).scans == 0
    back(town, one, stick)
    answer = one.exchange.last_answer()
    assert answer is not None
    assert [(wanted.sha256, wanted.held) for wanted in answer.wanted] == [(sha256, (0,))]
    done = one.exchange.export(stick)
    assert done.bytes < 2 * SCAN_PART_BYTES
    assert town.takes(done.path).scans == 1
    assert hub_holds(town, sha256)


def test_parts_on_disk_are_sealed_and_go_with_their_dossiers_wish(
    desks: tuple[Program, Program], town: Town, stick: Path
) -> None:
    one, _two = desks
    dossier, sha256 = scanned(one, 1001, PAGES)
    to_hub(one, town, stick)
    with town.open() as hub:
        hub.scans().take(ScanPart(sha256, 0, 3, PAGES[:SCAN_PART_BYTES]), scan_traffic.ScanTally())
    (part,) = (town.folder / "blobs" / "parts").glob("*/*")
    assert b"%PDF" not in part.read_bytes()
    with one.storage.units(officer_of(one.storage)) as unit:
        unit.record_dossier(dossier, ScanRemoved(MONDAY, sha256, "quét nhầm"))
    to_hub(one, town, stick)
    with town.open() as hub:
        assert hub.scans().wanted() == ()
    assert not part.exists(), "tidied at the next opening"


def test_scans_of_another_commune_are_not_to_be_had(desks: tuple[Program, Program], town: Town, stick: Path) -> None:
    one, _two = desks
    _dossier, sha256 = scanned(one, 1001, PAGES)
    to_hub(one, town, stick)
    back(town, one, stick)
    to_hub(one, town, stick)
    asked = [bundles.WantedScan(sha256)]
    with town.open() as hub:
        assert hub.scans().sendable(asked, may_have=lambda stations: b"\x01" * 16 in stations) == ()
        assert len(hub.scans().sendable(asked, may_have=lambda stations: one.desk.station in stations)) == 1


def test_too_many_waiting_parts_are_refused_and_wanted_later(
    desks: tuple[Program, Program], town: Town, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _two = desks
    _dossier, sha256 = scanned(one, 1001, PAGES)
    to_hub(one, town, stick)
    monkeypatch.setattr(scan_traffic, "PARTS_AT_MOST", SCAN_PART_BYTES + 100)
    with town.open() as hub:
        tally = scan_traffic.ScanTally()
        for number in (0, 1):
            data = PAGES[number * SCAN_PART_BYTES : (number + 1) * SCAN_PART_BYTES]
            hub.scans().take(ScanPart(sha256, number, 3, data), tally)
        assert tally.discarded == 1
        assert [wanted.held for wanted in hub.scans().wanted()] == [(0,)]


def test_case_8_a_set_of_files_each_counts_alone(desks: tuple[Program, Program], town: Town, stick: Path) -> None:
    one, _two = desks
    for serial in range(1001, 1201):
        lines = (hashlib.sha256(b"%d %d" % (serial, line)).hexdigest() for line in range(80))
        accept(one.storage, receipt(serial, address="".join(lines)))
    done = one.exchange.export(stick, limit=300_000)
    assert len(done.paths) > 2
    assert all(path.stat().st_size <= 600_000 for path in done.paths), "a segment a file at least"
    last, *before = reversed(done.paths)
    assert town.takes(last).outcome in ("parked", "imported")
    assert {town.takes(path).outcome for path in before} <= {"parked", "imported"}
    with town.open() as hub:
        assert hub.store.book.position(one.desk.station).seq == one.book.position(one.desk.station).seq
