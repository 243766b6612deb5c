"""Codec 2: changes folded into columns that lean on what the bundle said before.

Most of codec 1's bytes were the 16-byte ids of dossiers that earlier segments had named already. Here a
change says «the same dossier as my change n ago», which is also, nearly always, all it depends on. Only a
dossier that the last ``WINDOW`` changes did not touch is named in full.

What travels folded is not what is signed: the signature stands over the chain of hashes, so whoever relays
a segment may fold it anew, for what its own bundle holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import pairwise
from operator import eq
from typing import TypeVar

import msgspec

from app.domain.ordering import Change, StationId
from sync.wire.columns import MAX_SHAPES, TIME_MARK, VALUES_PER_CHANGE, Deps, DoesNotFit, ShapeRecord
from sync.wire.numbers import Numbers, pack_numbers, split
from sync.wire.rows import Name, NaturalInt, PositiveInt, array_head
from sync.wire.shapes import NoShape, take_apart

CODEC = 2
WINDOW = 32_768
"""How many changes back a dossier may be meant by its distance; bounds what both sides remember."""

READ_BYTES = 1024 * 1024
READ_CHANGES = 4_000

PLAIN, TIMES, TABLE, FIXED, MOMENTS, DAYS = range(6)
DEPS_EXPECTED, DEPS_OWN, DEPS_LISTED = range(3)
MOMENT_LENGTH, DAY_LENGTH = 26, 11
"""Of ``2026-11-28T08:15:00+00:00`` and ``2026-11-28`` with the msgpack head of a short text."""

EPOCH_DAY = date(1970, 1, 1).toordinal()


class FoldedColumn(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """The values of one field, in the order of the rows that have it.

    PLAIN: ``values`` is their msgpack array. FIXED: values of equal length (``numbers.least``), by the place of
    their bytes. TABLE: the array of different ones, numbers index it. TIMES: timestamps, MOMENTS: ISO text, both
    in seconds from the change's own clock. DAYS: ISO dates in days from 1970.
    """

    coding: NaturalInt
    values: bytes
    numbers: Numbers


class Folded(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """A segment folded. Numbers have an entry per change unless they say otherwise.

    clocks: milliseconds after the change before. counters: above what a clock that stands still would count.
    back: how many changes ago this station touched the same aggregate, 0 = named here: ``id_ms`` (how far the
    first six bytes, a UUIDv7's time, lie from the change's clock), ``id_rests`` (the other ten, by place) and
    ``types`` have an entry per named one. deps: DEPS_EXPECTED the change ``back`` ago or none, DEPS_OWN one of
    our own ``own_deps`` ago, DEPS_LISTED the next of ``listed_deps``.
    """

    first_ms: NaturalInt
    clocks: Numbers
    counters: Numbers
    back: Numbers
    named: NaturalInt
    id_ms: Numbers
    id_rests: bytes
    type_names: list[Name]
    types: Numbers
    actors: bytes
    actor: Numbers
    kinds: list[tuple[Name, PositiveInt]]
    deps: Numbers
    own_deps: Numbers
    listed_deps: list[Deps]
    flags: Numbers
    shapes: list[ShapeRecord]
    shape: Numbers
    columns: list[FoldedColumn]


class LastTouched:
    """Which change of a station's run touched each aggregate last, as far back as ``WINDOW``."""

    def __init__(self) -> None:
        self._station: StationId = b""
        self._next = self._swept_at = 0
        self._last: dict[tuple[bytes, str], int] = {}

    def begin(self, station: StationId, first: int) -> None:
        """Hear where the next segment begins; all is forgotten unless it goes on where the last one ended."""
        if (station, first) != (self._station, self._next):
            self._last.clear()
            self._swept_at = first
        self._station = station
        if first - self._swept_at >= WINDOW // 4:  # not at every segment, and not so late that it grows with the bundle
            self._swept_at = first
            self._last = {aggregate: seq for aggregate, seq in self._last.items() if seq >= first - WINDOW}

    def touch(self, change: Change) -> int | None:
        """Return the change before this one of the same aggregate, if it is remembered."""
        aggregate = change.aggregate_id, change.aggregate_type
        before, self._last[aggregate] = self._last.get(aggregate), change.seq
        self._next = change.seq + 1
        return before if before is not None and change.seq - before <= WINDOW else None


_K = TypeVar("_K")
_encode = msgspec.msgpack.Encoder().encode


def fold(changes: Sequence[Change], touched: LastTouched) -> bytes:
    """Return the raw bytes of consecutive changes of one station. Raises DoesNotFit where rows must do.

    ``touched`` has seen the segment's changes afterwards, either way.
    """
    touched.begin(changes[0].station, changes[0].seq)
    before = [touched.touch(change) for change in changes]
    clocks = [change.hlc >> 16 for change in changes]
    if min((later - earlier for earlier, later in pairwise(clocks)), default=0) < 0:
        raise DoesNotFit("a clock that steps back")
    named = [change for change, seen in zip(changes, before, strict=True) if seen is None]
    actors, actor = _table([change.actor for change in changes])
    kinds, kind = _table([(change.kind, change.version) for change in changes])
    types, type_ = _table([change.aggregate_type for change in named])
    deps, own_deps, listed_deps = _deps(changes, before)
    bodies = _Bodies(changes, kind)
    raw = _encode(
        Folded(
            first_ms=clocks[0],
            clocks=pack_numbers([0, *(later - earlier for earlier, later in pairwise(clocks))]),
            counters=pack_numbers(_above_standing([change.hlc for change in changes])),
            back=pack_numbers(
                [change.seq - (seen or change.seq) for change, seen in zip(changes, before, strict=True)]
            ),
            named=len(named),
            id_ms=pack_numbers([int.from_bytes(one.aggregate_id[:6], "big") - (one.hlc >> 16) for one in named]),
            id_rests=split(b"".join([one.aggregate_id[6:] for one in named]), 10),
            type_names=types,
            types=pack_numbers(type_),
            actors=b"".join(actors),
            actor=pack_numbers(actor),
            kinds=kinds,
            deps=pack_numbers(deps),
            own_deps=pack_numbers(own_deps),
            listed_deps=listed_deps,
            flags=pack_numbers([change.flags for change in changes]),
            shapes=bodies.shapes,
            shape=pack_numbers(bodies.shape),
            columns=[_column(rows, values, clocks) for rows, values in bodies.columns()],
        )
    )
    if len(raw) > READ_BYTES or len(changes) > READ_CHANGES:
        raise DoesNotFit("too large")
    return raw


def _table(things: Sequence[_K]) -> tuple[list[_K], list[int]]:
    """Return different things by their first appearance, and for each thing its place among them."""
    different = list(dict.fromkeys(things))
    places = {thing: place for place, thing in enumerate(different)}
    return different, [places[thing] for thing in things]


def _above_standing(hlcs: Sequence[int]) -> list[int]:
    """Return each counter above what it must at least be: one more than before while the clock stands still."""
    return [
        hlcs[0] & 0xFFFF,
        *(
            (here & 0xFFFF) - ((before & 0xFFFF) + 1 if before >> 16 == here >> 16 else 0)
            for before, here in pairwise(hlcs)
        ),
    ]


def _deps(changes: Sequence[Change], before: Sequence[int | None]) -> tuple[list[int], list[int], list[Deps]]:
    codes, own, listed = [], [], []
    for change, seen in zip(changes, before, strict=True):
        deps = change.deps
        if deps == (((change.station, seen),) if seen is not None else ()):
            codes.append(DEPS_EXPECTED)
        elif len(deps) == 1 and deps[0][0] == change.station and deps[0][1] < change.seq:
            codes.append(DEPS_OWN)
            own.append(change.seq - deps[0][1])
        else:
            codes.append(DEPS_LISTED)
            listed.append(deps)
    return codes, own, listed


# ── the values of one field ──────────────────────────────────────────────────────────────────


class _Bodies:
    """The bodies of a segment by shapes, and the values of each field together."""

    def __init__(self, changes: Sequence[Change], kind: Sequence[int]) -> None:
        self._known: dict[tuple[int, tuple[bytes, ...]], int] = {}
        self._paths: list[tuple[str, ...]] = []
        self._rows: list[list[int]] = []
        self._values: list[list[list[bytes]]] = []
        self._places: dict[tuple[int, str], int] = {}
        self.shapes: list[ShapeRecord] = []
        self.shape = [self._add(row, change.body, kind[row]) for row, change in enumerate(changes)]

    def _add(self, row: int, body: bytes, kind: int) -> int:
        try:
            literals, paths, values = take_apart(body)
        except NoShape as error:
            raise DoesNotFit("a body that is not canonical") from error
        number = self._known.get((kind, literals))
        if number is None:
            number = self._new(kind, literals, paths)
        self._rows[number].append(row)
        self._values[number].append(values)
        return number

    def _new(self, kind: int, literals: tuple[bytes, ...], paths: Sequence[str]) -> int:
        if len(self.shapes) >= MAX_SHAPES or len(set(paths)) != len(paths):
            raise DoesNotFit("too many shapes, or a field named twice")
        places = [self._places.setdefault((kind, path), len(self._places)) for path in paths]
        self.shapes.append(ShapeRecord(kind, list(literals), places))
        self._rows.append([])
        self._values.append([])
        number = self._known[kind, literals] = len(self.shapes) - 1
        return number

    def columns(self) -> list[tuple[Sequence[int], Sequence[bytes]]]:
        """Return the rows and the values of each column, in the order of the rows. Raises DoesNotFit."""
        parts: list[list[tuple[list[int], tuple[bytes, ...]]]] = [[] for _place in self._places]
        for shape, rows, values in zip(self.shapes, self._rows, self._values, strict=True):
            for place, column in zip(shape.columns, zip(*values, strict=True), strict=True):
                parts[place].append((rows, column))
        if sum(len(rows) for part in parts for rows, _values in part) > VALUES_PER_CHANGE * len(self.shape):
            raise DoesNotFit("too many values")
        return [part[0] if len(part) == 1 else _interleaved(part) for part in parts]


def _interleaved(parts: Sequence[tuple[list[int], tuple[bytes, ...]]]) -> tuple[Sequence[int], Sequence[bytes]]:
    """Return the values that several shapes have of one field, in the order of the rows."""
    both = sorted((row, value) for rows, values in parts for row, value in zip(rows, values, strict=True))
    return [row for row, _value in both], [value for _row, value in both]


def _column(rows: Sequence[int], values: Sequence[bytes], clocks: Sequence[int]) -> FoldedColumn:
    length = len(values[0])
    even = len(set(map(len, values))) == 1
    if length == 6 and even and all(value.startswith(TIME_MARK) for value in values):
        times = [int.from_bytes(value[2:], "big") for value in values]
        return FoldedColumn(TIMES, b"", _from_clocks(times, rows, clocks))
    different, places = _table(values)
    if len(different) * 2 <= len(values):
        return FoldedColumn(TABLE, _array(different), pack_numbers(places))
    if not even or length == 1:
        return FoldedColumn(PLAIN, _array(values), Numbers(0, 0, b""))
    if length == MOMENT_LENGTH and (moments := _moments(values)):
        return FoldedColumn(MOMENTS, b"", _from_clocks(moments, rows, clocks))
    if length == DAY_LENGTH and (days := _days(values)):
        return FoldedColumn(DAYS, b"", pack_numbers(days))
    return FoldedColumn(FIXED, split(b"".join(values), length), Numbers(length, 0, b""))


def _from_clocks(seconds: Sequence[int], rows: Sequence[int], clocks: Sequence[int]) -> Numbers:
    return pack_numbers([at - clocks[row] // 1000 for at, row in zip(seconds, rows, strict=True)])


def _moments(values: Sequence[bytes]) -> list[int] | None:
    """Return seconds since 1970 if all are moments in UTC written in one way, else None."""
    try:
        moments = [int(datetime.fromisoformat(value[1:].decode("ascii")).timestamp()) for value in values]
        # What lies before 1970 is not the same moment on every system.
        return moments if min(moments) >= 0 and all(map(eq, values, map(moment_text, moments))) else None
    except (ValueError, OverflowError, OSError):
        return None


def _days(values: Sequence[bytes]) -> list[int] | None:
    """Return days since 1970 if all are dates written in one way, else None."""
    try:
        days = [date.fromisoformat(value[1:].decode("ascii")).toordinal() - EPOCH_DAY for value in values]
        return days if all(map(eq, values, map(day_text, days))) else None
    except (ValueError, OverflowError):
        return None


def moment_text(seconds: int) -> bytes:
    """Return a moment as the msgpack text it was. Raises ValueError, OverflowError, OSError outside the calendar."""
    return b"\xb9" + datetime.fromtimestamp(seconds, UTC).isoformat().encode("ascii")


def day_text(days: int) -> bytes:
    """Return a date as the msgpack text it was. Raises ValueError, OverflowError outside the calendar."""
    return b"\xaa" + date.fromordinal(days + EPOCH_DAY).isoformat().encode("ascii")


def _array(values: Sequence[bytes]) -> bytes:
    return array_head(len(values)) + b"".join(values)
