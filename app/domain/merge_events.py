"""What several laptops and the province say of one another's work: the order, decisions on conflicts, merged doubles.

Like all events: frozen, past tense, fields only ever added. Kinds that begin with ``province.`` are the
province's own (class E of SYNC §2.5): only its key may author them, a desk's attempt is quarantined.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

PROVINCE_OWNED = "province."
"""How the kinds begin that only the province may author."""

CUSTODY = "custody"
"""``field`` of a resolution that names a branch of custody instead of a value."""

MOST_LIVES = 16
"""How often a hub begins a new life on what a desk says, without its operator; the operator may as often as needed."""

_OF_LIFE = 4
"""So many bytes of the id of a log of the province tell the lives of one hub apart."""


def province_log(hub: bytes, commune: str, life: int = 0) -> bytes:
    """Return the station id under which the province writes its log of one commune (sổ của tỉnh cho xã).

    One chain a commune, all signed by the province's key: no commune hears of another's citizens, and the order
    of each commune is its own. life: which life of the hub, 0 the first; a restored hub begins another, under a number
    drawn by chance, for a copy that is put back twice must not write one log twice.
    """
    first = _first_log(hub, commune)
    return (int.from_bytes(first[:_OF_LIFE], "big") ^ life).to_bytes(_OF_LIFE, "big") + first[_OF_LIFE:]


def life_of(log: bytes, hub: bytes, commune: str) -> int:
    """Return in which life of the hub a log of the province for a commune was written."""
    first = _first_log(hub, commune)
    return int.from_bytes(first[:_OF_LIFE], "big") ^ int.from_bytes(log[:_OF_LIFE], "big")


def hand_of(station: bytes) -> bytes:
    """Return what the logs of one hand have in common: all lives of the province's log of a commune are one custodian.

    12 bytes of a SHA-256: nobody makes a key that shares them with somebody else's.
    """
    return station[_OF_LIFE:]


def is_province_log(station: bytes, hub: bytes, commune: str) -> bool:
    """Return whether this is the province's log of a commune, in whatever life of the hub.

    Who may write there is another question: only what the hub's own key signed is believed.
    """
    return hand_of(station) == hand_of(_first_log(hub, commune))


@lru_cache(maxsize=4096)
def _first_log(hub: bytes, commune: str) -> bytes:
    return hashlib.sha256(b"province-log-v1" + hub + commune.encode()).digest()[:16]


@dataclass(frozen=True, slots=True)
class OrderedRun:
    """Changes first … last of a station, in the order they stand in the log of the province."""

    station: bytes
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class ChangesOrdered:
    """The province fixed the order of what came in (thứ tự tiếp nhận tại tỉnh): ``hub_seq`` of SYNC §2.4.

    One event an ingest. at: when it came in; no clock of a station counts beyond it.
    """

    at: datetime
    commune: str
    runs: tuple[OrderedRun, ...]


@dataclass(frozen=True, slots=True)
class ConflictResolved:
    """A person decided which of two versions stands (quyết định giải quyết mâu thuẫn).

    field: ``custody``, or the corrected field as ``DossierCorrected`` names it. station, seq: a change of the
    branch, or the change whose value, is kept. by: who decided.
    """

    at: datetime
    field: str
    station: bytes
    seq: int
    why: str
    by: str


@dataclass(frozen=True, slots=True)
class ReviewDismissed:
    """Somebody looked and nothing has to be done (đã xem, không phải xử lý). item: as the list names it."""

    at: datetime
    item: str
    why: str
    by: str


@dataclass(frozen=True, slots=True)
class DossierMerged:
    """This dossier is the same request as another one (hồ sơ trùng, gộp vào hồ sơ khác); its code lives on there."""

    at: datetime
    into: bytes
    into_code: str
    why: str
    by: str


@dataclass(frozen=True, slots=True)
class DossierAbsorbed:
    """Another dossier was merged into this one: its code finds this one too (mã cũ vẫn tra được)."""

    at: datetime
    other: bytes
    code: str
    why: str
    by: str


MergeEvent = ConflictResolved | ReviewDismissed | DossierMerged | DossierAbsorbed
