"""One writer per desk: a file lock that the operating system drops when the program dies."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout

from app.domain.errors import DeskInUse
from app.files import fault_of


def hold(lock_file: Path) -> FileLock:
    """Take the desk for writing until ``release()``. Raises DeskInUse, CannotWrite; readers need no lock."""
    lock = FileLock(str(lock_file), timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout as held:
        raise DeskInUse() from held
    except OSError as failed:
        raise fault_of(failed, lock_file.parent.name) from failed
    return lock
