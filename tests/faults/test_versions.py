"""Old programs meet new data and new programs old data (SYNC §6, cases 53–56)."""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from app.domain.errors import MadeByNewerProgram
from app.domain.events import KINDS, NoteAdded
from storage import rebuild, schema
from storage.guard import projecting
from storage.tables import PROJECTION_VERSION
from storage.ways import driver_of
from sync.hub.outbox import acknowledgement
from sync.hub.program import Hub
from sync.wire.signing import Purpose, Signed, StationKeys
from tests.faults.dying import Moment, dies_at_statement, killed, quick_check
from tests.faults.golden_desk import GOLDEN, NAMES
from tests.faults.laptops import COMMUNE, Laptop, make_laptop, province_answers, province_takes, round_trip
from tests.storage.made_up import MONDAY, id_of, receipt
from tests.sync.hub.strangers import HOME, Addressee, Stranger, Town

NOTE = "dossier.note_added"


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town.made(tmp_path / "hub")


# ── 53: what this program does not know yet ──────────────────────────────────────────────────


@contextmanager
def _older_program(case: str) -> Iterator[None]:
    """A program of before notes, or of before their newer shape."""
    with pytest.MonkeyPatch.context() as patch:
        if case == "unknown_kind":
            patch.delitem(KINDS, NOTE)
        else:
            type_, version = KINDS[NOTE]
            patch.setitem(KINDS, NOTE, (type_, version - 1))
        yield


@contextmanager
def _upgraded() -> Iterator[None]:
    """The next release, which makes its tables anew from the log."""
    with pytest.MonkeyPatch.context() as patch:
        for place in (schema, rebuild):
            patch.setattr(place, "PROJECTION_VERSION", PROJECTION_VERSION + 1)
        yield


@pytest.mark.parametrize("case", ["unknown_kind", "newer_version"])
def test_case_53_what_a_newer_laptop_sends_is_kept_confirmed_and_folded_after_the_upgrade(
    town: Town, tmp_path: Path, case: str
) -> None:
    newer = Stranger(1)
    town.enrol(newer.entry())
    newer.log.add(id_of("x"), receipt(1001))
    newer.log.add(id_of("x"), NoteAdded(MONDAY, "từ máy mới"), deps=[(newer.station, 1)])
    newer.log.add(id_of("y"), receipt(1002))
    with _older_program(case):
        line = town.takes(newer.bundle(tmp_path / "a.goi", town.card, newer.segments()))
        assert (line.outcome, line.new_changes, line.quarantined) == ("imported", 3, 0)
        with town.open() as hub:
            assert _notes(hub) == []
            answer = acknowledgement(hub, HOME)
            assert answer.have[0].seq == 3, "the desk may forget that it has to send this"
            assert answer.quarantined == ((newer.station, 2, case),)
            assert hub.store.verify().ok
    with _upgraded(), town.open() as hub:
        assert _notes(hub) == ["từ máy mới"]
        assert acknowledgement(hub, HOME).quarantined == ()
        assert hub.store.verify().ok


def _notes(hub: Hub) -> list[str]:
    return [
        one.recorded.event.text
        for one in hub.store.queries.timeline(id_of("x"))
        if isinstance(one.recorded.event, NoteAdded)
    ]


# ── 54: a reader that is too old ─────────────────────────────────────────────────────────────


def test_case_54_an_old_laptop_keeps_what_it_cannot_read_whole_and_still_sends_its_own(
    town: Town, tmp_path: Path
) -> None:
    old, newer = make_laptop(tmp_path / "laptop", town), Stranger(2, COMMUNE)
    town.enrol(newer.entry())
    round_trip(town, tmp_path, old)
    newer.log.add(id_of("n"), replace(receipt(2001), commune=COMMUNE))
    (segment,) = newer.segments()
    content = msgspec.msgpack.encode(msgspec.structs.replace(segment.header, min_reader=99))
    unreadable = replace(segment, statement=Signed(content, newer.keys.sign(Purpose.SEGMENT, content)))
    with old.open(write=False) as desk:
        to = Addressee(desk.desk.station, StationKeys.from_bytes(desk.storage.keys()).public.receiving)
    (line,) = old.reads(newer.bundle(tmp_path / "newer.goi", to, [unreadable]))
    assert (line.outcome, line.new_changes, line.parked) == ("needs_newer_program", 0, 1)
    assert line.reason, "it asks for the upgrade"
    codes = old.accept("Giàng A Chống")
    (taken,) = province_takes(town, old.export(tmp_path / "stick"))
    assert taken.outcome == "imported"
    assert old.dossiers() == [f"{codes[0]} Giàng A Chống"], "nothing of the newer work is half there"
    old.reads(province_answers(town, tmp_path / "back", old))
    with old.open() as desk:
        assert desk.storage.verify().ok


# ── 55: data of every release ────────────────────────────────────────────────────────────────

RELEASES = {
    "desk-0.1.0": (10, "cb9f875728a9f89ab855761d20be231937320b4409cf752759a642b3f40638ad"),
}


def _golden(name: str, root: Path) -> Laptop:
    shutil.copytree(GOLDEN / name, root / "data")
    return Laptop(root, MONDAY + timedelta(days=1), id="golden")


@pytest.mark.parametrize("name", RELEASES)
def test_case_55_the_desk_of_every_release_opens_to_the_recorded_heads_and_works_on(name: str, tmp_path: Path) -> None:
    laptop = _golden(name, tmp_path)
    with laptop.open() as desk:
        (position,) = desk.queries.positions()
        assert (position.seq, position.head.hex()) == RELEASES[name]
        assert desk.storage.verify().ok
        assert [text for _slot, text, _at in desk.drafts.kept()] == ['{"name": "Pờ Xè Lòng"}']
        assert not desk.troubles
    assert [one.partition(" ")[2] for one in laptop.dossiers()] == list(NAMES)
    (code,) = laptop.accept("Pờ Xè Lòng")
    assert code.endswith("-1001"), "its first number of the next day"


def test_case_55_every_file_kept_is_read_by_a_test_and_explained() -> None:
    readme = (GOLDEN / "README.md").read_text(encoding="utf-8")
    kept = {one.name for one in GOLDEN.iterdir()} - {"README.md"}
    assert {name for name in kept if f"`{name}" not in readme} == set()
    assert {name for name in kept if name.startswith("desk-")} == set(RELEASES)


# ── 56: an upgrade that fails half way ───────────────────────────────────────────────────────


def _of_the_release_before(laptop: Laptop) -> None:
    """Make the tables those of an older program: without what the last migration added, with other columns."""
    with laptop.open() as desk, desk.storage.database.writing() as connection:
        connection.exec_driver_sql("UPDATE bookkeeping SET value = 0 WHERE name = 'projection_version'")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
        connection.exec_driver_sql("DROP TABLE blob")
        with projecting(connection):
            connection.exec_driver_sql("DROP TABLE dossier_body")


@pytest.mark.skipif(sys.platform == "win32", reason="kills processes as POSIX does")
def test_case_56_an_upgrade_killed_at_any_statement_leaves_the_log_and_the_next_start_finishes_it(
    tmp_path: Path,
) -> None:
    first = _golden("desk-0.1.0", tmp_path / "first")
    _of_the_release_before(first)
    total = _statements_of_an_upgrade(first, tmp_path)
    chance, survived = random.Random(56), 0
    for turn, at in enumerate([1, 2, total - 1, total, *chance.sample(range(3, total - 1), 4)]):
        laptop = first.disk_copied_to(tmp_path / f"turn-{turn}")
        survived += not killed(lambda at=at, laptop=laptop: _upgrades_and_dies(laptop, at))  # type: ignore[misc]
        with laptop.open() as desk:
            with desk.storage.database.reading() as connection:
                assert quick_check(driver_of(connection)) == "ok"
                assert schema.is_current(connection)
            (position,) = desk.queries.positions()
            assert (position.seq, position.head.hex()) == RELEASES["desk-0.1.0"]
            assert desk.storage.verify().ok
        assert [one.partition(" ")[2] for one in laptop.dossiers()] == list(NAMES)
    assert survived == 0, "it was over before it was killed: nothing is shown by this"


def _upgrades_and_dies(laptop: Laptop, at: int) -> None:
    moment = Moment(at)
    with pytest.MonkeyPatch.context() as patch:
        dies_at_statement(patch, moment)
        moment.begins()
        with laptop.open():
            pass


def _statements_of_an_upgrade(first: Laptop, tmp_path: Path) -> int:
    """Count them once, in a copy."""
    counted: list[object] = []
    laptop = first.disk_copied_to(tmp_path / "counted")
    with pytest.MonkeyPatch.context() as patch:
        dies_at_statement(patch, moment := Moment(0))
        patch.setattr(moment, "passes", counted.append)
        with laptop.open():
            upto = len(counted)
    assert upto > 100
    return upto


def test_case_56_an_older_program_leaves_the_data_of_a_newer_one_alone(tmp_path: Path) -> None:
    laptop = _golden("desk-0.1.0", tmp_path)
    with laptop.open() as desk, desk.storage.database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9001'")
    before = laptop.paths.database.read_bytes()
    with pytest.raises(MadeByNewerProgram), laptop.open():
        pass
    assert laptop.paths.database.read_bytes() == before
