"""Stations, changes and bundles for the tests: real keys, real seals, made-up people."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec
import pyrage

from app.domain.ordering import GENESIS, Change
from sync.wire.bundle import pack
from sync.wire.enrolment import request_enrolment
from sync.wire.frames import Frame, FrameReader
from sync.wire.header import BundleHeader
from sync.wire.parts import BundleReport, Opened, Part, RosterFrame
from sync.wire.reading import read
from sync.wire.segment import OpenedSegment, Segment, seal
from sync.wire.signing import Signed, StationKeys

DAY_MS = 1_795_000_000_000


def keys_of(name: str) -> StationKeys:
    """Fixed keys for a name, so that a failing test fails again."""
    seed = hashlib.sha256(name.encode()).digest()
    return StationKeys(seed, _identity_from(hashlib.sha256(b"x" + seed).digest()))


def _identity_from(secret: bytes) -> str:
    letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
    value = int.from_bytes(secret, "big") << 4
    data = [(value >> shift) & 31 for shift in range(255, -1, -5)]
    prefix = "age-secret-key-"
    expanded = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    checksum = _polymod([*expanded, *data, 0, 0, 0, 0, 0, 0]) ^ 1
    data += [(checksum >> 5 * (5 - i)) & 31 for i in range(6)]
    return (prefix + "1" + "".join(letters[d] for d in data)).upper()


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for i, part in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= part if (top >> i) & 1 else 0
    return check


HUB = keys_of("hub")
SIN_SUOI_HO = keys_of("Sin Suối Hồ, desk 1")
NEIGHBOUR = keys_of("Sin Suối Hồ, desk 2")
STRANGER = keys_of("nobody")


@dataclass(frozen=True)
class Believes:
    """A roster of the test's choice."""

    hub: bytes | None = HUB.station_id
    stations: Sequence[StationKeys] = (HUB, SIN_SUOI_HO, NEIGHBOUR)

    def signing_key(self, station: bytes) -> bytes | None:
        return next((keys.public.signing for keys in self.stations if keys.station_id == station), None)


def some_changes(keys: StationKeys, count: int, *, first: int = 1, size: int = 60) -> list[Change]:
    """Consecutive changes of a station: dossiers received and forwarded."""
    changes = []
    for seq in range(first, first + count):
        dossier = hashlib.sha256(b"dossier%d" % (seq // 2)).digest()[:16]
        noise = hashlib.shake_128(b"%d" % seq + keys.station_id).digest(size)  # real work does not compress to nothing
        deps = ((keys.station_id, seq - 1),) if seq > 1 else ()
        body = msgspec.msgpack.encode(
            {"code": f"H35.99.21-261123-{1000 + seq}", "name": f"Giàng A Chống {seq}", "noise": noise}
        )
        kind = "dossier.received" if seq % 2 else "dossier.forwarded"
        hlc = (DAY_MS + seq * 1000) << 16
        changes.append(Change(keys.station_id, seq, hlc, b"\x07" * 16, "dossier", dossier, kind, 1, deps, body))
    return changes


def segments_of(keys: StationKeys, count: int, *, per_segment: int = 2_000, size: int = 60) -> list[Segment]:
    return list(seal(some_changes(keys, count, size=size), previous=GENESIS, keys=keys, max_changes=per_segment))


def a_header(
    sender: StationKeys = SIN_SUOI_HO, *, practice: bool = False, enrolment: bytes | None = None
) -> BundleHeader:
    return BundleHeader(
        bundle=bytes(range(16)),
        sender=sender.station_id,
        addressee=HUB.station_id,
        purpose="changes",
        commune="03478",
        practice=practice,
        made_at_ms=DAY_MS,
        program="0.1.0",
        enrolment=enrolment,
    )


def a_bundle(
    segments: Sequence[Segment],
    *,
    sender: StationKeys = SIN_SUOI_HO,
    header: BundleHeader | None = None,
    recipients: Sequence[str] = (HUB.public.receiving,),
    roster: Sequence[RosterFrame] = (),
    acknowledgements: Sequence[Signed] = (),
) -> bytes:
    out = io.BytesIO()
    pack(
        out,
        header or a_header(sender),
        sender=sender,
        recipients=recipients,
        segments=segments,
        roster=roster,
        acknowledgements=acknowledgements,
    )
    return out.getvalue()


@dataclass
class Desk:
    """Whoever reads: keeps what it was handed."""

    parts: list[Part] = field(default_factory=list)

    def read(
        self,
        bundle: bytes,
        *,
        keys: StationKeys = HUB,
        trust: Believes | None = None,
        practice: bool = False,
    ) -> BundleReport:
        return read(
            io.BytesIO(bundle),
            self.parts.append,
            name="a.goi",
            identities=[keys.identity],
            trust=trust or Believes(),
            practice=practice,
        )

    @property
    def changes(self) -> list[Change]:
        return [change for part in self.parts if isinstance(part, OpenedSegment) for change in part.changes]

    @property
    def opened(self) -> Opened:
        part = self.parts[0]
        assert isinstance(part, Opened)
        return part


def frames_of(bundle: bytes, keys: StationKeys = HUB) -> list[Frame]:
    """The frames inside the seal."""
    return list(FrameReader().feed(pyrage.decrypt(bundle, [keys.identity])))


def sealed(frames: Sequence[Frame] | bytes) -> bytes:
    """Frames, or any bytes, under a fresh seal: what anyone who knows the hub's card can make."""
    plain = frames if isinstance(frames, bytes) else b"".join(frame.raw for frame in frames)
    return pyrage.encrypt(plain, [pyrage.x25519.Recipient.from_str(HUB.public.receiving)])


def a_request(keys: StationKeys, *, practice: bool = False) -> bytes:
    return request_enrolment(
        keys,
        commune="03478",
        number=3,
        unit_code="H35.99.21",
        name="Quầy 1",
        practice=practice,
        now=datetime(2026, 11, 23, 8, 15, tzinfo=UTC),
    )
