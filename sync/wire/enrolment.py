"""The enrolment request (đề nghị ghi danh trạm): a new station's keys and place, signed by itself.

It travels as a JSON file that people can read, and inside every bundle until the province's roster
names the station. The signature only proves that the asker holds the key; *who* asks is settled by
the eight words on the telephone.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from app.domain.errors import NotAnEnrolmentRequest
from app.domain.ordering import StationId
from sync.wire.reasons import NotAccepted, Reason
from sync.wire.signing import PublicKeys, Purpose, Signed, StationKeys, believed, read_signed, signed, station_id_of
from sync.wire.succession import Succession, claimed_succession
from sync.wire.words import words_to_compare

FORMAT = 1
MAX_BYTES = 8 * 1024
JSON_FORMAT = "motcua-enrolment-request"

Key32 = Annotated[bytes, Meta(min_length=32, max_length=32)]
Short = Annotated[str, Meta(max_length=200)]
Code = Annotated[str, Meta(min_length=1, max_length=32)]
StationNumber = Annotated[int, Meta(ge=0, le=8)]


class EnrolmentRequest(msgspec.Struct, array_like=True, frozen=True):
    """Who asks to be enrolled. number: the station's K in its commune. name: how people call the laptop.

    succession: the old key's statement where this station goes on for another one, else empty.
    """

    format: Annotated[int, Meta(ge=1, le=0xFFFF)]
    signing: Key32
    receiving: Annotated[str, Meta(max_length=80)]
    commune: Code
    number: StationNumber
    unit_code: Annotated[str, Meta(max_length=32)]
    name: Short
    practice: bool
    made_at: datetime
    succession: Annotated[bytes, Meta(max_length=1024)] = b""

    @property
    def succeeds(self) -> Succession | None:
        """What the statement claims, to be believed with the old key only; None without one."""
        return claimed_succession(self.succession) if self.succession else None

    @property
    def keys(self) -> PublicKeys:
        """The public keys asked for."""
        return PublicKeys(self.signing, self.receiving)

    @property
    def station_id(self) -> StationId:
        """The station's id."""
        return station_id_of(self.signing)

    @property
    def words(self) -> tuple[str, ...]:
        """The eight words that both ends compare."""
        return station_words(self.keys, commune=self.commune, number=self.number)


class _RequestFile(msgspec.Struct):
    """The JSON form: readable fields, and the signed bytes that count."""

    format: str
    station_id: str
    commune: str
    number: int
    unit_code: str
    name: str
    practice: bool
    words: str
    signed: bytes
    goes_on_for: str = ""


def station_words(keys: PublicKeys, *, commune: str, number: int) -> tuple[str, ...]:
    """Return the eight words over a station's keys, commune and K."""
    return words_to_compare(b"station", keys.signing, keys.receiving.encode(), commune.encode(), bytes([number]))


def request_enrolment(
    keys: StationKeys,
    *,
    commune: str,
    number: int,
    unit_code: str,
    name: str,
    practice: bool,
    now: datetime,
    succession: bytes = b"",
) -> bytes:
    """Return the signed request as it stands in bundles. Raises ValueError for values out of their range."""
    request = EnrolmentRequest(
        FORMAT,
        keys.public.signing,
        keys.public.receiving,
        commune,
        number,
        unit_code,
        name,
        practice,
        now.replace(microsecond=0),
        succession,
    )
    data = signed(keys, Purpose.ENROLMENT, msgspec.msgpack.encode(request)).to_bytes()
    try:
        read_request(data)
    except NotAccepted as wrong:
        raise ValueError(str(wrong)) from wrong
    return data


def read_request(data: bytes) -> EnrolmentRequest:
    """Return a request that its own key signed.

    Raises NotAccepted: unreadable, needs_newer_program, weak_key, signature.
    """
    if len(data) > MAX_BYTES:
        raise NotAccepted(Reason.UNREADABLE, "enrolment request")
    pair = read_signed(data)
    request = _decoded(pair)
    if request.format != FORMAT:
        raise NotAccepted(Reason.NEEDS_NEWER_PROGRAM)
    request.keys.checked()
    believed(pair, Purpose.ENROLMENT, request.signing)
    said = request.succeeds
    if said is not None and (said.keys != request.keys or said.number != request.number):
        raise NotAccepted(Reason.UNREADABLE, "another station's succession")
    return request


def _decoded(pair: Signed) -> EnrolmentRequest:
    try:
        return msgspec.msgpack.decode(pair.content, type=EnrolmentRequest)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError, OverflowError) as error:
        raise NotAccepted(Reason.UNREADABLE, "enrolment request") from error


# ── the file ─────────────────────────────────────────────────────────────────────────────────


def to_file(data: bytes) -> bytes:
    """Return the JSON file of a signed request."""
    request = read_request(data)
    file = _RequestFile(
        format=JSON_FORMAT,
        station_id=request.station_id.hex(),
        commune=request.commune,
        number=request.number,
        unit_code=request.unit_code,
        name=request.name,
        practice=request.practice,
        words=" ".join(request.words),
        signed=data,
        goes_on_for=_goes_on_for(request),
    )
    return msgspec.json.format(msgspec.json.encode(file), indent=2) + b"\n"


def from_file(text: bytes, *, name: str) -> tuple[EnrolmentRequest, bytes]:
    """Return the request of a JSON file and its signed bytes. name: the file's, for the message.

    Raises NotAnEnrolmentRequest, also where the readable part says something else than the signed one.
    """
    try:
        if len(text) > 4 * MAX_BYTES:
            raise NotAccepted(Reason.UNREADABLE)
        file = msgspec.json.decode(text, type=_RequestFile)
        request = read_request(file.signed)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError, OverflowError, NotAccepted) as error:
        raise NotAnEnrolmentRequest(name=name) from error
    if file.format != JSON_FORMAT or _differs(file, request):
        raise NotAnEnrolmentRequest(name=name)
    return request, file.signed


def _differs(file: _RequestFile, request: EnrolmentRequest) -> bool:
    """Tell whether what people read in the file is not what was signed."""
    read = (file.station_id, file.commune, file.number, file.unit_code, file.name, file.practice, file.words)
    return (*read, file.goes_on_for) != (
        request.station_id.hex(),
        request.commune,
        request.number,
        request.unit_code,
        request.name,
        request.practice,
        " ".join(request.words),
        _goes_on_for(request),
    )


def _goes_on_for(request: EnrolmentRequest) -> str:
    said = request.succeeds
    return "" if said is None else said.previous.hex()
