"""The one sentence «vì sao», as the officer and the citizen read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

import pytest

from app import i18n
from app.calendars import load_shipped
from app.domain.calendar import ZONE
from app.domain.deadline import Extension, Reason, TimeLimit, due, parse_limit, parse_pause
from app.wording import because_text, days_text, limit_text

CALENDAR = load_shipped()
VERIFY = Extension("phải xác minh ở xã khác", 3, "working_day", "add")


@pytest.fixture(autouse=True)
def _in_vietnamese() -> Iterator[None]:
    i18n.use_language("vi")
    yield
    i18n.use_language("en")


def why(limit: str, received: str, *extensions: Extension, pause: str = "", restart: str = "") -> str:
    return because_text(
        due(
            parse_limit(limit),
            received=datetime.fromisoformat(received).replace(tzinfo=ZONE),
            calendar=CALENDAR,
            extensions=extensions,
            pauses=[parse_pause(pause)] if pause else [],
            restart=datetime.fromisoformat(restart).replace(tzinfo=ZONE) if restart else None,
        )
    )


def test_the_limit_the_days_counted_the_condition_and_the_holiday() -> None:
    assert why("same_day", "2026-11-23T09:42", VERIFY) == (
        "Trả trong ngày; cộng 3 ngày làm việc (25, 26, 27/11) vì phải xác minh ở xã khác; "
        "không tính 24/11 nghỉ Ngày Văn hóa Việt Nam."
    )


def test_after_fifteen_hours() -> None:
    assert why("same_day", "2026-11-23T15:20") == (
        "Nhận sau 15 giờ nên tính sang ngày làm việc tiếp theo (25/11); không tính 24/11 nghỉ Ngày Văn hóa Việt Nam."
    )


def test_received_on_a_sunday() -> None:
    assert why("same_day", "2026-11-15T09:00") == (
        "Nhận lúc cơ quan không làm việc nên tính sang ngày làm việc tiếp theo (16/11)."
    )


def test_the_make_up_saturday_is_named() -> None:
    assert why("3wd", "2026-01-08T11:20") == "Tính 3 ngày làm việc (09, 10, 12/01); tính cả 10/01 là ngày làm bù."


def test_swaps_and_holidays_are_named_each_with_its_reason() -> None:
    text = why("1wd", "2025-12-31T09:00")
    assert "không tính 01/01 nghỉ Tết Dương lịch" in text
    assert "không tính 02/01 nghỉ hoán đổi với thứ Bảy 10/01/2026" in text


def test_calendar_days_that_roll_say_so() -> None:
    assert why("10cd", "2026-02-09T09:00") == (
        "Tính 10 ngày (10–19/02); hết hạn vào 19/02 là ngày nghỉ (Tết Nguyên đán) "
        "nên chuyển sang ngày làm việc tiếp theo."
    )


def test_pause_and_restart_show_their_arithmetic() -> None:
    assert why("10wd", "2026-03-05T09:00", pause="2026-03-09..2026-03-13") == (
        "Không tính thời gian tạm dừng 09/03 – 13/03; tính 10 ngày làm việc (06, 09, 16–20, 23, 24, 25/03)."
    )
    assert why("10wd", "2026-03-05T09:00", restart="2026-03-13T09:00") == (
        "Tính lại từ đầu từ ngày 13/03; tính 10 ngày làm việc (16–20, 23–27/03)."
    )


def test_hours() -> None:
    assert why("8wh", "2026-03-04T10:00") == "Tính 8 giờ làm việc."
    assert "tạm dừng 14:00 04/03 – 15:00 04/03" in why(
        "8wh", "2026-03-04T10:00", pause="2026-03-04T14:00..2026-03-04T15:00"
    )


def test_a_provisional_year_is_said_and_years_are_written_where_two_meet() -> None:
    text = why("5wd", "2026-12-28T09:00")
    assert "29, 30, 31/12/2026, 04, 05/01/2027" in text
    assert text.endswith("lịch làm việc năm 2027 chưa được xác nhận.")


def test_in_english_too() -> None:
    i18n.use_language("en")
    assert (
        why("1wd", "2026-11-23T09:00")
        == "1 working day counted (25/11); 24/11 not counted, off for Ngày Văn hóa Việt Nam."
    )


def test_a_condition_with_braces_is_text_and_no_template() -> None:
    braces = Extension("hồ sơ {what} {0}", 1, "working_day", "add")
    assert "vì hồ sơ {what} {0}" in why("1wd", "2026-03-02T09:00", braces)


def test_a_reason_of_a_newer_program_is_passed_over() -> None:
    known = due(parse_limit("1wd"), received=datetime(2026, 3, 2, 9, tzinfo=ZONE), calendar=CALENDAR)
    newer = replace(known, because=(*known.because, Reason("by_moonlight")))
    assert because_text(newer) == because_text(known) == "Tính 1 ngày làm việc (03/03)."


def test_limits_in_words() -> None:
    assert limit_text(TimeLimit("same_day", 0)) == "trong ngày"
    assert limit_text(TimeLimit("working_day", 3)) == "3 ngày làm việc"
    assert limit_text(TimeLimit("calendar_day", 30)) == "30 ngày"
    assert limit_text(TimeLimit("hour", 12)) == "12 giờ"
    assert limit_text(TimeLimit("working_day", None)) == "chưa xác định"


def test_days_are_short() -> None:
    days = [date(2026, 2, 13), *(date(2026, 2, n) for n in range(23, 28)), *(date(2026, 3, n) for n in range(2, 6))]
    assert days_text(days) == "13, 23–27/02, 02–05/03"


def test_forty_days_in_a_row_are_one_range() -> None:
    assert why("40cd", "2026-11-23T09:00").startswith("Tính 40 ngày (24/11/2026–02/01/2027); hết hạn vào 02/01/2027")
