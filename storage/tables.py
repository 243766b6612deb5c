"""The tables. *Log* tables hold what cannot be made again and move by Alembic; *projections* are
made from the log, are dropped and replayed at will, and change by raising PROJECTION_VERSION.

Stations stand as small local integers (``station.id``). Moments are epoch seconds; clocks (``hlc``)
and sequence numbers are 64-bit.
"""

from __future__ import annotations

from typing import cast

from sqlalchemy import (
    BigInteger,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlmodel import AutoString, Field, SQLModel

PROJECTION_VERSION = 7
"""Raise it when a projection changes; the next start replays the log."""

big = BigInteger().with_variant(Integer, "sqlite")
"""64 bits everywhere; on SQLite INTEGER, so that a single key is the row id itself."""


class _RawBytes(LargeBinary):
    """Bytes as the driver takes and gives them: no wrapping per value."""

    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> None:
        """Hand bytes over as they are."""

    def result_processor(self, dialect: Dialect, coltype: object) -> None:
        """Take bytes as they come."""


raw = _RawBytes()
words = String().with_variant(String(collation="C"), "postgresql")
"""Text in the order of its bytes: endings of codes are found as ranges, and both databases must sort alike."""


class LogTable(SQLModel):
    """What cannot be made again."""

    metadata = MetaData()


class Projection(SQLModel):
    """What the log makes."""

    metadata = MetaData()


# ── the log ──────────────────────────────────────────────────────────────────────────────────


class StationRow(LogTable, table=True):
    """A station whose log is held here, and how far: contiguous seq, head hash, last clock.

    written_to: last change in a verified written bundle. acknowledged_to: last one the province confirmed.
    """

    __tablename__ = "station"
    id: int | None = Field(default=None, primary_key=True)
    key: bytes = Field(unique=True, sa_type=raw)
    seq: int = Field(default=0, sa_type=big)
    head: bytes = Field(sa_type=raw)
    hlc: int = Field(default=0, sa_type=big)
    written_to: int = Field(default=0, sa_type=big)
    acknowledged_to: int = Field(default=0, sa_type=big)


class ChangeRow(LogTable, table=True):
    """One change, as authored (SYNC §2.2). Never updated, never deleted: triggers refuse it.

    Not WITHOUT ROWID: bodies over a kilobyte would each take an overflow page of their own there.
    """

    __tablename__ = "change"
    __table_args__ = (Index("change_of_aggregate", "aggregate_id"),)
    station: int = Field(primary_key=True, foreign_key="station.id")
    seq: int = Field(primary_key=True, sa_type=big)
    hlc: int = Field(sa_type=big)
    actor: bytes = Field(sa_type=raw)
    aggregate_type: str
    aggregate_id: bytes = Field(sa_type=raw)
    kind: str
    version: int
    deps: bytes = Field(sa_type=raw)
    body: bytes = Field(sa_type=raw)
    flags: int = 0
    hash: bytes = Field(sa_type=raw)


class SegmentRow(LogTable, table=True):
    """A sealed run of changes: its header and signature, kept as evidence and passed on as they came."""

    __tablename__ = "segment"
    __table_args__ = {"sqlite_with_rowid": False}
    station: int = Field(primary_key=True, foreign_key="station.id")
    first: int = Field(primary_key=True, sa_type=big)
    last: int = Field(primary_key=True, sa_type=big)
    header: bytes = Field(sa_type=raw)
    signature: bytes = Field(sa_type=raw)


class SetAsideRow(LogTable, table=True):
    """A segment that waits (parked) or that a person has to look at (quarantined). station: its 16-byte id."""

    __tablename__ = "set_aside"
    __table_args__ = (UniqueConstraint("station", "first", "last", "signature"),)
    id: int | None = Field(default=None, primary_key=True)
    station: bytes = Field(sa_type=raw)
    first: int = Field(sa_type=big)
    last: int = Field(sa_type=big)
    reason: str
    header: bytes = Field(sa_type=raw)
    signature: bytes = Field(sa_type=raw)
    data: bytes = Field(sa_type=raw)


class DeskRow(LogTable, table=True):
    """Whose database this is: one row. keys: the station's private keys, sealed by the vault's encryption."""

    __tablename__ = "desk"
    id: int = Field(default=1, primary_key=True)
    station: int = Field(foreign_key="station.id")
    commune_name: str
    keys: bytes = Field(sa_type=raw)


class ExchangeRow(LogTable, table=True):
    """One line of the exchange history; ranges: msgpack ``[[station id, first, last], …]``."""

    __tablename__ = "exchange"
    id: int | None = Field(default=None, primary_key=True)
    at: int = Field(sa_type=big)
    kind: str
    name: str
    sha256: str = Field(index=True)
    size: int = Field(sa_type=big)
    changes: int
    dossiers: int
    outcome: str
    ranges: bytes = Field(sa_type=raw)


class DocumentRow(LogTable, table=True):
    """A small document of the trust: the hub's card, the roster."""

    __tablename__ = "document"
    kind: str = Field(primary_key=True)
    data: bytes = Field(sa_type=raw)


class DraftRow(LogTable, table=True):
    """An autosaved draft; text is the JSON of the page that wrote it."""

    __tablename__ = "draft"
    slot: str = Field(primary_key=True)
    text: str
    at: int = Field(sa_type=big)


class BlobRow(LogTable, table=True):
    """The key of one scan on disk; size: of the plain bytes. Without its row the file says nothing."""

    __tablename__ = "blob"
    sha256: str = Field(primary_key=True)
    key: bytes = Field(sa_type=raw)
    size: int = Field(sa_type=big)


class BookkeepingRow(LogTable, table=True):
    """Small numbers about this file: ``projection_version``, ``settled``."""

    __tablename__ = "bookkeeping"
    name: str = Field(primary_key=True)
    value: int = Field(sa_type=big)


# ── projections ──────────────────────────────────────────────────────────────────────────────


class HeadRow(Projection, table=True):
    """The last change of each station in each aggregate. is_tip: nobody has built on it yet.

    is_loose: a change of the aggregate names one that is not held, so what comes may belong before it.
    is_woven: stations worked on it without knowing of each other, so the province's order matters.
    """

    __tablename__ = "aggregate_head"
    __table_args__ = (
        # For what a desk has not sent yet. A hub never asks that, and without it moves a head in place.
        Index("head_by_position", "station", "seq", "is_dossier").ddl_if(dialect="sqlite"),
        {"sqlite_with_rowid": False},
    )
    aggregate_id: bytes = Field(primary_key=True, sa_type=raw)
    station: int = Field(primary_key=True)
    seq: int = Field(sa_type=big)
    is_tip: bool
    is_dossier: bool
    is_loose: bool
    is_woven: bool


class OrderRow(Projection, table=True):
    """One range of the order the province fixed: changes first … last of a station (``hub_seq``, SYNC §2.4).

    hlc, log: of the entry, and its author's 16-byte id; run: which range of it; came_ms: when it came in.
    """

    __tablename__ = "hub_order"
    __table_args__ = {"sqlite_with_rowid": False}
    station: int = Field(primary_key=True)
    first: int = Field(primary_key=True, sa_type=big)
    hlc: int = Field(primary_key=True, sa_type=big)
    log: bytes = Field(sa_type=raw)
    run: int
    last: int = Field(sa_type=big)
    came_ms: int = Field(sa_type=big)


class DossierRow(Projection, table=True):
    """A dossier as lists need it. position: grows with the time of receipt, so newest first is row order.

    code_tail: the code backwards, for endings. folded: the words it is found by.
    person: the key of the applicant's record, name_key their folded name (app.domain.person).
    received_by: the station that took it in. marked: contradictions of facts (SYNC §2.5).
    trip, visit, parent: as in ``DossierReceived``. first_by: by when the work is aimed to be done for somebody who has
    priority (``Dossier.first_by``); NULL without one. return_point: where another desk gives the result out.
    solved_at: when it was solved (``ended_at``); solved_late: after the promise statistics judge by.
    began_at: since when the running limit counts, receipt or restart.
    book, entry: where it stands in the register (Sổ theo dõi hồ sơ).
    """

    __tablename__ = "dossier"
    __table_args__ = (
        # The row id before first_by, so that rows of one moment still lie in order without a sort.
        Index("dossier_due", "state", "due_at", "position", "first_by"),
        Index("dossier_recent", "state"),
        Index("dossier_code", "code_tail"),
        Index("dossier_entry", "book", "entry"),
        Index("dossier_solved", "solved_at", "received_by", "solved_late"),
        # What the province counts over all its communes, without reading a row: see storage/province_rows.py.
        # Not led by the state: lists walk `(state)` in row order, and the planner would take this one and sort.
        Index("dossier_counts", "received_by", "procedure_id", "state", "marked", "due_at", "received_at"),
    )
    position: int = Field(primary_key=True, sa_type=big)
    id: bytes = Field(unique=True, sa_type=raw)
    code: str
    code_tail: str
    state: int
    received_at: int = Field(sa_type=big)
    due_at: int = Field(sa_type=big)
    applicant: str
    birth_date: str | None
    address: str | None
    id_number: str | None
    person: str = Field(index=True)
    name_key: str = Field(index=True)
    procedure_id: str
    procedure_code: str
    procedure_name: str
    priority: str
    first_by: int | None = Field(sa_type=big)
    return_point: str | None
    holder: str | None
    custodian: bytes = Field(sa_type=raw)
    received_by: int
    needs_print: bool
    marked: bool
    extended: bool
    entered: bool
    rated: int | None
    returned_at: int | None = Field(sa_type=big)
    solved_at: int | None = Field(sa_type=big)
    solved_late: bool
    began_at: int = Field(sa_type=big)
    trip: bytes | None = Field(sa_type=raw)
    visit: bytes | None = Field(sa_type=raw)
    parent: str | None
    folded: str
    needs_scan: bool
    needs_sign: bool
    book: str
    entry: int = Field(sa_type=big)


class DossierBodyRow(Projection, table=True):
    """The whole dossier in canonical bytes, apart from the list columns so that lists stay narrow."""

    __tablename__ = "dossier_body"
    position: int = Field(primary_key=True, sa_type=big)
    body: bytes = Field(sa_type=raw)


class ScanRow(Projection, table=True):
    """Which scans a dossier keeps: tells which blobs are named. station: the 16-byte id of where it was scanned."""

    __tablename__ = "scan"
    __table_args__ = (Index("scan_of_blob", "sha256"), {"sqlite_with_rowid": False})
    dossier_id: bytes = Field(primary_key=True, sa_type=raw)
    sha256: str = Field(primary_key=True)
    station: bytes = Field(sa_type=raw)


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


class ErasedRow(Projection, table=True):
    """A record whose personal data are gone by order of the province: whatever comes of it later is dropped too."""

    __tablename__ = "erased"
    __table_args__ = {"sqlite_with_rowid": False}
    aggregate_id: bytes = Field(primary_key=True, sa_type=raw)


class UnprojectedRow(Projection, table=True):
    """A stored change that made nothing, and why: unknown_kind | newer_version | unreadable | unborn."""

    __tablename__ = "unprojected"
    __table_args__ = {"sqlite_with_rowid": False}
    aggregate_id: bytes = Field(primary_key=True, sa_type=raw)
    station: int = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=big)
    reason: str


def table_of(model: type) -> Table:
    """Return the Core table of a model, for statements prepared once."""
    return cast("Table", model.__table__)  # type: ignore[attr-defined]


for _few in ("trip", "visit", "parent"):
    _column = table_of(DossierRow).c[_few]
    Index(f"dossier_of_{_few}", _column, sqlite_where=_column.is_not(None), postgresql_where=_column.is_not(None))
Index(
    "dossier_to_print",
    table_of(DossierRow).c.received_by,
    sqlite_where=text("needs_print = 1"),
    postgresql_where=text("needs_print"),
)
for _table in (*LogTable.metadata.tables.values(), *Projection.metadata.tables.values()):
    for _column in _table.c:  # what a stranger's body says may need 63 bits anywhere
        if isinstance(_column.type, Integer) and _column.type is not big:
            _column.type = big
        elif isinstance(_column.type, AutoString):
            _column.type = words
_receipt = table_of(MoneyRow).c.receipt
Index("money_receipt", _receipt, sqlite_where=_receipt.is_not(None), postgresql_where=_receipt.is_not(None))
_here = (table_of(DossierRow).c.state, table_of(DossierRow).c.received_by)
for _wait in ("needs_scan", "needs_sign"):  # they may be many: walked state by state like the whole list
    _where, _waits = text(f"{_wait} = 1"), text(_wait)
    Index(f"dossier_{_wait}", *_here, sqlite_where=_where, postgresql_where=_waits)
    _due_here = (*_here, table_of(DossierRow).c.due_at)
    Index(f"dossier_{_wait}_due", *_due_here, sqlite_where=_where, postgresql_where=_waits)
_numbered = table_of(DossierRow).c
_has_number = _numbered.id_number.is_not(None)
Index(
    "dossier_of_number",
    _numbered.id_number,
    _numbered.procedure_id,
    _numbered.received_at,
    sqlite_where=_has_number,
    postgresql_where=_has_number,
)
_point = table_of(DossierRow).c.return_point
Index("dossier_of_return_point", _point, sqlite_where=_point.is_not(None), postgresql_where=_point.is_not(None))
_first = table_of(DossierRow).c.first_by
Index(
    "dossier_first",
    table_of(DossierRow).c.state,
    _first,
    sqlite_where=_first.is_not(None),
    postgresql_where=_first.is_not(None),
)
_woven, _marked = table_of(HeadRow).c.aggregate_id, table_of(DossierRow).c.marked
Index("head_woven", _woven, sqlite_where=text("is_woven = 1"), postgresql_where=text("is_woven"))
Index("dossier_marked", _marked, sqlite_where=text("marked = 1"), postgresql_where=text("marked"))

PROJECTED = frozenset({*Projection.metadata.tables, "dossier_search"})
"""Names that only the projector may write."""
