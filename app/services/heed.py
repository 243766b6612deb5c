"""What an officer must heed while it lasts: clock, key, theft, a list past its date. Read, not remembered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.clock import DeskClock
from app.domain.errors import DomainError, Refusal
from app.domain.ordering import CLOCK_OK
from app.ports import ExchangeBook
from app.readings import Desk
from app.services.clock_watch import ClockWatch
from app.services.doubt import RETIRED, read_doubt
from app.services.exchange import Exchange
from app.services.identity import Identity, renewal

CLOCK, IDENTITY, RESTART, REVOKED, ROSTER = "clock", "identity", "restart", "revoked", "roster"


@dataclass(frozen=True, slots=True)
class Heed:
    """What holds now. clock: ok | behind | ahead; doubtful: nothing is promised until the date is confirmed.

    renewed: what to say about a key that had to be retired. to_inherit: dossiers that older keys of this desk hold.
    must_restart: the key may not go on, and the next start takes another. stale_since: of the province's list.
    """

    clock: str
    doubtful: bool
    now: datetime
    machine: datetime
    renewed: DomainError | None
    to_inherit: int
    must_restart: bool
    revoked: bool
    stale_since: datetime | None

    @property
    def is_calm(self) -> bool:
        """Whether there is nothing to heed."""
        return self.clock == CLOCK_OK and not (
            self.renewed or self.must_restart or self.revoked or self.stale_since or self.to_inherit
        )


def heed(
    watch: ClockWatch, identity: Identity, exchange: Exchange, book: ExchangeBook, desk: Desk, clock: DeskClock
) -> Heed:
    """Look at everything; reads only. A card or list that cannot be read is told elsewhere."""
    state, now = watch.look(), clock.now()
    retired = read_doubt(book.document(RETIRED) or b"")
    older = [one.station for one in book.lineage(desk.station)]
    try:
        stations = exchange.bundles.stations(exchange.papers())
        renewed = renewal(identity, exchange)
    except Refusal:
        stations = renewed = None
    own = stations.stations.get(desk.station) if stations else None
    return Heed(
        clock=state,
        doubtful=clock.is_doubtful,
        now=now,
        machine=clock.machine.now(),
        renewed=renewed,
        to_inherit=sum(len(identity.queries.held_by(one)) for one in older),
        must_restart=retired is not None and retired.station == desk.station,
        revoked=own is not None and own.revoked_after is not None,
        stale_since=stations.expires if stations and stations.expires <= now else None,
    )
