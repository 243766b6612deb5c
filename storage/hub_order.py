"""The order the province fixed (``hub_seq``): which turn a change has, and which dossiers a new entry concerns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, bindparam, exists, func, or_, select

from app.domain.events import KIND_OF, DossierForwarded
from app.domain.merge_events import ChangesOrdered
from app.domain.ordering import Change, Key, Turn, in_causal_order
from app.ports import LogRange
from storage.change_log import ChangeLog
from storage.prepared import Prepared, Question
from storage.tables import ChangeRow, DossierRow, HeadRow, OrderRow, StationRow, table_of
from storage.upsert import upsert

_order, _head, _change, _station, _dossier = map(table_of, (OrderRow, HeadRow, ChangeRow, StationRow, DossierRow))
_save = Prepared(upsert(OrderRow))
_turn_of = Question(
    select(_order.c.hlc, _order.c.log, _order.c.run, _order.c.last, _order.c.came_ms)
    .where(_order.c.station == bindparam("station"), _order.c.first <= bindparam("seq"))
    .order_by(_order.c.first.desc(), _order.c.hlc)
    .limit(1)
)
_woven = Question(select(_head.c.aggregate_id).where(_head.c.is_woven).distinct())
_in_range = Question(
    select(_change.c.aggregate_id)
    .where(_change.c.station == bindparam("station"), _change.c.seq.between(bindparam("first"), bindparam("last")))
    .distinct()
)
_hlc_at = Question(
    select(_change.c.hlc).where(_change.c.station == bindparam("station"), _change.c.seq == bindparam("seq"))
)
_ENTRY, _FORWARDED = KIND_OF[ChangesOrdered], KIND_OF[DossierForwarded]
_last_of_each = (  # ranges follow one another: the last that begins is the last that ends
    select(_order.c.last)
    .where(_order.c.station == _station.c.id)
    .order_by(_order.c.first.desc())
    .limit(1)
    .scalar_subquery()
)
_last = func.coalesce(_last_of_each, 0)
_all_behind = select(_station.c.id, _station.c.key, _last.label("last")).where(_station.c.seq > _last)
_behind = Question(_all_behind)
_behind_of = Question(_all_behind.where(_station.c.key.in_(bindparam("logs", expanding=True))))
_not_placed = Question(
    select(func.min(_change.c.seq), func.max(_change.c.seq)).where(
        _change.c.station == bindparam("station"), _change.c.seq > bindparam("last"), _change.c.kind != _ENTRY
    )
)
_is_woven = exists().where(_head.c.aggregate_id == _change.c.aggregate_id, _head.c.is_woven)
_author, _receiver = _station.alias("author"), _station.alias("receiver")
_may_be_shared = Question(
    select(_dossier.c.id, _receiver.c.key, _dossier.c.custodian)
    .select_from(_change)
    .join(_author, _author.c.id == _change.c.station)
    .join(_dossier, _dossier.c.id == _change.c.aggregate_id)
    .join(_receiver, _receiver.c.id == _dossier.c.received_by)
    .where(
        _author.c.key == bindparam("station"),
        _change.c.seq.between(bindparam("first"), bindparam("last")),
        or_((_change.c.kind == _FORWARDED) & (_dossier.c.custodian != _receiver.c.key), _is_woven),
    )
    .distinct()
)
_LARGEST = (1 << 63) - 1


class HubOrder:
    """The order inside one transaction."""

    def __init__(self, connection: Connection, log: ChangeLog) -> None:
        self._connection = connection
        self._log = log
        self._noted: list[dict[str, object]] = []
        self._written: list[dict[str, object]] = []

    @property
    def is_noted(self) -> bool:
        """Whether entries came since the last flush."""
        return bool(self._noted)

    def note(self, change: Change, event: ChangesOrdered) -> None:
        """Note an entry; a range that no log can have says nothing."""
        came_ms = int(event.at.timestamp() * 1000)
        for run, one in enumerate(event.runs):
            if 0 < one.first <= one.last <= _LARGEST and len(one.station) == 16:
                place = {"station": self._log.enter(one.station).id, "first": one.first, "last": one.last}
                self._noted.append(place | {"hlc": change.hlc, "log": change.station, "run": run, "came_ms": came_ms})

    def flush(self) -> None:
        """Write what was noted; the caller is a projector."""
        _save.run(self._connection, self._noted)
        self._written, self._noted = self._noted, []

    def turns(self, changes: Iterable[Change]) -> dict[Key, Turn]:
        """Return the turns of those changes that have one."""
        found: dict[Key, Turn] = {}
        for change in changes:
            station = self._log.station(change.station)
            rows = _turn_of.ask(self._connection, station=station.id, seq=change.seq) if station else []
            for hlc, log, run, last, came_ms in rows:
                if change.seq <= last:
                    found[change.station, change.seq] = Turn(hlc, bytes(log), run, change.seq, came_ms)
        return found

    def woven(self) -> list[bytes]:
        """Return the stored aggregates of several hands that the entries written last concern."""
        known = {bytes(row[0]) for row in _woven.ask(self._connection)}
        found: set[bytes] = set()
        for one in self._written if known else ():
            place = {name: one[name] for name in ("station", "first", "last")}
            found |= known & {bytes(row[0]) for row in _in_range.ask(self._connection, **place)}
        return sorted(found)


def unordered(connection: Connection, logs: Sequence[bytes] | None = None) -> tuple[LogRange, ...]:
    """Return what is held of each log and has no place in the order, by the clock of its first change.

    Entries of the order itself need none. logs: the only ones to look at, None for all.
    """
    found = []
    behind = _behind.ask(connection) if logs is None else _behind_of.ask(connection, logs=list(logs))
    for station, key, last in behind:
        [(first, upto)] = _not_placed.ask(connection, station=station, last=last)
        if first is not None:
            [(hlc,)] = _hlc_at.ask(connection, station=station, seq=first)
            found.append((hlc, LogRange(bytes(key), first, upto)))
    return tuple(one for _hlc, one in sorted(found, key=lambda each: (each[0], each[1].station)))


def perhaps_shared(connection: Connection, ranges: Iterable[LogRange]) -> dict[bytes, tuple[bytes, bytes]]:
    """Return the dossiers of these changes that may belong to more than one commune: gone away, or of several hands.

    Each with the stations that received it and that have it now.
    """
    found: dict[bytes, tuple[bytes, bytes]] = {}
    for one in ranges:
        rows = _may_be_shared.ask(connection, station=one.station, first=one.first, last=one.last)
        found.update((bytes(id_), (bytes(receiver), bytes(holder))) for id_, receiver, holder in rows)
    return found


def history(connection: Connection, log: ChangeLog, dossier_id: bytes) -> tuple[list[Change], dict[Key, Turn]]:
    """Return the changes held of a dossier in causal order, and the turns of those the province put in order."""
    changes = log.of_aggregate(dossier_id)
    turns = HubOrder(connection, log).turns(changes)
    return in_causal_order(changes, turns), turns
