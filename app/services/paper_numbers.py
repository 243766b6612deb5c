"""Numbers of the desk's papers beside the dossier code: a series for each form, year and station, without gaps."""

from __future__ import annotations

from datetime import datetime

from app.domain.numbering import series_number
from app.ports import UnitOfWork
from app.readings import Desk

SUPPLEMENT, REFUSAL, APOLOGY, STOP = "supplement", "refusal", "apology", "stop"
GUIDE, TRIP = "guide-{kind}", "trip"
FEE_SLIP = "fee-slip"


def next_number(unit: UnitOfWork, desk: Desk, form: str, at: datetime) -> str:
    """Return the next number of this form, ``1-0007``; taken when the event that carries it is recorded."""
    return series_number(desk.station_number, unit.highest_series(form, at.year) + 1)
