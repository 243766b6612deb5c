"""Desks to measure on: a practice desk, and one that holds 100,000 dossiers of a neighbour laptop."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import uuid_utils

from app import canon
from app.clock import SystemClock
from app.domain.draft import Draft, PaperEntry
from app.domain.events import KIND_OF, KINDS, DossierReceived
from app.domain.numbering import make_code
from app.domain.ordering import GENESIS, Change
from app.paths import Paths, desk_paths
from app.services.practice_people import make_person
from sync.wire.signing import StationKeys
from ui.first_start import FirstStart, start_desk
from ui.program import Program, open_program

PASSWORD = "mat-khau-thu-123"
CACHE = Path(__file__).parents[2] / "build" / "bench"


def new_desk(folder: Path) -> Paths:
    """Make an empty practice desk of Sin Suối Hồ."""
    paths = desk_paths(folder)
    paths = replace(paths, state_dir=folder / "state", logs_dir=folder / "logs")
    start_desk(paths, FirstStart("Sin Suối Hồ", 1, "do", "Giàng A Dơ", None, None, True), password=PASSWORD, now=None)
    return paths


def opened(paths: Paths) -> Program:
    """Open it for writing."""
    return open_program(paths, login="do", password=lambda: PASSWORD, write=True)


_chance = Random(7)


def a_draft(program: Program) -> Draft:
    """A birth registration with its least papers, of another citizen each time."""
    procedure = program.catalogue.procedure("1.001193", on=program.clock.now().date())
    papers = tuple(PaperEntry(n, original=1) for n, paper in enumerate(procedure.papers) if paper.required)
    person = make_person(_chance, commune_name="Sin Suối Hồ", today=program.clock.now().date())
    return Draft(procedure=procedure.id, applicant=person.applicant, papers=papers, summary="Đăng ký khai sinh cho con")


def large_desk(dossiers: int) -> Paths:
    """Return a desk holding so many dossiers; made once, then kept in the build folder."""
    folder = CACHE / f"desk-{dossiers}"
    paths = replace(desk_paths(folder), state_dir=folder / "state", logs_dir=folder / "logs")
    if (folder / "complete").exists():
        return paths
    shutil.rmtree(folder, ignore_errors=True)
    paths = new_desk(folder)
    program = opened(paths)
    try:
        changes = list(_neighbours_changes(program, dossiers))
        head = GENESIS
        for change in changes:
            head = canon.change_hash(head, change)
        program.book.merge(changes, head=head)
        program.storage.settle()
    finally:
        program.close()
    (folder / "complete").write_text("ok")
    return paths


def receipts(program: Program, dossiers: int, *, station: bytes) -> list[Change]:
    """Return receipts of another laptop, as a desk of that station recorded them."""
    return list(_neighbours_changes(program, dossiers, station=station))


def _neighbours_changes(program: Program, dossiers: int, *, station: bytes | None = None) -> Iterator[Change]:
    """Yield receipts of a second laptop: one real acceptance, varied in person, number and time."""
    pattern = program.intake.accept(a_draft(program), officer=program.officer).dossier
    timeline = program.queries.timeline(pattern.id)
    event = timeline[0].recorded.event
    assert isinstance(event, DossierReceived)
    station, chance, now = station or StationKeys.generate().station_id, Random(11), SystemClock().now()
    procedures = [row for row in program.catalogue.all() if row.code]
    for n in range(dossiers):
        at = (now - timedelta(minutes=3 * (dossiers - n))).replace(microsecond=0)
        person = make_person(chance, commune_name="Sin Suối Hồ", today=at.date())
        row = chance.choice(procedures)
        happened = replace(
            event,
            code=make_code(event.code.partition("-")[0], at.date(), 2001 + n % 999),
            applicant=person.applicant,
            procedure=replace(event.procedure, id=row.id, code=row.code or "", name=row.name, field=row.field),
            received_at=at,
            due=replace(event.due, at=at + timedelta(days=3)),
            entry=n + 1,
        )
        kind = KIND_OF[DossierReceived]
        yield Change(
            station,
            n + 1,
            int(at.timestamp() * 1000) << 16,
            program.officer.id,
            "dossier",
            uuid_utils.uuid7().bytes,
            kind,
            KINDS[kind][1],
            (),
            canon.encode(happened),
        )
