"""A day of a whole province, as its laptops would send it: made-up citizens, real events, signed and sealed bundles."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import uuid_utils

from app import canon
from app.domain.events import (
    KIND_OF,
    KINDS,
    DossierCompleted,
    DossierForwarded,
    DossierHandedOver,
    Event,
    FeeCollected,
    SlipPrinted,
)
from app.domain.facts import Receiver
from app.domain.numbering import make_code
from app.domain.ordering import Change
from app.services.practice_people import make_person
from sync.wire.bundle import pack
from sync.wire.header import BundleHeader
from sync.wire.hub_card import HubCard
from sync.wire.segment import seal
from sync.wire.signing import StationKeys
from tests.storage.made_up import MONDAY, receipt

EVENTS_PER_DOSSIER = 6
_HASH = hashlib.sha256(b"a slip").hexdigest()


@dataclass
class Laptop:
    """One laptop of a commune, with its keys and how far its log has come."""

    commune: str
    unit: str
    number: int
    keys: StationKeys = field(default_factory=StationKeys.generate)
    seq: int = 0
    head: bytes = bytes(32)
    entry: int = 0

    def day(
        self, path: Path, card: HubCard, *, dossiers: int, day: int, chance: Random, known: Sequence[Laptop] = ()
    ) -> Path:
        """Write the bundle of a day: so many dossiers, each from receipt to hand-over, woven together as they are.

        known: laptops of which this one holds all that they recorded before.
        """
        changes = list(self._changes(dossiers, MONDAY + timedelta(days=day), chance))
        return self.send(changes, path, card, made_at=MONDAY + timedelta(days=day, hours=9), known=known)

    def send(
        self, changes: list[Change], path: Path, card: HubCard, *, made_at: datetime, known: Sequence[Laptop] = ()
    ) -> Path:
        """Write the next changes of this laptop as a bundle."""
        segments = list(seal(changes, previous=self.head, keys=self.keys))
        self.head = segments[-1].header.head_hash
        header = BundleHeader(
            bundle=uuid_utils.uuid7().bytes,
            sender=self.keys.station_id,
            addressee=card.hub_id,
            purpose="changes",
            commune=self.commune,
            practice=True,
            made_at_ms=int(made_at.timestamp() * 1000),
            program="bench",
            changes=len(changes),
            vector=tuple((one.keys.station_id, one.seq, one.head) for one in known if one.seq),
        )
        with path.open("wb") as out:
            pack(out, header, sender=self.keys, recipients=[card.receiving], segments=segments)
        return path

    def _changes(self, dossiers: int, morning: datetime, chance: Random) -> Iterator[Change]:
        happened: list[tuple[datetime, bytes, Event]] = []
        for n in range(dossiers):
            dossier_id, at = uuid_utils.uuid7().bytes, morning + timedelta(seconds=270 * n + chance.randrange(200))
            for step, event in enumerate(self._life(n, at, chance)):
                happened.append((at + timedelta(minutes=step * 40), dossier_id, event))
        happened.sort(key=lambda one: one[0])
        last: dict[bytes, int] = {}
        for at, dossier_id, event in happened:
            self.seq += 1
            kind = KIND_OF[type(event)]
            deps = ((self.keys.station_id, last[dossier_id]),) if dossier_id in last else ()
            last[dossier_id] = self.seq
            clock = int(at.timestamp() * 1000) << 16 | self.seq & 0xFFFF
            body = canon.encode(event)
            yield Change(
                self.keys.station_id,
                self.seq,
                clock,
                b"officer of bench",
                "dossier",
                dossier_id,
                kind,
                KINDS[kind][1],
                deps,
                body,
            )

    def _life(self, n: int, at: datetime, chance: Random) -> list[Event]:
        self.entry += 1
        person = make_person(chance, commune_name="Sin Suối Hồ", today=at.date())
        received = replace(
            receipt(1001, at=at, entry=self.entry),
            code=make_code(self.unit, at.date(), self.number * 1000 + 1 + n),
            applicant=person.applicant,
            commune=self.commune,
        )

        def later(step: int) -> datetime:
            return at + timedelta(minutes=40 * step)

        return [
            received,
            SlipPrinted(later(1), "01", 1, "printed", _HASH, 1),
            FeeCollected(later(2), f"{self.number}-{self.entry:04d}", 8000),
            DossierForwarded(later(3), Receiver("officer", "Lò Thị Mai")),
            DossierCompleted(later(4), number=f"{self.entry}/GKS"),
            DossierHandedOver(later(5)),
        ]


def laptops(communes: int, each: int) -> list[Laptop]:
    """Return the laptops of so many communes."""
    from app.services.catalogue import load_catalogue

    known = load_catalogue().communes()[:communes]
    return [
        Laptop(commune.code, f"H35.99.{number:02d}", k)
        for number, commune in enumerate(known, 1)
        for k in range(1, each + 1)
    ]
