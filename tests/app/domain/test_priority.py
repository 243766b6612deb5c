"""What the desk may suggest about who is served first: only what is certain."""

from datetime import date

import pytest

from app.domain.deadline import parse_limit
from app.domain.priority import certain_age, former_place, is_elderly, is_short

TODAY = date(2026, 11, 23)
UNITS = ("Xã Nậm Xe", "Xã Sin Suối Hồ", "Xã Thèn Sin", "Thị trấn Phong Thổ")


@pytest.mark.parametrize(
    ("born", "age", "elderly"),
    [
        ("1966-11-23", 60, True),
        ("1966-11-24", 59, False),
        ("1966-11", 59, False),  # the 30th may still come
        ("1966-10", 60, True),
        ("1966", 59, False),
        ("1965", 60, True),
        (None, None, False),
    ],
)
def test_sixty_is_elderly_and_a_partial_date_counts_only_when_it_is_sure(
    born: str | None, age: int | None, elderly: bool
) -> None:
    assert certain_age(born, TODAY) == age
    assert is_elderly(born, TODAY) is elderly


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("Bản Mấn, xã Nậm Xe, huyện Phong Thổ", "Xã Nậm Xe"),
        ("ban man, nam xe", "Xã Nậm Xe"),
        ("Bản Sin Suối Hồ, xã Sin Suối Hồ", None),
        ("Tổ 2, thị trấn Phong Thổ", None),
        ("Bản Nậm Xéo, xã khác", None),
        ("", None),
        (None, None),
    ],
)
def test_an_address_in_a_merged_commune_may_be_far(address: str | None, place: str | None) -> None:
    assert former_place(address, UNITS, seat="Sin Suối Hồ") == place


@pytest.mark.parametrize(
    ("limit", "short"),
    [("same_day", True), ("3wd", True), ("4wd", False), ("3cd", False), ("24wh", True), ("25wh", False), ("12h", True)],
)
def test_a_limit_up_to_three_working_days_can_be_kept_in_one(limit: str, short: bool) -> None:
    assert is_short(parse_limit(limit), working_days=3) is short
    assert not is_short(parse_limit(limit), working_days=0), "0: the desk proposes nothing"
