"""The first and last frames of a bundle: who speaks to whom, and that nothing is missing."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from sync.wire.frames import Frame, FrameType
from sync.wire.reasons import NotAccepted, Reason
from sync.wire.rows import Id16, NaturalInt, PositiveInt
from sync.wire.scan_parts import WantedList
from sync.wire.segment import READER_EPOCH, Hash32, SmallInt

MAGIC = b"motcua-goi"
FORMAT = 2
"""1: each segment packed as its author signed it (``D``). 2: packed for this bundle (``T``)."""
_READABLE = (1, FORMAT)

VectorEntry = tuple[Id16, PositiveInt, Hash32]


class BundleHeader(msgspec.Struct, array_like=True, frozen=True, kw_only=True):
    """Signed by the sender. A newer program may append fields.

    bundle: UUIDv7, which rises from bundle to bundle of a desk, whatever its clock does.
    addressee: a station, so that a recipient cannot pass the bundle on as meant for another.
    purpose: ``changes`` | ``answer``. made_at_ms: the sender's wall clock, UTC. changes: how many are announced
    (for a progress bar; the end frame counts). vector: what the sender holds, ``(station, seq, head hash)``.
    enrolment: the sender's signed request while no roster names it. wanted: the scans the sender lacks.
    """

    bundle: Id16
    sender: Id16
    addressee: Id16
    purpose: Annotated[str, Meta(min_length=1, max_length=16)]
    commune: Annotated[str, Meta(max_length=32)]
    practice: bool
    made_at_ms: NaturalInt
    program: Annotated[str, Meta(max_length=32)]
    changes: NaturalInt = 0
    vector: Annotated[tuple[VectorEntry, ...], Meta(max_length=64)] = ()
    reader_epoch: SmallInt = READER_EPOCH
    enrolment: Annotated[bytes, Meta(max_length=8192)] | None = None
    wanted: WantedList = ()


class BundleEnd(msgspec.Struct, array_like=True, frozen=True):
    """Signed by the sender. frames, sha256: of all frames before this one."""

    frames: PositiveInt
    segments: NaturalInt
    changes: NaturalInt
    sha256: Hash32


_Role = Annotated[str, Meta(min_length=1, max_length=32)]
_header = msgspec.msgpack.Decoder(BundleHeader)
_end = msgspec.msgpack.Decoder(BundleEnd)
_roster = msgspec.msgpack.Decoder(tuple[_Role, bytes])
_UNREADABLE = (msgspec.MsgspecError, RecursionError, UnicodeDecodeError, OverflowError)


def check_magic(first: Frame) -> None:
    """Raise NotAccepted (not_a_bundle, needs_newer_program) unless this starts a bundle we can read."""
    if first.type != FrameType.MAGIC or first.payload[:-1] != MAGIC:
        raise NotAccepted(Reason.NOT_A_BUNDLE)
    if first.payload[-1] not in _READABLE:
        raise NotAccepted(Reason.NEEDS_NEWER_PROGRAM)


def read_bundle_header(content: bytes) -> BundleHeader:
    """Read a header, not yet believed. Raises NotAccepted (unreadable)."""
    try:
        return _header.decode(content)
    except _UNREADABLE as error:
        raise NotAccepted(Reason.UNREADABLE, "bundle header") from error


def read_end(content: bytes) -> BundleEnd:
    """Read the content of an end frame. Raises NotAccepted (unreadable)."""
    try:
        return _end.decode(content)
    except _UNREADABLE as error:
        raise NotAccepted(Reason.UNREADABLE, "bundle end") from error


def read_roster_frame(payload: bytes) -> tuple[str, bytes]:
    """Return role and metadata of a roster frame. Raises NotAccepted (unreadable)."""
    try:
        return _roster.decode(payload)
    except _UNREADABLE as error:
        raise NotAccepted(Reason.UNREADABLE, "roster frame") from error
