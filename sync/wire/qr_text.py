"""Enrolment as text for a QR code: the request from laptop to province, the roster's entry back (SYNC §2.8).

Upper-case base 32 behind a mark and before a checksum: a QR code holds it in its dense alphanumeric mode, a keyboard
scanner types it whatever input method is on, and a reader sees at once which of the two it is.
"""

from __future__ import annotations

import base64
import binascii
import hashlib

from app.domain.errors import NotAnEnrolmentRequest
from sync.wire.enrolment import EnrolmentRequest, read_request
from sync.wire.reasons import NotAccepted

REQUEST, ENTRY = "MOTCUA1:", "MOTCUA2:"
MOST_LETTERS = 3_000
_SUM_BYTES = 4


def request_text(data: bytes) -> str:
    """Return a signed enrolment request as the text of a QR code."""
    read_request(data)
    return _text(REQUEST, data)


def read_request_text(text: str) -> tuple[EnrolmentRequest, bytes]:
    """Return the request of a scanned text and its signed bytes. Raises NotAnEnrolmentRequest."""
    try:
        data = _bytes(REQUEST, text)
        return read_request(data), data
    except (ValueError, NotAccepted) as error:
        raise NotAnEnrolmentRequest(name="QR") from error


def entry_text(data: bytes) -> str:
    """Return an enrolment answer as the text of a QR code."""
    return _text(ENTRY, data)


def read_entry_text(text: str) -> bytes:
    """Return the bytes of a scanned answer. Raises ValueError."""
    return _bytes(ENTRY, text)


def _text(mark: str, data: bytes) -> str:
    whole = hashlib.sha256(mark.encode() + data).digest()[:_SUM_BYTES] + data
    return mark + base64.b32encode(whole).decode().rstrip("=")


def _bytes(mark: str, text: str) -> bytes:
    letters = "".join(text.split()).upper()
    if not letters.startswith(mark) or len(letters) > MOST_LETTERS:
        raise ValueError("not such a code")
    body = letters.removeprefix(mark)
    try:
        whole = base64.b32decode(body + "=" * (-len(body) % 8))
    except binascii.Error as error:
        raise ValueError("misread") from error
    data = whole[_SUM_BYTES:]
    if whole[:_SUM_BYTES] != hashlib.sha256(mark.encode() + data).digest()[:_SUM_BYTES]:
        raise ValueError("misread")
    return data
