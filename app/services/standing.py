"""How the desk stands (tình trạng): what ``status``, the sync pill and the exchange page say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.clock import Clock
from app.domain.calendar import Calendar
from app.domain.ordering import wall_ms_of
from app.domain.publication import Publication
from app.ports import ExchangeBook, Queries
from app.readings import Desk, SyncState
from app.services.catalogue import Catalogue
from app.services.published_desk import PublishedDesk

BUILD_DAY = date(2026, 11, 22)
"""No true clock can show a day before this release was made."""

MAX_AHEAD_DAYS = 90


@dataclass(frozen=True, slots=True)
class CalendarYearStanding:
    """One year's calendar: confirmed by the province or provisional."""

    year: int
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """The whole picture. clock: ``ok`` | ``behind`` | ``ahead`` against the log and this release."""

    sync: SyncState
    clock: str
    now: datetime
    catalogue_version: str
    calendar: tuple[CalendarYearStanding, ...]
    hub_words: tuple[str, ...]
    set_aside: int
    published_version: int = 0
    coming: tuple[Publication, ...] = ()

    def document(self, desk: Desk) -> dict[str, object]:
        """Return the JSON of ``status`` (CLI.md)."""
        return {
            "station_id": desk.station,
            "commune": desk.commune,
            "unit_code": desk.unit_code,
            "practice": desk.practice,
            "changes": self.sync.changes,
            "acknowledged": self.sync.acknowledged,
            "unsent": self.sync.unsent,
            "unacknowledged": self.sync.unacknowledged,
            "unacknowledged_dossiers": self.sync.unacknowledged_dossiers,
            "oldest_unacknowledged_at": self.sync.oldest_unacknowledged_at,
            "last_acknowledgement_at": self.sync.last_acknowledgement_at,
            "conflicts": self.sync.conflicts,
            "set_aside": self.set_aside,
            "clock": {"state": self.clock, "now": self.now},
            "catalogue_version": self.catalogue_version,
            "published_version": self.published_version,
            "coming": [
                {"kind": one.kind, "version": one.version, "effective_from": one.effective_from, "title": one.title}
                for one in self.coming
            ],
            "calendar": self.calendar,
            "hub_words": self.hub_words,
        }


def standing(
    queries: Queries,
    book: ExchangeBook,
    catalogue: Catalogue,
    calendar: Calendar,
    clock: Clock,
    *,
    words: tuple[str, ...],
    published: PublishedDesk | None = None,
) -> Standing:
    """Put the picture together; reads only. published: what the province published, where it is told."""
    now = clock.now()
    years = tuple(CalendarYearStanding(year, calendar.is_confirmed(year)) for year in (now.year, now.year + 1))
    return Standing(
        sync=queries.sync_state(),
        clock=clock_state(now, last_hlc=queries.last_hlc()),
        now=now,
        catalogue_version=catalogue.version,
        calendar=years,
        hub_words=words,
        set_aside=len(book.set_asides()),
        published_version=published.version if published else 0,
        coming=tuple(one.publication for one in published.in_use() if one.state == "coming") if published else (),
    )


def clock_state(now: datetime, *, last_hlc: int) -> str:
    """Say whether the computer's clock can be right (SYNC §2.10): ok, behind, ahead."""
    floor_s = max(
        wall_ms_of(last_hlc) / 1000,
        datetime(BUILD_DAY.year, BUILD_DAY.month, BUILD_DAY.day, tzinfo=now.tzinfo).timestamp(),
    )
    wall_s = now.timestamp()
    if wall_s < floor_s - 86_400:
        return "behind"
    return "ahead" if wall_s > floor_s + MAX_AHEAD_DAYS * 86_400 else "ok"
