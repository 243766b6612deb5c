"""The province alone fixes the order, once for every change; a crash leaves nothing without a place."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.merge_events import ChangesOrdered, OrderedRun
from app.ports import LogRange
from sync.hub import ingest as taking
from sync.hub.order import fix_order
from tests.storage.made_up import MONDAY, id_of, receipt
from tests.sync.hub.strangers import HOME, Stranger, Town


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town.made(tmp_path / "hub")


@pytest.fixture
def mai(town: Town) -> Stranger:
    made = Stranger(1)
    town.enrol(made.entry())
    for n in range(3):
        made.log.add(id_of(f"mai {n}"), receipt(1001 + n))
    return made


def _entries(town: Town) -> list[ChangesOrdered]:
    from storage.codec import read_event

    with town.open() as hub:
        log = hub.log_of(HOME)
        held = hub.store.book.position(log).seq
        told = [read_event(change) for change in hub.store.book.changes(LogRange(log, 1, held))]
    return [event for event in told if isinstance(event, ChangesOrdered)]


def test_each_change_gets_one_place_however_often_its_bundle_comes(town: Town, mai: Stranger, tmp_path: Path) -> None:
    first = mai.bundle(tmp_path / "a.goi", town.card, mai.segments(1, 2))
    whole = mai.bundle(tmp_path / "b.goi", town.card, mai.segments(at_most=1))
    for path in (first, first, whole, first):
        town.takes(path)
    runs = [run for entry in _entries(town) for run in entry.runs]
    assert runs == [OrderedRun(mai.station, 1, 2), OrderedRun(mai.station, 3, 3)]


def test_a_crash_between_the_merge_and_the_entry_is_mended_by_the_next_ingest(
    town: Town, mai: Stranger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crashes(_hub: object, _communes: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(taking, "settle_order", crashes)
        town.takes(mai.bundle(tmp_path / "a.goi", town.card, mai.segments(1, 2)))
    assert _entries(town) == []
    town.takes(mai.bundle(tmp_path / "b.goi", town.card, mai.segments()))
    assert [run for entry in _entries(town) for run in entry.runs] == [OrderedRun(mai.station, 1, 3)]
    with town.open() as hub:
        assert fix_order(hub) == ()
        assert hub.store.verify().ok


def test_case_43_a_desk_that_speaks_for_the_province_is_kept_apart(town: Town, mai: Stranger, tmp_path: Path) -> None:
    liar = Stranger(2)
    town.enrol(liar.entry())
    liar.log.add(liar.station, ChangesOrdered(MONDAY, HOME, (OrderedRun(liar.station, 1, 9),)))
    line = town.takes(liar.bundle(tmp_path / "a.goi", town.card, liar.segments()))
    assert (line.outcome, line.new_changes, line.quarantined) == ("quarantined", 0, 1)
    assert _entries(town) == []
