"""How codec 1 was packed, as its writers did until codec 2: kept to make what its reader must go on reading."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TypeVar

import msgspec

from app.domain.ordering import Change
from sync.wire.columns import (
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
    DoesNotFit,
    ShapeRecord,
)
from sync.wire.rows import array_head
from sync.wire.shapes import NoShape, take_apart

_encode = msgspec.msgpack.Encoder().encode
_K = TypeVar("_K")
Values = list[tuple[int, bytes]]


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
