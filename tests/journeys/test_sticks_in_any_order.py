"""What a province does with sticks as they really come: overlapping, late, with one bad row among many."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.domain.events import NoteAdded
from app.i18n import use_language
from sync.hub.ingest import ingest
from sync.hub.quarantine import Quarantine
from sync.hub.status import standing
from tests.journeys.terminal import MORNING, Terminal
from tests.storage.made_up import MONDAY, id_of, receipt
from tests.sync.hub.strangers import Stranger, Town


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town.made(tmp_path / "hub")


@pytest.fixture
def mai(town: Town) -> Stranger:
    made = Stranger(1)
    town.enrol(made.entry())
    return made


def _stick(town: Town, mai: Stranger, folder: Path, first: int, last: int) -> Path:
    return mai.bundle(folder / f"{first}-{last}.goi", town.card, mai.segments(first, last))


def _status(town: Town, password_file: Path) -> Any:
    terminal = Terminal(town.folder / "nowhere", password_file, now=MORNING)
    return terminal.json("hub", "status", "--hub-dir", town.folder)


def test_acceptance_18_overlapping_sticks_in_the_wrong_order_name_what_is_missing_and_double_nothing(
    town: Town, mai: Stranger, tmp_path: Path, password_file: Path
) -> None:
    for serial in range(1001, 1031):
        mai.log.add(id_of(f"mai {serial}"), receipt(serial))
    lost = _stick(town, mai, tmp_path, 1, 10)
    later, latest = _stick(town, mai, tmp_path, 11, 20), _stick(town, mai, tmp_path, 15, 30)
    for stick in (latest, later, later):
        line = town.takes(stick)
        assert (line.outcome, line.new_changes) == ("parked", 0)
    assert "1" in line.reason and "10" in line.reason, "the batch that is missing, by its numbers"
    (station,) = _status(town, password_file)["stations"]
    assert station["gaps"] == [{"first_seq": 1, "last_seq": 10}]
    line = town.takes(lost)
    assert (line.outcome, line.new_changes) == ("imported", 30)
    for stick in (lost, later, latest):
        line = town.takes(stick)
        assert (line.outcome, line.new_changes) == ("known", 0)
    status = _status(town, password_file)
    assert status["dossiers"] == 30
    assert status["stations"][0]["gaps"] == []


def test_acceptance_23_of_five_hundred_dossiers_the_malformed_one_waits_and_the_others_count(
    town: Town, mai: Stranger, tmp_path: Path, password_file: Path
) -> None:
    for number in range(500):
        broken = b"\xc1 what a failing disk made of it" if number == 250 else None
        mai.log.add(id_of(f"mai {number}"), receipt(1001 + number), body=broken)
    mai.log.add(id_of("mai 250"), NoteAdded(MONDAY, "ghi chú của hồ sơ hỏng"), deps=[(mai.station, 251)])
    line = town.takes(_stick(town, mai, tmp_path, 1, 501))
    assert (line.outcome, line.new_changes, line.exit_code) == ("imported", 501, 0)
    with town.open() as hub:
        assert standing(hub).dossiers == 499
        assert {one.first for one in Quarantine(hub).lines()} == {251, 501}
        assert hub.store.verify().ok
        (again,) = ingest(hub, [tmp_path / "1-501.goi"])
        assert again.new_changes == 0
    use_language("vi")
    terminal = Terminal(town.folder / "nowhere", password_file, now=MORNING)
    said = terminal.text("hub", "quarantine", "list", "--hub-dir", town.folder)
    assert len(said.splitlines()) == 2
    assert "không đọc được" in said, said
