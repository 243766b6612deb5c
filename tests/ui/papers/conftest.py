"""A fresh practice desk for each test of this page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.practice_desk import PracticeDesk, practice_desk


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[PracticeDesk]:
    with practice_desk(tmp_path, qtbot, dossiers=12) as made:
        yield made
