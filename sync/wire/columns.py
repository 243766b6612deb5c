"""Codec 1: the changes of a segment by columns, half the size of rows.

Times are steps, ids are indexes into tables, and bodies are taken apart: what bodies of one kind have
in common (keys, nesting) is said once as a *shape*, and the values of one field stand together. Values
stay the msgpack bytes they were, so bodies come back byte for byte.

A segment is signed with the length of these bytes and may be packed again by whoever relays it: every
choice made here is part of the codec for ever. A better choice is another codec.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta

from app.domain.ordering import Change
from sync.wire.rows import Id16, Name, NaturalInt, PositiveInt, array_head
from sync.wire.shapes import NoShape, take_apart

CODEC = 1
READ_BYTES = 768 * 1024
"""A reader's limit of its own: small values grow in memory, and a liar would use that."""

READ_CHANGES = 4_000
BODY_BYTES = 4 * 1024 * 1024
"""All bodies of a segment together: one long value, meant by every row, would else be gigabytes."""

MAX_SHAPES = 256
VALUES_PER_CHANGE = 64
TIME_MARK = b"\xd6\xff"  # msgpack timestamp, 32 bits

PLAIN, TIMES, TABLE = 0, 1, 2

Index = list[NaturalInt]
Deps = Annotated[tuple[tuple[Id16, PositiveInt], ...], Meta(max_length=64)]


class Column(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """The values of one field, in the order of the rows that have it.

    PLAIN: ``values`` is the msgpack array of them. TIMES: numbers are seconds from the change's own clock.
    TABLE: ``values`` is the array of different ones, numbers index it.
    """

    coding: NaturalInt
    values: bytes
    numbers: list[int]


class ShapeRecord(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """How bodies of a kind look: literal bytes, each followed by a value of the column beside it."""

    kind: NaturalInt
    literals: list[bytes]
    columns: Index


class Columns(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """A segment taken apart. Lists have an entry per change unless they say otherwise.

    clocks: milliseconds after the change before. counters, flags: empty where all are 0.
    aggregates, actors: different 16-byte ids, in the order of their first change; types: one per aggregate.
    deps: 0 = «the change of this aggregate before this one in the segment, or none»; n = my own n changes ago.
    """

    first_ms: NaturalInt
    clocks: Index
    counters: Index
    aggregates: bytes
    types: list[Name]
    aggregate: Index
    actors: bytes
    actor: Index
    kinds: list[tuple[Name, PositiveInt]]
    deps: list[NaturalInt | Deps]
    flags: Index
    shapes: list[ShapeRecord]
    shape: Index
    columns: list[Column]


class DoesNotFit(Exception):
    """These changes do not go into columns; rows take anything."""


_encode = msgspec.msgpack.Encoder().encode
_K = TypeVar("_K")
Values = list[tuple[int, bytes]]


# ── packing ──────────────────────────────────────────────────────────────────────────────────


def pack_columns(changes: Sequence[Change]) -> bytes:
    """Return the raw bytes of a segment. Raises DoesNotFit where rows must do.

    The same changes give the same bytes, on every machine and in every release.
    """
    clocks = [change.hlc >> 16 for change in changes]
    steps = [later - earlier for earlier, later in pairwise(clocks)]
    if min(steps, default=0) < 0:
        raise DoesNotFit("a clock that steps back")
    aggregates = Table((change.aggregate_id, change.aggregate_type) for change in changes)
    actors = Table(change.actor for change in changes)
    kinds = Table((change.kind, change.version) for change in changes)
    bodies = Bodies(changes, kinds.index)
    raw = _encode(
        Columns(
            first_ms=clocks[0],
            clocks=[0, *steps],
            counters=_unless_all_zero([change.hlc & 0xFFFF for change in changes]),
            aggregates=b"".join(aggregate for aggregate, _type in aggregates.different),
            types=[type_ for _aggregate, type_ in aggregates.different],
            aggregate=aggregates.index,
            actors=b"".join(actors.different),
            actor=actors.index,
            kinds=list(kinds.different),
            deps=_packed_deps(changes),
            flags=_unless_all_zero([change.flags for change in changes]),
            shapes=bodies.shapes,
            shape=bodies.shape,
            columns=[_packed_column(rows, clocks) for rows in bodies.rows()],
        )
    )
    if len(raw) > READ_BYTES or len(changes) > READ_CHANGES:
        raise DoesNotFit("too large")
    return raw


class Table(dict[_K, int]):
    """Different things by their first appearance, and for each thing its place."""

    def __init__(self, things: Iterable[_K]) -> None:
        self.index = [self.setdefault(thing, len(self)) for thing in things]
        self.different = tuple(self)


class Bodies:
    """The bodies of a segment by shapes and columns. A column holds ``(row, value)`` pairs until it is packed."""

    def __init__(self, changes: Sequence[Change], kind: Sequence[int]) -> None:
        self._known: dict[tuple[int, tuple[bytes, ...]], tuple[int, list[Values]]] = {}
        self._columns: dict[tuple[int, str], Values] = {}
        self.shapes: list[ShapeRecord] = []
        self.shape = [self._add(row, change.body, kind[row]) for row, change in enumerate(changes)]

    def _add(self, row: int, body: bytes, kind: int) -> int:
        try:
            literals, paths, values = take_apart(body)
        except NoShape as error:
            raise DoesNotFit("a body that is not canonical") from error
        known = self._known.get((kind, literals)) or self._new(kind, literals, paths)
        for column, value in zip(known[1], values, strict=True):
            column.append((row, value))
        return known[0]

    def _new(self, kind: int, literals: tuple[bytes, ...], paths: Sequence[str]) -> tuple[int, list[Values]]:
        if len(self.shapes) >= MAX_SHAPES or len(set(paths)) != len(paths):
            raise DoesNotFit("too many shapes, or a field named twice")
        columns = [self._columns.setdefault((kind, path), []) for path in paths]
        places = {place: number for number, place in enumerate(self._columns)}
        self.shapes.append(ShapeRecord(kind, list(literals), [places[kind, path] for path in paths]))
        known = self._known[kind, literals] = (len(self.shapes) - 1, columns)
        return known

    def rows(self) -> list[Values]:
        """Return the columns. Raises DoesNotFit."""
        if sum(map(len, self._columns.values())) > VALUES_PER_CHANGE * len(self.shape):
            raise DoesNotFit("too many values")
        return list(self._columns.values())


def _packed_column(rows: Sequence[tuple[int, bytes]], clocks: Sequence[int]) -> Column:
    if all(len(value) == 6 and value.startswith(TIME_MARK) for _row, value in rows):
        return Column(TIMES, b"", [int.from_bytes(value[2:], "big") - clocks[row] // 1000 for row, value in rows])
    table = Table(value for _row, value in rows)
    if len(table.different) * 2 <= len(rows):
        return Column(TABLE, _array(table.different), table.index)
    return Column(PLAIN, _array([value for _row, value in rows]), [])


def _packed_deps(changes: Sequence[Change]) -> list[int | Deps]:
    packed: list[int | Deps] = []
    last: dict[bytes, int] = {}
    for change in changes:
        expected = last.get(change.aggregate_id)
        deps, own = change.deps, change.station
        if deps == (((own, expected),) if expected else ()):
            packed.append(0)
        elif len(deps) == 1 and deps[0][0] == own and deps[0][1] < change.seq:
            packed.append(change.seq - deps[0][1])
        else:
            packed.append(deps)
        last[change.aggregate_id] = change.seq
    return packed


def _array(values: Sequence[bytes]) -> bytes:
    return array_head(len(values)) + b"".join(values)


def _unless_all_zero(numbers: list[int]) -> list[int]:
    return numbers if any(numbers) else []
