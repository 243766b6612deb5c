"""The search box: as people type, not as clerks spell."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.clock import FixedClock
from app.domain.citizen import Representative
from app.domain.states import State
from app.domain.text import place_aliases
from app.readings import DossierFilter
from storage.desk import OpenDesk, create_desk
from tests.storage.made_up import CHEAP, MONDAY, PASSWORD, accept, new_desk, paths_in, receipt

PEOPLE = [
    ("Đặng Thị Bích Nguyệt", "Bản Căn Câu, xã Dào San"),
    ("Giàng A Chống", "Bản Chảng Phàng, xã Sin Suối Hồ"),
    ("Giàng A Chông", "Bản Dền Thàng"),
    ("Lý Thị Hoà", "Bản Can Hồ, xã Can Hồ"),
    ("Vàng Văn Dân", "Bản Kan Hồ"),
    ("H'Mông Páo", "Xã Khổng Lào"),
    ("Nguyễn Quý", "Bản Séo Lèng"),
]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[OpenDesk]:
    made, _code = create_desk(
        paths_in(tmp_path),
        new_desk(),
        login="mai",
        name="Lò Thị Mai",
        password=PASSWORD,
        clock=FixedClock(MONDAY),
        cost=CHEAP,
        aliases=place_aliases({"Xã Can Hồ": ["Kan Hồ"]}),
    )
    for number, (name, address) in enumerate(PEOPLE):
        at, who = MONDAY + timedelta(minutes=number), f"01209000{number:04d}"
        accept(made, receipt(1001 + number, name, at=at, id_number=who, address=address, phone=f"09{number}2345678"))
    yield made
    made.close()


def found(desk: OpenDesk, text: str, **asked: object) -> list[str]:
    lines = desk.queries.find(text, filter=DossierFilter(**asked), limit=20)  # type: ignore[arg-type]
    return [line.applicant for line in lines]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("dang thi bich nguyet", "Đặng Thị Bích Nguyệt"),
        (unicodedata.normalize("NFD", "Đặng Thị Bích Nguyệt"), "Đặng Thị Bích Nguyệt"),
        ("NGUYỆT ĐẶNG", "Đặng Thị Bích Nguyệt"),
        ("bich ng", "Đặng Thị Bích Nguyệt"),
        ("nguyet can cau", "Đặng Thị Bích Nguyệt"),
        ("da bi ng", "Đặng Thị Bích Nguyệt"),
        ("lí hoà", "Lý Thị Hoà"),
        ("ly hòa", "Lý Thị Hoà"),
        ("hmong pao", "H'Mông Páo"),
        ("nguyen qui", "Nguyễn Quý"),
        ("012090000001", "Giàng A Chống"),
        ("0120900000", "Nguyễn Quý"),
        ("0912345678", "Giàng A Chống"),
        ("1004", "Lý Thị Hoà"),
        ("004", "Lý Thị Hoà"),
        ("261123-1004", "Lý Thị Hoà"),
        ("h35.99.12-261123-1004", "Lý Thị Hoà"),
        ("seo leng", "Nguyễn Quý"),
    ],
)
def test_what_is_typed_finds_the_person(desk: OpenDesk, typed: str, first: str) -> None:
    assert found(desk, typed)[0] == first


@pytest.mark.parametrize(
    "typed", ["dang thi bich nguyt", "dang thi bich nguyeet", "dnag bich", "dang thj bich nguyet", "bihc"]
)
def test_one_slip_of_the_finger_still_finds_her(desk: OpenDesk, typed: str) -> None:
    assert found(desk, typed)[0] == "Đặng Thị Bích Nguyệt"


@pytest.mark.parametrize("word", ["012090000001", "0912345678", "chống", "phàng"])
def test_every_beginning_of_a_word_finds_the_same_before_and_after_a_rebuild(desk: OpenDesk, word: str) -> None:
    beginnings = [word[:length] for length in range(2, len(word) + 1)]
    before = [found(desk, beginning) for beginning in beginnings]
    assert all("Giàng A Chống" in hits for hits in before)
    desk.rebuild()
    assert [found(desk, beginning) for beginning in beginnings] == before


def test_exact_accents_come_first_then_the_newest(desk: OpenDesk) -> None:
    assert found(desk, "giàng a chống") == ["Giàng A Chống", "Giàng A Chông"]
    assert found(desk, "giàng a chông") == ["Giàng A Chông", "Giàng A Chống"]
    assert found(desk, "giang a chong") == ["Giàng A Chông", "Giàng A Chống"]


def test_a_person_comes_before_a_procedure_of_the_same_word(desk: OpenDesk) -> None:
    hits = found(desk, "dang")
    assert hits[0] == "Đặng Thị Bích Nguyệt"
    assert len(hits) == 7, "«đăng ký khai sinh» is found too"


def test_old_and_new_spellings_of_a_place_are_one(desk: OpenDesk) -> None:
    assert set(found(desk, "can hồ")) == set(found(desk, "kan ho")) == {"Lý Thị Hoà", "Vàng Văn Dân"}


def test_the_representative_finds_the_dossier(desk: OpenDesk) -> None:
    happened = replace(receipt(1050, "Giàng Thị Páo"), representative=Representative("Tẩn Mí Sơn", phone="0987654321"))
    accept(desk, happened)
    assert found(desk, "tan mi son") == ["Giàng Thị Páo"]
    assert found(desk, "0987654321") == ["Giàng Thị Páo"]


def test_a_filter_narrows_the_hits(desk: OpenDesk) -> None:
    assert found(desk, "giang", states=(State.RETURNED,)) == []
    assert len(found(desk, "giang", states=(State.ACCEPTED,), due_until=MONDAY + timedelta(days=3))) == 2


@pytest.mark.parametrize(
    "typed", ["", "   ", '"', "*", "NEAR(", "a AND", "·", "{folded} : x", "%", "' OR 1=1 --", "x" * 400, "😀", "\x00"]
)
def test_nothing_typed_breaks_the_search(desk: OpenDesk, typed: str) -> None:
    assert "Đặng Thị Bích Nguyệt" not in found(desk, typed)
