"""Up to where the province has held each log for long enough (mốc đã chắc): only what lies below may be dropped here.

A province restored from a backup holds less than it confirmed before, and the desks send it again what it lacks
(SYNC §2.12); so a confirmation counts for dropping only once it is a month old. Kept are a few of them, a week apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from app.clock import local
from app.ports import ExchangeBook
from app.readings import Position

CHECKPOINTS = "checkpoints"
"""The document they are kept in."""

RIPE = timedelta(days=30)
APART = timedelta(days=7)


class Checkpoint(msgspec.Struct, array_like=True, frozen=True):
    """What the province said it held at a moment. have: station → seq."""

    at: datetime
    have: dict[bytes, int]


def note(book: ExchangeBook, have: Sequence[Position], *, at: datetime) -> None:
    """Hear what the province holds now. What it lost since counts for the older ones too."""
    now = {one.station: one.seq for one in have}
    kept = [Checkpoint(one.at, _lowered(one.have, now)) for one in _read(book)]
    if not kept or at - kept[-1].at >= APART:
        kept.append(Checkpoint(at, now))
    ripe = [one for one in kept if at - one.at >= RIPE]
    book.keep_document(CHECKPOINTS, msgspec.msgpack.encode(kept[max(len(ripe) - 1, 0) :]))


def settled(book: ExchangeBook, *, now: datetime) -> dict[bytes, int]:
    """Return up to where the province has held each log for a month; empty before that."""
    ripe = [one for one in _read(book) if now - one.at >= RIPE]
    return dict(ripe[-1].have) if ripe else {}


def _lowered(before: Mapping[bytes, int], now: Mapping[bytes, int]) -> dict[bytes, int]:
    return {station: min(seq, now.get(station, 0)) for station, seq in before.items()}


def _read(book: ExchangeBook) -> list[Checkpoint]:
    kept = book.document(CHECKPOINTS)
    found = msgspec.msgpack.decode(kept, type=list[Checkpoint]) if kept else []
    return [Checkpoint(local(one.at), one.have) for one in found]
