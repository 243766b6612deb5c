"""Closing the cash day (chốt ca, chốt sổ thu ngày): what must be in the drawer, what is, and why they differ."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.clock import Clock
from app.domain.money_book import DaySheet, close_day
from app.ports import Forms, Letterhead, NewUnit, Paper, Queries
from app.readings import Desk, Officer
from app.services import field_checks as check
from app.services.vouching import Vouching


@dataclass(frozen=True, slots=True)
class CashDay:
    """The drawer of this desk."""

    new_unit: NewUnit
    queries: Queries
    forms: Forms
    clock: Clock
    desk: Desk
    letterhead: Letterhead
    vouching: Vouching

    def look(self, day: date) -> DaySheet:
        """Return a day's money as it stands; reads only."""
        return self.queries.money.day(day)

    def close(
        self,
        day: date,
        *,
        counted: int,
        officer: Officer,
        explained: str | None = None,
        because: str | None = None,
        counted_with: str | None = None,
        password: str | None = None,
    ) -> DaySheet:
        """Close a day with what was counted in the drawer, in one transaction.

        explained: why it differs. because: why a day closed before is closed once more (chốt bổ sung); both stay.
        counted_with: who counted along (người kiểm đếm), password: theirs, if they typed it here.
        Raises BadInput, DayAlreadyClosed, DifferenceUnexplained, OwnWord, OfficerLeft, WrongPassword.
        """
        reason, once_more = (
            check.text(explained, "explained", most=check.LONG),
            check.text(because, "because", most=check.LONG),
        )
        now = self.clock.now().replace(microsecond=0)
        second = self.vouching.second(counted_with, by=officer, password=password)
        with self.new_unit(officer.id) as unit:
            sheet = unit.money.day(day)
            happened = close_day(
                sheet, counted=counted, explained=reason, because=once_more, by=officer.name, at=now, second=second
            )
            unit.record("station", self.desk.station, happened)
            return unit.money.day(day)

    def sheet(self, day: date) -> Paper:
        """Lay out the day's list «Bảng kê thu tiền trong ngày», a draft until it is closed. Raises MissingGlyphs."""
        found = self.look(day)
        return self.forms.day_sheet(found, self.letterhead, draft=found.closed is None)
