"""The hub on PostgreSQL: who sees what, what the database itself refuses, and many workers at once."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import shutil
import signal
import threading
import time
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from psycopg import errors

from app.domain.errors import AlreadyInitialised, BadInput, DatabaseGone, DatabaseRefused, UnknownDossier
from app.domain.events import NoteAdded
from app.ports import Spooled
from app.readings import DossierFilter
from storage.postgres.address import checked_address
from storage.rebuild import check_search_index
from storage.spool import StoredSpool
from sync.hub.enrolment import Enrolments
from sync.hub.outbox import acknowledgement
from sync.hub.program import Hub, open_with_key, unlock
from sync.hub.reader import Reader
from sync.hub.spool import newest_answer, spool_in, spooled, sweep
from sync.hub.stores import Server
from sync.hub.work import Worker, work, work_here
from tests.postgres import PASSWORD as DATABASE_PASSWORD
from tests.postgres import Cluster
from tests.storage.made_up import MONDAY, id_of, receipt
from tests.sync.hub.conftest import TownOnServer
from tests.sync.hub.strangers import AWAY, HOME, PASSWORD, Stranger, Town
from ui.cli import run


def _spooled(hub: Hub, sha: str) -> Spooled:
    found = spooled(hub, sha)
    assert found is not None
    return found


def _notes(hub: Hub, dossier: bytes) -> list[str]:
    entries = hub.store.queries.timeline(dossier)
    return [entry.recorded.event.text for entry in entries if isinstance(entry.recorded.event, NoteAdded)]


def _station(town: Town, number: int, commune: str = HOME, *, dossiers: int = 5) -> Stranger:
    made = Stranger(number, commune)
    for n in range(dossiers):
        serial = number * 1000 + 1 + n
        unit = f"H35.99.{commune[-2:]}"
        code = f"{unit}-261123-{serial}"
        dossier = id_of(f"{commune} {serial}")
        first = made.log.add(dossier, replace(receipt(serial, entry=n + 1), commune=commune, code=code))
        made.log.add(dossier, NoteAdded(MONDAY, "đã xem"), deps=((made.station, first.seq),))
    town.enrol(made.entry())
    return made


def _bundle(town: Town, folder: Path, station: Stranger, name: str = "a", *, at_most: int = 2_000) -> Path:
    return station.bundle(folder / f"{name}.goi", town.card, station.segments(at_most=at_most))


def _spool(town: Town, path: Path) -> str:
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    with town.open(beside_others=True) as hub:
        spool_in(hub, path, sha256)
    return sha256


def _raw(town: Town, role: str, commune: str | None) -> psycopg.Connection:
    """Connect as the program does, in one of its roles."""
    connection = psycopg.connect(str(town.paths.server()), password=DATABASE_PASSWORD)
    connection.execute(f"SET ROLE {role}")
    if commune is not None:
        connection.execute("SELECT set_config('motcua.commune', %s, false)", (commune,))
    return connection


# ── the same hub ─────────────────────────────────────────────────────────────────────────────


def test_the_tables_on_a_server_are_what_the_log_says_and_the_search_box_finds(on_server: Town, tmp_path: Path) -> None:
    for number, commune in ((1, HOME), (2, HOME), (1, AWAY)):
        on_server.takes(_bundle(on_server, tmp_path, _station(on_server, number, commune)))
    with on_server.open() as hub:
        assert hub.store.verify().ok
        assert check_search_index(hub.store.database)
        before = hub.store.queries.find("giang chong", filter=DossierFilter(), limit=50)
        assert len(before) == 15
        assert [line.code for line in hub.store.queries.find("gianh chong", filter=DossierFilter(), limit=50)] == [
            line.code for line in before
        ]
        assert len(hub.store.queries.find("1003", filter=DossierFilter(), limit=50)) == 2
        assert hub.store.rebuild() == 30 + 3, "what the desks recorded, and three entries of the order"
        assert hub.store.verify().ok
        assert hub.store.queries.find("giang chong", filter=DossierFilter(), limit=50) == before


def test_the_province_acts_on_a_communes_dossier_within_that_commune(on_server: Town, tmp_path: Path) -> None:
    station = _station(on_server, 1)
    on_server.takes(_bundle(on_server, tmp_path, station))
    dossier = id_of(f"{HOME} 1001")
    with on_server.open() as hub:
        with hub.store.units_in(HOME)(b"officer of tinh.") as unit:
            unit.record_dossier(dossier, NoteAdded(MONDAY, "tỉnh đã xem"))
        with pytest.raises(UnknownDossier), hub.store.units_in(AWAY)(b"officer of tinh.") as unit:
            unit.dossier(dossier)
        assert _notes(hub, dossier) == ["đã xem", "tỉnh đã xem"]
        assert hub.store.verify().ok
    station.log.add(dossier, NoteAdded(MONDAY, "xã xem lại"), deps=((station.station, 2),))
    on_server.takes(_bundle(on_server, tmp_path, station, "b"))
    with on_server.open() as hub:
        assert sorted(_notes(hub, dossier)) == sorted(["đã xem", "tỉnh đã xem", "xã xem lại"])
        assert hub.store.verify().ok


def test_a_table_changed_behind_the_log_is_found(on_server: Town, tmp_path: Path, cluster: Cluster) -> None:
    on_server.takes(_bundle(on_server, tmp_path, _station(on_server, 1)))
    database = str(on_server.paths.server()).partition("@/")[2].partition("?")[0]
    with cluster.admin(database) as admin:
        admin.execute("UPDATE dossier SET applicant = 'ai khác' WHERE code LIKE '%1001'")
    with on_server.open() as hub:
        assert hub.store.verify().projections_equal is False


def test_secrets_lie_in_the_folder_and_the_address_holds_no_password(on_server: Town, cluster: Cluster) -> None:
    with on_server.open() as hub:
        keys, root = hub.store.keys(), hub.root_key().to_bytes()
    database = str(on_server.paths.server()).partition("@/")[2].partition("?")[0]
    with cluster.admin(database) as admin:
        kept = b"".join(row[0] for row in admin.execute("SELECT data FROM document UNION ALL SELECT keys FROM desk"))
    assert keys not in kept and root not in kept
    for file in on_server.folder.iterdir():
        if file.is_file():
            data = file.read_bytes()
            assert keys not in data and root not in data and DATABASE_PASSWORD.encode() not in data
    for url in (
        "postgresql://a:b@host/x",
        "postgresql://a@host/x?password=b",
        "mysql://a@host/x",
        "x",
        "postgresql://",
    ):
        with pytest.raises(BadInput):
            checked_address(url)


def test_a_database_in_use_or_out_of_reach_makes_no_hub(town_on_server: TownOnServer, tmp_path: Path) -> None:
    taken = f"postgresql://motcua_owner@/{town_on_server.database}?host={town_on_server.cluster.socket}"
    for address, refusal in (
        (taken, AlreadyInitialised),
        (f"postgresql://motcua_owner@/nowhere?host={town_on_server.cluster.socket}", DatabaseRefused),
        (f"postgresql://motcua_owner@/x?host={tmp_path}", DatabaseGone),
    ):
        with pytest.raises(refusal):
            Town.made(tmp_path / "new", server=Server(address, None))
    assert not (tmp_path / "new" / "vault.json").exists()


def test_the_operators_commands_run_on_a_server(
    cluster: Cluster, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    hub, secret, database = tmp_path / "hub", tmp_path / "password", tmp_path / "database-password"
    secret.write_text(PASSWORD)
    database.write_text(DATABASE_PASSWORD)

    def said(*words: str) -> tuple[int, dict[str, object]]:
        before = ["--json", "--password-file", str(secret), "--now", "2026-11-23T08:15:00+07:00", "hub"]
        code = run([*before, *words, "--hub-dir", str(hub)])
        return code, json.loads(capfd.readouterr().out or "{}")

    address = cluster.new_database()
    server = ("--database", address, "--database-password-file", str(database))
    assert said("init", "--province", "Lai Châu", "--practice", *server)[0] == 0
    _spool(Town(hub), _bundle(Town(hub), tmp_path, _station(Town(hub), 1)))
    code, told = said("health")
    assert (told["database"], told["waiting"], code) == ("postgresql", 1, 4 if told["warnings"] else 0)
    assert said("work", "--once") == (0, {"queued_again": 0})
    assert said("status")[1]["dossiers"] == 5
    assert DATABASE_PASSWORD not in (hub / "database.json").read_text()


# ── row-level security ───────────────────────────────────────────────────────────────────────

_SCOPED = ("station", "change", "dossier", "dossier_body", "aggregate_head", "number", "segment")


@pytest.fixture(scope="module")
def two_communes(town_on_server: TownOnServer, tmp_path_factory: pytest.TempPathFactory) -> Town:
    """One hub for all these tests: they look, or try what is refused, or roll back."""
    folder = tmp_path_factory.mktemp("two")
    town = town_on_server.copied_to(folder / "hub")
    for commune in (HOME, AWAY):
        town.takes(_bundle(town, folder, _station(town, 1, commune)))
    return town


@pytest.mark.parametrize("role", ["motcua_ingest", "motcua_projector", "motcua_reader", "motcua_conflict_officer"])
def test_no_role_sees_another_communes_rows(two_communes: Town, role: str) -> None:
    seen: dict[str | None, dict[str, int]] = {}
    for commune in (HOME, AWAY, None, ""):
        with _raw(two_communes, role, commune) as connection:
            seen[commune] = {
                table: connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0] for table in _SCOPED
            }
    assert seen[HOME]["dossier"] == seen[AWAY]["dossier"] == 5
    assert seen[HOME]["change"] == 10 + 1, "and the entry of the order"
    assert set(seen[None].values()) == set(seen[""].values()) == {0}
    with _raw(two_communes, role, HOME) as connection:
        codes = [row[0] for row in connection.execute("SELECT code FROM dossier")]
        assert all(code.startswith(f"H35.99.{HOME[-2:]}") for code in codes)
        found = connection.execute("SELECT count(*) FROM motcua_find('''chong''', 100)").fetchone()
        assert found == (5,)


def test_what_each_change_writes_anew_touches_no_index(two_communes: Town) -> None:
    """An index on what moves, or a full page, would cost a hub more with each dossier it holds."""
    with _raw(two_communes, "motcua_projector", HOME) as connection:
        for table, moved in (("aggregate_head", "seq = seq + 1"), ("dossier_body", "body = body || '~'")):
            rows = connection.execute(f"UPDATE {table} SET {moved}").rowcount
            found = connection.execute(f"SELECT pg_stat_get_xact_tuples_hot_updated('{table}'::regclass)").fetchone()
            assert found is not None
            assert 4 <= rows - 1 <= found[0], "all of a page at once; one long body may not fit"
        connection.rollback()


def test_no_role_writes_another_communes_rows(two_communes: Town) -> None:
    with _raw(two_communes, "motcua_projector", HOME) as connection:
        moved = connection.execute(f"UPDATE dossier SET holder = 'x' WHERE code LIKE 'H35.99.{AWAY[-2:]}%'")
        assert moved.rowcount == 0
        assert connection.execute("DELETE FROM dossier").rowcount == 5, "its own, and only those"
        connection.rollback()
    with _raw(two_communes, "motcua_projector", HOME) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute("UPDATE dossier SET scope = %s", (AWAY,))
    with _raw(two_communes, "motcua_ingest", HOME) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute(
            "INSERT INTO station (key, seq, head, hlc, written_to, acknowledged_to, scope) "
            "VALUES ('x', 0, '', 0, 0, 0, %s)",
            (AWAY,),
        )


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        ("motcua_ingest", "UPDATE dossier SET holder = 'x'"),
        ("motcua_ingest", "UPDATE change SET kind = 'x'"),
        ("motcua_ingest", "DELETE FROM change"),
        ("motcua_projector", "INSERT INTO change SELECT * FROM change"),
        ("motcua_reader", "DELETE FROM set_aside"),
        ("motcua_reader", "UPDATE document SET data = ''"),
        ("motcua_conflict_officer", "UPDATE dossier SET holder = 'x'"),
        ("motcua_reader", "SELECT * FROM dossier_search"),
    ],
)
def test_each_role_may_only_what_it_is_for(two_communes: Town, role: str, statement: str) -> None:
    with _raw(two_communes, role, HOME) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute(statement)


def test_the_log_is_append_only_even_for_the_owner(two_communes: Town) -> None:
    for statement in ("UPDATE change SET kind = 'x'", "DELETE FROM segment", "TRUNCATE change"):
        with psycopg.connect(str(two_communes.paths.server()), password=DATABASE_PASSWORD) as owner:
            owner.execute("SET motcua.commune = '*'")
            with pytest.raises(errors.IntegrityConstraintViolation, match="append-only"):
                owner.execute(statement)


# ── the spool and its workers (cases 57, 58, 63, 64) ─────────────────────────────────────────


def test_63_four_workers_on_one_bundle_give_exact_counts(on_server: Town, tmp_path: Path) -> None:
    station = _station(on_server, 1, dossiers=40)
    path = _bundle(on_server, tmp_path, station, at_most=7)
    results: list[int] = []

    def read() -> None:
        with on_server.open(beside_others=True) as hub:
            from sync.hub.ingest import ingest

            own = tmp_path / threading.current_thread().name
            shutil.copy(path, own)
            (line,) = ingest(hub, [own])
            results.append(line.new_changes)

    threads = [threading.Thread(target=read, name=f"worker-{n}.goi") for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(results) == 80 and len(results) == 4
    with on_server.open() as hub:
        assert hub.store.book.position(station.station).seq == 80
        assert hub.store.verify().ok


def test_63_workers_share_the_bundles_of_many_desks_and_none_is_read_twice(on_server: Town, tmp_path: Path) -> None:
    stations = [_station(on_server, k, commune) for commune in (HOME, AWAY) for k in (1, 2, 3)]
    shas = [_spool(on_server, _bundle(on_server, tmp_path, one, str(n))) for n, one in enumerate(stations)]
    key = unlock(on_server.paths, PASSWORD)
    work(on_server.paths, key, workers=2, once=True, now=MONDAY)
    with on_server.open() as hub:
        assert [_spooled(hub, sha).state for sha in shas] == ["done"] * 6
        assert [_spooled(hub, sha).new_changes for sha in shas] == [10] * 6
        assert len(hub.store.book.history(limit=100)) == 6 + 6, "each read once, each desk answered once"
        for station in stations:
            answer = newest_answer(hub, station.station)
            assert answer is not None and (station.station, 10) in [
                (one.station, one.seq) for one in acknowledgement(hub, station.commune).have
            ]
            told = _spooled(hub, shas[stations.index(station)]).answer
            assert hub.paths.outbox / told == answer
        assert hub.store.verify().ok
    assert not list(on_server.paths.spool.iterdir())


def test_58_the_same_file_twice_at_once_is_one_row_and_told_where_it_stands(on_server: Town, tmp_path: Path) -> None:
    path = _bundle(on_server, tmp_path, _station(on_server, 1))
    copy = tmp_path / "copy.goi"
    shutil.copy(path, copy)
    sha = _spool(on_server, path)
    assert _spool(on_server, copy) == sha
    with on_server.open(beside_others=True) as hub:
        assert StoredSpool(hub.store.database).waiting().files == 1
        assert Worker(hub, Reader()).run(once=True, stop=lambda: False) == 1
        again = tmp_path / "again.goi"
        again.write_bytes(b"")
        assert spool_in(hub, again, sha).state == "done"
        assert not again.exists()


def _work(town: Town, key: bytes) -> None:
    """A worker in a process of its own, until somebody kills it."""
    work_here(town.paths, key, once=False, now=MONDAY, stop=lambda: False)


def test_57_a_worker_killed_anywhere_loses_nothing_and_doubles_nothing(on_server: Town, tmp_path: Path) -> None:
    station = _station(on_server, 1, dossiers=60)
    sha = _spool(on_server, _bundle(on_server, tmp_path, station, at_most=3))
    key = unlock(on_server.paths, PASSWORD)
    context = multiprocessing.get_context("fork")
    seen = []
    for pause in (0.05, 0.2, 0.4):
        process = context.Process(target=_work, args=(on_server, key))
        process.start()
        time.sleep(0.6 + pause)
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        with on_server.open(beside_others=True) as hub:
            seen.append(hub.store.book.position(station.station).seq)
    assert seen == sorted(seen)
    for tries in on_server.paths.spool.glob("*.tries"):
        tries.unlink()
    with on_server.open(beside_others=True) as hub:
        Worker(hub, Reader()).run(once=True, stop=lambda: False)
        assert _spooled(hub, sha).state == "done"
        assert hub.store.book.position(station.station).seq == 120
        assert hub.store.verify().ok


def test_57_a_file_without_its_row_is_found_and_one_that_was_done_goes(on_server: Town, tmp_path: Path) -> None:
    path = _bundle(on_server, tmp_path, _station(on_server, 1))
    sha = hashlib.sha256(path.read_bytes()).hexdigest()
    on_server.paths.spool.mkdir()
    shutil.copy(path, on_server.paths.spool / sha)
    with on_server.open(beside_others=True) as hub:
        assert sweep(hub) == 1
        assert Worker(hub, Reader()).run(once=True, stop=lambda: False) == 1
        shutil.copy(path, on_server.paths.spool / sha)
        assert sweep(hub) == 0
        assert not (on_server.paths.spool / sha).exists()


def test_a_bundle_that_kills_its_reader_each_time_is_set_apart_and_the_next_is_read(
    on_server: Town, tmp_path: Path
) -> None:
    sha = _spool(on_server, _bundle(on_server, tmp_path, _station(on_server, 1)))
    (on_server.paths.spool / f"{sha}.tries").write_bytes(b"...")
    other = _spool(on_server, _bundle(on_server, tmp_path, _station(on_server, 2), "b"))
    with on_server.open(beside_others=True) as hub:
        Worker(hub, Reader()).run(once=True, stop=lambda: False)
        assert (_spooled(hub, sha).state, _spooled(hub, other).state) == ("quarantined", "done")


def test_64_a_reader_that_polls_sees_a_station_only_ever_grow_without_gaps(on_server: Town, tmp_path: Path) -> None:
    stations = [_station(on_server, k, dossiers=20) for k in (1, 2, 3)]
    for number, one in enumerate(stations):
        _spool(on_server, _bundle(on_server, tmp_path, one, str(number), at_most=3))
    is_over = threading.Event()
    holes: list[object] = []

    def poll() -> None:
        with _raw(on_server, "motcua_reader", "*") as connection:
            connection.commit()
            connection.autocommit = True
            while not is_over.is_set():
                rows = connection.execute(
                    "SELECT s.seq, count(c.seq), max(c.seq) FROM station s LEFT JOIN change c ON c.station = s.id "
                    "GROUP BY s.id, s.seq"
                ).fetchall()
                holes.extend(row for row in rows if row[0] and not row[0] == row[1] == row[2])

    polling = threading.Thread(target=poll)
    polling.start()
    try:
        work(on_server.paths, unlock(on_server.paths, PASSWORD), workers=2, once=True, now=MONDAY)
    finally:
        is_over.set()
        polling.join()
    assert holes == []


def test_desks_enrolled_by_several_people_at_once_all_stand_in_the_roster(on_server: Town) -> None:
    strangers = [Stranger(number) for number in range(1, 7)]
    key = unlock(on_server.paths, PASSWORD)
    ready = threading.Barrier(len(strangers))

    def enrol(one: Stranger) -> None:
        with open_with_key(on_server.paths, key, write=True, now=MONDAY, beside_others=True) as hub:
            request = hub.bundles.read_request(one.request(), name="")
            ready.wait(timeout=60)
            Enrolments(hub).enrol([request])

    threads = [threading.Thread(target=enrol, args=(one,)) for one in strangers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    with on_server.open() as hub:
        assert {one.station for one in strangers} <= set(hub.stations().stations)


def test_the_tables_of_an_older_hub_are_brought_up_to_date(on_server: Town, tmp_path: Path, cluster: Cluster) -> None:
    on_server.takes(_bundle(on_server, tmp_path, _station(on_server, 1)))
    database = str(on_server.paths.server()).partition("@/")[2].partition("?")[0]
    with cluster.admin(database) as admin:
        admin.execute("ALTER TABLE change ADD CONSTRAINT change_station_fkey FOREIGN KEY (station) REFERENCES station")
        admin.execute("ALTER POLICY of_commune ON change WITH CHECK (scope = current_setting('motcua.commune', true))")
        admin.execute("UPDATE alembic_version SET version_num = '0002'")
    with on_server.open() as hub:
        assert hub.store.verify().ok
    with cluster.admin(database) as admin:
        looked_up = "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY (%s::regclass[])"
        assert admin.execute(looked_up, (["change", "segment"],)).fetchone() == (0,)
        [(rule,)] = admin.execute("SELECT with_check FROM pg_policies WHERE tablename = 'change'").fetchall()
        assert "SELECT" in rule, "asked once a statement"
    on_server.takes(_bundle(on_server, tmp_path, _station(on_server, 2), "b"))
