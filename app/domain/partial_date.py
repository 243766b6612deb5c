"""Dates of which the day, or day and month, may be unknown: ``1950``, ``1950-06``, ``1950-06-05``.

Many older people of the uplands have only a year on their papers (chỉ có năm sinh); a day is never
invented. Stored as partial ISO text, which sorts and compares as text.
"""

from __future__ import annotations

import re
from datetime import date

from app.domain.errors import BadInput
from app.i18n import N_

EARLIEST_YEAR = 1850

_ISO = re.compile(r"(?P<y>\d{4})(?:-(?P<m>\d{1,2})(?:-(?P<d>\d{1,2}))?)?", re.ASCII)
_TYPED = re.compile(r"(?:(?:(?P<d>\d{1,2})[/.-])?(?P<m>\d{1,2})[/.-])?(?P<y>\d{4})", re.ASCII)
_DIGITS = re.compile(r"(?P<d>\d{2})(?P<m>\d{2})(?P<y>\d{4})", re.ASCII)


def parse_partial(text: str, *, today: date | None = None, field: str = "birth_date") -> str:
    """Read a date as an officer types it: 05/06/1990, 05061990, 06/1990, 1990, or ISO.

    ``00`` for a part means unknown, as on old papers. today: dates after it are refused. Raises BadInput.
    """
    squeezed = "".join(text.split())
    found = _ISO.fullmatch(squeezed) or _TYPED.fullmatch(squeezed) or _DIGITS.fullmatch(squeezed)
    if found is None:
        raise BadInput(field=field, problem=N_("is not a date such as 05/06/1990, 06/1990 or 1990"))
    year, month, day = int(found["y"]), int(found["m"] or 0), int(found["d"] or 0)
    partial = partial_of(year, month, day)
    if partial is None:
        raise BadInput(field=field, problem=N_("there is no such day in the calendar"))
    if today is not None and is_after(partial, today):
        raise BadInput(field=field, problem=N_("lies in the future"))
    return partial


def partial_of(year: int, month: int, day: int) -> str | None:
    """Return the partial date of its parts (0 = unknown), None if no such day, month or believable year exists."""
    if year < EARLIEST_YEAR or (day and not month):
        return None
    try:
        whole = date(year, month or 1, day or 1)
    except ValueError:
        return None
    return whole.isoformat()[: 10 if day else 7 if month else 4]


def show_partial(partial: str) -> str:
    """Return a partial date as people write it: ``1990-06-05`` → 05/06/1990, ``1950-06`` → 06/1950, ``1950``."""
    return "/".join(reversed(partial.split("-")))


def is_after(partial: str, today: date) -> bool:
    """Tell whether the date lies wholly after today; a year or month still running does not."""
    return partial > today.isoformat()[: len(partial)]
