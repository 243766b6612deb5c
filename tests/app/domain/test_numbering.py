"""Numbers that were given once are given for ever, and two laptops never give the same one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import BadInput, NumberCannotBeLowered, NumbersExhausted
from app.domain.numbering import (
    block_of,
    find_code,
    make_code,
    national_part,
    next_serial,
    parse_code,
    procedure_code_equal,
    raise_to,
    series_number,
    split_code,
)

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "unit", "serial"),
    [
        ("H35.12-261123-0007", "H35.12", "0007"),
        ("000.00.12.H35-261123-0007", "000.00.12.H35", "0007"),
        ("H35.12-261123-150123", "H35.12", "150123"),
        ("H35.12-261123-1501234", "H35.12", "1501234"),
        ("H35-261123-1001", "H35", "1001"),
        ("H15.50.05.13-261123-0975", "H15.50.05.13", "0975"),
        (" h35.99.01-261123-1001\r\n", "H35.99.01", "1001"),
    ],
)
def test_codes_of_every_system_are_read(text, unit, serial):
    code = parse_code(text)
    assert (code.unit, code.day, code.serial) == (unit, DAY, serial)
    assert str(code) == text.strip().upper()


@pytest.mark.parametrize(
    "text",
    [
        "H35.12-261131-0007",
        "H35.12-26/11/23-7",
        "H35.12-261323-0007",
        "H35.12-270229-0007",
        "H35.12-261123-00071",
        "H35.12-261123-007",
        "H35.1-261123-0007",
        "35.12-261123-0007",
        "H35.12-261123",
        "",
    ],
)
def test_what_is_no_code_is_refused(text):
    with pytest.raises(BadInput):
        parse_code(text)
    assert find_code(text) is None


def test_a_code_is_found_inside_what_a_scanner_reads():
    code = find_code("https://example.invalid/tra-cuu?ma=H35.12-261123-1007&x=1")
    assert code is not None
    assert str(code) == "H35.12-261123-1007"
    assert find_code("012190000123||Giàng Thị Mảy|05061990|Nữ|Lai Châu|25062021") is None


def test_the_station_is_read_off_its_numbers():
    assert parse_code("H35.12-261123-1007").station == 1
    assert parse_code("H35.12-261123-8999").station == 8
    assert parse_code("H35.12-261123-0007").station is None
    assert parse_code("H35.12-261123-9001").station is None
    assert parse_code("H35.12-261123-2000").station is None
    assert parse_code("H35.12-261123-150123").station is None


def test_the_first_number_of_the_day_and_the_one_after_37_on_paper():
    assert next_serial(1, None, None, day=DAY) == 1001
    assert next_serial(1, 1001, None, day=DAY) == 1002
    assert next_serial(1, None, raise_to(1, 1001, 1038), day=DAY) == 1038
    assert next_serial(1, 1040, 1038, day=DAY) == 1041


def test_a_full_block_never_spills_into_the_neighbours():
    assert next_serial(1, 1998, None, day=DAY) == 1999
    with pytest.raises(NumbersExhausted) as refused:
        next_serial(1, 1999, None, day=DAY)
    assert refused.value.details["day"] == DAY


def test_the_next_number_can_be_raised_within_the_block_and_never_lowered():
    assert raise_to(2, 2005, 2005) == 2005
    with pytest.raises(NumberCannotBeLowered):
        raise_to(2, 2005, 2004)
    for outside in (38, 1038, 2000, 3000, 3001):
        with pytest.raises(BadInput):
            raise_to(2, 2005, outside)


def test_blocks_of_the_eight_stations_do_not_meet():
    serials = [serial for k in range(1, 9) for serial in block_of(k)]
    assert len(serials) == len(set(serials)) == 8 * 999
    assert block_of(3)[0] == 3001
    assert block_of(3)[-1] == 3999
    for wrong in (0, 9, -1):
        with pytest.raises(BadInput):
            block_of(wrong)
        with pytest.raises(BadInput):
            series_number(wrong, 1)


@given(
    st.sampled_from(["H35.12", "H35.99.38", "000.00.12.H35"]),
    st.dates(date(2025, 7, 1), date(2099, 12, 31)),
    st.integers(1, 8).flatmap(lambda k: st.integers(k * 1000 + 1, k * 1000 + 999)),
)
def test_a_code_made_is_a_code_read(unit, day, serial):
    code = parse_code(make_code(unit, day, serial))
    assert (code.unit, code.day, int(code.serial), code.station) == (unit, day, serial, serial // 1000)


def test_a_bad_unit_code_makes_no_number():
    for unit in ("", "h35.12", "H35.", "H35.12-1"):
        with pytest.raises(BadInput):
            make_code(unit, DAY, 1001)


def test_slips_have_their_own_series():
    assert series_number(1, 1) == "1-0001"
    assert series_number(8, 437) == "8-0437"


def test_lists_show_the_unit_apart_from_what_people_say_aloud():
    assert split_code("H35.12-261123-1007") == ("H35.12-", "261123-1007")
    assert split_code("lạ") == ("", "lạ")


def test_both_notations_of_a_procedure_are_the_same():
    assert national_part("1.001193.000.00.00.H35") == "1.001193"
    assert procedure_code_equal("1.001193", " 1.001193.000.00.00.H35 ")
    assert procedure_code_equal("1.012379.H13", "1.012379")
    assert procedure_code_equal("1.004859.01", "1.004859")
    assert not procedure_code_equal("1.001193", "1.001194")
    assert national_part("QĐ/0001-BTP") == "QĐ/0001-BTP"
    assert national_part("1.0011931") == "1.0011931"
