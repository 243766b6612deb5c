"""How a dossier ends without a granted result (từ chối, dừng, rút): in writing, with its reason and paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.clock import Clock
from app.domain import acts
from app.domain.dossier import Dossier
from app.ports import NewUnit
from app.readings import Desk, Officer
from app.services.paper_numbers import REFUSAL, STOP, next_number
from app.services.processing import time_of_act


@dataclass(frozen=True, slots=True)
class Endings:
    """Refusal (Mẫu 03), stop at the applicant's wish (Mẫu 05), withdrawal."""

    new_unit: NewUnit
    clock: Clock
    desk: Desk

    def refuse(
        self,
        dossier_id: bytes,
        *,
        reason: str | None,
        legal_basis: str | None,
        officer: Officer,
        signer: str | None = None,
        at: datetime | None = None,
        late: bool = False,
    ) -> Dossier:
        """Refuse in writing; the paper then waits to be handed over. Raises ReasonNeeded, StepNotAllowed."""
        when = time_of_act(self.clock, at, late=late)
        with self.new_unit(officer.id) as unit:
            happened = acts.refuse(
                unit.dossier(dossier_id),
                reason=reason,
                legal_basis=legal_basis,
                number=next_number(unit, self.desk, REFUSAL, when),
                signer=signer,
                at=when,
                station=self.desk.station,
            )
            return unit.record_dossier(dossier_id, happened)

    def stop(
        self,
        dossier_id: bytes,
        *,
        reason: str | None,
        request: str | None,
        officer: Officer,
        refund: str | None = None,
        signer: str | None = None,
        at: datetime | None = None,
        late: bool = False,
    ) -> Dossier:
        """Stop at the applicant's written request (dừng giải quyết). Raises ReasonNeeded, StepNotAllowed."""
        when = time_of_act(self.clock, at, late=late)
        with self.new_unit(officer.id) as unit:
            happened = acts.stop(
                unit.dossier(dossier_id),
                reason=reason,
                number=next_number(unit, self.desk, STOP, when),
                request=request,
                refund=refund,
                signer=signer,
                at=when,
                station=self.desk.station,
            )
            return unit.record_dossier(dossier_id, happened)

    def withdraw(
        self,
        dossier_id: bytes,
        *,
        reason: str | None,
        officer: Officer,
        request: str | None = None,
        at: datetime | None = None,
        late: bool = False,
    ) -> Dossier:
        """Give the dossier back at the applicant's wish (rút hồ sơ). Raises ReasonNeeded, StepNotAllowed."""
        when = time_of_act(self.clock, at, late=late)
        with self.new_unit(officer.id) as unit:
            dossier = unit.dossier(dossier_id)
            happened = acts.withdraw(dossier, reason=reason, request=request, at=when, station=self.desk.station)
            return unit.record_dossier(dossier_id, happened)
