"""A bundle with nothing new is a sign of life, whatever the clock of its desk says (SYNC §2.10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import uuid_utils

from app.clock import FixedClock
from sync.hub.ingest import ingest
from sync.hub.ledger import Ledger
from tests.storage.made_up import MONDAY, accept, receipt
from tests.sync.hub.province import Province
from tests.sync.hub.strangers import Town
from ui.program import Program


@pytest.fixture
def province(request: pytest.FixtureRequest, either: Town, tmp_path: Path) -> Iterator[Province]:
    """A hub in a file, and once more on a server."""
    on_server = either.paths.server() is not None
    made = Province(either, tmp_path, request.getfixturevalue("cluster") if on_server else None)
    yield made
    made.close()


def _heard(province: Province, desk: Program) -> datetime:
    with province.hub() as hub:
        contact = Ledger(hub.store.book, hub.bundles).contact(desk.desk.station)
    assert contact is not None
    return contact.came_at


def _set(desk: Program, at: datetime) -> Program:
    """Set the computer's clock, from which ids are minted too."""
    nanoseconds = int(at.timestamp()) * 1_000_000_000

    def minted() -> bytes:
        return uuid_utils.uuid7(nanoseconds=nanoseconds).bytes

    return replace(desk, exchange=replace(desk.exchange, clock=FixedClock(at), new_id=minted))


def test_a_desk_whose_clock_was_set_back_and_that_has_nothing_new_is_still_heard_of(province: Province) -> None:
    desk = _set(province.new_desk(), MONDAY)
    accept(desk.storage, receipt(1001))
    assert province.brings(desk) > 0
    first = _heard(province, desk)
    back = _set(desk, MONDAY - timedelta(days=400))
    for _bundle in range(3):
        before = province.now
        assert province.brings(back) == 0
        assert _heard(province, desk) > before >= first


def test_an_old_file_read_again_is_no_sign_of_life_though_the_newer_one_bears_an_earlier_time(
    province: Province, tmp_path: Path
) -> None:
    desk = _set(province.new_desk(), MONDAY)
    stick = tmp_path / "old"
    stick.mkdir()
    (old,) = desk.exchange.export(stick).paths
    province.brings(_set(desk, MONDAY - timedelta(days=400)))
    heard = _heard(province, desk)
    with province.hub() as hub:
        assert ingest(hub, [old])[0].outcome == "known"
    assert _heard(province, desk) == heard


def test_a_clock_that_ran_ahead_and_was_mended_does_not_silence_its_desk(province: Province) -> None:
    desk = province.new_desk()
    province.brings(_set(desk, MONDAY + timedelta(days=400)))
    for _bundle in range(2):
        before = province.now
        province.hours += 24
        assert province.brings(_set(desk, province.now)) == 0
        assert _heard(province, desk) > before
