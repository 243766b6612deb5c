"""PostgreSQL goes away and comes back: what the pages say, what the health endpoint says, what waits in the spool."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from app.domain.errors import DatabaseGone
from app.i18n import use_language
from sync.hub.spool import spool_in
from sync.hub.users import Users
from tests.postgres import Cluster
from tests.storage.made_up import id_of, receipt
from tests.sync.hub.strangers import Stranger, Town
from tests.sync.hub.test_link_office import open_town, sha256_of

LAN = "mat-khau-cua-lan"
_END = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"


def _database(town: Town) -> str:
    return str(town.paths.server()).partition("@/")[2].partition("?")[0]


@contextmanager
def _away(cluster: Cluster, town: Town) -> Iterator[None]:
    """Nobody reaches the hub's database any more, those who had hold of it neither."""
    name = _database(town)
    with cluster.admin() as admin:
        admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        admin.execute(_END, (name,))
        try:
            yield
        finally:
            admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


def test_pages_say_that_the_database_is_away_and_go_on_when_it_is_back(on_server: Town, cluster: Cluster) -> None:
    use_language("vi")
    with on_server.open() as hub:
        Users(hub).add("lan", "Nguyễn Thị Lan", "operator", LAN)
    with open_town(on_server) as (_site, url), httpx.Client(base_url=url, trust_env=False) as lan:
        assert lan.post("/dang-nhap", data={"login": "lan", "password": LAN}).status_code == 303
        assert lan.get("/").status_code == 200
        with _away(cluster, on_server):
            for page in ("/", "/suc-khoe", "/xuat.xlsx"):
                answer = lan.get(page)
                assert answer.status_code == 503
                assert "Cơ sở dữ liệu" in answer.text and "Internal" not in answer.text
        assert lan.get("/").status_code == 200, "the session is kept"


def test_the_health_endpoint_is_not_well_without_the_database(on_server: Town, cluster: Cluster) -> None:
    with open_town(on_server) as (_site, url), httpx.Client(base_url=url, trust_env=False) as watchman:
        assert watchman.get("/v1/health").json()["ok"]
        with _away(cluster, on_server):
            answer = watchman.get("/v1/health")
            assert (answer.status_code, answer.json()["ok"]) == (503, False)
        assert watchman.get("/v1/health").status_code == 200


def test_a_file_whose_row_failed_when_the_database_went_is_queued_at_the_next_try(
    on_server: Town, cluster: Cluster, tmp_path: Path
) -> None:
    mai = Stranger(1)
    on_server.enrol(mai.entry())
    mai.log.add(id_of("mai 1001"), receipt(1001))
    file = mai.bundle(tmp_path / "a.goi", on_server.card, mai.segments())
    sha256, said = sha256_of(file), list[Exception]()
    place = on_server.paths.spool / sha256

    with on_server.open(beside_others=True) as hub:

        def lay() -> None:
            try:
                spool_in(hub, file, sha256)
            except DatabaseGone as gone:
                said.append(gone)

        with cluster.admin(_database(on_server)) as holding:
            holding.execute("BEGIN; LOCK TABLE spool IN EXCLUSIVE MODE")
            thread = threading.Thread(target=lay)
            thread.start()
            while not place.exists():
                time.sleep(0.01)
            while not holding.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted").fetchone():
                time.sleep(0.01)
            thread.join()
            holding.execute("ROLLBACK")
        assert len(said) == 1 and not file.exists()
        assert spool_in(hub, file, sha256).state == "queued"


def test_pages_answer_a_wrong_address_in_words(town: Town) -> None:
    use_language("vi")
    with open_town(town) as (_site, url), httpx.Client(base_url=url, trust_env=False) as anybody:
        for page, status in (("/xa", 404), ("/cong-bo/ky", 405)):
            answer = anybody.get(page)
            assert (answer.status_code, "Not" in answer.text) == (status, False)
            assert "Không có trang này" in answer.text
