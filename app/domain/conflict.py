"""What two stations said of one dossier without knowing of each other, as the fold found it (mâu thuẫn)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

SOFT, PROPOSAL = "soft", "proposal"
"""«Xem lại»: the later value is shown · the first stands, the other is proposed (SYNC §2.5, classes B and C)."""


@dataclass(frozen=True, slots=True)
class Branch:
    """One of two histories of custody. station, seq: its first act; ending: how it ended, or the state it is in.

    at: of its last act; acts: those that are its own, in order, as (station, seq); number: of the result or the
    letter, if it has one.
    """

    station: bytes
    seq: int
    ending: str
    holder: str | None
    at: datetime
    acts: tuple[tuple[bytes, int], ...]
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Branches that end differently: nobody's word counts until a person decides. The province's first stands first."""

    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One value of a corrected field, as text, and the change that gave it."""

    station: bytes
    seq: int
    value: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A field that was set differently at two stations. kind: ``soft`` | ``proposal``. shown: what stands now."""

    field: str
    kind: str
    shown: Version
    others: tuple[Version, ...]
