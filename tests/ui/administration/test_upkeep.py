"""Old dossiers are folded from the page of administration, by keys, lot by lot."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.states import State
from app.services import checkpoint
from storage.money_rows import MONEY_KINDS
from tests.ui.practice_desk import PracticeDesk, Tray, practice_desk
from ui.administration.presenter import administration_page
from ui.administration.upkeep_panel import UpkeepPanel
from ui.administration.view import AdministrationPage
from ui.slip_printing import SlipPrinting

ALT, NONE = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[PracticeDesk]:
    with practice_desk(tmp_path, qtbot, dossiers=40) as made:
        yield made


@pytest.fixture
def page(desk: PracticeDesk) -> AdministrationPage:
    made = administration_page(desk.program, desk.tasks, SlipPrinting(desk.program, desk.tasks, Tray()))
    desk.show(made)
    return made


def confirm_all(desk: PracticeDesk) -> None:
    """Let the province have confirmed everything long ago."""
    program = desk.program
    held = program.queries.positions()
    checkpoint.note(program.book, held, at=program.clock.now() - timedelta(days=31))


def test_nothing_confirmed_nothing_to_fold(desk: PracticeDesk, page: AdministrationPage) -> None:
    desk.press(page, Qt.Key.Key_W, ALT)
    assert isinstance(page.panel, UpkeepPanel)
    assert not page.panel.finish.isEnabled()
    assert "Chưa có gì để dọn" in page.panel.said.text()


def test_old_dossiers_are_folded_and_the_lists_stay(
    desk: PracticeDesk, page: AdministrationPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirm_all(desk)
    before = desk.lines(State.RETURNED)
    assert before
    object.__setattr__(desk.program.upkeep, "days", -1)
    desk.press(page, Qt.Key.Key_W, ALT)
    assert isinstance(page.panel, UpkeepPanel)
    asked = page.panel.said.text()
    assert f"{len(before)} hồ sơ" in asked
    page.act()
    desk.settle()
    assert f"Đã dọn gọn {len(before)} hồ sơ" in page.panel.said.text()
    assert desk.lines(State.RETURNED) == before
    for line in before:
        first, *rest = desk.program.queries.timeline(line.id)
        assert first.recorded.kind == "dossier.baseline"
        assert {entry.recorded.kind for entry in rest} <= MONEY_KINDS, "the cash book is made of these"
    assert not desk.refused
