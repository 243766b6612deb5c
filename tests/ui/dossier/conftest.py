"""A fresh practice desk for each test of this page, a tray for its papers, the page opened on a dossier."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.practice_desk import PracticeDesk, Tray, practice_desk
from ui.dossier.presenter import DossierPresenter, dossier_page
from ui.dossier.view import DossierPage
from ui.slip_printing import SlipPrinting

Opened = tuple[DossierPage, DossierPresenter]
OpenPage = Callable[..., Opened]


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[PracticeDesk]:
    with practice_desk(tmp_path, qtbot, dossiers=30) as made:
        yield made


@pytest.fixture
def tray() -> Tray:
    return Tray()


@pytest.fixture
def open_page(desk: PracticeDesk, tray: Tray) -> OpenPage:
    def open_one(dossier_id: bytes, act: str = "") -> Opened:
        page, presenter = dossier_page(desk.program, desk.tasks, SlipPrinting(desk.program, desk.tasks, tray))
        desk.show(page)
        presenter.open(dossier_id, act)
        desk.settle()
        return page, presenter

    return open_one
