"""Reading codec 1: columns back into changes, with every count compared before it costs anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import msgspec
from msgspec import Raw

from app.domain.ordering import Change, StationId
from sync.wire.columns import (
    BODY_BYTES,
    MAX_SHAPES,
    PLAIN,
    READ_BYTES,
    READ_CHANGES,
    TABLE,
    TIME_MARK,
    TIMES,
    VALUES_PER_CHANGE,
    Column,
    Columns,
    Deps,
    ShapeRecord,
)
from sync.wire.reasons import NotAccepted, Reason

_decode = msgspec.msgpack.Decoder(Columns).decode
_decode_values = msgspec.msgpack.Decoder(list[Raw]).decode
_UNREADABLE = (msgspec.MsgspecError, RecursionError, UnicodeDecodeError, OverflowError, IndexError, ValueError)


def read_columns(raw: bytes, *, station: StationId, first: int, last: int) -> tuple[Change, ...]:
    """Return the changes of a range. Raises NotAccepted (rows) for anything but exactly these."""
    count = last - first + 1
    if len(raw) > READ_BYTES or count > READ_CHANGES:
        raise NotAccepted(Reason.SEGMENT_LIMITS)
    try:
        return _changes(_decode(raw), station, first, count)
    except _UNREADABLE as error:
        raise NotAccepted(Reason.ROWS, str(error)) from error


def _changes(columns: Columns, station: StationId, first: int, count: int) -> tuple[Change, ...]:
    for numbers in (columns.clocks, columns.aggregate, columns.actor, columns.deps, columns.shape):
        require(len(numbers) == count)
    require(max(len(columns.kinds), len(columns.types), len(columns.shapes)) <= count)
    clocks = list(_clocks(columns, count))
    bodies, kinds = _read_bodies(columns, clocks)
    aggregates, actors = ids(columns.aggregates), ids(columns.actors)
    require(len(columns.types) == len(aggregates))
    flags = _zeros_unless_given(columns.flags, count)
    seen: dict[bytes, int] = {}
    changes = []
    for row, clock in enumerate(clocks):
        aggregate = columns.aggregate[row]
        kind, version = columns.kinds[kinds[row]]
        change = Change(
            station=station,
            seq=first + row,
            hlc=clock,
            actor=actors[columns.actor[row]],
            aggregate_type=columns.types[aggregate],
            aggregate_id=aggregates[aggregate],
            kind=kind,
            version=version,
            deps=_read_deps(columns.deps[row], station, first + row, seen.get(aggregates[aggregate])),
            body=bodies[row],
            flags=flags[row],
        )
        seen[change.aggregate_id] = change.seq
        changes.append(change)
    return tuple(changes)


def _clocks(columns: Columns, count: int) -> Iterator[int]:
    """Yield the hybrid clock of each change."""
    milliseconds = columns.first_ms
    for step, counter in zip(columns.clocks, _zeros_unless_given(columns.counters, count), strict=True):
        milliseconds += step
        require(counter <= 0xFFFF and milliseconds < 1 << 47)
        yield milliseconds << 16 | counter


def _read_deps(packed: int | Deps, station: StationId, seq: int, expected: int | None) -> Deps:
    if not isinstance(packed, int):
        return packed
    if packed == 0:
        return ((station, expected),) if expected else ()
    require(packed < seq)
    return ((station, seq - packed),)


def _read_bodies(columns: Columns, clocks: Sequence[int]) -> tuple[list[bytes], list[int]]:
    """Return body and kind of each change. Every value of every column must be used, in order."""
    wanted = [0] * len(columns.columns)
    for number in columns.shape:
        for column in columns.shapes[number].columns:
            wanted[column] += 1
    require(len(columns.shapes) <= MAX_SHAPES and sum(wanted) <= VALUES_PER_CHANGE * len(clocks))
    next_of = [_values(column, count) for column, count in zip(columns.columns, wanted, strict=True)]
    plans = [
        [(literal, next_of[column]) for literal, column in zip(shape.literals, shape.columns, strict=True)]
        for shape in _even(columns.shapes)
    ]
    bodies, size = [], 0
    for number, clock in zip(columns.shape, clocks, strict=True):
        seconds = (clock >> 16) // 1000
        body = b"".join([literal + next_value(seconds) for literal, next_value in plans[number]])
        size += len(body)
        require(size <= BODY_BYTES)
        bodies.append(body)
    return bodies, [columns.shapes[number].kind for number in columns.shape]


def _even(shapes: Sequence[ShapeRecord]) -> Sequence[ShapeRecord]:
    for shape in shapes:
        require(len(shape.literals) == len(shape.columns) > 0)
    return shapes


def _values(column: Column, count: int) -> Callable[[int], bytes]:
    """Return what gives the next value of a column; it gets the change's clock in seconds."""
    numbers = iter(column.numbers)
    if column.coding == TIMES:
        require(len(column.numbers) == count)
        return lambda seconds: TIME_MARK + (seconds + next(numbers)).to_bytes(4, "big")
    if column.coding == TABLE:
        require(len(column.numbers) == count and min(column.numbers, default=0) >= 0)
        table = read_array(column.values, at_most=count)
        require(sum([len(table[number]) for number in column.numbers]) <= BODY_BYTES)
        return lambda _seconds: table[next(numbers)]
    require(column.coding == PLAIN and not column.numbers)
    plain = read_array(column.values, at_most=count)
    require(len(plain) == count)
    values = iter(plain)
    return lambda _seconds: next(values)


def read_array(values: bytes, *, at_most: int) -> list[bytes]:
    """Read an array of any values. The count is compared first, so a lie costs nothing."""
    require(_count_of(values) <= at_most)
    return [bytes(value) for value in _decode_values(values)]


def _count_of(values: bytes) -> int:
    head = values[0]
    if head & 0xF0 == 0x90:
        return head & 0x0F
    width = {0xDC: 2, 0xDD: 4}.get(head, 0)
    require(width > 0)
    return int.from_bytes(values[1 : 1 + width], "big")


def ids(joined: bytes) -> list[bytes]:
    """Return 16-byte ids that stand one after the other."""
    require(len(joined) % 16 == 0)
    return [joined[start : start + 16] for start in range(0, len(joined), 16)]


def _zeros_unless_given(numbers: list[int], count: int) -> list[int]:
    require(len(numbers) in (0, count))
    return numbers or [0] * count


def require(holds: bool) -> None:
    """Raise NotAccepted (rows) unless what the packed bytes say of themselves holds."""
    if not holds:
        raise NotAccepted(Reason.ROWS, "columns")
