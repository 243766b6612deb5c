"""A copy of the hub to keep elsewhere (bản sao lưu của tỉnh): the database in one moment, the spool, the scans.

Of a hub on a server the dump is sealed under the hub's key, since the server's data are not; the keys themselves stay
in the hub's folder, which is copied apart (docs/hub.md). A hub in a file is encrypted already and brings its vault.
The copy is read back: every chain is reckoned anew from what was written.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from app.domain.errors import BackupDamaged, CannotRead, NoHubHere
from app.files import fault_of, new_file, write_fault
from app.logs import logger
from storage import vault_file
from storage.attachments import FOLDER, plain_chunks, sealed_chunks
from storage.backup import copy_database
from sync.hub import postgres_dump
from sync.hub.places import HubPaths
from sync.hub.program import Hub, unlock

LAST = "last_backup"
"""The document that says when the last copy was made, and what it held."""

DATABASE, DUMP, NAME = "hub.db", "database.dump", "name"


class LastBackup(msgspec.Struct, array_like=True, frozen=True):
    """The last copy. at: ISO moment."""

    at: str
    changes: int
    bytes: int


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A copy that was read back. changes: how many sound ones it holds; waiting: files of the spool; scans: files."""

    path: Path
    sha256: str
    bytes: int
    changes: int
    waiting: int
    scans: int


def back_up(hub: Hub, to: Path) -> BackedUp:
    """Write the copy and read it back; a file that stands there is replaced at once or not.

    Raises DiskFull, CannotWrite, DatabaseDamaged, BackupDamaged, NoDumpProgram, DatabaseRefused.
    """
    part = to.with_name(to.name + ".part")
    try:
        with tempfile.TemporaryDirectory(dir=to.parent) as folder:
            changes = _written(hub, Path(folder), part)
        waiting, scans = _read_back(part, to.name)
        with part.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        size = part.stat().st_size
        part.replace(to)
    except OSError as failed:
        raise write_fault(failed, to) from failed
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    if hub.store.database.can_write:
        kept = LastBackup(hub.clock.now().isoformat(), changes, size)
        hub.store.book.keep_document(LAST, msgspec.msgpack.encode(kept))
    logger("hub").info("backed_up", changes=changes, bytes=size, waiting=waiting, scans=scans)
    return BackedUp(to, sha256, size, changes, waiting, scans)


def last_backup(hub: Hub) -> LastBackup | None:
    """Return when the last copy was made, None before the first."""
    kept = hub.store.book.document(LAST)
    return None if kept is None else msgspec.msgpack.decode(kept, type=LastBackup)


def key_for(copy: Path, paths: HubPaths, password: str) -> bytes:
    """Return the hub's key: by the vault of its folder, or by the copy's own where the folder has none.

    Raises NoHubHere (neither has a vault), WrongPassword, BackupDamaged, CannotRead.
    """
    if vault_file.exists(paths.vault_file):
        return unlock(paths, password)
    try:
        with zipfile.ZipFile(copy) as archive, tempfile.TemporaryDirectory() as folder:
            own = HubPaths(Path(folder))
            if own.vault_file.name not in archive.namelist():
                raise NoHubHere(folder=paths.folder)
            archive.extract(own.vault_file.name, folder)
            return unlock(own, password)
    except zipfile.BadZipFile as broken:
        raise BackupDamaged(name=copy.name) from broken
    except OSError as failed:
        raise CannotRead(place=copy.name) from failed


def unpack(hub_key: bytes, copy: Path, folder: Path) -> tuple[Path, ...]:
    """Put the parts of a copy into a folder, the dump unsealed; return what was written.

    Raises BackupDamaged, DiskFull, CannotWrite.
    """
    written = []
    try:
        with zipfile.ZipFile(copy) as archive:
            if archive.testzip() is not None:  # before anything is written: half a hub must not stand there
                raise BackupDamaged(name=copy.name)
            for name in archive.namelist():
                place = folder / name
                if not place.resolve().is_relative_to(folder.resolve()):
                    raise BackupDamaged(name=copy.name)
                place.parent.mkdir(parents=True, exist_ok=True)
                with new_file(place) as out, archive.open(name) as stream:
                    while piece := stream.read(1 << 20):
                        out.write(piece)
                written.append(place)
        if (folder / DUMP).exists():
            _unsealed(hub_key, folder)
            written.remove(folder / NAME)
    except (zipfile.BadZipFile, KeyError, ValueError) as broken:
        raise BackupDamaged(name=copy.name) from broken
    except OSError as failed:
        raise fault_of(failed, folder.name) from failed
    return tuple(written)


# ── writing ──────────────────────────────────────────────────────────────────────────────────


def _written(hub: Hub, folder: Path, part: Path) -> int:
    on_server = hub.paths.server() is not None
    changes = _dumped(hub, folder) if on_server else copy_database(hub.store.database, hub.key, folder / DATABASE)
    paths = hub.paths
    beside = [paths.card_file, *((paths.server_file,) if on_server else (paths.vault_file,))]
    with new_file(part) as stream:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:  # all of it is sealed: nothing to gain
            for file in (*sorted(folder.iterdir()), *(one for one in beside if one.is_file())):
                archive.write(file, file.name)
            for place in (paths.spool, paths.folder / FOLDER):
                _add(archive, place, paths.folder)
        stream.flush()
        os.fsync(stream.fileno())
    return changes


def _add(archive: zipfile.ZipFile, place: Path, root: Path) -> None:
    """Add the files under a place; one that a worker took meanwhile is in the database already, or comes again."""
    for file in sorted(place.rglob("*")):
        with contextlib.suppress(FileNotFoundError):
            if file.is_file():
                archive.write(file, file.relative_to(root).as_posix())


def _dumped(hub: Hub, folder: Path) -> int:
    """Seal a dump as it comes, then read it back and reckon every chain of it."""
    name = secrets.token_hex(32)
    key = _key(hub.key, name)
    (folder / NAME).write_text(name)
    with new_file(folder / DUMP) as out:
        for _size, sealed in sealed_chunks(postgres_dump.dumped(hub.store.database), key, name):
            out.write(sealed)
    return postgres_dump.check(plain_chunks(folder / DUMP, key, name), folder / "plain.dump")


def _unsealed(hub_key: bytes, folder: Path) -> None:
    name = (folder / NAME).read_text()
    plain = folder / f"{DUMP}.plain"
    with new_file(plain) as out:
        for piece in plain_chunks(folder / DUMP, _key(hub_key, name), name):
            out.write(piece)
    plain.replace(folder / DUMP)
    (folder / NAME).unlink()


def _key(hub_key: bytes, name: str) -> bytes:
    return hashlib.blake2b(bytes.fromhex(name), key=hub_key, digest_size=32, person=b"motcua.backup").digest()


def _read_back(part: Path, name: str) -> tuple[int, int]:
    with zipfile.ZipFile(part) as archive:
        if archive.testzip() is not None:
            raise BackupDamaged(name=name)
        names = archive.namelist()
    return _count(names, "spool/"), _count(names, f"{FOLDER}/")


def _count(names: Iterable[str], beginning: str) -> int:
    return sum(one.startswith(beginning) for one in names)
