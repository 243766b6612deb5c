"""Projections in which the order of changes does not matter: numbers, series, officers, overrides, stations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, or_
from sqlalchemy.dialects.sqlite import Insert, insert

from app.domain.baseline_events import DossierBaseline, NumberHeld, SeriesHeld
from app.domain.catalogue_events import OverrideDecided
from app.domain.erasure_events import PersonErased
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
from app.domain.guidance_events import GuidanceGiven
from app.domain.life_events import DossierExtended, DossierRefused, DossierStopped, PapersRequested
from app.domain.numbering import parse_code
from app.domain.officer_events import (
    OfficerDisabled,
    OfficerReinstated,
    OfficerRoleGiven,
    PasswordReset,
    RecoveryCodeRenewed,
)
from app.domain.ordering import ADOPTED, Change
from app.domain.pad_events import PadReserved
from app.domain.paper_events import PaperPutOut
from app.domain.person_events import PersonsApart, PersonsMerged, PersonSplit
from app.domain.queue_events import TicketCalled, TicketDone, TicketHeld, TicketMissed, TicketTaken
from app.domain.rating_events import RatingGiven
from app.domain.responsibility_events import OfficerAway, OfficerBack, ResponsibleAssigned, ResponsibleEnded
from app.domain.station_events import REKEYED, StationRekeyed, StationSucceeded
from app.domain.trip_events import TripClosed, TripOpened
from app.services.paper_numbers import APOLOGY, FEE_SLIP, REFUSAL, STOP, SUPPLEMENT
from storage.change_log import ChangeLog
from storage.codec import seconds
from storage.money_rows import money_row
from storage.office_rows import OFFICER, PERSON, RESPONSIBILITY
from storage.prepared import Prepared
from storage.tables import (
    DeskPaperRow,
    ErasedRow,
    FloorRow,
    GuidanceRow,
    LineageRow,
    MoneyRow,
    NumberRow,
    OfficeRow,
    OfficerRow,
    OpenedRow,
    OverrideRow,
    PadRow,
    QueueRow,
    RatingRow,
    SeriesRow,
    TripRow,
    table_of,
)
from storage.upsert import keep_highest, on_conflict, unless_there, upsert

REGISTER = "register"
GUIDE, TRIP = "guide-{kind}", "trip"

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
    return on_conflict(statement, values, keys=[_officer.c.id], where=is_later)


def _first_word(table: Table) -> Insert:
    """Return the upsert for what a station says once of itself: should a forged log say it twice, the first counts."""
    statement = insert(table)
    new = statement.excluded
    values = {column.name: new[column.name] for column in table.c if not column.primary_key}
    return on_conflict(statement, values, keys=[table.c.station], where=table.c.seq >= new.seq)


_END = 10_000
"""No serial of four digits is so high."""
_MOST_COPIES = 1_000_000
"""No desk makes so many copies of a paper; a forged count must not leave the columns of the table."""
_MOST_SERIAL = 10**9
_FAR = 1 << 62
"""No log is so long; a forged number must not stop the table."""
_number = Prepared(keep_highest(NumberRow, "highest"))
_series = Prepared(keep_highest(SeriesRow, "highest"))
_floor = Prepared(keep_highest(FloorRow, "serial"))
_override = Prepared(upsert(OverrideRow))
_guidance, _pad, _trip = (Prepared(upsert(row)) for row in (GuidanceRow, PadRow, TripRow))
_office = Prepared(upsert(OfficeRow))
_rating = Prepared(upsert(RatingRow))
_desk_paper = Prepared(upsert(DeskPaperRow))
_queue = Prepared(upsert(QueueRow))
_erased = Prepared(unless_there(ErasedRow, "aggregate_id"))
_money = Prepared(upsert(MoneyRow))
_enrolled = Prepared(_latest_officer())
_opening = Prepared(_first_word(_opened))
_lineage = Prepared(_first_word(table_of(LineageRow)))


_SILENT: set[type[Event]] = set()
"""Events that were found to say nothing beside their aggregate."""


class FactTables:
    """Collects facts and writes them with one statement per table."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._noted: dict[Prepared, list[dict[str, Any]]] = {}
        self._highest: dict[Prepared, dict[tuple[object, ...], dict[str, Any]]] = {}

    def note(self, change: Change, event: Event, station: int) -> None:
        """Note what an event says beside its own aggregate."""
        if type(event) in _SILENT:
            return
        money = money_row(change, event)
        if money is not None:
            self._add(_money, station=station, seq=change.seq, **money)
        match event:
            case DossierReceived():
                self._number_used(event.code)
                self._raise(
                    _series, "highest", event.entry, station=station, form=REGISTER, year=event.received_at.year
                )
            case DossierBaseline():
                self._number_used(event.code)
                self._series_held(event.series)
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
            case GuidanceGiven():
                self._paper_numbered(station, GUIDE.format(kind=event.kind), event.number, event.at)
                told = {"id": change.aggregate_id, "at": seconds(event.at), "body": change.body}
                self._add(_guidance, station=station, seq=change.seq, **told)
            case PadReserved():
                self._pad_reserved(change, event, station)
            case TripOpened():
                self._paper_numbered(station, TRIP, event.number, event.at)
                self._trip_said(change, station, is_opening=True)
            case TripClosed():
                self._trip_said(change, station, is_opening=False)
            case RatingGiven():
                self._add(_rating, station=station, seq=change.seq, day=event.day, rating=event.rating)
            case PaperPutOut():
                of = {"form": event.form, "about": event.about, "copy_number": min(max(event.copy, 1), _MOST_COPIES)}
                self._add(_desk_paper, station=station, seq=change.seq, **of)
            case NextNumberRaised():
                self._raise(_floor, "serial", event.serial, station=station, day=event.day)
            case StationOpened():
                opened = {
                    "commune": event.commune,
                    "station_number": event.station_number,
                    "unit_code": event.unit_code,
                }
                self._add(_opening, station=station, seq=change.seq, practice=event.practice, **opened)
            case StationSucceeded():
                self._succeeded(change, event, station, event.reason, event.known_to)
            case StationRekeyed():
                self._succeeded(change, event, station, REKEYED, event.last)
            case OfficerEnrolled():
                who = {"login": event.login, "name": event.name, "role": event.role}
                self._add(_enrolled, id=change.aggregate_id, hlc=change.hlc, station=station, seq=change.seq, **who)
            case PersonErased() if change.aggregate_id == change.station:  # a log of the province, as its order is
                self._erased(event)
            case OverrideProposed() | OverrideDecided():
                self._add(_override, station=station, seq=change.seq, hlc=change.hlc, body=change.body)
            case ResponsibleAssigned() | ResponsibleEnded() | OfficerAway() | OfficerBack():
                self._said(change, station, RESPONSIBILITY)
            case PersonsMerged() | PersonSplit() | PersonsApart():
                self._said(change, station, PERSON)
            case OfficerDisabled() | OfficerReinstated() | OfficerRoleGiven() | PasswordReset() | RecoveryCodeRenewed():
                self._said(change, station, OFFICER)
            case TicketTaken() | TicketCalled() | TicketHeld() | TicketDone() | TicketMissed():
                said = {"day": event.at.date().isoformat(), "ticket": change.aggregate_id, "kind": change.kind}
                self._add(_queue, station=station, seq=change.seq, hlc=change.hlc, body=change.body, **said)
            case _ if money is None:
                _SILENT.add(type(event))  # the next one of its kind is not asked all this again
            case _:
                return

    def _said(self, change: Change, station: int, subject: str) -> None:
        where = {"station": station, "seq": change.seq, "hlc": change.hlc}
        self._add(_office, subject=subject, kind=change.kind, body=change.body, **where)

    def _succeeded(
        self, change: Change, event: StationSucceeded | StationRekeyed, station: int, reason: str, known_to: int
    ) -> None:
        if not (0 <= event.last <= _FAR and 0 <= known_to <= _FAR) or change.flags & ADOPTED:
            return  # issued anew: its first author went on there, not this one
        said = {"previous": event.previous, "reason": reason, "at": seconds(event.at)}
        self._add(_lineage, station=station, seq=change.seq, last=event.last, known_to=known_to, **said)

    def flush(self) -> None:
        """Write what was noted."""
        for statement, rows in self._noted.items():
            statement.run(self._connection, rows)
        for statement, highest in self._highest.items():
            statement.run(self._connection, list(highest.values()))
        self._noted.clear()
        self._highest.clear()

    def numbers_noted(self, named: Mapping[int, bytes]) -> tuple[tuple[NumberHeld, ...], tuple[SeriesHeld, ...]]:
        """Return the numbers noted and not written yet, for whoever drops the changes that took them.

        named: stations that have no row here, by the number they were noted under.
        """
        log = ChangeLog(self._connection)
        numbers, series = (self._highest.get(statement, {}).values() for statement in (_number, _series))
        held = (
            {**row, "station": named.get(row["station"]) or log.station_numbered(row["station"]).key} for row in series
        )
        return tuple(NumberHeld(**row) for row in numbers), tuple(SeriesHeld(**row) for row in held)

    def _erased(self, event: PersonErased) -> None:
        for aggregate_id in event.aggregates:
            if len(aggregate_id) == 16:
                self._add(_erased, aggregate_id=aggregate_id)
        for one in event.numbers:
            if 0 < one.highest < _MOST_SERIAL:
                of = {"unit": one.unit, "day": one.day, "station_number": one.station_number}
                self._raise(_number, "highest", one.highest, **of)
        self._series_held(event.series)

    def _series_held(self, series: Iterable[SeriesHeld]) -> None:
        log = ChangeLog(self._connection)
        for one in series:
            if len(one.station) == 16 and 0 < one.highest < _MOST_SERIAL:
                key = {"station": log.enter(one.station).id, "form": one.form, "year": one.year}
                self._raise(_series, "highest", one.highest, **key)

    def _pad_reserved(self, change: Change, event: PadReserved, station: int) -> None:
        """Note the sheets of a pad and that numbers go on behind them; what no block can hold reserves nothing."""
        if not (0 < event.first < _END and 0 < event.count < _END):
            return
        self._raise(_floor, "serial", event.first + event.count, station=station, day=event.day)
        self._add(_pad, station=station, seq=change.seq, day=event.day, first=event.first, sheets=event.count)

    def _trip_said(self, change: Change, station: int, *, is_opening: bool) -> None:
        said = {"trip": change.aggregate_id, "hlc": change.hlc, "body": change.body}
        self._add(_trip, station=station, seq=change.seq, is_opening=is_opening, **said)

    def _paper_numbered(self, station: int, form: str, number: str, at: datetime) -> None:
        """Note a number of a series; one of another form, from a program unlike ours, moves nothing."""
        digits = number.rpartition("-")[2]
        if digits.isascii() and digits.isdigit() and len(digits) < 10:
            self._raise(_series, "highest", int(digits), station=station, form=form, year=at.year)

    def _number_used(self, printed: str) -> None:
        try:
            code = parse_code(printed)
        except BadInput:
            return  # a code of another system takes no number of ours
        if code.station is not None:
            of = {"unit": code.unit, "day": f"{code.day:%y%m%d}", "station_number": code.station}
            self._raise(_number, "highest", int(code.serial), **of)

    def _raise(self, statement: Prepared, name: str, value: int, **key: Any) -> None:
        """Note a number of which only the highest is kept."""
        rows = self._highest.setdefault(statement, {})
        row = rows.setdefault(tuple(key.values()), key | {name: value})
        row[name] = max(row[name], value)

    def _add(self, statement: Prepared, **row: Any) -> None:
        self._noted.setdefault(statement, []).append(row)
