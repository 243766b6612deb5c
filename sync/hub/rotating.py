"""New keys of the province (đổi khóa tỉnh): the receiving key every year, the root key when it must be.

Desks keep the card they once compared; the newer keys come to them with the roster, signed by a root that the card's
root leads to. So nobody has to compare words again, and a laptop that was off for a year catches up from one answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from app.logs import logger
from app.services.desk_place import ROSTER
from sync.hub.enrolment import sign_anew
from sync.hub.program import ROOT_VALID, Hub
from sync.hub.publishing import Publishing
from sync.hub.stores import HUB_KEYS, ROOT_KEY, ROOTS
from sync.wire.hub_card import read_card
from sync.wire.roster import Roster
from sync.wire.signing import StationKeys
from sync.wire.trust_papers import trusted
from sync.wire.tuf_files import RootKey, newest_root

_MOST_ROOTS = 32


@dataclass(frozen=True, slots=True)
class Rotated:
    """What is in force now. receiving: present and next key."""

    receiving: tuple[str, ...]
    root_version: int
    roster_version: int


def rotate_receiving(hub: Hub) -> Rotated:
    """Let the next receiving key become the present one and make another next; old private keys are kept.

    Bundles are sealed for both, so one that was written before still opens, and so does one from a desk that has not
    heard of the change.
    """
    kept = hub.later_keys()
    present = kept[1] if len(kept) > 1 else hub.store.keys()
    ordered = [present, StationKeys.generate().to_bytes(), *(one for one in kept if one is not present)]
    hub.keep_secrets({HUB_KEYS: msgspec.msgpack.encode(ordered)})
    return _signed(hub)


def rotate_root(hub: Hub) -> Rotated:
    """Hand over to a new root key, signed by the old and the new one; the old one signs nothing any more."""
    with hub.store.book.holding(ROSTER):
        roots, roster, old = hub.roots(), _roster(hub), hub.root_key()
        if len(roots) >= _MOST_ROOTS:
            raise ValueError("a chain of roots this long is walked by no desk")
        new = RootKey.generate()
        # By the chain, not by the roster: a change that was cut short has kept its root and signed nothing with it.
        version = newest_root(read_card(hub.card.data, name="hub-card.json").root_metadata, roots).version + 1
        following = old.next_root(new, version=version, expires=hub.clock.now() + ROOT_VALID)
        hub.keep_secrets({ROOTS: msgspec.msgpack.encode((*roots, following)), ROOT_KEY: new.to_bytes()})
        # Signed from what is held in memory: the roster that is kept still has the old root's signature.
        sign_anew(hub, dict(roster.stations), version=roster.version + 1)
        Publishing(hub).sign_anew()
    logger("hub").info("root_rotated", version=version)
    return _state(hub)


def _signed(hub: Hub) -> Rotated:
    with hub.store.book.holding(ROSTER):
        roster = _roster(hub)
        sign_anew(hub, dict(roster.stations), version=roster.version + 1)
    logger("hub").info("receiving_rotated", version=roster.version + 1)
    return _state(hub)


def _state(hub: Hub) -> Rotated:
    roster = _roster(hub)
    return Rotated(hub.receiving(), roster.root_version, roster.version)


def _roster(hub: Hub) -> Roster:
    found = trusted(hub.papers()).roster
    if found is None:
        raise LookupError("a hub without its roster")
    return found
