"""Sticks that come twice, in the wrong order, with a hole, or overlapping (SYNC §6, cases 12, 14–17)."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from app.domain.events import NoteAdded
from app.services.incoming import Imported
from storage import segments
from sync.hub.ingest import ingest
from sync.hub.outbox import acknowledgement
from sync.hub.program import Hub
from tests.faults.laptops import dossiers_of, make_laptop, province_takes, round_trip
from tests.storage.made_up import MONDAY, id_of, receipt
from tests.sync.hub.strangers import HOME, Stranger, Town


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town.made(tmp_path / "hub")


@pytest.fixture
def mai(town: Town) -> Stranger:
    """An enrolled station of Sin Suối Hồ with six dossiers and what was noted about them."""
    made = Stranger(1)
    town.enrol(made.entry())
    for serial in range(1001, 1007):
        made.log.add(id_of(f"mai {serial}"), receipt(serial))
    for serial in range(1001, 1005):
        made.log.add(
            id_of(f"mai {serial}"), NoteAdded(MONDAY, f"ghi chú {serial}"), deps=[(made.station, serial - 1000)]
        )
    return made


def _written(town: Town, who: Stranger, folder: Path, *pieces: tuple[int, int]) -> list[Path]:
    """One stick for each run of the log."""
    folder.mkdir(exist_ok=True)
    return [
        who.bundle(folder / f"{who.number}-{first}-{last}.goi", town.card, who.segments(first, last))
        for first, last in pieces
    ]


def _counts(line: Imported) -> tuple[str, int, int, int]:
    return line.outcome, line.new_changes, line.known, line.parked


def test_case_12_the_same_bundle_a_hundred_times_is_one_bundle(town: Town, mai: Stranger, tmp_path: Path) -> None:
    (bundle,) = _written(town, mai, tmp_path, (1, 10))
    with town.open() as hub:
        (first,) = ingest(hub, [bundle])
        assert _counts(first) == ("imported", 10, 0, 0)
        held, said = hub.store.queries.positions(), acknowledgement(hub, HOME)
        for _time in range(99):
            (again,) = ingest(hub, [bundle])
            assert _counts(again) == ("known", 0, 10, 0)
        assert hub.store.queries.positions() == held
        assert replace(acknowledgement(hub, HOME), at=said.at) == said
        assert hub.store.verify().ok


def test_case_14_four_bundles_in_all_24_orders_end_alike(town: Town, mai: Stranger, tmp_path: Path) -> None:
    """Two stations, each with a later bundle that builds on its earlier one, and one that builds on the other's."""
    neighbour = Stranger(2)
    town.enrol(neighbour.entry())
    neighbour.log.add(id_of("nb 2001"), receipt(2001, "Lò Thị Mỷ"))
    neighbour.log.add(id_of("mai 1001"), NoteAdded(MONDAY, "hỏi lại"), deps=[(mai.station, 7)])
    neighbour.log.add(id_of("nb 2002"), receipt(2002, "Pờ Xè Lòng"))
    sticks = _written(town, mai, tmp_path, (1, 7), (5, 10)) + _written(town, neighbour, tmp_path, (1, 2), (3, 3))
    ends = set()
    for turn, order in enumerate(permutations(sticks)):
        with town.copied_to(tmp_path / f"hub-{turn}").open() as hub:
            ingest(hub, order)
            ends.add(_end(hub, mai, neighbour))
            if turn in (0, 23):
                assert hub.store.verify().ok
    assert len(ends) == 1
    (end,) = ends
    assert end[0][0][1] == 10 and end[0][1][1] == 3, "nothing of it is missing"


def _end(hub: Hub, *stations: Stranger) -> tuple[tuple[tuple[bytes, int, bytes], ...], str]:
    book, queries = hub.store.book, hub.store.queries
    heads = tuple((one.station, book.position(one.station).seq, book.position(one.station).head) for one in stations)
    ids = [*(id_of(f"mai {serial}") for serial in range(1001, 1007)), id_of("nb 2001"), id_of("nb 2002")]
    return heads, repr([*map(queries.dossier, ids), dossiers_of(hub)])


def test_case_15_a_lost_stick_is_filled_by_the_next_one_without_anybodys_doing(town: Town, tmp_path: Path) -> None:
    laptop = make_laptop(tmp_path / "laptop", town)
    round_trip(town, tmp_path, laptop)
    laptop.accept("Giàng A Chống")
    laptop.export(tmp_path / "lost")
    laptop.accept("Lò Thị Mỷ")
    (line,) = province_takes(town, laptop.export(tmp_path / "next"))
    assert (line.outcome, line.parked) == ("imported", 0)
    with town.open() as hub:
        assert dossiers_of(hub) == laptop.dossiers()


def test_case_15_what_comes_after_a_hole_waits_and_the_answer_names_the_hole(
    town: Town, mai: Stranger, tmp_path: Path
) -> None:
    one, lost, last = _written(town, mai, tmp_path, (1, 3), (4, 6), (7, 10))
    town.takes(one)
    line = town.takes(last)
    assert _counts(line) == ("parked", 0, 0, 4)
    assert "4" in line.reason and "6" in line.reason
    with town.open() as hub:
        (have,) = [have for have in acknowledgement(hub, HOME).have if have.station == mai.station]
        assert have.seq == 3, "from here on the desk sends anew"
    assert _counts(town.takes(lost))[:2] == ("imported", 7)


def test_case_16_too_much_waiting_keeps_the_oldest_and_says_why_the_newest_was_not_kept(
    town: Town, mai: Stranger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for serial in range(1001, 1007):
        mai.log.add(id_of(f"mai {serial}"), NoteAdded(MONDAY, "dài " * 200), deps=[(mai.station, serial - 1000)])
    first, *later = _written(town, mai, tmp_path, (1, 2), (4, 6), (7, 10), (11, 16))
    with town.open() as hub:
        ingest(hub, later[:2])
        full = sum(len(hub.store.book.data_of(one)) for one in hub.store.book.set_asides())
        monkeypatch.setattr(segments, "PARKED_AT_MOST", full + 10)
        (line,) = ingest(hub, later[2:])
        assert line.outcome == "partial" and line.reason and line.new_changes == 0
        assert [one.first for one in hub.store.book.set_asides()] == [4, 7], "the oldest are kept"
    town.takes(first)
    (missing, rest) = _written(town, mai, tmp_path / "again", (3, 3), (11, 16))
    assert _counts(town.takes(missing))[:2] == ("imported", 8)
    assert _counts(town.takes(rest))[:2] == ("imported", 6)
    with town.open() as hub:
        assert hub.store.book.position(mai.station).head == mai.log.head()


def test_case_17_of_overlapping_sticks_the_tail_is_taken(town: Town, mai: Stranger, tmp_path: Path) -> None:
    first, second = _written(town, mai, tmp_path, (1, 6), (4, 10))
    town.takes(first)
    assert _counts(town.takes(second)) == ("imported", 4, 3, 0)
    with town.open() as hub:
        assert hub.store.book.position(mai.station).head == mai.log.head()


def test_case_17_an_overlap_with_another_history_gives_nothing(town: Town, mai: Stranger, tmp_path: Path) -> None:
    town.takes(_written(town, mai, tmp_path, (1, 6))[0])
    clone = Stranger(1, keys=mai.keys)
    clone.log.changes = mai.log.changes[:4]
    for turn in range(4):
        clone.log.add(id_of("mai 1001"), NoteAdded(MONDAY, f"bản sao {turn}"))
    line = town.takes(_written(town, clone, tmp_path / "clone", (3, 8))[0])
    assert (line.outcome, line.new_changes, line.quarantined) == ("quarantined", 0, 6)
    with town.open() as hub:
        assert hub.store.book.position(mai.station).head == mai.log.head(6)
        (aside,) = hub.store.book.set_asides()
        assert aside.reason == "fork", "the alarm names a copied computer, not bytes nobody can read"
