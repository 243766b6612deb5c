"""The tables are what the log says, whatever order it came in."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import canon
from app.domain.dossier import Dossier
from app.domain.errors import DatabaseDamaged, MadeByNewerProgram, UnknownDossier
from app.domain.events import (
    KINDS,
    DossierCompleted,
    DossierForwarded,
    DossierHandedOver,
    FeeCollected,
    NextNumberRaised,
    NoteAdded,
    OfficerEnrolled,
    OverrideProposed,
    Recorded,
    SlipPrinted,
)
from app.domain.evolving import evolve
from app.domain.facts import Receiver
from app.domain.ordering import Change
from app.domain.procedure import LocalOverride
from app.domain.states import State
from app.ports import LogRange
from app.readings import DossierFilter
from storage import rebuild
from storage.desk import OpenDesk
from storage.guard import projecting
from storage.receivers import unprojected
from tests.storage.made_up import (
    MONDAY,
    STATION,
    UNIT,
    ElsewhereLog,
    accept,
    id_of,
    make_desk,
    officer_of,
    opened,
    receipt,
)

DAY = MONDAY.date()


def test_acts_move_the_row_and_the_whole_dossier(desk: OpenDesk) -> None:
    dossier_id = accept(desk, receipt())
    with desk.units(officer_of(desk)) as unit:
        done = unit.record_dossier(
            dossier_id,
            DossierForwarded(MONDAY, Receiver("officer", "Tư pháp")),
            DossierCompleted(MONDAY, number="12/KS"),
        )
    assert done.state is State.COMPLETED
    assert desk.queries.dossier(dossier_id) == done
    line = desk.queries.line(dossier_id)
    assert (line.state, line.holder, line.custody_here) == (State.COMPLETED, "Tư pháp", True)
    assert desk.verify().ok, "every column that acts move was moved, those no list shows as well"


def test_the_dossier_of_a_unit_is_the_one_that_reading_gives(desk: OpenDesk) -> None:
    happened = receipt(at=MONDAY.replace(microsecond=123456))
    with desk.units(officer_of(desk)) as unit:
        inside = unit.record_dossier(id_of("x"), happened)
        assert unit.dossier(id_of("x")) == inside
    assert desk.queries.dossier(id_of("x")) == inside
    assert inside.received_at == MONDAY, "whole seconds, as in the log"


def test_numbers_and_series_are_found_where_they_were_used(desk: OpenDesk) -> None:
    dossier_id = accept(desk, receipt(1007, entry=7))
    accept(desk, receipt(1003, entry=3))
    with desk.units(officer_of(desk)) as unit:
        unit.record_dossier(dossier_id, FeeCollected(MONDAY, "1-0004", 8000))
        assert unit.highest_serial(UNIT, DAY, 1) == 1007, "seen inside the same transaction"
        assert unit.highest_serial(UNIT, DAY, 2) is None
        assert unit.raised_floor(DAY) is None
        unit.record("station", STATION, NextNumberRaised(MONDAY, DAY.isoformat(), 1038))
        unit.record("station", STATION, NextNumberRaised(MONDAY, DAY.isoformat(), 1020))
        assert unit.raised_floor(DAY) == 1038
        assert unit.highest_series("fee-slip", 2026) == 4
        assert unit.highest_series("register", 2026) == 7
        assert unit.highest_series("register", 2025) == 0


def test_another_station_takes_no_number_of_ours(desk: OpenDesk) -> None:
    away = ElsewhereLog()
    away.add(id_of("away"), receipt(2044, entry=44))
    away.add(away.station, NextNumberRaised(MONDAY, DAY.isoformat(), 2099))
    away.merge_into(desk)
    with desk.units(officer_of(desk)) as unit:
        assert unit.highest_serial(UNIT, DAY, 1) is None
        assert unit.highest_serial(UNIT, DAY, 2) == 2044
        assert unit.raised_floor(DAY) is None
        assert unit.highest_series("register", 2026) == 0


def test_overrides_are_read_oldest_first(desk: OpenDesk) -> None:
    first, second = LocalOverride("khai-sinh", responsible="Tư pháp"), LocalOverride("ket-hon", proposed=True)
    with desk.units(officer_of(desk)) as unit:
        unit.record("catalogue", id_of("1"), OverrideProposed(MONDAY, first))
        unit.record("catalogue", id_of("2"), OverrideProposed(MONDAY, second))
        assert unit.overrides() == (first, second)
    assert desk.queries.overrides() == (first, second)


# ── facts that contradict or cannot be read ──────────────────────────────────────────────────


def test_what_this_program_cannot_read_is_kept_and_listed_with_a_reason(desk: OpenDesk) -> None:
    away, dossier_id = ElsewhereLog(), id_of("away")
    away.add(dossier_id, receipt(2001))
    away.add(dossier_id, NoteAdded(MONDAY, "?"), kind="dossier.teleported")
    away.add(dossier_id, NoteAdded(MONDAY, "?"), version=2)
    away.add(dossier_id, NoteAdded(MONDAY, "?"), body=b"\xc1 no msgpack")
    away.add(id_of("unborn"), NoteAdded(MONDAY, "chưa có hồ sơ"))
    away.add(dossier_id, NoteAdded(MONDAY, "đọc được"))
    result = away.merge_into(desk)
    assert (result.new, result.known, result.dossiers) == (6, 0, 2)
    assert unprojected(desk.database, away.station) == (
        (2, "unknown_kind"),
        (3, "newer_version"),
        (4, "unreadable"),
        (5, "unborn"),
    )
    assert len(desk.queries.timeline(dossier_id)) == 2
    with pytest.raises(UnknownDossier):
        desk.queries.dossier(id_of("unborn"))
    assert desk.verify().ok


def test_a_change_that_comes_late_folds_the_dossier_again(desk: OpenDesk) -> None:
    """The birth is in a log that arrives after the acts of another station."""
    home, away, dossier_id = ElsewhereLog(b"station-of-birth"), ElsewhereLog(), id_of("late")
    home.add(dossier_id, receipt(3001))
    home.add(
        dossier_id, DossierForwarded(MONDAY, Receiver("station", "Quầy 2", away.station)), deps=[(home.station, 1)]
    )
    away.add(dossier_id, DossierCompleted(MONDAY), deps=[(home.station, 2)])
    away.merge_into(desk)
    assert unprojected(desk.database, away.station) == ((1, "unborn"),)
    home.merge_into(desk)
    assert unprojected(desk.database, away.station) == ()
    assert desk.queries.dossier(dossier_id).state is State.COMPLETED
    assert desk.queries.find("chong", filter=DossierFilter(), limit=5)[0].id == dossier_id
    assert desk.verify().ok


def test_a_status_act_without_custody_is_marked_and_never_wins(desk: OpenDesk) -> None:
    away, dossier_id = ElsewhereLog(), accept(desk, receipt())
    away.add(dossier_id, DossierForwarded(MONDAY, Receiver("officer", "Ai đó")), deps=[(STATION, 3)])
    away.merge_into(desk)
    kept = desk.queries.dossier(dossier_id)
    assert kept.state is State.ACCEPTED
    assert kept.marks[0].startswith("not_custodian:forward")
    assert desk.queries.sync_state().conflicts == 1
    with desk.units(officer_of(desk)) as unit:
        unit.record_dossier(dossier_id, NoteAdded(MONDAY, "đã xem"))
    own = list(desk.book.changes(LogRange(STATION, 4, 4)))
    assert own[0].deps == ((away.station, 1),), "builds on what was seen last, which builds on our birth"


def test_the_order_bundles_come_in_does_not_matter(tmp_path: Path) -> None:
    dossier_id, seen = id_of("shared"), []
    logs = [ElsewhereLog(b"station-%08d" % number) for number in range(3)]
    logs[0].add(dossier_id, receipt(1001))
    logs[0].add(dossier_id, DossierForwarded(MONDAY, Receiver("station", "2", logs[1].station)))
    logs[1].add(dossier_id, NoteAdded(MONDAY, "chưa nhận"), hlc=1 << 40)
    logs[1].add(dossier_id, DossierCompleted(MONDAY), deps=[(logs[0].station, 2)])
    logs[2].add(dossier_id, DossierForwarded(MONDAY, Receiver("officer", "X")), deps=[(logs[0].station, 1)])
    for turn, order in enumerate([(0, 1, 2), (2, 1, 0), (1, 0, 2), (1, 2, 0)]):
        desk = make_desk(tmp_path / str(turn))
        for number in order:
            logs[number].merge_into(desk)
        assert desk.verify().ok
        seen.append((desk.queries.dossier(dossier_id), [e.recorded for e in desk.queries.timeline(dossier_id)]))
        desk.close()
    assert all(one == seen[0] for one in seen)
    assert seen[0][0].state is State.COMPLETED


# ── rebuild and verify ───────────────────────────────────────────────────────────────────────


def a_busy_morning(desk: OpenDesk) -> bytes:
    first = accept(desk, receipt(1001))
    accept(desk, receipt(1002, "Đặng Thị Bích Nguyệt"))
    with desk.units(officer_of(desk)) as unit:
        unit.record_dossier(first, DossierForwarded(MONDAY, Receiver("officer", "Tư pháp")), NoteAdded(MONDAY, "gấp"))
        unit.record("officer", id_of("pao"), OfficerEnrolled(MONDAY, "pao", "Giàng Thị Páo"))
    return first


def test_a_rebuild_changes_nothing_that_anyone_sees(desk: OpenDesk) -> None:
    first = a_busy_morning(desk)
    before = (
        desk.queries.page(DossierFilter(), order="recent", after=None, limit=9),
        desk.queries.dossier(first),
        desk.queries.officers(),
        desk.queries.find("bich nguyet", filter=DossierFilter(), limit=5),
    )
    assert desk.rebuild() == 7
    after = (
        desk.queries.page(DossierFilter(), order="recent", after=None, limit=9),
        desk.queries.dossier(first),
        desk.queries.officers(),
        desk.queries.find("bich nguyet", filter=DossierFilter(), limit=5),
    )
    assert after == before
    assert rebuild.check_search_index(desk.database)


@pytest.mark.parametrize(
    ("first_bad", "spoils"),
    [
        (4, ["body = CAST(replace(CAST(body AS TEXT), 'Nguyệt', 'Nguyet') AS BLOB) WHERE seq = 4"]),
        (5, ["actor = zeroblob(16) WHERE seq = 5", "hlc = hlc + 1 WHERE seq = 6"]),
        (3, ["body = 'text now' WHERE seq = 3"]),
        (6, ["deps = x'c1' WHERE seq = 6"]),
        (7, ["hash = zeroblob(32) WHERE seq = 7"]),
    ],
)
def test_verify_names_the_first_change_that_was_tampered_with(
    desk: OpenDesk, first_bad: int, spoils: list[str]
) -> None:
    a_busy_morning(desk)
    with desk.database.writing() as connection:
        connection.exec_driver_sql("DROP TRIGGER change_no_update")
        for spoil in spoils:
            connection.exec_driver_sql(f"UPDATE change SET {spoil}")
    found = desk.verify()
    assert not found.ok
    assert found.first_bad == (STATION, first_bad)
    assert found.projections_equal is None


def test_verify_sees_a_missing_change(desk: OpenDesk) -> None:
    a_busy_morning(desk)
    with desk.database.writing() as connection:
        connection.exec_driver_sql("DROP TRIGGER change_no_delete")
        connection.exec_driver_sql("DELETE FROM change WHERE seq = 5")
    assert desk.verify().first_bad == (STATION, 5)


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE dossier SET due_at = due_at + 1 WHERE code LIKE '%1001'",
        "DELETE FROM officer WHERE login = 'pao'",
        "UPDATE dossier_body SET body = x'c0'",
        "UPDATE number SET highest = 1999",
    ],
)
def test_verify_sees_tables_that_differ_from_the_log_and_rebuild_mends_them(desk: OpenDesk, wrong: str) -> None:
    a_busy_morning(desk)
    with desk.database.writing() as connection, projecting(connection):
        connection.exec_driver_sql(wrong)
    found = desk.verify()
    assert (found.ok, found.first_bad, found.projections_equal) == (False, None, False)
    desk.rebuild()
    assert desk.verify().ok


def test_verify_sees_a_spoilt_page_that_nothing_reads(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    a_busy_morning(desk)
    desk.close()
    file = desk.database.path
    whole = file.read_bytes()
    for place in range(5_000, len(whole), 4096):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(DatabaseDamaged), opened(tmp_path, write=False) as again:
            again.verify()
    file.write_bytes(whole)
    with opened(tmp_path, write=False) as again:
        assert again.verify().ok


def test_a_search_index_that_lies_is_found(desk: OpenDesk) -> None:
    a_busy_morning(desk)
    with desk.database.writing() as connection, projecting(connection):
        connection.exec_driver_sql("INSERT INTO dossier_search(rowid, folded) VALUES (7, 'ghost')")
    assert not rebuild.check_search_index(desk.database)


def test_a_newer_projection_is_replayed_at_the_next_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = make_desk(tmp_path)
    first = a_busy_morning(desk)
    with desk.database.writing() as connection:
        connection.exec_driver_sql("UPDATE bookkeeping SET value = 0 WHERE name = 'projection_version'")
        with projecting(connection):
            connection.exec_driver_sql("UPDATE dossier SET applicant = 'old column'")
    desk.close()
    with opened(tmp_path) as again:
        assert again.queries.line(first).applicant == "Giàng A Chống"


def test_data_of_a_newer_program_are_left_as_they_are(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    with desk.database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9001'")
    desk.close()
    for write in (True, False):
        with pytest.raises(MadeByNewerProgram), opened(tmp_path, write=write):
            pass


# ── rebuild == live == a second fold, over random lives ─────────────────────────────────────

STEPS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 5), st.booleans()), min_size=1, max_size=24
)


def _act(kind: int, stations: Sequence[bytes], turn: int) -> object:
    return [
        receipt(1001 + turn),
        DossierForwarded(MONDAY, Receiver("station", "quầy bên", stations[turn % 3])),
        DossierCompleted(MONDAY),
        DossierHandedOver(MONDAY),
        NoteAdded(MONDAY, f"lần {turn}"),
        SlipPrinted(MONDAY, "receipt", turn, "printed", "ab", 2),
    ][kind]


def _lives(steps: list[tuple[int, int, int, bool]]) -> list[ElsewhereLog]:
    """Three stations act on four dossiers; some acts have seen the others', some have not."""
    logs = [ElsewhereLog(b"station-%08d" % number) for number in range(3)]
    heads: dict[bytes, tuple[bytes, int]] = {}
    for turn, (station, dossier, kind, has_seen) in enumerate(steps):
        dossier_id = id_of(f"dossier {dossier}")
        event = _act(kind, [log.station for log in logs], turn)
        deps = [heads[dossier_id]] if has_seen and dossier_id in heads else []
        made = logs[station].add(dossier_id, event, deps=deps)  # type: ignore[arg-type]
        heads[dossier_id] = (made.station, made.seq)
    return logs


def _second_fold(changes: list[Change]) -> Dossier | None:
    """The order again, written another way: repeatedly the smallest change whose past is done."""
    left = {(c.station, c.seq): c for c in changes}
    known, folded = set(left), None
    while left:
        free = [
            c for c in left.values()
            if not any(d in left for d in c.deps if d in known)
            and not any(k[0] == c.station and k[1] < c.seq for k in left)
        ]  # fmt: skip
        change = min(free, key=lambda c: (c.hlc, c.station, c.seq))
        del left[change.station, change.seq]
        event = canon.decode(change.body, KINDS[change.kind][0])
        recorded = Recorded(event, change.kind, change.station, change.seq, change.hlc, change.actor, change.flags)
        folded = evolve(folded, recorded, dossier_id=change.aggregate_id)
    return folded


@given(steps=STEPS, shuffle=st.randoms(use_true_random=False))
def test_live_rebuild_and_a_second_fold_agree_on_random_lives(
    steps: list[tuple[int, int, int, bool]], shuffle: random.Random
) -> None:
    logs = _lives(steps)
    with TemporaryDirectory() as folder:
        desk = make_desk(Path(folder))
        try:
            for log, first, last in _bundles(logs, shuffle):
                log.merge_into(desk, first, last)
            assert desk.verify().ok
            for dossier in range(4):
                dossier_id = id_of(f"dossier {dossier}")
                expected = _second_fold([c for log in logs for c in log.changes if c.aggregate_id == dossier_id])
                assert _stored(desk, dossier_id) == expected
            born = {c.aggregate_id for log in logs for c in log.changes if c.kind == "dossier.received"}
            assert desk.queries.count(DossierFilter()) == len(born)
            assert rebuild.check_search_index(desk.database)
        finally:
            desk.close()


def _bundles(logs: list[ElsewhereLog], shuffle: random.Random) -> list[tuple[ElsewhereLog, int, int]]:
    """Cut each log in runs and deal them out in any order that keeps each station's own."""
    piles = []
    for log in logs:
        total, at, pile = len(log.changes), 1, []
        while at <= total:
            last = min(total, at + shuffle.randrange(4))
            pile.append((log, at, last))
            at = last + 1
        piles.append(pile)
    dealt = []
    while any(piles):
        dealt.append(shuffle.choice([pile for pile in piles if pile]).pop(0))
    return dealt


def _stored(desk: OpenDesk, dossier_id: bytes) -> Dossier | None:
    try:
        return desk.queries.dossier(dossier_id)
    except UnknownDossier:
        return None
