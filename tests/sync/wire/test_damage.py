"""Carriers lose and alter: whatever is whole counts, nothing wrong ever does.

The three desks' work in these bundles is compared change by change: what arrives is always a part of
what was sent, whole segments of it, and the report never says «whole» of anything less.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from app.domain.errors import Refusal
from app.domain.ordering import Change
from sync.wire.parts import BundleReport, Outcome
from sync.wire.reasons import Reason
from tests.sync.wire.makers import (
    HUB,
    NEIGHBOUR,
    SIN_SUOI_HO,
    Desk,
    a_bundle,
    frames_of,
    sealed,
    segments_of,
    some_changes,
)

POINTS = 300
CUTS = 1_000


@pytest.fixture(scope="module")
def sent() -> list[list[Change]]:
    """The segments' changes, in the order sent."""
    return [
        *_in_lots(some_changes(SIN_SUOI_HO, 1_200, size=250), 150),
        *_in_lots(some_changes(NEIGHBOUR, 900, size=250), 150),
    ]


def _in_lots(changes: list[Change], size: int) -> Iterator[list[Change]]:
    for start in range(0, len(changes), size):
        yield changes[start : start + size]


@pytest.fixture(scope="module")
def bundle() -> bytes:
    return a_bundle(
        [
            *segments_of(SIN_SUOI_HO, 1_200, per_segment=150, size=250),
            *segments_of(NEIGHBOUR, 900, per_segment=150, size=250),
        ]
    )


def read_damaged(damaged: bytes) -> tuple[Desk, BundleReport | None]:
    hub = Desk()
    try:
        return hub, hub.read(damaged)
    except Refusal:
        assert hub.parts == []
        return hub, None


def whole_segments(hub: Desk, sent: list[list[Change]]) -> int:
    """How many segments arrived, in order from the first; fails if anything else did."""
    arrived = hub.changes
    for count in range(len(sent) + 1):
        if arrived == [change for segment in sent[:count] for change in segment]:
            return count
    pytest.fail("something arrived that was not sent, or with a gap")


def test_case_09_cut_at_every_frame_border(bundle: bytes, sent: list[list[Change]]) -> None:
    frames = frames_of(bundle)
    for kept in range(len(frames)):
        hub, report = read_damaged(sealed(frames[:kept]))
        assert whole_segments(hub, sent) == max(0, (kept - 2) // 2)
        if report is not None:
            assert (report.outcome, report.reason) == (Outcome.PARTIAL, Reason.TRUNCATED)
    assert kept == len(frames) - 1 == 2 + 2 * len(sent)


def test_case_09_cut_at_a_thousand_random_points() -> None:
    sent = list(_in_lots(some_changes(SIN_SUOI_HO, 420, size=250), 30))
    bundle = a_bundle(segments_of(SIN_SUOI_HO, 420, per_segment=30, size=250))
    chance = random.Random(9)
    kept_something = 0
    for _ in range(CUTS):
        hub, report = read_damaged(bundle[: chance.randrange(len(bundle))])
        if report is not None:
            kept_something += whole_segments(hub, sent) > 0
            assert report.outcome is Outcome.PARTIAL
    assert kept_something > CUTS // 10


def test_case_09_little_is_wasted_by_a_cut(sent: list[list[Change]], bundle: bytes) -> None:
    hub, _ = read_damaged(bundle[:-1])
    assert whole_segments(hub, sent) >= len(sent) - 3  # age releases 64 KiB at a time


@pytest.mark.parametrize("size", [1, 4096])
def test_case_10_11_flipped_bits_and_zeroed_pages(bundle: bytes, sent: list[list[Change]], size: int) -> None:
    chance = random.Random(size)
    refused, partial = 0, 0
    for _ in range(POINTS):
        damaged = bytearray(bundle)
        at = chance.randrange(len(bundle))
        if size == 1:
            damaged[at] ^= 1 << chance.randrange(8)
        else:
            damaged[at : at + size] = bytes(len(damaged[at : at + size]))
        hub, report = read_damaged(bytes(damaged))
        whole_segments(hub, sent)
        refused += report is None
        partial += report is not None and report.outcome is Outcome.PARTIAL
        assert report is None or report.outcome is not Outcome.WHOLE
    assert refused + partial == POINTS
    assert partial > 0


def test_case_11_swapped_pages(bundle: bytes, sent: list[list[Change]]) -> None:
    pages = [bundle[i : i + 4096] for i in range(0, len(bundle), 4096)]
    chance = random.Random(3)
    for _ in range(30):
        shuffled = list(pages)
        i, j = chance.sample(range(len(pages)), 2)
        shuffled[i], shuffled[j] = shuffled[j], shuffled[i]
        hub, report = read_damaged(b"".join(shuffled))
        whole_segments(hub, sent)
        assert report is None or report.outcome is Outcome.PARTIAL


def test_something_appended_is_noticed_but_costs_nothing(bundle: bytes, sent: list[list[Change]]) -> None:
    hub, report = read_damaged(bundle + b"x" * 100)
    assert whole_segments(hub, sent) >= len(sent) - 3
    assert report is not None
    assert report.outcome is Outcome.PARTIAL


def test_the_same_bundle_again_says_the_same(bundle: bytes) -> None:
    first, again = Desk(), Desk()
    assert first.read(bundle) == again.read(bundle)
    assert first.changes == again.changes
    assert HUB.station_id not in {change.station for change in first.changes}
