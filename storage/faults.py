"""What the database engine says when the world fails, turned into our refusals: the one place for it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from app.domain.errors import CannotWrite, DatabaseDamaged, DeskInUse, DiskFull, Refusal

_LITTLE_ROOM = 1 << 20


def refusal_of(error: BaseException, database: Path) -> Refusal | None:
    """Return the refusal behind an engine error; None if it is a bug of ours.

    sqlcipher3 gives no error codes, so its fixed English sentences are read.
    """
    said = str(error)
    place = database.parent.name or str(database.parent)
    if "disk is full" in said:
        return DiskFull(place=place)
    if "disk I/O error" in said:
        return DiskFull(place=place) if _no_room(database) else CannotWrite(place=place)
    if "readonly database" in said or "unable to open database file" in said:
        return CannotWrite(place=place)
    if "is locked" in said:
        return DeskInUse()
    if "not a database" in said or "malformed" in said:
        return DatabaseDamaged(reason=database.name)
    return None


def _no_room(database: Path) -> bool:
    """Tell a full disk from a broken one: SQLite says only «disk I/O error» at a file-size limit."""
    try:
        if shutil.disk_usage(database.parent).free < _LITTLE_ROOM:
            return True
    except OSError:
        return False
    if sys.platform == "win32":
        return False
    import resource

    return resource.getrlimit(resource.RLIMIT_FSIZE)[0] != resource.RLIM_INFINITY
