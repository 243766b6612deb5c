"""The book of money (sổ thu phí) as it stands."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from app.domain.money_book import DaySheet, Slip


class MoneyBook(Protocol):
    """The slips and cash days of this desk, as they stand; each call sees one consistent state."""

    def slip(self, number: str, year: int) -> Slip | None:
        """Return the slip of this number in the series of a year, None if there is none."""

    def slips(self, since: date, until: date) -> tuple[Slip, ...]:
        """Return the slips numbered from one day to another, both included, in the order of their numbers."""

    def without_receipt(self) -> tuple[Slip, ...]:
        """Return the slips of any day that still want something of the e-receipt software, oldest first.

        Those are: waiting, failed, claimed transfers, and voided ones whose receipt must be cancelled.
        """

    def slip_of_receipt(self, receipt: str) -> Slip | None:
        """Return the slip, voided or not, that a receipt of this name was given to."""

    def day(self, day: date) -> DaySheet:
        """Return a day's money: slips, voids, exemptions, closings."""

    def is_closed(self, day: date) -> bool:
        """Tell whether the cash of a day was counted and signed (chốt ca)."""
