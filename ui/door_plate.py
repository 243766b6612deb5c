"""What a locked desk may say of itself: commune, desk number, practice or not. Nothing about a person.

The database is closed until an officer unlocks it, so these few words lie beside it in a small open file.
A missing or damaged plate only means that the unlock page says less.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from app.domain.errors import EnvironmentFault
from app.files import write_whole
from app.paths import Paths

if TYPE_CHECKING:
    from app.readings import Desk

PLATE = "door.json"
_LONGEST = 4096


@dataclass(frozen=True, slots=True)
class DoorPlate:
    """The words on the door (biển tên quầy). commune: full name («Xã Sin Suối Hồ»); station_number: K."""

    commune: str
    station_number: int
    practice: bool


def plate_of(desk: Desk, commune: str) -> DoorPlate:
    """Return the plate of an open desk. commune: its full name."""
    return DoorPlate(commune, desk.station_number, desk.practice)


def read_plate(paths: Paths) -> DoorPlate | None:
    """Return the plate kept beside the desk, None without a readable one."""
    try:
        told = json.loads((paths.data_dir / PLATE).read_bytes()[:_LONGEST])
        return DoorPlate(str(told["commune"]), int(told["station_number"]), bool(told["practice"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep_plate(paths: Paths, plate: DoorPlate) -> None:
    """Keep the plate for the next unlock. A folder that cannot be written to must not keep anybody out."""
    if read_plate(paths) != plate:
        with contextlib.suppress(EnvironmentFault):
            write_whole(paths.data_dir / PLATE, json.dumps(asdict(plate), ensure_ascii=False).encode())
