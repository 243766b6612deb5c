"""Birth dates of people who know their year, or year and month, or everything."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import BadInput
from app.domain.partial_date import parse_partial, show_partial

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("1950", "1950", "1950"),
        ("1950-06", "1950-06", "06/1950"),
        ("1950-06-05", "1950-06-05", "05/06/1950"),
        ("05/06/1990", "1990-06-05", "05/06/1990"),
        ("5/6/1990", "1990-06-05", "05/06/1990"),
        (" 5 - 6 - 1990 ", "1990-06-05", "05/06/1990"),
        ("05.06.1990", "1990-06-05", "05/06/1990"),
        ("05061990", "1990-06-05", "05/06/1990"),
        ("06/1990", "1990-06", "06/1990"),
        ("00/00/1950", "1950", "1950"),
        ("00/06/1950", "1950-06", "06/1950"),
        ("29/02/2024", "2024-02-29", "29/02/2024"),
        ("23/11/2026", "2026-11-23", "23/11/2026"),
        ("2026", "2026", "2026"),
        ("11/2026", "2026-11", "11/2026"),
    ],
)
def test_dates_as_officers_type_them(typed, stored, shown):
    assert parse_partial(typed, today=TODAY) == stored
    assert show_partial(stored) == shown


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("30/02/1990", "no such day"),
        ("29/02/2023", "no such day"),
        ("31/11/1990", "no such day"),
        ("05/13/1990", "no such day"),
        ("05/00/1990", "no such day"),
        ("1990-13", "no such day"),
        ("0000", "no such day"),
        ("24/11/2026", "future"),
        ("12/2026", "future"),
        ("2027", "future"),
        ("5/6/90", "not a date"),
        ("khoảng 1950", "not a date"),
        ("", "not a date"),
        ("١٩٥٠", "not a date"),
    ],
)
def test_dates_that_cannot_be_are_refused_with_the_reason(typed, problem):
    with pytest.raises(BadInput) as refused:
        parse_partial(typed, today=TODAY)
    assert problem in str(refused.value)
    assert refused.value.details["field"] == "birth_date"


@given(st.dates(date(1850, 1, 1), TODAY), st.sampled_from([4, 7, 10]))
def test_what_is_shown_can_be_typed_again(day, length):
    partial = day.isoformat()[:length]
    assert parse_partial(show_partial(partial), today=TODAY) == partial
