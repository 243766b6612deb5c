"""What the sync pill says, made from how the desk stands: nothing softer, nothing harder than the truth."""

from __future__ import annotations

from datetime import datetime

from app.domain.calendar import Calendar
from app.i18n import _, ngettext
from app.services.standing import Standing
from ui.shell.sync_pill import SyncNews


def sync_news(standing: Standing, calendar: Calendar) -> SyncNews:
    """Return the pill's data; the age is counted in working days from the oldest work that is not confirmed."""
    sync, now = standing.sync, standing.now
    oldest = sync.oldest_unacknowledged_at
    return SyncNews(
        unsent=sync.unacknowledged_dossiers,
        oldest_working_days=0 if oldest is None else calendar.working_days_between(oldest.date(), now.date()),
        acknowledged="" if sync.last_acknowledgement_at is None else ago(sync.last_acknowledgement_at, now),
        conflicts=sync.conflicts,
        all_written=bool(sync.unacknowledged_dossiers) and not sync.unsent_dossiers,
    )


def ago(at: datetime, now: datetime) -> str:
    """Return how long ago a moment is, in calendar days: «hôm nay 09:40», «hôm qua», «3 ngày trước»."""
    days = (now.date() - at.date()).days
    if days <= 0:
        return _("today {time}").format(time=f"{at:%H:%M}")
    if days == 1:
        return _("yesterday")
    return ngettext("{n} day ago", "{n} days ago", days).format(n=days)
