"""A change that was issued anew counts once, whichever of the two comes first (SYNC §2.8: ``orig`` is unique)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.events import FeeCollected
from app.domain.ordering import ADOPTED
from app.domain.station_events import ChangesAdopted
from storage.desk import OpenDesk
from tests.storage.made_up import MONDAY, ElsewhereLog, id_of, make_desk, receipt

DOSSIER = id_of("nộp một lần")


def _branch() -> tuple[ElsewhereLog, ElsewhereLog]:
    """Return an old log with a receipt and a fee, and a new log that issues the fee anew."""
    old = ElsewhereLog(b"station-with-old")
    old.add(DOSSIER, receipt(1001))
    fee = FeeCollected(MONDAY, "1-0001", 8_000)
    old.add(DOSSIER, fee, deps=((old.station, 1),))
    new = ElsewhereLog(b"station-with-new")
    new.add(old.station, ChangesAdopted(MONDAY, old.station, 2, (old.head(2),)))
    again = new.add(DOSSIER, fee, deps=((old.station, 1),))
    new.changes[-1] = replace(again, flags=ADOPTED)
    return old, new


def _paid(desk: OpenDesk) -> int:
    return sum(one.amount for one in desk.queries.dossier(DOSSIER).payments)


@pytest.mark.parametrize("original_first", [True, False])
def test_original_and_reissue_are_paid_once(tmp_path: Path, original_first: bool) -> None:
    old, new = _branch()
    desk = make_desk(tmp_path)
    old.merge_into(desk, 1, 1)
    if original_first:
        old.merge_into(desk, 2, 2)
        new.merge_into(desk)
    else:
        new.merge_into(desk)
        assert _paid(desk) == 8_000, "without its original it counts"
        old.merge_into(desk, 2, 2)
    assert _paid(desk) == 8_000
    checked = desk.verify()
    assert checked.ok and checked.projections_equal
    desk.close()


def test_another_change_under_the_same_number_is_not_the_original(tmp_path: Path) -> None:
    _old, new = _branch()
    other = ElsewhereLog(b"station-with-old")
    other.add(DOSSIER, receipt(1001))
    other.add(DOSSIER, FeeCollected(MONDAY, "1-0002", 5_000), deps=((other.station, 1),))
    desk = make_desk(tmp_path)
    other.merge_into(desk)
    new.merge_into(desk)
    assert _paid(desk) == 13_000, "the winning branch holds something else there: both were really taken"
    assert desk.verify().ok
    desk.close()
