"""Who gets into the roster, and what a hub made anew over an old folder leaves alone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.errors import StationNumberTaken, UnknownCommune, UnknownStation
from sync.hub.enrolment import Enrolments
from sync.hub.ledger import Ledger
from sync.wire.enrolment import request_enrolment
from sync.wire.signing import StationKeys
from tests.storage.made_up import MONDAY
from tests.sync.hub.strangers import AWAY, Stranger, Town


def _asked(commune: str, unit_code: str, number: int = 1) -> bytes:
    return request_enrolment(
        StationKeys.generate(),
        commune=commune,
        number=number,
        unit_code=unit_code,
        name="máy",
        practice=True,
        now=MONDAY,
    )


def test_a_request_names_its_commune_by_the_code_and_nothing_else(town: Town, tmp_path: Path) -> None:
    with town.open() as hub:
        file = tmp_path / "request.json"
        file.write_bytes(hub.bundles.request_file(_asked("Sin Suối Hồ", "H35.99.94")))
        with pytest.raises(UnknownCommune):
            Enrolments(hub).find(str(file))
        file.write_bytes(hub.bundles.request_file(_asked(AWAY, "H35.99.94")))
        assert Enrolments(hub).find(str(file)).commune == AWAY


def test_two_communes_cannot_share_a_unit_code_and_with_it_their_numbers(town: Town) -> None:
    with town.open() as hub:
        read = hub.bundles.read_request
        enrolments = Enrolments(hub)
        enrolments.enrol([read(_asked("03388", "H35.99.94"), name="")])
        with pytest.raises(StationNumberTaken):
            enrolments.enrol([read(_asked(AWAY, "H35.99.94"), name="")])
        enrolments.enrol([read(_asked(AWAY, "H35.99.94", number=2), name="")])
        assert len(hub.stations().stations) == 2


@pytest.mark.parametrize("asked", ["x" * 300, "zz", "0000"])
def test_a_name_that_is_neither_file_nor_station_is_said_so(town: Town, asked: str) -> None:
    with town.open() as hub, pytest.raises(UnknownStation):
        Enrolments(hub).find(asked)


def test_one_bundle_from_a_clock_years_ahead_does_not_outweigh_all_later_ones(town: Town, tmp_path: Path) -> None:
    desk = Stranger(1)
    town.enrol(desk.entry())
    held = ((desk.station, 1, bytes(32)),)
    early = desk.bundle(tmp_path / "a.goi", town.card, [], vector=held, made_at=MONDAY + timedelta(days=3650))
    late = desk.bundle(tmp_path / "b.goi", town.card, [], made_at=MONDAY + timedelta(minutes=1))
    town.takes(early)
    town.takes(late)
    with town.open() as hub:
        assert Ledger(hub.store.book, hub.bundles).contacts()[desk.station].vector == ()


def test_a_hub_made_where_the_vault_was_lost_leaves_the_old_database_there(town: Town) -> None:
    database = (town.folder / "hub.db").read_bytes()
    for name in ("vault.json", "vault.json.copy"):
        (town.folder / name).unlink()
    Town.made(town.folder)
    assert database in [file.read_bytes() for file in town.folder.glob("hub.db.left-*")]
