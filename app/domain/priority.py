"""Who may be served first (ưu tiên): what the desk can tell by itself. It only suggests, the officer decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.domain.deadline import TimeLimit
from app.domain.text import fold

ELDERLY_FROM = 60
"""Years of age. Luật Người cao tuổi 39/2009/QH12 art. 2."""

_FAR_KINDS = ("Xã", "Phường")


def certain_age(birth_date: str | None, on: date) -> int | None:
    """Return the age in years that is certain on a day; a partial date counts from its last possible day."""
    if not birth_date:
        return None
    year, *rest = (int(part) for part in birth_date.split("-"))
    month, day = (*rest, *(12, 31)[len(rest) :])
    return on.year - year - ((on.month, on.day) < (month, day))


def is_elderly(birth_date: str | None, on: date) -> bool:
    """Return whether a person is certainly 60 or older on a day."""
    age = certain_age(birth_date, on)
    return age is not None and age >= ELDERLY_FROM


def is_short(limit: TimeLimit, *, working_days: int) -> bool:
    """Return whether a time limit is short enough that the work can be done in one day; none is where 0 is given."""
    if limit.unit == "same_day":
        return working_days > 0
    if limit.amount is None or limit.unit == "calendar_day":
        return False
    hours = {"working_day": 8, "working_hour": 1, "hour": 1}.get(limit.unit, 0) * limit.amount
    return 0 < hours <= 8 * working_days


def former_place(address: str | None, former_units: Sequence[str], *, seat: str) -> str | None:
    """Return the merged commune an address names, if it is not the one where the desk stands now.

    former_units: names as they were before 01/7/2025, kind first («Xã Nậm Xe»); a town («Thị trấn») was a seat
    itself. seat: today's name, which the commune of the seat kept.
    """
    folded = f" {fold(address or '')} "
    for whole in former_units:
        kind, _space, name = whole.partition(" ")
        if kind in _FAR_KINDS and fold(name) != fold(seat) and f" {fold(name)} " in folded:
            return whole
    return None
