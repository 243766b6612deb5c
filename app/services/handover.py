"""Returning the result to the citizen (trả kết quả), with receiver, signature or điểm chỉ, rating."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from app.clock import Clock
from app.domain.acts import hand_over
from app.domain.dossier import Dossier
from app.domain.errors import BadInput
from app.domain.events import DossierHandedOver
from app.domain.rating_events import RatingGiven
from app.domain.rules import RuleBook
from app.domain.text import fold
from app.i18n import N_
from app.ports import NewUnit
from app.readings import Desk, Officer
from app.services import field_checks as check
from app.services.processing import time_of_act

RECEIVERS = ("applicant", "authorised", "post")
SIGNATURES = ("signed", "fingerprint", "none")


@dataclass(frozen=True, slots=True)
class Handover:
    """The return desk."""

    new_unit: NewUnit
    clock: Clock
    desk: Desk
    rules: RuleBook
    new_id: Callable[[], bytes]

    def hand_over(
        self,
        dossier_id: bytes,
        happened: DossierHandedOver,
        *,
        officer: Officer,
        at: datetime | None = None,
        late: bool = False,
        anonymous: bool = False,
    ) -> Dossier:
        """Return the result. ``happened`` says to whom and how; its time is set here.

        anonymous: the rating is kept apart from the dossier, in the same transaction.
        Raises StepNotAllowed, NotCustodian, BadInput.
        """
        if happened.receiver_kind not in RECEIVERS:
            raise BadInput(field="receiver_kind", problem=N_("is not one of the choices"))
        if happened.signature not in SIGNATURES:
            raise BadInput(field="signature", problem=N_("is not one of the choices"))
        when = time_of_act(self.clock, at, late=late)
        with self.new_unit(officer.id) as unit:
            dossier = unit.dossier(dossier_id)
            named = happened.receiver_name or (
                dossier.applicant.name if happened.receiver_kind == "applicant" else None
            )
            if happened.receiver_kind == "applicant" and fold(named or "") != fold(dossier.applicant.name):
                problem = N_("is not the applicant; say that it is an authorised person")
                raise BadInput(field="receiver_name", problem=problem)
            if named is None and happened.receiver_kind == "authorised":
                raise BadInput(field="receiver_name", problem=N_("is needed for an authorised person"))
            rules = self.rules.of(dossier.rules, dossier.received_at.date())
            final = hand_over(
                dossier,
                replace(
                    happened,
                    at=when,
                    receiver_name=named,
                    by=officer.name,
                    identity_document=_compared(happened),
                ),
                station=self.desk.station,
                levels=rules.ratings,
            )
            if anonymous and final.rating is not None:
                unit.record("rating", self.new_id(), RatingGiven(when.date().isoformat(), final.rating))
                final = replace(final, rating=None)
            return unit.record_dossier(dossier_id, final)


def _compared(happened: DossierHandedOver) -> str | None:
    """Return which identity paper was compared where the slip is lost: as named, or by its number alone."""
    if not happened.lost_slip:
        return None
    named = check.text(happened.identity_document, "identity_document")
    return named or happened.receiver_id or ""
