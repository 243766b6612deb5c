"""The province's snapshot of a commune (mốc khởi đầu): what a new laptop starts from instead of the whole history.

Open dossiers and everything about the office come as their changes; a finished dossier comes folded, as one event of
a log that the desk writes for itself. So the tables are still made from the log alone, and a rebuild gives the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from app.domain.ordering import Change


@dataclass(frozen=True, slots=True)
class BaselineLog:
    """How far the snapshot reaches in one station's log, and the clock there."""

    station: bytes
    seq: int
    head: bytes
    hlc: int


@dataclass(frozen=True, slots=True)
class KeptChange:
    """A change that comes as it was recorded. hash: of its station's chain after it."""

    change: Change
    hash: bytes


@dataclass(frozen=True, slots=True)
class FoldedDossier:
    """A finished dossier: its id, and the canonical body of its ``DossierBaseline``."""

    id: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class BaselinePiece:
    """Part of a snapshot; every piece names the logs it speaks of."""

    logs: tuple[BaselineLog, ...]
    changes: tuple[KeptChange, ...] = ()
    folded: tuple[FoldedDossier, ...] = ()


class Baselines(Protocol):
    """Snapshots out of a store and into one."""

    def pieces_of(self, stations: tuple[bytes, ...]) -> tuple[BaselinePiece, ...]:
        """Return the snapshot of these stations' logs as they are held here."""

    def begin_from(self, pieces: tuple[BaselinePiece, ...]) -> int:
        """Start from a snapshot, in one transaction; returns how many dossiers it brought.

        Logs of which anything is held already are left as they are: then nothing happens and 0 comes back.
        """

    def reach(self) -> tuple[BaselineLog, ...]:
        """Return how far the snapshot reached that this store started from; empty without one."""
