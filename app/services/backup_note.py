"""When this computer last wrote a copy of the desk (sao lưu); kept beside the data, for a copy cannot hold its own."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec

from app.clock import local
from app.files import write_whole
from app.paths import Paths

_MOST_BYTES = 4096


class BackupNote(msgspec.Struct, frozen=True):
    """A copy that was written and read back. changes: how many it holds."""

    at: datetime
    changes: int


def note_backup(paths: Paths, station: bytes, made: BackupNote) -> None:
    """Keep it in the place of the last. Raises DiskFull, CannotWrite, DriveGone."""
    paths.state_dir.mkdir(parents=True, exist_ok=True)
    write_whole(_file(paths, station), msgspec.json.encode(made))


def last_backup(paths: Paths, station: bytes) -> BackupNote | None:
    """Return the last copy noted for a station, None where none is, or the note cannot be read."""
    try:
        with _file(paths, station).open("rb") as stream:
            note = msgspec.json.decode(stream.read(_MOST_BYTES), type=BackupNote)
        return BackupNote(local(note.at), note.changes)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, ValueError):
        return None


def _file(paths: Paths, station: bytes) -> Path:
    return paths.state_dir / f"backup-{station.hex()}.json"
