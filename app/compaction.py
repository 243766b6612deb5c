"""Dropping what a desk need not keep (dọn sổ trên máy): the single acts of dossiers closed long ago (SYNC §2.9).

Each such dossier stays as it is shown, folded; what its single changes said lies at the province, and their digests
stay here, so that every chain still verifies.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a compaction comes to. dossiers: closed long enough; changes: whose bodies go; bytes: of these bodies."""

    dossiers: int = 0
    changes: int = 0
    bytes: int = 0

    def __add__(self, other: Weighed) -> Weighed:
        """Return both together."""
        return Weighed(self.dossiers + other.dossiers, self.changes + other.changes, self.bytes + other.bytes)


class Compactions(Protocol):
    """The compaction of a store. settled: up to where the province surely holds each log."""

    def weigh(self, *, closed_before: datetime, settled: Mapping[bytes, int]) -> Weighed:
        """Return what could be dropped; changes nothing."""

    def fold_some(self, *, closed_before: datetime, settled: Mapping[bytes, int], at: datetime) -> Weighed:
        """Fold and drop some hundred dossiers in one transaction; zeros where none is left."""
