"""The order the province fixed, in the tables: late, early, twice, and after a replay."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from pathlib import Path

from app.domain.events import DossierCompleted, NoteAdded
from app.domain.life_events import Correction, DossierCorrected
from app.domain.merge_events import ChangesOrdered, OrderedRun, province_log
from app.readings import Arrivals
from storage import rebuild
from storage.desk import OpenDesk
from tests.storage.made_up import MONDAY, ElsewhereLog, id_of, make_desk, receipt

PAGES = id_of("pages")


def named(name: str) -> DossierCorrected:
    who = replace(receipt().applicant, name=name)
    return DossierCorrected(MONDAY, (Correction("applicant.name", "Giàng A Chống", name),), "nghe nhầm", applicant=who)


def three_logs() -> list[ElsewhereLog]:
    """Two laptops correct one name apart; the province says whose came first."""
    mai, nam = ElsewhereLog(b"station-of-mai!!"), ElsewhereLog(b"station-of-nam!!")
    mai.add(PAGES, receipt(1001))
    mai.add(PAGES, named("Giàng A Chông"), deps=[(mai.station, 1)])
    nam.add(PAGES, named("Giàng A Chồng"), deps=[(mai.station, 1)], hlc=1 << 40)
    province = ElsewhereLog(province_log(b"the hub, 16 byte", "03388"))
    runs = ((mai.station, 1, 1), (nam.station, 1, 1)), ((mai.station, 2, 2),)
    for came in runs:
        ordered = ChangesOrdered(MONDAY, "03388", tuple(OrderedRun(*run) for run in came))
        province.add(province.station, ordered)
    return [mai, nam, province]


def test_whatever_comes_first_every_machine_ends_with_the_name_that_was_first_at_the_province(tmp_path: Path) -> None:
    logs, seen = three_logs(), set()
    for turn, order in enumerate(permutations(range(3))):
        desk = make_desk(tmp_path / str(turn))
        for n in order:
            logs[n].merge_into(desk)
            logs[n].merge_into(desk)
        found = desk.queries.dossier(PAGES)
        assert (found.applicant.name, found.provisional) == ("Giàng A Chồng", False)
        assert desk.verify().ok
        assert rebuild.check_search_index(desk.database), "both spellings are found, and no other"
        desk.rebuild()
        assert desk.queries.dossier(PAGES) == found
        seen.add(found)
        desk.close()
    assert len(seen) == 1


def test_before_the_province_has_spoken_the_clocks_decide_and_it_is_told(desk: OpenDesk) -> None:
    mai, nam, province = three_logs()
    mai.merge_into(desk)
    nam.merge_into(desk)
    assert desk.queries.dossier(PAGES).provisional
    assert desk.queries.sync_state().conflicts == 1
    province.merge_into(desk)
    assert not desk.queries.dossier(PAGES).provisional


def test_solved_in_time_at_the_commune_and_late_at_the_province_is_not_late(desk: OpenDesk) -> None:
    mai = ElsewhereLog(b"station-of-mai!!")
    mai.add(PAGES, receipt(1001, due_days=3))
    mai.add(PAGES, DossierCompleted(MONDAY + timedelta(days=2)), deps=[(mai.station, 1)])
    mai.add(id_of("late"), receipt(1002, due_days=1))
    mai.add(id_of("late"), DossierCompleted(MONDAY + timedelta(days=2)), deps=[(mai.station, 3)])
    mai.merge_into(desk)
    week = (MONDAY, MONDAY + timedelta(days=7))
    assert desk.queries.arrivals(*week) == Arrivals(on_time=1, late=1, on_time_arrived_late=0, not_arrived=2)
    province = ElsewhereLog(province_log(b"the hub, 16 byte", "03388"))
    came = ChangesOrdered(MONDAY + timedelta(days=20), "03388", (OrderedRun(mai.station, 1, 4),))
    province.add(province.station, came)
    province.merge_into(desk)
    assert desk.queries.arrivals(*week) == Arrivals(on_time=1, late=1, on_time_arrived_late=1, not_arrived=0)
    assert not desk.queries.dossier(PAGES).is_late


def test_one_change_after_the_other_asks_nothing_of_the_order(desk: OpenDesk) -> None:
    mai, nam = ElsewhereLog(b"station-of-mai!!"), ElsewhereLog(b"station-of-nam!!")
    mai.add(PAGES, receipt(1001))
    nam.add(PAGES, NoteAdded(MONDAY, "đã xem"), deps=[(mai.station, 1)])
    mai.merge_into(desk)
    nam.merge_into(desk)
    with desk.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM aggregate_head WHERE is_woven").scalar() == 0


def test_two_lives_of_a_hub_that_order_the_same_changes_give_one_order_whichever_is_heard_first(tmp_path: Path) -> None:
    """Case 26: put back from a copy, the hub orders again, in other ranges, what it forgot that it had ordered."""
    mai, nam, first = three_logs()
    second = ElsewhereLog(province_log(b"the hub, 16 byte", "03388", 77))
    mai.add(PAGES, NoteAdded(MONDAY, "đã xem"), deps=[(mai.station, 2)])
    later = int((MONDAY + timedelta(days=1)).timestamp() * 1000) << 16
    runs = OrderedRun(mai.station, 1, 3), OrderedRun(nam.station, 1, 1)
    second.add(second.station, ChangesOrdered(MONDAY + timedelta(days=1), "03388", runs), hlc=later)
    seen, turns = set(), set()
    for turn, order in enumerate(permutations([mai, nam, first, second])):
        desk = make_desk(tmp_path / str(turn))
        for log in order:
            log.merge_into(desk)
        assert desk.verify().ok
        found, given = desk.queries.dossier(PAGES), desk.history(PAGES)[1]
        desk.rebuild()
        assert (desk.queries.dossier(PAGES), desk.history(PAGES)[1]) == (found, given)
        assert given[mai.station, 2].log == first.station, "the earlier turn counts"
        assert given[mai.station, 3].log == second.station
        assert {one.station for one in desk.unordered()} == {desk.station}
        seen.add(found)
        turns.add(tuple(sorted(given.items())))
        desk.close()
    assert (len(seen), len(turns)) == (1, 1)
