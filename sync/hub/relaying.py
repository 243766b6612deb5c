"""Work for another commune travels with custody (SYNC §2.5, 4): the hub passes on the changes of that one dossier.

Never a desk's whole log: it speaks of other citizens too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.domain.ordering import Change, Turn, Turns
from app.domain.relay_events import DossierRelayed, RelayedChange
from app.logs import logger
from app.ports import LogRange
from sync.hub.order import fix_order
from sync.hub.program import Hub


def settle_order(hub: Hub, communes: Iterable[str] | None = None) -> None:
    """Put what came in in order, then pass on what belongs to more than one commune.

    communes: whose stations something came from, None to look at all. Safe to repeat. A crash in between is mended
    when the dossier's next change comes in.
    """
    fresh = fix_order(hub, communes)
    if fresh and relay(hub, fresh):
        fix_order(hub)


def relay(hub: Hub, fresh: tuple[LogRange, ...]) -> int:
    """Pass the dossiers that these changes touch on to every commune they belong to; return how many relays it took."""
    relays, commune_of = 0, hub.roster.commune_of
    for dossier_id, receiver, holder, logs in hub.store.perhaps_shared(fresh):
        if logs or commune_of(receiver) != commune_of(holder):  # a province's day has few of them
            relays += _relay(hub, dossier_id, logs)
    logger("hub").info("relayed", dossiers=relays)
    return relays


def _relay(hub: Hub, dossier_id: bytes, logs: frozenset[bytes]) -> int:
    stations = hub.stations().stations
    dossier = hub.store.queries.dossier(dossier_id)
    communes = {dossier.commune} | {commune for log in logs if (commune := hub.roster.commune_of(log))}
    holder = stations.get(dossier.custodian.station)
    if holder is not None:
        communes.add(holder.commune)
    if len(communes) == 1:
        return 0
    return sum(_relay_to(hub, dossier_id, commune, sorted(communes)) for commune in sorted(communes))


def _relay_to(hub: Hub, dossier_id: bytes, commune: str, communes: Sequence[str]) -> int:
    """Record in a commune's log what its stations lack of a dossier; places of relays go along, but never alone."""
    known = hub.store.relayed_in(dossier_id, hub.logs_of(commune))
    if not _lacking(hub, commune, *hub.store.history(dossier_id), known):
        return 0
    with hub.unit(commune, beside=communes) as unit:  # read again: another worker may have been first
        changes, turns = unit.history(dossier_id)
        lacking = _lacking(hub, commune, changes, turns, unit.relayed(dossier_id, hub.logs_of(commune)))
        if lacking:
            carried = tuple(_carried(one, turns[one.station, one.seq]) for one in lacking)
            unit.record_dossier(dossier_id, DossierRelayed(hub.clock.now().replace(microsecond=0), carried))
    return 1 if lacking else 0


def _lacking(hub: Hub, commune: str, changes: list[Change], turns: Turns, known: Turns) -> list[Change]:
    """Return what was not passed on, or under a later turn, by a hub that had forgotten the earlier one."""
    keys = ((one, (one.station, one.seq)) for one in changes if hub.roster.commune_of(one.station) != commune)
    lacking = [one for one, key in keys if key in turns and (key not in known or turns[key] < known[key])]
    return [] if all(one.kind == _KIND for one in lacking) else lacking


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
