"""The province's answer (xác nhận của tỉnh): how far it holds each station's log, and what it could not take.

Signed by the hub over its content; a desk turns a row to «Tỉnh đã nhận» only by such a word.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from app.domain.ordering import StationId
from sync.wire.reasons import NotAccepted, Reason
from sync.wire.rows import Id16, NaturalInt, PositiveInt
from sync.wire.scan_parts import WantedList
from sync.wire.segment import Hash32
from sync.wire.signing import Purpose, Signed, StationKeys, believed, signed, station_id_of

FORMAT = 1
_MANY = Meta(max_length=4096)


class Have(msgspec.Struct, array_like=True, frozen=True):
    """The hub holds all changes of this station up to ``seq``; ``head`` is the chain hash there."""

    station: Id16
    seq: NaturalInt
    head: Hash32


class Range(msgspec.Struct, array_like=True, frozen=True):
    """Changes that arrived before their turn and wait for the gap before them."""

    station: Id16
    first: PositiveInt
    last: PositiveInt


class Quarantined(msgspec.Struct, array_like=True, frozen=True):
    """A change the hub keeps apart for a person. reason: a code of ``reasons.Reason`` or of the hub's rules."""

    station: Id16
    seq: PositiveInt
    reason: Annotated[str, Meta(min_length=1, max_length=64)]


class Acknowledgement(msgspec.Struct, array_like=True, frozen=True, kw_only=True):
    """What the hub says. hub_time_ms: UTC; shown beside the desk's clock, never set. Versions: 0 = none yet.

    wanted: scans that its records name and that it lacks.
    """

    hub: Id16
    practice: bool
    hub_time_ms: NaturalInt
    have: Annotated[tuple[Have, ...], _MANY] = ()
    parked: Annotated[tuple[Range, ...], _MANY] = ()
    quarantined: Annotated[tuple[Quarantined, ...], _MANY] = ()
    roster_version: NaturalInt = 0
    catalogue_version: str = ""
    format: Annotated[int, Meta(ge=1, le=0xFFFF)] = FORMAT
    wanted: WantedList = ()

    def of(self, station: StationId) -> Have | None:
        """Return how far one station's log is held, None if the answer does not say."""
        return next((have for have in self.have if have.station == station), None)


_decoder = msgspec.msgpack.Decoder(Acknowledgement)


def acknowledge(keys: StationKeys, acknowledgement: Acknowledgement) -> Signed:
    """Return the answer with the hub's signature."""
    return signed(keys, Purpose.ACKNOWLEDGEMENT, msgspec.msgpack.encode(acknowledgement))


def read_acknowledgement(pair: Signed, *, signing_key: bytes) -> Acknowledgement:
    """Return an answer that the hub of this key signed.

    Raises NotAccepted: signature, unreadable, needs_newer_program.
    """
    content = believed(pair, Purpose.ACKNOWLEDGEMENT, signing_key)
    try:
        acknowledgement = _decoder.decode(content)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError, OverflowError) as error:
        raise NotAccepted(Reason.UNREADABLE, "acknowledgement") from error
    if station_id_of(signing_key) != acknowledgement.hub:
        raise NotAccepted(Reason.SIGNATURE, "another hub's name")
    if acknowledgement.format != FORMAT:
        raise NotAccepted(Reason.NEEDS_NEWER_PROGRAM)
    return acknowledgement
