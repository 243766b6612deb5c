"""A copy of a desk to keep elsewhere (bản sao lưu), and a desk made of one.

The copy holds what the data folder holds, each part as it lies there: the database under its key, the vault, the
settings, the wordings, villages and calendars of this place, the sealed scans. Nobody opens it without a password of
the desk. A desk made of a copy is a restored one: its key is retired at the next start, since the old computer may
still be at work (SYNC §2.8).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import select

from app.domain.errors import AlreadyInitialised, BackupDamaged, CannotRead, DatabaseDamaged, UnknownOfficer
from app.domain.station_events import RESTORED
from app.files import new_file, write_fault
from app.paths import Paths
from app.services.doubt import RETIRED, Doubt
from storage import vault, vault_file
from storage.attachments import FOLDER
from storage.change_log import ClockFloor
from storage.desk import OpenDesk
from storage.engine import Database
from storage.exchange_book import StoredExchangeBook
from storage.faults import refusal_of
from storage.rebuild import check_chains
from storage.store import open_database
from storage.tables import DeskRow, StationRow, table_of
from storage.ways import driver_of

_DATABASE, _VAULT = "desk.db", "vault.json"
_YEAR = re.compile(r"20\d\d\.json", re.ASCII)
_BLOB = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1 << 20
_desk, _station = table_of(DeskRow), table_of(StationRow)


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A copy that was read back. changes: how many it holds."""

    path: Path
    sha256: str
    changes: int
    scans: int


def back_up(desk: OpenDesk, paths: Paths, to: Path) -> BackedUp:
    """Write a copy of an open desk and read it back. A file that stands there already is replaced at once or not.

    Raises DiskFull, CannotWrite, DriveGone, DatabaseDamaged.
    """
    part = to.with_name(to.name + ".part")
    try:
        with tempfile.TemporaryDirectory(dir=to.parent) as folder:
            copy = Path(folder) / _DATABASE
            changes = copy_database(desk.database, desk.vault.key, copy)
            with new_file(part) as stream:
                scans = _pack(stream, copy, paths)
                stream.flush()
                os.fsync(stream.fileno())
        with part.open("rb") as stream, zipfile.ZipFile(stream) as archive:
            if archive.testzip() is not None:
                raise BackupDamaged(name=to.name)
            stream.seek(0)
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        part.replace(to)
    except OSError as failed:
        raise write_fault(failed, to) from failed
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return BackedUp(to, sha256, changes, scans)


def copy_database(database: Database, key: bytes, copy: Path) -> int:
    """Copy a database as it is in one moment, under the same key; return how many sound changes it holds.

    Raises DatabaseDamaged, DiskFull, CannotWrite.
    """
    try:
        _copied(database, key, copy)
    except sqlcipher.Error as failed:
        refusal = refusal_of(failed, copy.parent)  # the folder around the copy has a name that tells nobody anything
        if refusal is None:
            raise
        raise refusal from failed
    made = Database(copy, key, write=False)
    try:
        changes, first_bad = check_chains(made)
    finally:
        made.close()
    if first_bad is not None:
        raise DatabaseDamaged(reason=copy.name)
    return changes


def _copied(database: Database, key: bytes, copy: Path) -> None:
    target = sqlcipher.connect(str(copy))
    try:
        target.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
        with database.reading() as connection:
            driver_of(connection).backup(target)
    finally:
        target.close()


def _pack(out: BinaryIO, database: Path, paths: Paths) -> int:
    scans = 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:  # all of it is sealed: nothing to gain by packing
        archive.write(database, _DATABASE)
        for file in (paths.vault_file, *_of_this_place(paths), *sorted(paths.calendars.glob("20??.json"))):
            if file.is_file():
                archive.write(file, file.relative_to(paths.data_dir).as_posix())
        for blob in sorted((paths.data_dir / FOLDER).glob("??/??/*")):
            if _BLOB.fullmatch(blob.name):
                archive.write(blob, f"{FOLDER}/{blob.name}")
                scans += 1
    return scans


def restore(copy: Path, paths: Paths, login: str | None, password: str) -> None:
    """Make a desk of a copy in an empty data folder, its key retired; the vault comes last: a crash leaves no desk.

    login: whose password it is; may be left out where there is one officer.
    Raises AlreadyInitialised, CannotRead, BackupDamaged, UnknownOfficer, WrongPassword, DiskFull, CannotWrite.
    """
    if vault_file.exists(paths.vault_file) or paths.database.exists():
        raise AlreadyInitialised(folder=paths.data_dir)
    with _opened(copy) as archive:
        names = archive.namelist()
        if not {_DATABASE, _VAULT} <= set(names) or len(set(names)) != len(names):
            raise BackupDamaged(name=copy.name)
        waiting = paths.vault_file.with_name("vault.waiting")
        _unpack(archive, _VAULT, waiting, copy.name)
        try:
            opened = vault.unlock(waiting, login or _only_officer(waiting), password)
            for name in names:
                place = _plain_place(name, paths) or _calendar_place(name, paths) or _blob_place(name, paths)
                if place is not None:  # what no program of ours packs is left where it is
                    _unpack(archive, name, place, copy.name)
            _retire(paths, opened.key)
            waiting.replace(paths.vault_file)
        except BaseException:
            for left in (waiting, *(paths.database.with_name(_DATABASE + end) for end in ("", "-wal", "-shm"))):
                left.unlink(missing_ok=True)
            raise


def _plain_place(name: str, paths: Paths) -> Path | None:
    return next((one for one in (paths.database, *_of_this_place(paths)) if one.name == name), None)


def _of_this_place(paths: Paths) -> tuple[Path, ...]:
    """Return the files that no log holds: without them a restored desk would word and promise otherwise."""
    return paths.settings_file, paths.wordings_file, paths.villages_file


def _calendar_place(name: str, paths: Paths) -> Path | None:
    folder, _slash, year = name.partition("/")
    return paths.calendars / year if folder == paths.calendars.name and _YEAR.fullmatch(year) else None


def _only_officer(file: Path) -> str:
    officers = vault_file.officers(file)
    if len(officers) != 1:
        raise UnknownOfficer(login="")
    return officers[0].login


def _retire(paths: Paths, key: bytes) -> None:
    """Say in the database that its key may not go on: it is another life of a desk that may still be at work."""
    database = open_database(paths.database, key, write=True)
    try:
        with database.reading() as connection:
            asked = select(_station.c.key, _station.c.seq).join(_desk, _desk.c.station == _station.c.id)
            station, seq = connection.execute(asked).one()
        StoredExchangeBook(database, ClockFloor()).keep_document(
            RETIRED, Doubt(bytes(station), RESTORED, seq).to_bytes()
        )
    finally:
        database.close()


def _blob_place(name: str, paths: Paths) -> Path | None:
    folder, _slash, digest = name.partition("/")
    if folder != FOLDER or not _BLOB.fullmatch(digest):
        return None
    return paths.data_dir / FOLDER / digest[:2] / digest[2:4] / digest


def _unpack(archive: zipfile.ZipFile, name: str, place: Path, of: str) -> None:
    part = place.with_name(place.name + ".part")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(name) as source, new_file(part) as out:
            shutil.copyfileobj(source, out, _CHUNK)
            out.flush()
            os.fsync(out.fileno())
        part.replace(place)
    except (zipfile.BadZipFile, EOFError) as broken:
        part.unlink(missing_ok=True)
        raise BackupDamaged(name=of) from broken
    except OSError as failed:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)  # on a full disk it would hold the room that the next try needs
        raise write_fault(failed, place) from failed


@contextlib.contextmanager
def _opened(copy: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(copy)
    except OSError as failed:
        raise CannotRead(place=copy.name) from failed
    except zipfile.BadZipFile as broken:
        raise BackupDamaged(name=copy.name) from broken
    with archive:
        yield archive
