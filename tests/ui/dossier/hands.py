"""What an officer does on the page of a dossier in these tests: opens, types into fields, presses F9."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.domain.dossier import Dossier
from app.domain.states import State
from tests.ui.practice_desk import PracticeDesk
from ui.dossier.act_panel import ActPanel
from ui.dossier.asking import AnswersPanel
from ui.dossier.view import DossierPage

P = TypeVar("P", bound=ActPanel)
CTRL = Qt.KeyboardModifier.ControlModifier


def panel(page: DossierPage, kind: type[P]) -> P:
    """Return the form that stands open."""
    assert isinstance(page.panel, kind), page.panel
    return page.panel


def answer(page: DossierPage, **answers: str) -> None:
    """Type answers into the fields of an act, letter by letter where they are lines."""
    form = panel(page, AnswersPanel)
    for name, text in answers.items():
        editor = form.fields[name].editor
        editor.setFocus()
        QTest.keyClicks(editor, text) if text.isascii() else form.fields[name].set_text(text)
    form.edited.emit()


def finish(page: DossierPage, desk: PracticeDesk) -> None:
    """Press F9."""
    page.act()
    desk.settle()


def now(desk: PracticeDesk, dossier_id: bytes) -> Dossier:
    """Return the dossier as it stands."""
    return desk.program.queries.dossier(dossier_id)


def in_work(desk: PracticeDesk, number: int = 0) -> bytes:
    """Return a dossier in progress whose slip is printed."""
    return [line for line in desk.lines(State.PROCESSING) if not line.needs_print][number].id
