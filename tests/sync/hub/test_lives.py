"""Case 26, the province's own words: what it decided in the days that a copy has forgotten comes back, once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.facts import Receiver
from app.domain.merge_events import MOST_LIVES, ChangesOrdered, province_log
from app.domain.states import State
from app.paths import desk_paths
from app.readings import Officer
from sync.hub.decisions import conflicts, officer_of, refuse
from sync.hub.health import health
from sync.hub.relaying import settle_order
from sync.hub.restored import restored
from sync.wire.segment import seal
from tests.storage.made_up import MONDAY, ElsewhereLog, accept, receipt
from tests.storage.made_up import officer_of as officer_of_desk
from tests.sync.hub.province import Province
from tests.sync.hub.strangers import AWAY, HOME, Stranger, Town
from ui.program import Program


@pytest.fixture
def province(request: pytest.FixtureRequest, either: Town, tmp_path: Path) -> Iterator[Province]:
    """A hub in a file, and once more on a server, with one desk."""
    on_server = either.paths.server() is not None
    made = Province(either, tmp_path, request.getfixturevalue("cluster") if on_server else None)
    made.new_desk()
    yield made
    made.close()


def _lost_decision(province: Province, *, heard_by: int = 1, says_so: bool = True, has_anchors: bool = True) -> bytes:
    """Let the province decide on a dossier, the first desks hear of it, and a copy from before be put back."""
    desk = province.desks[0]
    dossier = province.at_the_province(desk, 1001)
    province.rounds(2)
    copy = province.copied()
    province.decides(dossier, "12/QĐ")
    province.answers(province.desks[:heard_by])
    assert desk.queries.dossier(dossier).state is State.COMPLETED
    accept(desk.storage, receipt(1002))
    if not has_anchors:
        desk_paths().anchor_file.unlink()  # the copy runs under another account
    province.put_back(copy, says_so=says_so)
    return dossier


def _two_at_the_province(province: Province) -> tuple[Program, bytes, bytes]:
    """Let the only desk pass two dossiers on to the province, which has them in order."""
    (desk,) = province.desks
    one, other = (province.at_the_province(desk, serial) for serial in (1001, 1002))
    province.rounds(2)
    return desk, one, other


def _stands(province: Province, dossier: bytes) -> None:
    held = province.agreed(dossier)
    assert held.state is State.COMPLETED
    assert held.result is not None
    assert held.result.number == "12/QĐ"
    assert (held.conflict, held.marks) == (None, ())


def test_case_26_what_the_province_decided_in_the_lost_days_stands_again(province: Province) -> None:
    dossier = _lost_decision(province)

    province.rounds(2)

    _stands(province, dossier)
    with province.hub() as hub:
        assert hub.log_of(HOME) != hub.logs_of(HOME)[0]
        assert not set(health(hub).warnings) & {"database_restored"}


def test_case_26_a_desk_that_had_not_heard_hears_it_from_the_hub(province: Province) -> None:
    province.new_desk()
    dossier = _lost_decision(province, heard_by=1)
    assert province.desks[1].queries.dossier(dossier).state is State.PROCESSING

    province.rounds(2)

    _stands(province, dossier)


def test_case_26_two_desks_bring_it_back_and_it_counts_once(province: Province) -> None:
    first, second = province.desks[0], province.new_desk()
    dossier = _lost_decision(province, heard_by=2)
    for desk in (second, first):  # both hear the lower answer before either has written
        province.brings(desk)
    province.answers()

    brought = [province.brings(desk) for desk in (second, first)]
    province.rounds(1)

    _stands(province, dossier)
    assert brought[0] > 0
    with province.hub() as hub:
        told = [one.recorded.event for one in hub.store.queries.timeline(dossier)]
    assert len(told) == 3, "received, passed on, decided"


def test_case_26_another_decision_in_between_is_a_contradiction_and_nothing_is_lost(province: Province) -> None:
    dossier = _lost_decision(province)
    with province.hub() as hub:
        held = hub.store.queries.dossier(dossier)
        officer = officer_of(hub, "Lò Văn Pản")
        refuse(hub, held, number="7/TB", reason="thiếu giấy", legal_basis="Điều 5", by=officer.name)
        settle_order(hub)

    province.rounds(2)

    found = province.agreed(dossier)
    assert found.conflict is not None
    assert {one.number for one in found.conflict.branches} == {"12/QĐ", "7/TB"}

    lost = next(one for one in found.conflict.branches if one.number == "12/QĐ")
    with province.hub() as hub:
        conflicts(hub).resolve(
            dossier, keep=lost.station.hex(), why="đã trả dân", officer=officer_of(hub, "Lò Văn Pản"), item="custody"
        )
        settle_order(hub)
    province.rounds(2)
    ended = province.agreed(dossier)
    assert (ended.state, ended.conflict) == (State.COMPLETED, None)


def test_case_26_one_copy_put_back_twice_begins_two_lives(province: Province) -> None:
    desk, one, other = _two_at_the_province(province)
    copy = province.copied()
    province.decides(one, "12/QĐ")
    province.answers()
    version = province.put_back(copy)
    province.decides(other, "13/QĐ")  # in the second life, before the end of the first came back
    province.answers()
    assert {desk.queries.dossier(id_).state for id_ in (one, other)} == {State.COMPLETED}
    assert province.put_back(copy) > version, "no list of desks is signed twice under one version"

    province.rounds(3)

    _stands(province, one)
    held = province.agreed(other)
    assert held.result is not None
    assert held.result.number == "13/QĐ"


def test_case_26_a_whole_log_is_lost(province: Province) -> None:
    """The copy is from before the province said its first word."""
    (desk,) = province.desks
    copy = province.copied()
    dossier = province.at_the_province(desk, 1001)
    province.rounds(1)
    province.decides(dossier, "12/QĐ")
    province.answers()
    province.put_back(copy)

    province.rounds(2)

    _stands(province, dossier)


@pytest.mark.parametrize("has_anchors", [True, False])
def test_case_26_a_copy_put_back_without_a_word_is_found(province: Province, has_anchors: bool) -> None:
    """By the anchors of the account, or where those are gone by what the first desk says it holds."""
    dossier = _lost_decision(province, says_so=False, has_anchors=has_anchors)
    with province.hub() as hub:
        assert hub.has_forgotten() == has_anchors

    province.rounds(2)

    _stands(province, dossier)
    with province.hub() as hub:
        assert "database_restored" in health(hub).warnings
        restored(hub)
        assert "database_restored" not in health(hub).warnings


def test_case_26_a_copy_put_back_without_a_word_writes_nothing_into_its_old_log(province: Province) -> None:
    _desk, one, other = _two_at_the_province(province)
    copy = province.copied()
    province.decides(one, "12/QĐ")
    province.answers()
    province.put_back(copy, says_so=False)
    province.decides(other, "13/QĐ")  # before any desk could tell

    province.rounds(2)

    _stands(province, one)
    assert province.agreed(other).state is State.COMPLETED


def test_case_26_a_desk_says_what_a_province_has_forgotten_that_wrote_on_before_it_knew(province: Province) -> None:
    desk, one, other = _two_at_the_province(province)
    copy = province.copied()
    province.decides(one, "12/QĐ")
    (before,) = province.answers()
    assert before.reason == ""
    desk_paths().anchor_file.unlink()  # the copy runs under another account, and no desk has spoken yet
    province.put_back(copy, says_so=False)
    province.decides(other, "13/QĐ")

    (line,) = province.answers()

    assert "put back from an older copy and has forgotten 2 acts" in line.reason, "the result, and its place"
    assert desk.queries.dossier(one).state is not State.COMPLETED
    assert desk.queries.dossier(other).state is State.COMPLETED


def test_case_26_a_decision_that_had_no_place_yet_gets_one(province: Province) -> None:
    (desk,) = province.desks
    dossier = province.at_the_province(desk, 1001)
    province.rounds(2)
    copy = province.copied()
    province.decides(dossier, "12/QĐ", is_settled=False)
    province.answers()
    province.put_back(copy)

    province.rounds(2)

    _stands(province, dossier)


def test_case_26_a_dossier_of_two_communes_is_passed_on_again_and_ends_alike(province: Province) -> None:
    home, away = province.desks[0], province.new_desk(AWAY)
    dossier = accept(home.storage, receipt(1001))
    province.rounds(1)
    copy = province.copied()
    there = Receiver("station", "Sin Hồ", away.desk.station)
    home.processing.forward(dossier, to=there, officer=Officer(officer_of_desk(home.storage), "hoa", "Vàng Thị Hoa"))
    province.rounds(1)
    who = Officer(officer_of_desk(away.storage), "hoa", "Vàng Thị Hoa")
    away.processing.complete(dossier, officer=who, number="12/QĐ")
    province.rounds(2)
    assert home.queries.dossier(dossier).state is State.COMPLETED
    province.put_back(copy)

    province.rounds(4)

    _stands(province, dossier)


def test_case_26_a_new_desk_begins_from_a_snapshot_of_all_lives(province: Province) -> None:
    dossier = _lost_decision(province)
    province.rounds(2)
    fresh = province.new_desk()
    province.brings(fresh)
    province.answers([fresh], snapshot_from=1)
    assert fresh.queries.dossier(dossier).state is State.COMPLETED

    province.rounds(2)

    _stands(province, dossier)


def test_a_desk_that_lies_about_the_province_begins_few_lives(town: Town, tmp_path: Path) -> None:
    liar = Stranger(5)
    town.enrol(liar.entry())
    for n in range(MOST_LIVES + 3):
        with town.open() as hub:
            log = hub.log_of(HOME)
        told = liar.bundle(tmp_path / f"{n}.goi", town.card, [], vector=[(log, 9, bytes(32))])
        assert town.takes(told).exit_code == 0
    with town.open() as hub:
        assert len(hub.lives().numbers) == MOST_LIVES + 1
        assert "database_restored" in health(hub).warnings
        begun = restored(hub)
        assert begun.stations == 1
        assert len(hub.lives().numbers) == MOST_LIVES + 2, "the operator is not bound"


def test_nobody_but_the_hub_writes_in_any_life(town: Town, tmp_path: Path) -> None:
    """A desk that makes up a life signs it with its own key: nobody's word."""
    liar = Stranger(5)
    town.enrol(liar.entry())
    made_up = ElsewhereLog(province_log(town.card.hub_id, HOME, 77))
    made_up.add(made_up.station, ChangesOrdered(MONDAY, HOME, ()))
    segments = list(seal(made_up.changes, previous=made_up.head(0), keys=liar.keys, station=made_up.station))
    line = town.takes(liar.bundle(tmp_path / "a.goi", town.card, segments))
    assert (line.new_changes, line.exit_code) == (0, 5)
    with town.open() as hub:
        assert hub.lives().numbers == (0,)
        assert hub.store.book.position(made_up.station).seq == 0
