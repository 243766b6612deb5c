"""Working calendars: the shipped years hold the notices' tables, and a file from outside is taken whole or refused."""

from __future__ import annotations

import json
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from app import calendars
from app.calendars import MOST_BYTES, load_calendar, load_shipped, read_calendar
from app.domain.calendar import Calendar, Session
from app.domain.errors import CalendarRefused, OutsideCalendar

CALENDAR = load_shipped()


def off(year: int) -> list[str]:
    """Return the weekdays off of a year as dd/mm."""
    return [f"{day:%d/%m}" for day in sorted(CALENDAR.year(year).days_off) if day.weekday() < 5]


def worked(year: int) -> list[str]:
    return [f"{day:%d/%m}" for day in sorted(CALENDAR.year(year).working_days)]


def test_2025_holds_the_table_of_the_notices() -> None:
    assert " ".join(off(2025)) == "01/01 27/01 28/01 29/01 30/01 31/01 07/04 30/04 01/05 02/05 01/09 02/09"
    assert worked(2025) == ["26/04"]
    assert CALENDAR.is_confirmed(2025)


def test_2026_holds_the_table_of_the_notices() -> None:
    expected = "01/01 02/01 16/02 17/02 18/02 19/02 20/02 27/04 30/04 01/05 31/08 01/09 02/09 24/11"
    assert " ".join(off(2026)) == expected
    assert worked(2026) == ["10/01", "22/08"]
    assert CALENDAR.is_confirmed(2026)


def test_2027_is_provisional_and_takes_the_third_of_september() -> None:
    assert " ".join(off(2027)) == "01/01 05/02 08/02 09/02 10/02 11/02 16/04 30/04 03/05 02/09 03/09 24/11"
    assert worked(2027) == []
    assert not CALENDAR.is_confirmed(2027)


def test_every_year_names_its_source_and_every_day_off_its_reason() -> None:
    for year in CALENDAR.years.values():
        assert year.source
        assert all(day.reason for day in year.days_off.values())
    assert CALENDAR.reason_off(date(2026, 11, 24)) == "Ngày Văn hóa Việt Nam"
    assert CALENDAR.reason_off(date(2026, 1, 2)) == "hoán đổi với thứ Bảy 10/01/2026"


def test_an_ordinary_weekend_needs_no_reason() -> None:
    assert not CALENDAR.is_working_day(date(2026, 11, 21))
    assert CALENDAR.reason_off(date(2026, 11, 21)) is None


def test_a_swapped_saturday_is_worked_in_full_hours() -> None:
    assert CALENDAR.sessions(date(2026, 1, 10)) == (
        Session(time(7, 30), time(11, 30)),
        Session(time(13, 30), time(17, 30)),
    )


def test_a_saturday_rota_opens_the_desk_without_making_a_working_day() -> None:
    saturday, rota = date(2026, 11, 28), load_shipped(saturday_desk=True)
    assert rota.is_desk_open(saturday) and not rota.is_working_day(saturday)
    assert not CALENDAR.is_desk_open(saturday)
    assert not rota.is_desk_open(date(2026, 11, 29))
    assert not rota.is_desk_open(date(2027, 2, 6)), "mùng 1 Tết is a Saturday, but a holiday"
    assert rota.is_desk_open(date(2026, 11, 27))


def test_a_year_nobody_knows_has_its_fixed_holidays_and_is_unconfirmed() -> None:
    assert not CALENDAR.is_confirmed(2030)
    assert not CALENDAR.is_working_day(date(2030, 1, 1))
    assert not CALENDAR.is_working_day(date(2030, 5, 1))
    assert CALENDAR.reason_off(date(2030, 11, 24)) == "Ngày Văn hóa Việt Nam"
    assert CALENDAR.is_working_day(date(2023, 11, 24)), "the day was not off before 2026"


def test_the_next_working_day_is_strictly_later_and_passes_tet() -> None:
    assert CALENDAR.next_working_day(date(2026, 2, 13)) == date(2026, 2, 23)
    assert CALENDAR.next_working_day(date(2026, 11, 25)) == date(2026, 11, 26)


def test_working_days_between_leave_the_first_day_out() -> None:
    assert CALENDAR.working_days_between(date(2026, 11, 23), date(2026, 11, 27)) == 3
    assert CALENDAR.working_days_between(date(2026, 11, 27), date(2026, 11, 23)) == 0


def test_a_day_off_has_no_closing_time() -> None:
    with pytest.raises(OutsideCalendar):
        CALENDAR.closes_at(date(2026, 11, 24))


# ── files from outside ───────────────────────────────────────────────────────────────────────


def a_year(**changes: object) -> dict[str, Any]:
    year: dict[str, Any] = {
        "format": "motcua-calendar-1",
        "year": 2027,
        "status": "confirmed",
        "source": "Thông báo của Bộ Nội vụ",
        "sessions": [["07:30", "11:30"], ["13:30", "17:00"]],
        "days_off": [{"date": "2027-09-01", "reason": "Quốc khánh", "kind": "observed"}],
        "working_days": ["2027-08-21"],
        "session_overrides": {"2027-02-04": [["07:30", "11:30"]]},
    }
    return {**year, **changes}


def as_bytes(year: dict[str, Any]) -> bytes:
    return json.dumps(year, ensure_ascii=False).encode()


def test_a_confirmed_year_from_the_province_replaces_the_provisional_one() -> None:
    calendar = CALENDAR.with_year(read_calendar(as_bytes(a_year())))
    assert calendar.is_confirmed(2027)
    assert calendar.is_working_day(date(2027, 9, 3)) and not calendar.is_working_day(date(2027, 9, 1))
    assert calendar.is_working_day(date(2027, 8, 21))
    assert calendar.closes_at(date(2027, 2, 4)).time() == time(11, 30)
    assert calendar.closes_at(date(2027, 2, 3)).time() == time(17, 0)
    assert calendar.is_confirmed(2026), "other years stay"
    assert not CALENDAR.is_confirmed(2027), "the old calendar is a value and stays as it was"


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"format": "motcua-calendar-9"}, "format"),
        ({"status": "perhaps"}, "status"),
        ({"year": 1871}, "1871"),
        ({"colour": "red"}, "colour"),
        ({"days_off": [{"date": "2027-02-30", "reason": "Tết", "kind": "holiday"}]}, "2027-02-30"),
        ({"days_off": [{"date": "2026-02-16", "reason": "Tết", "kind": "holiday"}]}, "not of the year"),
        ({"days_off": [{"date": "20270101", "reason": "Tết", "kind": "holiday"}]}, "20270101"),
        ({"days_off": [{"date": "2027-02-08", "reason": " ", "kind": "holiday"}]}, "2027-02-08"),
        ({"days_off": [{"date": "2027-02-08", "reason": "a\u202eb", "kind": "holiday"}]}, "control"),
        ({"days_off": [{"date": "2027-02-08", "reason": "Tết", "kind": "party"}]}, "days_off[0].kind"),
        ({"days_off": [{"date": "2027-02-08", "reason": "Tết", "kind": "holiday"}] * 2}, "twice"),
        ({"working_days": ["2027-08-20"]}, "Saturday or Sunday"),
        ({"working_days": ["2027-08-21", "2027-08-21"]}, "twice"),
        (
            {
                "working_days": ["2027-02-06"],
                "days_off": [{"date": "2027-02-06", "reason": "Tết", "kind": "holiday"}],
            },
            "both off and worked",
        ),
        ({"sessions": []}, "sessions"),
        ({"sessions": [["13:30", "17:30"], ["07:30", "11:30"]]}, "sessions"),
        ({"sessions": [["07:30", "25:00"]]}, "like 07:30"),
        ({"sessions": [["7h30", "11:30"]]}, "like 07:30"),
        ({"session_overrides": {"2027-09-01": [["07:30", "11:30"]]}}, "not worked"),
        ({"session_overrides": {"2027-08-22": [["07:30", "11:30"]]}}, "not worked"),
    ],
)
def test_a_year_that_does_not_fit_is_refused_by_the_name_of_what_is_wrong(changes: dict[str, Any], named: str) -> None:
    with pytest.raises(CalendarRefused) as refused:
        read_calendar(as_bytes(a_year(**changes)))
    assert named in str(refused.value)
    assert refused.value.exit_code == 5


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", b"[]", b"[" * 100_000, b" " * (MOST_BYTES + 1)])
def test_bytes_that_are_no_calendar_are_refused(data: bytes) -> None:
    with pytest.raises(CalendarRefused):
        read_calendar(data)


def test_a_missing_key_is_refused() -> None:
    year = a_year()
    del year["sessions"]
    with pytest.raises(CalendarRefused, match="sessions"):
        read_calendar(as_bytes(year))


def test_the_shipped_files_are_in_the_format_their_readme_describes() -> None:
    names = sorted(path.name for path in Path(calendars.SHIPPED).glob("*.json"))
    assert names == ["2025.json", "2026.json", "2027.json"]
    readme = (calendars.SHIPPED / "README.md").read_text(encoding="utf-8")
    for name in names:
        keys = json.loads((calendars.SHIPPED / name).read_text(encoding="utf-8"))
        assert all(f"`{key}" in readme for key in keys)


def test_a_calendar_is_a_value() -> None:
    assert load_shipped() == load_shipped()
    assert load_shipped() != load_shipped(saturday_desk=True)
    assert Calendar({}) != load_shipped()


def test_a_file_beside_the_data_confirms_the_year_the_program_only_guessed(tmp_path: Path) -> None:
    assert load_calendar(tmp_path / "calendar") == load_shipped()
    guessed = json.loads((calendars.SHIPPED / "2027.json").read_text(encoding="utf-8"))
    (tmp_path / "2027.json").write_text(json.dumps(guessed | {"status": "confirmed"}), encoding="utf-8")
    laid_over = load_calendar(tmp_path)
    assert laid_over.is_confirmed(2027)
    assert laid_over.year(2026) == load_shipped().year(2026)


def test_a_spoilt_file_beside_the_data_is_refused_whole(tmp_path: Path) -> None:
    (tmp_path / "2027.json").write_text("{", encoding="utf-8")
    with pytest.raises(CalendarRefused):
        load_calendar(tmp_path)
