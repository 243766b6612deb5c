"""Two laptops under one key, seen from the province: what came of the branch that was kept apart (SYNC §2.8)."""

from __future__ import annotations

from dataclasses import dataclass

from app.bundles import Arrived
from app.canon import change_hash
from app.ports import SetAside
from app.services.merging import FORK, SCOPE, last_agreed, whole_of
from sync.hub.program import Hub


@dataclass(frozen=True, slots=True)
class Alarm:
    """One key on two laptops. station: the key; heirs: stations that the roster or a request names as going on for it.

    open_changes: changes of the branch that no laptop has issued anew yet.
    """

    station: bytes
    heirs: tuple[bytes, ...]
    open_changes: int


def clear_settled(hub: Hub) -> int:
    """Let go of branches whose every change came again under a new key; return how many parts went.

    Likewise of what seemed to speak of another commune and is in the log since: a hub put back from a copy has
    forgotten that it passed that dossier on, until a desk brings its own word back.
    """
    book, cleared = hub.store.book, 0
    for aside in book.set_asides():
        may_go = aside.reason == FORK or (aside.reason == SCOPE and aside.last <= book.position(aside.station).seq)
        if may_go and not _still_open(hub, aside):
            book.take_back(aside)
            cleared += 1
    return cleared


def alarms(hub: Hub) -> tuple[Alarm, ...]:
    """Return the keys that two laptops used, both named as far as they are known."""
    asides = [aside for aside in hub.store.book.set_asides() if aside.reason == FORK]
    heirs = _heirs(hub)
    return tuple(
        Alarm(
            station,
            heirs.get(station, ()),
            sum(_still_open(hub, aside) for aside in asides if aside.station == station),
        )
        for station in sorted({aside.station for aside in asides})
    )


def _still_open(hub: Hub, aside: SetAside) -> int:
    """Return how many changes of a branch nobody has issued anew."""
    book = hub.store.book
    segment = hub.bundles.reopen(whole_of(aside, hub.store.book), papers=hub.papers())
    if segment is None:
        return aside.last - aside.first + 1
    anew, agreed = book.reissued(aside.station), last_agreed(segment, book) or segment.range.first - 1
    return sum(1 for seq, chained in _hashes(segment) if seq > agreed and anew.get(seq) != chained)


def _hashes(segment: Arrived) -> list[tuple[int, bytes]]:
    head, found = segment.previous, []
    for change in segment.changes:
        head = change_hash(head, change)
        found.append((change.seq, head))
    return found


def _heirs(hub: Hub) -> dict[bytes, tuple[bytes, ...]]:
    """Return the stations held here that go on for each key, by what their logs say first."""
    heirs: dict[bytes, tuple[bytes, ...]] = {}
    for station in hub.stations().stations:
        for older in hub.store.book.lineage(station)[:1]:
            heirs[older.station] = (*heirs.get(older.station, ()), station)
    return heirs
