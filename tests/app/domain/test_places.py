"""Names of places on papers: which commune or desk they say, and which agencies are offered first."""

from __future__ import annotations

import pytest

from app.domain.places import centre, commune_in, point_in
from app.readings import Desk
from app.services.agencies import commune_of, is_of_province, known_agencies
from app.services.catalogue import load_catalogue
from app.services.return_desks import known_desks, own_points

COMMUNES = load_catalogue().communes()
SIN_SUOI_HO, SIN_HO = (next(one for one in COMMUNES if one.name == name) for name in ("Sin Suối Hồ", "Sìn Hồ"))
DESK = Desk(bytes(16), 2, SIN_SUOI_HO.code, SIN_SUOI_HO.full_name, "H35.99.03", True)


@pytest.mark.parametrize(
    ("text", "point"),
    [
        (centre(SIN_SUOI_HO), "03394"),
        ("trung tam phuc vu hanh chinh cong xa sin suoi ho, quay 2", "03394-2"),
        ("Quầy số 3 xã Sin Suối Hồ", "03394-3"),
        ("xã Sìn Hồ", SIN_HO.code),
        ("Sin Suối Hồ", None),
        ("Bưu điện huyện", None),
        (None, None),
    ],
)
def test_a_name_says_a_commune_only_with_its_kind_and_a_desk_by_its_number(text: str | None, point: str | None) -> None:
    assert point_in(text, COMMUNES) == point


def test_every_commune_is_found_by_the_name_of_its_centre() -> None:
    for one in COMMUNES:
        assert commune_in(centre(one), COMMUNES) == one
        assert point_in(centre(one, 4), COMMUNES) == f"{one.code}-4"


def test_this_communes_other_desks_are_offered_before_the_other_communes() -> None:
    known = known_desks(COMMUNES, DESK, (2, 1, 3))
    assert known[:2] == (centre(SIN_SUOI_HO, 1), centre(SIN_SUOI_HO, 3)), "this desk itself is none"
    assert len(known) == 2 + len(COMMUNES) - 1
    assert own_points(DESK) == ("03394", "03394-2")


def test_the_agency_of_the_procedure_comes_first_then_this_communes_then_the_province() -> None:
    known = known_agencies(COMMUNES, DESK.commune, "Ủy ban nhân dân cấp xã; Công an cấp xã; cơ quan bảo hiểm xã hội")
    assert known[:4] == (
        "Công an xã Sin Suối Hồ",
        "Cơ quan bảo hiểm xã hội",
        "Ban Chỉ huy quân sự xã Sin Suối Hồ",
        "Trung tâm Phục vụ hành chính công tỉnh Lai Châu",
    )
    assert f"Ủy ban nhân dân xã {SIN_HO.name}" in known
    assert not any(name.startswith("Ủy ban nhân dân xã Sin Suối Hồ") for name in known), "that is the usual one"
    assert len(set(known)) == len(known)


@pytest.mark.parametrize(
    ("agency", "commune", "province"),
    [
        ("Ủy ban nhân dân xã Sìn Hồ", SIN_HO.code, False),
        ("Công an xã Sin Suối Hồ", None, False),
        ("Sở Tư pháp", None, True),
        ("Trung tâm Phục vụ hành chính công tỉnh Lai Châu", None, True),
        ("Bảo hiểm xã hội cơ sở Phong Thổ", None, False),
        (None, None, False),
    ],
)
def test_whose_an_agency_is(agency: str | None, commune: str | None, province: bool) -> None:
    assert commune_of(agency, COMMUNES, DESK.commune) == commune
    assert is_of_province(agency) is province
