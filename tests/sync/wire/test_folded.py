"""Folded changes give back every byte, lean on what the bundle said, and lies in them cost nothing."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from hypothesis import given

from app.domain.ordering import GENESIS, Change
from sync.wire import folded, rows
from sync.wire.columns import ShapeRecord
from sync.wire.compression import compress
from sync.wire.folded import FoldedColumn, LastTouched, fold
from sync.wire.folded_reading import Remembered, unfold
from sync.wire.numbers import Numbers, pack_numbers, read_numbers
from sync.wire.reasons import NotAccepted, Reason
from sync.wire.segment import open_segment, seal
from sync.wire.travel import Luggage, Travelling, alone
from tests.sync.wire.columns_packing import pack_columns
from tests.sync.wire.makers import SIN_SUOI_HO, some_changes
from tests.sync.wire.test_columns import STATION, a_change, a_day, changes

KEY = SIN_SUOI_HO.public.signing


def unfolded(raw: bytes, made: list[Change], before: Remembered) -> list[Change]:
    first, last = made[0].seq, made[-1].seq
    got = unfold(raw, station=STATION, first=first, last=last, before=before.before(STATION, first))
    before.believe(got)
    return list(got)


@given(changes)
def test_bodies_come_back_byte_for_byte_or_travel_as_rows(made: list[Change]) -> None:
    half = max(1, len(made) // 2)
    luggage, remembered = Luggage(), Remembered()
    head = GENESIS
    for lot in filter(None, (made[:half], made[half:])):
        (segment,) = seal(lot, previous=head, keys=SIN_SUOI_HO)
        head = segment.header.head_hash
        opened = open_segment(segment.statement, luggage.pack(lot), signing_key=KEY, before=remembered)
        assert list(opened.changes) == lot


def test_a_second_segment_names_no_dossier_again() -> None:
    made = a_day()
    touched, remembered = LastTouched(), Remembered()
    first, second = fold(made[:499], touched), fold(made[499:], touched)
    assert unfolded(first, made[:499], remembered) == made[:499]
    assert unfolded(second, made[499:], remembered) == made[499:]
    named = msgspec.msgpack.decode(second, type=folded.Folded).named
    assert named == 250, "the dossier both halves touch is meant by its distance"


def test_what_leans_on_a_part_that_is_missing_says_so() -> None:
    made = a_day()
    luggage = Luggage()
    luggage.pack(made[:499])
    lot = made[499:998]
    (segment,) = seal(lot, previous=GENESIS, keys=SIN_SUOI_HO)
    with pytest.raises(NotAccepted) as refused:
        open_segment(segment.statement, luggage.pack(lot), signing_key=KEY, before=Remembered())
    assert refused.value.reason is Reason.AFTER_REFUSED
    assert list(open_segment(segment.statement, alone(lot), signing_key=KEY).changes) == lot


def test_a_dossier_from_long_ago_is_named_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folded, "WINDOW", 3)
    monkeypatch.setattr("sync.wire.folded_reading.WINDOW", 3)
    body = msgspec.msgpack.encode({"a": 1})
    made = [a_change(seq, body, dossier=dossier) for seq, dossier in enumerate((1, 2, 3, 3, 3, 1, 2, 3), 1)]
    touched, remembered = LastTouched(), Remembered()
    for at in range(len(made)):
        assert unfolded(fold(made[at : at + 1], touched), made[at : at + 1], remembered) == made[at : at + 1]


def test_another_stations_changes_begin_anew() -> None:
    ours, theirs = a_day()[:10], [replace(change, station=b"\x09" * 16, deps=()) for change in a_day()[:10]]
    luggage = Luggage()
    luggage.pack(ours)
    assert luggage.pack(theirs) == alone(theirs)


def test_folded_is_smaller_than_columns_even_where_no_dossier_returns() -> None:
    made = a_day()
    folded_bytes = len(alone(made))
    assert folded_bytes < 0.9 * len(compress(pack_columns(made)))


# ── lies ─────────────────────────────────────────────────────────────────────────────────────

NONE = Numbers(0, 0, b"")


def refused(raw: bytes, count: int = 6) -> tuple[Reason, int]:
    tracemalloc.start()
    try:
        with pytest.raises(NotAccepted) as refusal:
            unfold(raw, station=STATION, first=1, last=count)
        return refusal.value.reason, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def liar(count: int = 6, **changed: Any) -> bytes:
    honest = msgspec.msgpack.decode(fold(some_changes(SIN_SUOI_HO, count), LastTouched()), type=folded.Folded)
    return msgspec.msgpack.encode(msgspec.structs.replace(honest, **changed))


def column(coding: int, values: bytes = b"", numbers: Numbers = NONE) -> list[FoldedColumn]:
    return [FoldedColumn(coding, values, numbers)] * 3


@pytest.mark.parametrize(
    "changed",
    [
        {"clocks": Numbers(0, 1, bytes(5))},
        {"clocks": Numbers(-1, 0, b"")},
        {"clocks": Numbers(1 << 46, 0, b"")},
        {"counters": Numbers(70_000, 0, b"")},
        {"counters": Numbers(0, 3, bytes(18))},
        {"back": Numbers(-1, 0, b"")},
        {"named": 0},
        {"named": 1 << 40},
        {"id_ms": Numbers(1 << 60, 0, b"")},
        {"id_rests": bytes(11)},
        {"type_names": []},
        {"types": Numbers(9, 0, b"")},
        {"actors": b""},
        {"actor": Numbers(-1, 0, b"")},
        {"kinds": []},
        {"deps": Numbers(folded.DEPS_OWN, 0, b"")},
        {"deps": Numbers(folded.DEPS_LISTED, 0, b"")},
        {"own_deps": Numbers(99, 0, b""), "deps": Numbers(folded.DEPS_OWN, 0, b"")},
        {"listed_deps": [()]},
        {"flags": Numbers(-5, 0, b"")},
        {"shapes": []},
        {"shape": Numbers(9, 0, b"")},
        {"shape": Numbers(-1, 0, b"")},
        {"columns": []},
        {"columns": column(folded.PLAIN, b"\xdd\xff\xff\xff\xff")},
        {"columns": column(folded.PLAIN, b"\x90")},
        {"columns": column(folded.TABLE, b"\x91\x01", Numbers(7, 0, b""))},
        {"columns": column(folded.FIXED, b"abc", Numbers(1 << 60, 0, b""))},
        {"columns": column(folded.FIXED, b"abc", Numbers(-1, 0, b""))},
        {"columns": column(folded.TIMES, b"", Numbers(1 << 60, 0, b""))},
        {"columns": column(folded.MOMENTS, b"", Numbers(1 << 60, 0, b""))},
        {"columns": column(folded.MOMENTS, b"", Numbers(-(1 << 50), 0, b""))},
        {"columns": column(folded.DAYS, b"", Numbers(1 << 60, 0, b""))},
        {"columns": column(9)},
    ],
    ids=str,
)
def test_a_fold_that_lies_is_refused(changed: dict[str, Any]) -> None:
    assert refused(liar(**changed))[0] is Reason.ROWS


def test_a_distance_beyond_what_was_said_is_no_change_of_ours() -> None:
    assert (
        refused(liar(back=Numbers(3, 0, b""), named=0, id_rests=b"", id_ms=NONE, types=NONE))[0] is Reason.AFTER_REFUSED
    )


def test_case_36_one_long_value_meant_by_every_row_is_no_bomb() -> None:
    long = FoldedColumn(folded.TABLE, b"\x91" + msgspec.msgpack.encode(bytes(900_000)), NONE)
    shapes = [ShapeRecord(0, [b""], [0])]
    reason, peak = refused(liar(3_000, shapes=shapes, shape=NONE, columns=[long]), 3_000)
    assert reason is Reason.ROWS
    assert peak < 64 << 20
    shapes = [ShapeRecord(0, [bytes(900_000)], [0])]
    short = FoldedColumn(folded.TABLE, b"\x91\x01", NONE)
    reason, peak = refused(liar(3_000, shapes=shapes, shape=NONE, columns=[short]), 3_000)
    assert reason is Reason.ROWS
    assert peak < 64 << 20


@pytest.mark.parametrize("part", ["listed_deps", "shapes", "columns", "kinds", "type_names"])
def test_case_38_many_small_lies_take_little_memory(part: str) -> None:
    honest = msgspec.msgpack.decode(liar(), type=folded.Folded)
    fields = [msgspec.msgpack.encode(getattr(honest, name)) for name in folded.Folded.__struct_fields__]
    smallest = {
        "listed_deps": b"\x90",
        "shapes": b"\x93\x00\x90\x90",
        "columns": b"\x93\x00\xc4\x00\x93\x00\x00\xc4\x00",
        "kinds": b"\x92\xa1a\x01",
        "type_names": b"\xa1a",
    }[part]
    count = (folded.READ_BYTES - 5_000) // len(smallest)
    fields[folded.Folded.__struct_fields__.index(part)] = b"\xdd" + count.to_bytes(4, "big") + smallest * count
    reason, peak = refused(rows.array_head(len(fields)) + b"".join(fields))
    assert reason is Reason.ROWS
    assert peak < 96 << 20


@pytest.mark.parametrize(
    ("packed", "reason"),
    [
        (Travelling(1, 0, 10, b""), Reason.UNKNOWN_CODEC),
        (Travelling(2, 5, 10, b""), Reason.UNKNOWN_CODEC),
        (Travelling(2, 0, folded.READ_BYTES + 1, b""), Reason.SEGMENT_LIMITS),
        (Travelling(0, 0, (4 << 20) + 1, b""), Reason.SEGMENT_LIMITS),
        (Travelling(2, 0, 9, compress(bytes(10))), Reason.RAW_LENGTH),
        (Travelling(2, 0, 10, b"no zstd"), Reason.COMPRESSION),
    ],
)
def test_travelling_changes_are_bounded_before_they_are_unpacked(packed: Travelling, reason: Reason) -> None:
    (segment,) = seal(some_changes(SIN_SUOI_HO, 3), previous=GENESIS, keys=SIN_SUOI_HO)
    with pytest.raises(NotAccepted) as refusal:
        open_segment(segment.statement, msgspec.msgpack.encode(packed), signing_key=KEY)
    assert refusal.value.reason is reason


def test_numbers_of_any_width_come_back() -> None:
    for numbers in ([], [0], [5, 5, 5], [-1, 255], [0, 65_536], [-(2**62), 2**62], list(range(1_000))):
        assert read_numbers(pack_numbers(numbers), len(numbers)) == numbers
