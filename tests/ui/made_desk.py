"""A practice desk with made-up people, made in a moment: the store is real, only the password is cheap to guess."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.clock import ZONE, FixedClock
from app.paths import Paths, desk_paths
from app.services.catalogue import load_catalogue
from app.services.practice import fill
from storage.desk import NewDesk, create_desk, enrol_officer
from storage.vault import Cost
from sync.wire.signing import StationKeys
from ui.door_plate import keep_plate, plate_of
from ui.program import Program, open_program

NOW = datetime(2026, 11, 23, 9, 40, tzinfo=ZONE)
PASSWORD = "matkhau123456"
CHEAP = Cost(memory_kib=8192, passes=1, lanes=1)


@dataclass(frozen=True, slots=True)
class MadeDesk:
    """Where the desk is and the code that was printed."""

    paths: Paths
    recovery_code: str

    def open(self, login: str = "do") -> Program:
        """Open it for writing; close the program yourself."""
        return open_program(self.paths, login=login, password=lambda: PASSWORD, write=True, now=NOW)


def make_desk(folder: Path, *, dossiers: int = 0, officers: tuple[tuple[str, str], ...] = ()) -> MadeDesk:
    """Make the practice desk of Sin Suối Hồ with Giàng A Dơ and further ``(login, name)``."""
    paths = desk_paths(folder)
    keys = StationKeys.generate()
    commune = load_catalogue().commune("Sin Suối Hồ")
    asked = NewDesk(commune.code, commune.name, 1, commune.practice_unit_code, True, keys.station_id, keys.to_bytes())
    clock = FixedClock(NOW)
    desk, code = create_desk(paths, asked, login="do", name="Giàng A Dơ", password=PASSWORD, clock=clock, cost=CHEAP)
    for login, name in officers:
        by = desk.owner.id if desk.owner is not None else b""
        enrol_officer(desk, login=login, name=name, password=PASSWORD, role="receiver", by=by, clock=clock)
    desk.close()
    made = MadeDesk(paths, code)
    program = made.open()
    keep_plate(paths, plate_of(program.desk, commune.full_name))
    if dossiers:
        fill(program.practice_tools(), dossiers=dossiers, seed=1, since=None, until=None)
    program.close()
    return made
