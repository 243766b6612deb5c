"""A slip scanned anywhere opens its dossier; where the result waits, the return of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.domain.states import State
from app.readings import DossierLine

if TYPE_CHECKING:
    from ui.program import Program
    from ui.tasks import Tasks


class ScannedSlip(QObject):
    """Connect ``ScannerWedge.slip_scanned`` to ``look``; an unknown code is refused through ``Tasks.refused``."""

    dossier_requested = Signal(object, str)
    handover_requested = Signal(object)

    def __init__(self, program: Program, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._program, self._tasks = program, tasks

    def look(self, code: str) -> None:
        """Find the dossier of a code and ask for its page."""
        queries = self._program.queries
        self._tasks.read(lambda: queries.line(queries.dossier_id(code)), done=self._found, owner=self, latest="slip")

    def _found(self, line: DossierLine) -> None:
        if line.state is State.COMPLETED and line.custody_here:
            self.handover_requested.emit(line.id)
        else:
            self.dossier_requested.emit(line.id, "")
