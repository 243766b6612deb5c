"""An enrolled station turned hostile: it seals, signs and chains what it likes, one layer at a time.

Each mutation is made *inside* the layers before it and signed anew, so that it reaches the layer it is
aimed at; the count of layers reached is part of the test. What may never happen: a crash, a change in
another station's name, an honest segment altered.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable

import msgspec
import pytest

from app.domain.errors import Refusal
from app.domain.ordering import GENESIS, Change
from sync.wire import columns, folded, rows
from sync.wire.columns_reading import read_columns
from sync.wire.compression import compress
from sync.wire.folded_reading import unfold
from sync.wire.frames import Frame, FrameType
from sync.wire.parts import BundleReport
from sync.wire.reasons import NotAccepted
from sync.wire.segment import Segment, SegmentHeader, chain_head
from sync.wire.signing import Purpose, Signed
from sync.wire.travel import Travelling
from tests.sync.wire.makers import (
    NEIGHBOUR,
    SIN_SUOI_HO,
    Desk,
    a_bundle,
    a_header,
    frames_of,
    sealed,
    segments_of,
    some_changes,
)

HOSTILE = SIN_SUOI_HO
ROUNDS = 150
Mutation = Callable[[random.Random], bytes]

HONEST = some_changes(NEIGHBOUR, 12)
(HONEST_SEGMENT,) = segments_of(NEIGHBOUR, 12)
(OWN_SEGMENT,) = segments_of(HOSTILE, 12)
OWN = some_changes(HOSTILE, 12)
COLUMNS = columns.pack_columns(OWN)
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


def in_frames(chance: random.Random) -> bytes:
    plain = b"".join(frame.raw for frame in frames_of(bundle_of(OWN_SEGMENT)))
    return sealed(mutated(plain, chance))


def in_bundle_header(chance: random.Random) -> bytes:
    frames = frames_of(bundle_of(OWN_SEGMENT))
    content = mutated(msgspec.msgpack.encode(a_header(HOSTILE)), chance)
    frames[1] = Frame(FrameType.HEADER, signed_by_hostile(Purpose.BUNDLE, content))
    return sealed(frames)


def in_statement(chance: random.Random) -> bytes:
    frames = frames_of(bundle_of(OWN_SEGMENT))
    frames[4] = Frame(FrameType.SEGMENT, mutated(frames[4].payload, chance))
    return sealed(frames)


def in_segment_header(chance: random.Random) -> bytes:
    frames = frames_of(bundle_of(OWN_SEGMENT))
    content = mutated(OWN_SEGMENT.statement.content, chance)
    frames[4] = Frame(FrameType.SEGMENT, signed_by_hostile(Purpose.SEGMENT, content))
    return sealed(frames)


def in_travelling_data(chance: random.Random) -> bytes:
    frames = frames_of(bundle_of(OWN_SEGMENT))
    frames[5] = Frame(FrameType.TRAVELLING, mutated(frames[5].payload, chance))
    return sealed(frames)


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
    return sealed(frames)


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


LAYERS: dict[Mutation, set[str]] = {
    in_frames: {"frame_length", "compression", "chain", "end_differs", "truncated", "signature", "unreadable"},
    in_bundle_header: {"unreadable", "unknown_station", "end_differs"},
    in_statement: {"unreadable", "signature", "end_differs"},
    in_segment_header: {"unreadable", "chain", "needs_newer_program", "unknown_station", "end_differs"},
    in_compressed_data: {"compression", "raw_length"},
    in_rows: {"rows", "chain"},
    in_columns: {"rows", "chain"},
    in_columns_with_a_true_chain: {"rows", "accepted"},
    in_rows_with_a_true_chain: {"rows", "accepted"},
    in_anothers_name: {"signature"},
    in_end: {"unreadable", "end_differs"},
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


@pytest.mark.parametrize("mutate", LAYERS, ids=lambda mutate: mutate.__name__)
def test_each_layer_is_reached_and_holds(mutate: Mutation) -> None:
    chance = random.Random(mutate.__name__)
    reached: Counter[str] = Counter()
    for _ in range(ROUNDS):
        hub = judged(mutate(chance), reached)
        honest = in_the_name_of(hub, NEIGHBOUR.station_id)
        assert honest in ([], HONEST)
        strangers = {change.station for change in hub.changes} - {NEIGHBOUR.station_id, HOSTILE.station_id}
        assert strangers == set()
    assert LAYERS[mutate] <= set(reached), reached


def test_the_honest_neighbour_arrives_whatever_follows() -> None:
    chance = random.Random(5)
    for mutate in (in_compressed_data, in_rows, in_segment_header, in_anothers_name, in_statement):
        for _ in range(20):
            hub = judged(mutate(chance), Counter())
            assert in_the_name_of(hub, NEIGHBOUR.station_id) == HONEST


def test_without_a_mutation_everything_is_taken() -> None:
    reached: Counter[str] = Counter()
    hub = judged(bundle_of(OWN_SEGMENT), reached)
    assert reached == {"accepted": 1}
    assert len(hub.changes) == 24
