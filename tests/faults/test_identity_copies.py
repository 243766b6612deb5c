"""Copies of a desk's data: restored, imaged, cloned (SYNC §2.8, cases 22–26). Nothing lost, nothing twice."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from app.domain.errors import DeskCopied, DeskForked, DeskRestored, DeskToBeRenewed, NoNumberLeft, StationNumberTaken
from app.domain.ordering import ADOPTED, Change
from app.domain.states import State
from app.ports import LogRange
from sync.hub.forks import alarms
from sync.hub.status import standing
from tests.faults.laptops import (
    Laptop,
    answer_to,
    dossiers_of,
    hub_at,
    make_laptop,
    province_answers,
    province_enrols,
    province_takes,
    round_trip,
)
from tests.sync.hub.strangers import Stranger, Town
from ui.program import Program


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town.made(tmp_path / "hub")


@pytest.fixture
def laptop(town: Town, tmp_path: Path) -> Laptop:
    """A desk that is enrolled, holds two dossiers, and knows that the province holds them."""
    made = make_laptop(tmp_path / "laptop", town)
    made.accept("Giàng A Chống", "Lò Thị Mỷ")
    round_trip(town, tmp_path, made)
    return made


def _names(found: list[str]) -> list[str]:
    return sorted(one.partition(" ")[2] for one in found)


def _codes(found: list[str]) -> list[str]:
    return [one.partition(" ")[0] for one in found]


def _at_the_hub(town: Town) -> list[str]:
    with hub_at(town) as hub:
        assert hub.store.verify().ok
        return dossiers_of(hub)


# ── 22: last week's backup ───────────────────────────────────────────────────────────────────


def test_case_22_a_backup_put_back_goes_on_under_a_new_key_and_gets_its_lost_work_back(
    laptop: Laptop, town: Town, tmp_path: Path
) -> None:
    old, backup = laptop.station(), laptop.backup()
    lost = laptop.accept("Vàng A Páo", "Sùng Thị Dở")
    province_takes(town, laptop.export(tmp_path / "before-the-crash"))
    laptop.restore(backup)
    with laptop.open() as desk:
        (told,) = (one for one in desk.troubles if isinstance(one, DeskRestored))
        assert told.details["lost"] == 2
        assert desk.desk.station != old
        assert desk.desk.station_number == 8, "1 may have given out numbers nobody remembers"
    (fresh,) = laptop.accept("Tẩn A Sơn")
    assert fresh.endswith("-8001")
    assert fresh not in lost
    round_trip(town, tmp_path, laptop)
    assert _names(laptop.dossiers()) == ["Giàng A Chống", "Lò Thị Mỷ", "Sùng Thị Dở", "Tẩn A Sơn", "Vàng A Páo"]
    assert laptop.dossiers() == _at_the_hub(town)
    with laptop.open() as desk:
        assert desk.identity.lost() == ()
        assert not desk.troubles, "the province has confirmed the new key and nothing is missing"
        assert desk.storage.verify().ok


def test_case_22_what_no_stick_brought_is_named_as_lost_until_its_stick_is_found(
    laptop: Laptop, town: Town, tmp_path: Path
) -> None:
    backup = laptop.backup()
    laptop.accept("Vàng A Páo")
    stick = laptop.export(tmp_path / "in-the-drawer")
    laptop.accept("Sùng Thị Dở")
    laptop.restore(backup)
    with laptop.open() as desk:
        (missing,) = desk.identity.lost()
        assert missing.last - missing.first + 1 == 2
    laptop.reads(stick)
    with laptop.open() as desk:
        (missing,) = desk.identity.lost()
        assert missing.first == missing.last, "the stick of the drawer held the first of the two"
    assert _names(laptop.dossiers()) == ["Giàng A Chống", "Lò Thị Mỷ", "Vàng A Páo"]


def test_case_22_the_files_lie_where_they_lay_so_the_desk_can_go_on_with_them(laptop: Laptop, tmp_path: Path) -> None:
    backup = laptop.backup()
    laptop.accept("Vàng A Páo")
    laptop.restore(backup)
    with laptop.open() as desk:
        dossier_id = desk.queries.dossier_id("1001")
        assert "complete" in desk.processing.allowed(desk.queries.dossier(dossier_id))
        done = desk.processing.complete(dossier_id, officer=desk.officer)
        assert (done.state, done.marks) == (State.COMPLETED, ())


def test_case_22_work_that_had_never_left_the_computer_is_still_believed(
    town: Town, laptop: Laptop, tmp_path: Path
) -> None:
    laptop.accept("Vàng A Páo")
    backup = laptop.backup()
    laptop.accept("Sùng Thị Dở")
    laptop.restore(backup)
    round_trip(town, tmp_path, laptop)
    assert _names(_at_the_hub(town)) == ["Giàng A Chống", "Lò Thị Mỷ", "Vàng A Páo"]
    assert laptop.dossiers() == _at_the_hub(town)


def test_case_22_restored_twice_on_one_day_no_number_is_given_out_twice(laptop: Laptop) -> None:
    backup, codes = laptop.backup(), laptop.accept("Vàng A Páo")
    for name in ("Sùng Thị Dở", "Tẩn A Sơn"):
        laptop.restore(backup)
        codes += laptop.accept(name)
    assert [code[-4:] for code in codes[:2]] == ["1003", "8001"]
    # The second restore knows nothing of the first one's number 8; only the anchors outside the data do.
    assert len(set(codes)) == 3


# ── 23, 24: one key, two histories ───────────────────────────────────────────────────────────


def test_case_23_an_image_of_the_whole_disk_is_found_out_by_the_province_and_its_work_sent_anew(
    laptop: Laptop, town: Town, tmp_path: Path
) -> None:
    image = laptop.disk_copied_to(tmp_path / "image")
    laptop.accept("Vàng A Páo", "Sùng Thị Dở")
    province_takes(town, laptop.export(tmp_path / "friday"))
    again = image  # the anchor came back with the disk: nothing here looks wrong
    again.accept("Tẩn A Sơn")
    (taken,) = province_takes(town, again.export(tmp_path / "monday"))
    assert taken.outcome == "quarantined"
    old = again.station()
    again.reads(answer_to(town, tmp_path / "answer", old))
    with again.open() as desk:
        assert desk.desk.station != old
        assert any(isinstance(one, DeskForked | DeskRestored) for one in desk.troubles)
    round_trip(town, tmp_path, again)
    round_trip(town, tmp_path, again)
    everybody = ["Giàng A Chống", "Lò Thị Mỷ", "Sùng Thị Dở", "Tẩn A Sơn", "Vàng A Páo"]
    assert _names(again.dossiers()) == everybody
    assert _names(_at_the_hub(town)) == everybody
    with hub_at(town) as hub:
        assert hub.store.book.set_asides() == (), "the branch came again under the new key"
        assert [one.gaps for one in standing(hub).stations] == [(), ()]
    with again.open() as desk:
        assert desk.storage.verify().ok
        anew = [one for one in _changes(desk) if one.flags & ADOPTED]
        assert len(anew) == 1 and anew[0].kind == "dossier.received"


def _changes(desk: Program) -> list[Change]:
    held = desk.book.position(desk.desk.station)
    return list(desk.book.changes(LogRange(held.station, 1, held.seq)))


def test_case_24_a_cloned_disk_and_both_work_on_both_histories_end_up_in_the_state(
    laptop: Laptop, town: Town, tmp_path: Path
) -> None:
    clone = laptop.disk_copied_to(tmp_path / "clone")
    key = laptop.station()
    laptop.accept("Vàng A Páo")
    clone.accept("Sùng Thị Dở", "Tẩn A Sơn", "Lý Thị Mẩy")
    round_trip(town, tmp_path, laptop)
    (taken,) = province_takes(town, clone.export(tmp_path / "second"))
    assert (taken.outcome == "quarantined" and "lịch sử" in taken.reason) or "histories" in taken.reason
    with hub_at(town) as hub:
        (alarm,) = alarms(hub)
        assert (alarm.station, alarm.open_changes) == (key, 3)
    clone.reads(answer_to(town, tmp_path / "answer", key))
    round_trip(town, tmp_path, clone)
    round_trip(town, tmp_path, clone)
    round_trip(town, tmp_path, laptop)
    everybody = sorted(["Giàng A Chống", "Lò Thị Mỷ", "Vàng A Páo", "Sùng Thị Dở", "Tẩn A Sơn", "Lý Thị Mẩy"])
    hub_rows = _at_the_hub(town)
    assert _names(hub_rows) == everybody
    assert Counter(_names(laptop.dossiers())) == Counter(_names(clone.dossiers())) == Counter(everybody)
    assert laptop.station() == key, "the first history stands and keeps its key"
    assert clone.station() != key
    assert laptop.dossiers() == clone.dossiers() == hub_rows
    with hub_at(town) as hub:
        assert alarms(hub) == ()
        assert [one.gaps for one in standing(hub).stations] == [(), ()], "though the old key once held more"


def test_case_24_a_neighbour_that_read_the_other_history_first_ends_in_the_same_state(
    laptop: Laptop, town: Town, tmp_path: Path
) -> None:
    neighbour = make_laptop(tmp_path / "neighbour", town, number=2)
    round_trip(town, tmp_path, neighbour)
    round_trip(town, tmp_path, laptop)  # now it seals for the neighbour too
    clone = laptop.disk_copied_to(tmp_path / "clone")
    laptop.accept("Vàng A Páo")
    clone.accept("Sùng Thị Dở")
    neighbour.reads(clone.export(tmp_path / "by-hand"))
    assert "Sùng Thị Dở" in _names(neighbour.dossiers())
    round_trip(town, tmp_path, laptop)
    province_takes(town, clone.export(tmp_path / "second"))
    clone.reads(answer_to(town, tmp_path / "answer", laptop.station()))
    round_trip(town, tmp_path, clone)
    round_trip(town, tmp_path, clone)
    round_trip(town, tmp_path, neighbour)
    round_trip(town, tmp_path, neighbour)
    round_trip(town, tmp_path, laptop)
    assert neighbour.dossiers() == laptop.dossiers() == _at_the_hub(town) == clone.dossiers()
    assert Counter(_names(neighbour.dossiers()))["Sùng Thị Dở"] == 1
    with neighbour.open() as desk:
        assert desk.storage.verify().ok


def test_case_25_a_clone_nobody_hears_of_again_raises_no_alarm(laptop: Laptop, town: Town, tmp_path: Path) -> None:
    clone = laptop.disk_copied_to(tmp_path / "clone")
    clone.accept("Sùng Thị Dở")
    laptop.accept("Vàng A Páo")
    round_trip(town, tmp_path, laptop)
    with hub_at(town) as hub:
        assert hub.store.book.set_asides() == ()
        assert alarms(hub) == ()
    assert _names(_at_the_hub(town)) == ["Giàng A Chống", "Lò Thị Mỷ", "Vàng A Páo"]


# ── ACCEPTANCE 25, 26: another computer ──────────────────────────────────────────────────────


def test_a_copied_database_on_a_second_computer_is_another_desk(laptop: Laptop, town: Town, tmp_path: Path) -> None:
    second = Laptop(tmp_path / "second")
    second.restore_from(laptop)
    with second.open(write=False) as looked_at:
        assert any(isinstance(one, DeskToBeRenewed) for one in looked_at.troubles)
        assert looked_at.desk.station == laptop.station(), "reading changes nothing"
    mine, theirs = laptop.accept("Vàng A Páo"), second.accept("Sùng Thị Dở")
    assert (mine[0][-4:], theirs[0][-4:]) == ("1003", "8001")
    with second.open() as desk:
        assert any(isinstance(one, DeskCopied) for one in desk.troubles)
        dossier = desk.queries.dossier(desk.queries.dossier_id("1001"))
        assert "complete" not in desk.processing.allowed(dossier), "its paper lies at the other computer"
        assert desk.identity.inherit(officer=desk.officer) == 2
        dossier = desk.queries.dossier(dossier.id)
        assert "complete" in desk.processing.allowed(dossier), "a person said that the other one is out of use"
    province_takes(town, laptop.export(tmp_path / "one"), second.export(tmp_path / "two"))
    province_enrols(town)
    with hub_at(town) as hub:
        assert hub.store.book.set_asides() == ()
    assert _names(_at_the_hub(town)) == ["Giàng A Chống", "Lò Thị Mỷ", "Sùng Thị Dở", "Vàng A Páo"]


def test_a_moved_folder_and_another_account_of_one_computer_are_no_copy(laptop: Laptop, tmp_path: Path) -> None:
    station = laptop.station()
    laptop.accept("Vàng A Páo")
    moved = laptop.root / "elsewhere"
    laptop.paths.data_dir.rename(moved)
    moved.rename(laptop.paths.data_dir)
    (laptop.paths.state_dir / "machine").write_text("another account")
    laptop.accept("Sùng Thị Dở")
    assert laptop.station() == station


def test_all_eight_numbers_used_says_so_and_lets_read(laptop: Laptop, town: Town, tmp_path: Path) -> None:
    town.enrol(*(Stranger(k, commune="03394").entry() for k in range(2, 9)))
    laptop.reads(province_answers(town, tmp_path / "answer", laptop))
    backup = laptop.backup()
    laptop.accept("Vàng A Páo")
    laptop.restore(backup)
    with pytest.raises(NoNumberLeft), laptop.open():
        pass
    assert _names(laptop.dossiers()) == ["Giàng A Chống", "Lò Thị Mỷ"]


# ── 75: one number, two computers ────────────────────────────────────────────────────────────


def test_case_75_two_computers_with_one_number_are_not_both_signed(laptop: Laptop, town: Town, tmp_path: Path) -> None:
    twin = make_laptop(tmp_path / "twin", town)
    province_takes(town, twin.export(tmp_path / "twin-stick"))
    with pytest.raises(StationNumberTaken):
        province_enrols(town)
    with hub_at(town) as hub:
        assert len(hub.stations().stations) == 1
