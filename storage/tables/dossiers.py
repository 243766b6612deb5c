"""What the log makes of dossiers: as they stand, whose last word is held, what made nothing."""

from __future__ import annotations

from sqlalchemy import (
    Index,
)
from sqlmodel import Field

from storage.tables.base import Projection, big, raw


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
