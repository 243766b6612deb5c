"""The log: appended to, never changed; numbered without gaps; chained."""

from __future__ import annotations

import threading
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError

from app.clock import FixedClock
from app.domain.errors import UnknownDossier
from app.domain.events import DossierForwarded, NoteAdded
from app.domain.facts import Receiver
from app.domain.ordering import Change, wall_ms_of
from app.ports import LogRange, SegmentSeal
from storage.desk import OpenDesk
from storage.guard import WroteAroundTheLog
from storage.prepared import Question
from tests.storage.made_up import MONDAY, STATION, accept, id_of, make_desk, officer_of, receipt


def own_changes(desk: OpenDesk) -> list[Change]:
    return list(desk.book.changes(LogRange(STATION, 1, desk.book.position(STATION).seq)))


def test_a_new_desk_opens_with_its_station_and_its_first_officer(desk: OpenDesk) -> None:
    assert [(change.seq, change.kind) for change in own_changes(desk)] == [
        (1, "station.opened"),
        (2, "officer.enrolled"),
    ]
    assert desk.queries.desk().unit_code == "H35.99.12"
    assert [officer.name for officer in desk.queries.officers()] == ["Lò Thị Mai"]
    assert desk.keys() == b"private keys of the station"


@pytest.mark.parametrize("attempt", ["UPDATE change SET hlc = hlc + 1", "DELETE FROM change", "DELETE FROM segment"])
def test_what_is_written_cannot_be_unwritten(desk: OpenDesk, attempt: str) -> None:
    desk.book.keep_seal(SegmentSeal(STATION, 1, 2, b"header", b"signature"))
    with pytest.raises(DatabaseError, match="append-only"), desk.database.writing() as connection:
        connection.exec_driver_sql(attempt)
    assert desk.verify().ok


def test_a_sequence_number_is_taken_once(desk: OpenDesk) -> None:
    with pytest.raises(IntegrityError), desk.database.writing() as connection:
        connection.exec_driver_sql("INSERT INTO change SELECT * FROM change WHERE seq = 2")


def test_eight_threads_appending_two_hundred_changes_take_two_hundred_numbers(desk: OpenDesk) -> None:
    dossier_id, officer = accept(desk, receipt()), officer_of(desk)
    before = desk.book.position(STATION).seq
    failed: list[BaseException] = []

    def work(worker: int) -> None:
        try:
            for turn in range(25):
                with desk.units(officer) as unit:
                    unit.record_dossier(dossier_id, NoteAdded(MONDAY, f"{worker}.{turn}"))
        except Exception as error:  # noqa: BLE001 (whatever it is, the test shows it)
            failed.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seqs = [change.seq for change in own_changes(desk)]
    assert not failed
    assert seqs == list(range(1, before + 201))
    assert len(desk.queries.timeline(dossier_id)) == 201
    assert desk.verify().ok


def test_each_change_names_the_head_it_was_made_on(desk: OpenDesk) -> None:
    dossier_id = accept(desk, receipt())
    with desk.units(officer_of(desk)) as unit:
        unit.record_dossier(dossier_id, NoteAdded(MONDAY, "một"), NoteAdded(MONDAY, "hai"))
    assert [change.deps for change in own_changes(desk)[2:]] == [(), ((STATION, 3),), ((STATION, 4),)]


def test_the_clock_rises_even_when_the_computer_goes_back_in_time(tmp_path) -> None:
    clock = FixedClock(MONDAY)
    desk = make_desk(tmp_path, clock=clock)
    dossier_id = accept(desk, receipt())
    clock.set(MONDAY - timedelta(days=400))
    with desk.units(officer_of(desk)) as unit:
        unit.record_dossier(dossier_id, NoteAdded(MONDAY, "đồng hồ về 2025"))
    changes = own_changes(desk)
    assert all(one.hlc < other.hlc for one, other in pairwise(changes))
    assert changes[-1].flags == 1, "marked as suspect"
    assert wall_ms_of(changes[-1].hlc) >= wall_ms_of(changes[-2].hlc)
    desk.close()


def test_an_act_that_fails_half_way_leaves_nothing(desk: OpenDesk) -> None:
    dossier_id = accept(desk, receipt())
    before = desk.queries.positions()
    with pytest.raises(RuntimeError, match="máy in"), desk.units(officer_of(desk)) as unit:
        unit.record_dossier(dossier_id, DossierForwarded(MONDAY, Receiver("officer", "Địa chính")))
        raise RuntimeError("máy in hỏng")
    assert desk.queries.positions() == before
    assert desk.queries.line(dossier_id).state.value == "accepted"


def test_a_step_of_an_unknown_dossier_is_refused_and_not_logged(desk: OpenDesk) -> None:
    before = desk.queries.positions()
    with pytest.raises(UnknownDossier), desk.units(officer_of(desk)) as unit:
        unit.record_dossier(id_of("nobody"), NoteAdded(MONDAY, "cho ai?"))
    assert desk.queries.positions() == before


@pytest.mark.parametrize(
    "around",
    [
        "UPDATE dossier SET state = 10",
        "DELETE FROM officer",
        "insert into number values ('H35.99.12', '261123', 1, 1999)",
        'INSERT OR REPLACE INTO "dossier_search"(rowid, folded) VALUES (1, "x")',
    ],
)
def test_nobody_writes_a_projection_around_the_log(desk: OpenDesk, around: str) -> None:
    accept(desk, receipt())
    with pytest.raises(WroteAroundTheLog), desk.database.writing() as connection:
        connection.exec_driver_sql(around)
    assert desk.verify().ok


def test_a_question_that_fails_says_what_the_engine_says(desk: OpenDesk) -> None:
    with pytest.raises(DatabaseError, match="no such table"), desk.database.reading() as connection:
        Question(text("SELECT 1 FROM nowhere")).ask(connection)
