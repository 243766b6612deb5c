"""Case 26: a hub restored from yesterday. Its desks hear a lower answer, send again, and nothing is lost or doubled."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.paths import desk_paths
from app.readings import DossierFilter
from app.services.desk_place import ROSTER
from sync.hub.health import health
from sync.hub.outbox import write_answers
from sync.hub.program import open_hub
from sync.hub.restored import LEAP, restored
from sync.wire.enrolment import read_request
from sync.wire.roster import enrol
from tests.storage.made_up import MONDAY, accept, receipt
from tests.sync.hub.strangers import CHEAP, HOME, PASSWORD, Town
from ui.first_start import FirstStart, start_desk
from ui.program import Program, open_program


@pytest.fixture
def desk(town: Town, tmp_path: Path) -> Iterator[Program]:
    """An enrolled practice desk with one dossier."""
    paths = desk_paths(tmp_path / "desk")
    wanted = FirstStart(HOME, 1, "hoa", "Vàng Thị Hoa", None, town.folder / "hub-card.json", True)
    start_desk(paths, wanted, password=PASSWORD, now=MONDAY, cost=CHEAP)
    opened = open_program(paths, login=None, password=lambda: PASSWORD, write=True, now=MONDAY)
    request = opened.exchange.bundles.read_request(opened.exchange._request(), name="")
    town.enrol(enrol(read_request(request.data), now=MONDAY, valid_to=MONDAY + timedelta(days=400)))
    with town.open() as hub:
        opened.book.keep_document(ROSTER, hub.store.book.document(ROSTER) or b"")
    accept(opened.storage, receipt(1001))
    yield opened
    opened.close()


def _to_the_hub(desk: Program, town: Town, stick: Path) -> int:
    return town.takes(desk.exchange.export(stick).path).new_changes


def _answered(desk: Program, town: Town, stick: Path, *, at: datetime) -> None:
    with open_hub(town.paths, PASSWORD, write=True, now=at) as hub:
        (answer,) = write_answers(hub, stick)
    (line,) = desk.exchange.import_paths([answer.path])
    assert line.exit_code == 0


def _unconfirmed(desk: Program) -> int:
    return desk.queries.sync_state().unacknowledged


def test_26_desks_hear_the_lower_answer_and_send_again(desk: Program, town: Town, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    _to_the_hub(desk, town, stick)
    _answered(desk, town, stick, at=MONDAY + timedelta(hours=1))
    assert _unconfirmed(desk) == 0
    shutil.copytree(town.folder, tmp_path / "yesterday")

    accept(desk.storage, receipt(1002))
    _to_the_hub(desk, town, stick)
    _answered(desk, town, stick, at=MONDAY + timedelta(days=1))
    assert _unconfirmed(desk) == 0

    shutil.rmtree(town.folder)
    shutil.copytree(tmp_path / "yesterday", town.folder)
    with town.open() as hub:
        version = hub.stations().version
        assert restored(hub).roster_version >= version + LEAP
    accept(desk.storage, receipt(1003))
    assert _to_the_hub(desk, town, stick) == 0, "the desk does not know yet: its bundle begins after the gap"
    _answered(desk, town, stick, at=MONDAY + timedelta(days=1, hours=1))
    assert _unconfirmed(desk) == 3, "«Tỉnh đã nhận» is taken back, and what the province said itself is brought along"

    desk.exchange.export(stick)
    assert sum(town.takes(path).new_changes for path in sorted(stick.glob("*.goi"))) == 3
    with town.open() as hub:
        assert len(hub.store.queries.page(DossierFilter(), order="recent", after=None, limit=9)) == 3
        assert hub.store.verify().ok
    _answered(desk, town, stick, at=MONDAY + timedelta(days=1, hours=2))
    assert _unconfirmed(desk) == 0


def test_health_tells_what_a_watchman_asks(town: Town) -> None:
    with town.open() as hub:
        found = health(hub)
    assert (found.database, found.waiting, found.oldest_waiting) == ("sqlite", 0, None)
    assert set(found.warnings) <= {"disk_nearly_full"}
