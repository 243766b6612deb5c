"""Writing to sticks and reading from them: whole files or none, and a named reason when it fails.

A bundle counts as written only after its bytes were synced, read back from the medium, compared
and opened; only then does it get its name, and only then may the officer pull the stick.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO, cast

from app.domain.errors import CannotRead, DiskFull, DriveGone, EnvironmentFault
from app.files import fault_of, new_file

ENDING = ".goi"
PART_ENDING = ".goi.part"
RESERVE_BYTES = 64 * 1024
_PIECE = 256 * 1024
_MAX_LISTED = 10_000

Progress = Callable[[str, int, int], None]
"""Hears ``(stage, done, total)``: stage ``write`` or ``check``; total is an estimate while writing."""


class WriteCancelled(Exception):
    """The officer asked to stop; nothing was left on the medium."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was read back from the medium and found right. sha256: hex."""

    path: Path
    sha256: str
    size: int


def bundle_stem(*, commune: str, number: int, day: date) -> str:
    """Return ``<commune>-<K>-<yymmdd>``; for people, and ASCII for any file system."""
    return f"{commune}-{number}-{day:%y%m%d}"


def estimated_size(changes: int) -> int:
    """Return a size that a bundle of so many changes will hardly exceed, in bytes."""
    return 16 * 1024 + 512 * changes


# ── writing ──────────────────────────────────────────────────────────────────────────────────


def write_bundle(
    folder: Path,
    stem: str,
    *,
    pack: Callable[[BinaryIO], object],
    verify: Callable[[BinaryIO], object],
    estimate: int,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Written:
    """Write ``<stem>-<8 hex of its SHA-256>.goi`` into a folder.

    pack writes the bytes; verify reads them back whole and raises if they are not what was meant.
    estimate: bytes needed; refused before the start if the medium has less. Raises DiskFull,
    CannotWrite, DriveGone, WriteCancelled; then no ``.goi`` appears and the part is removed if possible.
    """
    check_room(folder, estimate)
    part = folder / (stem + PART_ENDING)
    watch = _Watch("write", estimate, progress, cancelled)
    try:
        sha256, size = _write_part(part, pack, watch)
        _read_back(part, verify, sha256=sha256, watch=_Watch("check", size, progress, cancelled))
        path = folder / f"{stem}-{sha256[:8]}{ENDING}"
        part.replace(path)
        _sync_folder(folder)
    except OSError as error:
        _drop(part)
        raise _write_fault(error, folder) from error
    except BaseException:
        _drop(part)
        raise
    return Written(path, sha256, size)


def check_room(folder: Path, needed: int) -> None:
    """Raise DiskFull where the folder's medium has not the bytes needed, DriveGone where there is no folder."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise _write_fault(error, folder) from error
    if free < needed + RESERVE_BYTES:
        raise DiskFull(place=str(folder))


def _write_part(part: Path, pack: Callable[[BinaryIO], object], watch: _Watch) -> tuple[str, int]:
    with new_file(part) as stream:
        sink = _HashingSink(stream, watch)
        pack(cast("BinaryIO", sink))
        stream.flush()
        os.fsync(stream.fileno())
    return sink.digest.hexdigest(), sink.size


def _read_back(part: Path, verify: Callable[[BinaryIO], object], *, sha256: str, watch: _Watch) -> None:
    """Compare what the medium gives back; a stick that forgot bytes is not there."""
    digest = hashlib.sha256()
    with part.open("rb") as stream:
        _forget_cached(stream)
        while piece := stream.read(_PIECE):
            digest.update(piece)
            watch.advance(len(piece))
        if digest.hexdigest() != sha256:
            raise OSError(errno.EIO, "the bytes read back differ")
        stream.seek(0)
        verify(stream)


def _forget_cached(stream: BinaryIO) -> None:
    """Ask the system to read from the medium and not from its memory, where it can be asked."""
    if hasattr(os, "posix_fadvise"):
        with contextlib.suppress(OSError):
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # a folder cannot be opened there; the rename is journalled
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some file systems cannot sync a folder
            raise
    finally:
        os.close(handle)


def _drop(part: Path) -> None:
    with contextlib.suppress(OSError):
        part.unlink(missing_ok=True)


def _write_fault(error: OSError, folder: Path) -> EnvironmentFault:
    if error.errno in (errno.ENOENT, errno.ENOTCONN):
        return DriveGone(place=str(folder))
    return fault_of(error, str(folder))


class _Watch:
    """Tells progress and asks whether to stop."""

    def __init__(self, stage: str, total: int, progress: Progress | None, cancelled: Callable[[], bool] | None) -> None:
        self._stage, self._total, self._progress, self._cancelled = stage, total, progress, cancelled
        self._done = 0

    def advance(self, count: int) -> None:
        self._done += count
        if self._cancelled and self._cancelled():
            raise WriteCancelled
        if self._progress:
            self._progress(self._stage, self._done, max(self._total, self._done))


class _HashingSink:
    """The part file as ``pack`` sees it: it can only be written on."""

    def __init__(self, stream: BinaryIO, watch: _Watch) -> None:
        self._stream, self._watch = stream, watch
        self.digest = hashlib.sha256()
        self.size = 0

    def write(self, piece: bytes) -> int:
        self._stream.write(piece)
        self.digest.update(piece)
        self.size += len(piece)
        self._watch.advance(len(piece))
        return len(piece)

    def flush(self) -> None:
        self._stream.flush()


# ── reading ──────────────────────────────────────────────────────────────────────────────────


def bundles_in(folder: Path) -> list[Path]:
    """Return the ``*.goi`` files right in a folder, by name; no links, no folders, nothing unfinished.

    Raises CannotRead.
    """
    found: list[Path] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.lower().endswith(ENDING) and entry.is_file(follow_symlinks=False):
                    found.append(Path(entry.path))
                if len(found) >= _MAX_LISTED:
                    break
    except OSError as error:
        raise CannotRead(place=str(folder)) from error
    return sorted(found)


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a regular file for reading; pipes and devices would make us wait for ever.

    Raises CannotRead, DriveGone, also for read errors inside the block.
    """
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as stream:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise CannotRead(place=path.name)
            yield stream
    except OSError as error:
        if error.errno in (errno.EIO, errno.ENODEV, errno.ENXIO, errno.ESTALE):
            raise DriveGone(place=path.name) from error
        raise CannotRead(place=path.name) from error


def read_small(path: Path, *, limit: int) -> bytes:
    """Return a small file whole, at most one byte over the limit, for its reader to refuse.

    Raises CannotRead, DriveGone.
    """
    with opened(path) as stream:
        return stream.read(limit + 1)
