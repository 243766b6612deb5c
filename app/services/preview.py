"""The slip before there is a dossier (xem trước giấy hẹn): what acceptance would make, without taking a number."""

from __future__ import annotations

from app.domain.dossier import Dossier, born
from app.readings import Desk, Officer
from app.services.intake import Prepared, receipt_of

NO_NUMBER_YET = "…"
"""Stands where the serial will: a number is taken when the dossier is saved, never before."""


def previewed(prepared: Prepared, *, desk: Desk, officer: Officer, form_version: str, reception: str = "") -> Dossier:
    """Return the dossier a draft would become, not saved and without number; print it marked as a draft only."""
    happened = receipt_of(
        prepared,
        code=f"{desk.unit_code}-{prepared.received_at:%y%m%d}-{NO_NUMBER_YET}",
        entry=0,
        desk=desk,
        officer=officer,
        form_version=form_version,
        entered_at=prepared.received_at,
        reception=reception,
    )
    return born(happened, dossier_id=bytes(16), station=desk.station)
