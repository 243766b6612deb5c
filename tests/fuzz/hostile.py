"""An enrolled station turned hostile: it seals, signs and chains what it likes, one layer at a time.

Each mutation is made *inside* the layers before it and signed anew, so that it reaches the layer it is
aimed at; the count of layers reached is part of the result. What may never happen: a crash, a change in
another station's name, an honest segment altered. Mutations are of bytes, and of fields: a packed value is
read as what it is, one place of it replaced by something a reader may stumble over, and packed again.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Callable

import msgspec

from app.bundles import SCAN_PART_BYTES
from app.domain.errors import Refusal
from app.domain.ordering import GENESIS, Change
from sync.wire import columns, folded, rows
from sync.wire.acknowledgement import Acknowledgement, Have, Quarantined, Range
from sync.wire.columns_reading import read_columns
from sync.wire.compression import compress
from sync.wire.contents import content_payloads
from sync.wire.folded_reading import unfold
from sync.wire.frames import Frame, FrameType
from sync.wire.header import BundleEnd
from sync.wire.parts import BundleReport
from sync.wire.reasons import NotAccepted
from sync.wire.segment import Segment, SegmentHeader, chain_head
from sync.wire.signing import Purpose, Signed
from sync.wire.travel import Travelling
from tests.sync.wire.columns_packing import pack_columns
from tests.sync.wire.makers import (
    HUB,
    NEIGHBOUR,
    SIN_SUOI_HO,
    Desk,
    a_bundle,
    a_header,
    a_request,
    frames_of,
    sealed,
    segments_of,
    some_changes,
)

HOSTILE = SIN_SUOI_HO
Mutation = Callable[[random.Random], bytes]

HONEST = some_changes(NEIGHBOUR, 12)
(HONEST_SEGMENT,) = segments_of(NEIGHBOUR, 12)
(OWN_SEGMENT,) = segments_of(HOSTILE, 12)
OWN = some_changes(HOSTILE, 12)
COLUMNS = pack_columns(OWN)
FOLDED = folded.fold(OWN, folded.LastTouched())
ROWS = rows.join([rows.pack_row(change) for change in OWN])


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Flip, cut, double, insert or overwrite, as a fuzzer does."""
    at = chance.randrange(len(data) + 1)
    span = chance.choice((1, 1, 2, 4, 16))
    match chance.randrange(6):
        case 0:
            at = min(at, len(data) - 1)
            return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]
        case 1:
            return data[:at] or b"\x00"
        case 2:
            return data[:at] + data[max(0, at - span) : at] + data[at:]
        case 3:
            return data[:at] + chance.randbytes(span) + data[at:]
        case 4:
            return (
                data[:at]
                + chance.choice((b"\xdd\xff\xff\xff\xff", b"\xc6\xff\xff\xff\xff", b"\x91" * 2000))
                + data[at:]
            )
        case _:
            return (data[:at] + data[at + span :]) or b"\x00"


def signed_by_hostile(purpose: Purpose, content: bytes) -> bytes:
    return Signed(content, HOSTILE.sign(purpose, content)).to_bytes()


def bundle_of(*segments: Segment) -> bytes:
    return a_bundle([HONEST_SEGMENT, *segments], sender=HOSTILE)


def ended(frames: list[Frame]) -> bytes:
    """Seal frames under an end that the hostile station counts and signs anew."""
    before = b"".join(frame.raw for frame in frames[:-1])
    end = BundleEnd(len(frames) - 1, 2, 24, hashlib.sha256(before).digest())
    return sealed(
        [*frames[:-1], Frame(FrameType.END, signed_by_hostile(Purpose.BUNDLE_END, msgspec.msgpack.encode(end)))]
    )


def in_frames(chance: random.Random) -> bytes:
    plain = b"".join(frame.raw for frame in frames_of(bundle_of(OWN_SEGMENT)))
    return sealed(mutated(plain, chance))


def in_bundle_header(chance: random.Random) -> bytes:
    frames = frames_of(bundle_of(OWN_SEGMENT))
    content = mutated(msgspec.msgpack.encode(a_header(HOSTILE)), chance)
    frames[1] = Frame(FrameType.HEADER, signed_by_hostile(Purpose.BUNDLE, content))
    return ended(frames)


def in_statement(chance: random.Random) -> bytes:
    frames = frames_of(bundle_of(OWN_SEGMENT))
    frames[4] = Frame(FrameType.SEGMENT, mutated(frames[4].payload, chance))
    return ended(frames)


def in_segment_header(chance: random.Random) -> bytes:
    frames = frames_of(bundle_of(OWN_SEGMENT))
    content = mutated(OWN_SEGMENT.statement.content, chance)
    frames[4] = Frame(FrameType.SEGMENT, signed_by_hostile(Purpose.SEGMENT, content))
    return ended(frames)


def in_travelling_data(chance: random.Random) -> bytes:
    frames = frames_of(bundle_of(OWN_SEGMENT))
    frames[5] = Frame(FrameType.TRAVELLING, mutated(frames[5].payload, chance))
    return ended(frames)


def in_compressed_data(chance: random.Random) -> bytes:
    honest = announcing(COLUMNS, head=OWN_SEGMENT.header.head_hash, codec=columns.CODEC)
    return bundle_of(Segment(honest.statement, mutated(honest.packed, chance), honest.header))


def announcing(
    raw: bytes, *, head: bytes, codec: int = rows.CODEC, station: bytes = HOSTILE.station_id, count: int = 12
) -> Segment:
    header = SegmentHeader(1, station, 1, count, GENESIS, head, len(raw), codec, 0, 1, 1)
    content = msgspec.msgpack.encode(header)
    return Segment(Signed(content, HOSTILE.sign(Purpose.SEGMENT, content)), compress(raw), header)


def travelling(raw: bytes, *, head: bytes) -> bytes:
    """A bundle with these folded columns under a true signature over that head."""
    segment = announcing(raw, head=head, codec=folded.CODEC)
    frames = frames_of(bundle_of(segment))
    payload = msgspec.msgpack.encode(Travelling(folded.CODEC, 0, len(raw), segment.packed))
    frames[5] = Frame(FrameType.TRAVELLING, payload)
    return ended(frames)


def in_folded(chance: random.Random) -> bytes:
    return travelling(mutated(FOLDED, chance), head=OWN_SEGMENT.header.head_hash)


def in_folded_with_a_true_chain(chance: random.Random) -> bytes:
    raw = mutated(FOLDED, chance)
    return travelling(raw, head=_true_head(raw, unfold))


def in_rows(chance: random.Random) -> bytes:
    return bundle_of(announcing(mutated(ROWS, chance), head=OWN_SEGMENT.header.head_hash))


def in_columns(chance: random.Random) -> bytes:
    return bundle_of(announcing(mutated(COLUMNS, chance), head=OWN_SEGMENT.header.head_hash, codec=columns.CODEC))


def in_rows_with_a_true_chain(chance: random.Random) -> bytes:
    """The liar even recomputes the chain: well-formed nonsense in its own name gets in, as it must."""
    raw = mutated(ROWS, chance)
    return bundle_of(announcing(raw, head=_true_head(raw, rows.read_rows)))


def in_columns_with_a_true_chain(chance: random.Random) -> bytes:
    raw = mutated(COLUMNS, chance)
    return bundle_of(announcing(raw, head=_true_head(raw, read_columns), codec=columns.CODEC))


def _true_head(raw: bytes, reader: Callable[..., tuple[Change, ...]]) -> bytes:
    try:
        return chain_head(GENESIS, reader(raw, station=HOSTILE.station_id, first=1, last=12))
    except NotAccepted:
        return GENESIS


def in_anothers_name(chance: random.Random) -> bytes:
    changes = some_changes(NEIGHBOUR, 1 + chance.randrange(20), size=5)
    raw = rows.join([rows.pack_row(change) for change in changes])
    head = chain_head(GENESIS, changes)
    return bundle_of(announcing(raw, head=head, station=NEIGHBOUR.station_id, count=len(changes)))


def in_end(chance: random.Random) -> bytes:
    frames = frames_of(bundle_of(OWN_SEGMENT))
    frames[-1] = Frame(
        FrameType.END, signed_by_hostile(Purpose.BUNDLE_END, mutated(b"\x94\x06\x02\x18\xc4\x20" + bytes(32), chance))
    )
    return sealed(frames)


# ── one field at a time ──────────────────────────────────────────────────────────────────────

NASTY: tuple[object, ...] = (
    None, True, 0, -1, 1, 255, 65_536, 2**31, 2**63 - 1, 2**64 - 1, -(2**63), 1.5, "", "x" * 70, "\u202e../C:\\\0",
    b"", bytes(15), bytes(16), bytes(32), bytes(70_000), [], [[]], [0] * 5_000, {}, {"a": b"b"},
)  # fmt: skip


def bent(packed: bytes, chance: random.Random) -> bytes:
    """Replace one place of a packed value, at any depth."""
    return msgspec.msgpack.encode(_bent(msgspec.msgpack.decode(packed), chance))


def _bent(value: object, chance: random.Random) -> object:
    if isinstance(value, list) and value and chance.random() < 0.85:
        at = chance.randrange(len(value))
        match chance.randrange(8):
            case 0:
                return [*value[:at], *value[at + 1 :]]
            case 1:
                return [*value[:at], value[at], *value[at:]]
            case _:
                return [*value[:at], _bent(value[at], chance), *value[at + 1 :]]
    if isinstance(value, bytes) and value and chance.random() < 0.6:
        return mutated(value, chance)
    if isinstance(value, int) and chance.random() < 0.5:
        return value + chance.choice((-1, 1, 2, 255))
    return chance.choice(NASTY)


def in_fields_of_the_bundle_header(chance: random.Random) -> bytes:
    frames = frames_of(bundle_of(OWN_SEGMENT))
    full = msgspec.structs.replace(
        a_header(HOSTILE, enrolment=a_request(HOSTILE)),
        vector=((HOSTILE.station_id, 12, bytes(32)), (NEIGHBOUR.station_id, 1, bytes(32))),
        wanted=((bytes(32), (0, 1)),),
    )
    content = bent(msgspec.msgpack.encode(full), chance)
    frames[1] = Frame(FrameType.HEADER, signed_by_hostile(Purpose.BUNDLE, content))
    return ended(frames)


def in_fields_of_the_segment_header(chance: random.Random) -> bytes:
    frames = frames_of(bundle_of(OWN_SEGMENT))
    content = bent(OWN_SEGMENT.statement.content, chance)
    frames[4] = Frame(FrameType.SEGMENT, signed_by_hostile(Purpose.SEGMENT, content))
    return ended(frames)


def in_fields_of_the_columns(chance: random.Random) -> bytes:
    raw = bent(COLUMNS, chance)
    return bundle_of(announcing(raw, head=_true_head(raw, read_columns), codec=columns.CODEC))


def in_fields_of_the_fold(chance: random.Random) -> bytes:
    raw = bent(FOLDED, chance)
    return travelling(raw, head=_true_head(raw, unfold))


def in_fields_of_a_scan_part(chance: random.Random) -> bytes:
    frames = frames_of(bundle_of(OWN_SEGMENT))
    part = msgspec.msgpack.encode([bytes(32), 0, 2, bytes(SCAN_PART_BYTES)])
    frames[6:6] = [Frame(FrameType.BLOB, bent(part, chance))]
    return ended(frames)


def in_fields_of_a_content(chance: random.Random) -> bytes:
    frames = frames_of(bundle_of(OWN_SEGMENT))
    pieces = [bent(payload, chance) for payload in content_payloads(chance.randbytes(600_000))]
    frames[4:4] = [Frame(FrameType.CONTENT, piece) for piece in pieces]
    return ended(frames)


def in_fields_of_an_answer(chance: random.Random) -> bytes:
    frames = frames_of(bundle_of(OWN_SEGMENT))
    said = Acknowledgement(
        hub=HUB.station_id,
        practice=False,
        hub_time_ms=1,
        have=(Have(HOSTILE.station_id, 12, bytes(32)),),
        parked=(Range(HOSTILE.station_id, 14, 15),),
        quarantined=(Quarantined(HOSTILE.station_id, 13, "scope"),),
    )
    signer = chance.choice((HOSTILE, HUB))  # the province's own words too: an old one of it may be odd
    content = bent(msgspec.msgpack.encode(said), chance)
    answer = Signed(content, signer.sign(Purpose.ACKNOWLEDGEMENT, content)).to_bytes()
    frames[2:2] = [Frame(FrameType.ACKNOWLEDGEMENT, answer)]
    return ended(frames)


def in_fields_of_a_roster(chance: random.Random) -> bytes:
    frames = frames_of(bundle_of(OWN_SEGMENT))
    role = chance.choice(("root", "targets", "snapshot", "list", "baseline", "x"))
    frames[2:2] = [Frame(FrameType.ROSTER, bent(msgspec.msgpack.encode((role, b"{}" * 40)), chance))]
    return ended(frames)


def in_the_order_of_frames(chance: random.Random) -> bytes:
    frames = frames_of(bundle_of(OWN_SEGMENT))
    chance.shuffle(frames)
    return sealed(frames[: chance.randrange(1, len(frames) + 1)])


LAYERS: dict[Mutation, set[str]] = {
    in_frames: {"frame_length", "compression", "chain", "end_differs", "truncated", "signature", "unreadable"},
    in_bundle_header: {"unreadable", "unknown_station", "accepted"},
    in_statement: {"unreadable", "signature"},
    in_segment_header: {"unreadable", "chain", "needs_newer_program", "unknown_station"},
    in_compressed_data: {"compression", "raw_length"},
    in_rows: {"rows", "chain"},
    in_columns: {"rows", "chain"},
    in_columns_with_a_true_chain: {"rows", "accepted"},
    in_rows_with_a_true_chain: {"rows", "accepted"},
    in_anothers_name: {"signature"},
    in_end: {"unreadable", "end_differs"},
    in_travelling_data: {"unreadable", "compression"},
    in_folded: {"rows", "chain"},
    in_folded_with_a_true_chain: {"rows", "accepted"},
    in_fields_of_the_bundle_header: {"unreadable", "accepted"},
    in_fields_of_the_segment_header: {"unreadable", "chain"},
    in_fields_of_the_columns: {"rows", "accepted"},
    in_fields_of_the_fold: {"rows", "accepted"},
    in_fields_of_a_scan_part: {"unreadable", "accepted"},
    in_fields_of_a_content: {"unreadable", "accepted"},
    in_fields_of_an_answer: {"unreadable", "signature", "accepted"},
    in_fields_of_a_roster: {"unreadable", "accepted"},
    in_the_order_of_frames: {"NotABundle", "frame_order"},
}


def judged(bundle: bytes, reached: Counter[str]) -> Desk:
    hub = Desk()
    try:
        report: BundleReport = hub.read(bundle)
    except Refusal as refusal:
        reached[str(refusal.details.get("code", type(refusal).__name__))] += 1
        assert hub.parts == []
        return hub
    reached.update(refused.reason.value for refused in report.refused)
    if report.reason:
        reached[report.reason.value] += 1
    elif not report.refused:
        reached["accepted"] += 1
    return hub


def in_the_name_of(hub: Desk, station: bytes) -> list[Change]:
    return [change for change in hub.changes if change.station == station]


def check(hub: Desk) -> None:
    """Fail if a reading took anything in that its author did not say."""
    assert in_the_name_of(hub, NEIGHBOUR.station_id) in ([], HONEST, HONEST * 2), "an honest segment was altered"
    strangers = {change.station for change in hub.changes} - {NEIGHBOUR.station_id, HOSTILE.station_id}
    assert not strangers, "somebody else was spoken for"
