"""Codec 1, the first by columns: only read nowadays (codec 2 took its place), and that for ever.

Times are steps, ids are indexes into tables, and bodies are taken apart: what bodies of one kind have
in common (keys, nesting) is said once as a *shape*, and the values of one field stand together. Values
stay the msgpack bytes they were, so bodies come back byte for byte.

A segment was signed with the length of these bytes. How they were packed stands in
``tests/sync/wire/columns_packing.py``, which still makes them for the reader's tests.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from sync.wire.rows import Id16, Name, NaturalInt, PositiveInt

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
    """These changes do not go into columns or folds; rows take anything."""
