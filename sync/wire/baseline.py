"""A snapshot on the wire: the province signs which pieces belong to it and for whom; the pieces travel as contents."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from app.baselines import BaselinePiece
from sync.wire.reasons import NotAccepted, Reason
from sync.wire.rows import Id16
from sync.wire.signing import Purpose, Signed, StationKeys, believed, read_signed, signed

BASELINE = "baseline"
"""The role under which the statement travels in a ``K`` frame."""

_Hash = Annotated[bytes, Meta(min_length=32, max_length=32)]


class BaselineStatement(msgspec.Struct, array_like=True, frozen=True):
    """What the province signs. pieces: their hashes, in order."""

    addressee: Id16
    practice: bool
    pieces: Annotated[tuple[_Hash, ...], Meta(min_length=1, max_length=20_000)]


def piece_bytes(piece: BaselinePiece) -> bytes:
    """Return a piece as a content."""
    return msgspec.msgpack.encode(piece)


def read_piece(data: bytes) -> BaselinePiece:
    """Read a content as a piece. Raises NotAccepted (rows)."""
    try:
        return msgspec.msgpack.decode(data, type=BaselinePiece)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise NotAccepted(Reason.ROWS, "snapshot") from error


def baseline_payload(keys: StationKeys, contents: Sequence[bytes], *, addressee: bytes, practice: bool) -> bytes:
    """Return the signed statement over these pieces."""
    hashes = tuple(hashlib.sha256(data).digest() for data in contents)
    content = msgspec.msgpack.encode(BaselineStatement(addressee, practice, hashes))
    return signed(keys, Purpose.BASELINE, content).to_bytes()


def read_statement(payload: bytes, *, signing_key: bytes) -> BaselineStatement:
    """Return the statement if the province signed it. Raises NotAccepted."""
    pair: Signed = read_signed(payload)
    try:
        return msgspec.msgpack.decode(believed(pair, Purpose.BASELINE, signing_key), type=BaselineStatement)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise NotAccepted(Reason.UNREADABLE, "snapshot") from error
