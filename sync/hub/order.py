"""Fixing the order of what came in (``hub_seq``, SYNC §2.4): one entry an ingest in the province's log of a commune."""

from __future__ import annotations

from app.domain.merge_events import ChangesOrdered, OrderedRun
from app.logs import logger
from sync.hub.program import Hub

PROVINCE = "province"
"""The kind of aggregate that the hub's own entries belong to; its id is that of the log."""


def fix_order(hub: Hub) -> int:
    """Give every change that has none its place in the order of its commune; return how many changes got one.

    Safe to repeat: a crash between the merge and the entry leaves changes without a place, and the next ingest
    finds them.
    """
    stations = hub.stations().stations
    logs = {hub.log_of(entry.commune): entry.commune for entry in stations.values()}
    runs: dict[str, list[OrderedRun]] = {}
    for one in hub.store.unordered():
        commune = logs.get(one.station) or (stations[one.station].commune if one.station in stations else None)
        if commune is not None:
            runs.setdefault(commune, []).append(OrderedRun(one.station, one.first, one.last))
    now = hub.clock.now().replace(microsecond=0)
    for commune, ordered in sorted(runs.items()):
        with hub.unit(commune) as unit:
            unit.record(PROVINCE, hub.log_of(commune), ChangesOrdered(now, commune, tuple(ordered)))
    changes = sum(one.last - one.first + 1 for ordered in runs.values() for one in ordered)
    logger("hub").info("order_fixed", communes=len(runs), changes=changes)
    return changes
