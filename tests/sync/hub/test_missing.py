"""Which changes the province says it lacks: what a cut bundle did not bring, and nothing that is only elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from sync.hub.enrolment import Enrolments
from sync.hub.picture import Picture
from sync.hub.status import standing
from sync.wire.segment import Segment
from tests.storage.made_up import MONDAY, id_of, receipt
from tests.sync.hub.strangers import AWAY, HOME, Stranger, Town


@pytest.fixture
def mai(either: Town) -> Stranger:
    """An enrolled station with five dossiers."""
    made = Stranger(1)
    either.enrol(made.entry())
    for serial in range(1001, 1006):
        made.log.add(id_of(f"mai {serial}"), receipt(serial))
    return made


def _takes(town: Town, one: Stranger, folder: Path, segments: Sequence[Segment]) -> None:
    """Read a bundle that says what its sender holds, and brings only these segments of it."""
    holds = [(one.station, len(one.log.changes), one.log.head())]
    town.takes(one.bundle(folder / "a.goi", town.card, segments, vector=holds))


def _missing(town: Town, commune: str = HOME) -> list[tuple[int, int]]:
    """Return what is named on the page of the communes, which is what ``hub status`` names."""
    with town.open() as hub:
        (line,) = (one for one in Picture(hub, MONDAY).communes() if one.code == commune)
        told = [gap for one in standing(hub).stations if one.commune == commune for gap in one.gaps]
    assert [gap for _number, gap in line.gaps] == told
    return [(gap.first, gap.last) for gap in told]


def test_what_a_cut_bundle_did_not_bring_is_named_until_it_comes(either: Town, mai: Stranger, tmp_path: Path) -> None:
    _takes(either, mai, tmp_path, mai.segments(1, 1))
    assert _missing(either) == [(2, 5)]
    _takes(either, mai, tmp_path, mai.segments())
    assert _missing(either) == []


def test_a_hole_and_a_cut_end_are_named_one_after_the_other(either: Town, mai: Stranger, tmp_path: Path) -> None:
    _takes(either, mai, tmp_path, [*mai.segments(1, 1), *mai.segments(3, 3)])
    assert _missing(either) == [(2, 2), (4, 5)]


def test_what_is_kept_apart_is_not_missing(either: Town, tmp_path: Path) -> None:
    stray = Stranger(1, AWAY)
    either.enrol(stray.entry())
    stray.log.add(id_of("x"), receipt(1001))  # of a commune that is not its own
    stray.log.add(id_of("y"), replace(receipt(1002), commune=AWAY))
    stray.log.add(id_of("z"), replace(receipt(1003), commune=AWAY))
    _takes(either, stray, tmp_path, stray.segments(1, 1))
    assert _missing(either, AWAY) == [(2, 3)]


def test_what_waits_for_an_enrolment_is_not_missing(either: Town, tmp_path: Path) -> None:
    asking = Stranger(1, AWAY)
    asking.log.add(id_of("x"), replace(receipt(1001), commune=AWAY))
    holds = [(asking.station, 1, asking.log.head())]
    file = asking.bundle(tmp_path / "a.goi", either.card, asking.segments(), vector=holds, enrolment=asking.request())
    either.takes(file)
    with either.open() as hub:
        assert [(one.waiting, one.gaps) for one in standing(hub).stations] == [(1, ())]


def test_nothing_is_missing_of_a_desk_that_was_cut_off(either: Town, mai: Stranger, tmp_path: Path) -> None:
    _takes(either, mai, tmp_path, mai.segments(1, 1))
    with either.open() as hub:
        Enrolments(hub).revoke(mai.station.hex(), after=None, reason="mất máy")
    assert _missing(either) == []


def test_nothing_is_missing_of_a_second_history_that_is_kept_apart(either: Town, mai: Stranger, tmp_path: Path) -> None:
    _takes(either, mai, tmp_path, mai.segments())
    clone = Stranger(1, keys=mai.keys)
    for serial in range(1011, 1019):
        clone.log.add(id_of(f"clone {serial}"), receipt(serial))
    _takes(either, clone, tmp_path, clone.segments(1, 6))
    assert _missing(either) == []
