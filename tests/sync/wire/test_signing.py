"""Keys that protect nothing are refused, and a signature is worth something for one purpose only."""

from __future__ import annotations

import hashlib
import unicodedata

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.wire.reasons import NotAccepted, Reason
from sync.wire.signing import (
    _SMALL_ORDER,
    PublicKeys,
    Purpose,
    StationKeys,
    check_receiving_key,
    check_signing_key,
    is_signed_by,
    read_signed,
)
from sync.wire.words import all_words, words_to_compare
from tests.sync.wire.makers import HUB, SIN_SUOI_HO

P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P


def test_keys_come_back_from_the_vault_as_they_went_in() -> None:
    keys = StationKeys.generate()
    back = StationKeys.from_bytes(keys.to_bytes())
    assert back.public == keys.public
    assert back.sign(Purpose.SEGMENT, b"x") == keys.sign(Purpose.SEGMENT, b"x")
    assert keys.station_id == hashlib.sha256(b"device-v1" + keys.public.signing).digest()[:16]
    assert StationKeys.generate().station_id != keys.station_id


@pytest.mark.parametrize("data", [b"", b"\x93\x01\xc4\x00\xa0", b"\x93\x02\xc4\x20" + bytes(32) + b"\xa0", b"junk"])
def test_bytes_that_are_no_keys_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        StationKeys.from_bytes(data)


def test_a_signature_counts_for_its_purpose_message_and_key_only() -> None:
    signature = SIN_SUOI_HO.sign(Purpose.SEGMENT, b"message")
    key = SIN_SUOI_HO.public.signing
    assert is_signed_by(key, Purpose.SEGMENT, b"message", signature)
    assert not is_signed_by(key, Purpose.BUNDLE, b"message", signature)
    assert not is_signed_by(key, Purpose.SEGMENT, b"massage", signature)
    assert not is_signed_by(HUB.public.signing, Purpose.SEGMENT, b"message", signature)
    assert not is_signed_by(key, Purpose.SEGMENT, b"message", signature[:-1])


def _order_divides_8(encoded: bytes) -> bool:
    """Edwards arithmetic by the textbook: 8·P is the neutral point."""
    y = (int.from_bytes(encoded, "little") & (2**255 - 1)) % P
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    assert x * x % P == square
    for _ in range(3):
        product = D * x * x * y * y % P
        x, y = 2 * x * y * pow(1 + product, -1, P) % P, (y * y + x * x) * pow(1 - product, -1, P) % P
    return (x, y) == (0, 1)


def test_case_44_every_low_order_key_is_refused_with_and_without_its_sign() -> None:
    assert len(_SMALL_ORDER) == 7
    for point in _SMALL_ORDER:
        assert _order_divides_8(point)
        for key in (point, point[:31] + bytes([point[31] | 0x80])):
            with pytest.raises(NotAccepted, match="weak_key"):
                check_signing_key(key)
    assert not _order_divides_8(HUB.public.signing)


def test_under_a_low_order_key_the_library_alone_would_believe_a_forgery() -> None:
    neutral = bytes([1]) + bytes(31)
    forged = neutral + bytes(32)
    Ed25519PublicKey.from_public_bytes(neutral).verify(forged, b"seg1anything")  # does not raise: the trap
    assert not is_signed_by(neutral, Purpose.SEGMENT, b"anything", forged)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "age1",
        "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z",  # all zero, checksum right
        "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47y",
    ],
)
def test_case_44_receiving_keys_that_seal_for_everybody_are_refused(key: str) -> None:
    with pytest.raises(NotAccepted, match="weak_key"):
        check_receiving_key(key)


def test_good_keys_pass() -> None:
    keys = StationKeys.generate().public
    assert keys.checked() == keys
    assert PublicKeys(keys.signing, keys.receiving).checked().station_id == keys.station_id


@pytest.mark.parametrize("data", [b"", b"\x91\xc4\x00", b"\xdd\xff\xff\xff\xff", b"\x91" * 100_000])
def test_statements_that_are_none_are_refused(data: bytes) -> None:
    with pytest.raises(NotAccepted) as refused:
        read_signed(data)
    assert refused.value.reason is Reason.UNREADABLE


def _bare(word: str) -> str:
    """Without marks, and y as i: what two people may confuse on a bad line."""
    plain = unicodedata.normalize("NFD", word.casefold().replace("đ", "d"))
    return "".join(c for c in plain if not unicodedata.combining(c)).replace("y", "i")


def test_the_256_words_differ_even_without_their_marks() -> None:
    words = all_words()
    assert len(words) == 256
    assert len({_bare(word) for word in words}) == 256
    assert all(unicodedata.is_normalized("NFC", word) and word.isalpha() and word == word.lower() for word in words)


def test_the_words_follow_from_every_part() -> None:
    words = words_to_compare(HUB.public.signing, b"03478", b"\x01")
    assert len(words) == 8
    assert words == words_to_compare(HUB.public.signing, b"03478", b"\x01")
    assert words != words_to_compare(HUB.public.signing, b"03478", b"\x02")
    assert words_to_compare(b"ab", b"c") != words_to_compare(b"a", b"bc")


def test_the_words_are_the_same_for_ever() -> None:
    assert " ".join(words_to_compare(b"hub", b"1")) == "trăng nhẹ mũ mơ dê tuyết ớt sương"
    assert hashlib.sha256("\n".join(all_words()).encode()).hexdigest()[:16] == "ae6e50e1ecd4e5be"
