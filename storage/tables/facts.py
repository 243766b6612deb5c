"""What the log makes of what is said beside dossiers: numbers, money, officers, trips, the queue."""

from __future__ import annotations

from sqlalchemy import (
    Index,
)
from sqlmodel import Field

from storage.tables.base import Projection, big, raw


class NumberRow(Projection, table=True):
    """The highest serial used of a station's block on a day; day is ``YYMMDD`` as in the code."""

    __tablename__ = "number"
    __table_args__ = {"sqlite_with_rowid": False}
    unit: str = Field(primary_key=True)
    day: str = Field(primary_key=True)
    station_number: int = Field(primary_key=True)
    highest: int


class FloorRow(Projection, table=True):
    """To which serial a station raised its next number of a day (ISO date)."""

    __tablename__ = "raised_floor"
    __table_args__ = {"sqlite_with_rowid": False}
    station: int = Field(primary_key=True)
    day: str = Field(primary_key=True)
    serial: int


class SeriesRow(Projection, table=True):
    """The last number of a station's own series of a form in a year (``register``, ``fee-slip``)."""

    __tablename__ = "series"
    __table_args__ = {"sqlite_with_rowid": False}
    station: int = Field(primary_key=True)
    form: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    highest: int


class MoneyRow(Projection, table=True):
    """One fact of money: a slip's number taken, voided, confirmed, receipted; or a day closed (number empty).

    year: of the slip's series. day: ISO date at the desk on which it happened, or which was closed.
    receipt: its legal receipt, by its :func:`app.domain.money_book.receipt_key`. body: the event's canonical bytes.
    """

    __tablename__ = "money"
    __table_args__ = (
        Index("money_by_day", "station", "day"),
        Index("money_by_slip", "station", "year", "number"),
        {"sqlite_with_rowid": False},
    )
    station: int = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=big)
    kind: str
    number: str
    year: int
    day: str
    dossier: bytes = Field(sa_type=raw)
    receipt: str | None
    body: bytes = Field(sa_type=raw)


class OpenedRow(Projection, table=True):
    """What a station said of itself when it opened; the first such change counts."""

    __tablename__ = "opened_station"
    station: int = Field(primary_key=True)
    seq: int = Field(sa_type=big)
    commune: str
    station_number: int
    unit_code: str
    practice: bool


class LineageRow(Projection, table=True):
    """Which older key a station goes on for, as its log says first (``StationSucceeded``, ``StationRekeyed``)."""

    __tablename__ = "lineage"
    station: int = Field(primary_key=True)
    seq: int = Field(sa_type=big)
    previous: bytes = Field(sa_type=raw)
    reason: str
    at: int = Field(sa_type=big)
    last: int = Field(sa_type=big)
    known_to: int = Field(sa_type=big)


class OfficerRow(Projection, table=True):
    """An officer, as last enrolled; (hlc, station, seq) says where."""

    __tablename__ = "officer"
    __table_args__ = {"sqlite_with_rowid": False}
    id: bytes = Field(primary_key=True, sa_type=raw)
    hlc: int = Field(sa_type=big)
    station: int
    seq: int = Field(sa_type=big)
    login: str
    name: str
    role: str


class OverrideRow(Projection, table=True):
    """A local override, as proposed; body holds the event's canonical bytes."""

    __tablename__ = "override"
    __table_args__ = {"sqlite_with_rowid": False}
    station: int = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=big)
    hlc: int = Field(sa_type=big)
    body: bytes = Field(sa_type=raw)


class GuidanceRow(Projection, table=True):
    """A guidance given before acceptance; body holds the event's canonical bytes."""

    __tablename__ = "guidance"
    __table_args__ = (Index("guidance_at", "at"), {"sqlite_with_rowid": False})
    station: int = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=big)
    id: bytes = Field(sa_type=raw)
    at: int = Field(sa_type=big)
    body: bytes = Field(sa_type=raw)


class PadRow(Projection, table=True):
    """Serials a station set aside for the sheets of a pad; day is ISO."""

    __tablename__ = "pad"
    __table_args__ = {"sqlite_with_rowid": False}
    station: int = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=big)
    day: str
    first: int
    sheets: int


class DeskPaperRow(Projection, table=True):
    """A copy made of a paper that belongs to no dossier; about: what it is of, as in ``PaperPutOut``."""

    __tablename__ = "desk_paper"
    __table_args__ = (Index("desk_paper_of", "form", "about"), {"sqlite_with_rowid": False})
    station: int = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=big)
    form: str
    about: str
    copy_number: int


class TripRow(Projection, table=True):
    """What was said of a mobile trip: opened or closed, with the event's canonical bytes. trip: its id."""

    __tablename__ = "trip"
    __table_args__ = {"sqlite_with_rowid": False}
    station: int = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=big)
    trip: bytes = Field(sa_type=raw)
    hlc: int = Field(sa_type=big)
    is_opening: bool
    body: bytes = Field(sa_type=raw)


class RatingRow(Projection, table=True):
    """An anonymous rating; day is ISO."""

    __tablename__ = "rating"
    __table_args__ = (Index("rating_day", "day"), {"sqlite_with_rowid": False})
    station: int = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=big)
    day: str
    rating: int


class OfficeRow(Projection, table=True):
    """What was said of the office: who answers, who is away, which records are one person; body as in the log."""

    __tablename__ = "office_event"
    __table_args__ = {"sqlite_with_rowid": False}
    station: int = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=big)
    hlc: int = Field(sa_type=big)
    subject: str = Field(index=True)
    kind: str
    body: bytes = Field(sa_type=raw)


class QueueRow(Projection, table=True):
    """What was said of a number of the waiting hall; day is ISO, body as in the log."""

    __tablename__ = "queue_event"
    __table_args__ = (Index("queue_day", "day"), {"sqlite_with_rowid": False})
    station: int = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=big)
    hlc: int = Field(sa_type=big)
    day: str
    ticket: bytes = Field(sa_type=raw)
    kind: str
    body: bytes = Field(sa_type=raw)
