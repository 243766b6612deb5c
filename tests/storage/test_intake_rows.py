"""Guidance, pads and trips as the tables hold them: whoever recorded them, in whatever order they came."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from app.domain.citizen import Applicant
from app.domain.guidance_events import GuidanceGiven
from app.domain.life_events import WantedPaper
from app.domain.pad_events import PadReserved
from app.domain.trip_events import TripClosed, TripOpened
from storage.desk import OpenDesk
from tests.storage.made_up import (
    DAO,
    MONDAY,
    STATION,
    UNIT,
    ElsewhereLog,
    accept,
    id_of,
    make_desk,
    officer_of,
    receipt,
)

DAY = MONDAY.date()
WHO = Applicant("person", "Sùng Thị Mỷ")


def told(number: str, minutes: int = 0) -> GuidanceGiven:
    at = MONDAY + timedelta(minutes=minutes)
    return GuidanceGiven(at, number, "supplement", WHO, DAO, (WantedPaper("Giấy chứng sinh", 1),), "", "Lò Thị Mai")


def test_guidance_of_every_desk_is_listed_but_numbers_are_each_desks_own(desk: OpenDesk) -> None:
    away = ElsewhereLog()
    away.add(id_of("away"), told("2-0009", minutes=5))
    away.merge_into(desk)
    with desk.units(officer_of(desk)) as unit:
        unit.record("guidance", id_of("here"), told("1-0001", minutes=10))
        assert unit.highest_series("guide-supplement", 2026) == 1
        assert unit.highest_series("guide-refusal", 2026) == 0
    hour = desk.queries.guidance(MONDAY, MONDAY + timedelta(hours=1))
    assert [one.given.number for one in hour] == ["2-0009", "1-0001"]
    assert desk.queries.guidance(MONDAY, MONDAY + timedelta(minutes=5)) == ()
    assert desk.verify().ok


def test_a_pad_of_another_desk_reserves_nothing_here(desk: OpenDesk) -> None:
    away = ElsewhereLog()
    away.add(away.station, PadReserved(MONDAY, DAY.isoformat(), 2001, 20))
    away.merge_into(desk)
    assert desk.queries.reserved_serials(DAY) == ()
    with desk.units(officer_of(desk)) as unit:
        unit.record("station", STATION, PadReserved(MONDAY, DAY.isoformat(), 1001, 3))
        unit.record("station", STATION, PadReserved(MONDAY, DAY.isoformat(), 1004, 1))
        assert unit.reserved_serials(DAY) == (1001, 1002, 1003, 1004)
        assert unit.raised_floor(DAY) == 1005
    accept(desk, receipt(1002))
    codes = tuple(f"{UNIT}-261123-{serial}" for serial in (1001, 1002))
    assert desk.queries.used_codes(codes) == {codes[1]}
    assert desk.verify().ok


def test_a_pad_that_no_block_can_hold_reserves_nothing(desk: OpenDesk) -> None:
    with desk.units(officer_of(desk)) as unit:
        for first, count in ((0, 5), (1 << 62, 1), (1001, 1 << 62), (1001, -3)):
            unit.record("station", STATION, PadReserved(MONDAY, DAY.isoformat(), first, count))
        assert unit.reserved_serials(DAY) == ()
        assert unit.raised_floor(DAY) is None


def test_a_trip_is_as_first_opened_and_first_closed_whatever_came_first(tmp_path: Path) -> None:
    trip = id_of("trip")
    opened, closed = ElsewhereLog(b"station-opened--"), ElsewhereLog(b"station-closed--")
    opened.add(trip, TripOpened(MONDAY, "2-0001", "Bản Chí Sáng", "2026-11-23", "2026-11-24", ("Vàng Thị Hoa",)))
    opened.add(trip, TripOpened(MONDAY, "2-0002", "Bản khác", "2026-11-25", "2026-11-25"))
    closed.add(trip, TripClosed(MONDAY + timedelta(hours=1)), deps=[(opened.station, 1)])
    closed.add(trip, TripClosed(MONDAY + timedelta(hours=2)))
    opened.add(id_of("odd"), TripOpened(MONDAY, "2-0003", "Bản Mấn", "mai", "kia"))
    seen = []
    for turn, logs in enumerate(((opened, closed), (closed, opened))):
        desk = make_desk(tmp_path / str(turn))
        for log in logs:
            log.merge_into(desk)
        seen.append(desk.queries.trips())
        assert desk.verify().ok
        desk.close()
    assert seen[0] == seen[1]
    (only,) = seen[0]
    assert (only.number, only.place, only.closed_at) == ("2-0001", "Bản Chí Sáng", MONDAY + timedelta(hours=1))
    assert not only.takes_in(DAY)
