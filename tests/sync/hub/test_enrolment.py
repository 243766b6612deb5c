"""Who gets into the roster, and what a hub made anew over an old folder leaves alone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.errors import EnrolledElsewhere, StationNumberTaken, UnknownCommune, UnknownStation
from sync.hub.enrolment import Enrolments, sign_anew
from sync.hub.ledger import Ledger
from sync.wire.enrolment import request_enrolment
from sync.wire.signing import StationKeys
from tests.storage.made_up import MONDAY, id_of, receipt
from tests.sync.hub.strangers import AWAY, HOME, Stranger, Town, changed


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


@pytest.mark.parametrize(("commune", "number"), [(AWAY, 1), (HOME, 2)])
def test_an_enrolled_key_that_asks_for_another_place_is_refused_before_anything_is_signed(
    either: Town, tmp_path: Path, commune: str, number: int
) -> None:
    """On a server its rows lie under the commune they came from: under another one none of them would be seen."""
    desk = Stranger(1)
    desk.log.add(id_of("a"), receipt(1, entry=1))
    either.enrol(desk.entry())
    either.takes(desk.bundle(tmp_path / "a.goi", either.card, desk.segments()))
    elsewhere = Stranger(number, commune, desk.keys)
    file = tmp_path / "request.json"
    with either.open() as hub:
        enrolments, before = Enrolments(hub), hub.stations().version
        file.write_bytes(hub.bundles.request_file(elsewhere.request()))
        with pytest.raises(EnrolledElsewhere) as refused:
            enrolments.find(str(file))
        assert refused.value.details == {"number": 1, "commune": HOME}
        with pytest.raises(EnrolledElsewhere):
            enrolments.enrol([hub.bundles.read_request(elsewhere.request(), name="")])
        with pytest.raises(EnrolledElsewhere):
            sign_anew(hub, {desk.station: changed(desk.entry(), commune=commune, number=number)}, version=before + 1)
        assert (hub.stations().version, hub.stations().stations[desk.station].commune) == (before, HOME)
        (again,), _tally = enrolments.enrol([hub.bundles.read_request(desk.request(), name="")])
        assert (again.commune, again.station) == (HOME, 1), "the same request again is answered again"
    desk.log.add(id_of("b"), receipt(2, entry=2))
    later = desk.bundle(tmp_path / "b.goi", either.card, desk.segments(2))
    assert either.takes(later).new_changes == 1, "and what it records goes on coming in"


def test_two_requests_of_one_key_cannot_be_signed_at_once_for_two_communes(town: Town) -> None:
    desk = Stranger(1)
    with town.open() as hub:
        both = [hub.bundles.read_request(one.request(), name="") for one in (desk, Stranger(1, AWAY, desk.keys))]
        with pytest.raises(EnrolledElsewhere):
            Enrolments(hub).enrol(both)
        assert not hub.stations().stations


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
