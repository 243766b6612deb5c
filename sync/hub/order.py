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


def fix_order(hub: Hub, fresh: Iterable[LogRange]) -> int:
    """Give every change that has none its place in the order of its commune; return how many changes got one.

    fresh: what lacks one, as ``Store.unordered`` says. It is read once more while the commune is held: another worker
    may have been first. Safe to repeat: a crash between the merge and the entry leaves changes without a place, and
    the next ingest of that commune, or the next start of a worker, finds them.
    """
    communes = {commune for one in fresh if (commune := _commune_of(hub, one)) is not None}
    changes = sum(_fix(hub, commune) for commune in sorted(communes))
    logger("hub").info("order_fixed", communes=len(communes), changes=changes)
    return changes


def _fix(hub: Hub, commune: str) -> int:
    now = hub.clock.now().replace(microsecond=0)
    with hub.unit(commune) as unit:
        found = [one for one in unit.unordered() if _commune_of(hub, one) == commune]
        if found:
            runs = tuple(OrderedRun(one.station, one.first, one.last) for one in found)
            unit.record(PROVINCE, hub.log_of(commune), ChangesOrdered(now, commune, runs))
    return count(found)


def _commune_of(hub: Hub, one: LogRange) -> str | None:
    return hub.roster.commune_of(one.station)
