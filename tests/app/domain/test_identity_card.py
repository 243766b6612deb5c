"""What a scanner reads off a card, in every layout seen, and what is no card. All persons are made up."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import BadInput, NotACard
from app.domain.identity_card import PROVINCES, check_personal_number, read_card

TODAY = date(2026, 11, 23)
HOME = "Bản Sin Suối Hồ, Sin Suối Hồ, Phong Thổ, Lai Châu"
MAY = f"012190000123||Giàng Thị Mảy|05061990|Nữ|{HOME}|25062021"
TUA = f"012090000123|045123456|Giàng A Tủa|05061990|Nam|{HOME}|25062021"


def codes(reading):
    return [notice.code for notice in reading.warnings]


def facts(reading):
    return (reading.id_number, reading.name, reading.birth_date, reading.sex, reading.address, reading.issued_on)


MAY_ON_A_NEW_CARD = ("012190000123", "Giàng Thị Mảy", "1990-06-05", "female", HOME, "2024-08-25")


def test_the_chip_card_with_its_old_number():
    reading = read_card(TUA, today=TODAY)
    assert facts(reading) == ("012090000123", "Giàng A Tủa", "1990-06-05", "male", HOME, "2021-06-25")
    assert (reading.old_id_number, reading.kind, reading.warnings, reading.raw) == ("045123456", "cccd", (), TUA)


def test_the_chip_card_without_an_old_number():
    reading = read_card(MAY, today=TODAY)
    assert (reading.name, reading.old_id_number, reading.sex, reading.kind) == ("Giàng Thị Mảy", None, "female", "cccd")
    assert reading.warnings == ()


def test_a_chip_card_whose_empty_field_the_scanner_dropped():
    reading = read_card(MAY.replace("||", "|"), today=TODAY)
    assert facts(reading) == facts(read_card(MAY, today=TODAY))
    assert reading.kind == "cccd"


@pytest.mark.parametrize(
    "text",
    [
        f"012190000123||Giàng Thị Mảy|05061990|Nữ|{HOME}|25082024|",
        f"012190000123||Giàng Thị Mảy|05061990|Nữ|{HOME}|25082024||||",
        f"012190000123||Giàng Thị Mảy|05061990|Nữ|{HOME}|25082024||Giàng A Vừ|Lý Thị Sua|",
        f"012190000123|Giàng Thị Mảy|Nữ|05061990|{HOME}|25082024||",
        f"012190000123|Giàng Thị Mảy|05061990|Nữ|{HOME}|25082024||",
        f"012190000123|Giàng Thị Mảy|05061990|Nữ|{HOME}|25082024|||Giàng A Vừ|Lý Thị Sua|",
        f"012190000123|Giàng Thị Mảy|Nữ|05061990|{HOME}|25082024|",
        f"012190000123|Giàng Thị Mảy|Nữ|25082024|{HOME}|05061990||",
    ],
)
def test_the_new_card_in_any_order_that_was_reported(text):
    reading = read_card(text, today=TODAY)
    assert facts(reading) == MAY_ON_A_NEW_CARD
    assert (reading.kind, reading.old_id_number, reading.warnings) == ("can_cuoc", None, ())


@pytest.mark.parametrize("settled", [True, False])
def test_the_new_card_with_old_and_cancelled_numbers_and_parents(settled):
    first = "045123456|Giàng Thị Mảy" if settled else "Giàng Thị Mảy"
    last = "012190000999" if settled else "045123456|012190000999"
    reading = read_card(f"012190000123|{first}|05061990|Nữ|Hồ|25082024|{last}|Giàng A Vừ Dài|Lý Thị Sua", today=TODAY)
    assert (reading.old_id_number, reading.cancelled_id_number) == ("045123456", "012190000999")
    assert reading.address == "Hồ"
    assert reading.kind == "can_cuoc"


def test_a_card_issued_under_the_new_law_is_a_can_cuoc_even_with_seven_fields():
    assert read_card(MAY.replace("25062021", "01072024")).kind == "can_cuoc"
    assert read_card(MAY.replace("25062021", "30062024")).kind == "cccd"


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\t", "\t\t\r\n", "   ", "\x03"])
def test_whatever_the_scanner_adds_at_the_ends(end):
    reading = read_card("\x02\ufeff" + MAY + end, today=TODAY)
    assert facts(reading) == facts(read_card(MAY, today=TODAY))


def test_letters_apart_from_their_marks_come_together():
    reading = read_card(unicodedata.normalize("NFD", MAY), today=TODAY)
    assert facts(reading) == facts(read_card(MAY, today=TODAY))
    assert reading.warnings == ()


def test_an_old_address_stays_as_it_is_on_the_card():
    assert read_card(MAY).address == HOME
    assert read_card(MAY.replace(HOME, "")).address is None
    assert read_card(MAY.replace(HOME, "").replace("25062021", "25082024||Giàng A Vừ||")).address is None


@pytest.mark.parametrize(
    ("on_card", "birth"),
    [
        ("00001990", "1990"),
        ("00061990", "1990-06"),
        ("05001990", "1990"),
        ("31061990", "1990-06"),
        ("30021990", "1990-02"),
        ("32131990", "1990"),
        ("1990", "1990"),
        ("061990", "1990-06"),
        ("00000000", None),
    ],
)
def test_a_date_that_is_not_whole_is_asked_about_and_never_invented(on_card, birth):
    reading = read_card(MAY.replace("05061990", on_card), today=TODAY)
    assert reading.birth_date == birth
    assert reading.issued_on == "2021-06-25"
    assert codes(reading) == ["partial_birth_date"]
    assert on_card in str(reading.warnings[0])


def test_a_bad_date_of_issue_does_not_spoil_the_birth_date():
    reading = read_card(MAY.replace("25062021", "31112021"), today=TODAY)
    assert (reading.birth_date, reading.issued_on) == ("1990-06-05", "2021-11")
    assert codes(reading) == ["partial_issued_on"]


def test_a_missing_birth_date_is_not_filled_with_the_date_of_issue():
    for text in (MAY.replace("05061990", ""), f"012190000123|Giàng Thị Mảy|Nữ||{HOME}|25082024||"):
        reading = read_card(text, today=TODAY)
        assert reading.birth_date is None
        assert reading.issued_on is not None


def test_dates_to_come_are_noticed():
    assert codes(read_card(MAY.replace("012190", "012327").replace("1990", "2027"), today=TODAY)) == [
        "future_birth_date"
    ]
    assert codes(read_card(MAY.replace("25062021", "25062031"), today=TODAY)) == ["future_issued_on"]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("012190000123", []),
        ("112190000123", []),
        ("003190000123", ["number_province_unknown"]),
        ("012390000123", ["number_year_mismatch"]),
        ("012191000123", ["number_year_mismatch"]),
        ("012090000123", ["number_sex_mismatch"]),
        ("012290000123", ["number_year_mismatch", "number_sex_mismatch"]),
        ("012990000123", ["number_century_unknown"]),
    ],
)
def test_a_number_that_disagrees_is_noticed_and_never_refused(number, expected):
    assert codes(read_card(MAY.replace("012190000123", number), today=TODAY)) == expected


def test_the_example_of_the_law_note():
    notices = check_personal_number("012290000123", "1990", "male", TODAY)
    assert [n.code for n in notices] == ["number_year_mismatch"]
    assert "2090" in str(notices[0])


def test_a_number_alone_is_noticed_only_if_its_year_is_to_come():
    assert check_personal_number("012190000123", None, None, TODAY) == ()
    assert [n.code for n in check_personal_number("012290000123", None, None, TODAY)] == ["number_year_in_future"]
    assert check_personal_number("012226000123", "2026-11", "male", TODAY) == ()


@pytest.mark.parametrize("number", ["01219000012", "0121900001234", "01219000012a", "", "٠١٢١٩٠٠٠٠١٢٣"])
def test_a_number_without_twelve_digits_is_refused(number):
    with pytest.raises(BadInput) as refused:
        check_personal_number(number, None, None, TODAY)
    assert refused.value.details["field"] == "id_number"


@pytest.mark.parametrize(
    ("damaged", "shown"),
    [("Gi?ng Th? M?y", "Gi?ng"), ("Gi\ufffdng Thị Mảy", "Gi\ufffdng"), ("GiÃ ng Thá»‹ Máº£y", "Thá»")],
)
def test_lost_letters_are_noticed_with_the_text(damaged, shown):
    reading = read_card(MAY.replace("Giàng Thị Mảy", damaged).replace("Nữ", "N?"), today=TODAY)
    assert codes(reading) == ["mangled_text"]
    assert shown in str(reading.warnings[0])
    assert reading.sex == "female"


@pytest.mark.parametrize("name", ["HUỲNH HIẾU THUẬN", "Nguyễn Thị Ngọc Ẩn", "Lã Văn Nam", "Ly A Su", "H’Yên Niê"])
def test_whole_names_are_taken_letter_by_letter(name):
    reading = read_card(MAY.replace("Giàng Thị Mảy", name), today=TODAY)
    assert (reading.name, reading.warnings) == (name, ())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "nothing was read"),
        (" | | ", "nothing was read"),
        ("GD4010121234567|4e677579e1bb856e|05/06/1990|1|78c3a3|01 - 065|$", "health insurance"),
        ("0121234567|4769c3a06e67|05/06/1990|1|$", "health insurance"),
        ("DN4010121234567|4e677579", "health insurance"),
        ("H35.12-261123-1007", "dossier slip"),
        ("https://vneid.gov.vn/x", "web address"),
        ("IDVNM1900001230012190000123<<5", "printed lines"),
        ("012190000123", "as many fields"),
        ("012190000123||Giàng Thị Mảy|05061990|Nữ", "as many fields"),
        ("01219000012||Giàng Thị Mảy|05061990|Nữ|Hồ|25062021", "12 digits"),
        ("Giàng Thị Mảy|05061990|Nữ|Hồ|25062021|1", "12 digits"),
        ("012190000123|||05061990||123|25062021", "no name"),
        ("012190000123|a|b|c|d|e|f", "neither"),
        (MAY + "\r\n" + TUA, "more than one"),
        (MAY + TUA, "as many fields"),
        (MAY.replace("Mảy", "\ud83d"), "damaged"),
    ],
)
def test_what_is_no_card_is_refused_with_the_reason(text, reason):
    with pytest.raises(NotACard) as refused:
        read_card(text, today=TODAY)
    assert reason in str(refused.value)


@given(
    st.text(max_size=80)
    | st.lists(st.sampled_from(MAY.split("|") + TUA.split("|") + ["?", "31022021"]), max_size=14).map("|".join)
)
def test_any_text_is_a_card_or_a_refusal(text):
    try:
        reading = read_card(text, today=TODAY)
    except NotACard:
        return
    assert reading.name
    assert reading.raw == text
    assert reading.birth_date or reading.sex


def test_the_province_table_knows_lai_chau_and_has_63_rows():
    assert PROVINCES["012"] == "Lai Châu"
    assert len(PROVINCES) == 63
