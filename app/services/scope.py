"""Whether a segment speaks only of what its author may speak of: the same question at a desk and at the province.

The answer comes from the roster and from what is held, never from the segment's own word (SYNC §2.12).
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from app import canon
from app.bundles import Arrived
from app.domain.merge_events import PROVINCE_OWNED
from app.domain.ordering import StationId
from app.ports import ExchangeBook

CommuneOf = Callable[[StationId], str | None]
"""The commune the roster gives a station; None for one it does not name."""


WritesFor = Callable[[StationId, str], bool]
"""Whether a log is the one that the province writes for a commune, in whatever life of the hub."""


class _Place(msgspec.Struct):
    """The commune that an opening or a receipt speaks of; the rest of the body is not read here."""

    commune: str


_RECEIVED = "dossier.received"
_SPEAKS_OF_COMMUNE = frozenset({_RECEIVED, "station.opened"})
_place_of = msgspec.msgpack.Decoder(_Place).decode


def lacks_bodies(segment: Arrived, book: ExchangeBook) -> bool:
    """Tell whether a segment brings changes, new here, of which only digests are left.

    A chain holds without its bodies, so whoever carries a segment could empty it: only the province's word counts for
    that, and an author's own.
    """
    held = book.position(segment.seal.station).seq
    return any(canon.is_dropped(change.body) for change in segment.changes if change.seq > held)


def speaks_for_province(segment: Arrived) -> bool:
    """Tell whether any change is of a kind that only the province may author (class E of SYNC §2.5)."""
    return any(change.kind.startswith(PROVINCE_OWNED) for change in segment.changes)


def is_in_scope(segment: Arrived, book: ExchangeBook, commune_of: CommuneOf, writes_for: WritesFor) -> bool:
    """Tell whether every change is about the author's commune, and no dossier is born a second time.

    Another commune's dossier is in scope once the province has passed it on: that commune holds the file, or held it.
    A second birth under an earlier clock would sort before the first and take the dossier with its custody.
    """
    author = segment.seal.station
    commune = commune_of(author)
    if not all(_names(change.body, commune) for change in segment.changes if change.kind in _SPEAKS_OF_COMMUNE):
        return False
    touched = {change.aggregate_id for change in segment.changes}
    births = {change.aggregate_id for change in segment.changes if change.kind == _RECEIVED}
    owners = book.owners(sorted(touched))
    if any(owner != author and aggregate in births for aggregate, owner in owners.items()):
        return False
    others = [aggregate for aggregate, owner in owners.items() if commune_of(owner) not in (commune, None)]
    shared = book.logs_relaying(others) if others else {}
    return all(
        commune is not None and any(writes_for(log, commune) for log in shared.get(aggregate, ()))
        for aggregate in others
    )


def _names(body: bytes, commune: str | None) -> bool:
    try:
        return _place_of(body).commune == commune
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return True  # unreadable: stored, made nothing of, and told back as such
