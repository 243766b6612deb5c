"""The order of changes that several laptops wrote about one dossier."""

from __future__ import annotations

import time
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from app.domain.ordering import Change, Key, display_order, in_causal_order, next_hlc, wall_ms_of


def change(station: int, seq: int, hlc: int, deps: tuple[Key, ...] = ()) -> Change:
    return Change(bytes([station]) * 16, seq, hlc, b"", "dossier", b"d" * 16, "k", 1, deps, b"")


def key(station: int, seq: int) -> Key:
    return (bytes([station]) * 16, seq)


def test_a_change_comes_after_what_its_author_had_seen_though_its_clock_is_behind() -> None:
    first = change(1, 1, hlc=1000)
    answer = change(2, 1, hlc=5, deps=(key(1, 1),))
    assert in_causal_order([answer, first]) == [first, answer]


def test_concurrent_changes_are_ordered_by_clock_then_station() -> None:
    early, late = change(2, 1, hlc=5), change(1, 1, hlc=9)
    assert in_causal_order([late, early]) == [early, late]


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 50)), min_size=1, max_size=25), st.randoms())
def test_any_arrival_gives_the_same_order_and_no_change_before_its_past(
    rows: list[tuple[int, int]], chance: Random
) -> None:
    seqs: dict[int, int] = {}
    changes: list[Change] = []
    for station, hlc in rows:
        seqs[station] = seqs.get(station, 0) + 1
        deps = (key(int(changes[-1].station[0]), changes[-1].seq),) if changes and hlc % 3 == 0 else ()
        changes.append(change(station, seqs[station], hlc, deps))
    expected = in_causal_order(changes)
    shuffled = changes.copy()
    chance.shuffle(shuffled)
    assert in_causal_order(shuffled) == expected
    places = {(one.station, one.seq): place for place, one in enumerate(expected)}
    assert len(places) == len(changes)
    for one in changes:
        assert all(places[dep] < places[one.station, one.seq] for dep in one.deps)
        assert one.seq == 1 or places[one.station, one.seq - 1] < places[one.station, one.seq]


def test_forged_cycles_still_give_every_change_once() -> None:
    ring = [change(n, 1, hlc=n, deps=(key(n % 5 + 1, 1),)) for n in range(1, 6)]
    assert sorted(in_causal_order(ring), key=display_order) == sorted(ring, key=display_order)


def test_a_hostile_pile_of_changes_on_one_dossier_is_ordered_at_once() -> None:
    pile = [change(1 + n % 3, 1 + n // 3, hlc=90_000 - n) for n in range(6_000)]
    start = time.process_time()
    assert len(in_causal_order(pile)) == 6_000
    assert time.process_time() - start < 2


def test_the_clock_rises_though_the_wall_stands_or_falls_back() -> None:
    last = next_hlc(0, wall_ms=1_000)
    assert wall_ms_of(last) == 1_000
    again = next_hlc(last, wall_ms=1_000)
    fallen = next_hlc(again, wall_ms=500)
    assert last < again < fallen
    full = (1_000 << 16) | 0xFFFF
    assert wall_ms_of(next_hlc(full, wall_ms=1_000)) == 1_001
