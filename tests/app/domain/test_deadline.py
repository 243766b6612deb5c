"""The rulings on time, one by one: extensions, pauses, hours, closed days, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from app.calendars import load_shipped
from app.canon import decode, encode
from app.domain.calendar import ZONE, Calendar, CalendarYear, Session
from app.domain.deadline import (
    Due,
    Extension,
    Pause,
    TimeLimit,
    automatic_extensions,
    due,
    parse_limit,
    parse_pause,
)
from app.domain.errors import BadExtension, BadInput, OutsideCalendar, OverlappingPauses

CALENDAR = load_shipped()
VERIFY = Extension("phải xác minh", 3, "working_day", "add")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def promised(
    limit: str | TimeLimit,
    received: str,
    *extensions: Extension,
    pauses: tuple[str, ...] = (),
    restart: str | None = None,
    calendar: Calendar = CALENDAR,
) -> Due:
    return due(
        parse_limit(limit) if isinstance(limit, str) else limit,
        received=at(received),
        calendar=calendar,
        extensions=extensions,
        pauses=[parse_pause(text) for text in pauses],
        restart=at(restart) if restart else None,
    )


# ── same day ─────────────────────────────────────────────────────────────────────────────────


def test_the_picture_s_birth_same_day_plus_three_days_over_the_culture_day() -> None:
    found = promised("same_day", "2026-11-23T09:42", VERIFY)
    assert found.at == at("2026-11-27T17:30")
    assert found.counted_days == (date(2026, 11, 25), date(2026, 11, 26), date(2026, 11, 27))


def test_after_fifteen_hours_before_a_holiday_the_same_day_is_the_day_after_it() -> None:
    assert promised("same_day", "2026-11-23T15:20").at == at("2026-11-25T17:30")


def test_after_fifteen_hours_the_added_days_count_on_from_the_moved_day() -> None:
    assert promised("same_day", "2026-11-23T15:20", VERIFY).at == at("2026-11-30T17:30")


@pytest.mark.parametrize("received", ["2026-11-24T09:00", "2026-11-21T09:00", "2026-11-22T09:00"])
def test_received_on_a_closed_day_same_day_is_the_next_working_day(received: str) -> None:
    found = promised("same_day", received)
    assert CALENDAR.next_working_day(at(received).date()) == found.at.date()


def test_a_rota_saturday_takes_papers_in_but_does_not_count() -> None:
    found = promised("same_day", "2026-11-28T09:00", calendar=load_shipped(saturday_desk=True))
    assert found.at == at("2026-11-30T17:30")


def test_received_before_the_office_opens_is_the_same_day() -> None:
    assert promised("same_day", "2026-03-03T06:10").at == at("2026-03-03T17:30")


def test_on_a_half_day_nothing_is_promised_for_an_hour_that_is_over() -> None:
    half = CalendarYear(
        2026, "confirmed", {}, session_overrides={date(2026, 3, 3): (Session(time(7, 30), time(11, 30)),)}
    )
    calendar = CALENDAR.with_year(half)
    assert promised("same_day", "2026-03-03T11:00", calendar=calendar).at == at("2026-03-03T11:30")
    assert promised("same_day", "2026-03-03T14:00", calendar=calendar).at == at("2026-03-04T17:30")


# ── hours ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("received", "limit", "expected"),
    [
        ("2026-03-04T05:00", "2wh", "2026-03-04T09:30"),  # before opening: from the next open minute
        ("2026-03-04T12:00", "2wh", "2026-03-04T15:30"),  # in the lunch break
        ("2026-03-04T09:30", "2wh", "2026-03-04T11:30"),  # ends with the session and stays there
        ("2026-03-04T13:30", "4wh", "2026-03-04T17:30"),  # ends with the day and stays there
        ("2026-03-06T17:29", "2wh", "2026-03-09T09:29"),  # over the weekend
        ("2026-03-07T09:00", "1wh", "2026-03-09T08:30"),  # received on a Saturday
        ("2026-11-23T17:00", "1wh", "2026-11-25T08:00"),  # over the holiday
    ],
)
def test_working_hours_run_only_while_the_office_is_open(received: str, limit: str, expected: str) -> None:
    assert promised(limit, received).at == at(expected)


def test_clock_hours_run_through_nights_and_holidays_and_ask_no_calendar() -> None:
    found = promised("12h", "2026-12-31T20:15")
    assert found.at == at("2027-01-01T08:15")
    assert found.counted_days == (date(2026, 12, 31), date(2027, 1, 1))
    assert found.calendar_confirmed


def test_a_pause_takes_its_minutes_out_of_hours_even_within_one_day() -> None:
    pause = ("2026-03-04T10:00..2026-03-04T14:00",)
    assert promised("4wh", "2026-03-04T09:00", pauses=pause).at == at("2026-03-04T17:00")
    assert promised("4h", "2026-03-04T09:00", pauses=pause).at == at("2026-03-04T17:00")


# ── calendar days ────────────────────────────────────────────────────────────────────────────


def test_calendar_days_that_end_on_a_sunday_roll_to_monday() -> None:
    found = promised("2cd", "2026-03-06T09:00")
    assert found.at == at("2026-03-09T17:30")
    assert found.counted_days == (date(2026, 3, 7), date(2026, 3, 8))


# ── extensions ───────────────────────────────────────────────────────────────────────────────


def test_added_calendar_days_count_on_from_the_base_due_date() -> None:
    twenty = Extension("phải xác minh", 20, "calendar_day", "add")
    # 5 working days from 02/03 end on 09/03; 20 days on is Sunday 29/03, so Monday.
    assert promised("5wd", "2026-03-02T09:00", twenty).at == at("2026-03-30T17:30")


def test_an_extension_after_rolled_days_counts_from_the_rolled_date() -> None:
    # 2 days from Friday end on Sunday and roll to Monday 09/03; one working day on is Tuesday.
    one = Extension("phải xác minh", 1, "working_day", "add")
    assert promised("2cd", "2026-03-06T09:00", one).at == at("2026-03-10T17:30")


def test_a_replacement_takes_the_limit_s_place_and_leaves_day_zero() -> None:
    complex_matter = Extension("nội dung phức tạp", 2, "working_day", "replace")
    # After 15:00 matters to the same day only: two working days from the receipt, not from the day after.
    assert promised("same_day", "2026-03-03T16:00", complex_matter).at == at("2026-03-05T17:30")


def test_a_replacement_and_an_addition_go_together() -> None:
    replacing = Extension("thay đổi, cải chính hộ tịch", 3, "working_day", "replace")
    assert promised("same_day", "2026-03-02T09:00", replacing, VERIFY).at == at("2026-03-10T17:30")


def test_only_one_extension_may_replace() -> None:
    one = Extension("vụ việc phức tạp", 45, "calendar_day", "replace")
    two = Extension("vùng sâu, vùng xa", 45, "calendar_day", "replace")
    with pytest.raises(BadExtension, match="vùng sâu"):
        promised("30cd", "2026-03-02T09:00", one, two)


def test_an_extension_by_agreement_needs_its_length() -> None:
    agreed = Extension("thỏa thuận bằng văn bản", None, "working_day", "add")
    with pytest.raises(BadExtension, match="agreed in writing"):
        promised("same_day", "2026-03-02T09:00", agreed)


def test_adoption_counts_its_four_stages_one_after_the_other() -> None:
    stages = [
        Extension("xác minh, đánh giá hoàn cảnh", 5, "working_day", "add"),
        Extension("kiểm tra hồ sơ và lấy ý kiến", 10, "calendar_day", "add"),
        Extension("thời hạn thay đổi ý kiến đồng ý", 10, "working_day", "add"),
        Extension("đăng ký, giao nhận con nuôi", 5, "calendar_day", "add"),
    ]
    unknown = TimeLimit("working_day", None)
    # 09/03 · 19/03 · 02/04 · 07/04
    assert promised(unknown, "2026-03-02T09:00", *stages).at == at("2026-04-07T17:30")
    assert promised(unknown, "2026-03-02T09:00", *stages[:2]).at == at("2026-03-19T17:30")


def test_an_unknown_limit_is_never_guessed() -> None:
    with pytest.raises(BadInput, match="not known"):
        promised(TimeLimit("working_day", None), "2026-03-02T09:00")


def test_only_terrain_and_channel_extend_by_themselves() -> None:
    mountain = Extension("xã miền núi", 30, "working_day", "replace", "mountainous")
    online = Extension("nộp trực tuyến", 2, "working_hour", "replace", "online")
    both = (VERIFY, mountain, online)
    assert automatic_extensions(both, mountainous=True, online=False) == (mountain,)
    assert automatic_extensions(both, mountainous=False, online=True) == (online,)
    assert automatic_extensions(both, mountainous=False, online=False) == ()


# ── pauses and restart ───────────────────────────────────────────────────────────────────────


def test_a_pause_within_one_day_is_nothing_where_days_are_counted() -> None:
    assert promised("3wd", "2026-03-02T09:00", pauses=("2026-03-03T08:00..2026-03-03T16:00",)).at == at(
        "2026-03-05T17:30"
    )


def test_the_day_a_pause_ends_on_does_not_count_and_the_next_does() -> None:
    found = promised("3wd", "2026-03-02T09:00", pauses=("2026-03-02T10:00..2026-03-04T08:00",))
    assert found.counted_days == (date(2026, 3, 5), date(2026, 3, 6), date(2026, 3, 9))


def test_a_pause_after_the_last_day_changes_nothing_and_is_not_spoken_of() -> None:
    found = promised("3wd", "2026-03-02T09:00", pauses=("2026-03-05..2026-03-20",))
    assert found == promised("3wd", "2026-03-02T09:00")


def test_calendar_days_do_not_roll_into_a_pause() -> None:
    # Two days from Friday are used up on Sunday, when the pause has begun; Monday to Wednesday stand still.
    assert promised("2cd", "2026-03-06T09:00", pauses=("2026-03-08..2026-03-11",)).at == at("2026-03-12T17:30")


def test_pauses_that_touch_are_two_and_pauses_that_overlap_are_refused() -> None:
    touching = ("2026-03-03T08:00..2026-03-04T08:00", "2026-03-04T08:00..2026-03-05T08:00")
    assert promised("1wd", "2026-03-02T09:00", pauses=touching).at == at("2026-03-03T17:30")
    overlapping = ("2026-03-03T08:00..2026-03-04T08:00", "2026-03-04T07:59..2026-03-05T08:00")
    with pytest.raises(OverlappingPauses, match="04/03/2026"):
        promised("1wd", "2026-03-02T09:00", pauses=overlapping)


def test_a_restart_drops_earlier_pauses_and_keeps_later_ones() -> None:
    pauses = ("2026-03-03..2026-03-06", "2026-03-10..2026-03-12")
    found = promised("3wd", "2026-03-02T09:00", pauses=pauses, restart="2026-03-09T10:00")
    assert found.counted_days == (date(2026, 3, 10), date(2026, 3, 13), date(2026, 3, 16))


def test_overlapping_pauses_are_refused_even_where_a_restart_drops_them() -> None:
    with pytest.raises(OverlappingPauses):
        promised(
            "3wd",
            "2026-03-02T09:00",
            pauses=("2026-03-03..2026-03-06", "2026-03-04..2026-03-07"),
            restart="2026-03-09T10:00",
        )


def test_a_restart_before_the_receipt_is_refused() -> None:
    with pytest.raises(BadInput, match="before the receipt"):
        promised("3wd", "2026-03-02T09:00", restart="2026-03-01T09:00")


# ── edges ────────────────────────────────────────────────────────────────────────────────────


def test_a_receipt_written_in_another_zone_is_vietnam_s_day() -> None:
    in_utc = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)  # 01:00 on 03/03 here
    assert due(parse_limit("1wd"), received=in_utc, calendar=CALENDAR).at == at("2026-03-04T17:30")


def test_a_naive_time_is_a_bug_and_not_guessed() -> None:
    with pytest.raises(ValueError, match="offset"):
        due(parse_limit("1wd"), received=datetime(2026, 3, 2, 9, 0), calendar=CALENDAR)  # noqa: DTZ001


def test_a_year_without_data_is_computed_and_marked() -> None:
    found = promised("3wd", "2029-04-27T09:00")  # Friday; Monday 30/04 and Tuesday 01/05 are fixed holidays
    assert found.at == at("2029-05-04T17:30")
    assert not found.calendar_confirmed


def test_a_calendar_that_never_works_is_refused_instead_of_searched_for_ever() -> None:
    closed = Calendar(
        {2026: CalendarYear(2026, "confirmed", {}, sessions=()), 2027: CalendarYear(2027, "confirmed", {}, sessions=())}
    )
    for limit in ("same_day", "3wd", "10cd", "8wh"):
        with pytest.raises(OutsideCalendar):
            promised(limit, "2026-03-02T09:00", calendar=closed)


def test_the_end_of_time_is_a_refusal_and_no_crash() -> None:
    with pytest.raises(OutsideCalendar):
        promised("2000wd", "9999-12-01T09:00")


@pytest.mark.parametrize(
    ("text", "unit", "amount"),
    [
        ("3wd", "working_day", 3),
        ("10cd", "calendar_day", 10),
        ("8wh", "working_hour", 8),
        ("12h", "hour", 12),
        ("same_day", "same_day", 0),
    ],
)
def test_limits_are_read_from_text(text: str, unit: str, amount: int) -> None:
    assert parse_limit(text) == TimeLimit(unit, amount)


@pytest.mark.parametrize(
    "text", ["", "3", "wd", "0wd", "-3wd", "3 wd", "3WD", "1.5wd", "99999wd", "9999wd", "٣wd", "same day", "3wd\n"]
)
def test_a_limit_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        parse_limit(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "..",
        "2026-03-09",
        "2026-03-13..2026-03-09",
        "2026-02-30..2026-03-09",
        "yesterday..today",
        "2026-03-01..2099-03-01",
    ],
)
def test_a_pause_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        parse_pause(text)


def test_a_pause_given_as_dates_agrees_with_one_given_in_hours() -> None:
    by_dates = parse_pause("2026-03-09..2026-03-13")
    by_hours = parse_pause("2026-03-09T10:00+07:00..2026-03-13T10:00+07:00")
    assert isinstance(by_dates, Pause)
    for limit in ("10wd", "20cd"):
        received = "2026-03-05T09:00"
        first = due(parse_limit(limit), received=at(received), calendar=CALENDAR, pauses=[by_dates])
        second = due(parse_limit(limit), received=at(received), calendar=CALENDAR, pauses=[by_hours])
        assert first.at == second.at


def test_a_promise_reads_back_from_the_log_as_it_was_made() -> None:
    found = promised("same_day", "2026-12-30T15:20", VERIFY, pauses=("2026-12-31..2027-01-05",))
    assert {reason.code for reason in found.because} >= {"after_cutoff", "added", "paused", "provisional"}
    assert decode(encode(found), Due) == found
    for limit in (TimeLimit("same_day", 0), TimeLimit("working_day", None), TimeLimit("hour", 12)):
        assert decode(encode(limit), TimeLimit) == limit
