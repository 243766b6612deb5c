"""A short run of the fuzzer (``dev.py fuzz``): every layer is reached, and holds."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from tests.fuzz.hostile import (
    HONEST,
    LAYERS,
    OWN_SEGMENT,
    Mutation,
    bundle_of,
    check,
    in_anothers_name,
    in_compressed_data,
    in_rows,
    in_segment_header,
    in_statement,
    in_the_name_of,
    in_travelling_data,
    judged,
)
from tests.sync.wire.makers import NEIGHBOUR

ROUNDS = 80


@pytest.mark.parametrize("mutate", LAYERS, ids=lambda mutate: mutate.__name__)
def test_each_layer_is_reached_and_holds(mutate: Mutation) -> None:
    chance = random.Random(mutate.__name__)
    reached: Counter[str] = Counter()
    for _ in range(ROUNDS):
        check(judged(mutate(chance), reached))
    assert LAYERS[mutate] <= set(reached), reached


def test_the_honest_neighbour_arrives_whatever_follows() -> None:
    chance = random.Random(5)
    for mutate in (
        in_compressed_data,
        in_travelling_data,
        in_rows,
        in_segment_header,
        in_anothers_name,
        in_statement,
    ):
        for _ in range(20):
            hub = judged(mutate(chance), Counter())
            assert in_the_name_of(hub, NEIGHBOUR.station_id) == HONEST


def test_without_a_mutation_everything_is_taken() -> None:
    reached: Counter[str] = Counter()
    hub = judged(bundle_of(OWN_SEGMENT), reached)
    assert reached == {"accepted": 1}
    assert len(hub.changes) == 24
