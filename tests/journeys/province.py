"""A small province for journeys: a practice hub, two laptops of Sin Suối Hồ and one of another commune.

Made once without the slow key stretching, then copied for every test; what happens afterwards goes through
the command line.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sync.hub.places import HubPaths
from sync.hub.program import create_hub
from sync.hub.stores import Server
from tests.journeys.terminal import COMMUNE, MORNING, PASSWORD, Said, Terminal, birth
from ui.commands.context import parse_time
from ui.first_start import FirstStart, start_desk

ANOTHER_COMMUNE = "Phong Thổ"
NOW = parse_time(MORNING, "now")


def _cost() -> Any:
    from storage.vault_file import Cost

    return Cost(memory_kib=64, passes=1, lanes=1)


@dataclass(frozen=True)
class Hub:
    """The province's end, as its operator types."""

    folder: Path
    terminal: Terminal

    @property
    def card(self) -> Path:
        return self.folder / "hub-card.json"

    def said(self, command: str, *words: str | Path) -> Said:
        return self.terminal.said("hub", command, *words, "--hub-dir", self.folder)

    def json(self, command: str, *words: str | Path) -> Any:
        return self.terminal.json("hub", command, *words, "--hub-dir", self.folder)

    def takes(self, path: Path) -> dict[str, Any]:
        """Ingest one file and return its line."""
        (line,) = json.loads(self.said("ingest", path).out)
        return line

    def answer(self, folder: Path, desk: Terminal) -> Path:
        """Write the answer for one desk and return the bundle."""
        folder.mkdir(exist_ok=True)
        (written,) = self.json("outbox", "--to", folder, "--station", desk.json("status")["station_id"])
        return Path(written["path"])


def make_hub(folder: Path, password_file: Path, *, practice: bool = True, server: Server | None = None) -> Hub:
    create_hub(
        HubPaths(folder),
        province="Lai Châu",
        practice=practice,
        password=PASSWORD,
        now=NOW if practice else None,
        cost=_cost(),
        server=server,
    )
    return Hub(folder, Terminal(folder / "nowhere", password_file, now=MORNING if practice else None))


def make_desk(
    folder: Path,
    password_file: Path,
    *,
    station: int = 1,
    commune: str = COMMUNE,
    card: Path | None = None,
    practice: bool = True,
) -> Terminal:
    from app.paths import desk_paths

    wanted = FirstStart(commune, station, "hoa", "Vàng Thị Hoa", None if practice else "H35.12", card, practice)
    start_desk(desk_paths(folder), wanted, password=PASSWORD, now=NOW if practice else None, cost=_cost())
    return Terminal(folder, password_file, now=MORNING if practice else None)


@dataclass(frozen=True)
class Province:
    """Everybody: the hub, laptops 1 and 2 of one commune, and a laptop of another."""

    root: Path
    hub: Hub
    desk: Terminal
    neighbour: Terminal
    elsewhere: Terminal

    def stick(self, name: str = "stick") -> Path:
        folder = self.root / name
        folder.mkdir(exist_ok=True)
        return folder

    def export(self, desk: Terminal, stick: str = "stick") -> Path:
        return Path(desk.json("export", "--to", self.stick(stick))["path"])

    def copied_to(self, root: Path) -> Province:
        shutil.copytree(self.root, root, dirs_exist_ok=True)
        password_file = self.hub.terminal.password_file

        def moved(desk: Terminal) -> Terminal:
            return Terminal(root / desk.data_dir.name, password_file)

        hub = Hub(root / "hub", Terminal(root / "nowhere", password_file))
        return Province(root, hub, moved(self.desk), moved(self.neighbour), moved(self.elsewhere))


def make_province(root: Path, password_file: Path) -> Province:
    """Make hub and desks; all three hold the card, are enrolled and have read the roster."""
    hub = make_hub(root / "hub", password_file)
    made = [
        make_desk(root / "desk-1", password_file, card=hub.card),
        make_desk(root / "desk-2", password_file, card=hub.card, station=2),
        make_desk(root / "elsewhere", password_file, card=hub.card, commune=ANOTHER_COMMUNE),
    ]
    province = Province(root, hub, *made)
    requests = [one.json("request-enrolment", "--to", province.stick("requests"))["path"] for one in made]
    hub.json("enroll", *requests, "--yes")
    for written in hub.json("outbox", "--to", province.stick("first-answers")):
        owner = next(one for one in made if one.json("status")["station_id"] == written["station_id"])
        owner.json("import", written["path"])
    return province


def accept(desk: Terminal, *names: str) -> list[str]:
    """Accept a birth registration for each name and return the codes."""
    return [desk.accept(birth(name))["code"] for name in names]


def found(desk: Terminal, text: str) -> list[str]:
    return [line["code"] for line in desk.json("find", text)]
