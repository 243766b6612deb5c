"""A segment is exactly what its author signed, or it is refused with one precise reason."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import msgspec
import pytest
from backports.zstd import CompressionParameter, ZstdCompressor
from backports.zstd import compress as zstd
from hypothesis import given
from hypothesis import strategies as st

from app import canon
from app.domain.ordering import GENESIS, Change
from sync.wire import rows
from sync.wire.compression import compress, decompress
from sync.wire.reasons import NotAccepted, Reason
from sync.wire.segment import (
    READ_BYTES,
    SEAL_BYTES,
    ChangeTooLarge,
    Segment,
    SegmentHeader,
    chain_head,
    open_segment,
    reseal,
    seal,
)
from sync.wire.signing import Purpose, Signed, StationKeys
from tests.sync.wire.makers import NEIGHBOUR, SIN_SUOI_HO, segments_of, some_changes

KEY = SIN_SUOI_HO.public.signing


def reason_of(statement: Signed, data: bytes, key: bytes = KEY) -> Reason:
    with pytest.raises(NotAccepted) as refused:
        open_segment(statement, data, signing_key=key)
    return refused.value.reason


def resigned(segment: Segment, **changes: object) -> Signed:
    """The author itself signs another header: a hostile enrolled station."""
    header = msgspec.structs.replace(segment.header, **changes)
    content = msgspec.msgpack.encode(header)
    return Signed(content, SIN_SUOI_HO.sign(Purpose.SEGMENT, content))


def test_changes_come_out_as_they_went_in() -> None:
    changes = some_changes(SIN_SUOI_HO, 4_500)
    segments = list(seal(changes, previous=GENESIS, keys=SIN_SUOI_HO))
    assert [(s.header.first, s.header.last) for s in segments] == [(1, 2000), (2001, 4000), (4001, 4500)]
    opened = [open_segment(s.statement, s.data, signing_key=KEY) for s in segments]
    assert [change for each in opened for change in each.changes] == changes
    assert opened[0].header.previous_hash == GENESIS
    assert opened[1].header.previous_hash == opened[0].header.head_hash
    assert opened[2].header.head_hash == chain_head(GENESIS, changes)


def test_a_segment_stays_below_half_a_mebibyte() -> None:
    segments = segments_of(SIN_SUOI_HO, 300, size=6_000)
    assert len(segments) > 1
    assert all(s.header.raw_length <= SEAL_BYTES + 8 for s in segments)
    assert sum(s.changes for s in segments) == 300


ids = st.binary(min_size=16, max_size=16)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 2**63 - 1),
            ids,
            st.sampled_from(["dossier", "note"]),
            ids,
            st.lists(st.tuples(ids, st.integers(1, 2**40)), max_size=3).map(tuple),
            st.binary(max_size=200),
            st.integers(0, 7),
        ),
        min_size=1,
        max_size=40,
    ),
    st.integers(1, 2**40),
)
def test_any_change_survives_the_journey(given_rows: list[tuple], first: int) -> None:
    station = SIN_SUOI_HO.station_id
    changes = [
        Change(station, seq, hlc, actor, type_, aggregate, "a.b", 1, deps, body, flags)
        for seq, (hlc, actor, type_, aggregate, deps, body, flags) in enumerate(given_rows, first)
    ]
    (segment,) = seal(changes, previous=b"\x05" * 32, keys=SIN_SUOI_HO)
    assert list(open_segment(segment.statement, segment.data, signing_key=KEY).changes) == changes


def test_only_ones_own_consecutive_changes_are_sealed() -> None:
    changes = some_changes(SIN_SUOI_HO, 4)
    with pytest.raises(ValueError, match="own"):
        list(seal(changes, previous=GENESIS, keys=NEIGHBOUR))
    with pytest.raises(ValueError, match="consecutive"):
        list(seal([changes[0], changes[2]], previous=GENESIS, keys=SIN_SUOI_HO))
    with pytest.raises(ChangeTooLarge):
        list(seal([replace(changes[0], body=bytes(SEAL_BYTES))], previous=GENESIS, keys=SIN_SUOI_HO))


def test_what_a_neighbour_signed_can_be_passed_on_but_not_altered() -> None:
    (segment,) = segments_of(NEIGHBOUR, 20)
    changes = some_changes(NEIGHBOUR, 20)
    again = reseal(segment.statement, changes)
    assert open_segment(again.statement, again.data, signing_key=NEIGHBOUR.public.signing).changes == tuple(changes)
    with pytest.raises(ValueError, match="not the changes"):
        reseal(segment.statement, changes[:-1])


# ── refused, and why ─────────────────────────────────────────────────────────────────────────


def test_the_header_is_believed_before_its_data_is_touched() -> None:
    (segment,) = segments_of(SIN_SUOI_HO, 3)
    flipped = Signed(segment.statement.content, bytes(64))
    assert reason_of(flipped, b"not even zstd") is Reason.SIGNATURE
    assert reason_of(segment.statement, segment.data, NEIGHBOUR.public.signing) is Reason.SIGNATURE
    assert reason_of(segment.statement, segment.data, bytes(32)) is Reason.SIGNATURE


def test_case_45_the_data_of_another_segment_does_not_pass() -> None:
    _, one, two = segments_of(SIN_SUOI_HO, 6, per_segment=2)
    assert one.header.raw_length == two.header.raw_length
    assert reason_of(one.statement, two.data) is Reason.CHAIN


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"format": 2}, Reason.NEEDS_NEWER_PROGRAM),
        ({"min_reader": 9}, Reason.NEEDS_NEWER_PROGRAM),
        ({"codec": 7}, Reason.UNKNOWN_CODEC),
        ({"dictionary": 3}, Reason.UNKNOWN_CODEC),
        ({"last": 0}, Reason.UNREADABLE),
        ({"first": 9}, Reason.SEGMENT_LIMITS),
        ({"last": 2**62}, Reason.SEGMENT_LIMITS),
        ({"raw_length": READ_BYTES + 1}, Reason.SEGMENT_LIMITS),
        ({"last": 4}, Reason.ROWS),
        ({"first": 2, "last": 4}, Reason.CHAIN),
        ({"previous_hash": b"\x01" * 32}, Reason.CHAIN),
        ({"head_hash": b"\x01" * 32}, Reason.CHAIN),
        ({"station": NEIGHBOUR.station_id}, Reason.CHAIN),
    ],
)
def test_a_header_that_lies_is_refused_even_if_its_author_signed_it(changed: dict[str, object], reason: Reason) -> None:
    (segment,) = segments_of(SIN_SUOI_HO, 3)
    assert reason_of(resigned(segment, **changed), segment.data) is reason


def hostile(
    raw: bytes, *, data: bytes | None = None, announced: int | None = None, count: int = 1
) -> tuple[Signed, bytes]:
    header = SegmentHeader(
        1, SIN_SUOI_HO.station_id, 1, count, GENESIS, GENESIS, len(raw) if announced is None else announced, 0, 0, 1, 1
    )
    content = msgspec.msgpack.encode(header)
    return Signed(content, SIN_SUOI_HO.sign(Purpose.SEGMENT, content)), compress(raw) if data is None else data


ROW = rows.pack_row(some_changes(SIN_SUOI_HO, 1)[0])


@pytest.mark.parametrize(
    "raw",
    [
        b"\x91" * 100_000,
        b"\xdd\xff\xff\xff\xff",
        b"\x91\xdd\xff\xff\xff\xff",
        b"\x91" + ROW[:-1],
        b"\x91" + ROW + b"\x00",
        b"\xdc\x00\x01" + ROW,
        b"\x91\xdb\xff\xff\xff\xff",
        b"\x91\xc6\xff\xff\xff\xff",
        b"\x91\x99" + b"\xca\x00\x00\x00\x00" * 9,
        b"\x91\x80",
        b"\x91\x98" + ROW[1:-1],
        b"\x91" + ROW[:1] + b"\xff" + ROW[10:],
        b"\x90",
        b"\xc1",
    ],
)
def test_case_38_hostile_msgpack_is_refused(raw: bytes) -> None:
    assert reason_of(*hostile(raw)) is Reason.ROWS


def peak_of(statement: Signed, data: bytes) -> tuple[Reason, int]:
    tracemalloc.start()
    try:
        return reason_of(statement, data), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("states_its_size", [True, False])
@pytest.mark.parametrize("announced", [5, READ_BYTES])
def test_case_36_a_bomb_with_a_true_or_a_lying_size(announced: int, states_its_size: bool) -> None:
    bomb = _bomb(1 << 28, states_its_size=states_its_size)
    assert len(bomb) < 64 * 1024
    reason, peak = peak_of(*hostile(b"", data=bomb, announced=announced))
    assert reason is Reason.RAW_LENGTH
    assert peak < 16 * 1024 * 1024


def _bomb(size: int, *, states_its_size: bool) -> bytes:
    packer = ZstdCompressor(options={CompressionParameter.content_size_flag: int(states_its_size)})
    if states_its_size:
        packer.set_pledged_input_size(size)
    piece = bytes(1 << 20)
    out = b"".join(packer.compress(piece) for _ in range(size >> 20))
    return out + packer.flush()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x28\xb5\x2f\xfd",
        b"hello",
        zstd(b"\x91" + ROW)[:-3],
        zstd(b"\x91" + ROW) + b"\x00",
        zstd(b"\x91" + ROW) * 2,
        b"\x50\x2a\x4d\x18\x04\x00\x00\x00abcd" + zstd(b"\x91" + ROW),
        zstd(b"\x91" + ROW) + b"\x50\x2a\x4d\x18\x04\x00\x00\x00abcd",
    ],
)
def test_case_37_only_one_plain_zstd_frame_is_unpacked(data: bytes) -> None:
    assert reason_of(*hostile(b"\x91" + ROW, data=data)) in (Reason.COMPRESSION, Reason.RAW_LENGTH)


def test_case_37_a_window_of_gigabytes_is_not_granted() -> None:
    packer = ZstdCompressor(options={CompressionParameter.window_log: 27, CompressionParameter.content_size_flag: 0})
    data = packer.compress(bytes(1000)) + packer.flush()
    with pytest.raises(NotAccepted, match="compression"):
        decompress(data, raw_length=1000)


def test_a_row_with_one_flipped_bit_breaks_the_chain_or_the_row() -> None:
    (segment,) = segments_of(SIN_SUOI_HO, 2)
    raw = bytearray(rows.join([rows.pack_row(change) for change in some_changes(SIN_SUOI_HO, 2)]))
    statement = resigned(segment, codec=rows.CODEC, raw_length=len(raw))
    for position in range(len(raw)):
        raw[position] ^= 1 << position % 8
        assert reason_of(statement, compress(bytes(raw))) in (Reason.CHAIN, Reason.ROWS)
        raw[position] ^= 1 << position % 8


def test_the_chain_is_the_log_s_own() -> None:
    changes = some_changes(SIN_SUOI_HO, 3)
    head = GENESIS
    for change in changes:
        head = canon.change_hash(head, change)
    (segment,) = segments_of(SIN_SUOI_HO, 3)
    assert segment.header.head_hash == head


def test_keys_made_anew_seal_and_open() -> None:
    keys = StationKeys.generate()
    (segment,) = seal(some_changes(keys, 5), previous=GENESIS, keys=keys)
    assert len(open_segment(segment.statement, segment.data, signing_key=keys.public.signing).changes) == 5
