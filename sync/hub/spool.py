"""The hub's spool: whoever receives a bundle lays it here and is gone; workers read it in (SYNC §2.12).

The file is whole in the folder before its row is there, and its row is done before the file goes.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path

from app.files import fault_of
from app.ports import Spooled
from storage.spool import QUEUED, StoredSpool
from sync.hub.program import Hub

_MOST_LETTERS = 120


def spool_in(hub: Hub, path: Path, sha256: str, *, name: str = "") -> Spooled:
    """Take over a whole file and queue it; the same file again is told where it stands. The file is gone then.

    path: on the same disk as the hub's folder. sha256: of its bytes, in hex, as the caller has checked.
    Raises DiskFull, CannotWrite, DatabaseGone: then the file is where it was, or will be found by :func:`sweep`.
    """
    spool = StoredSpool(hub.store.database)
    known = spool.find(sha256)
    if known is not None and known.state in (QUEUED, "done"):
        path.unlink(missing_ok=True)
        return known
    size = _put_in_place(hub.paths.spool, path, sha256)
    return spool.put(sha256, name=name[:_MOST_LETTERS], size=size, at=hub.clock.now())


def spooled(hub: Hub, sha256: str) -> Spooled | None:
    """Return where a file stands: queued, done, partial, quarantined, refused; None if it never came."""
    return StoredSpool(hub.store.database).find(sha256)


def newest_answer(hub: Hub, station: bytes) -> Path | None:
    """Return the last answer a worker wrote for a station."""
    found = [(file.stat().st_mtime_ns, file) for file in hub.paths.outbox.glob(f"{station.hex()}/*.goi")]
    return max(found)[1] if found else None


def sweep(hub: Hub) -> int:
    """Put the folder and its rows right after a crash: files without a row are queued. Returns how many."""
    spool, queued = StoredSpool(hub.store.database), 0
    for file in sorted(hub.paths.spool.glob("*")):
        if len(file.name) != 64:
            continue  # a part, or the note of a reading
        row = spool.find(file.name)
        if row is None:
            if _sha256(file) == file.name:
                spool.put(file.name, name="", size=file.stat().st_size, at=hub.clock.now())
                queued += 1
        elif row.state != QUEUED:
            file.unlink(missing_ok=True)
    return queued


def _put_in_place(folder: Path, path: Path, sha256: str) -> int:
    try:
        folder.mkdir(exist_ok=True)
        if not path.exists() and (folder / sha256).exists():
            return (folder / sha256).stat().st_size  # put there before, and the database was gone for its row
        with path.open("rb") as stream:
            os.fsync(stream.fileno())
        size = path.stat().st_size
        path.replace(folder / sha256)
        if os.name != "nt":
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
    except OSError as failed:
        raise fault_of(failed, folder.name) from failed
    return size


def _sha256(path: Path) -> str:
    with contextlib.suppress(OSError), path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
    return ""
