"""A desk from its first day: made, opened, locked, read beside a writer, killed, copied."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect, text

from app.clock import FixedClock
from app.domain.errors import (
    AlreadyInitialised,
    CannotWrite,
    DatabaseDamaged,
    DeskInUse,
    DiskFull,
    NotInitialised,
    PasswordTooShort,
    WrongPassword,
)
from app.domain.events import NoteAdded
from app.readings import DossierFilter
from storage import desk as desks
from storage import lock, schema, vault_file
from storage.anchor import Anchors
from storage.engine import Database
from storage.store import open_store
from tests.storage.made_up import (
    CHEAP,
    MONDAY,
    PASSWORD,
    STATION,
    ElsewhereLog,
    accept,
    id_of,
    make_desk,
    new_desk,
    officer_of,
    opened,
    paths_in,
    receipt,
)

HERE = Path(__file__).parents[2]


def in_another_process(script: str, *arguments: object, **options: object) -> subprocess.Popen[str]:
    """Run a script that knows the made-up desk, as another window or command would."""
    code = "import sys\nfrom pathlib import Path\nfrom tests.storage.made_up import *\n" + textwrap.dedent(script)
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(HERE)},
        **options,
    )  # type: ignore[call-overload]  # fmt: skip


# ── the first day ────────────────────────────────────────────────────────────────────────────


def test_what_was_saved_is_there_the_next_morning(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    dossier_id = accept(desk, receipt())
    before = desk.queries.dossier(dossier_id)
    desk.close()
    with opened(tmp_path) as again:
        assert again.queries.dossier(dossier_id) == before
        assert again.owner is not None and again.owner.id == officer_of(again)
        assert (again.anchor, again.verify().ok) == ("ok", True)


def test_a_desk_is_never_made_over_another(tmp_path: Path) -> None:
    make_desk(tmp_path).close()
    with pytest.raises(AlreadyInitialised):
        make_desk(tmp_path)
    with opened(tmp_path) as still:
        assert still.queries.desk().unit_code == "H35.99.12"


def test_a_refused_password_leaves_no_desk_behind(tmp_path: Path) -> None:
    with pytest.raises(PasswordTooShort):
        desks.create_desk(
            paths_in(tmp_path),
            new_desk(),
            login="mai",
            name="Mai",
            password="ngắn",
            clock=FixedClock(MONDAY),
            cost=CHEAP,
        )
    assert not desks.exists(paths_in(tmp_path))
    with pytest.raises(NotInitialised):
        desks.open_desk(paths_in(tmp_path), "mai", PASSWORD, write=True, clock=FixedClock(MONDAY))
    make_desk(tmp_path).close()


def test_a_first_start_that_crashed_is_put_aside_not_deleted(tmp_path: Path) -> None:
    make_desk(tmp_path).close()
    for name in ("vault.json", "vault.json.copy"):
        (tmp_path / "data" / name).unlink()
    make_desk(tmp_path).close()
    assert len(list((tmp_path / "data").glob("desk.db.left-*"))) == 1
    with opened(tmp_path) as desk:
        assert desk.verify().ok


def test_a_second_officer_opens_the_desk_with_her_own_password(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    made = desks.enrol_officer(
        desk, login="pao", name="Giàng Thị Páo", password="mật khẩu của Páo", role="receiver",
        by=officer_of(desk), clock=FixedClock(MONDAY),
    )  # fmt: skip
    desk.close()
    paths = paths_in(tmp_path)
    again = desks.open_desk(paths, "pao", "mật khẩu của Páo", write=True, clock=FixedClock(MONDAY))
    assert again.owner == made
    assert [officer.login for officer in again.queries.officers()] == ["mai", "pao"]
    again.close()


def test_a_wrong_password_opens_nothing_and_holds_nothing(tmp_path: Path) -> None:
    make_desk(tmp_path).close()
    with pytest.raises(WrongPassword):
        desks.open_desk(paths_in(tmp_path), "mai", "không phải mật khẩu", write=True, clock=FixedClock(MONDAY))
    held = lock.hold(paths_in(tmp_path).lock_file)
    held.release()


# ── two windows ──────────────────────────────────────────────────────────────────────────────


def test_a_second_window_is_refused_and_says_so(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    second = in_another_process(
        """
        from app.domain.errors import DeskInUse
        try:
            with opened(Path(sys.argv[1])): print("opened")
        except DeskInUse: print("in use")
        """,
        tmp_path,
    )
    assert second.communicate()[0] == "in use\n"
    desk.close()
    with opened(tmp_path):
        pass


def test_another_process_reads_while_a_writer_is_at_work(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    accept(desk, receipt(1001))
    with desk.units(officer_of(desk)) as unit:
        unit.record_dossier(id_of("unsaved"), receipt(1002, "Người chưa lưu"))
        reader = in_another_process(
            """
            from app.readings import DossierFilter
            with opened(Path(sys.argv[1]), write=False) as desk:
                print([line.code for line in desk.queries.find("giang", filter=DossierFilter(), limit=5)])
                print(desk.queries.count(DossierFilter()), desk.verify().ok)
            """,
            tmp_path,
        )
        out, err = reader.communicate(timeout=30)
    assert out == "['H35.99.12-261123-1001']\n1 True\n", err
    desk.close()


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    make_desk(tmp_path).close()
    with opened(tmp_path, write=False) as reader:
        with pytest.raises(DeskInUse), reader.units(officer_of(reader)):
            pytest.fail("a unit of work was opened")
        with pytest.raises(DeskInUse):
            reader.drafts.keep("intake", "{}", at=MONDAY)


# ── power and disks ──────────────────────────────────────────────────────────────────────────


def test_every_act_said_to_be_saved_survives_a_kill(tmp_path: Path) -> None:
    make_desk(tmp_path).close()
    said = 0
    for turn in range(5):
        worker = in_another_process(
            """
            turn = int(sys.argv[2])
            with opened(Path(sys.argv[1])) as desk:
                for number in range(1, 1000):
                    accept(desk, receipt(1000 + number, at=MONDAY.replace(day=1 + turn)))
                    print(number, flush=True)
            """,
            tmp_path, turn,
        )  # fmt: skip
        assert worker.stdout is not None
        for _ in range(3 + 7 * turn):
            assert worker.stdout.readline()
        worker.send_signal(signal.SIGKILL)
        said += 3 + 7 * turn + len(worker.communicate()[0].split())
    with opened(tmp_path) as desk:
        found = desk.queries.count(DossierFilter())
        assert said <= found <= said + 5, "at most the act in flight is there unsaid"
        assert desk.verify().ok
        assert desk.anchor == "ok"


def test_a_full_disk_is_named_and_nothing_is_half_saved(tmp_path: Path) -> None:
    make_desk(tmp_path).close()
    worker = in_another_process(
        """
        import resource, signal
        from app.domain.errors import DiskFull
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        with opened(Path(sys.argv[1])) as desk:
            wal = Path(sys.argv[1], "data", "desk.db-wal")
            resource.setrlimit(resource.RLIMIT_FSIZE, (wal.stat().st_size + 150_000, resource.RLIM_INFINITY))
            saved = 0
            try:
                for number in range(1, 500):
                    accept(desk, receipt(1000 + number)); saved += 1
            except DiskFull as full:
                print("full at", full.details["place"], saved)
            print(desk.verify().ok)
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            accept(desk, receipt(1999)); saved += 1
            print(saved)
        """,
        tmp_path,
    )
    out, err = worker.communicate(timeout=60)
    first, sound, saved = out.splitlines() or [err, "", ""]
    assert first.startswith("full at data"), err
    assert sound == "True"
    with opened(tmp_path) as desk:
        assert desk.queries.count(DossierFilter()) == int(saved) > 1
        assert desk.verify().ok


def test_a_full_tmpfs_is_named_too(tmp_path: Path) -> None:
    mounted = tmp_path / "small"
    mounted.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "none", mounted], capture_output=True).returncode:
        pytest.skip("needs root to mount a small disk")
    try:
        desk = make_desk(mounted)
        saved = 0
        with pytest.raises(DiskFull):
            for number in range(1, 500):
                accept(desk, receipt(1000 + number))
                saved += 1
        assert desk.queries.count(DossierFilter()) == saved > 0
        assert desk.verify().ok
        desk.close()
    finally:
        subprocess.run(["umount", "-l", mounted], check=True)


def test_a_read_only_folder_is_named(tmp_path: Path) -> None:
    make_desk(tmp_path / "made").close()
    mounted = tmp_path / "made" / "data"
    if subprocess.run(["mount", "--bind", mounted, mounted], capture_output=True).returncode:
        pytest.skip("needs root to mount a small disk")
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", mounted], check=True)
        with pytest.raises(CannotWrite), opened(tmp_path / "made"):
            pytest.fail("opened for writing")
        with pytest.raises(CannotWrite):
            desks.create_desk(
                paths_in(tmp_path / "made" / "data"), new_desk(),
                login="mai", name="Mai", password=PASSWORD, clock=FixedClock(MONDAY), cost=CHEAP,
            )  # fmt: skip
    finally:
        subprocess.run(["umount", "-l", mounted], check=True)


def test_a_wrong_key_or_a_damaged_file_is_said_as_damage(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    make_desk(tmp_path).close()
    paths = paths_in(tmp_path)
    with pytest.raises(DatabaseDamaged):
        open_store(paths.database, bytes(32), write=True, clock=FixedClock(MONDAY), anchor_file=paths.anchor_file)
    whole = paths.database.read_bytes()
    paths.database.write_bytes(whole[:4096] + bytes(4096) + whole[8192:])
    with pytest.raises(DatabaseDamaged), opened(tmp_path) as desk:
        desk.verify()
    assert capfd.readouterr().err == "", "SQLCipher keeps quiet"


# ── one act, one fsync ───────────────────────────────────────────────────────────────────────


def test_an_act_costs_exactly_one_sync(tmp_path: Path) -> None:
    make_desk(tmp_path).close()
    log = tmp_path / "syncs"
    script = """
    import os
    with opened(Path(sys.argv[1])) as desk:
        for number in range(5):
            os.path.exists("/act-begins")
            accept(desk, receipt(1001 + number))
        os.path.exists("/acts-are-over")
    """
    code = "import sys\nfrom pathlib import Path\nfrom tests.storage.made_up import *\n" + textwrap.dedent(script)
    watch = ["strace", "-f", "-qq", "-e", "trace=fsync,fdatasync,stat,newfstatat", "-o", str(log)]
    traced = [*watch, sys.executable, "-c", code, str(tmp_path)]
    if subprocess.run(["which", "strace"], capture_output=True).returncode:
        pytest.skip("strace is not installed")
    subprocess.run(traced, check=True, cwd=HERE, env=os.environ | {"PYTHONPATH": str(HERE)}, capture_output=True)
    parts = log.read_text().partition("/acts-are-over")[0].split("/act-begins")
    assert [part.count("sync(") for part in parts[1:]] == [1, 1, 1, 1, 1]


# ── copies and backups ───────────────────────────────────────────────────────────────────────


def test_a_database_from_yesterday_is_seen_to_be_behind(tmp_path: Path) -> None:
    make_desk(tmp_path).close()
    paths = paths_in(tmp_path)
    yesterday = paths.database.read_bytes()
    with opened(tmp_path) as desk:
        accept(desk, receipt())
    paths.database.write_bytes(yesterday)
    with opened(tmp_path) as restored:
        assert restored.anchor == "behind"
        accept(restored, receipt(1002))
        accept(restored, receipt(1003))
    with opened(tmp_path) as still:
        assert still.anchor == "forked", "it grew past the anchor, by another way"


def test_a_lost_anchor_is_only_absent(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    accept(desk, receipt())
    paths_in(tmp_path).anchor_file.unlink()
    accept(desk, receipt(1002))
    desk.close()
    with opened(tmp_path) as again:
        assert again.anchor == "ok", "the next act noted it again"
    paths_in(tmp_path).anchor_file.write_bytes(b"\xff\x00 torn")
    with opened(tmp_path) as again:
        assert again.anchor == "absent"
        accept(again, receipt(1003))
    with opened(tmp_path) as again:
        assert again.anchor == "ok"


def test_two_desks_of_one_account_keep_their_anchors_apart(tmp_path: Path) -> None:
    paths = paths_in(tmp_path)
    anchors = Anchors(paths.anchor_file)
    anchors.advance(b"one-station-here", 5, b"a" * 32)
    anchors.advance(b"two-station-here", 9, b"b" * 32)
    anchors.advance(b"one-station-here", 6, b"c" * 32)
    anchors.advance(b"one-station-here", 2, b"d" * 32)
    assert anchors.noted(b"one-station-here") == (6, b"c" * 32)
    assert anchors.noted(b"two-station-here") == (9, b"b" * 32)


# ── the schema ───────────────────────────────────────────────────────────────────────────────


def test_a_fresh_file_and_a_migrated_one_have_the_same_tables(tmp_path: Path) -> None:
    shapes: list[dict[str, object]] = []
    for make in (schema.create, migrate_and_project):
        database = Database(tmp_path / f"{len(shapes)}.db", b"k" * 32, write=True)
        with database.writing() as connection:
            make(connection)
            shapes.append(_shape(connection))
            assert schema.revision(connection) == schema.HEAD_REVISION
        database.close()
    assert shapes[0] == shapes[1]


def migrate_and_project(connection: Connection) -> None:
    schema.migrate(connection)
    schema.create_projections(connection)


def _shape(connection: Connection) -> dict[str, object]:
    seen = inspect(connection)
    triggers = connection.execute(
        text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    ).all()
    shape: dict[str, object] = {"triggers": [(row.name, " ".join(row.sql.split())) for row in triggers]}
    for table in seen.get_table_names():
        if table == "alembic_version" or table.startswith("dossier_search"):
            continue
        columns = [(c["name"], str(c["type"]), c["nullable"]) for c in seen.get_columns(table)]
        indexes = sorted((i["name"], tuple(i["column_names"])) for i in seen.get_indexes(table))
        uniques = sorted(tuple(u["column_names"]) for u in seen.get_unique_constraints(table))
        keys = (
            seen.get_pk_constraint(table)["constrained_columns"],
            [f["referred_table"] for f in seen.get_foreign_keys(table)],
        )
        rowid = "WITHOUT ROWID" in str(
            connection.execute(text(f"SELECT sql FROM sqlite_master WHERE name = '{table}'")).scalar()
        )
        shape[table] = (columns, indexes, uniques, keys, rowid)
    return shape


def test_a_file_of_an_older_release_is_brought_up_to_date_at_opening(tmp_path: Path) -> None:
    """An empty migrated file stands in for it: its projections are of version 0."""
    path = tmp_path / "old.db"
    database = Database(path, b"k" * 32, write=True)
    with database.writing() as connection:
        schema.migrate(connection)
        connection.exec_driver_sql(f"INSERT INTO station VALUES (1, x'{STATION.hex()}', 0, zeroblob(32), 0, 0, 0)")
        connection.exec_driver_sql("INSERT INTO desk VALUES (1, 1, 'Sin Suối Hồ', x'00')")
    database.close()
    store = open_store(path, b"k" * 32, write=True, clock=FixedClock(MONDAY), anchor_file=tmp_path / "anchors")
    away = ElsewhereLog()
    away.add(id_of("x"), receipt())
    away.add(id_of("x"), NoteAdded(MONDAY, "được"))
    assert store.book.merge(away.changes, head=away.head()).new == 2
    assert store.verify().ok
    store.close()


def test_officers_are_known_before_the_desk_is_unlocked(tmp_path: Path) -> None:
    make_desk(tmp_path).close()
    assert [owner.name for owner in vault_file.officers(paths_in(tmp_path).vault_file)] == ["Lò Thị Mai"]
