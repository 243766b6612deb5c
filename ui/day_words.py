"""A day with its weekday, as people say it; apart from the words of dossiers, since the unlock page needs no more."""

from __future__ import annotations

from datetime import date

from app.i18n import N_, _

_WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip


def weekday_words(day: date) -> str:
    """Return a day with its weekday: «Thứ Hai, 23/11/2026»."""
    weekday = _(_WEEKDAYS[day.weekday()])
    return f"{weekday[:1].upper()}{weekday[1:]}, {day:%d/%m/%Y}"
