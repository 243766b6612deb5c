"""Seeing a dossier through (giải quyết hồ sơ): forward, result, notes; each method is one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.clock import Clock
from app.domain.dossier import Dossier, add_note, allowed_acts, complete, forward
from app.domain.errors import LateEntryNeeded, TimeInFuture
from app.domain.facts import Receiver
from app.ports import NewUnit
from app.readings import Desk, Officer

TOLERANCE = timedelta(minutes=5)
"""How far a typed time may lie beside the clock before it needs a word (RULINGS, past and future)."""


def time_of_act(clock: Clock, at: datetime | None, *, late: bool) -> datetime:
    """Return when an act happened: what was typed, or now. Raises LateEntryNeeded, TimeInFuture."""
    now = clock.now().replace(microsecond=0)
    if at is None:
        return now
    if at > now + TOLERANCE:
        raise TimeInFuture(at=at)
    if at < now - TOLERANCE and not late:
        raise LateEntryNeeded(received_at=at)
    return at.replace(microsecond=0)


@dataclass(frozen=True, slots=True)
class Processing:
    """The acts between acceptance and return."""

    new_unit: NewUnit
    clock: Clock
    desk: Desk

    def allowed(self, dossier: Dossier) -> tuple[str, ...]:
        """Return the acts this desk may do on the dossier now."""
        return allowed_acts(dossier, station=self.desk.station)

    def forward(
        self,
        dossier_id: bytes,
        *,
        to: Receiver,
        officer: Officer,
        note: str | None = None,
        at: datetime | None = None,
        late: bool = False,
    ) -> Dossier:
        """Send the dossier to whoever solves it (chuyển hồ sơ). Raises StepNotAllowed, NotCustodian."""
        when = time_of_act(self.clock, at, late=late)
        with self.new_unit(officer.id) as unit:
            happened = forward(unit.dossier(dossier_id), to=to, note=note, at=when, station=self.desk.station)
            return unit.record_dossier(dossier_id, happened)

    def complete(
        self,
        dossier_id: bytes,
        *,
        officer: Officer,
        number: str | None = None,
        signer: str | None = None,
        note: str | None = None,
        at: datetime | None = None,
        late: bool = False,
    ) -> Dossier:
        """Record the result (có kết quả). Raises StepNotAllowed, NotCustodian."""
        when = time_of_act(self.clock, at, late=late)
        with self.new_unit(officer.id) as unit:
            dossier = unit.dossier(dossier_id)
            happened = complete(dossier, number=number, signer=signer, note=note, at=when, station=self.desk.station)
            return unit.record_dossier(dossier_id, *happened)

    def note(
        self, dossier_id: bytes, *, text: str, officer: Officer, at: datetime | None = None, late: bool = False
    ) -> Dossier:
        """Add a note (ghi chú)."""
        when = time_of_act(self.clock, at, late=late)
        with self.new_unit(officer.id) as unit:
            happened = add_note(unit.dossier(dossier_id), text=text, at=when, station=self.desk.station)
            return unit.record_dossier(dossier_id, happened)
