"""The words of official paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from app.domain.deadline import Due, Reason, TimeLimit
from app.domain.facts import PromisedLimit, ReceivedPaper
from app.domain.pauses import Pause
from printing import wording
from tests.printing import cases


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(2026, 2, 5), "Sin Suối Hồ, ngày 05 tháng 02 năm 2026"),
        (date(2026, 1, 31), "Sin Suối Hồ, ngày 31 tháng 01 năm 2026"),
        (date(2026, 3, 9), "Sin Suối Hồ, ngày 09 tháng 3 năm 2026"),
        (date(2026, 9, 10), "Sin Suối Hồ, ngày 10 tháng 9 năm 2026"),
        (date(2026, 11, 23), "Sin Suối Hồ, ngày 23 tháng 11 năm 2026"),
    ],
)
def test_the_date_of_a_head_takes_zeros_as_decree_30_says(day: date, shown: str) -> None:
    assert wording.dated("Sin Suối Hồ", day) == shown


def test_moments_are_written_with_two_digits() -> None:
    assert wording.moment(datetime(2026, 3, 5, 9, 2, tzinfo=cases.HERE)) == "09 giờ 02 phút, ngày 05 tháng 03 năm 2026"


@pytest.mark.parametrize(
    ("because", "shown"),
    [
        ((Reason("same_day"),), "trong ngày"),
        (
            (Reason("after_cutoff", what="15:00"),),
            "trong ngày; nhận sau 15 giờ thì trả trong ngày làm việc tiếp theo",
        ),
        ((Reason("closed"),), "trong ngày; nhận ngoài ngày làm việc thì trả trong ngày làm việc tiếp theo"),
        ((Reason("counted", 3, "working_day"),), "03 ngày làm việc"),
        ((Reason("counted", 10, "calendar_day"),), "10 ngày"),
        ((Reason("counted", 8, "working_hour"),), "08 giờ làm việc"),
        ((Reason("counted", 12, "hour"),), "12 giờ"),
        (
            (Reason("counted", 5, "working_day"), Reason("added", 3, "working_day", what="phải xác minh")),
            "05 ngày làm việc; cộng thêm 03 ngày làm việc (phải xác minh)",
        ),
        (
            (Reason("counted", 3, "working_day"), Reason("skipped", days=(date(2026, 11, 21), date(2026, 11, 22)))),
            "03 ngày làm việc",
        ),
        (
            (Reason("counted", 3, "working_day"), Reason("worked", days=(date(2026, 1, 10),))),
            "03 ngày làm việc (ngày 10/01/2026 làm bù nên tính là ngày làm việc)",
        ),
        (
            (Reason("counted", 10, "calendar_day"), Reason("rolled", days=(date(2026, 11, 28),))),
            "10 ngày (ngày 28/11/2026 là ngày nghỉ nên trả vào ngày làm việc tiếp theo)",
        ),
        (
            (
                Reason("counted", 3, "working_day"),
                Reason("skipped", days=(date(2026, 2, 16), date(2026, 2, 20)), what="Tết Nguyên đán"),
            ),
            "03 ngày làm việc (từ 16/02/2026 đến 20/02/2026 nghỉ Tết Nguyên đán)",
        ),
        (
            (Reason("counted", 3, "working_day"), Reason("provisional", 2027)),
            "03 ngày làm việc (lịch nghỉ năm 2027 là tạm tính)",
        ),
    ],
)
def test_limits_read_as_the_form_wants_them(because: tuple[Reason, ...], shown: str) -> None:
    due = Due(cases.A_COPY.due.at, because, ())

    assert wording.limit(replace(cases.A_COPY, due=due)) == shown


def test_a_paper_made_after_the_limit_began_anew_or_stood_says_so() -> None:
    at = cases.A_COPY.received_at
    anew, stood = replace(cases.A_COPY, day_zero=at), replace(cases.A_COPY, pauses=(Pause(at, at),))
    assert wording.limit(anew) == f"{wording.limit(cases.A_COPY)}; tính lại từ ngày {at:%d/%m/%Y}"
    assert wording.limit(stood).endswith("; không tính thời gian tạm dừng")


def test_a_dossier_that_came_without_reasons_shows_its_limit() -> None:
    limit = PromisedLimit(TimeLimit("working_day", 7))

    assert (
        wording.limit(replace(cases.A_COPY, due=replace(cases.A_COPY.due, because=()), limit=limit))
        == "07 ngày làm việc"
    )


def test_kinds_of_paper_stand_originals_first() -> None:
    assert wording.paper_kinds(ReceivedPaper(0, "Tờ khai", original=1, copy=2)) == [("Bản chính", 1), ("Bản sao", 2)]
    assert wording.paper_kinds(ReceivedPaper(0, "Căn cước", shown_only=True)) == [("Bản chính", 1)]


def test_a_ward_is_called_a_ward() -> None:
    ward = replace(cases.HEAD, superior=("ỦY BAN NHÂN DÂN", "PHƯỜNG TÂN PHONG"), place="Tân Phong")

    assert wording.desk(ward) == "Trung tâm Phục vụ hành chính công phường Tân Phong"


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("desk", "Trung tâm Phục vụ hành chính công xã Sin Suối Hồ"),
        ("post", "tại nhà (trụ sở tổ chức) qua dịch vụ bưu chính"),
        ("other_desk", "Trung tâm Phục vụ hành chính công khác trong tỉnh, theo đề nghị của người nộp hồ sơ"),
    ],
)
def test_where_the_result_is_fetched(place: str, shown: str) -> None:
    assert wording.return_place(replace(cases.A_COPY, return_place=place), cases.HEAD) == shown


@pytest.mark.parametrize(
    "reason",
    [
        Reason("after_cutoff", what="ba giờ"),
        Reason("after_cutoff"),
        Reason("rolled"),
        Reason("worked"),
        Reason("skipped", what="x"),
    ],
)
def test_a_reason_that_no_desk_of_ours_wrote_stops_no_slip(reason: Reason) -> None:
    assert wording.limit(replace(cases.A_COPY, due=replace(cases.A_COPY.due, because=(reason,))))
