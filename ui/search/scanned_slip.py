"""A slip scanned anywhere opens its dossier; where the result waits, the return of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.domain.errors import UnknownDossier
from app.domain.numbering import parse_code
from app.domain.states import State
from app.readings import DossierLine, PadSheet

if TYPE_CHECKING:
    from ui.program import Program
    from ui.tasks import Tasks


class ScannedSlip(QObject):
    """Connect ``ScannerWedge.slip_scanned`` to ``look``; an unknown code is refused through ``Tasks.refused``."""

    dossier_requested = Signal(object, str)
    handover_requested = Signal(object)
    #: A sheet of the pad that nobody has typed in yet: its code.
    sheet_requested = Signal(str)

    def __init__(self, program: Program, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._program, self._tasks = program, tasks

    def look(self, code: str) -> None:
        """Find the dossier of a code and ask for its page."""
        self._tasks.read(lambda: self._look(code), done=self._found, owner=self, latest="slip")

    def _look(self, code: str) -> DossierLine | PadSheet:
        """Return the dossier, or the unused sheet of this desk's pad. Raises UnknownDossier."""
        queries = self._program.queries
        try:
            return queries.line(queries.dossier_id(code))
        except UnknownDossier:
            for sheet in self._program.numbers.pad(parse_code(code).day):
                if sheet.code == code:
                    return sheet
            raise

    def _found(self, line: DossierLine | PadSheet) -> None:
        if isinstance(line, PadSheet):
            self.sheet_requested.emit(line.code)
        elif line.state is State.COMPLETED and line.custody_here:
            self.handover_requested.emit(line.id)
        else:
            self.dossier_requested.emit(line.id, "")
