"""What both ends of the link agree on: paths, headers, limits, what is signed."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Annotated, Protocol

import msgspec
from msgspec import Meta

TUS = "1.0.0"
BUNDLES, OUTBOX, HEALTH, CHALLENGE, TOKEN = "/v1/bundles", "/v1/outbox", "/v1/health", "/v1/challenge", "/v1/token"
MARK = "Motcua-Link"
"""Stands on every answer of ours: what comes without it comes from a captive portal or a proxy's error page."""
HAVE = "Motcua-Have"
KEY = "Idempotency-Key"
OFFSET_TYPE = "application/offset+octet-stream"
BAD_CHECKSUM = 460
LARGEST_PART = 1 << 20
"""A part with a checksum is held in memory until it is right."""

_MOST_POSITIONS = 64
_Seq = Annotated[int, Meta(ge=0, le=2**63 - 1)]


class Proofs(Protocol):
    """A station's signing key and what it can prove. Implemented by the wire, which owns the keys."""

    @property
    def station(self) -> bytes:
        """The 16-byte id of the owner."""

    @property
    def signing_key(self) -> bytes:
        """The public key."""

    def sign(self, message: bytes) -> bytes:
        """Sign for this purpose only."""

    def holds(self, signing_key: bytes, message: bytes, signature: bytes) -> bool:
        """Tell whether that key signed that message for this purpose."""

    def station_of(self, signing_key: bytes) -> bytes:
        """Return the station id that follows from a key."""


Hex = Annotated[str, Meta(pattern="^([0-9a-f]{2}){1,128}$")]


class Challenge(msgspec.Struct, frozen=True):
    """What a caller has to sign. time: the other end's clock, seconds since 1970."""

    station: Hex
    key: Hex
    challenge: Hex
    time: float


class Caller(msgspec.Struct, frozen=True):
    """The caller's answer: its key, the signature, and a nonce that the other end signs in turn."""

    key: Hex
    challenge: Hex
    nonce: Hex
    signature: Hex


class Admission(msgspec.Struct, frozen=True):
    """A token for an hour. proof: the other end's signature; have: positions, only between mates."""

    token: str
    expires_in: int
    proof: Hex
    have: dict[str, int] | None = None


def caller_statement(*, server: bytes, caller: bytes, challenge: bytes, nonce: bytes) -> bytes:
    """Return what the caller signs. It names both ends, so that nobody can pass the signature on to a third."""
    return msgspec.msgpack.encode(("call", server, caller, challenge, nonce))


def server_statement(*, server: bytes, caller: bytes, challenge: bytes, nonce: bytes) -> bytes:
    """Return what the other end signs."""
    return msgspec.msgpack.encode(("answer", server, caller, challenge, nonce))


def pack_have(have: Mapping[bytes, int]) -> str:
    """Return positions as a header value."""
    return base64.urlsafe_b64encode(msgspec.msgpack.encode(dict(have))).decode()


def read_have(value: str | None) -> dict[bytes, int]:
    """Read positions of a header; nothing readable means nothing is held."""
    if not value or len(value) > 4096:
        return {}
    try:
        have = msgspec.msgpack.decode(base64.urlsafe_b64decode(value), type=dict[bytes, _Seq])
    except (ValueError, msgspec.MsgspecError):
        return {}
    return have if len(have) <= _MOST_POSITIONS else {}
