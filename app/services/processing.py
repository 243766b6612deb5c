"""Seeing a dossier through (giải quyết hồ sơ): hand-overs, result, notes; each method is one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.clock import Clock
from app.domain import acts
from app.domain.dossier import Dossier
from app.domain.errors import LateEntryNeeded, TimeInFuture
from app.domain.facts import Receiver
from app.ports import NewUnit
from app.readings import Desk, Officer
from app.services.clock_watch import sure_date

TOLERANCE = timedelta(minutes=5)
"""How far a typed time may lie beside the clock before it needs a word (RULINGS, past and future)."""


def time_of_act(clock: Clock, at: datetime | None, *, late: bool) -> datetime:
    """Return when an act happened: what was typed, or now. Raises LateEntryNeeded, TimeInFuture, ClockDoubtful."""
    sure_date(clock)
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
    """The acts between acceptance and return that move no clock."""

    new_unit: NewUnit
    clock: Clock
    desk: Desk

    def allowed(self, dossier: Dossier) -> tuple[str, ...]:
        """Return the acts this desk may do on the dossier now."""
        return acts.allowed_acts(dossier, station=self.desk.station)

    def forward(
        self,
        dossier_id: bytes,
        *,
        to: Receiver,
        officer: Officer,
        note: str | None = None,
        step: str | None = None,
        until: datetime | None = None,
        at: datetime | None = None,
        late: bool = False,
    ) -> Dossier:
        """Send the dossier to whoever solves it, or to another one (chuyển, phân công lại).

        Raises StepNotAllowed, NotCustodian, BeforeLastEvent.
        """
        when = time_of_act(self.clock, at, late=late)
        with self.new_unit(officer.id) as unit:
            happened = acts.forward(
                unit.dossier(dossier_id),
                to=to,
                note=note,
                at=when,
                station=self.desk.station,
                by=officer.name,
                step=step,
                until=until,
            )
            return unit.record_dossier(dossier_id, happened)

    def take_in(
        self, dossier_id: bytes, *, officer: Officer, by: str | None = None, at: datetime | None = None,
        late: bool = False,
    ) -> Dossier:  # fmt: skip
        """Sign for the file (nhận bàn giao), the officer or whom ``by`` names. Raises StepNotAllowed, NotCustodian."""
        when = time_of_act(self.clock, at, late=late)
        with self.new_unit(officer.id) as unit:
            dossier = unit.dossier(dossier_id)
            happened = acts.take_in(dossier, by=by or officer.name, at=when, station=self.desk.station)
            return unit.record_dossier(dossier_id, happened)

    def take_over(
        self, dossier_id: bytes, *, reason: str | None, officer: Officer, at: datetime | None = None, late: bool = False
    ) -> Dossier:
        """Take custody without a hand-over (tiếp quản). Raises StepNotAllowed, ReasonNeeded."""
        when = time_of_act(self.clock, at, late=late)
        with self.new_unit(officer.id) as unit:
            dossier = unit.dossier(dossier_id)
            happened = acts.take_over(dossier, by=officer.name, reason=reason, at=when, station=self.desk.station)
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
            happened = acts.complete(
                unit.dossier(dossier_id),
                number=number,
                signer=signer,
                note=note,
                at=when,
                station=self.desk.station,
                by=officer.name,
            )
            return unit.record_dossier(dossier_id, *happened)

    def announce(
        self, dossier_id: bytes, *, how: str, officer: Officer, to: str | None = None, at: datetime | None = None,
        late: bool = False,
    ) -> Dossier:  # fmt: skip
        """Note that the citizen was told (báo nhận kết quả). Raises StepNotAllowed, BadInput."""
        when = time_of_act(self.clock, at, late=late)
        with self.new_unit(officer.id) as unit:
            happened = acts.announce(unit.dossier(dossier_id), how=how, to=to, at=when, station=self.desk.station)
            return unit.record_dossier(dossier_id, happened)

    def fault(
        self,
        dossier_id: bytes,
        *,
        kind: str,
        what: str | None,
        remedy: str | None,
        officer: Officer,
        at: datetime | None = None,
        late: bool = False,
    ) -> Dossier:
        """Note a wrong, lost or damaged result; the dossier is in work again. Raises StepNotAllowed, ReasonNeeded."""
        when = time_of_act(self.clock, at, late=late)
        with self.new_unit(officer.id) as unit:
            dossier = unit.dossier(dossier_id)
            happened = acts.fault(dossier, kind=kind, what=what, remedy=remedy, at=when, station=self.desk.station)
            return unit.record_dossier(dossier_id, happened)

    def note(
        self, dossier_id: bytes, *, text: str, officer: Officer, at: datetime | None = None, late: bool = False
    ) -> Dossier:
        """Add a note (ghi chú)."""
        when = time_of_act(self.clock, at, late=late)
        with self.new_unit(officer.id) as unit:
            happened = acts.add_note(unit.dossier(dossier_id), text=text, at=when, station=self.desk.station)
            return unit.record_dossier(dossier_id, happened)

    def link_code(
        self, dossier_id: bytes, *, system: str, code: str, officer: Officer, at: datetime | None = None,
        late: bool = False,
    ) -> Dossier:  # fmt: skip
        """Record the dossier's code in another system; it is found by it from then on. Raises BadInput."""
        when = time_of_act(self.clock, at, late=late)
        with self.new_unit(officer.id) as unit:
            dossier = unit.dossier(dossier_id)
            happened = acts.link_code(dossier, system=system, code=code, at=when, station=self.desk.station)
            return unit.record_dossier(dossier_id, happened)
