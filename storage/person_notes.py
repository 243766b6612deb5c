"""What officers said of persons' records, one change at a time: such changes share an aggregate, so an order of erasure
names each by an id of its own, which says nothing of the person.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection, bindparam, delete, select

from app.domain.events import KIND_OF
from app.domain.ordering import Change
from app.domain.person_events import PersonsApart, PersonsMerged, PersonSplit
from storage.change_log import ChangeLog
from storage.codec import read_event
from storage.tables import ChangeRow, OfficeRow, table_of

NOTE_KINDS = frozenset(KIND_OF[kind] for kind in (PersonsMerged, PersonSplit, PersonsApart))
_change, _office = table_of(ChangeRow), table_of(OfficeRow)
_notes = select(_change).where(_change.c.kind.in_(sorted(NOTE_KINDS)))
_forget = delete(_office).where(_office.c.station == bindparam("of"), _office.c.seq == bindparam("at"))


def named_by(change: Change) -> bytes:
    """Return the 16-byte id under which an order names a change: its record's, or of a note on persons its own."""
    if change.kind not in NOTE_KINDS:
        return change.aggregate_id
    return hashlib.sha256(b"person-note" + change.station + change.seq.to_bytes(8, "big")).digest()[:16]


def notes_on(connection: Connection, log: ChangeLog, keys: Collection[str]) -> list[Change]:
    """Return the notes that name one of these records."""
    every = (log.change_of(row) for row in connection.execute(_notes))
    return [change for change in every if not _keys_of(change).isdisjoint(keys)]


def notes_named(connection: Connection, log: ChangeLog, ids: Collection[bytes]) -> list[Change]:
    """Return the notes held here that an order names. There are few notes: a page a year."""
    every = [log.change_of(row) for row in connection.execute(_notes)]
    return [change for change in every if named_by(change) in ids]


def forget_notes(connection: Connection, log: ChangeLog, notes: Iterable[Change]) -> None:
    """Take notes out of the office's table; the caller may write to it."""
    rows: Sequence[dict[str, int]] = [{"of": log.enter(one.station).id, "at": one.seq} for one in notes]
    if rows:
        connection.execute(_forget, rows)


def _keys_of(change: Change) -> set[str]:
    match read_event(change):
        case PersonsMerged(kept=one, merged=other) | PersonsApart(one=one, other=other):
            return {one, other}
        case PersonSplit(merged=one):
            return {one}
        case _:
            return set()
