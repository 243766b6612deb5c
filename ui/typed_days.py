"""Days as officers type and read them: «24/11» of this year, «24/11 – 25/11/2026»."""

from __future__ import annotations

import re
from datetime import date

_DAY = re.compile(r"\s*(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?\s*")


def typed_day(text: str, *, today: date) -> date | None:
    """Read «24/11» or «24/11/2026»; None if it is no day."""
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    try:
        return date(int(match[3] or today.year), int(match[2]), int(match[1]))
    except ValueError:
        return None


def span_words(first: date, last: date) -> str:
    """Return one day, or from the first to the last: «24/11 – 25/11/2026»."""
    return f"{first:%d/%m/%Y}" if first == last else f"{first:%d/%m} – {last:%d/%m/%Y}"
