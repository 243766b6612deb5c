"""A made-up desk and made-up people for the tests of storage."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from app import canon
from app.canon import change_hash
from app.clock import ZONE, FixedClock
from app.domain.citizen import Applicant
from app.domain.deadline import Due, TimeLimit
from app.domain.events import KIND_OF, KINDS, DossierReceived, Event
from app.domain.facts import ProcedureRef, PromisedLimit, ReceivedPaper
from app.domain.ordering import GENESIS, Change
from app.paths import Paths
from app.ports import MergeResult
from storage.desk import NewDesk, OpenDesk, create_desk, open_desk
from storage.vault_file import Cost

MONDAY = datetime(2026, 11, 23, 8, 15, tzinfo=ZONE)
PASSWORD = "mật khẩu rất dài"
UNIT = "H35.99.12"
CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
STATION = b"station-at-home!"
KEYS = b"private keys of the station"
DAO = ProcedureRef("khai-sinh", "1.001193", "Thủ tục đăng ký khai sinh", "Hộ tịch", "2025-07-01")


def paths_in(folder: Path) -> Paths:
    return Paths(data_dir=folder / "data", state_dir=folder / "state", logs_dir=folder / "logs")


def new_desk(station: bytes = STATION, number: int = 1) -> NewDesk:
    return NewDesk("03388", "Xã Sin Suối Hồ", number, UNIT, True, station, KEYS)


def make_desk(folder: Path, *, station: bytes = STATION, number: int = 1, clock: FixedClock | None = None) -> OpenDesk:
    desk, _code = create_desk(
        paths_in(folder),
        new_desk(station, number),
        login="mai",
        name="Lò Thị Mai",
        password=PASSWORD,
        clock=clock or FixedClock(MONDAY),
        cost=CHEAP,
    )
    return desk


@contextmanager
def opened(folder: Path, *, write: bool = True) -> Iterator[OpenDesk]:
    desk = open_desk(paths_in(folder), "mai", PASSWORD, write=write, clock=FixedClock(MONDAY))
    try:
        yield desk
    finally:
        desk.close()


def officer_of(desk: OpenDesk) -> bytes:
    return desk.queries.officers()[0].id


def receipt(
    serial: int = 1001,
    name: str = "Giàng A Chống",
    *,
    at: datetime = MONDAY,
    id_number: str | None = "012090000123",
    address: str | None = "Bản Sin Suối Hồ, xã Sin Suối Hồ, Lai Châu",
    phone: str | None = "0912345678",
    procedure: ProcedureRef = DAO,
    due_days: int = 1,
    entry: int = 1,
) -> DossierReceived:
    return DossierReceived(
        code=f"{UNIT}-{at:%y%m%d}-{serial}",
        procedure=procedure,
        applicant=Applicant("person", name, "cccd", id_number, "1990-06-05", "male", address, phone),
        received_at=at,
        due=Due(at + timedelta(days=due_days), (), ()),
        limit=PromisedLimit(TimeLimit("working_day", due_days)),
        commune="03388",
        officer_name="Lò Thị Mai",
        form_version="01/2025",
        book="01/2026",
        entry=entry,
        papers=(ReceivedPaper(0, "Tờ khai", 1),),
    )


def accept(desk: OpenDesk, happened: DossierReceived, *, dossier_id: bytes | None = None) -> bytes:
    dossier_id = dossier_id or id_of(happened.code)
    with desk.units(officer_of(desk)) as unit:
        unit.record_dossier(dossier_id, happened)
    return dossier_id


def id_of(name: str) -> bytes:
    return random.Random(name).randbytes(16)


class ElsewhereLog:
    """The log of another station, as it would come out of a bundle."""

    def __init__(self, station: bytes = b"station-elsewher") -> None:
        self.station = station
        self.changes: list[Change] = []

    def add(
        self,
        dossier_id: bytes,
        event: Event,
        *,
        deps: Sequence[tuple[bytes, int]] = (),
        hlc: int | None = None,
        kind: str | None = None,
        version: int | None = None,
        body: bytes | None = None,
        flags: int = 0,
    ) -> Change:
        seq = len(self.changes) + 1
        known = KIND_OF[type(event)]
        change = Change(
            station=self.station,
            seq=seq,
            hlc=hlc if hlc is not None else (int(MONDAY.timestamp() * 1000) + seq) << 16,
            actor=b"officer-elsewher",
            aggregate_type=known.partition(".")[0],
            aggregate_id=dossier_id,
            kind=kind or known,
            version=version or KINDS[known][1],
            deps=tuple(deps),
            body=body if body is not None else canon.encode(event),
            flags=flags,
        )
        self.changes.append(change)
        return change

    def head(self, upto: int | None = None) -> bytes:
        chained = GENESIS
        for change in self.changes[:upto]:
            chained = change_hash(chained, change)
        return chained

    def merge_into(self, desk: OpenDesk, first: int = 1, last: int | None = None) -> MergeResult:
        last = last or len(self.changes)
        return desk.book.merge(self.changes[first - 1 : last], head=self.head(last))
