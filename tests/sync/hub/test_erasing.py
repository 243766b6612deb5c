"""Case 72 at the province, on a file and on a server: bodies unreadable, chains whole, tables cleared, for good."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from app import canon
from app.domain.errors import BadInput, NothingToErase, ReasonNeeded
from app.domain.events import DossierForwarded, NoteAdded
from app.domain.facts import Receiver
from app.domain.person import number_key
from app.domain.person_events import PersonsApart, PersonsMerged, PersonSplit
from app.domain.scan_events import ScanAdded
from app.readings import DossierFilter
from sync.hub.erasing import Erased, concerned, erase
from sync.hub.program import Hub
from tests.storage.made_up import MONDAY, id_of, receipt
from tests.sync.hub.strangers import AWAY, HOME, Stranger, Town

CITIZEN, OTHER = "012090000123", "012090000999"


def _desk(town: Town, folder: Path) -> Stranger:
    """A desk whose log holds two dossiers of the citizen and one of another; its bundle is at the province."""
    desk = Stranger(1)
    town.enrol(desk.entry())
    for serial, (name, number) in enumerate((("a", CITIZEN), ("b", CITIZEN), ("c", OTHER)), start=1001):
        first = desk.log.add(id_of(name), replace(receipt(serial, id_number=number, entry=serial - 1000)))
        desk.log.add(id_of(name), NoteAdded(MONDAY, "ông Chống gọi điện"), deps=((desk.station, first.seq),))
    town.takes(desk.bundle(folder / "a.goi", town.card, desk.segments()))
    return desk


def _erase(hub: Hub) -> Erased:
    return erase(hub, concerned(hub, CITIZEN), number="15/QĐ-UBND", reason="đơn yêu cầu", by="Lò Văn Pản")


def _codes(hub: Hub, text: str = "H35") -> list[str]:
    return sorted(one.code[-4:] for one in hub.store.queries.find(text, filter=DossierFilter(), limit=50))


def _bodies(hub: Hub) -> bytes:
    with hub.store.database.checking() as connection:
        tables = ("change", "dossier_body")
        rows = [row for table in tables for row in connection.exec_driver_sql(f"SELECT body FROM {table}").scalars()]
        return b"".join(map(bytes, rows))


def test_case_72_bodies_are_unreadable_chains_verify_and_the_tables_are_cleared(either: Town, tmp_path: Path) -> None:
    _desk(either, tmp_path)
    with either.open() as hub:
        assert (_codes(hub), CITIZEN.encode() in _bodies(hub)) == (["1001", "1002", "1003"], True)
        done = _erase(hub)
        assert (done.dossiers, done.changes) == (2, 4)
        assert _codes(hub) == ["1003"]
        assert _codes(hub, CITIZEN) == []
        assert CITIZEN.encode() not in _bodies(hub)
        checked = hub.store.verify()
        assert (checked.ok, checked.projections_equal, checked.first_bad) == (True, True, None)
        hub.store.rebuild()
        assert _codes(hub) == ["1003"]
        assert hub.store.verify().ok
        assert hub.unprojected(next(iter(hub.stations().stations))) == (), "nobody is told to mend what was erased"


def test_case_72_the_order_is_recorded_without_the_person(either: Town, tmp_path: Path) -> None:
    _desk(either, tmp_path)
    with either.open() as hub:
        _erase(hub)
        with hub.store.database.checking() as connection:
            kind = "province.person_erased"
            bodies = connection.exec_driver_sql(f"SELECT body FROM change WHERE kind = '{kind}'").scalars().all()
        assert len(bodies) == 1
        said = bytes(bodies[0])
        assert "15/QĐ-UBND".encode() in said and "Lò Văn Pản".encode() in said
        assert CITIZEN.encode() not in said and "Chống".encode() not in said
        with pytest.raises(NothingToErase):
            _erase(hub)


def test_case_72_old_bundles_and_late_words_bring_nothing_back(either: Town, tmp_path: Path) -> None:
    desk, mate = _desk(either, tmp_path), Stranger(2)
    either.enrol(mate.entry())
    mate.log.add(id_of("a"), NoteAdded(MONDAY, "ông Chống đã đến"), deps=((desk.station, 2),))
    with either.open() as hub:
        _erase(hub)
    assert either.takes(desk.bundle(tmp_path / "again.goi", either.card, desk.segments())).new_changes == 0
    late = either.takes(mate.bundle(tmp_path / "late.goi", either.card, mate.segments()))
    assert (late.new_changes, late.quarantined) == (1, 0)
    with either.open() as hub:
        assert _codes(hub) == ["1003"]
        assert "đã đến".encode() not in _bodies(hub)
        assert hub.store.verify().ok


def test_case_72_notes_on_merged_records_go_too(either: Town, tmp_path: Path) -> None:
    desk, mine, other = _desk(either, tmp_path), number_key(CITIZEN), number_key(OTHER)
    held = len(desk.log.changes)
    about = b"persons of desk 1"[:16]
    desk.log.add(about, PersonsMerged(MONDAY, mine, other, "ông Chống có hai số"))
    desk.log.add(about, PersonSplit(MONDAY, mine, "ông Chống nói nhầm"))
    desk.log.add(about, PersonsApart(MONDAY, other, "0" * 16, "hai bà Mỷ khác nhau"))
    either.takes(desk.bundle(tmp_path / "notes.goi", either.card, desk.segments(held + 1)))
    with either.open() as hub:
        assert "hai số".encode() in _everything(hub)
        _erase(hub)
        for _before_and_after_a_rebuild in range(2):
            left = _everything(hub)
            assert ("hai số".encode() in left, "nói nhầm".encode() in left, "bà Mỷ".encode() in left) == (
                False,
                False,
                True,
            )
            assert mine.encode() not in _said_of_persons(hub)
            assert hub.store.verify().ok
            hub.store.rebuild()
    again = Town(either.folder)
    assert again.takes(desk.bundle(tmp_path / "again.goi", again.card, desk.segments())).new_changes == 0
    with again.open() as hub:
        assert "hai số".encode() not in _everything(hub)


def _said_of_persons(hub: Hub) -> bytes:
    with hub.store.database.checking() as connection:
        asked = "SELECT body FROM office_event UNION ALL SELECT body FROM change WHERE kind LIKE 'person.%%'"
        rows = connection.exec_driver_sql(asked if hub.paths.server() else asked.replace("%%", "%"))
        return b"".join(map(bytes, rows.scalars()))


def _everything(hub: Hub) -> bytes:
    """Every cell of every table that holds bodies."""
    return _bodies(hub) + _said_of_persons(hub)


def _waiting(hub: Hub) -> bytes:
    """What parts that wait say, unpacked."""
    book, asides = hub.store.book, hub.store.book.set_asides()
    whole = [hub.bundles.reopen(replace(one, data=book.data_of(one)), papers=hub.papers()) for one in asides]
    return b"".join(change.body for segment in whole if segment for change in segment.changes)


@pytest.mark.parametrize("comes", ["before the order", "after the order"])
def test_case_72_what_waits_for_a_gap_is_emptied_too(either: Town, tmp_path: Path, comes: str) -> None:
    desk = _desk(either, tmp_path)
    held = len(desk.log.changes)
    desk.log.add(id_of("c"), NoteAdded(MONDAY, "bình thường"))
    desk.log.add(id_of("a"), NoteAdded(MONDAY, "ông Chống lại gọi"))
    late = desk.bundle(tmp_path / "late.goi", either.card, desk.segments(held + 2))
    if comes == "before the order":
        assert either.takes(late).outcome == "parked"
        with either.open() as hub:
            assert "Chống".encode() in _waiting(hub)
    with either.open() as hub:
        _erase(hub)
    if comes == "after the order":
        assert either.takes(late).outcome == "parked"
    with either.open() as hub:
        assert (len(_waiting(hub)), "Chống".encode() in _waiting(hub)) == (canon.DROPPED_LENGTH, False)
    other = Stranger(2)
    either.enrol(other.entry())
    gap = other.bundle(tmp_path / "gap.goi", either.card, desk.segments(held + 1, held + 1))
    assert either.takes(gap).new_changes == 2, "the part that waited went in after the gap was closed"
    with either.open() as hub:
        assert (hub.store.book.set_asides(), hub.store.verify().ok) == ((), True)
        assert "lại gọi".encode() not in _bodies(hub)


def test_case_72_a_dossier_that_only_a_part_that_waits_holds_is_found_and_emptied(either: Town, tmp_path: Path) -> None:
    desk = Stranger(1)
    either.enrol(desk.entry())
    desk.log.add(id_of("c"), receipt(1001, id_number=OTHER, entry=1))
    first = desk.log.add(id_of("a"), receipt(1002, id_number=CITIZEN, entry=2))
    desk.log.add(id_of("a"), NoteAdded(MONDAY, "ông Chống gọi điện"), deps=((desk.station, first.seq),))
    assert either.takes(desk.bundle(tmp_path / "late.goi", either.card, desk.segments(2))).outcome == "parked"
    with either.open() as hub:
        found = concerned(hub, CITIZEN)
        assert (found.dossiers, len(found.waiting)) == ({id_of("a"): (HOME,)}, 2)
        assert _erase(hub).dossiers == 1
        assert "Chống".encode() not in _waiting(hub) and CITIZEN.encode() not in _waiting(hub)
        with pytest.raises(NothingToErase):
            _erase(hub)
    gap = desk.bundle(tmp_path / "gap.goi", either.card, desk.segments(1, 1))
    assert either.takes(gap).new_changes == 3, "the part that waited went in behind it"
    again = Town(either.folder)
    assert again.takes(desk.bundle(tmp_path / "again.goi", again.card, desk.segments())).new_changes == 0
    with again.open() as hub:
        for _before_and_after_a_rebuild in range(2):
            assert _codes(hub) == ["1001"]
            assert CITIZEN.encode() not in _everything(hub)
            with hub.store.database.checking() as connection:
                asked = "SELECT max(highest) FROM {}"
                taken = [connection.exec_driver_sql(asked.format(one)).scalar_one() for one in ("number", "series")]
            assert taken == [1002, 2], "its number and its entry in the register are not given again"
            assert hub.store.verify().ok
            hub.store.rebuild()


def test_case_72_a_part_cannot_have_another_citizens_dossier_erased(either: Town, tmp_path: Path) -> None:
    """A desk says in a part that waits that a dossier was the person's, or gives it birth for another commune."""
    _desk(either, tmp_path)
    liar = Stranger(1, AWAY)
    either.enrol(liar.entry())
    liar.log.add(id_of("x"), NoteAdded(MONDAY, "phần thiếu"))
    liar.log.add(id_of("c"), replace(receipt(2001, id_number=CITIZEN, entry=1), commune=AWAY))
    liar.log.add(id_of("d"), replace(receipt(2002, id_number=CITIZEN, entry=2), commune=HOME))
    assert either.takes(liar.bundle(tmp_path / "liar.goi", either.card, liar.segments(2))).exit_code in (0, 5)
    with either.open() as hub:
        assert len(hub.store.book.set_asides()) == 1
        assert set(concerned(hub, CITIZEN).dossiers) == {id_of("a"), id_of("b")}


def test_numbers_that_were_taken_stay_taken(town: Town, tmp_path: Path) -> None:
    _desk(town, tmp_path)
    asked = "SELECT * FROM number", "SELECT * FROM series"
    with town.open() as hub:
        with hub.store.database.reading() as connection:
            before = [connection.exec_driver_sql(one).all() for one in asked]
        _erase(hub)
        hub.store.rebuild()
        with hub.store.database.reading() as connection:
            assert [connection.exec_driver_sql(one).all() for one in asked] == before


def test_what_an_order_needs(town: Town, tmp_path: Path) -> None:
    _desk(town, tmp_path)
    with town.open() as hub:
        found = concerned(hub, CITIZEN)
        with pytest.raises(ReasonNeeded):
            erase(hub, found, number="15/QĐ", reason=" ", by="Lò Văn Pản")
        with pytest.raises(BadInput):
            erase(hub, found, number="15/QĐ", reason=f"của {CITIZEN}", by="Lò Văn Pản")
        with pytest.raises(BadInput):
            concerned(hub, "Giàng")
        assert len(concerned(hub, OTHER).dossiers) == 1
        assert _codes(hub) == ["1001", "1002", "1003"]


def test_a_body_that_somebody_dropped_without_an_order_is_found(town: Town, tmp_path: Path) -> None:
    desk = _desk(town, tmp_path)
    with town.open() as hub:
        with hub.store.database.writing() as connection:
            connection.exec_driver_sql("DROP TRIGGER change_no_update")
            row = connection.exec_driver_sql("SELECT body FROM change WHERE seq = 2").scalar_one()
            connection.exec_driver_sql("UPDATE change SET body = ? WHERE seq = 2", (canon.dropped(row),))
        assert hub.store.verify().first_bad == (desk.station, 2)


def test_case_72_a_dossier_of_two_communes_is_cleared_in_both(either: Town, tmp_path: Path) -> None:
    """The province passed it on, so a copy of its changes stands in the other commune's log."""
    home, away = Stranger(1), Stranger(1, AWAY)
    either.enrol(home.entry(), away.entry())
    first = home.log.add(id_of("a"), replace(receipt(1001, id_number=CITIZEN), commune=home.commune))
    there = Receiver("station", "máy 1", away.station)
    home.log.add(id_of("a"), DossierForwarded(MONDAY, there), deps=((home.station, first.seq),))
    either.takes(home.bundle(tmp_path / "home.goi", either.card, home.segments()))
    away.log.add(id_of("a"), NoteAdded(MONDAY, "đã nhận"), deps=((home.station, 2),))
    either.takes(away.bundle(tmp_path / "away.goi", either.card, away.segments()))
    with either.open() as hub:
        assert _bodies(hub).count(CITIZEN.encode()) >= 3, "the receipt, its copy for the other commune, the table"
        done = _erase(hub)
        assert done.communes == (HOME, AWAY)
        assert CITIZEN.encode() not in _bodies(hub)
        assert _codes(hub) == []
        for _before_and_after_a_rebuild in range(2):
            assert hub.store.verify().ok
            hub.store.rebuild()
        assert hub.store.unordered() == ()


def test_a_scan_that_another_communes_dossier_names_too_outlives_the_order(either: Town, tmp_path: Path) -> None:
    data, sha256 = b"\xff\xd8\xff the same paper", hashlib.sha256(b"\xff\xd8\xff the same paper").hexdigest()
    for commune, number in ((HOME, CITIZEN), (AWAY, OTHER)):
        desk, dossier = Stranger(1, commune), id_of(commune)
        either.enrol(desk.entry())
        code = f"H35.99.{commune[-2:]}-261123-1001"
        first = desk.log.add(dossier, replace(receipt(1001, id_number=number), commune=commune, code=code))
        scan = ScanAdded(MONDAY, sha256, len(data), 1, component=0)
        desk.log.add(dossier, scan, deps=((desk.station, first.seq),))
        either.takes(desk.bundle(tmp_path / f"{commune}.goi", either.card, desk.segments()))
    with either.open() as hub:
        blob = hub.store.attachments.put(data)
        with hub.unit(HOME) as unit:
            unit.keep_blob(blob)
        assert _erase(hub).dossiers == 1
        assert hub.store.attachments.read(sha256) == data
