"""The desk's block of numbers (số hồ sơ): raising the next one after numbers used on paper, and the pad.

The pad for power cuts (tập phiếu dự phòng) is a stack of blank receipts (Mẫu 01) printed ahead. Each carries the
code its dossier will have, so nothing is renumbered when it is typed in later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.clock import Clock
from app.domain.errors import BadInput, NumbersExhausted
from app.domain.events import NextNumberRaised
from app.domain.numbering import block_of, make_code, next_serial, raise_to
from app.domain.pad_events import PadReserved
from app.i18n import N_
from app.ports import NewUnit, Queries, UnitOfWork
from app.readings import Desk, Officer, PadSheet

MOST_SHEETS = 200


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of this station, per day."""

    new_unit: NewUnit
    queries: Queries
    clock: Clock
    desk: Desk

    def raise_next(self, day: date, *, serial: int, reason: str | None, officer: Officer) -> int:
        """Let the next dossier of the day take this serial («đã dùng 37 số trên giấy» → 1038).

        Raises NumberCannotBeLowered, BadInput (outside the block).
        """
        with self.new_unit(officer.id) as unit:
            raised = raise_to(self.desk.station_number, self._next(unit, day), serial)
            happened = NextNumberRaised(at=self.clock.now(), day=day.isoformat(), serial=raised, reason=reason)
            unit.record("station", self.desk.station, happened)
        return raised

    def reserve_pad(self, day: date, count: int, *, officer: Officer) -> tuple[str, ...]:
        """Set the next numbers of a day aside for the sheets of a pad; return their codes, in order.

        The next dossier takes the number behind them; those never filled in stay unused for good.
        day: today or later. Raises NumbersExhausted where the block has no room for all, BadInput.
        """
        if not 1 <= count <= MOST_SHEETS:
            raise BadInput(field="count", problem=N_("must be a number from 1 to 200"))
        now = self.clock.now()
        if day < now.date():
            raise BadInput(field="day", problem=N_("lies in the past"))
        with self.new_unit(officer.id) as unit:
            first = self._next(unit, day)
            if first + count - 1 not in block_of(self.desk.station_number):
                raise NumbersExhausted(day=day)
            happened = PadReserved(at=now.replace(microsecond=0), day=day.isoformat(), first=first, count=count)
            unit.record("station", self.desk.station, happened)
        return self._codes(day, tuple(range(first, first + count)))

    def pad(self, day: date) -> tuple[PadSheet, ...]:
        """Return the sheets of this station's pad of a day, used and unused, in order."""
        codes = self._codes(day, self.queries.reserved_serials(day))
        used = self.queries.used_codes(codes)
        return tuple(PadSheet(code, code in used) for code in codes)

    def _codes(self, day: date, serials: tuple[int, ...]) -> tuple[str, ...]:
        return tuple(make_code(self.desk.unit_code, day, serial) for serial in serials)

    def _next(self, unit: UnitOfWork, day: date) -> int:
        station = self.desk.station_number
        used = unit.highest_serial(self.desk.unit_code, day, station)
        return next_serial(station, used, unit.raised_floor(day), day=day)
