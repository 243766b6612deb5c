"""Fixing the order of what came in (``hub_seq``, SYNC §2.4): one entry an ingest in the province's log of a commune."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.merge_events import ChangesOrdered, OrderedRun
from app.logs import logger
from app.ports import LogRange
from app.services.bundle_runs import count
from sync.hub.program import Hub

PROVINCE = "province"
"""The kind of aggregate that the hub's own entries belong to; its id is that of the log."""


def fix_order(hub: Hub, communes: Iterable[str] | None = None) -> tuple[LogRange, ...]:
    """Give every change that has none its place in the order of its commune; return what got one, by its logs.

    communes: the only ones to look at, None for all. What lacks a place is read while the commune is held. Safe to
    repeat: a crash between the merge and the entry leaves changes without a place, and the next ingest of that
    commune, or the next start of a worker, finds them.
    """
    if communes is None:
        named = {hub.roster.commune_of(one.station) for one in hub.store.unordered()}
        communes = {commune for commune in named if commune is not None}
    fresh = tuple(one for commune in sorted(set(communes)) for one in _fix(hub, commune))
    logger("hub").info("order_fixed", changes=count(fresh))
    return fresh


def _fix(hub: Hub, commune: str) -> tuple[LogRange, ...]:
    now = hub.clock.now().replace(microsecond=0)
    with hub.unit(commune) as unit:
        found = unit.unordered(hub.logs_in(commune))
        if found:
            runs = tuple(OrderedRun(one.station, one.first, one.last) for one in found)
            unit.record(PROVINCE, unit.log, ChangesOrdered(now, commune, runs))
    return found
