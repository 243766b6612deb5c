"""What comes in from an old register: rows that another pen or program numbered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class EntryImported:
    """A row of an old register (sổ theo dõi hồ sơ, Mẫu 07) was taken over. It takes no number of ours.

    at: when it was imported. code: the number as it stands in the old book. procedure: its name as written.
    received_on, due_on, returned_on: ISO dates. source: the first 16 hex digits of the file's SHA-256; row: in it.
    """

    at: datetime
    code: str
    applicant_name: str
    received_on: str
    commune: str
    source: str
    row: int
    address: str | None = None
    phone: str | None = None
    procedure: str = ""
    field: str = ""
    due_on: str | None = None
    returned_on: str | None = None
    book: str = ""
    entry: int = 0
    note: str | None = None
