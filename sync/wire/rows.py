"""Codec 0: the changes of a segment as plain msgpack rows.

Station and sequence numbers are not in the rows; the segment's header says them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from app.domain.ordering import Change, StationId
from sync.wire.reasons import NotAccepted, Reason

CODEC = 0

Id16 = Annotated[bytes, Meta(min_length=16, max_length=16)]
Name = Annotated[str, Meta(min_length=1, max_length=64)]
PositiveInt = Annotated[int, Meta(ge=1, le=2**63 - 1)]
NaturalInt = Annotated[int, Meta(ge=0, le=2**63 - 1)]


class Row(msgspec.Struct, array_like=True, forbid_unknown_fields=True, gc=False):
    """One change without its station and number."""

    hlc: NaturalInt
    actor: Id16
    aggregate_type: Name
    aggregate_id: Id16
    kind: Name
    version: PositiveInt
    deps: Annotated[tuple[tuple[Id16, PositiveInt], ...], Meta(max_length=64)]
    body: bytes
    flags: Annotated[int, Meta(ge=0, le=0xFFFF)]


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[Row]).decode


def pack_row(change: Change) -> bytes:
    """Return the bytes of one row."""
    return _encode(
        Row(
            change.hlc,
            change.actor,
            change.aggregate_type,
            change.aggregate_id,
            change.kind,
            change.version,
            change.deps,
            change.body,
            change.flags,
        )
    )


def join(rows: Sequence[bytes]) -> bytes:
    """Return the raw bytes of a segment from its packed rows."""
    return array_head(len(rows)) + b"".join(rows)


def read_rows(raw: bytes, *, station: StationId, first: int, last: int) -> tuple[Change, ...]:
    """Return the changes of a range. Raises NotAccepted (rows) for anything but exactly these.

    The number of rows is compared before any is read, so lying lengths cost nothing.
    """
    if not raw.startswith(array_head(last - first + 1)):
        raise NotAccepted(Reason.ROWS, "another number of rows")
    try:
        rows = _decode(raw)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError, OverflowError) as error:
        raise NotAccepted(Reason.ROWS, str(error)) from error
    return tuple(
        Change(
            station,
            seq,
            row.hlc,
            row.actor,
            row.aggregate_type,
            row.aggregate_id,
            row.kind,
            row.version,
            row.deps,
            row.body,
            row.flags,
        )
        for seq, row in enumerate(rows, first)
    )


def array_head(count: int) -> bytes:
    """Return the msgpack array header of minimal length."""
    if count < 16:
        return bytes([0x90 | count])
    if count < 0x10000:
        return b"\xdc" + count.to_bytes(2, "big")
    return b"\xdd" + count.to_bytes(4, "big")
