"""Reading codec 2: folded columns back into changes, with every count compared before it costs anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, repeat
from operator import add

import msgspec

from app.domain.ordering import Change, StationId
from sync.wire.columns import BODY_BYTES, MAX_SHAPES, TIME_MARK, VALUES_PER_CHANGE, Deps
from sync.wire.columns_reading import ids, read_array, require
from sync.wire.folded import (
    DAYS,
    DEPS_EXPECTED,
    DEPS_OWN,
    FIXED,
    MOMENTS,
    PLAIN,
    READ_BYTES,
    READ_CHANGES,
    TABLE,
    TIMES,
    WINDOW,
    Folded,
    FoldedColumn,
    day_text,
    moment_text,
)
from sync.wire.numbers import Numbers, joined, read_numbers
from sync.wire.reasons import NotAccepted, Reason

Aggregate = tuple[bytes, str]
_decode = msgspec.msgpack.Decoder(Folded).decode
_UNREADABLE = (
    msgspec.MsgspecError,
    RecursionError,
    UnicodeDecodeError,
    OverflowError,
    LookupError,
    ValueError,
    OSError,
    StopIteration,
)


class Remembered:
    """The aggregates of a station's run as this bundle told them so far, as far back as ``WINDOW``."""

    def __init__(self) -> None:
        self._station: StationId = b""
        self._next = 0
        self._aggregates: list[Aggregate] = []

    def before(self, station: StationId, first: int) -> list[Aggregate]:
        """Return the aggregates of the changes right before this one, none unless it goes on where the last ended."""
        return self._aggregates[-WINDOW:] if (station, first) == (self._station, self._next) else []

    def believe(self, changes: Sequence[Change]) -> None:
        """Remember changes whose chain was found right."""
        first = changes[0]
        before = self.before(first.station, first.seq)
        self._aggregates = [*before, *((change.aggregate_id, change.aggregate_type) for change in changes)]
        self._station, self._next = first.station, changes[-1].seq + 1


def unfold(
    raw: bytes, *, station: StationId, first: int, last: int, before: Sequence[Aggregate] = ()
) -> tuple[Change, ...]:
    """Return the changes of a range. before: the aggregates of the changes right before it, as remembered.

    Raises NotAccepted: after_refused where it means changes that are not among these, rows for anything
    but exactly these changes.
    """
    count = last - first + 1
    if len(raw) > READ_BYTES or count > READ_CHANGES:
        raise NotAccepted(Reason.SEGMENT_LIMITS)
    try:
        return _changes(_decode(raw), station, first, count, before)
    except _UNREADABLE as error:
        raise NotAccepted(Reason.ROWS, str(error)) from error


def _changes(
    folded: Folded, station: StationId, first: int, count: int, before: Sequence[Aggregate]
) -> tuple[Change, ...]:
    require(max(len(folded.kinds), len(folded.type_names), len(folded.shapes), folded.named) <= count)
    milliseconds = list(_milliseconds(folded, count))
    hlcs = list(_hlcs(milliseconds, read_numbers(folded.counters, count)))
    back = read_numbers(folded.back, count)
    aggregates = _aggregates(folded, milliseconds, back, before)
    deps = _deps(folded, station, first, back)
    shape = _indexes(folded.shape, count, len(folded.shapes))
    bodies = _bodies(folded, shape, [ms // 1000 for ms in milliseconds])
    kinds = [folded.kinds[one.kind] for one in folded.shapes]
    actors = list(map(ids(folded.actors).__getitem__, _indexes(folded.actor, count, len(folded.actors) // 16)))
    flags = read_numbers(folded.flags, count)
    require(min(flags) >= 0)
    return tuple(
        [
            Change(station, seq, hlc, actor, type_, aggregate, *kinds[number], own_deps, body, flag)  # type: ignore[call-arg]
            for seq, hlc, actor, (aggregate, type_), number, own_deps, body, flag in zip(
                range(first, first + count), hlcs, actors, aggregates, shape, deps, bodies, flags, strict=True
            )
        ]
    )


def _milliseconds(folded: Folded, count: int) -> Iterator[int]:
    steps = read_numbers(folded.clocks, count)
    require(min(steps) >= 0 and folded.first_ms + sum(steps) < 1 << 47)
    return accumulate(steps[1:], initial=folded.first_ms + steps[0])


def _hlcs(milliseconds: Sequence[int], counters: Sequence[int]) -> Iterator[int]:
    """Yield the hybrid clock of each change."""
    last_ms, last = -1, 0
    for ms, above in zip(milliseconds, counters, strict=True):
        last = above + (last + 1 if ms == last_ms else 0)
        last_ms = ms
        require(0 <= last <= 0xFFFF)
        yield ms << 16 | last


def _aggregates(
    folded: Folded, milliseconds: Sequence[int], back: Sequence[int], before: Sequence[Aggregate]
) -> list[Aggregate]:
    """Return the aggregate of each change."""
    named = iter(_named(folded, [ms for ms, steps in zip(milliseconds, back, strict=True) if steps == 0]))
    found = list(before)
    for steps in back:
        require(steps >= 0)
        if steps > len(found):
            raise NotAccepted(Reason.AFTER_REFUSED)
        found.append(found[-steps] if steps else next(named))
    return found[len(before) :]


def _named(folded: Folded, milliseconds: Sequence[int]) -> list[Aggregate]:
    count = folded.named
    require(count == len(milliseconds) and len(folded.id_rests) == 10 * count)
    rests = joined(folded.id_rests, 10)
    times = map(add, read_numbers(folded.id_ms, count), milliseconds)
    types = map(folded.type_names.__getitem__, _indexes(folded.types, count, len(folded.type_names)))
    return [
        (time.to_bytes(6, "big") + rests[10 * place : 10 * place + 10], type_)
        for place, (time, type_) in enumerate(zip(times, types, strict=True))
    ]


def _deps(folded: Folded, station: StationId, first: int, back: Sequence[int]) -> list[Deps]:
    codes = read_numbers(folded.deps, len(back))
    own = iter(read_numbers(folded.own_deps, codes.count(DEPS_OWN)))
    listed = iter(folded.listed_deps)
    deps: list[Deps] = []
    for seq, (code, steps) in enumerate(zip(codes, back, strict=True), first):
        if code == DEPS_EXPECTED:
            deps.append(((station, seq - steps),) if steps else ())
        elif code == DEPS_OWN:
            before = seq - next(own)
            require(0 < before < seq)
            deps.append(((station, before),))
        else:
            deps.append(next(listed))
    require(next(listed, None) is None)
    return deps


def _indexes(packed: Numbers, count: int, places: int) -> list[int]:
    numbers = read_numbers(packed, count)
    require(count == 0 or (min(numbers) >= 0 and max(numbers) < places))
    return numbers


# ── bodies ───────────────────────────────────────────────────────────────────────────────────


def _bodies(folded: Folded, shape: Sequence[int], seconds: Sequence[int]) -> list[bytes]:
    """Return the body of each change. Every value of every column must be used, in order."""
    require(len(folded.shapes) <= MAX_SHAPES)
    for one in folded.shapes:
        require(len(one.literals) == len(one.columns) > 0)
    rows_of: list[list[int]] = [[] for _column in folded.columns]
    size = 0
    for row, number in enumerate(shape):
        for column in folded.shapes[number].columns:
            rows_of[column].append(seconds[row])
    require(sum(map(len, rows_of)) <= VALUES_PER_CHANGE * len(shape))
    iterators = []
    for folded_column, clocks in zip(folded.columns, rows_of, strict=True):
        values, length = _values(folded_column, clocks, BODY_BYTES - size)
        size += length
        iterators.append(iter(values))
    lengths = [sum(map(len, one.literals)) for one in folded.shapes]
    require(size + sum(lengths[number] for number in shape) <= BODY_BYTES)
    plans = [
        list(chain.from_iterable(zip(map(repeat, one.literals), (iterators[n] for n in one.columns), strict=True)))
        for one in folded.shapes
    ]
    return [b"".join(map(next, plans[number])) for number in shape]


def _values(column: FoldedColumn, seconds: Sequence[int], room: int) -> tuple[Sequence[bytes], int]:
    """Return the values of a column and their length together. seconds: the clock of each row that has one."""
    count = len(seconds)
    values = _coded(column, seconds, count, room)
    size = sum(map(len, values))
    require(size <= room)
    return values, size


def _coded(column: FoldedColumn, seconds: Sequence[int], count: int, room: int) -> list[bytes]:
    numbers = column.numbers
    match column.coding:
        case n if n == PLAIN:
            plain = read_array(column.values, at_most=count)
            require(len(plain) == count)
            return plain
        case n if n == TABLE:
            table = read_array(column.values, at_most=count)
            return list(map(table.__getitem__, _indexes(numbers, count, len(table))))
        case n if n == FIXED:
            length = numbers.least
            require(0 < length <= room and len(column.values) == length * count)
            rows = joined(column.values, length)
            return [rows[start : start + length] for start in range(0, len(rows), length)]
        case n if n == TIMES:
            times = map(add, read_numbers(numbers, count), seconds)
            return [TIME_MARK + time.to_bytes(4, "big") for time in times]
        case n if n == MOMENTS:
            moments = list(map(add, read_numbers(numbers, count), seconds))
            require(min(moments, default=0) >= 0)
            return list(map(moment_text, moments))
        case n if n == DAYS:
            return list(map(day_text, read_numbers(numbers, count)))
    raise NotAccepted(Reason.ROWS, "an unknown coding")
