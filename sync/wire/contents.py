"""Published contents on the wire: ``C`` frames, pieces of one compressed content that its hash names.

Nobody signs them: the hash stands in the signed list, and what the list does not name is dropped.
An older program skips the frames. One content is in memory at a time, and never more than its limit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import msgspec
from msgspec import Meta

from sync.wire.compression import compress, decompress
from sync.wire.published import MOST_CONTENT
from sync.wire.reasons import NotAccepted, Reason

_PIECE = 512 * 1024
_MOST_PIECES = 64
_Hash = Annotated[bytes, Meta(min_length=32, max_length=32)]
_Place = Annotated[int, Meta(ge=0, lt=_MOST_PIECES)]
_decode = msgspec.msgpack.Decoder(
    tuple[
        _Hash,
        _Place,
        Annotated[int, Meta(ge=1, le=_MOST_PIECES)],
        Annotated[int, Meta(ge=1, le=MOST_CONTENT)],
        Annotated[bytes, Meta(max_length=_PIECE)],
    ]
).decode


@dataclass(frozen=True, slots=True)
class ContentPiece:
    """One piece. place: from 0. raw_length: of the whole content, unpacked."""

    sha256: bytes
    place: int
    pieces: int
    raw_length: int
    data: bytes


def content_payloads(data: bytes) -> Iterator[bytes]:
    """Yield the payloads of the frames that carry a content."""
    packed, digest = compress(data), hashlib.sha256(data).digest()
    pieces = [packed[at : at + _PIECE] for at in range(0, len(packed), _PIECE)]
    for place, piece in enumerate(pieces):
        yield msgspec.msgpack.encode((digest, place, len(pieces), len(data), piece))


def read_piece(payload: bytes) -> ContentPiece:
    """Read the payload of a frame. Raises NotAccepted (unreadable)."""
    try:
        return ContentPiece(*_decode(payload))
    except (msgspec.MsgspecError, RecursionError) as error:
        raise NotAccepted(Reason.UNREADABLE, "content") from error


class Assembling:
    """Puts the pieces of one content after the other together."""

    def __init__(self) -> None:
        self._sha256 = b""
        self._held: list[bytes] = []

    def take(self, piece: ContentPiece) -> bytes | None:
        """Return the content once its last piece is there; pieces out of order begin anew.

        Raises NotAccepted where it does not unpack to what its hash says.
        """
        if piece.place == 0:
            self._sha256, self._held = piece.sha256, []
        if piece.sha256 != self._sha256 or piece.place != len(self._held):
            self._held = []
            return None
        self._held.append(piece.data)
        if sum(map(len, self._held)) > MOST_CONTENT:
            self._held = []
            raise NotAccepted(Reason.SEGMENT_LIMITS, "content")
        if len(self._held) < piece.pieces:
            return None
        packed, self._held = b"".join(self._held), []
        data = decompress(packed, raw_length=piece.raw_length)
        if hashlib.sha256(data).digest() != piece.sha256:
            raise NotAccepted(Reason.DAMAGED, "content")
        return data
