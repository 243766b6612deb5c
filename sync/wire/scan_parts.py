"""Parts of scans in a bundle: ``[sha256, part, parts, bytes]``, after all changes.

Nobody signs them: the scan's hash stands in a signed change, and whoever takes them in compares.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from app.bundles import MOST_SCAN_PARTS, MOST_WANTED, SCAN_PART_BYTES, ScanPart, WantedScan
from sync.wire.reasons import NotAccepted, Reason
from sync.wire.segment import Hash32

_PartNumber = Annotated[int, Meta(ge=0, lt=MOST_SCAN_PARTS)]


class BlobPart(msgspec.Struct, array_like=True, frozen=True):
    """What a ``B`` frame holds. A newer program may append fields."""

    sha256: Hash32
    part: _PartNumber
    parts: Annotated[int, Meta(ge=1, le=MOST_SCAN_PARTS)]
    data: Annotated[bytes, Meta(min_length=1, max_length=SCAN_PART_BYTES)]


class Wanted(msgspec.Struct, array_like=True, frozen=True):
    """A scan that a place lacks. held: the parts that it has."""

    sha256: Hash32
    held: Annotated[tuple[_PartNumber, ...], Meta(max_length=MOST_SCAN_PARTS)] = ()


WantedList = Annotated[tuple[Wanted, ...], Meta(max_length=4 * MOST_WANTED)]
_decode = msgspec.msgpack.Decoder(BlobPart).decode


def pack_part(part: ScanPart) -> bytes:
    """Return the payload of a part."""
    return msgspec.msgpack.encode(BlobPart(bytes.fromhex(part.sha256), part.part, part.parts, part.data))


def read_part(payload: bytes) -> ScanPart:
    """Return a part, its hash not yet compared. Raises NotAccepted (unreadable)."""
    try:
        read = _decode(payload)
    except (msgspec.MsgspecError, RecursionError, OverflowError) as error:
        raise NotAccepted(Reason.UNREADABLE, "part of a scan") from error
    is_last = read.part == read.parts - 1
    if read.part >= read.parts or (len(read.data) < SCAN_PART_BYTES and not is_last):
        raise NotAccepted(Reason.UNREADABLE, "part of a scan")
    return ScanPart(read.sha256.hex(), read.part, read.parts, read.data)


def as_wanted(scans: tuple[WantedScan, ...]) -> tuple[Wanted, ...]:
    """Return what is asked for as it travels."""
    return tuple(Wanted(bytes.fromhex(one.sha256), one.held) for one in scans[:MOST_WANTED])


def wanted_scans(wanted: tuple[Wanted, ...]) -> tuple[WantedScan, ...]:
    """Return what is asked for as services know it."""
    return tuple(WantedScan(one.sha256.hex(), one.held) for one in wanted)
