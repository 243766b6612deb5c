"""A run of one station's changes on its way into the log: what is held is compared, the rest kept and folded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from app import canon
from app.domain.errors import Forged
from app.domain.ordering import Change
from app.i18n import N_
from storage.adopted import originals
from storage.change_log import ChangeLog, Station
from storage.projections import DOSSIER, Projector

FORKED = N_("two different histories of one desk (a copied or restored computer)")
_OUT_OF_RANGE = N_("it holds numbers that no desk writes")
_LARGEST = (1 << 63) - 1
_MOST_LETTERS = 500


class Run:
    """A run of one station on its way into the log."""

    def __init__(self, log: ChangeLog, projector: Projector, station: Station) -> None:
        self._log, self._projector, self._station = log, projector, station
        self.new = self.known = 0
        self.head = b""
        self.dossiers: set[bytes] = set()

    def take(self, batch: Sequence[Change]) -> None:
        """Append what is new of the batch and project it, each aggregate once."""
        held = self._held(batch)
        new = [change for change in batch if not self._is_known(change, held)]
        for change in new:
            if not _is_storable(change):
                raise Forged(name=change.station.hex()[:8], reason=_OUT_OF_RANGE)
        self._projector.load([change.aggregate_id for change in new])
        self._log.extend(self._station, new)  # a server writes them while they are folded: nothing is asked between
        for change in new:
            self._projector.apply(change)
            if change.aggregate_type == DOSSIER:
                self.dossiers.add(change.aggregate_id)
        if new:
            self.head = self._station.head
        self._projector.flush()
        self.new += len(new)

    def _held(self, batch: Sequence[Change]) -> dict[int, tuple[Change, bytes]]:
        """Return what is held already of the numbers of a batch."""
        last = min(max(change.seq for change in batch), self._station.seq)
        first = min(change.seq for change in batch)
        return {held[0].seq: held for held in self._log.in_range(self._station, first, last)}

    def _is_known(self, change: Change, held: Mapping[int, tuple[Change, bytes]]) -> bool:
        if change.seq > self._station.seq:
            return False
        known = held[change.seq]
        if not canon.is_same_change(known[0], change):
            raise Forged(name=change.station.hex()[:8], reason=FORKED)
        self.head = known[1]
        self.known += 1
        return True


def _is_storable(change: Change) -> bool:
    """Return whether every database can hold what no program of ours would write otherwise."""
    numbers = 0 < change.hlc <= _LARGEST and change.version <= _LARGEST and 0 <= change.flags <= _LARGEST
    words_are_short = len(change.kind) <= _MOST_LETTERS and len(change.aggregate_type) <= _MOST_LETTERS
    return numbers and words_are_short and "\x00" not in change.kind + change.aggregate_type


def brings_originals(connection: Connection, log: ChangeLog, station: Station, run: Run) -> bool:
    """Tell whether a run brings what successors of its station had issued anew before it came."""
    anew = originals(connection, station.key) if run.new else {}
    return any(log.hash_at(station, seq) == chained for seq, chained in anew.items() if seq > station.seq - run.new)
