"""The province's public card (thẻ công khai của tỉnh): the keys that desks seal for and believe.

A desk takes one card, from the installer or a file, and compares its eight words once; a different
one later is refused.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from app.domain.errors import AnotherProvince, NotAProvinceCard
from app.domain.ordering import StationId
from sync.wire.reasons import NotAccepted
from sync.wire.signing import PublicKeys
from sync.wire.tuf_files import NotVerified, read_root
from sync.wire.words import words_to_compare

FORMAT = "motcua-hub-card-1"
MAX_BYTES = 64 * 1024


class HubCard(msgspec.Struct, frozen=True):
    """What ``hub-card.json`` says. signing: Ed25519 key as hex; root: the first TUF root, as signed."""

    format: str
    province: Annotated[str, Meta(min_length=1, max_length=100)]
    practice: bool
    signing: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    receiving: Annotated[str, Meta(max_length=80)]
    root: Annotated[str, Meta(max_length=32 * 1024)]
    words: str

    @property
    def keys(self) -> PublicKeys:
        """The hub's public keys."""
        return PublicKeys(bytes.fromhex(self.signing), self.receiving)

    @property
    def hub_id(self) -> StationId:
        """The hub's station id."""
        return self.keys.station_id

    @property
    def root_metadata(self) -> bytes:
        """The signed root metadata."""
        return self.root.encode()

    def to_bytes(self) -> bytes:
        """Return the JSON file."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n"

    def same_as(self, held: HubCard) -> None:
        """Raise AnotherProvince unless this is the card already held."""
        if self != held:
            raise AnotherProvince


def issue_card(*, province: str, practice: bool, keys: PublicKeys, root: bytes) -> HubCard:
    """Return the card of a hub."""
    words = " ".join(_words(province, practice, keys, root))
    return HubCard(FORMAT, province, practice, keys.signing.hex(), keys.receiving, root.decode(), words)


def read_card(data: bytes, *, name: str) -> HubCard:
    """Read a card; its words must be the ones of its contents. name: the file's, for the message.

    Raises NotAProvinceCard.
    """
    if len(data) > MAX_BYTES:
        raise NotAProvinceCard(name=name)
    try:
        card = msgspec.json.decode(data, type=HubCard)
        card.keys.checked()
        read_root(card.root_metadata)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError, NotAccepted, NotVerified) as error:
        raise NotAProvinceCard(name=name) from error
    if card.format != FORMAT or card.words != " ".join(card_words(card)):
        raise NotAProvinceCard(name=name)
    return card


def card_words(card: HubCard) -> tuple[str, ...]:
    """Return the eight words over everything the card says."""
    return _words(card.province, card.practice, card.keys, card.root_metadata)


def _words(province: str, practice: bool, keys: PublicKeys, root: bytes) -> tuple[str, ...]:
    return words_to_compare(b"hub", province.encode(), bytes([practice]), keys.signing, keys.receiving.encode(), root)
