"""Frames: ``u32 length ‖ u8 type ‖ payload``, the stream inside a bundle.

No paths, no names, no nesting: what cannot be expressed cannot be attacked. The reader is fed pieces
of any size and holds at most one frame.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from sync.wire.reasons import NotAccepted, Reason

MAX_PAYLOAD = 1024 * 1024
OPTIONAL = 0x80
"""The bit of a type that lets an older reader skip the frame."""

_HEAD = struct.Struct(">IB")


class FrameType:
    """The types of format versions 1 and 2; letters, so that a dump can be read."""

    MAGIC = ord("M")
    HEADER = ord("H")
    ROSTER = ord("K")
    ACKNOWLEDGEMENT = ord("A")
    SEGMENT = ord("S")
    DATA = ord("D")
    TRAVELLING = ord("T")
    BLOB = ord("B")
    END = ord("E")
    CONTENT = ord("C") | OPTIONAL


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame; ``raw`` is all of it, as the end frame's hash covers it."""

    type: int
    payload: bytes

    @property
    def raw(self) -> bytes:
        """The bytes on the wire."""
        return _HEAD.pack(len(self.payload), self.type) + self.payload

    @property
    def is_optional(self) -> bool:
        """Whether a reader that does not know the type may skip it."""
        return bool(self.type & OPTIONAL)


def frame(type_: int, payload: bytes) -> Frame:
    """Return a frame to write. Raises ValueError for an empty or overlong payload."""
    if not 0 < len(payload) <= MAX_PAYLOAD:
        raise ValueError(f"a frame carries 1 … {MAX_PAYLOAD} bytes, not {len(payload)}")
    return Frame(type_, payload)


class FrameReader:
    """Cuts a stream of pieces into frames."""

    def __init__(self) -> None:
        """Start before the first byte."""
        self._held = bytearray()

    @property
    def is_between_frames(self) -> bool:
        """Whether the bytes so far end with a whole frame."""
        return not self._held

    def feed(self, piece: bytes) -> Iterator[Frame]:
        """Yield the frames this piece completes.

        Raises NotAccepted (frame_length) at a length of 0 or beyond the limit, before its payload is held.
        """
        self._held += piece
        while len(self._held) >= _HEAD.size:
            length, type_ = _HEAD.unpack_from(self._held)
            if not 0 < length <= MAX_PAYLOAD:
                raise NotAccepted(Reason.FRAME_LENGTH, str(length))
            end = _HEAD.size + length
            if len(self._held) < end:
                return
            payload = bytes(self._held[_HEAD.size : end])
            del self._held[:end]
            yield Frame(type_, payload)
