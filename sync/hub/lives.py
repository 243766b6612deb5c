"""The lives of a hub: after each restore it goes on in new logs, for it cannot know what it wrote in the old ones.

The logs of earlier lives are closed for it. Their ends, which it forgot, lie with the desks under its own signature;
they come back with the desks' next bundles and are merged as what they are: the next changes of those logs, each once.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from app.domain.merge_events import MOST_LIVES, life_of
from app.logs import logger

if TYPE_CHECKING:
    from app.ports import ExchangeBook
    from sync.hub.program import Hub

LIVES = "lives"
"""The document that says which they were."""


class Lives(msgspec.Struct, array_like=True, frozen=True):
    """The lives known here, the present one last. unasked: how many began since an operator last ran ``restored``."""

    numbers: tuple[int, ...] = (0,)
    unasked: int = 0


_decode = msgspec.msgpack.Decoder(Lives).decode


def read_lives(kept: bytes | None) -> Lives:
    """Return the lives from their kept bytes; a hub begins with one."""
    return Lives() if kept is None else _decode(kept)


def begin(hub: Hub) -> int:
    """Begin a new life, because the operator says that a copy was put back; return its number."""
    return _change(hub, lambda held: Lives((*held.numbers, _drawn()), 0))


def found_restored(hub: Hub, log: bytes | None = None) -> None:
    """Begin a new life if the present one was seen to have said more than is held here.

    log: a log of this hub that holds more; None for one of the present life, as the anchors or a desk's word tell. A
    life that this database has forgotten is noted, and is over.
    """
    seen = hub.lives().numbers[-1]
    if log is not None:
        commune = hub.roster.commune_of(log)
        seen = life_of(log, hub.store.station, commune) if commune is not None else seen

    def changed(held: Lives) -> Lives:
        if seen not in held.numbers:
            return Lives((seen, *held.numbers), held.unasked)
        if seen != held.numbers[-1]:
            return held  # over already
        return Lives((*held.numbers, _drawn()), held.unasked + 1)

    _change(hub, changed)


def may_begin_unasked(lives: Lives) -> bool:
    """Tell whether a desk's bare word may still begin a life: it can lie, and no operator has looked since."""
    return lives.unasked < MOST_LIVES


def look_at_anchors(hub: Hub) -> None:
    """Find out whether the database is older than what this account noted of its logs: a copy put back, unsaid."""
    behind = hub.store.behind()  # those of other databases of this account are among them
    listed = hub.roster.stations() if behind else None
    communes = {one.commune for one in listed.stations.values()} if listed else set()
    if any(hub.log_of(commune) in behind for commune in communes):
        found_restored(hub)


def _change(hub: Hub, change: Callable[[Lives], Lives]) -> int:
    made: list[Lives] = []

    def changed(kept: bytes | None) -> bytes | None:
        held = read_lives(kept)
        made.append(change(held))
        return None if made[-1] == held else msgspec.msgpack.encode(made[-1])

    book: ExchangeBook = hub.store.book
    book.change_document(LIVES, changed)
    hub.roster.hear_lives(book.document(LIVES))
    logger("hub").info("life", lives=len(made[-1].numbers), unasked=made[-1].unasked)
    return made[-1].numbers[-1]


def _drawn() -> int:
    """Draw the number of a life: counted up, a copy that is put back twice would begin the same one twice."""
    return secrets.randbits(32) or 1
