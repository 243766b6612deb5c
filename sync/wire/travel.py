"""How the changes of a segment travel: folded against what the same bundle said before, or as rows.

The signature stands over the chain of hashes and not over this packing, so whoever passes a segment on packs
it anew for its own bundle, and what is set aside is packed to stand alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from app.domain.ordering import Change, StationId
from sync.wire import folded, rows
from sync.wire.columns import DoesNotFit
from sync.wire.compression import THOROUGH, compress, decompress
from sync.wire.folded import LastTouched, fold
from sync.wire.folded_reading import Aggregate, Remembered, unfold
from sync.wire.reasons import NotAccepted, Reason
from sync.wire.rows import PositiveInt

MOST_ROW_BYTES = 4 * 1024 * 1024
_MOST_PACKED = 960 * 1024
"""Less than a frame bears: the next release of zstd may pack a little worse."""
_LIGHT = 900 * 1024
"""Rows of so many bytes fit however badly they are compressed; our own segments have half of it."""
_SMALL = 64 * 1024
"""Raw bytes up to which the thorough level costs no time that anybody notices."""


class Travelling(msgspec.Struct, array_like=True, frozen=True):
    """One segment's changes on their way. dictionary: of the program's release, 0 = none. data: one zstd frame."""

    codec: Annotated[int, Meta(ge=0, le=0xFFFF)]
    dictionary: Annotated[int, Meta(ge=0, le=0xFFFF)]
    raw_length: PositiveInt
    data: bytes


_decode = msgspec.msgpack.Decoder(Travelling).decode


class Luggage:
    """Packs the segments of one bundle, each leaning on those before it."""

    def __init__(self) -> None:
        """Start with nothing said."""
        self._touched, self._remembered = LastTouched(), Remembered()

    def pack(self, changes: Sequence[Change]) -> bytes:
        """Return consecutive changes of one station as they travel; what does not unfold to the same goes as rows."""
        codec, raw = self._packed(changes)
        self._remembered.believe(changes)
        level = {"level": THOROUGH} if len(raw) <= _SMALL else {}
        data = compress(raw, **level)
        if len(data) > _MOST_PACKED:  # another program packed it better than we do at our usual level
            codec, raw = rows.CODEC, _as_rows(changes)
            data = compress(raw, level=THOROUGH)
        return msgspec.msgpack.encode(Travelling(codec, 0, len(raw), data))

    def _packed(self, changes: Sequence[Change]) -> tuple[int, bytes]:
        station, first, last = changes[0].station, changes[0].seq, changes[-1].seq
        before = self._remembered.before(station, first)
        try:
            raw = fold(changes, self._touched)
            if unfold(raw, station=station, first=first, last=last, before=before) == tuple(changes):
                return folded.CODEC, raw
        except (DoesNotFit, NotAccepted):
            pass
        return rows.CODEC, _as_rows(changes)


def can_travel(changes: Sequence[Change]) -> bool:
    """Tell whether we could pass these on: a hostile packing may hold what no packing of ours brings into a frame."""
    size = sum([len(change.body) + 27 * len(change.deps) for change in changes])
    size += sum([len(change.kind) + len(change.aggregate_type) for change in changes]) * 4 + 80 * len(changes)
    if size <= _LIGHT:
        return True
    raw = _as_rows(changes)
    return len(raw) <= MOST_ROW_BYTES and len(compress(raw, level=THOROUGH)) <= _MOST_PACKED


def _as_rows(changes: Sequence[Change]) -> bytes:
    return rows.join([rows.pack_row(change) for change in changes])


def alone(changes: Sequence[Change]) -> bytes:
    """Return changes as they travel where nothing was said before."""
    return Luggage().pack(changes)


def is_travelling(data: bytes) -> bool:
    """Tell these bytes from the bare zstd frame that the first bundles carried."""
    return data[:1] == b"\x94"


def unpack(
    data: bytes, *, station: StationId, first: int, last: int, before: Sequence[Aggregate]
) -> tuple[Change, ...]:
    """Return the changes of a range. before: see ``unfold``.

    Raises NotAccepted: unreadable, unknown_codec, segment_limits, compression, raw_length, rows, after_refused.
    """
    try:
        packed = _decode(data)
    except (msgspec.MsgspecError, RecursionError, OverflowError) as error:
        raise NotAccepted(Reason.UNREADABLE, "travelling changes") from error
    if packed.dictionary != 0 or packed.codec not in (rows.CODEC, folded.CODEC):
        raise NotAccepted(Reason.UNKNOWN_CODEC)
    if packed.raw_length > (folded.READ_BYTES if packed.codec == folded.CODEC else MOST_ROW_BYTES):
        raise NotAccepted(Reason.SEGMENT_LIMITS)
    raw = decompress(packed.data, raw_length=packed.raw_length)
    if packed.codec == rows.CODEC:
        return rows.read_rows(raw, station=station, first=first, last=last)
    return unfold(raw, station=station, first=first, last=last, before=before)
