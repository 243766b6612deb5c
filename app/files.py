"""Whole files or none: written beside, synced, then put in place. World errors get their names here."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path
from typing import BinaryIO

from app.domain.errors import CannotWrite, DiskFull, DriveGone, EnvironmentFault


def fault_of(error: OSError, place: str) -> EnvironmentFault:
    """Return the refusal that names what the operating system said of a write to ``place``."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            return DiskFull(place=place)
        case errno.EIO | errno.ENODEV | errno.ENXIO | errno.ESTALE:
            return DriveGone(place=place)
        case _:
            return CannotWrite(place=place)


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
        raise fault_of(failed, path.name) from failed
