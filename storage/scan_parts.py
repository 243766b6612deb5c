"""Scans on their way in and out, part by part; what is not whole yet lies apart, sealed like the rest.

A part is sealed under a key made from the scan's own (``blob`` table), so that deleting that key deletes the
parts too. Nothing is announced here: a scan counts as held when its whole file stands under its digest.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from sqlalchemy import bindparam, select

from app.domain.errors import ScanDamaged
from app.files import fault_of, new_file
from storage.attachments import FOLDER, StoredAttachments
from storage.engine import Database
from storage.tables import BlobRow, ScanRow, table_of
from storage.upsert import unless_there

_PARTS = "parts"
_blob, _scan = table_of(BlobRow), table_of(ScanRow)
_named = select(_scan.c.sha256)
_all_named = select(_scan.c.sha256).distinct()
_newest_first = _scan.c.dossier_id.desc(), _scan.c.sha256
_is_named = select(_scan.c.sha256).where(_scan.c.sha256 == bindparam("sha256")).limit(1)
_stations_of = select(_scan.c.station).where(_scan.c.sha256 == bindparam("sha256")).distinct()
_new_key = unless_there(BlobRow, "sha256")
_row_of = select(_blob.c.key, _blob.c.size).where(_blob.c.sha256 == bindparam("sha256"))


class StoredScanParts:
    """See :class:`app.ports.ScanParts`."""

    def __init__(self, database: Database, attachments: StoredAttachments) -> None:
        self._database = database
        self._attachments = attachments
        self._folder = database.path.parent / FOLDER / _PARTS

    # ── what is named, what is here ──

    def lacking(
        self,
        *,
        limit: int,
        scanned_at: Collection[bytes] | None = None,
        turn: Callable[[str], int] | None = None,
    ) -> dict[str, tuple[int, ...]]:
        """Return scans that a dossier names and that are not here whole, newest dossiers first; the parts held.

        scanned_at: only those of these stations. turn: the lower comes first, whatever its dossier.
        """
        asked = _named if scanned_at is None else _named.where(_scan.c.station.in_(scanned_at))
        with self._database.reading() as connection:
            named = connection.execute(asked.order_by(*_newest_first)).scalars().all()
        lacking: dict[str, tuple[int, ...]] = {}
        each = list(dict.fromkeys(named))
        for sha256 in sorted(each, key=turn) if turn else each:
            if len(lacking) >= limit:
                break
            if not self._attachments.holds(sha256):
                lacking[sha256] = tuple(self._held(sha256))
        return lacking

    def is_named(self, sha256: str) -> bool:
        """Return whether a dossier held here names the scan."""
        with self._database.reading() as connection:
            return connection.execute(_is_named, {"sha256": sha256}).first() is not None

    def scanned_at(self, sha256: str) -> frozenset[bytes]:
        """Return the stations whose dossiers name the scan."""
        with self._database.reading() as connection:
            return frozenset(connection.execute(_stations_of, {"sha256": sha256}).scalars())

    def size(self, sha256: str) -> int:
        """Return the bytes of a scan that is here whole, 0 of any other."""
        if not self._attachments.holds(sha256):
            return 0
        with self._database.reading() as connection:
            noted = int(connection.execute(_row_of, {"sha256": sha256}).one().size)
        return noted or self._attachments.size_of_file(sha256)  # noted after the file: a crash may have come between

    # ── out ──

    def parts(self, sha256: str, *, part_bytes: int) -> Iterator[bytes]:
        """Yield a scan's parts, streaming. Raises ScanNotHere, ScanDamaged."""
        held = bytearray()
        for chunk in self._attachments.chunks(sha256):
            held += chunk
            while len(held) >= part_bytes:
                yield bytes(held[:part_bytes])
                del held[:part_bytes]
        if held:
            yield bytes(held)

    # ── in ──

    def keep_part(self, sha256: str, part: int, data: bytes) -> None:
        """Keep a part durably, encrypted. Raises DiskFull, CannotWrite."""
        if part in self._held(sha256):
            return
        place = self._place(sha256, part)
        sealed = ChaCha20Poly1305(_part_key(self._key(sha256))).encrypt(_nonce(part), data, bytes.fromhex(sha256))
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            unfinished = place.with_suffix(".part")
            with new_file(unfinished) as stream:
                stream.write(sealed)
                stream.flush()
                os.fsync(stream.fileno())
            unfinished.replace(place)
        except OSError as failed:
            raise fault_of(failed, self._folder.name) from failed

    def held_bytes(self) -> int:
        """Return how many bytes of parts wait for their others."""
        with contextlib.suppress(OSError):
            return sum(file.stat().st_size for file in self._folder.glob("*/*"))
        return 0

    def join(self, sha256: str, parts: int) -> bytes | None:
        """Store the scan once all its parts are here, and return its first bytes; None while some lack.

        Parts that make up anything else are dropped: then b"". Raises DiskFull, CannotWrite.
        """
        if self._held(sha256) != list(range(parts)):
            return None
        digest, first = hashlib.sha256(), b""
        try:
            for piece in self._opened(sha256, parts):
                digest.update(piece)
                first = first or piece[:1024]
            if digest.hexdigest() == sha256:
                self._attachments.put_pieces(sha256, self._opened(sha256, parts), key=self._key(sha256))
                return first
        except (InvalidTag, ScanDamaged):
            pass  # a disk that forgot: the scan is wanted again
        finally:
            self._drop(sha256)
        return b""

    def tidy(self) -> None:
        """Remove the parts of scans that nobody names any more; needs the database open for writing."""
        with self._database.reading() as connection:
            named = set(connection.execute(_all_named).scalars())
        for folder in _files(self._folder):
            if folder.name not in named:
                self._drop(folder.name)

    # ── inside ──

    def _opened(self, sha256: str, parts: int) -> Iterator[bytes]:
        cipher, name = ChaCha20Poly1305(_part_key(self._key(sha256))), bytes.fromhex(sha256)
        for part in range(parts):
            try:
                sealed = self._place(sha256, part).read_bytes()
            except OSError as failed:
                raise ScanDamaged(scan=sha256[:12]) from failed
            yield cipher.decrypt(_nonce(part), sealed, name)

    def _key(self, sha256: str) -> bytes:
        """Return the scan's key; one that comes for the first time gets it now. size: told when it is whole."""
        with self._database.writing() as connection:
            row = connection.execute(_row_of, {"sha256": sha256}).first()
            if row is not None:
                return bytes(row.key)
            connection.execute(_new_key, {"sha256": sha256, "key": secrets.token_bytes(32), "size": 0})
            return bytes(connection.execute(_row_of, {"sha256": sha256}).one().key)

    def _held(self, sha256: str) -> list[int]:
        folder = self._folder / sha256
        return sorted(int(file.name) for file in _files(folder) if file.name.isdecimal())

    def _place(self, sha256: str, part: int) -> Path:
        return self._folder / sha256 / str(part)

    def _drop(self, sha256: str) -> None:
        folder = self._folder / sha256
        for file in _files(folder):
            with contextlib.suppress(OSError):
                file.unlink()
        with contextlib.suppress(OSError):
            folder.rmdir()


def _files(folder: Path) -> Iterable[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return ()


def _part_key(key: bytes) -> bytes:
    """Return a key for the parts: the scan's own seals its chunks under the same small numbers."""
    return hashlib.sha256(b"motcua-part-1" + key).digest()


def _nonce(part: int) -> bytes:
    return part.to_bytes(12, "big")
