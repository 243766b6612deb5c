"""The statement of succession (giấy thay khóa): an old key says which keys go on for it, and from where.

It stands in the first change of the new log and in the new station's enrolment request. What it proves is that
whoever holds the new keys held the old ones too; whether that was the right computer, the province decides.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from app.domain.ordering import StationId
from app.domain.station_events import REASONS
from sync.wire.reasons import NotAccepted, Reason
from sync.wire.signing import PublicKeys, Purpose, StationKeys, believed, read_signed, signed

FORMAT = 1
MAX_BYTES = 1024


class Succession(msgspec.Struct, array_like=True, frozen=True):
    """What the old key signs. last, head: how far its log went here; number: the K the new station takes."""

    format: Annotated[int, Meta(ge=1, le=0xFFFF)]
    previous: Annotated[bytes, Meta(min_length=16, max_length=16)]
    last: Annotated[int, Meta(ge=0)]
    head: Annotated[bytes, Meta(min_length=32, max_length=32)]
    signing: Annotated[bytes, Meta(min_length=32, max_length=32)]
    receiving: Annotated[str, Meta(max_length=80)]
    reason: Annotated[str, Meta(max_length=16)]
    number: Annotated[int, Meta(ge=0, le=8)]

    @property
    def keys(self) -> PublicKeys:
        """The keys that go on."""
        return PublicKeys(self.signing, self.receiving)

    @property
    def station_id(self) -> StationId:
        """The new station."""
        return self.keys.station_id


def state_succession(old: StationKeys, new: PublicKeys, *, last: int, head: bytes, reason: str, number: int) -> bytes:
    """Return the statement, signed by the old key."""
    said = Succession(FORMAT, old.station_id, last, head, new.signing, new.receiving, reason, number)
    return signed(old, Purpose.SUCCESSION, msgspec.msgpack.encode(said)).to_bytes()


def claimed_succession(data: bytes) -> Succession:
    """Read a statement without believing it: its signer's key has to be looked up first. Raises NotAccepted."""
    if len(data) > MAX_BYTES:
        raise NotAccepted(Reason.UNREADABLE, "succession")
    try:
        said = msgspec.msgpack.decode(read_signed(data).content, type=Succession)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError, OverflowError) as error:
        raise NotAccepted(Reason.UNREADABLE, "succession") from error
    if said.format != FORMAT or said.reason not in REASONS:
        raise NotAccepted(Reason.NEEDS_NEWER_PROGRAM)
    said.keys.checked()
    return said


def read_succession(data: bytes, *, signing_key: bytes) -> Succession:
    """Return the statement if this old key signed it. Raises NotAccepted."""
    said = claimed_succession(data)
    believed(read_signed(data), Purpose.SUCCESSION, signing_key)
    return said
