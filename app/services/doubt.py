"""Why a key may not go on, as it is kept until the next start."""

from __future__ import annotations

import msgspec

RETIRED, SUCCESSION = "retired", "succession"
"""Kinds of the documents: why the present key may not go on; the old key's word for the present one."""


class Doubt(msgspec.Struct, array_like=True, frozen=True):
    """Why a key may not go on. known_to: how far its log is known to have come; more than is held was lost."""

    station: bytes
    reason: str
    known_to: int = 0

    def to_bytes(self) -> bytes:
        """Return the bytes to keep."""
        return msgspec.msgpack.encode(self)


def read_doubt(data: bytes) -> Doubt | None:
    """Return a kept doubt, None where there is none."""
    try:
        return msgspec.msgpack.decode(data, type=Doubt)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
