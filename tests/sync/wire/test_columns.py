"""Columns give back every byte, are half the size of rows, and lies in them cost nothing."""

from __future__ import annotations

import hashlib
import tracemalloc
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.ordering import GENESIS, Change
from sync.wire import columns, rows
from sync.wire.columns import READ_BYTES, Columns, DoesNotFit
from sync.wire.columns_reading import read_columns
from sync.wire.compression import compress
from sync.wire.reasons import NotAccepted, Reason
from sync.wire.segment import open_segment, seal
from tests.sync.wire.columns_packing import pack_columns
from tests.sync.wire.makers import NEIGHBOUR, SIN_SUOI_HO, some_changes

STATION = SIN_SUOI_HO.station_id
START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def a_change(
    seq: int, body: bytes, *, dossier: int = 0, deps: tuple[tuple[bytes, int], ...] = (), flags: int = 0
) -> Change:
    hlc = int((START + timedelta(seconds=97 * seq)).timestamp() * 1000) << 16
    kind = "dossier.received" if dossier == 0 else "dossier.forwarded"
    return Change(STATION, seq, hlc, b"\x07" * 16, "dossier", bytes([dossier] * 16), kind, 1, deps, body, flags)


def through(changes: list[Change]) -> list[Change]:
    return list(read_columns(pack_columns(changes), station=STATION, first=changes[0].seq, last=changes[-1].seq))


scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.text(max_size=12)
    | st.binary(max_size=12)
    | st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)).map(lambda d: d.replace(microsecond=0, tzinfo=UTC))  # noqa: DTZ001
)
keys = st.sampled_from(["at", "to", "code", "name", "due", "a.b", ""])
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=8,
)
bodies = (values | st.dictionaries(keys, values, max_size=5)).map(msgspec.msgpack.encode)
changes = st.lists(
    st.tuples(bodies, st.integers(0, 3), st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=25
).map(
    lambda given_rows: [
        a_change(
            seq,
            body,
            dossier=dossier,
            deps=() if dep == 0 else ((STATION if dep < 4 else b"\x09" * 16, max(1, seq - dep)),),
            flags=flags,
        )
        for seq, (body, dossier, dep, flags) in enumerate(given_rows, 5)
    ]
)


@given(changes)
def test_bodies_come_back_byte_for_byte_or_travel_as_rows(made: list[Change]) -> None:
    (segment,) = seal(made, previous=GENESIS, keys=SIN_SUOI_HO)
    opened = open_segment(segment.statement, segment.data, signing_key=SIN_SUOI_HO.public.signing)
    assert list(opened.changes) == made
    with suppress(DoesNotFit):
        assert through(made) == made


def test_events_of_a_desk_fit() -> None:
    made = some_changes(SIN_SUOI_HO, 300)
    assert through(made) == made


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xc1",
        b"\x81",
        b"\x81\xa1a",
        b"\xde\x00\x01\xa1a\x01",
        b"\x81\xd9\x01a\x01",
        b"\x82\xa1a\x01\xa1a\x02",
        b"\x81\x01\x02",
        b"\x80\x80",
        b"\x81\xa1a\x81\xa1\xff\x01",
    ],
)
def test_bodies_of_another_make_travel_as_rows(body: bytes) -> None:
    made = [a_change(1, body)]
    with pytest.raises(DoesNotFit):
        pack_columns(made)
    (segment,) = seal(made, previous=GENESIS, keys=SIN_SUOI_HO)
    assert msgspec.msgpack.decode(segment.data)[0] == rows.CODEC
    assert list(open_segment(segment.statement, segment.data, signing_key=SIN_SUOI_HO.public.signing).changes) == made


def test_a_clock_that_steps_back_travels_as_rows() -> None:
    made = some_changes(SIN_SUOI_HO, 3)
    made[2] = replace(made[2], hlc=made[0].hlc - (5 << 16))
    with pytest.raises(DoesNotFit):
        pack_columns(made)


def a_day() -> list[Change]:
    """Dossiers received and forwarded as a commune does, with nothing random but names and ids."""
    made: list[Change] = []
    for seq in range(1, 1_001):
        at = START + timedelta(seconds=97 * seq)
        dossier = hashlib.sha256(b"%d" % ((seq + 1) // 2)).digest()[:16]
        if seq % 2:
            body: dict[str, object] = {
                "code": f"H35.99.21-2611{seq % 30:02}-{1000 + seq}",
                "procedure": {"id": "1.001193", "name": "Thủ tục đăng ký khai sinh", "version": "2026-07-01"},
                "received_at": at,
                "due": {"at": at + timedelta(days=1), "because": "Trả ngay trong ngày."},
                "fee": 8000 * (seq % 3),
            }
        else:
            body = {"at": at, "to": {"kind": "division", "name": "Bộ phận Tư pháp - Hộ tịch"}}
        deps = ((STATION, seq - 1),) if seq % 2 == 0 else ()
        hlc = int(at.timestamp() * 1000) << 16
        kind = "dossier.received" if seq % 2 else "dossier.forwarded"
        made.append(
            Change(STATION, seq, hlc, b"\x07" * 16, "dossier", dossier, kind, 1, deps, msgspec.msgpack.encode(body))
        )
    return made


def test_columns_are_much_smaller_than_rows() -> None:
    made = a_day()
    by_columns = len(compress(pack_columns(made)))
    by_rows = len(compress(rows.join([rows.pack_row(change) for change in made])))
    assert by_columns < 0.6 * by_rows


def test_the_packing_is_the_same_for_ever() -> None:
    assert (
        hashlib.sha256(pack_columns(a_day())).hexdigest()
        == "a496b5bebfbfc5f0ebc216511c799c64614773d4e1d9038c1f106dbab0c464ef"
    )


# ── lies ─────────────────────────────────────────────────────────────────────────────────────


def refused(raw: bytes, count: int = 6) -> tuple[Reason, int]:
    tracemalloc.start()
    try:
        with pytest.raises(NotAccepted) as refusal:
            read_columns(raw, station=STATION, first=1, last=count)
        return refusal.value.reason, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "changed",
    [
        {"clocks": [0] * 5},
        {"clocks": [0] * 7},
        {"clocks": [1 << 62] * 6},
        {"counters": [70_000] * 6},
        {"counters": [0] * 5},
        {"aggregates": bytes(15)},
        {"aggregates": b""},
        {"types": []},
        {"aggregate": [99] * 6},
        {"actor": [1] * 6},
        {"kinds": []},
        {"deps": [0] * 5},
        {"deps": [6] * 6},
        {"flags": [1]},
        {"shapes": []},
        {"shape": [9] * 6},
        {"columns": []},
        {"shapes": [columns.ShapeRecord(0, [b"\x81\xa1a"], [])] * 2},
        {"shapes": [columns.ShapeRecord(0, [], [])] * 2},
        {"shapes": [columns.ShapeRecord(9, [b""], [0])] * 2},
        {"columns": [columns.Column(columns.PLAIN, b"\xdd\xff\xff\xff\xff", [])] * 3},
        {"columns": [columns.Column(columns.PLAIN, b"\x90", [])] * 3},
        {"columns": [columns.Column(columns.PLAIN, b"", [])] * 3},
        {"columns": [columns.Column(columns.TABLE, b"\x91\x01", [7] * 6)] * 3},
        {"columns": [columns.Column(columns.TABLE, b"\x91\x01", [-1] * 6)] * 3},
        {"columns": [columns.Column(columns.TIMES, b"", [1 << 40] * 6)] * 3},
        {"columns": [columns.Column(columns.TIMES, b"", [])] * 3},
        {"columns": [columns.Column(9, b"", [])] * 3},
    ],
)
def test_a_table_that_lies_is_refused(changed: dict[str, object]) -> None:
    honest = msgspec.msgpack.decode(pack_columns(some_changes(SIN_SUOI_HO, 6)), type=Columns)
    liar = msgspec.structs.replace(honest, **changed)
    assert refused(msgspec.msgpack.encode(liar))[0] is Reason.ROWS


@pytest.mark.parametrize("part", ["deps", "shapes", "columns", "clocks", "kinds"])
def test_many_small_lies_take_little_memory(part: str) -> None:
    honest = msgspec.msgpack.decode(pack_columns(some_changes(SIN_SUOI_HO, 6)), type=Columns)
    fields = [msgspec.msgpack.encode(getattr(honest, name)) for name in Columns.__struct_fields__]
    smallest = {
        "deps": b"\x90",
        "shapes": b"\x93\x00\x90\x90",
        "columns": b"\x93\x00\xc4\x00\x90",
        "clocks": b"\x00",
        "kinds": b"\x92\xa1a\x01",
    }[part]
    count = (READ_BYTES - 5_000) // len(smallest)
    fields[Columns.__struct_fields__.index(part)] = b"\xdd" + count.to_bytes(4, "big") + smallest * count
    reason, peak = refused(rows.array_head(len(fields)) + b"".join(fields))
    assert reason is Reason.ROWS
    assert peak < 64 * 1024 * 1024


def test_case_36_one_long_value_meant_by_every_row_is_no_bomb() -> None:
    honest = msgspec.msgpack.decode(pack_columns(some_changes(SIN_SUOI_HO, 3_000)), type=Columns)
    long = msgspec.msgpack.encode(bytes(700_000))
    one = columns.Column(columns.TABLE, b"\x91" + long, [0] * 3_000)
    kinds = honest.kinds[:1]
    liar = msgspec.structs.replace(
        honest, kinds=kinds, shapes=[columns.ShapeRecord(0, [b""], [0])], shape=[0] * 3_000, columns=[one]
    )
    reason, peak = refused(msgspec.msgpack.encode(liar), count=3_000)
    assert reason in (Reason.ROWS, Reason.SEGMENT_LIMITS)
    assert peak < 64 * 1024 * 1024


def test_too_much_at_once_is_refused_unread() -> None:
    reason, peak = refused(bytes(READ_BYTES + 1))
    assert reason is Reason.SEGMENT_LIMITS
    assert peak < 100_000
    assert refused(b"\x90", count=5_000)[0] is Reason.SEGMENT_LIMITS


def test_columns_of_another_station_are_another_chain() -> None:
    made = some_changes(NEIGHBOUR, 6)
    assert list(read_columns(pack_columns(made), station=NEIGHBOUR.station_id, first=1, last=6)) == made
