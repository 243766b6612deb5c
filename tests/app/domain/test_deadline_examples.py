"""The 31 worked examples of the law table and the acceptance scenarios on time, with the days they count."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from app.calendars import load_shipped
from app.domain.calendar import ZONE, CalendarYear, DayOff
from app.domain.deadline import Due, due, parse_limit, parse_pause

CALENDAR = load_shipped()


def at(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=ZONE)


def days(text: str) -> tuple[date, ...]:
    """Read «13/02/2026 23–27/02 …» written out: every date in full, ranges with «..»."""
    found: list[date] = []
    for part in text.split():
        first, _, last = part.partition("..")
        start = datetime.strptime(first, "%d/%m/%Y").replace(tzinfo=ZONE).date()
        end = datetime.strptime(last or first, "%d/%m/%Y").replace(tzinfo=ZONE).date()
        found += [date.fromordinal(number) for number in range(start.toordinal(), end.toordinal() + 1)]
    return tuple(found)


def reckoned(limit: str, received: str, *, pause: str = "", restart: str = "") -> Due:
    return due(
        parse_limit(limit),
        received=at(received),
        calendar=CALENDAR,
        pauses=(parse_pause(pause),) if pause else (),
        restart=at(restart) if restart else None,
    )


EXAMPLES = [
    (1, "02/03/2026 09:00", "3wd", "05/03/2026 17:30", "03/03/2026..05/03/2026"),
    (2, "13/02/2026 09:00", "1wd", "23/02/2026 17:30", "23/02/2026"),
    (3, "13/02/2026 09:00", "3wd", "25/02/2026 17:30", "23/02/2026..25/02/2026"),
    (4, "11/02/2026 09:00", "5wd", "25/02/2026 17:30", "12/02/2026 13/02/2026 23/02/2026..25/02/2026"),
    (5, "12/02/2026 09:00", "10wd", "05/03/2026 17:30", "13/02/2026 23/02/2026..27/02/2026 02/03/2026..05/03/2026"),
    (
        6,
        "29/01/2026 09:00",
        "20wd",
        "05/03/2026 17:30",
        "30/01/2026 02/02/2026..06/02/2026 09/02/2026..13/02/2026 23/02/2026..27/02/2026 02/03/2026..05/03/2026",
    ),
    (7, "31/12/2025 09:00", "1wd", "05/01/2026 17:30", "05/01/2026"),
    (8, "10/01/2026 09:00", "2wd", "13/01/2026 17:30", "12/01/2026 13/01/2026"),
    (9, "24/04/2026 09:00", "3wd", "04/05/2026 17:30", "28/04/2026 29/04/2026 04/05/2026"),
    (10, "28/04/2026 09:00", "3wd", "05/05/2026 17:30", "29/04/2026 04/05/2026 05/05/2026"),
    (11, "21/08/2026 09:00", "1wd", "22/08/2026 17:30", "22/08/2026"),
    (12, "21/08/2026 09:00", "5wd", "27/08/2026 17:30", "22/08/2026 24/08/2026..27/08/2026"),
    (13, "28/08/2026 09:00", "3wd", "07/09/2026 17:30", "03/09/2026 04/09/2026 07/09/2026"),
    (14, "20/11/2026 09:00", "3wd", "26/11/2026 17:30", "23/11/2026 25/11/2026 26/11/2026"),
    (15, "23/11/2026 09:00", "1wd", "25/11/2026 17:30", "25/11/2026"),
    (16, "14/03/2026 09:00", "3wd", "18/03/2026 17:30", "16/03/2026..18/03/2026"),
    (17, "25/04/2025 09:00", "5wd", "06/05/2025 17:30", "26/04/2025 28/04/2025 29/04/2025 05/05/2025 06/05/2025"),
    (18, "28/08/2025 09:00", "3wd", "04/09/2025 17:30", "29/08/2025 03/09/2025 04/09/2025"),
    (19, "24/01/2025 09:00", "3wd", "05/02/2025 17:30", "03/02/2025..05/02/2025"),
    (20, "31/12/2026 09:00", "5wd", "08/01/2027 17:30", "04/01/2027..08/01/2027"),
    (21, "04/02/2027 09:00", "3wd", "16/02/2027 17:30", "12/02/2027 15/02/2027 16/02/2027"),
    (22, "03/03/2026 14:59", "same_day", "03/03/2026 17:30", ""),
    (23, "03/03/2026 15:00", "same_day", "03/03/2026 17:30", ""),
    (24, "03/03/2026 15:01", "same_day", "04/03/2026 17:30", "04/03/2026"),
    (25, "13/02/2026 15:20", "same_day", "23/02/2026 17:30", "23/02/2026"),
    (26, "02/03/2026 16:00", "3wd", "05/03/2026 17:30", "03/03/2026..05/03/2026"),
    (29, "05/06/2026 09:00", "20cd", "25/06/2026 17:30", "06/06/2026..25/06/2026"),
    (30, "09/02/2026 09:00", "10cd", "23/02/2026 17:30", "10/02/2026..19/02/2026"),
    (31, "04/03/2026 10:00", "8wh", "05/03/2026 10:00", "04/03/2026 05/03/2026"),
]


@pytest.mark.parametrize(("number", "received", "limit", "promised", "counted"), EXAMPLES)
def test_worked_example(number: int, received: str, limit: str, promised: str, counted: str) -> None:
    found = reckoned(limit, received)
    assert (found.at, found.counted_days) == (at(promised), days(counted)), f"example {number}"


def test_example_27_a_supplement_restarts_the_whole_limit() -> None:
    found = reckoned("10wd", "05/03/2026 09:00", pause="2026-03-09..2026-03-13", restart="13/03/2026 10:00")
    assert found.at == at("27/03/2026 17:30")
    assert found.counted_days == days("16/03/2026..20/03/2026 23/03/2026..27/03/2026")


def test_example_28_a_pause_keeps_the_two_days_used() -> None:
    found = reckoned("10wd", "05/03/2026 09:00", pause="2026-03-09T10:00..2026-03-13T10:00")
    assert found.at == at("25/03/2026 17:30")
    assert found.counted_days == days("06/03/2026 09/03/2026 16/03/2026..20/03/2026 23/03/2026..25/03/2026")


def test_all_31_examples_stand_in_this_file() -> None:
    assert {number for number, *_ in EXAMPLES} | {27, 28} == set(range(1, 32))


def test_example_14_if_the_swap_of_23_november_is_decided_the_day_moves_on() -> None:
    known = CALENDAR.year(2026)
    decided = CalendarYear(
        year=2026,
        status="confirmed",
        days_off={**known.days_off, date(2026, 11, 23): DayOff("hoán đổi", "swap")},
        working_days=known.working_days,
    )
    found = due(parse_limit("3wd"), received=at("20/11/2026 09:00"), calendar=CALENDAR.with_year(decided))
    assert found.at == at("27/11/2026 17:30")


def test_acceptance_5_three_days_over_the_make_up_saturday() -> None:
    found = reckoned("3wd", "08/01/2026 11:20")
    assert found.at == at("12/01/2026 17:30")
    assert found.counted_days == days("09/01/2026..10/01/2026 12/01/2026")


@pytest.mark.parametrize(
    ("received", "promised"),
    [("10:00:00", "03/03/2026"), ("15:00:00", "03/03/2026"), ("15:00:01", "04/03/2026")],
)
def test_acceptance_6_fifteen_hours_to_the_second(received: str, promised: str) -> None:
    moment = datetime.fromisoformat(f"2026-03-03T{received}+07:00")
    assert due(parse_limit("same_day"), received=moment, calendar=CALENDAR).at == at(f"{promised} 17:30")


def test_the_law_s_provisional_examples_say_that_the_calendar_is_not_confirmed() -> None:
    assert reckoned("3wd", "02/03/2026 09:00").calendar_confirmed
    assert not reckoned("5wd", "31/12/2026 09:00").calendar_confirmed
    assert not reckoned("3wd", "04/02/2027 09:00").calendar_confirmed
