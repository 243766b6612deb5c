"""The plug is pulled: in a commit, between log and tables, in the middle of a stick (SYNC §6, cases 1–3, 5, 56)."""

from __future__ import annotations

import os
import random
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.readings import DossierFilter
from storage.desk import OpenDesk
from storage.ways import driver_of
from tests.faults.dying import Moment, die, dies_at_statement, killed, quick_check
from tests.faults.laptops import Laptop, make_laptop, province_takes, round_trip
from tests.storage.made_up import accept, make_desk, opened, paths_in, receipt
from tests.sync.hub.strangers import Town

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills processes as POSIX does")


def _sound(desk: OpenDesk) -> int:
    """Return how many dossiers there are, after every check the desk knows."""
    with desk.database.reading() as connection:
        assert quick_check(driver_of(connection)) == "ok"
    verified = desk.verify()
    assert verified.ok and verified.projections_equal
    return desk.queries.count(DossierFilter())


# ── 1: in a commit ───────────────────────────────────────────────────────────────────────────


def test_case_01_a_power_cut_in_a_commit_leaves_it_whole_or_absent(tmp_path: Path) -> None:
    """Of what was written since the last sync a disk may have kept any part; here every part is tried."""
    desk = make_desk(tmp_path / "desk")
    wal = paths_in(tmp_path / "desk").database.with_name("desk.db-wal")
    borders = []
    for serial in range(1001, 1006):
        accept(desk, receipt(serial))
        borders.append(wal.stat().st_size)
    shutil.copytree(tmp_path / "desk", tmp_path / "found")
    desk.close()
    whole, chance = (tmp_path / "found" / "data" / "desk.db-wal").read_bytes(), random.Random(1)
    cuts = [one + by for one in borders for by in (-1, 0, 1)] + [
        chance.randrange(borders[0], len(whole)) for _turn in range(9)
    ]
    for turn, cut in enumerate(cuts):
        _left_behind(tmp_path, whole[:cut] + (bytes(4096) if turn % 2 else b""))
        with opened(tmp_path / "again") as again:
            assert _sound(again) == sum(border <= cut for border in borders)
            accept(again, receipt(1999))


def _left_behind(root: Path, wal: bytes) -> None:
    shutil.rmtree(root / "again", ignore_errors=True)
    shutil.copytree(root / "found", root / "again")
    (root / "again" / "data" / "desk.db-wal").write_bytes(wal)
    (root / "again" / "data" / "desk.db-shm").unlink(missing_ok=True)  # memory: it is gone after a power cut


# ── 2: between the log and the tables ────────────────────────────────────────────────────────


def test_case_02_killed_at_any_statement_log_and_tables_have_both_or_neither(tmp_path: Path) -> None:
    make_desk(tmp_path / "first").close()
    before = after = 0
    for at in range(1, 200):
        folder = tmp_path / "desk"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(tmp_path / "first", folder)
        was_killed = killed(lambda at=at, folder=folder: _accepts_and_dies(folder, at))  # type: ignore[misc]
        with opened(folder) as desk:
            there = _sound(desk)
        assert there in (0, 1)
        before, after = before + (there == 0), after + (there == 1)
        if not was_killed:
            break
    assert not was_killed, "it has more statements than this test believes"
    assert before >= 8, "an act is more than a handful of statements: nothing is shown by this"
    assert after >= 1


def _accepts_and_dies(folder: Path, at: int) -> None:
    moment = Moment(at)
    with pytest.MonkeyPatch.context() as patch:
        dies_at_statement(patch, moment)
        with opened(folder) as desk:
            moment.begins()
            accept(desk, receipt())


# ── 3, 5: in the middle of a stick ───────────────────────────────────────────────────────────


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town.made(tmp_path / "hub")


@pytest.fixture
def laptop(town: Town, tmp_path: Path) -> Laptop:
    made = make_laptop(tmp_path / "laptop", town)
    round_trip(town, tmp_path, made)
    made.accept("Giàng A Chống", "Lò Thị Mỷ")
    return made


def _unsent(laptop: Laptop) -> int:
    with laptop.open(write=False) as desk:
        return desk.queries.sync_state().unsent


def test_case_03_a_power_cut_while_writing_a_stick_marks_nothing_sent(
    laptop: Laptop, town: Town, tmp_path: Path
) -> None:
    stick, waiting, parts = tmp_path / "stick", _unsent(laptop), 0
    stick.mkdir()
    for at in range(1, 40):
        was_killed = killed(lambda at=at: _exports_and_dies(laptop, stick, at))  # type: ignore[misc]
        if not was_killed:
            break
        left = [one.name for one in stick.iterdir()]
        parts += any(name.endswith(".part") for name in left)
        assert _unsent(laptop) == waiting or any(name.endswith(".goi") for name in left)
        if any(name.endswith(".goi") for name in left):
            break  # it has its name only after it was synced and read back: from here on it is a bundle
        assert _unsent(laptop) == waiting > 0
    assert parts >= 3, "it was hardly ever killed while it wrote: nothing is shown by this"
    written = laptop.export(stick)
    assert not [one for one in stick.iterdir() if one.name.endswith(".part")], "the next export writes over it"
    (line,) = province_takes(town, written)
    assert (line.outcome, line.parked, line.quarantined) == ("imported", 0, 0)
    assert _unsent(laptop) == 0


def _exports_and_dies(laptop: Laptop, stick: Path, at: int) -> None:
    """Die at the n-th piece, sync or new name."""
    moment = Moment(at)
    with pytest.MonkeyPatch.context() as patch, laptop.open() as desk:
        for owner, name in ((os, "fsync"), (Path, "replace")):
            patch.setattr(owner, name, _counted(getattr(owner, name), moment))
        moment.begins()
        desk.exchange.export(stick, progress=moment.passes)


def _counted(call: Callable[..., object], moment: Moment) -> Callable[..., object]:
    def counted(*arguments: object) -> object:
        moment.passes()
        return call(*arguments)

    return counted


def test_case_05_a_stick_pulled_before_it_was_flushed_is_told_and_written_again(
    laptop: Laptop, town: Town, tmp_path: Path
) -> None:
    """The name is there, its last pages are not: what a stick without a safe removal may look like."""
    bundle = laptop.export(tmp_path / "stick")
    whole = bundle.read_bytes()
    for kept in (0.3, 0.6, 0.95):
        bundle.write_bytes(whole[: int(len(whole) * kept)])
        (line,) = province_takes(town, bundle)
        assert line.outcome in ("partial", "refused") and line.reason
    assert _unsent(laptop) == 0, "the desk cannot know, yet it keeps everything until the province has confirmed it"
    (line,) = province_takes(town, laptop.export(tmp_path / "again"))
    assert (line.outcome, line.parked) == ("imported", 0)


def test_the_dying_of_these_tests_is_real() -> None:
    assert killed(die)
    assert not killed(lambda: None)
    with pytest.raises(AssertionError, match="by itself"):
        killed(lambda: 1 // 0)
