"""The sticks that are in this computer now. Looks at the system, so it belongs off the GUI thread."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStorageInfo

_REMOVABLE_ON_WINDOWS = 2
_WHERE_LINUX_MOUNTS_STICKS = ("/media/", "/run/media/")


@dataclass(frozen=True, slots=True)
class Drive:
    """A stick: where it is mounted, what it is called («KINGSTON (E:)»), bytes free, whether it is write-protected."""

    folder: Path
    name: str
    free: int
    read_only: bool = False


def removable_drives() -> tuple[Drive, ...]:
    """Return the sticks that are mounted, by name."""
    found = (_drive(volume) for volume in QStorageInfo.mountedVolumes() if volume.isValid() and volume.isReady())
    return tuple(sorted((drive for drive in found if drive is not None), key=lambda drive: drive.name))


def _drive(volume: QStorageInfo) -> Drive | None:
    folder = volume.rootPath()
    if not _is_removable(folder, bytes(volume.device().data()).decode(errors="replace")):
        return None
    return Drive(Path(folder), _name(volume.displayName(), folder), volume.bytesAvailable(), volume.isReadOnly())


def _name(label: str, folder: str) -> str:
    letter = folder.rstrip("/\\")
    if len(letter) == 2 and letter.endswith(":"):
        return f"{label} ({letter})" if label and label.rstrip("/\\") != letter else letter
    return label or Path(folder).name


def _is_removable(folder: str, device: str) -> bool:
    if sys.platform == "win32":
        import ctypes

        return int(ctypes.windll.kernel32.GetDriveTypeW(folder.replace("/", "\\"))) == _REMOVABLE_ON_WINDOWS
    if folder.startswith(_WHERE_LINUX_MOUNTS_STICKS):
        return True
    return device.startswith("/dev/") and _says_removable(Path(os.path.realpath(device)).name)


def _says_removable(block: str, system: Path = Path("/sys/class/block")) -> bool:
    """Ask the kernel; a partition stands inside the folder of its disk."""
    here = Path(os.path.realpath(system / block))
    return any(_reads_one(folder / "removable") for folder in (here, here.parent))


def _reads_one(flag: Path) -> bool:
    try:
        return flag.read_text(encoding="ascii").strip() == "1"
    except OSError:
        return False


def bytes_words(count: int) -> str:
    """Return a number of bytes as people say it: «5,8 GB», «3,1 MB», «40 KB»."""
    for unit, size in (("GB", 1_000_000_000), ("MB", 1_000_000)):
        if count >= size:
            return f"{count / size:.1f} {unit}".replace(".", ",")
    return f"{-(-count // 1000)} KB"
