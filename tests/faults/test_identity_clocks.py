"""Clocks that lie (SYNC §2.10, cases 18–21; ACCEPTANCE 27): the order stays, nothing is promised from them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from app.clock import ZONE, DeskClock, FixedClock
from app.domain.errors import ClockDoubtful
from app.domain.events import NoteAdded
from app.domain.ordering import CLOCK_SUSPECT, MAX_COUNTER, Change, judge_clock, next_hlc, wall_ms_of
from app.ports import LogRange
from app.services.clock_watch import sure_date
from sync.hub.ledger import Ledger
from tests.faults.laptops import Laptop, dossiers_of, draft_for, hub_at, make_laptop, province_takes, round_trip
from tests.storage.made_up import MONDAY
from tests.sync.hub.strangers import Town
from ui.program import Program

IN_2036 = MONDAY.replace(year=2036)
CMOS = datetime(2009, 1, 1, 0, 0, tzinfo=ZONE)


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town.made(tmp_path / "hub")


@pytest.fixture
def laptop(town: Town, tmp_path: Path) -> Laptop:
    made = make_laptop(tmp_path / "laptop", town)
    made.accept("Giàng A Chống")
    round_trip(town, tmp_path, made)
    return made


def _log(desk: Program) -> list[Change]:
    held = desk.book.position(desk.desk.station)
    return list(desk.book.changes(LogRange(held.station, 1, held.seq)))


def _note(desk: Program, text: str) -> Change:
    with desk.storage.units(desk.officer.id) as unit:
        unit.record_dossier(desk.queries.dossier_id("261123-1001"), NoteAdded(MONDAY, text))
    return _log(desk)[-1]


def test_case_18_a_clock_ten_years_ahead_is_flagged_and_drags_nobody_along(
    laptop: Laptop, town: Town, tmp_path: Path
) -> None:
    neighbour = make_laptop(tmp_path / "neighbour", town, number=2)
    round_trip(town, tmp_path, neighbour)
    laptop.now = IN_2036
    with laptop.open() as desk:
        noted = _note(desk, "ghi khi đồng hồ sai")
        assert noted.flags & CLOCK_SUSPECT
        assert wall_ms_of(noted.hlc) < (MONDAY + timedelta(days=1)).timestamp() * 1000
    laptop.now = MONDAY + timedelta(hours=1)
    with laptop.open() as desk:
        assert desk.watch.look() == "ok", "set back, the clock is believed at once"
        later = _note(desk, "ghi khi đồng hồ đúng")
        assert later.hlc > noted.hlc and not later.flags & CLOCK_SUSPECT
    (taken,) = province_takes(town, laptop.export(tmp_path / "stick"))
    assert taken.outcome == "imported", "data are never refused for a clock"
    round_trip(town, tmp_path, neighbour)
    neighbour.accept("Vàng A Páo")
    with neighbour.open() as desk:
        assert desk.queries.last_hlc() >> 16 < IN_2036.timestamp() * 1000 - 1e10


def test_case_18_a_desk_never_takes_over_a_clock_more_than_a_day_ahead(tmp_path: Path, laptop: Laptop) -> None:
    from app.canon import change_hash
    from app.domain.ordering import GENESIS
    from tests.storage.made_up import ElsewhereLog

    elsewhere = ElsewhereLog()
    with laptop.open() as desk:
        ahead = int(IN_2036.timestamp() * 1000) << 16
        elsewhere.add(desk.queries.dossier_id("261123-1001"), NoteAdded(MONDAY, "từ tương lai"), hlc=ahead)
        (foreign,) = elsewhere.changes
        desk.book.merge(elsewhere.changes, head=change_hash(GENESIS, foreign))
        assert _note(desk, "hôm nay").hlc < ahead


def test_case_19_a_clock_of_2009_goes_on_from_the_floor_and_the_date_is_asked(laptop: Laptop, tmp_path: Path) -> None:
    laptop.now = CMOS
    with laptop.open() as desk:
        assert (desk.watch.look(), desk.clock.is_doubtful) == ("behind", True)
        before = _log(desk)[-1].hlc
        with pytest.raises(ClockDoubtful):
            desk.intake.accept(draft_for("Vàng A Páo"), officer=desk.officer)
        assert [line.partition(" ")[2] for line in dossiers_of(desk)] == ["Giàng A Chống"]
        noted = _note(desk, "vẫn ghi được")
        assert noted.hlc > before and noted.flags & CLOCK_SUSPECT
        said = desk.watch.confirm(date(2026, 11, 24), time(8, 0), officer=desk.officer)
        assert said == datetime(2026, 11, 24, 8, 0, tzinfo=ZONE)
        dossier = desk.intake.accept(draft_for("Vàng A Páo"), officer=desk.officer).dossier
        assert (dossier.received_at.date(), dossier.code[-11:]) == (date(2026, 11, 24), "261124-1001")
        assert _log(desk)[-1].flags & CLOCK_SUSPECT, "the province sees that a person said what day it was"
    laptop.now = CMOS + timedelta(hours=3)
    with laptop.open() as desk:
        assert desk.clock.now() == datetime(2026, 11, 24, 11, 0, tzinfo=ZONE), "the word holds while it fits"
    laptop.now = MONDAY + timedelta(days=2)
    with laptop.open() as desk:
        assert (desk.watch.look(), desk.clock.now()) == ("ok", laptop.now), "a clock that is right needs no correction"


def test_case_19_the_province_hears_a_desk_whose_clock_says_2009(laptop: Laptop, town: Town, tmp_path: Path) -> None:
    province_takes(town, laptop.export(tmp_path / "before"))
    laptop.now = CMOS
    with laptop.open() as desk:
        last = _note(desk, "đồng hồ sai").seq
    later = MONDAY + timedelta(days=3)
    province_takes(town, laptop.export(tmp_path / "wrong"), now=later)
    with hub_at(town) as hub:
        contact = Ledger(hub.store.book, hub.bundles).contact(laptop.station())
        assert contact is not None and contact.came_at == later, "it is not silent"
        assert last in {held.seq for held in contact.vector if held.station == laptop.station()}


def test_case_20_a_clock_that_steps_back_while_the_desk_is_open_still_counts_up(laptop: Laptop) -> None:
    with laptop.open() as desk:
        first = _note(desk, "trước")
        machine = desk.clock.machine
        assert isinstance(machine, FixedClock)
        machine.set(MONDAY - timedelta(hours=5))
        second = _note(desk, "sau khi đồng hồ lùi")
        assert (second.seq, second.hlc > first.hlc) == (first.seq + 1, True)
        assert not second.flags & CLOCK_SUSPECT, "a few hours are a summer-time mistake, no wrong date"
        machine.set(MONDAY - timedelta(days=40))
        third = _note(desk, "lùi quá xa")
        assert third.hlc > second.hlc and third.flags & CLOCK_SUSPECT


def test_case_21_a_full_counter_carries_into_the_milliseconds() -> None:
    wall = int(MONDAY.timestamp() * 1000)
    last = (wall << 16) + MAX_COUNTER
    following = next_hlc(last, wall)
    assert following > last
    assert (wall_ms_of(following), following & MAX_COUNTER) == (wall + 1, 0)


def test_acceptance_27_the_clock_goes_to_2030_and_back_to_2020(laptop: Laptop, town: Town, tmp_path: Path) -> None:
    heard: list[str] = []
    for now in (MONDAY.replace(year=2030), MONDAY.replace(year=2020), MONDAY + timedelta(hours=2)):
        laptop.now = now
        with laptop.open() as desk:
            heard.append(desk.watch.look())
            _note(desk, f"ghi lúc {now:%Y}")
            if desk.clock.is_doubtful:
                with pytest.raises(ClockDoubtful):
                    desk.intake.accept(draft_for("Vàng A Páo"), officer=desk.officer)
    assert heard == ["ahead", "behind", "ok"]
    with laptop.open() as desk:
        log = _log(desk)
        assert [one.hlc for one in log] == sorted({one.hlc for one in log})
        assert [bool(one.flags & CLOCK_SUSPECT) for one in log[-3:]] == [True, True, False]
    (taken,) = province_takes(town, laptop.export(tmp_path / "stick"))
    assert taken.outcome == "imported"
    with hub_at(town) as hub:
        held = hub.store.book.position(laptop.station())
        marked = [one.flags for one in hub.store.book.changes(LogRange(held.station, 1, held.seq))]
        assert sum(1 for flags in marked if flags & CLOCK_SUSPECT) == 2


def test_a_desk_that_slept_for_half_a_year_goes_on_once_somebody_said_the_clock_is_right(laptop: Laptop) -> None:
    laptop.now = MONDAY + timedelta(days=180)
    with laptop.open() as desk:
        assert (desk.watch.look(), desk.clock.is_doubtful) == ("ahead", True)
        desk.watch.confirm(laptop.now.date(), None, officer=desk.officer)
        assert not desk.clock.is_doubtful
        assert desk.intake.accept(draft_for("Vàng A Páo"), officer=desk.officer).dossier.received_at == laptop.now
    with laptop.open() as desk:
        assert desk.watch.look() == "ok"
        assert not _note(desk, "như thường").flags & CLOCK_SUSPECT


def test_the_province_time_is_a_floor_too(laptop: Laptop) -> None:
    with laptop.open() as desk:
        desk.book.note_hub_time(MONDAY + timedelta(days=30))
        assert desk.watch.look() == "behind"


def test_what_nobody_knows_nobody_judges() -> None:
    assert judge_clock(int(IN_2036.timestamp() * 1000), 0) == "ok"
    sure_date(DeskClock(FixedClock(CMOS)))
