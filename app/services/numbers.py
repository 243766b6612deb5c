"""The desk's block of numbers (số hồ sơ): raising the next one after numbers used on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.clock import Clock
from app.domain.events import NextNumberRaised
from app.domain.numbering import next_serial, raise_to
from app.ports import NewUnit
from app.readings import Desk, Officer


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of this station, per day."""

    new_unit: NewUnit
    clock: Clock
    desk: Desk

    def raise_next(self, day: date, *, serial: int, reason: str | None, officer: Officer) -> int:
        """Let the next dossier of the day take this serial («đã dùng 37 số trên giấy» → 1038).

        Raises NumberCannotBeLowered, BadInput (outside the block).
        """
        station = self.desk.station_number
        with self.new_unit(officer.id) as unit:
            used = unit.highest_serial(self.desk.unit_code, day, station)
            free = next_serial(station, used, unit.raised_floor(day), day=day)
            raised = raise_to(station, free, serial)
            happened = NextNumberRaised(at=self.clock.now(), day=day.isoformat(), serial=raised, reason=reason)
            unit.record("station", self.desk.station, happened)
        return raised
