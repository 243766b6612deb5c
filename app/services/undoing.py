"""Taking the last act back (hoàn tác): for a minute, while nothing was printed, paid or sent."""

from __future__ import annotations

from dataclasses import dataclass

from app.clock import Clock
from app.domain import acts
from app.domain.dossier import Dossier
from app.domain.errors import NothingToUndo
from app.ports import NewUnit, Queries
from app.readings import Desk, Officer


@dataclass(frozen=True, slots=True)
class Undoing:
    """Undo is one more event: the log keeps the act and that it was taken back; numbers stay used."""

    new_unit: NewUnit
    queries: Queries
    clock: Clock
    desk: Desk

    def possible(self, dossier: Dossier) -> str | None:
        """Return the act that could be taken back now, None if none."""
        try:
            acts.undo(dossier, at=self.clock.now(), station=self.desk.station)
        except NothingToUndo:
            return None
        return dossier.undo.act if dossier.undo and self._is_still_here(dossier.id) else None

    def undo(self, dossier_id: bytes, *, officer: Officer) -> Dossier:
        """Take the last act back. Raises NothingToUndo."""
        now = self.clock.now().replace(microsecond=0)
        with self.new_unit(officer.id) as unit:
            dossier = unit.dossier(dossier_id)
            if not self._is_still_here(dossier_id):
                raise NothingToUndo(code=dossier.code)
            happened = acts.undo(dossier, at=now, station=self.desk.station)
            return unit.record_dossier(dossier_id, happened)

    def _is_still_here(self, dossier_id: bytes) -> bool:
        return self.queries.line(dossier_id).evidence == "saved"
