"""The hub's store, in an encrypted file or on a PostgreSQL server: made and opened here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.clock import Clock
from app.domain.errors import NoPostgresDriver
from app.paths import desk_paths
from storage import store as files
from storage.sealed_file import SealedFile
from storage.store import Store
from sync.hub.places import HubPaths, read_password

if TYPE_CHECKING:
    from storage.postgres.engine import PostgresDatabase

ROOT_KEY, ROOTS, HUB_KEYS = "root_key", "roots", "hub_keys"
"""Secrets: the key that signs rosters, the roots after the first (no secret, but they change with it), receiving keys
after the first."""
_STATION_KEYS, _PASSWORD = "station_keys", "database_password"


@dataclass(frozen=True, slots=True)
class Server:
    """A database server a new hub shall use. password: None where the server asks for none."""

    address: str
    password: str | None


def create(
    paths: HubPaths, key: bytes, server: Server | None, *, station: bytes, keys: bytes, root: bytes, province: str
) -> None:
    """Make the store of a new hub and keep its private keys. Raises AlreadyInitialised, DatabaseRefused."""
    if server is None:
        files.put_aside(paths.database)
        files.create_store(paths.database, key, station=station, keys=keys, commune_name=province)
        return
    from storage.postgres.address import checked_address

    address = checked_address(server.address)
    database = _database(paths, address, server.password, write=True)
    try:
        from storage.postgres.store import create_store

        create_store(database, station=station, commune_name=province)
    finally:
        database.close()
    sealed = {_STATION_KEYS: keys, ROOT_KEY: root}
    if server.password is not None:
        sealed[_PASSWORD] = server.password.encode()
    SealedFile(paths.sealed_file, key).write(sealed)
    paths.keep_server(address)


def open_store(paths: HubPaths, key: bytes, *, write: bool, clock: Clock) -> Store:
    """Open the store of a hub. Raises DatabaseGone, DatabaseRefused, DatabaseDamaged, MadeByNewerProgram."""
    address = paths.server()
    anchors = desk_paths().anchor_file
    if address is None:
        return files.open_store(paths.database, key, write=write, clock=clock, anchor_file=anchors)
    sealed = SealedFile(paths.sealed_file, key).read()
    password = read_password(None)
    if password is None and _PASSWORD in sealed:
        password = sealed[_PASSWORD].decode()
    database = _database(paths, address, password, write=write)
    from storage.postgres import store

    return store.open_store(database, keys=sealed[_STATION_KEYS], clock=clock, anchor_file=anchors)


def secret(paths: HubPaths, key: bytes, store: Store, name: str) -> bytes | None:
    """Return a secret of the hub: the key that signs rosters, receiving keys after the first."""
    if paths.server() is None:
        return store.book.document(name)
    return SealedFile(paths.sealed_file, key).read().get(name)


def keep_secrets(paths: HubPaths, key: bytes, store: Store, named: Mapping[str, bytes]) -> None:
    """Keep secrets, all or none of them. Raises DiskFull, CannotWrite."""
    if paths.server() is None:
        store.book.keep_documents(named)
        return
    sealed = SealedFile(paths.sealed_file, key)
    sealed.write(sealed.read() | dict(named))


def _database(paths: HubPaths, address: str, password: str | None, *, write: bool) -> PostgresDatabase:
    try:
        from storage.postgres.engine import PostgresDatabase
    except ImportError as lacking:
        raise NoPostgresDriver from lacking
    return PostgresDatabase(address, password, folder=paths.folder, write=write)
