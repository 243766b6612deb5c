"""A practice desk with made-up people, made in a moment: the store is real, only the password is cheap to guess."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.clock import ZONE, FixedClock
from app.domain.dossier import Dossier
from app.paths import Paths, desk_paths
from app.services.catalogue import load_catalogue
from app.services.drafts import read_draft
from app.services.practice import fill
from storage.desk import NewDesk, create_desk, enrol_officer
from storage.vault_file import Cost
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


def accept_copy(program: Program, **changes: object) -> Dossier:
    """Take in a request for two copies of a birth certificate: 16.000 đ, due today, Pờ Xè Lòng."""
    applicant = {
        "kind": "person",
        "name": "Pờ Xè Lòng",
        "id_kind": "can_cuoc",
        "id_number": "012060004321",
        "birth_date": "1960-03-02",
        "sex": "male",
        "address": "Bản Căng Há, xã Sin Suối Hồ, Lai Châu",
    }
    asked = {
        "procedure": "2.000635",
        "applicant": applicant,
        "papers": [{"component": 0, "original": 1}, {"component": 2, "original": 1}],
        "fee_inputs": {"copies": 2},
        **changes,
    }
    draft = read_draft(json.dumps(asked).encode(), today=NOW.date())
    return program.intake.accept(draft, officer=program.officer).dossier


def ready_copy(program: Program, **changes: object) -> Dossier:
    """The same with its result on the desk, waiting to be fetched."""
    taken = accept_copy(program, **changes)
    return program.processing.complete(taken.id, officer=program.officer, number="12/TLKS-BS", signer="Lò Văn Pản")
