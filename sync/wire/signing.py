"""A station's two keys: one signs what it says (Ed25519), one opens what is sealed for it (X25519).

Every signature is over a four-letter purpose and the message, so a signature made for one purpose
is worth nothing for another. Keys that would make signatures or seals meaningless are refused.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec
import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from sync.wire.reasons import NotAccepted, Reason

if TYPE_CHECKING:
    from app.domain.ordering import StationId


class Purpose(Enum):
    """What a signature is for; the bytes stand before the signed message."""

    SEGMENT = b"seg1"
    BUNDLE = b"hdr1"
    BUNDLE_END = b"end1"
    ACKNOWLEDGEMENT = b"ack1"
    ENROLMENT = b"enr1"
    BASELINE = b"bas1"
    LINK = b"lnk1"
    SUCCESSION = b"suc1"
    ENTRY = b"ent1"


# The points of order 1, 2, 4 and 8 in every encoding, sign bit cleared. Under such a key one signature fits
# many messages (libsodium refuses the same seven).
_SMALL_ORDER = frozenset(
    bytes.fromhex(point)
    for point in (
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    )
)
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """What others may know of a station: 32 bytes that check its signatures, ``age1…`` that seals for it."""

    signing: bytes
    receiving: str

    @property
    def station_id(self) -> StationId:
        """The 16-byte id that follows from the signing key; a new key is a new station."""
        return station_id_of(self.signing)

    def checked(self) -> PublicKeys:
        """Return itself. Raises NotAccepted (weak_key) for keys that protect nothing."""
        check_signing_key(self.signing)
        check_receiving_key(self.receiving)
        return self


class StationKeys:
    """The private keys. They leave this object only as :meth:`to_bytes`, for the vault to seal."""

    def __init__(self, signing_seed: bytes, identity: str) -> None:
        """Raise ValueError where the parts are no keys."""
        self._signing = Ed25519PrivateKey.from_private_bytes(signing_seed)
        self._seed = signing_seed
        try:
            self.identity = pyrage.x25519.Identity.from_str(identity)
        except pyrage.IdentityError as error:
            raise ValueError("not an age identity") from error
        self.public = PublicKeys(self._signing.public_key().public_bytes_raw(), str(self.identity.to_public()))

    @classmethod
    def generate(cls) -> StationKeys:
        """Make new keys from the operating system's randomness."""
        seed = Ed25519PrivateKey.generate().private_bytes_raw()
        return cls(seed, str(pyrage.x25519.Identity.generate()))

    @classmethod
    def from_bytes(cls, sealed_form: bytes) -> StationKeys:
        """Read what :meth:`to_bytes` wrote. Raises ValueError."""
        try:
            version, seed, identity = msgspec.msgpack.decode(sealed_form, type=tuple[int, bytes, str])
        except msgspec.MsgspecError as error:
            raise ValueError("not station keys") from error
        if version != 1:
            raise ValueError("station keys of a newer program")
        return cls(seed, identity)

    def to_bytes(self) -> bytes:
        """Return the secret bytes, to be sealed in the vault and nowhere else."""
        return msgspec.msgpack.encode((1, self._seed, str(self.identity)))

    @property
    def station_id(self) -> StationId:
        """The 16-byte id of this station."""
        return self.public.station_id

    def sign(self, purpose: Purpose, message: bytes) -> bytes:
        """Return the 64-byte signature of a message for one purpose."""
        return self._signing.sign(purpose.value + message)


def station_id_of(signing_key: bytes) -> StationId:
    """Return SHA-256("device-v1" ‖ Ed25519 public key)[:16]."""
    return hashlib.sha256(b"device-v1" + signing_key).digest()[:16]


def is_signed_by(signing_key: bytes, purpose: Purpose, message: bytes, signature: bytes) -> bool:
    """Tell whether this key signed this message for this purpose. Weak keys never did."""
    try:
        _public_key(signing_key).verify(signature, purpose.value + message)
    except (InvalidSignature, ValueError):
        return False
    return True


def check_signing_key(key: bytes) -> None:
    """Raise NotAccepted (weak_key) unless these are 32 bytes of a point of large order."""
    if len(key) != 32 or key[:31] + bytes([key[31] & 0x7F]) in _SMALL_ORDER:
        raise NotAccepted(Reason.WEAK_KEY, "signing key")


def check_receiving_key(key: str) -> None:
    """Raise NotAccepted (weak_key) unless this is an age recipient whose shared secrets are secret."""
    try:
        pyrage.x25519.Recipient.from_str(key)
        # An all-zero or low-order point gives a shared secret everyone knows; the exchange then raises.
        X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(_bech32_payload(key)))
    except (pyrage.RecipientError, ValueError) as error:
        raise NotAccepted(Reason.WEAK_KEY, "receiving key") from error


def _bech32_payload(text: str) -> bytes:
    """Return the 32 bytes inside ``age1…``; pyrage has checked letters, length and checksum."""
    letters = text.lower().removeprefix("age1")[:-6]
    bits = 0
    for letter in letters:
        bits = bits << 5 | _BECH32.index(letter)
    return (bits >> (len(letters) * 5 - 256)).to_bytes(32, "big")


@lru_cache(maxsize=256)
def _public_key(signing_key: bytes) -> Ed25519PublicKey:
    try:
        check_signing_key(signing_key)
    except NotAccepted as weak:
        raise ValueError(str(weak)) from weak
    return Ed25519PublicKey.from_public_bytes(signing_key)


# ── signed statements ────────────────────────────────────────────────────────────────────────


class Signed(msgspec.Struct, array_like=True, forbid_unknown_fields=True, frozen=True):
    """Content as authored and the signature over it; nobody encodes the content again."""

    content: bytes
    signature: bytes

    def to_bytes(self) -> bytes:
        """Return the msgpack pair."""
        return msgspec.msgpack.encode(self)


_signed_decoder = msgspec.msgpack.Decoder(Signed)


def signed(keys: StationKeys, purpose: Purpose, content: bytes) -> Signed:
    """Return the content with this station's signature."""
    return Signed(content, keys.sign(purpose, content))


def read_signed(data: bytes) -> Signed:
    """Read a pair without believing it yet. Raises NotAccepted (unreadable)."""
    try:
        return _signed_decoder.decode(data)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise NotAccepted(Reason.UNREADABLE, "signed statement") from error


def believed(pair: Signed, purpose: Purpose, signing_key: bytes) -> bytes:
    """Return the content if this key signed it for this purpose. Raises NotAccepted (signature)."""
    if not is_signed_by(signing_key, purpose, pair.content, pair.signature):
        raise NotAccepted(Reason.SIGNATURE)
    return pair.content
