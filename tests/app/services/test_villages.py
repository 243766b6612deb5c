"""The commune's table of villages: what an address names, files from spreadsheets, mistakes in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.errors import BadInput, CannotRead
from app.domain.village import Village, place_in
from app.services.villages import Villages, read_table

SEAT = "Sin Suối Hồ"
GIA_KHAU, LAO_CHAI, OTHER_LAO_CHAI = (
    Village("Bản Gia Khâu", 23),
    Village("Bản Lao Chải", 12, "Xã Nậm Xe"),
    Village("Bản Lao Chải", 31, "Xã Sin Suối Hồ cũ"),
)
NAM_XE, SEAT_ITSELF = Village("Xã Nậm Xe", 18), Village("Bản Sin Suối Hồ", 2)
ALL = (GIA_KHAU, LAO_CHAI, OTHER_LAO_CHAI, NAM_XE, SEAT_ITSELF)


@pytest.fixture
def villages(tmp_path: Path) -> Villages:
    return Villages(tmp_path / "villages.csv", SEAT, 15)


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("Bản Gia Khâu, xã Sin Suối Hồ, Lai Châu", GIA_KHAU),
        ("GIA KHÂU, Nậm Xe, Phong Thổ, Lai Châu", GIA_KHAU),
        ("ban gia khau - Nam Xe", GIA_KHAU),
        ("Bản Lao Chải, xã Nậm Xe, Phong Thổ", LAO_CHAI),
        ("Bản Lao Chải, xã Sin Suối Hồ", LAO_CHAI),
        ("Nhà 3, Nậm Xe, Phong Thổ, Lai Châu", NAM_XE),
        ("Bản Sin Suối Hồ, xã Sin Suối Hồ, Lai Châu", SEAT_ITSELF),
        ("Bản Mới, xã Sin Suối Hồ, Lai Châu", None),
        ("Bản Gia Khâu Hạ Du Thượng", GIA_KHAU),
        ("Gia Khâu Mới, Nậm Ban", None),
        ("", None),
        (None, None),
    ],
)
def test_an_address_names_a_village_before_a_commune_and_the_nearer_of_two(
    address: str | None, found: Village | None
) -> None:
    assert place_in(address, ALL, seat=SEAT) == found


def test_only_what_lies_as_far_as_the_setting_says_is_far(villages: Villages) -> None:
    villages.put("Bản Gia Khâu", "23")
    villages.put("Bản Lao Chải", "14,9", "Xã Nậm Xe")
    assert villages.far("Bản Gia Khâu, Sin Suối Hồ") == GIA_KHAU
    assert villages.far("Bản Lao Chải, Nậm Xe") is None
    villages.put("bản lao chải", "15 km", "xã nậm xe")
    assert villages.far("Bản Lao Chải, Nậm Xe") == Village("bản lao chải", 15, "xã nậm xe"), "changed, not added"
    assert len(villages.list()) == 2
    assert villages.remove("ban lao chai") == Village("bản lao chải", 15, "xã nậm xe")
    assert [one.name for one in villages.list()] == ["Bản Gia Khâu"]


@pytest.mark.parametrize(
    "text",
    [
        "Bản;Km;Xã cũ\nBản Gia Khâu;23;\nBản Lao Chải;12,5;Xã Nậm Xe\n",
        "\ufeffTên bản,Cách trụ sở (km)\nBản Gia Khâu,23\n\n",
        "ban\tkm\txa_cu\r\nBản Gia Khâu\t23 km\t\r\n",
    ],
)
def test_files_as_spreadsheets_save_them_are_read(text: str, tmp_path: Path) -> None:
    (tmp_path / "ban.csv").write_text(text, encoding="utf-8", newline="")
    assert GIA_KHAU in read_table(tmp_path / "ban.csv")


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (b"", "file"),
        (b"Km;Xa\n1;2\n", "file"),
        ("Bản;Km\nBản A;rất xa\n".encode(), "km[2]"),
        ("Bản;Km\nBản A;-1\n".encode(), "km[2]"),
        ("Bản;Km\nBản A;501\n".encode(), "km[2]"),
        ("Bản;Km\nBản A;nan\n".encode(), "km[2]"),
        ("Bản;Km\nBản A;3\nbản a;4\n".encode(), "name[3]"),
        ("Bản;Km\n;3\n".encode(), "name[2]"),
        ("Bản;Km\n".encode(), "file"),
        ("Bản;Km\nBản A;3\n".encode("utf-16"), "file"),
        (b"Ban;Km\n" + b"x" * (1 << 20), "file"),
    ],
)
def test_a_wrong_file_is_refused_by_its_line_and_the_table_stays(
    villages: Villages, data: bytes, field: str, tmp_path: Path
) -> None:
    villages.put("Bản Gia Khâu", "23")
    (tmp_path / "ban.csv").write_bytes(data)
    with pytest.raises(BadInput) as refused:
        villages.take_over(tmp_path / "ban.csv")
    assert refused.value.details["field"] == field
    assert villages.list() == (GIA_KHAU,)


def test_a_table_somebody_broke_by_hand_stops_no_intake(villages: Villages) -> None:
    villages.place.write_text("không phải bảng", encoding="utf-8")
    assert villages.far("Bản Gia Khâu, Sin Suối Hồ") is None
    with pytest.raises(BadInput):
        villages.list()
    with pytest.raises(CannotRead):
        read_table(villages.place.parent / "none.csv")


def test_two_villages_of_one_name_are_told_apart_by_the_former_commune(villages: Villages) -> None:
    villages.put("Bản Lao Chải", "12", "Xã Nậm Xe")
    villages.put("Bản Lao Chải", "31", "Xã Sin Suối Hồ cũ")
    with pytest.raises(BadInput) as refused:
        villages.remove("Bản Lao Chải")
    assert refused.value.details["field"] == "former"
    villages.remove("Bản Lao Chải", "Xã Nậm Xe")
    assert villages.list() == (OTHER_LAO_CHAI,)
    with pytest.raises(BadInput):
        villages.remove("Bản Không Có")
