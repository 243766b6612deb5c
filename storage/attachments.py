"""Scans on disk: stored once under their digest, ``blobs/ab/cd/<sha256>``, each sealed under a key of its own.

The keys lie in the encrypted database, so the folder alone says nothing. A blob is whole on disk (part file,
fsync, rename, fsync of the folder) before the event that names it is recorded: a crash in between leaves an
orphan, and a marker by which the next start knows to look for it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from sqlalchemy import bindparam, delete, select, update

from app.domain.errors import ScanDamaged, ScanNotHere
from app.files import fault_of, new_file
from app.ports import Blob
from storage.engine import Database
from storage.tables import BlobRow, ScanRow, table_of
from storage.ways import ways_of

FOLDER = "blobs"
MAGIC = b"motcua-blob-1\n"
CHUNK = 64 * 1024
_TAG = 16
_UNSETTLED = "unsettled"
"""This file stands while blobs come and go; found at the start, a session ended without tidying up."""

_blob, _scan = table_of(BlobRow), table_of(ScanRow)
_key_of = select(_blob.c.key).where(_blob.c.sha256 == bindparam("sha256"))
_all_blobs = select(_blob.c.sha256, _blob.c.key)
_is_named = select(_scan.c.sha256).where(_scan.c.sha256 == bindparam("sha256")).limit(1)
_unnamed = select(_blob.c.sha256).where(_blob.c.sha256.not_in(select(_scan.c.sha256)))
_named_here = select(_scan.c.sha256).where(_scan.c.station == bindparam("station")).distinct()
_keep_size = update(_blob).where(_blob.c.sha256 == bindparam("of")).values(size=bindparam("bytes"))
_drop = delete(_blob).where(_blob.c.sha256 == bindparam("gone"))


@dataclass(frozen=True, slots=True)
class CheckedBlobs:
    """What a check of the scans found, by SHA-256. missing: scanned at this desk, and not there."""

    missing: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()


class StoredAttachments:
    """See :class:`app.ports.Attachments`. Writing needs the desk open for writing."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._folder = database.path.parent / FOLDER
        self._came: set[str] = set()

    def put(self, data: bytes) -> Blob:
        """Store the bytes durably; what is there already is not stored again. Raises DiskFull, CannotWrite."""
        sha256 = hashlib.sha256(data).hexdigest()
        key = self._key(sha256)
        if key is None or not self._is_whole(sha256, key):
            key = secrets.token_bytes(32)
            self._write(sha256, (data,), key)
        self._came.add(sha256)
        return Blob(sha256, len(data), key)

    def read(self, sha256: str) -> bytes:
        """Return the bytes. Raises ScanNotHere, ScanDamaged."""
        key = self._key(sha256)
        if key is None:
            raise ScanNotHere
        try:
            data = b"".join(plain_chunks(self._place(sha256), key, sha256))
        except (OSError, InvalidTag, ValueError) as failed:
            raise ScanDamaged(scan=sha256[:12]) from failed
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ScanDamaged(scan=sha256[:12])
        return data

    def put_pieces(self, sha256: str, pieces: Iterable[bytes], *, key: bytes) -> None:
        """Store bytes that came in pieces and were compared with their digest. Raises DiskFull, CannotWrite."""
        size = self._write(sha256, pieces, key)
        with self._database.writing() as connection:
            connection.execute(_keep_size, {"of": sha256, "bytes": size})

    def chunks(self, sha256: str) -> Iterator[bytes]:
        """Yield the bytes of a scan in small pieces. Raises ScanNotHere, ScanDamaged."""
        key = self._key(sha256)
        if key is None:
            raise ScanNotHere
        try:
            yield from plain_chunks(self._place(sha256), key, sha256)
        except (OSError, InvalidTag, ValueError) as failed:
            raise ScanDamaged(scan=sha256[:12]) from failed

    def holds(self, sha256: str) -> bool:
        """Return whether the bytes are on this computer; they are not read."""
        return self._key(sha256) is not None and self._place(sha256).is_file()

    def size_of_file(self, sha256: str) -> int:
        """Return how many plain bytes a stored file holds, reckoned from its own length; 0 where there is none."""
        try:
            sealed = self._place(sha256).stat().st_size - len(MAGIC)
        except OSError:
            return 0
        return max(sealed - -(-sealed // (CHUNK + _TAG)) * _TAG, 0)

    def forget(self, digests: Iterable[str]) -> None:
        """Delete what no dossier names any more: first the key, without which the file says nothing."""
        for sha256 in digests:
            with self._database.writing() as connection:
                with ways_of(connection).seeing_all(connection):
                    is_named = connection.execute(_is_named, {"sha256": sha256}).first() is not None
                if is_named:
                    continue
                connection.execute(_drop, {"gone": sha256})
            self._unlink(sha256)

    def settle(self) -> None:
        """Tidy up after this session: what it stored and nothing names, because its act was refused after all."""
        if not self._database.can_write or not (self._folder / _UNSETTLED).exists():
            return
        self.forget(self._came)
        self._came.clear()
        with contextlib.suppress(OSError):
            (self._folder / _UNSETTLED).unlink()

    def recover(self) -> int:
        """Remove what a session left that crashed: parts, orphans, keys of nothing. Returns how many files went."""
        if not self._database.can_write or not (self._folder / _UNSETTLED).exists():
            return 0
        with self._database.reading() as connection:
            unnamed = connection.execute(_unnamed).scalars().all()
        self.forget(unnamed)
        with self._database.reading() as connection:
            known = {row.sha256 for row in connection.execute(_all_blobs)}
        strays = [file for file in self._folder.glob("??/??/*") if file.name not in known]
        for stray in strays:
            with contextlib.suppress(OSError):
                stray.unlink()
        with contextlib.suppress(OSError):
            (self._folder / _UNSETTLED).unlink()
        return len(strays)

    def check(self, station: bytes) -> CheckedBlobs:
        """Read every blob to its end. station: what was scanned there must be here; what came from elsewhere may."""
        with self._database.reading() as connection:
            keys = {row.sha256: bytes(row.key) for row in connection.execute(_all_blobs)}
            named = set(connection.execute(_named_here, {"station": station}).scalars())
        missing = {sha256 for sha256 in named | set(keys) if sha256 not in keys or not self._place(sha256).is_file()}
        damaged = [sha256 for sha256 in keys if sha256 not in missing and not self._is_whole(sha256, keys[sha256])]
        return CheckedBlobs(tuple(sorted(missing & named)), tuple(sorted(damaged)))

    # ── inside ──

    def _key(self, sha256: str) -> bytes | None:
        with self._database.reading() as connection:
            key = connection.execute(_key_of, {"sha256": sha256}).scalar()
        return None if key is None else bytes(key)

    def _place(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256[2:4] / sha256

    def _is_whole(self, sha256: str, key: bytes) -> bool:
        digest = hashlib.sha256()
        try:
            for chunk in plain_chunks(self._place(sha256), key, sha256):
                digest.update(chunk)
        except (OSError, InvalidTag, ValueError):
            return False
        return digest.hexdigest() == sha256

    def _write(self, sha256: str, pieces: Iterable[bytes], key: bytes) -> int:
        """Write the file whole; return how many plain bytes it holds."""
        size = 0
        place = self._place(sha256)
        part = place.with_name(f"{sha256}.part")
        try:
            self._mark_unsettled()
            place.parent.mkdir(parents=True, exist_ok=True)
            with new_file(part) as stream:
                for plain, sealed in sealed_chunks(pieces, key, sha256):
                    stream.write(sealed)
                    size += plain
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(place)
            for folder in (place.parent, place.parent.parent, self._folder):
                _sync_folder(folder)
        except OSError as failed:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            raise fault_of(failed, self._folder.parent.name) from failed
        return size

    def _mark_unsettled(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / _UNSETTLED).touch()

    def _unlink(self, sha256: str) -> None:
        place = self._place(sha256)
        with contextlib.suppress(OSError):
            place.unlink(missing_ok=True)
            place.parent.rmdir()  # only where it is empty now
            place.parent.parent.rmdir()


def sealed_chunks(pieces: Iterable[bytes], key: bytes, sha256: str) -> Iterator[tuple[int, bytes]]:
    """Yield the file: the magic, then each chunk sealed with its number and whether it is the last.

    Each with how many plain bytes it stands for.
    """
    cipher, name = ChaCha20Poly1305(key), bytes.fromhex(sha256)
    yield 0, MAGIC
    chunks = _of_one_size(pieces)
    number, chunk = 0, next(chunks, b"")
    while chunk:
        following = next(chunks, b"")
        yield len(chunk), cipher.encrypt(_nonce(number, is_last=not following), chunk, name)
        number, chunk = number + 1, following


def _of_one_size(pieces: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) >= CHUNK:
            yield bytes(held[:CHUNK])
            del held[:CHUNK]
    if held:
        yield bytes(held)


def plain_chunks(place: Path, key: bytes, sha256: str) -> Iterator[bytes]:
    """Yield the plain chunks. Raises OSError, InvalidTag, ValueError for anything but the file as it was written."""
    cipher, name = ChaCha20Poly1305(key), bytes.fromhex(sha256)
    with place.open("rb") as stream:
        if stream.read(len(MAGIC)) != MAGIC:
            raise ValueError(place.name)
        number, sealed = 0, _next(stream)
        while sealed:
            following = _next(stream)
            yield cipher.decrypt(_nonce(number, is_last=not following), sealed, name)
            number, sealed = number + 1, following


def _next(stream: BinaryIO) -> bytes:
    return stream.read(CHUNK + _TAG)


def _nonce(number: int, *, is_last: bool) -> bytes:
    """Return a nonce that keeps chunks in order and a cut file from passing; the key is used for this blob only."""
    return bytes(7) + number.to_bytes(4, "big") + bytes([is_last])


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # Windows syncs the entry with the file
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
