"""Carrying out an order of erasure (SYNC §2.9): bodies go, digests stay, tables and scans are cleared.

Where an order stands in the log, what it names is cleared whatever comes in which order: what is held when the order
comes, what comes after it, and what a rebuild finds. Facts of money keep their bodies, which name nobody: the cash
book of the day must still add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, bindparam, delete, exists, func, or_, select

from app import canon
from app.domain.baseline_events import NumberHeld, SeriesHeld
from app.domain.erasure_events import PersonErased
from app.domain.events import KIND_OF
from app.domain.guidance_events import GuidanceGiven
from app.domain.ordering import Change
from storage.change_log import ChangeLog
from storage.codec import read_event
from storage.dropping import drop_bodies
from storage.fact_tables import FactTables
from storage.guard import projecting
from storage.money_rows import MONEY_KINDS
from storage.person_notes import forget_notes, named_by, notes_named
from storage.prepared import Question
from storage.projections import Projector
from storage.tables import (
    BlobRow,
    ChangeRow,
    DossierRow,
    DraftRow,
    ErasedRow,
    GuidanceRow,
    ScanRow,
    table_of,
)  # fmt: skip
from storage.ways import ways_of

ERASED = KIND_OF[PersonErased]
_AT_ONCE = 500
_erased, _dossier, _scan, _blob, _draft, _guidance, _change = map(
    table_of, (ErasedRow, DossierRow, ScanRow, BlobRow, DraftRow, GuidanceRow, ChangeRow)
)
_any = select(exists().select_from(_erased))
_among = Question(select(_erased.c.aggregate_id).where(_erased.c.aggregate_id.in_(bindparam("ids", expanding=True))))
_orders = select(_change).where(_change.c.kind == ERASED)
_whole_among = (
    select(_change)
    .where(
        _change.c.aggregate_id.in_(bindparam("ids", expanding=True)),
        _change.c.kind.not_in(MONEY_KINDS),
        ~((func.length(_change.c.body) == canon.DROPPED_LENGTH) & (func.substr(_change.c.body, 1, 1) == canon.DROPPED)),
    )
    .order_by(_change.c.station, _change.c.seq)
)
_people = select(_dossier.c.id_number, _dossier.c.applicant).where(_dossier.c.id.in_(bindparam("ids", expanding=True)))
_scans = select(_scan.c.sha256).where(_scan.c.dossier_id.in_(bindparam("ids", expanding=True)))
_still_named = select(_scan.c.sha256).where(_scan.c.sha256.in_(bindparam("digests", expanding=True)))
_forget_guidance = delete(_guidance).where(_guidance.c.id.in_(bindparam("ids", expanding=True)))
_forget_keys = delete(_blob).where(_blob.c.sha256.in_(bindparam("digests", expanding=True)))


@dataclass(frozen=True, slots=True)
class Cleared:
    """What was cleared. changes: whose bodies went; scans: digests of files whose keys are gone."""

    changes: int = 0
    scans: tuple[str, ...] = ()


class Erasures:
    """The orders inside one transaction. met: records an order names of which something came."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._is_any = bool(connection.execute(_any).scalar())
        self.met: set[bytes] = set()

    def among(self, aggregate_ids: Sequence[bytes]) -> frozenset[bytes]:
        """Return those of the records that an order names."""
        if not self._is_any:
            return frozenset()
        lots = (aggregate_ids[start : start + _AT_ONCE] for start in range(0, len(aggregate_ids), _AT_ONCE))
        return frozenset(bytes(row[0]) for lot in lots for row in _among.ask(self._connection, ids=list(lot)))

    def emptied(self, changes: Sequence[Change]) -> list[Change]:
        """Return changes as they may stand here: without the bodies that an order takes."""
        named = self.among([named_by(change) for change in changes]) if self._is_any else frozenset()
        self.met |= named
        return [_emptied(change) if named_by(change) in named else change for change in changes]


def _emptied(change: Change) -> Change:
    return change if change.kind in MONEY_KINDS else replace(change, body=canon.dropped(change.body))


def orders_among(changes: Iterable[Change]) -> list[bytes]:
    """Return the records named by the orders among these changes."""
    events = (read_event(one) for one in changes if one.kind == ERASED and one.aggregate_id == one.station)
    return [id_ for event in events if isinstance(event, PersonErased) for id_ in event.aggregates if len(id_) == 16]


def ordered_in(connection: Connection, log: ChangeLog) -> list[bytes]:
    """Return the records named by every order the log holds."""
    return orders_among([log.change_of(row) for row in connection.execute(_orders)])


def drop_ordered(connection: Connection, log: ChangeLog, aggregate_ids: Sequence[bytes]) -> int:
    """Drop what the log still holds whole of these records; the tables are the caller's. Returns how many changes."""
    dropped = 0
    for ids in _lots(aggregate_ids):
        whole = [log.change_of(row) for row in connection.execute(_whole_among, {"ids": ids})]
        drop_bodies(connection, log, whole)
        dropped += len(whole)
    notes = [one for one in notes_named(connection, log, set(aggregate_ids)) if not canon.is_dropped(one.body)]
    drop_bodies(connection, log, notes)
    return dropped + len(notes)


def clear(connection: Connection, log: ChangeLog, projector: Projector, aggregate_ids: Sequence[bytes]) -> Cleared:
    """Clear these records here: log, tables, search, drafts that name the person, keys of scans nothing names now."""
    ids = list(dict.fromkeys(aggregate_ids))
    if not ids:
        return Cleared()
    digests, people = set[str](), set[str]()
    for lot in _lots(ids):
        digests |= set(connection.execute(_scans, {"ids": lot}).scalars())
        people |= {row.id_number or row.applicant for row in connection.execute(_people, {"ids": lot})}
    dropped = drop_ordered(connection, log, ids)
    projector.load(ids)
    for aggregate_id in ids:
        projector.refold(aggregate_id)
    projector.flush()
    with projecting(connection):
        for lot in _lots(ids):
            connection.execute(_forget_guidance, {"ids": lot})
        forget_notes(connection, log, notes_named(connection, log, set(ids)))
    _forget_drafts(connection, people)
    return Cleared(dropped, _forget_scans(connection, digests))


def numbers_taken(
    connection: Connection, log: ChangeLog, aggregate_ids: Sequence[bytes], *, waiting: Iterable[Change] = ()
) -> tuple[tuple[NumberHeld, ...], tuple[SeriesHeld, ...]]:
    """Return the numbers that the changes an order would drop have taken. waiting: those that the log lacks yet."""
    facts, named = FactTables(connection), dict[bytes, int]()
    for ids in _lots(aggregate_ids):
        for row in connection.execute(_whole_among, {"ids": ids}):
            change = log.change_of(row)
            event = read_event(change)
            if not isinstance(event, str):
                facts.note(change, event, log.enter(change.station).id)
    for change in waiting:
        event = read_event(change)
        if change.aggregate_id in aggregate_ids and not isinstance(event, str):
            facts.note(change, event, named.setdefault(change.station, -1 - len(named)))
    return facts.numbers_noted({number: station for station, number in named.items()})


def guidances_of(connection: Connection, log: ChangeLog, number: str) -> list[tuple[bytes, bytes]]:
    """Return the guidances given to the person with this number, each with the station that gave it."""
    found = []
    for row in connection.execute(select(_guidance.c.id, _guidance.c.station, _guidance.c.body)):
        applicant = canon.decode(row.body, GuidanceGiven).applicant
        if number == "".join((applicant.id_number or "").split()):
            found.append((bytes(row.id), log.station_numbered(row.station).key))
    return found


def _forget_drafts(connection: Connection, people: Iterable[str]) -> None:
    named = [_draft.c.text.contains(one, autoescape=True) for one in people if one]
    if named:
        connection.execute(delete(_draft).where(or_(*named)))


def _forget_scans(connection: Connection, digests: set[str]) -> tuple[str, ...]:
    if not digests:
        return ()
    with ways_of(connection).seeing_all(connection):  # another commune may have scanned the same paper
        gone = digests - set(connection.execute(_still_named, {"digests": list(digests)}).scalars())
    if gone:
        connection.execute(_forget_keys, {"digests": list(gone)})
    return tuple(sorted(gone))


def _lots(ids: Sequence[bytes]) -> Iterable[list[bytes]]:
    return (list(ids[start : start + _AT_ONCE]) for start in range(0, len(ids), _AT_ONCE))
