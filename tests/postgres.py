"""A PostgreSQL server of the tests' own: made in a temporary folder, on a socket there, gone at the end.

The server's programs refuse to run as root, so they run as ``postgres`` then. Every commit reaches the disk, as in
a province.
"""

from __future__ import annotations

import getpass
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg

ROLE, PASSWORD = "motcua_owner", "made-up-for-tests"
_numbers = count(1)


@dataclass(frozen=True)
class Cluster:
    """A running server. socket: the folder of its socket."""

    socket: Path
    superuser: str

    def admin(self, database: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(host=str(self.socket), user=self.superuser, dbname=database, autocommit=True)

    def new_database(self) -> str:
        """Make an empty database that the hub's role owns; return its address, without the password."""
        name = f"hub_{next(_numbers)}"
        with self.admin() as connection:
            connection.execute(f"CREATE DATABASE {name} OWNER {ROLE}")
        return f"postgresql://{ROLE}@/{name}?host={self.socket}"


def _programs() -> Path:
    found = shutil.which("initdb")
    places = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if not places:
        raise AssertionError("no programs of a PostgreSQL server here: «python3 dev.py test» installs them")
    return places[0]


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """Start a server and stop it at the end."""
    programs = _programs()
    user = "postgres" if os.geteuid() == 0 else getpass.getuser()
    folder = Path(tempfile.mkdtemp(prefix="motcua-pg-", dir="/tmp"))
    if os.geteuid() == 0:
        folder.chmod(0o755)
        account = pwd.getpwnam(user)
        os.chown(folder, account.pw_uid, account.pw_gid)

    def run(*words: str) -> None:
        run_as = user if os.geteuid() == 0 else None
        done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False, user=run_as)
        assert done.returncode == 0, done.stdout + done.stderr

    data = str(folder / "data")
    options = f"-k {folder} -c listen_addresses='' -c max_connections=200 -c shared_buffers=128MB"
    try:
        auth = ["--auth-local=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--username=" + user]
        run(str(programs / "initdb"), "-D", data, *auth)
        run(str(programs / "pg_ctl"), "-D", data, "-w", "-o", options, "-l", str(folder / "log"), "start")
        try:
            cluster = Cluster(folder, user)
            with cluster.admin() as connection:
                connection.execute(f"CREATE ROLE {ROLE} LOGIN CREATEROLE PASSWORD '{PASSWORD}'")
            yield cluster
        finally:
            run(str(programs / "pg_ctl"), "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def cpu_seconds(cluster: Cluster) -> float:
    """Return what the server's processes have used so far: on a shared machine it says more than the clock."""
    postmaster = int((cluster.socket / "data" / "postmaster.pid").read_text().split()[0])
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        pid, parent = int(stat.parent.name), int(fields[1])
        if postmaster in (pid, parent):
            ticks += int(fields[11]) + int(fields[12])
        if pid == postmaster:
            ticks += int(fields[13]) + int(fields[14])  # of those that have ended
    return ticks / os.sysconf("SC_CLK_TCK")
