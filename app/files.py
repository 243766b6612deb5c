"""Whole files or none: written beside, synced, then put in place. World errors get their names here."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path
from typing import BinaryIO

from app.domain.errors import CannotRead, CannotWrite, DiskFull, DriveGone, EnvironmentFault

_MOST_SECRET = 64 * 1024


def fault_of(error: OSError, place: str) -> EnvironmentFault:
    """Return the refusal that names what the operating system said of a write to ``place``."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            return DiskFull(place=place)
        case errno.EIO | errno.ENODEV | errno.ENXIO | errno.ESTALE:
            return DriveGone(place=place)
        case _:
            return CannotWrite(place=place)


def write_fault(error: OSError, path: Path) -> EnvironmentFault:
    """Return the refusal of writing one file: what is full or gone is the place, not the file."""
    fault = fault_of(error, path.name)
    return fault if isinstance(fault, CannotWrite) else type(fault)(place=str(path.parent))


def read_at_most(path: Path, limit: int) -> bytes:
    """Return a file's first bytes, one more than the limit where it is longer, for its reader to refuse.

    What a path says of its size is no bound: a device says 0 and never ends. Raises OSError.
    """
    with path.open("rb") as stream:
        return stream.read(limit + 1)


def read_secret(path: Path) -> str:
    """Return the one line of a password's file. Raises CannotRead."""
    try:
        return read_at_most(path, _MOST_SECRET).decode("utf-8-sig").rstrip("\r\n")  # Notepad begins files with a mark
    except (OSError, UnicodeDecodeError) as failed:
        raise CannotRead(place=path.name) from failed


def new_file(path: Path) -> BinaryIO:
    """Open a file that is new: what stood there goes, and a link is never followed.

    A stick may come with a link of the name we are about to write, pointing at the desk's own data.
    """
    path.unlink(missing_ok=True)
    return path.open("xb")


def write_whole(path: Path, data: bytes) -> None:
    """Write a file durably and at once: readers see the old bytes or all of the new ones.

    Raises DiskFull, CannotWrite, DriveGone; the old file stays then, and no part is left behind.
    """
    part = path.with_name(path.name + ".part")
    try:
        with new_file(part) as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except OSError as failed:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise write_fault(failed, path) from failed
