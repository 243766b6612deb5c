"""Time and order between stations: the change, the hybrid logical clock, who saw what.

A *change* is one recorded event in its authored bytes. ``(station, seq)`` names it for ever;
``hlc`` only orders the display and breaks ties; ``deps`` are the heads of the same aggregate
that its author had seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import pairwise

StationId = bytes
"""16 bytes: SHA-256("device-v1" ‖ Ed25519 public key)[:16]."""

Key = tuple[StationId, int]
"""Names a change: station and sequence number."""

GENESIS = bytes(32)
"""What the first change of a station chains to."""

MAX_COUNTER = 0xFFFF


@dataclass(frozen=True, slots=True)
class Change:
    """One row of the change log (nhật ký thay đổi).

    seq: 1, 2, 3 … without gaps within a station.
    hlc: 48 bits of UTC milliseconds, 16 bits of counter; strictly rising within a station.
    actor: the officer's 16-byte id. aggregate_id: 16 bytes (UUIDv7).
    deps: heads ``(station, seq)`` of this aggregate the author saw; empty at birth.
    body: canonical msgpack as authored; readers never encode it again.
    """

    station: StationId
    seq: int
    hlc: int
    actor: bytes
    aggregate_type: str
    aggregate_id: bytes
    kind: str
    version: int
    deps: tuple[tuple[StationId, int], ...]
    body: bytes
    flags: int = 0


CLOCK_SUSPECT = 1
ADOPTED = 2
IMPORTED_LEGACY = 4


DAY_MS = 24 * 60 * 60 * 1000
MOST_AHEAD_MS = 90 * DAY_MS
CLOCK_OK, CLOCK_BEHIND, CLOCK_AHEAD = "ok", "behind", "ahead"


def judge_clock(wall_ms: int, known_ms: int) -> str:
    """Say whether a wall clock can be right, against a moment that has certainly passed (SYNC §2.10).

    A day behind, or 90 days ahead, it cannot; known_ms 0: nothing is known, so anything may be right.
    """
    if wall_ms < known_ms - DAY_MS:
        return CLOCK_BEHIND
    return CLOCK_AHEAD if known_ms and wall_ms > known_ms + MOST_AHEAD_MS else CLOCK_OK


def next_hlc(last: int, wall_ms: int) -> int:
    """Return the next clock value: the wall if it moved on, else the last one plus a tick.

    A full counter carries into the milliseconds, so the value always rises.
    """
    return max(last + 1, wall_ms << 16)


def wall_ms_of(hlc: int) -> int:
    """Return the UTC milliseconds inside a hybrid clock value."""
    return hlc >> 16


@dataclass(frozen=True, slots=True, order=True)
class Turn:
    """The place of a change in the order the province fixed (``hub_seq``).

    hlc, log: of the entry in the province's log, rising; run: which range of it; seq: the change's own.
    came_ms: when it came in, UTC milliseconds.
    """

    hlc: int
    log: StationId
    run: int
    seq: int
    came_ms: int


Turns = Mapping[Key, Turn]
"""The turns of those changes that the province has put in order."""


def display_order(change: Change) -> tuple[int, StationId, int]:
    """Sort key of un-acknowledged changes of one aggregate, after their deps."""
    return (change.hlc, change.station, change.seq)


def hub_order(change: Change, turn: Turn | None) -> tuple[object, ...]:
    """Sort key between changes that know nothing of each other: the province's order first, then the clocks."""
    return (0, turn) if turn is not None else (1, *display_order(change))


def effective_hlc(change: Change, turn: Turn | None) -> int:
    """Return the clock of a change, which never counts beyond its coming to the province (SYNC §2.10)."""
    return change.hlc if turn is None else min(change.hlc, turn.came_ms << 16 | MAX_COUNTER)


def in_causal_order(changes: list[Change], turns: Turns | None = None) -> list[Change]:
    """Return the changes of one aggregate so that each comes after its deps and its own past.

    Among the ready ones the smallest :func:`hub_order` comes first, so any two machines
    that hold the same set get the same order. Deps that are not in the set are taken as met.
    """
    by_key = {(change.station, change.seq): change for change in changes}
    known = turns or {}
    order = {key: hub_order(change, known.get(key)) for key, change in by_key.items()}
    needs = _needs(by_key)
    followers: dict[Key, list[Key]] = {}
    for key, earlier in needs.items():
        for other in earlier:
            followers.setdefault(other, []).append(key)
    ready = [(order[key], key) for key, earlier in needs.items() if not earlier]
    heapify(ready)
    ordered: list[Change] = []
    while needs:
        # A cycle can only be forged; the order stays total all the same.
        key = heappop(ready)[1] if ready else min(needs, key=lambda left: order[left])
        if needs.pop(key, None) is None:
            continue
        ordered.append(by_key[key])
        for follower in followers.get(key, ()):
            if follower in needs:
                needs[follower].discard(key)
                if not needs[follower]:
                    heappush(ready, (order[follower], follower))
    return ordered


def _needs(by_key: dict[Key, Change]) -> dict[Key, set[Key]]:
    """Return what each change comes after: its deps in the set, and the change before it of its own station."""
    needs = {key: {dep for dep in change.deps if dep in by_key and dep != key} for key, change in by_key.items()}
    for earlier, later in pairwise(sorted(by_key)):
        if earlier[0] == later[0]:
            needs[later].add(earlier)
    return needs


def pasts(ordered: Sequence[Change]) -> list[int]:
    """Return for each change of an aggregate what its author had seen: bit n stands for the n-th change.

    ordered: in causal order. A dep that is not held, or names another aggregate's change, proves nothing.
    """
    places = {(change.station, change.seq): place for place, change in enumerate(ordered)}
    own: dict[StationId, int] = {}
    seen: list[int] = []
    for place, change in enumerate(ordered):
        past = 0
        for before in (own.get(change.station), *(places.get(dep) for dep in change.deps)):
            if before is not None and before < place:  # a dep on a later one was forged
                past |= seen[before] | 1 << before
        seen.append(past)
        own[change.station] = place
    return seen


def is_chain(ordered: Sequence[Change]) -> bool:
    """Tell whether every author had seen all that came before: then the order of the changes is no question.

    ordered: in causal order, so whoever saw the change right before names it, or is its own author.
    """
    return all(
        later.station == earlier.station or (earlier.station, earlier.seq) in later.deps
        for earlier, later in pairwise(ordered)
    )
