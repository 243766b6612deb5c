"""Snapshots: written by the province from its tables, taken in by a desk that holds nothing yet; see app.baselines."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, insert, select, update

from app import canon
from app.baselines import BaselineLog, BaselinePiece, FoldedDossier, KeptChange
from app.domain.baseline_events import BaselineHead, DossierBaseline
from app.domain.events import KIND_OF, KINDS
from app.domain.ordering import Change
from app.domain.states import STATE_CODES, State
from storage.change_log import ChangeLog, Station, row_of
from storage.engine import Database
from storage.projections import DOSSIER, Projector
from storage.tables import ChangeRow, DocumentRow, DossierBodyRow, DossierRow, HeadRow, StationRow, table_of
from storage.upsert import upsert

BASELINE = "baseline"
_PIECE = 1_500
"""So many changes or dossiers a piece: well under the limit of a content."""

_BODY_MOST = 1_500_000
_change, _station, _head, _dossier, _dossier_body, _document = map(
    table_of, (ChangeRow, StationRow, HeadRow, DossierRow, DossierBodyRow, DocumentRow)
)
_FINISHED = tuple(STATE_CODES[state] for state in (State.RETURNED,))


class _Kept(msgspec.Struct, array_like=True, frozen=True):
    """What stays of a snapshot: how far it reached, and the digest of the changes that stand below that."""

    logs: tuple[BaselineLog, ...]
    digest: bytes
    changes: int


class _HeadThere(NamedTuple):
    station: int
    seq: int
    is_tip: bool


class StoredBaselines:
    """See :class:`app.baselines.Baselines`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pieces_of(self, stations: tuple[bytes, ...]) -> tuple[BaselinePiece, ...]:
        """Return the snapshot of these stations' logs as they are held here."""
        with self._database.reading() as connection:
            log = ChangeLog(connection)
            held = [found for one in stations if (found := log.station(one)) is not None and found.seq]
            if not held:
                return ()
            logs = tuple(BaselineLog(one.key, one.seq, one.head, one.hlc) for one in held)
            folded = list(_folded(connection, log, held))
            left_out = {one.id for one in folded}
            kept = [one for of in held for one in _kept(log, of) if one.change.aggregate_id not in left_out]
        return tuple(_cut(logs, kept, folded))

    def begin_from(self, pieces: tuple[BaselinePiece, ...]) -> int:
        """Start from a snapshot, in one transaction; returns how many dossiers it brought."""
        if not pieces:
            return 0
        with self._database.writing() as connection:
            log = ChangeLog(connection)
            stations = {one.station: log.enter(one.station) for one in pieces[0].logs}
            if any(one.seq for one in stations.values()):
                return 0
            for reach in pieces[0].logs:
                _seed(connection, stations[reach.station], reach)
            kept = [one for piece in pieces for one in piece.changes]
            rows = [row_of(stations[one.change.station].id, one.change, one.hash) for one in kept]
            if rows:
                connection.execute(insert(_change), rows)
            folded = [one for piece in pieces for one in piece.folded]
            made = _own_changes(log, pieces[0].logs, folded)
            projector = Projector(connection, log)
            whole: dict[bytes, list[Change]] = {}
            for change in (*(one.change for one in kept), *made):
                whole.setdefault(change.aggregate_id, []).append(change)
            for aggregate_id, changes in whole.items():
                projector.apply_whole(aggregate_id, changes)
            projector.flush()
            log.save()
            note = _Kept(pieces[0].logs, _digest(connection, log, pieces[0].logs), len(kept))
            connection.execute(upsert(DocumentRow), {"kind": BASELINE, "data": msgspec.msgpack.encode(note)})
        self._database.settle()
        return sum(changes[0].aggregate_type == DOSSIER for changes in whole.values())

    def reach(self) -> tuple[BaselineLog, ...]:
        """Return how far the snapshot reached that this store started from; empty without one."""
        with self._database.reading() as connection:
            kept = kept_baseline(connection)
        return kept.logs if kept else ()


def kept_baseline(connection: Connection) -> _Kept | None:
    """Return what is noted of the snapshot this store started from."""
    data = connection.execute(select(_document.c.data).where(_document.c.kind == BASELINE)).scalar()
    return None if data is None else msgspec.msgpack.decode(data, type=_Kept)


def is_sound(connection: Connection, log: ChangeLog, kept: _Kept) -> bool:
    """Return whether the changes that came with the snapshot are those that came."""
    return _digest(connection, log, kept.logs) == kept.digest


# ── out ──────────────────────────────────────────────────────────────────────────────────────


def _folded(connection: Connection, log: ChangeLog, held: Sequence[Station]) -> Iterator[FoldedDossier]:
    """Yield the finished dossiers these stations took in, folded."""
    numbers = [one.id for one in held]
    asked = (
        select(_dossier.c.id, _dossier.c.code, _dossier.c.received_by, _dossier_body.c.body)
        .join(_dossier_body, _dossier_body.c.position == _dossier.c.position)
        .where(_dossier.c.state.in_(_FINISHED), _dossier.c.received_by.in_(numbers))
        .order_by(_dossier.c.position)
    )
    heads_of = _heads_of_finished(connection, numbers)
    for row in connection.execute(asked):
        heads = heads_of[row.id]
        if any(one.station not in numbers for one in heads):
            continue  # another commune or the province had a hand in it: its changes come as they are
        event = DossierBaseline(
            row.code,
            row.body,
            tuple(BaselineHead(log.station_numbered(one.station).key, one.seq, one.is_tip) for one in heads),
            log.station_numbered(row.received_by).key,
        )
        yield FoldedDossier(row.id, canon.encode(event))


def _heads_of_finished(connection: Connection, numbers: Sequence[int]) -> dict[bytes, list[_HeadThere]]:
    """Return the heads of every finished dossier, in one question: there may be a hundred thousand."""
    asked = (
        select(_head.c.aggregate_id, _head.c.station, _head.c.seq, _head.c.is_tip)
        .join(_dossier, _dossier.c.id == _head.c.aggregate_id)
        .where(_dossier.c.state.in_(_FINISHED), _dossier.c.received_by.in_(numbers))
        .order_by(_head.c.aggregate_id, _head.c.station)
    )
    found: dict[bytes, list[_HeadThere]] = {}
    for row in connection.execute(asked):
        found.setdefault(row.aggregate_id, []).append(_HeadThere(row.station, row.seq, bool(row.is_tip)))
    return found


def _kept(log: ChangeLog, station: Station) -> Iterator[KeptChange]:
    for change, chained in log.in_range(station, 1, station.seq):
        yield KeptChange(change, chained)


def _cut(
    logs: tuple[BaselineLog, ...], kept: Sequence[KeptChange], folded: Sequence[FoldedDossier]
) -> Iterator[BaselinePiece]:
    """Cut a snapshot into pieces that each stay small."""
    changes: list[KeptChange] = []
    dossiers: list[FoldedDossier] = []
    size = 0
    both: list[KeptChange | FoldedDossier] = [*kept, *folded]
    for one in both:
        if len(changes) + len(dossiers) >= _PIECE or size > _BODY_MOST:
            yield BaselinePiece(logs, tuple(changes), tuple(dossiers))
            changes, dossiers, size = [], [], 0
        if isinstance(one, KeptChange):
            changes.append(one)
            size += len(one.change.body)
        else:
            dossiers.append(one)
            size += len(one.body)
    yield BaselinePiece(logs, tuple(changes), tuple(dossiers))


# ── in ───────────────────────────────────────────────────────────────────────────────────────


def _seed(connection: Connection, station: Station, reach: BaselineLog) -> None:
    """Let a station's log go on where the snapshot ends; the province holds all of it."""
    station.seq, station.head, station.hlc = reach.seq, reach.head, reach.hlc
    station.written_to = station.acknowledged_to = reach.seq
    values = {"seq": reach.seq, "head": reach.head, "hlc": reach.hlc}
    values |= {"written_to": reach.seq, "acknowledged_to": reach.seq}
    connection.execute(update(_station).where(_station.c.id == station.id).values(**values))


def _own_changes(log: ChangeLog, logs: Sequence[BaselineLog], folded: Sequence[FoldedDossier]) -> list[Change]:
    """Write the folded dossiers as a log of their own, named after what the snapshot says; it never leaves."""
    if not folded:
        return []
    name = hashlib.blake2b(digest_size=16, person=b"motcua.baseline")
    for one in logs:
        name.update(one.station + one.head)
    station = log.enter(name.digest())
    kind = KIND_OF[DossierBaseline]
    version = KINDS[kind][1]
    made = [
        Change(station.key, seq, seq, bytes(16), DOSSIER, one.id, kind, version, (), one.body)
        for seq, one in enumerate(folded, start=1)
    ]
    log.extend(station, made)
    log.confirm_all(station)
    return made


def _digest(connection: Connection, log: ChangeLog, logs: Sequence[BaselineLog]) -> bytes:
    """Return the digest of the changes that stand below the reach of the snapshot."""
    digest = hashlib.sha256()
    for reach in logs:
        station = log.enter(reach.station)
        asked = select(_change).where(_change.c.station == station.id, _change.c.seq <= reach.seq)
        for row in connection.execute(asked.order_by(_change.c.seq)):
            digest.update(canon.change_hash(row.hash, log.change_of(row)))
    return digest.digest()
