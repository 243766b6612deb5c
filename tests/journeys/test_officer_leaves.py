"""ACCEPTANCE 37: an officer leaves in mid-work; another finishes it, and every step stays whose it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.domain.errors import UnknownOfficer
from app.domain.events import DossierReceived
from tests.ui.intake.conftest import CHONG, MY, Counter, seat
from tests.ui.made_desk import PASSWORD
from tests.ui.practice_desk import PracticeDesk, Tray, practice_desk
from ui.happened import happened


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[PracticeDesk]:
    with practice_desk(tmp_path, qtbot, dossiers=0) as made:
        yield made


@pytest.fixture
def counter(desk: PracticeDesk) -> Counter:
    made = seat(desk, Tray())
    made.open()
    return made


def test_her_drafts_are_finished_by_another_and_every_step_keeps_its_author(
    desk: PracticeDesk, counter: Counter
) -> None:
    program = desk.program
    leader = program.officer
    for login, name in (("hoa", "Vàng Thị Hoa"), ("mai", "Lò Thị Mai")):
        program.officers.add(login=login, name=name, password=PASSWORD, by=leader)

    program.reopened_by("hoa", PASSWORD)  # Hoa takes in one dossier and begins a second
    counter.scan(CHONG)
    counter.choose("ks")
    counter.tick_all()
    counter.finish()
    counter.scan(MY)
    counter.choose("ks")
    counter.saved()
    assert counter.drafts(), "kept while she typed"

    program.reopened_by("do", PASSWORD)
    program.officers.disable("hoa", reason="Chuyển công tác về huyện", by=program.officer)
    with pytest.raises(UnknownOfficer):
        program.reopened_by("hoa", PASSWORD)
    assert program.officer.login == "do", "nobody else came in by her name"

    program.reopened_by("mai", PASSWORD)  # Mai finds the draft as Hoa left it
    counter.open()
    assert counter.text("applicant.name") == "Sùng Thị Mỷ"
    counter.tick_all()
    counter.finish()
    first, second = sorted(counter.dossiers(), key=lambda one: one.code)
    assert (first.officer_name, second.officer_name) == ("Vàng Thị Hoa", "Lò Thị Mai")
    program.processing.complete(first.id, officer=program.officer, number="12/KS")

    def told(dossier_id: bytes) -> list[tuple[str, str]]:
        return [(entry.recorded.kind, entry.officer) for entry in program.queries.timeline(dossier_id)]

    assert told(first.id)[0] == ("dossier.received", "Vàng Thị Hoa")
    assert told(first.id)[-1] == ("dossier.completed", "Lò Thị Mai")
    birth = program.queries.timeline(second.id)[0]
    assert isinstance(birth.recorded.event, DossierReceived)
    assert birth.officer == "Lò Thị Mai"
    assert birth.recorded.event.begun_by == "Vàng Thị Hoa"
    said = happened(birth.recorded.event)
    assert said is not None
    assert "Vàng Thị Hoa" in said.detail, "the history of the dossier says who began it"
    received = program.queries.timeline(first.id)[0].recorded.event
    assert isinstance(received, DossierReceived)
    assert received.begun_by is None, "whoever finishes her own draft is named once"

    program.storage.rebuild()
    assert told(first.id)[0] == ("dossier.received", "Vàng Thị Hoa")
    assert [one.login for one in program.officers.list() if one.left_at is not None] == ["hoa"]
    assert program.storage.verify().ok
