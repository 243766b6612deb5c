"""Planned new keys, damaged data, a folder that is gone (SYNC §2.8, cases 69, 70, 77)."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.errors import AlreadyInitialised, DatabaseDamaged, DeskInUse
from app.domain.states import State
from storage.anchor import Anchors
from sync.hub.program import HubPaths
from tests.faults.laptops import (
    Laptop,
    answer_to,
    dossiers_of,
    draft_for,
    hub_at,
    make_laptop,
    province_answers,
    province_enrols,
    province_takes,
    round_trip,
)
from tests.storage.made_up import MONDAY
from tests.sync.hub.strangers import CHEAP, PASSWORD, Town
from ui.first_start import FirstStart, start_desk
from ui.rescue import rescue_desk


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town.made(tmp_path / "hub")


@pytest.fixture
def laptop(town: Town, tmp_path: Path) -> Laptop:
    made = make_laptop(tmp_path / "laptop", town)
    made.accept("Giàng A Chống")
    round_trip(town, tmp_path, made)
    return made


def _names(found: list[str]) -> list[str]:
    return sorted(one.partition(" ")[2] for one in found)


# ── a planned new key ────────────────────────────────────────────────────────────────────────


def test_a_yearly_key_keeps_the_number_the_series_and_the_dossiers_and_the_province_follows(
    laptop: Laptop, town: Town, tmp_path: Path
) -> None:
    old = laptop.station()
    laptop.accept("Vàng A Páo")
    waiting = answer_to(town, tmp_path / "written-for-the-old-key", old)
    with laptop.open() as desk:
        desk.identity.rekey(officer=desk.officer)
    with laptop.open() as desk:
        assert desk.desk.station != old and desk.desk.station_number == 1
        dossier = desk.intake.accept(draft_for("Sùng Thị Dở"), officer=desk.officer).dossier
        assert (dossier.code[-4:], dossier.entry) == ("1003", 3)
        first = desk.queries.dossier_id("1001")
        assert desk.processing.complete(first, officer=desk.officer).state is State.COMPLETED
        assert not desk.troubles
    (heard,) = laptop.reads(waiting)
    assert heard.outcome in ("imported", "known"), "what was sealed for the old key still opens"
    (taken,) = province_takes(town, laptop.export(tmp_path / "stick"))
    assert taken.outcome == "imported", "the old key vouched for the new one: nobody has to compare words"
    laptop.reads(province_answers(town, tmp_path / "answer", laptop))
    with hub_at(town) as hub:
        stations = hub.stations().stations
        assert stations[old].revoked_after == hub.store.book.position(old).seq
        assert (stations[laptop.station()].replaces, stations[laptop.station()].number) == (old, 1)
        assert dossiers_of(hub) == laptop.dossiers()
        assert hub.store.verify().ok
    with laptop.open() as desk:
        assert desk.exchange.is_enrolled()
        assert desk.queries.sync_state().unacknowledged == 0


def test_a_backup_of_the_moment_before_a_new_key_does_not_go_on_under_the_old_one(laptop: Laptop) -> None:
    old, backup = laptop.station(), laptop.backup()
    with laptop.open() as desk:
        desk.identity.rekey(officer=desk.officer)
    (printed,) = laptop.accept("Vàng A Páo")
    laptop.restore(backup)
    (fresh,) = laptop.accept("Sùng Thị Dở")
    assert laptop.station() != old, "the province counts nothing more of that key"
    assert fresh != printed, "the new key has given that number out"


def test_an_image_from_before_a_new_key_is_told_by_the_province_and_goes_on_under_another_number(
    laptop: Laptop, town: Town, tmp_path: Path
) -> None:
    old, image = laptop.station(), laptop.disk_copied_to(tmp_path / "image")
    with laptop.open() as desk:
        desk.identity.rekey(officer=desk.officer)
    round_trip(town, tmp_path, laptop)
    image.now = MONDAY + timedelta(days=1)
    image.accept("Sùng Thị Dở")
    (line,) = province_takes(town, image.export(tmp_path / "image-out"), now=image.now)
    assert line.outcome == "quarantined"
    image.reads(answer_to(town, tmp_path / "told", old, now=image.now))
    (code,) = image.accept("Vàng A Páo")
    assert image.station() != old
    assert code[-4] != "1", "whoever went on may have given out the numbers of the old one"


def test_a_revoked_key_vouches_for_nobody(laptop: Laptop, town: Town, tmp_path: Path) -> None:
    from sync.hub.enrolment import Enrolments

    with hub_at(town) as hub:
        Enrolments(hub).revoke(laptop.station().hex(), after=None, reason="mất cắp")
    with laptop.open() as desk:
        desk.identity.rekey(officer=desk.officer)
    (taken,) = province_takes(town, laptop.export(tmp_path / "stick"))
    assert taken.outcome == "provisional"
    with hub_at(town) as hub:
        assert laptop.station() not in hub.stations().stations


def test_two_new_keys_in_a_row_are_followed_in_order(laptop: Laptop, town: Town, tmp_path: Path) -> None:
    for _year in range(2):
        with laptop.open() as desk:
            desk.identity.rekey(officer=desk.officer)
        round_trip(town, tmp_path, laptop)
    with hub_at(town) as hub:
        assert [one.number for one in hub.stations().stations.values()] == [1, 1, 1]
        assert sum(one.revoked_after is None for one in hub.stations().stations.values()) == 1


# ── 69: opened twice ─────────────────────────────────────────────────────────────────────────


def test_case_69_a_second_program_may_look_but_not_write(laptop: Laptop) -> None:
    with laptop.open() as desk:
        with pytest.raises(DeskInUse), laptop.open():
            pass
        with laptop.open(write=False) as reader:
            assert dossiers_of(reader) == dossiers_of(desk)


# ── 70: a damaged page ───────────────────────────────────────────────────────────────────────


def _spoil(database: Path, share: float) -> None:
    """Overwrite one page in the middle of the file."""
    size = database.stat().st_size
    with database.open("r+b") as stream:
        stream.seek(int(size * share) // 4096 * 4096 + 512)
        stream.write(b"\x00" * 1024)


def test_case_70_a_damaged_page_is_seen_and_what_verifies_is_saved(laptop: Laptop, town: Town, tmp_path: Path) -> None:
    laptop.accept(*(f"Người Thứ {number}" for number in range(40)))
    round_trip(town, tmp_path, laptop)
    whole = laptop.dossiers()
    saved = 0
    for attempt, share in enumerate((0.35, 0.5, 0.65, 0.8, 0.95)):
        damaged = laptop.disk_copied_to(tmp_path / f"damaged-{attempt}")
        _spoil(damaged.paths.database, share)
        with pytest.raises(DatabaseDamaged), damaged.open(write=False) as desk:
            desk.storage.verify()
        to = tmp_path / f"rescued-{attempt}"
        try:
            found = rescue_desk(damaged.paths, to, login=None, password=lambda: PASSWORD)
        except DatabaseDamaged:
            continue  # the page that says whose database it is: nothing to go by but the province's copy
        saved += 1
        shutil.rmtree(damaged.paths.data_dir)
        shutil.copytree(to, damaged.paths.data_dir)
        with damaged.open() as desk:
            assert desk.storage.verify().ok
            assert len(desk.identity.lost()) == len([one for one in found.lost if one.last > one.first - 1])
        round_trip(town, tmp_path, damaged)
        assert damaged.dossiers() == whole, "what could not be read came back from the province"
        break
    assert saved


def test_a_rescue_never_writes_over_anything(laptop: Laptop, tmp_path: Path) -> None:
    folder = tmp_path / "full"
    folder.mkdir()
    (folder / "something").write_text("giữ lại")
    with pytest.raises(AlreadyInitialised):
        rescue_desk(laptop.paths, folder, login=None, password=lambda: PASSWORD)


def test_a_rescue_of_whole_data_loses_nothing(laptop: Laptop, tmp_path: Path) -> None:
    found = rescue_desk(laptop.paths, tmp_path / "copy", login=None, password=lambda: PASSWORD)
    assert found.lost == ()
    before = laptop.dossiers()
    shutil.rmtree(laptop.paths.data_dir)
    shutil.copytree(tmp_path / "copy", laptop.paths.data_dir)
    assert laptop.dossiers() == before
    with laptop.open() as desk:
        assert desk.storage.verify().ok and not desk.troubles, "the very same desk goes on"


# ── 77: the folder is gone ───────────────────────────────────────────────────────────────────


def test_case_77_what_the_province_confirmed_comes_back_and_the_rest_is_named_as_lost(
    laptop: Laptop, town: Town, tmp_path: Path
) -> None:
    old = laptop.station()
    laptop.accept("Vàng A Páo")
    shutil.rmtree(laptop.paths.data_dir)
    start_desk(
        laptop.paths,
        FirstStart("03394", 2, "hoa", "Vàng Thị Hoa", None, HubPaths(town.folder).card_file, True),
        password=PASSWORD,
        now=MONDAY,
        cost=CHEAP,
    )
    province_takes(town, laptop.export(tmp_path / "ask"))
    province_enrols(town)
    laptop.reads(province_answers(town, tmp_path / "answer", laptop))
    assert _names(laptop.dossiers()) == ["Giàng A Chống"]
    noted = Anchors(laptop.paths.anchor_file).noted(old)
    assert noted is not None
    with laptop.open() as desk:
        (missing,) = desk.storage.missing()
        assert (missing.station, missing.last) == (old, noted[0])
        assert missing.first == noted[0], "one change was on no stick"
