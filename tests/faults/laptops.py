"""Laptops and a hub for stories of copies, thefts and clocks: real desks, real bundles, one folder a computer."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from app.domain.draft import Draft
from app.paths import Paths
from app.readings import DossierFilter
from app.services.drafts import read_draft
from app.services.incoming import Imported
from sync.hub.enrolment import Enrolments
from sync.hub.ingest import ingest
from sync.hub.outbox import write_answers
from sync.hub.program import Hub, HubPaths, open_hub
from tests.journeys.terminal import birth
from tests.storage.made_up import MONDAY
from tests.sync.hub.strangers import CHEAP, PASSWORD, Town
from ui.first_start import FirstStart, start_desk
from ui.program import Program, open_program

COMMUNE = "03394"


@dataclass
class Laptop:
    """A computer with a desk on it. now: what its clock says."""

    root: Path
    now: datetime = MONDAY
    id: str = field(default="")

    def __post_init__(self) -> None:
        self.paths.state_dir.mkdir(parents=True, exist_ok=True)
        (self.paths.state_dir / "machine").write_text(self.id or self.root.name)

    @property
    def paths(self) -> Paths:
        return Paths(self.root / "data", self.root / "state", self.root / "logs")

    @contextmanager
    def open(self, *, write: bool = True) -> Iterator[Program]:
        program = open_program(self.paths, login=None, password=lambda: PASSWORD, write=write, now=self.now)
        try:
            yield program
        finally:
            program.close()

    def accept(self, *names: str) -> list[str]:
        """Accept a birth registration for each name; return the codes."""
        with self.open() as desk:
            return [desk.intake.accept(draft_for(name), officer=desk.officer).dossier.code for name in names]

    def export(self, stick: Path) -> Path:
        stick.mkdir(exist_ok=True)
        with self.open() as desk:
            return desk.exchange.export(stick).path

    def reads(self, *paths: Path) -> tuple[Imported, ...]:
        with self.open() as desk:
            return desk.exchange.import_paths(paths)

    def station(self) -> bytes:
        with self.open(write=False) as desk:
            return desk.desk.station

    def dossiers(self) -> list[str]:
        """Return code and applicant of every dossier, sorted."""
        with self.open(write=False) as desk:
            return dossiers_of(desk)

    def backup(self) -> Path:
        """Put the data folder aside, as a backup on a stick would hold it."""
        kept = self.root / f"backup-{len(list(self.root.glob('backup-*')))}"
        shutil.copytree(self.paths.data_dir, kept)
        return kept

    def restore(self, backup: Path) -> None:
        shutil.rmtree(self.paths.data_dir)
        shutil.copytree(backup, self.paths.data_dir)

    def restore_from(self, other: Laptop) -> None:
        """Copy only the data folder of another computer here."""
        shutil.copytree(other.paths.data_dir, self.paths.data_dir)

    def disk_copied_to(self, root: Path) -> Laptop:
        """Copy the whole disk, anchors and the computer's id included."""
        shutil.copytree(self.root, root)
        return Laptop(root, self.now, self.id or self.root.name)


def dossiers_of(program: Program | Hub) -> list[str]:
    queries = program.queries if isinstance(program, Program) else program.store.queries
    lines = queries.page_at(DossierFilter(), order="received", offset=0, limit=500)
    return sorted(f"{line.code} {line.applicant}" for line in lines)


def draft_for(name: str) -> Draft:
    return read_draft(json.dumps(birth(name), ensure_ascii=False).encode(), today=MONDAY.date())


def make_laptop(root: Path, town: Town, *, number: int = 1, id: str = "") -> Laptop:
    laptop = Laptop(root, id=id)
    card = HubPaths(town.folder).card_file
    start_desk(
        laptop.paths,
        FirstStart(COMMUNE, number, "hoa", "Vàng Thị Hoa", None, card, True),
        password=PASSWORD,
        now=MONDAY,
        cost=CHEAP,
    )
    return laptop


@contextmanager
def hub_at(town: Town, now: datetime = MONDAY) -> Iterator[Hub]:
    with open_hub(HubPaths(town.folder), PASSWORD, write=True, now=now) as hub:
        yield hub


def province_takes(town: Town, *bundles: Path, now: datetime = MONDAY) -> tuple[Imported, ...]:
    with hub_at(town, now) as hub:
        return ingest(hub, bundles)


def province_enrols(town: Town) -> int:
    """Enrol every station whose request has come, as an operator who has compared the words."""
    with hub_at(town) as hub:
        enrolments = Enrolments(hub)
        waiting = enrolments.waiting()
        enrolments.enrol(waiting)
        return len(waiting)


def province_answers(town: Town, folder: Path, laptop: Laptop, *, now: datetime = MONDAY) -> Path:
    station = laptop.station()
    return answer_to(town, folder, station, now=now)


def answer_to(town: Town, folder: Path, station: bytes, *, now: datetime = MONDAY) -> Path:
    folder.mkdir(exist_ok=True)
    with hub_at(town, now) as hub:
        (written,) = write_answers(hub, folder, station=station.hex())
        return written.path


def round_trip(town: Town, folder: Path, laptop: Laptop) -> tuple[Imported, Imported]:
    """Bring a stick to the province and back; a station that asks is enrolled on the way."""
    (taken,) = province_takes(town, laptop.export(folder / f"to-{laptop.root.name}"))
    province_enrols(town)
    (heard,) = laptop.reads(province_answers(town, folder / f"from-{laptop.root.name}", laptop))
    return taken, heard


def weeks(count: int) -> timedelta:
    return timedelta(weeks=count)
