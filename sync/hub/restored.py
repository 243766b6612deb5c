"""After a hub came back from a backup (phục hồi): what it says from now on must be newer than what it has forgotten.

The desks hear a lower acknowledgement than before and send again what is missing. The list of desks is signed
anew under a version far above any that the lost days can have had; desks would pass over a lower one. The next
published list leaps as far, and what was published in the lost days has to be published again.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.logs import logger
from app.services.desk_place import ROSTER
from sync.hub.enrolment import sign_anew
from sync.hub.lives import begin
from sync.hub.program import Hub
from sync.hub.publishing import Publishing
from sync.hub.spool import sweep
from sync.wire.trust_papers import trusted

LEAP = 1_000
"""Versions skipped at least: no province signs its list so often between two backups."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done. queued: bundles found in the spool that the database had forgotten."""

    roster_version: int
    stations: int
    queued: int


def restored(hub: Hub) -> Restored:
    """Make a restored hub fit to speak to its desks again; doing it twice does no harm.

    From now on it writes into new logs. What it wrote in the lost days comes back with the desks' bundles.
    """
    begin(hub)
    minutes = int(hub.clock.now().timestamp()) // 60  # one copy put back twice must not sign one version twice
    with hub.store.book.holding(ROSTER):
        held = trusted(hub.papers()).roster
        stations = dict(held.stations) if held else {}
        version = max((held.version if held else 0) + LEAP, minutes)
        sign_anew(hub, stations, version=version)
    Publishing(hub).leap(LEAP, at_least=minutes)
    logger("hub").info("hub_restored", version=version, stations=len(stations))
    return Restored(version, len(stations), sweep(hub))
