"""A practice hub for each test: in a file, or on a PostgreSQL server that is started once for all of them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from sync.hub.places import HubPaths
from sync.hub.stores import Server
from tests.postgres import PASSWORD, ROLE, Cluster, running_cluster
from tests.sync.hub.strangers import Town

_numbers = count(1)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    with running_cluster() as running:
        yield running


@dataclass(frozen=True)
class TownOnServer:
    """A hub that was made once: a test gets a copy of its folder and of its database."""

    cluster: Cluster
    folder: Path
    database: str

    def copied_to(self, folder: Path) -> Town:
        name = f"town_{next(_numbers)}"
        with self.cluster.admin() as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {self.database} OWNER {ROLE} STRATEGY wal_log")
        shutil.copytree(self.folder, folder)
        HubPaths(folder).keep_server(f"postgresql://{ROLE}@/{name}?host={self.cluster.socket}")
        return Town(folder)


@pytest.fixture(scope="session")
def town_on_server(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> TownOnServer:
    folder = tmp_path_factory.mktemp("server") / "hub"
    address = cluster.new_database()
    Town.made(folder, server=Server(address, PASSWORD))
    return TownOnServer(cluster, folder, address.partition("@/")[2].partition("?")[0])


@pytest.fixture
def on_server(town_on_server: TownOnServer, tmp_path: Path) -> Town:
    """A hub on PostgreSQL."""
    return town_on_server.copied_to(tmp_path / "hub")


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """A hub in a file."""
    return Town.made(tmp_path / "hub")


@pytest.fixture(params=["file", "server"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Town:
    """A hub in a file, and once more on a server."""
    if request.param == "file":
        return Town.made(tmp_path / "hub")
    made: TownOnServer = request.getfixturevalue("town_on_server")
    return made.copied_to(tmp_path / "hub")
