"""What people paste and type, as far as the province (SYNC §6, case 76)."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from app.canon import change_hash
from app.domain.errors import BadInput
from app.domain.ordering import GENESIS
from app.ports import LogRange
from app.services.drafts import read_draft
from tests.faults.laptops import Laptop, dossiers_of, draft_for, hub_at, make_laptop, province_takes, round_trip
from tests.journeys.terminal import birth
from tests.storage.made_up import MONDAY
from tests.sync.hub.strangers import Town

TYPED = ("Đặng Thị Bích Nguyệt", "Nguyễn Thị Ngọc Ẩn", "Hảng A Dơ 🌾", "Lò Thị Mỷ 👪")


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town.made(tmp_path / "hub")


@pytest.fixture
def laptop(town: Town, tmp_path: Path) -> Laptop:
    made = make_laptop(tmp_path / "laptop", town)
    round_trip(town, tmp_path, made)
    return made


def test_case_76_marks_typed_apart_and_emoji_are_the_same_text_and_bytes_at_both_ends(
    laptop: Laptop, town: Town, tmp_path: Path
) -> None:
    laptop.accept(*(unicodedata.normalize("NFD", name) for name in TYPED))
    (line,) = province_takes(town, laptop.export(tmp_path / "stick"))
    assert line.outcome == "imported"
    assert [one.partition(" ")[2] for one in laptop.dossiers()] == [unicodedata.normalize("NFC", one) for one in TYPED]
    with hub_at(town) as hub:
        assert dossiers_of(hub) == laptop.dossiers()
        (found,) = [one for one in hub.store.queries.positions() if one.station == laptop.station()]
        assert found.head == _chained_by_hand(laptop)
        assert hub.store.verify().ok


def _chained_by_hand(laptop: Laptop) -> bytes:
    """Chain the log as any machine would: bytes only, nothing of a locale, a code page or a line ending."""
    head = GENESIS
    with laptop.open(write=False) as desk:
        upto = desk.book.position(desk.desk.station).seq
        for change in desk.book.changes(LogRange(desk.desk.station, 1, upto)):
            assert unicodedata.is_normalized("NFC", change.body.decode("utf-8", "ignore"))
            head = change_hash(head, change)
    return head


@pytest.mark.parametrize("half", ["\ud83c", "Giàng \udcff", "\udf3e\ud83c"])
def test_case_76_half_a_character_is_refused_and_nothing_is_saved(laptop: Laptop, half: str) -> None:
    with pytest.raises(BadInput):
        read_draft(json.dumps(birth(f"Giàng A {half}")).encode(), today=MONDAY.date())
    whole = draft_for("Giàng A Chống")
    broken = replace(whole, applicant=replace(whole.applicant, name=f"Giàng {half}"))
    with laptop.open() as desk:
        before = desk.queries.sync_state().changes
        with pytest.raises((BadInput, ValueError)):
            desk.intake.accept(broken, officer=desk.officer)
        assert desk.queries.sync_state().changes == before
