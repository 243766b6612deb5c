"""What cannot be made again: the log, the seals, what was set aside, whose desk this is. Moves by Alembic."""

from __future__ import annotations

from sqlalchemy import (
    Index,
    UniqueConstraint,
)
from sqlmodel import Field

from storage.tables.base import LogTable, big, raw


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
