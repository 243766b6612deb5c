"""A segment: consecutive changes of one station under one signature over a chain head.

One signature for up to 2,000 changes binds each of them as firmly as one per change, because the
header names the chain hash before the first and after the last, and the reader recomputes the chain.
The header is believed before its data is touched; the data is bounded before it is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

import msgspec
from msgspec import Meta

from app import canon
from app.domain.ordering import Change, StationId
from sync.wire import columns, folded, rows
from sync.wire.columns_reading import read_columns
from sync.wire.compression import decompress
from sync.wire.folded_reading import Remembered
from sync.wire.reasons import NotAccepted, Reason
from sync.wire.rows import Id16, PositiveInt
from sync.wire.signing import Purpose, Signed, StationKeys, believed
from sync.wire.travel import alone, can_travel, is_travelling, unpack

FORMAT = 1
READER_EPOCH = 1
"""What this program can read; a segment that asks for more is parked whole."""

SEAL_CHANGES = 2_000
SEAL_BYTES = 512 * 1024
READ_CHANGES = 16_000
READ_BYTES = 4 * 1024 * 1024
"""A writer stays far below what a reader bears, so limits can rise without a new format."""

Hash32 = Annotated[bytes, Meta(min_length=32, max_length=32)]
SmallInt = Annotated[int, Meta(ge=0, le=0xFFFF)]


class SegmentHeader(msgspec.Struct, array_like=True, frozen=True):
    """What the author signs: ``[1, dev, lo, hi, prev_hash, head_hash, raw_len, codec, dict_id, epoch, min_reader]``.

    raw_length, codec: of the one packing that codecs 0 and 1 had; with codec 2 the packing is not signed, and
    raw_length bounds what the changes come to as rows.
    A newer program may append fields; ``format`` and ``min_reader`` say whether we may go on without them.
    """

    format: SmallInt
    station: Id16
    first: PositiveInt
    last: PositiveInt
    previous_hash: Hash32
    head_hash: Hash32
    raw_length: PositiveInt
    codec: SmallInt
    dictionary: SmallInt
    epoch: SmallInt
    min_reader: SmallInt


@dataclass(frozen=True, slots=True)
class Segment:
    """A sealed segment: the signed header, and its changes.

    packed: as they came to us, for those that are passed on unopened. holds: the changes themselves, which a
    bundle packs as it suits it.
    """

    statement: Signed
    packed: bytes
    header: SegmentHeader
    holds: tuple[Change, ...] = ()

    @property
    def changes(self) -> int:
        """How many changes it holds."""
        return self.header.last - self.header.first + 1

    @property
    def data(self) -> bytes:
        """The changes packed to stand alone."""
        return self.packed or alone(self.holds)


@dataclass(frozen=True, slots=True)
class OpenedSegment:
    """A verified segment. ``statement`` is the evidence to keep: whoever relays the changes sends it along."""

    header: SegmentHeader
    statement: Signed
    changes: tuple[Change, ...]


class ChangeTooLarge(ValueError):
    """One change alone exceeds a segment; services keep texts far below, so this is a bug."""


_READERS = {rows.CODEC: rows.read_rows, columns.CODEC: read_columns}
_header_decoder = msgspec.msgpack.Decoder(SegmentHeader)


# ── sealing ──────────────────────────────────────────────────────────────────────────────────


def seal(
    changes: Iterable[Change],
    *,
    previous: bytes,
    keys: StationKeys,
    epoch: int = READER_EPOCH,
    max_changes: int = SEAL_CHANGES,
    station: StationId | None = None,
) -> Iterator[Segment]:
    """Seal a station's own consecutive changes, streaming; holds one segment in memory.

    previous: the chain hash before the first change. station: whose log it is, where the keys' owner writes
    several (the province's logs of its communes); else their own. Raises ValueError where the changes are not
    this station's, not consecutive, or too large.
    """
    author = station or keys.station_id
    lot: list[Change] = []
    size = 0
    start, head = previous, previous
    for change in changes:
        needed = _size_of(change, author)
        if lot and change.seq != lot[-1].seq + 1:
            raise ValueError("the changes of a segment are consecutive")
        if lot and (len(lot) >= max_changes or size + needed > SEAL_BYTES):
            yield _sealed(lot, keys, size=size, start=start, head=head, epoch=epoch)
            lot, size, start = [], 0, head
        lot.append(change)
        size += needed
        head = canon.change_hash(head, change)
    if lot:
        yield _sealed(lot, keys, size=size, start=start, head=head, epoch=epoch)


def _size_of(change: Change, station: StationId) -> int:
    """Return what a change needs at most, as a row. Raises ValueError, ChangeTooLarge."""
    if change.station != station:
        raise ValueError("a station seals only its own changes")
    names = len(change.aggregate_type.encode()) + len(change.kind.encode())
    size = len(change.body) + names + 27 * len(change.deps) + 80
    if size > SEAL_BYTES - 8:
        raise ChangeTooLarge(f"change {change.seq} has {len(change.body)} bytes")
    return size


def _sealed(lot: Sequence[Change], keys: StationKeys, *, size: int, start: bytes, head: bytes, epoch: int) -> Segment:
    header = SegmentHeader(
        format=FORMAT,
        station=lot[0].station,
        first=lot[0].seq,
        last=lot[-1].seq,
        previous_hash=start,
        head_hash=head,
        raw_length=size,
        codec=folded.CODEC,
        dictionary=0,
        epoch=epoch,
        min_reader=1,
    )
    content = msgspec.msgpack.encode(header)
    return Segment(Signed(content, keys.sign(Purpose.SEGMENT, content)), b"", header, tuple(lot))


def reseal(statement: Signed, changes: Iterable[Change]) -> Segment:
    """Put another station's kept evidence and its changes together again, to pass them on.

    Raises ValueError where they do not belong together.
    """
    header = read_header(statement)
    lot = tuple(changes)
    if any(change.station != header.station for change in lot) or len(lot) != header.last - header.first + 1:
        raise ValueError("these are not the changes of that segment")
    return Segment(statement, b"", header, lot)


# ── opening ──────────────────────────────────────────────────────────────────────────────────


def read_header(statement: Signed) -> SegmentHeader:
    """Read a header without believing it: for the look-up of its author's key, and for messages.

    Raises NotAccepted (unreadable).
    """
    try:
        return _header_decoder.decode(statement.content)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError, OverflowError) as error:
        raise NotAccepted(Reason.UNREADABLE, "segment header") from error


def believe_header(statement: Signed, signing_key: bytes) -> SegmentHeader:
    """Return the header if its author signed it and this program can open what it announces.

    Raises NotAccepted: signature, needs_newer_program, unknown_codec, segment_limits.
    """
    believed(statement, Purpose.SEGMENT, signing_key)
    header = read_header(statement)
    if header.format != FORMAT or header.min_reader > READER_EPOCH:
        raise NotAccepted(Reason.NEEDS_NEWER_PROGRAM)
    if header.codec > folded.CODEC or header.dictionary != 0:
        raise NotAccepted(Reason.UNKNOWN_CODEC)
    count = header.last - header.first + 1
    if not 1 <= count <= READ_CHANGES or header.raw_length > READ_BYTES:
        raise NotAccepted(Reason.SEGMENT_LIMITS)
    return header


def open_segment(
    statement: Signed, data: bytes, *, signing_key: bytes, before: Remembered | None = None
) -> OpenedSegment:
    """Verify a segment whole and return its changes. before: what the bundle said so far; hears of these changes.

    Raises NotAccepted with the precise reason.
    """
    header = believe_header(statement, signing_key)
    changes = _changes(header, data, before)
    if chain_head(header.previous_hash, changes) != header.head_hash:
        raise NotAccepted(Reason.CHAIN)
    if not can_travel(changes):
        raise NotAccepted(Reason.SEGMENT_LIMITS)
    if before is not None:
        before.believe(changes)
    return OpenedSegment(header, statement, changes)


def _changes(header: SegmentHeader, data: bytes, before: Remembered | None) -> tuple[Change, ...]:
    station, first, last = header.station, header.first, header.last
    if is_travelling(data):
        known = before.before(station, first) if before else ()
        return unpack(data, station=station, first=first, last=last, before=known)
    if header.codec not in _READERS:
        raise NotAccepted(Reason.UNKNOWN_CODEC)
    raw = decompress(data, raw_length=header.raw_length)
    return _READERS[header.codec](raw, station=station, first=first, last=last)


def chain_head(previous: bytes, changes: Iterable[Change]) -> bytes:
    """Return the chain hash after these changes."""
    head = previous
    for change in changes:
        head = canon.change_hash(head, change)
    return head
