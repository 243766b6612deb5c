"""The whole history of a dossier: what the logs kept here say, and what the province passed on of other communes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, select

from app.domain.events import KIND_OF
from app.domain.ordering import Change, Key, Turn
from app.domain.relay_events import DossierRelayed
from storage.codec import read_event
from storage.prepared import Question
from storage.tables import ChangeRow, StationRow, table_of

RELAYED = KIND_OF[DossierRelayed]
_change, _station = table_of(ChangeRow), table_of(StationRow)
_logs_of = Question(
    select(_change.c.aggregate_id, _station.c.key)
    .join(_station, _station.c.id == _change.c.station)
    .where(_change.c.aggregate_id.in_(bindparam("aggregates", expanding=True)), _change.c.kind == RELAYED)
    .distinct()
)


def is_relayed(changes: Sequence[Change]) -> bool:
    """Tell whether the province passed anything of this dossier on."""
    return any(change.kind == RELAYED for change in changes)


def with_relayed(changes: Sequence[Change]) -> tuple[list[Change], dict[Key, Turn]]:
    """Return the changes with those that relays carry, each once, and the turns of the carried ones.

    Passed on by two lives of a hub, a change has the earlier of its two turns.
    """
    whole = {(change.station, change.seq): change for change in changes}
    held, turns = frozenset(whole), dict[Key, Turn]()
    for change in changes:
        event = read_event(change) if change.kind == RELAYED else None
        for one in event.changes if isinstance(event, DossierRelayed) else ():
            key, turn = (one.station, one.seq), Turn(one.turn_hlc, one.log, one.run, one.seq, one.came_ms)
            if key in held or (key in turns and turns[key] <= turn):
                continue
            whole[key] = Change(
                one.station, one.seq, one.hlc, one.actor, change.aggregate_type, change.aggregate_id, one.kind,
                one.version, one.deps, one.body, one.flags,
            )  # fmt: skip
            turns[key] = turn
    return list(whole.values()), turns


def logs_relaying(connection: Connection, aggregate_ids: Sequence[bytes]) -> dict[bytes, frozenset[bytes]]:
    """Return the logs in which the province passed each of these dossiers on: whose communes may speak of it."""
    found: dict[bytes, set[bytes]] = {}
    for aggregate_id, key in _logs_of.ask_each(connection, "aggregates", aggregate_ids):
        found.setdefault(bytes(aggregate_id), set()).add(bytes(key))
    return {aggregate_id: frozenset(keys) for aggregate_id, keys in found.items()}
