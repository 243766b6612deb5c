"""Half uploads on disk: each a ``.part`` whose size is its offset and a ``.json`` that says whose it is.

A part of an upload counts when it is synced. What is whole and right is handed over once, after a crash again.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from app.domain.errors import DiskFull
from app.files import fault_of, write_whole
from app.logs import logger

KEPT_FOR = timedelta(days=14)
SPARE_BYTES = 64 << 20
"""Never fill the disk to the last byte: the database lives there too."""

_PIECE = 256 * 1024


class NoRoom(Exception):
    """The disk of this end is full; what is here stays."""


class TooMuch(Exception):
    """More than this station may leave here."""


class WrongFile(Exception):
    """The whole file is not what was announced; it is gone and has to come anew."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one caller may leave here. Callers of one bucket share it: strangers do."""

    bucket: str
    most_halves: int
    most_bytes: int


class Upload(msgspec.Struct, frozen=True):
    """One upload as it was announced. done: handed over; kept so that the same file again is a no-op."""

    id: str
    bucket: str
    station: str
    length: int
    sha256: str | None
    done: bool = False


@dataclass(frozen=True, slots=True)
class Parcel:
    """A whole file that is here now. The path is the taker's to move away."""

    path: Path
    sha256: str
    size: int
    station: bytes


class Spool:
    """The folder of half uploads. hand_over: hears of every whole file; it has to move the file away to keep it."""

    def __init__(
        self,
        folder: Path,
        hand_over: Callable[[Parcel], None],
        *,
        now: Callable[[], datetime],
        free_bytes: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free,
    ) -> None:
        self._folder, self._hand_over, self._now, self._free_bytes = folder, hand_over, now, free_bytes
        self._done = folder / "done"
        self._done.mkdir(parents=True, exist_ok=True)
        self._swept_at = now()
        self.sweep()
        for upload in list(self._halves()):
            if self.part(upload).exists() and self.offset(upload) == upload.length:
                with suppress(WrongFile):
                    self.finish(upload)

    def open(self, station: bytes, *, length: int, sha256: str | None, allowance: Allowance) -> tuple[Upload, bool]:
        """Return the upload for a file, and whether it is new. One file of one station is one upload.

        The oldest half upload of a bucket gives way when there are too many. Raises TooMuch, NoRoom.
        """
        if self._now() - self._swept_at > timedelta(hours=1):
            self.sweep()
        name = _id_of(station, sha256) if sha256 else secrets.token_hex(16)
        known = self.find(name, station)
        if known is not None and known.length == length:
            return known, False
        if length > allowance.most_bytes:
            raise TooMuch
        self._make_way(allowance, length)
        if self._free_bytes(self._folder) < length + SPARE_BYTES:
            raise NoRoom
        made = Upload(name, allowance.bucket, station.hex(), length, sha256)
        with _on_disk():
            write_whole(self._folder / f"{made.id}.json", msgspec.json.encode(made))
            self.part(made).write_bytes(b"")
        return made, True

    def find(self, name: str, station: bytes) -> Upload | None:
        """Return a station's upload; another station's is none."""
        if len(name) != 32 or not set(name) <= set("0123456789abcdef"):
            return None  # no path is ever built of what came
        found = self._read(self._folder / f"{name}.json") or self._read(self._done / f"{name}.json")
        return found if found is not None and found.station == station.hex() else None

    def offset(self, upload: Upload) -> int:
        """Return how many bytes are here for good."""
        if upload.done:
            return upload.length
        try:
            return self.part(upload).stat().st_size
        except FileNotFoundError:
            return 0

    def expires_at(self, upload: Upload) -> datetime:
        """Return until when the half upload is kept."""
        try:
            touched = datetime.fromtimestamp(self.part(upload).stat().st_mtime, tz=self._now().tzinfo)
        except FileNotFoundError:
            touched = self._now()
        return touched + KEPT_FOR

    def append(self, upload: Upload, pieces: Iterable[bytes]) -> int:
        """Write further bytes and sync them; return the new offset. Raises TooMuch past the length, NoRoom."""
        offset = self.offset(upload)
        with _on_disk(), self.part(upload).open("r+b" if self.part(upload).exists() else "wb") as out:
            out.seek(offset)
            try:
                for piece in pieces:
                    if offset + len(piece) > upload.length:
                        raise TooMuch
                    out.write(piece)
                    offset += len(piece)
                out.flush()
                os.fsync(out.fileno())
            except OSError:
                with suppress(OSError):
                    out.truncate(min(offset, upload.length))
                raise
        return offset

    def finish(self, upload: Upload) -> None:
        """Hand a whole upload over. Raises WrongFile where it is not the file announced."""
        part = self.part(upload)
        sha256 = _sha256_of(part)
        if upload.sha256 is not None and sha256 != upload.sha256:
            self.drop(upload)
            raise WrongFile
        self._hand_over(Parcel(part, sha256, upload.length, bytes.fromhex(upload.station)))
        done = msgspec.structs.replace(upload, done=True, sha256=sha256)
        write_whole(self._done / f"{upload.id}.json", msgspec.json.encode(done))
        self.drop(upload)
        logger("link").info("upload_whole", station=bytes.fromhex(upload.station), bytes=upload.length)

    def drop(self, upload: Upload) -> None:
        """Forget an upload."""
        self.part(upload).unlink(missing_ok=True)
        (self._folder / f"{upload.id}.json").unlink(missing_ok=True)

    def sweep(self) -> None:
        """Drop what nobody touched for 14 days, and parts that nothing announces."""
        self._swept_at = now = self._now()
        too_old = (now - KEPT_FOR).timestamp()
        for note in (*self._folder.glob("*.json"), *self._done.glob("*.json")):
            part = self._folder / f"{note.stem}.part"
            if max(path.stat().st_mtime for path in (note, part) if path.exists()) < too_old:
                note.unlink(missing_ok=True)
                part.unlink(missing_ok=True)
        for part in self._folder.glob("*.part"):
            if not part.with_suffix(".json").exists():
                part.unlink(missing_ok=True)

    def part(self, upload: Upload) -> Path:
        """Return where the bytes lie."""
        return self._folder / f"{upload.id}.part"

    def _make_way(self, allowance: Allowance, length: int) -> None:
        halves = [one for one in self._halves() if one.bucket == allowance.bucket]
        halves.sort(key=lambda one: self.expires_at(one))
        bytes_left = allowance.most_bytes - length
        while halves and (len(halves) >= allowance.most_halves or sum(one.length for one in halves) > bytes_left):
            oldest = halves.pop(0)
            logger("link").info("half_upload_gave_way", station=bytes.fromhex(oldest.station))
            self.drop(oldest)

    def _halves(self) -> Iterator[Upload]:
        for note in self._folder.glob("*.json"):
            found = self._read(note)
            if found is not None:
                yield found

    def _read(self, note: Path) -> Upload | None:
        try:
            return msgspec.json.decode(note.read_bytes(), type=Upload)
        except (OSError, msgspec.MsgspecError):
            return None


def _id_of(station: bytes, sha256: str) -> str:
    return hashlib.sha256(b"up1" + station + bytes.fromhex(sha256)).hexdigest()[:32]


def _sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


@contextmanager
def _on_disk() -> Iterator[None]:
    """Turn a full disk into NoRoom, whoever noticed it."""
    try:
        yield
    except DiskFull as full:
        raise NoRoom from full
    except OSError as failed:
        if isinstance(fault_of(failed, ""), DiskFull):
            raise NoRoom from failed
        raise
