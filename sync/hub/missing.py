"""What the province lacks of a station's log (đợt còn thiếu): before what is parked, and at its end.

A bundle that was cut brings the beginning of its changes, and nothing parked tells of the rest. Its header does: an
export carries all that the province has not confirmed, so whatever the sender held then should be here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from app.bundles import EnrolledStation
from app.ports import ExchangeBook, LogRange, SetAside
from app.services.merging import FORK, GAP, gaps
from sync.hub.ledger import Contact


def missing(
    book: ExchangeBook,
    station: bytes,
    asides: Collection[SetAside],
    *,
    contact: Contact | None,
    entry: EnrolledStation | None,
) -> tuple[LogRange, ...]:
    """Return what is missing of a station's own log, in order; what is kept apart is named elsewhere.

    contact: when it last spoke. entry: its line of the roster, None while it waits to be enrolled.
    """
    before_parked = gaps(book, asides)
    was_cut = entry is not None and entry.revoked_after is not None
    has_two_laptops = any(aside.reason == FORK for aside in asides)
    if contact is None or was_cut or has_two_laptops:
        return tuple(before_parked)
    return (*before_parked, *_at_the_end(book, station, asides, last=contact.seqs.get(station, 0)))


def _at_the_end(book: ExchangeBook, station: bytes, asides: Collection[SetAside], *, last: int) -> Iterator[LogRange]:
    """Yield what was sent beyond all that is here, kept apart, or issued anew under another key."""
    reach = max([book.position(station).seq, *(one.last for one in asides if one.reason == GAP)])
    if last <= reach:
        return
    kept = [(one.first, one.last) for one in asides] + [(seq, seq) for seq in book.reissued(station)]
    for first, until in [*sorted(kept), (last + 1, last + 1)]:
        if first > reach + 1:
            yield LogRange(station, reach + 1, min(first - 1, last))
        reach = max(reach, until)
        if reach >= last:
            return
