"""Taking the last act back with one key: offered while it is possible, and said once it is done; for every page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.domain.dossier import Dossier
from app.i18n import _
from ui.dossier_words import ACTS

if TYPE_CHECKING:
    from ui.program import Program
    from ui.tasks import Tasks


def done_and_undoable(program: Program, act: Callable[[], Dossier]) -> Callable[[], tuple[Dossier, bool]]:
    """Return the act followed by the question whether it could be taken back; for the store thread."""

    def do() -> tuple[Dossier, bool]:
        dossier = act()
        return dossier, program.undoing.possible(dossier) is not None

    return do


class TakeBack:
    """Belongs to a page: takes back and says so there. news: strong words and the rest."""

    def __init__(self, program: Program, tasks: Tasks, owner: QObject, news: Callable[[str, str], None]) -> None:
        self._program, self._tasks, self._owner, self._news = program, tasks, owner, news

    def undo(self, dossier_id: bytes) -> None:
        """Take the last act of a dossier back; a refusal goes to the strip of news."""
        program = self._program

        def take_back() -> tuple[Dossier, str]:
            act = program.undoing.possible(program.queries.dossier(dossier_id)) or ""
            return program.undoing.undo(dossier_id, officer=program.officer), act

        def taken(told: tuple[Dossier, str]) -> None:
            dossier, act = told
            words = _("Taken back: {act}.").format(act=_(ACTS.get(act, act)))
            self._news(words, f"{dossier.applicant.name}, {dossier.code}.")

        self._tasks.write(take_back, done=taken, owner=self._owner)
