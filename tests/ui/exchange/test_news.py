"""The pill's data: amber and red count working days from the oldest work the province has not confirmed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from app.calendars import load_shipped
from app.clock import ZONE
from app.readings import SyncState
from app.services.standing import Standing
from ui.exchange.news import ago, sync_news
from ui.shell.sync_pill import SyncPill

MONDAY = datetime(2026, 11, 23, 9, 40, tzinfo=ZONE)


def stands(*, unacknowledged: int = 0, oldest: datetime | None = None, last: datetime | None = None) -> Standing:
    sync = SyncState(
        changes=40,
        acknowledged=0,
        unsent=0,
        unacknowledged=unacknowledged,
        unacknowledged_dossiers=unacknowledged,
        unsent_dossiers=0,
        acknowledged_dossiers=0,
        oldest_unacknowledged_at=oldest,
        last_acknowledgement_at=last,
        conflicts=0,
    )
    return Standing(sync, "ok", MONDAY, "2026-11-22", (), (), 0)


@pytest.mark.parametrize(
    ("days_back", "tone"), [(0, ""), (3, ""), (5, ""), (6, "due_soon"), (11, "due_soon"), (12, "overdue")]
)
def test_a_weekend_does_not_age_the_work(qapp: object, days_back: int, tone: str) -> None:
    """Five days before a Monday is a Wednesday: three working days, still neutral; a day more is amber."""
    pill = SyncPill()
    standing = stands(unacknowledged=12, oldest=MONDAY - timedelta(days=days_back))
    pill.show_news(sync_news(standing, load_shipped()))
    assert pill.tone == tone
    pill.deleteLater()


def test_the_pill_counts_dossiers_and_says_when_the_province_confirmed(qapp: object) -> None:
    news = sync_news(stands(unacknowledged=12, oldest=MONDAY, last=MONDAY - timedelta(days=3)), load_shipped())
    assert (news.unsent, news.acknowledged) == (12, "3 ngày trước")


def test_a_new_desk_does_not_claim_that_the_province_has_anything(qapp: object) -> None:
    pill = SyncPill()
    pill.show_news(sync_news(stands(), load_shipped()))
    assert pill.strong == "Chưa có gì để gửi"
    pill.deleteLater()


def test_ago_is_said_in_calendar_days() -> None:
    late = MONDAY.replace(hour=23)
    assert ago(late, late) == "hôm nay 23:40"
    assert ago(late - timedelta(days=1), MONDAY) == "hôm qua"
    assert ago(MONDAY - timedelta(days=30), MONDAY) == "30 ngày trước"
