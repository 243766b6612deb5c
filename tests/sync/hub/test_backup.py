"""A copy of the hub, on a file and on a server: read back whole, unpacked, and found out where it is not whole."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app.domain.errors import BackupDamaged, DatabaseDamaged
from storage.ways import ways_of
from sync.hub import backup, postgres_dump
from sync.hub.program import unlock
from sync.hub.web.health_pages import health_of
from tests.postgres import Cluster
from tests.storage.made_up import id_of, receipt
from tests.sync.hub.strangers import PASSWORD, Stranger, Town

NAME = "Giàng A Chống"


def _filled(town: Town, folder: Path, dossiers: int = 30) -> None:
    desk = Stranger(1)
    town.enrol(desk.entry())
    for serial in range(1001, 1001 + dossiers):
        desk.log.add(id_of(str(serial)), replace(receipt(serial, NAME, entry=serial - 1000)))
    town.takes(desk.bundle(folder / "a.goi", town.card, desk.segments(at_most=7)))


def test_a_copy_holds_every_change_and_no_readable_name(either: Town, tmp_path: Path) -> None:
    _filled(either, tmp_path)
    waiting = either.paths.spool / ("f" * 64)
    waiting.parent.mkdir(exist_ok=True)
    waiting.write_bytes(b"a bundle that waits")
    to = tmp_path / "tinh.saoluu"
    with either.open() as hub:
        made = backup.back_up(hub, to)
        held = hub.store.verify().changes
        assert (made.changes, made.waiting) == (held, 1)
        assert health_of(hub).backed_up_changes == held
    data = to.read_bytes()
    assert NAME.encode() not in data and b"Ch\xe1\xbb\x91ng" not in data
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith("tinh.saoluu")] == ["tinh.saoluu"]
    files = backup.unpack(unlock(either.paths, PASSWORD), to, tmp_path / "out")
    assert (tmp_path / "out" / "spool" / ("f" * 64)).read_bytes() == b"a bundle that waits"
    assert {"hub-card.json"} < {one.name for one in files}


def test_a_hub_in_a_file_comes_up_from_its_copy(town: Town, tmp_path: Path) -> None:
    _filled(town, tmp_path)
    with town.open() as hub:
        backup.back_up(hub, tmp_path / "t.saoluu")
    backup.unpack(unlock(town.paths, PASSWORD), tmp_path / "t.saoluu", tmp_path / "again")
    with Town(tmp_path / "again").open() as hub:
        assert hub.store.verify().ok
        assert hub.store.queries.dossier(id_of("1001")).applicant.name == NAME


def test_a_hub_on_a_server_comes_up_from_its_copy(on_server: Town, tmp_path: Path, cluster: Cluster) -> None:
    _filled(on_server, tmp_path)
    with on_server.open() as hub:
        backup.back_up(hub, tmp_path / "t.saoluu")
    backup.unpack(unlock(on_server.paths, PASSWORD), tmp_path / "t.saoluu", tmp_path / "out")
    address = cluster.new_database()
    name = urlsplit(address).path.strip("/")
    words = [
        "pg_restore",
        "-h",
        str(cluster.socket),
        "-U",
        cluster.superuser,
        "-d",
        name,
        tmp_path / "out" / "database.dump",
    ]
    done = subprocess.run([str(one) for one in words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    again = tmp_path / "again"
    shutil.copytree(on_server.folder, again)
    Town(again).paths.keep_server(address)
    with Town(again).open() as hub:
        assert hub.store.verify().ok
        assert hub.store.queries.dossier(id_of("1001")).applicant.name == NAME


def test_a_copy_of_a_log_that_was_changed_is_refused_and_leaves_no_file(either: Town, tmp_path: Path) -> None:
    _filled(either, tmp_path)
    with either.open() as hub:
        with hub.store.database.owning() as connection, ways_of(connection).rewriting_log(connection):
            connection.exec_driver_sql("UPDATE change SET hlc = hlc + 1 WHERE seq = 12")
        with pytest.raises((DatabaseDamaged, BackupDamaged)):
            backup.back_up(hub, tmp_path / "t.saoluu")
        assert backup.last_backup(hub) is None
    assert list(tmp_path.glob("t.saoluu*")) == []


def test_a_dump_that_was_cut_is_found(on_server: Town, tmp_path: Path) -> None:
    _filled(on_server, tmp_path)
    with on_server.open() as hub:
        whole = b"".join(postgres_dump.dumped(hub.store.database))
        assert postgres_dump.check([whole], tmp_path / "plain") > 0
        with pytest.raises(BackupDamaged):
            postgres_dump.check([whole[: len(whole) * 2 // 3]], tmp_path / "plain")


def test_a_kind_of_a_later_version_with_backslashes_is_read_back_as_it_was(on_server: Town, tmp_path: Path) -> None:
    desk = Stranger(1)
    on_server.enrol(desk.entry())
    desk.log.add(id_of("1001"), replace(receipt(1001, NAME, entry=1)))
    for kind in (r"dossier.later\new", r"dossier.later\tab", r"dossier.\\twice", "dossier.end\\"):
        desk.log.add(id_of("1001"), replace(receipt(1001, NAME, entry=1)), kind=kind, version=9)
    on_server.takes(desk.bundle(tmp_path / "a.goi", on_server.card, desk.segments()))
    with on_server.open() as hub:
        held = hub.store.verify().changes
        assert held > len(desk.log.changes)
        assert backup.back_up(hub, tmp_path / "t.saoluu").changes == held
