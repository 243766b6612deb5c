"""Projections in which the order of changes does not matter: numbers, series, officers, overrides, stations."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_
from sqlalchemy.dialects.sqlite import Insert, insert

from app.domain.errors import BadInput
from app.domain.events import (
    DossierReceived,
    Event,
    FeeCollected,
    NextNumberRaised,
    OfficerEnrolled,
    OverrideProposed,
    StationOpened,
)
from app.domain.life_events import DossierExtended, DossierRefused, DossierStopped, PapersRequested
from app.domain.numbering import parse_code
from app.domain.ordering import Change
from storage.money_rows import money_row
from storage.prepared import Prepared
from storage.tables import FloorRow, MoneyRow, NumberRow, OfficerRow, OpenedRow, OverrideRow, SeriesRow, table_of
from storage.upsert import keep_highest, upsert

REGISTER = "register"
FEE_SLIP = "fee-slip"
SUPPLEMENT, REFUSAL, APOLOGY, STOP = "supplement", "refusal", "apology", "stop"

_officer = table_of(OfficerRow)
_opened = table_of(OpenedRow)


def _latest_officer() -> Insert:
    """Return the upsert for officers: enrolled twice, the later enrolment counts, whichever came here first."""
    statement = insert(_officer)
    new = statement.excluded
    is_later = or_(
        _officer.c.hlc < new.hlc,
        (_officer.c.hlc == new.hlc) & (_officer.c.station == new.station) & (_officer.c.seq <= new.seq),
    )
    values = {column.name: new[column.name] for column in _officer.c if not column.primary_key}
    return statement.on_conflict_do_update(index_elements=[_officer.c.id], set_=values, where=is_later)


def _first_opening() -> Insert:
    """Return the upsert for stations: should a forged log open one twice, the first word counts."""
    statement = insert(_opened)
    new = statement.excluded
    values = {column.name: new[column.name] for column in _opened.c if not column.primary_key}
    return statement.on_conflict_do_update(
        index_elements=[_opened.c.station], set_=values, where=_opened.c.seq >= new.seq
    )


_number = Prepared(keep_highest(NumberRow, "highest"))
_series = Prepared(keep_highest(SeriesRow, "highest"))
_floor = Prepared(keep_highest(FloorRow, "serial"))
_override = Prepared(upsert(OverrideRow))
_money = Prepared(upsert(MoneyRow))
_enrolled = Prepared(_latest_officer())
_opening = Prepared(_first_opening())


class FactTables:
    """Collects facts and writes them with one statement per table."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._noted: dict[Prepared, list[dict[str, Any]]] = {}

    def note(self, change: Change, event: Event, station: int) -> None:
        """Note what an event says beside its own aggregate."""
        if (money := money_row(change, event)) is not None:
            self._add(_money, station=station, seq=change.seq, **money)
        match event:
            case DossierReceived():
                self._number_used(event)
                self._add(_series, station=station, form=REGISTER, year=event.received_at.year, highest=event.entry)
            case FeeCollected():
                self._paper_numbered(station, FEE_SLIP, event.number, event.at)
            case PapersRequested():
                self._paper_numbered(station, SUPPLEMENT, event.number, event.at)
            case DossierExtended():
                self._paper_numbered(station, APOLOGY, event.number, event.at)
            case DossierRefused():
                self._paper_numbered(station, REFUSAL, event.number, event.at)
            case DossierStopped():
                self._paper_numbered(station, STOP, event.number, event.at)
            case NextNumberRaised():
                self._add(_floor, station=station, day=event.day, serial=event.serial)
            case StationOpened():
                opened = {
                    "commune": event.commune,
                    "station_number": event.station_number,
                    "unit_code": event.unit_code,
                }
                self._add(_opening, station=station, seq=change.seq, practice=event.practice, **opened)
            case OfficerEnrolled():
                who = {"login": event.login, "name": event.name, "role": event.role}
                self._add(_enrolled, id=change.aggregate_id, hlc=change.hlc, station=station, seq=change.seq, **who)
            case OverrideProposed():
                self._add(_override, station=station, seq=change.seq, hlc=change.hlc, body=change.body)
            case _:
                return

    def flush(self) -> None:
        """Write what was noted."""
        for statement, rows in self._noted.items():
            statement.run(self._connection, rows)
        self._noted.clear()

    def _paper_numbered(self, station: int, form: str, number: str, at: datetime) -> None:
        """Note a number of a series; one of another form, from a program unlike ours, moves nothing."""
        digits = number.rpartition("-")[2]
        if digits.isascii() and digits.isdigit() and len(digits) < 10:
            self._add(_series, station=station, form=form, year=at.year, highest=int(digits))

    def _number_used(self, event: DossierReceived) -> None:
        try:
            code = parse_code(event.code)
        except BadInput:
            return  # a code of another system takes no number of ours
        if code.station is not None:
            self._add(
                _number, unit=code.unit, day=f"{code.day:%y%m%d}", station_number=code.station, highest=int(code.serial)
            )

    def _add(self, statement: Prepared, **row: Any) -> None:
        self._noted.setdefault(statement, []).append(row)
