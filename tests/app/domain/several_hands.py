"""One dossier in several hands: who did what, having seen what, and how the province put it in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.domain.dossier import Dossier
from app.domain.events import KIND_OF, Event, Recorded
from app.domain.folding import Happened, fold
from app.domain.ordering import Change, Key, Turn, in_causal_order
from tests.storage.made_up import MONDAY, receipt

MAI, NAM, PAO = (bytes([letter]) * 16 for letter in b"ABC")
"""Three laptops: Mai's took the dossier in."""
DOSSIER = b"the dossier, 16b"


def at(minutes: int) -> datetime:
    return MONDAY + timedelta(minutes=minutes)


@dataclass
class Hands:
    """The log of the dossier, station by station."""

    happened: dict[Key, tuple[Change, Event]] = field(default_factory=dict)
    seqs: dict[bytes, int] = field(default_factory=dict)

    @classmethod
    def received(cls) -> Hands:
        made = cls()
        made.by(MAI, receipt(), saw=())
        return made

    def by(self, station: bytes, event: Event, *, saw: Sequence[Key], minutes: int = 0) -> Key:
        """Let a station record an event, having seen these changes beside its own."""
        seq = self.seqs[station] = self.seqs.get(station, 0) + 1
        hlc = (int(MONDAY.timestamp() * 1000) + 60_000 * minutes + len(self.happened)) << 16
        change = Change(station, seq, hlc, b"o" * 16, "dossier", DOSSIER, KIND_OF[type(event)], 1, tuple(saw), b"")
        self.happened[station, seq] = (change, event)
        return station, seq

    def dossier(self, order: Sequence[Key] = (), *, without: Sequence[Key] = ()) -> Dossier:
        """Return what all of it makes. order: what the province put in order, as it came in."""
        turns = {key: Turn(n + 1, b"log", 0, key[1], int(at(600).timestamp() * 1000)) for n, key in enumerate(order)}
        changes = [change for key, (change, _event) in self.happened.items() if key not in without]
        history = []
        for change in in_causal_order(changes, turns):
            event = self.happened[change.station, change.seq][1]
            recorded = Recorded(event, change.kind, change.station, change.seq, change.hlc, change.actor)
            history.append(Happened(change, recorded, turns.get((change.station, change.seq))))
        found = fold(history, dossier_id=DOSSIER)
        assert found is not None
        return found
