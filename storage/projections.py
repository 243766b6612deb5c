"""The one path from log to tables: every change, typed here or merged, goes through :meth:`Projector.apply`.

A change that comes last in its aggregate's order is folded onto what is stored; one that comes in
between makes the whole aggregate be folded again from the log. So the tables are a function of the
set of changes, not of the order they came in. Facts are never refused: what cannot be read is
listed as *unprojected* with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, delete, insert, select

from app.domain.baseline_events import DossierBaseline
from app.domain.dossier import Dossier
from app.domain.events import KIND_OF, DossierReceived, Event
from app.domain.evolving import evolve
from app.domain.folding import Happened, fold
from app.domain.merge_events import ChangesOrdered
from app.domain.old_book_events import EntryImported
from app.domain.ordering import Change, Key, Turns, in_causal_order, is_chain
from storage.adopted import is_held_twice
from storage.change_log import ChangeLog
from storage.codec import DROPPED, dossier_of, read_event, recorded_of
from storage.dossier_table import DossierTable
from storage.fact_tables import FactTables
from storage.guard import projecting
from storage.hub_order import HubOrder
from storage.prepared import Prepared, Question
from storage.relays import RELAYED, is_relayed, with_relayed
from storage.tables import DossierBodyRow, DossierRow, HeadRow, UnprojectedRow, table_of
from storage.upsert import upsert
from storage.ways import ways_of

DOSSIER = "dossier"
_BASELINE = KIND_OF[DossierBaseline]

_head, _dossier, _body, _unprojected = map(table_of, (HeadRow, DossierRow, DossierBodyRow, UnprojectedRow))
_heads_of = Question(
    select(
        _head.c.aggregate_id,
        _head.c.station,
        _head.c.seq,
        _head.c.is_tip,
        _head.c.is_dossier,
        _head.c.is_loose,
        _head.c.is_woven,
    ).where(_head.c.aggregate_id.in_(bindparam("aggregates", expanding=True)))
)
_stored = Question(
    select(_dossier.c.id, _dossier.c.position, _dossier.c.received_by, _body.c.body)
    .join(_body, _body.c.position == _dossier.c.position)
    .where(_dossier.c.id.in_(bindparam("aggregates", expanding=True)))
)
_replace_heads = Prepared(upsert(HeadRow), each_once=True)
_add_heads = Prepared(insert(_head), each_once=True)
_save_unprojected = Prepared(insert(_unprojected), each_once=True)
_forget_unprojected = delete(_unprojected).where(_unprojected.c.aggregate_id == bindparam("aggregate"))


_Heads = list[tuple[int, int]]


@dataclass(slots=True)
class Stored:
    """A dossier as its tables hold it now."""

    position: int
    received_by: int
    dossier: Dossier


@dataclass(slots=True)
class Aggregate:
    """What is known of one aggregate inside one transaction. heads: station number → (seq, is it a tip).

    kept: of which stations the table holds a head; a row it does not hold goes in for a third of the price.
    is_loose: a change names one that was not held when it was folded; the next one may belong before it.
    is_woven: authors did not know of each other; it is folded whole each time, in the province's order.
    is_cleared: bodies of its changes were dropped, so what is left of them makes no dossier.
    """

    id: bytes
    heads: dict[int, tuple[int, bool]]
    kept: frozenset[int] = frozenset()
    is_dossier: bool = False
    stored: Stored | None = None
    dossier: Dossier | None = None
    received_by: int = 0
    changed: bool = False
    out_of_order: bool = False
    is_loose: bool = False
    is_woven: bool = False
    is_cleared: bool = False
    unprojected: dict[tuple[int, int], str] = field(default_factory=dict)


class Projector:
    """Projects changes inside one transaction. with_search: False for a replay that only compares."""

    def __init__(self, connection: Connection, log: ChangeLog, *, with_search: bool = True) -> None:
        self._connection = connection
        self._log = log
        self._touched: dict[bytes, Aggregate] = {}
        self._dossiers = DossierTable(connection, with_search=with_search)
        self._facts = FactTables(connection)
        self._order = HubOrder(connection, log)

    def heads(self, aggregate_id: bytes) -> tuple[tuple[bytes, int], ...]:
        """Return the deps a new change of this aggregate takes: what nobody has built on yet."""
        aggregate = self._aggregate(aggregate_id)
        self._fold_again(aggregate)
        tips = [
            (self._log.station_numbered(station).key, seq)
            for station, (seq, is_tip) in aggregate.heads.items()
            if is_tip
        ]
        return tuple(sorted(tips))

    def dossier(self, dossier_id: bytes) -> Dossier | None:
        """Return a dossier as it stands in this transaction."""
        aggregate = self._aggregate(dossier_id)
        self._fold_again(aggregate)
        return aggregate.dossier

    def apply(self, change: Change) -> None:
        """Project one change that the log already holds. Never raises for facts."""
        aggregate = self._aggregate(change.aggregate_id)
        aggregate.changed = True
        number = self._number(change)
        if aggregate.out_of_order:
            return
        local = _local_deps(change, self._log)
        if aggregate.is_woven or change.kind == RELAYED or not _comes_last(aggregate, change, number, local):
            aggregate.out_of_order = True
            return
        self._fold(aggregate, change, number, local)

    def apply_whole(self, aggregate_id: bytes, changes: list[Change]) -> None:
        """Project all changes of an aggregate of which nothing is stored yet: the replay."""
        aggregate = self._touched[aggregate_id] = Aggregate(aggregate_id, {}, changed=True)
        self._fold_whole(aggregate, changes)

    def order_first(self, entries: Iterable[Change]) -> None:
        """Take the province's order before anything else is projected: for a replay, which then folds each once."""
        for change in entries:
            event = read_event(change)
            if isinstance(event, ChangesOrdered):
                self._order.note(change, event)
        with projecting(self._connection):
            self._order.flush()

    def refold(self, aggregate_id: bytes) -> None:
        """Fold an aggregate anew from the log at the next flush, as a program that knows more may read more of it."""
        aggregate = self._aggregate(aggregate_id)
        aggregate.changed = aggregate.out_of_order = True

    def flush(self) -> None:
        """Write what the changes made."""
        self._reorder()
        changed = [aggregate for aggregate in self._touched.values() if aggregate.changed]
        if not changed:
            return
        with projecting(self._connection):
            for aggregate in changed:
                self._fold_again(aggregate)
            self._dossiers.look_up(one.dossier for one in changed if one.dossier and not one.stored)
            # A server writes each lot while the next is made ready.
            _write_heads(self._connection, changed)
            _save_unprojected.run(self._connection, [row for one in changed for row in _unprojected_rows(one)])
            for aggregate in changed:
                if aggregate.dossier is not None:
                    self._dossiers.put(aggregate.dossier, aggregate.stored, received_by=aggregate.received_by)
                elif aggregate.stored is not None:
                    self._dossiers.remove(aggregate.stored)
            self._dossiers.flush()
            self._facts.flush()
        self._touched.clear()

    # ── folding ──

    def _reorder(self) -> None:
        """Take in what the province put in order since the last flush: woven aggregates of it are folded again."""
        if not self._order.is_noted:
            return
        with projecting(self._connection):
            self._order.flush()
        here = [one.id for one in self._touched.values() if one.is_woven]
        woven = [*here, *self._order.woven()]
        self.load(woven)
        for aggregate_id in woven:
            aggregate = self._touched[aggregate_id]
            aggregate.changed = aggregate.out_of_order = True

    def _fold(self, aggregate: Aggregate, change: Change, number: int, local: _Heads) -> None:
        aggregate.is_dossier |= change.aggregate_type == DOSSIER
        aggregate.is_loose |= _names_unheld(aggregate, change, local)
        _move_heads(aggregate, change, number, local)
        event = self._read_once(change)
        if event == DROPPED:
            aggregate.is_cleared = True
        elif isinstance(event, str):
            aggregate.unprojected[number, change.seq] = event
        elif change.aggregate_type == DOSSIER:
            self._fold_dossier(aggregate, change, event, number)
        else:
            if isinstance(event, ChangesOrdered):
                self._order.note(change, event)
            self._facts.note(change, event, number)

    def _read_once(self, change: Change) -> Event | str:
        """Return the event of a change, or why it makes nothing: what is held as its original too counts there."""
        return "adopted_twice" if is_held_twice(self._connection, self._log, change) else read_event(change)

    def _fold_dossier(self, aggregate: Aggregate, change: Change, event: Event, number: int) -> None:
        self._facts.note(change, event, number)
        before = aggregate.dossier
        if isinstance(event, DossierBaseline):
            self._begin_from(aggregate, event, number, change.seq)
            return
        aggregate.dossier = evolve(before, recorded_of(change, event), dossier_id=aggregate.id)
        if before is None and isinstance(event, DossierReceived | EntryImported):
            aggregate.received_by = number
        if aggregate.dossier is None and not aggregate.is_cleared:
            aggregate.unprojected[number, change.seq] = "unborn"

    def _begin_from(self, aggregate: Aggregate, event: DossierBaseline, number: int, seq: int) -> None:
        """Take a dossier over folded; what comes later follows on the heads it had."""
        aggregate.dossier = dossier_of(event.body)
        aggregate.received_by = self._log.enter(event.received_by).id
        heads = {self._log.enter(head.station).id: (head.seq, head.is_tip) for head in event.heads}
        aggregate.heads |= {**heads, number: (seq, False)}

    def _fold_again(self, aggregate: Aggregate) -> None:
        """Fold the aggregate anew from the log if a change came in between."""
        if not aggregate.out_of_order:
            return
        with projecting(self._connection):
            self._connection.execute(_forget_unprojected, {"aggregate": aggregate.id})
        aggregate.out_of_order = aggregate.is_loose = aggregate.is_cleared = False
        aggregate.dossier, aggregate.received_by = None, 0
        aggregate.heads.clear()
        aggregate.unprojected.clear()
        if changes := self._log.of_aggregate(aggregate.id):  # an order of erasure may name what is not here yet
            self._fold_whole(aggregate, changes)

    def _fold_whole(self, aggregate: Aggregate, changes: list[Change]) -> None:
        """Fold all changes of an aggregate; where authors did not know of each other, in the province's order.

        What was taken over folded is woven from there on: its history is not here.
        """
        begun = [change for change in changes if change.kind == _BASELINE]
        later = self._later(begun, [change for change in changes if change.kind != _BASELINE])
        ordered = in_causal_order(later)
        is_dossier = changes[0].aggregate_type == DOSSIER
        aggregate.is_woven = is_dossier and (is_relayed(later) or not is_chain(ordered))
        for change in begun if aggregate.is_woven else [*begun, *ordered]:
            self._fold(aggregate, change, self._number(change), _local_deps(change, self._log))
        if aggregate.is_woven:
            whole, turns = with_relayed(later)
            turns |= self._order.turns(later)
            self._weave(aggregate, in_causal_order(whole, turns), turns, {(one.station, one.seq) for one in later})

    def _later(self, begun: Sequence[Change], changes: list[Change]) -> list[Change]:
        """Return what happened after a dossier was folded; of what lies below, only facts beside it count still."""
        reached = reach_of(begun)
        below = [change for change in changes if change.seq <= reached.get(change.station, 0)]
        for change in below:
            event = self._read_once(change)
            if not isinstance(event, str):
                self._facts.note(change, event, self._number(change))
        return changes if not below else [one for one in changes if one.seq > reached.get(one.station, 0)]

    def _weave(self, aggregate: Aggregate, ordered: list[Change], turns: Turns, held: AbstractSet[Key]) -> None:
        """Fold a dossier of several hands by the one function of the merge. held: what stands in logs kept here."""
        aggregate.is_dossier = True
        history, begun = [], aggregate.dossier
        is_born = begun is not None
        for change in ordered:
            event = self._read_once(change)
            if not is_born and isinstance(event, DossierReceived | EntryImported):
                is_born, aggregate.received_by = True, self._number(change)
            if (change.station, change.seq) in held:
                self._note_held(aggregate, change, event, is_born=is_born)
            recorded = None if isinstance(event, str) else recorded_of(change, event)
            history.append(Happened(change, recorded, turns.get((change.station, change.seq))))
        aggregate.dossier = fold(history, dossier_id=aggregate.id, begun=begun)

    def _note_held(self, aggregate: Aggregate, change: Change, event: Event | str, *, is_born: bool) -> None:
        """Note what a change of a log that is kept here says beside the dossier itself."""
        number, local = self._number(change), _local_deps(change, self._log)
        aggregate.is_loose |= _names_unheld(aggregate, change, local)
        _move_heads(aggregate, change, number, local)
        if event == DROPPED:
            aggregate.is_cleared = True
            return
        if isinstance(event, str):
            aggregate.unprojected[number, change.seq] = event
            return
        self._facts.note(change, event, number)
        if not is_born and not aggregate.is_cleared:
            aggregate.unprojected[number, change.seq] = "unborn"

    def _aggregate(self, aggregate_id: bytes) -> Aggregate:
        if aggregate_id not in self._touched:
            self.load([aggregate_id])
        return self._touched[aggregate_id]

    def load(self, aggregate_ids: Sequence[bytes]) -> None:
        """Load what is stored of many aggregates at once; those in hand already stay as they are."""
        missing = {asked: Aggregate(asked, {}) for asked in aggregate_ids if asked not in self._touched}
        ids = list(missing)
        ways_of(self._connection).widen(self._connection, ids)
        rows = _heads_of.ask_each(self._connection, "aggregates", ids)
        for asked, station, seq, is_tip, is_dossier, is_loose, is_woven in rows:
            aggregate = missing[asked]
            aggregate.heads[station] = (seq, bool(is_tip))
            aggregate.kept |= {station}
            aggregate.is_dossier |= bool(is_dossier)
            aggregate.is_loose |= bool(is_loose)
            aggregate.is_woven |= bool(is_woven)
        self._load_dossiers({known: one for known, one in missing.items() if one.is_dossier})
        self._touched.update(missing)

    def _load_dossiers(self, missing: dict[bytes, Aggregate]) -> None:
        for asked, position, received_by, body in _stored.ask_each(self._connection, "aggregates", list(missing)):
            aggregate = missing[asked]
            aggregate.stored = Stored(position, received_by, dossier_of(body))
            aggregate.dossier, aggregate.received_by = aggregate.stored.dossier, received_by

    def _number(self, change: Change) -> int:
        return self._log.enter(change.station).id


def reach_of(begun: Iterable[Change]) -> dict[bytes, int]:
    """Return up to which change of each station a dossier was folded. begun: its baselines."""
    events = (read_event(change) for change in begun)
    heads = [head for event in events if isinstance(event, DossierBaseline) for head in event.heads]
    return {head.station: max(one.seq for one in heads if one.station == head.station) for head in heads}


def _comes_last(aggregate: Aggregate, change: Change, number: int, local: _Heads) -> bool:
    """Return whether the author had seen everything held of this aggregate; then the order ends with this change.

    A dep counts for the very change it names: one that points past it was forged, and proves nothing.
    """
    if aggregate.is_loose:
        return False
    for station, (seq, is_tip) in aggregate.heads.items():
        if station == number:
            if seq >= change.seq:
                return False
        elif is_tip and (station, seq) not in local:
            return False
    return True


def _move_heads(aggregate: Aggregate, change: Change, number: int, local: _Heads) -> None:
    """Make the change a tip; what it builds on is none any more. The caller folds in causal order."""
    for station, seq in local:
        if aggregate.heads.get(station) == (seq, True):
            aggregate.heads[station] = (seq, False)
    aggregate.heads[number] = (change.seq, True)


def _names_unheld(aggregate: Aggregate, change: Change, local: _Heads) -> bool:
    return len(local) < len(change.deps) or any(seq > aggregate.heads.get(at, (0, False))[0] for at, seq in local)


def _local_deps(change: Change, log: ChangeLog) -> _Heads:
    """Return what a change names of logs that are held here, by their local numbers."""
    known = [(log.station(station), seq) for station, seq in change.deps]
    return [(station.id, seq) for station, seq in known if station is not None]


def _write_heads(connection: Connection, changed: Iterable[Aggregate]) -> None:
    moved: list[dict[str, object]] = []
    new: list[dict[str, object]] = []
    for aggregate in changed:
        for row in _head_rows(aggregate):
            (moved if row["station"] in aggregate.kept else new).append(row)
    _replace_heads.run(connection, moved)
    _add_heads.run(connection, new)


def _head_rows(aggregate: Aggregate) -> list[dict[str, object]]:
    return [
        {
            "aggregate_id": aggregate.id,
            "station": station,
            "seq": seq,
            "is_tip": is_tip,
            "is_dossier": aggregate.is_dossier,
            "is_loose": aggregate.is_loose,
            "is_woven": aggregate.is_woven,
        }
        for station, (seq, is_tip) in aggregate.heads.items()
    ]


def _unprojected_rows(aggregate: Aggregate) -> list[dict[str, object]]:
    return [
        {"station": station, "seq": seq, "aggregate_id": aggregate.id, "reason": reason}
        for (station, seq), reason in aggregate.unprojected.items()
    ]
