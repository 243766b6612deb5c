"""Work for another commune travels with custody (SYNC §2.5, 4): the hub passes on the changes of that one dossier.

Never a desk's whole log: it speaks of other citizens too.
"""

from __future__ import annotations

from app.domain.dossier import Dossier
from app.domain.ordering import Change, Turn, Turns
from app.domain.relay_events import DossierRelayed, RelayedChange
from app.logs import logger
from app.ports import LogRange
from sync.hub.order import fix_order
from sync.hub.program import Hub

DOSSIER, FORWARDED = "dossier", "dossier.forwarded"


def settle_order(hub: Hub) -> None:
    """Put what came in in order, then pass on what belongs to more than one commune.

    Safe to repeat. A crash in between is mended when the dossier's next change comes in.
    """
    fresh = hub.store.unordered()
    if fix_order(hub) and relay(hub, fresh):
        fix_order(hub)


def relay(hub: Hub, fresh: tuple[LogRange, ...]) -> int:
    """Pass the dossiers that these changes touch on to every commune they belong to; return how many relays it took."""
    touched: dict[bytes, bool] = {}
    for run in fresh:
        for change in hub.store.book.changes(run):
            if change.aggregate_type == DOSSIER:
                touched[change.aggregate_id] = touched.get(change.aggregate_id, False) or change.kind == FORWARDED
    shared = hub.store.book.logs_relaying(sorted(touched))
    relays = 0
    for dossier_id in sorted(one for one, is_forwarded in touched.items() if is_forwarded or one in shared):
        relays += _relay(hub, dossier_id, shared.get(dossier_id, frozenset()))
    logger("hub").info("relayed", dossiers=relays)
    return relays


def _relay(hub: Hub, dossier_id: bytes, logs: frozenset[bytes]) -> int:
    stations = hub.stations().stations
    if not hub.store.knows(dossier_id):
        return 0
    dossier = hub.store.queries.dossier(dossier_id)
    communes = {dossier.commune} | {one.commune for one in stations.values() if hub.log_of(one.commune) in logs}
    holder = stations.get(dossier.custodian.station)
    if holder is not None:
        communes.add(holder.commune)
    if len(communes) == 1:
        return 0
    changes, turns = hub.store.history(dossier_id)
    done = 0
    for commune in sorted(communes):
        own = {hub.log_of(commune), *(one.station for one in stations.values() if one.commune == commune)}
        done += _relay_to(hub, dossier, commune, [one for one in changes if one.station not in own], turns)
    return done


def _relay_to(hub: Hub, dossier: Dossier, commune: str, changes: list[Change], turns: Turns) -> int:
    """Record in a commune's log what its stations lack of a dossier; places of relays go along, but never alone."""
    known = hub.store.relayed_in(dossier.id, hub.log_of(commune))
    lacking = [one for one in changes if (one.station, one.seq) not in known and (one.station, one.seq) in turns]
    if all(one.kind == _KIND for one in lacking):
        return 0
    carried = tuple(_carried(one, turns[one.station, one.seq]) for one in lacking)
    with hub.unit(commune) as unit:
        unit.record_dossier(dossier.id, DossierRelayed(hub.clock.now().replace(microsecond=0), carried))
    return 1


_KIND = "province.dossier_relayed"


def _carried(change: Change, turn: Turn) -> RelayedChange:
    body = b"" if change.kind == _KIND else change.body
    return RelayedChange(
        change.station,
        change.seq,
        change.hlc,
        change.actor,
        change.kind,
        change.version,
        change.deps,
        body,
        turn.hlc,
        turn.log,
        turn.run,
        turn.came_ms,
        change.flags,
    )
