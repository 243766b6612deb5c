"""The answer to one enrolment, small enough for a QR code: this station's entry under the province's root key.

It says to one laptop that it is enrolled. Whom else to believe, and who was cut off since, only the roster says.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta
from tuf.api.metadata import Root

from sync.wire.hub_card import HubCard
from sync.wire.reasons import NotAccepted, Reason
from sync.wire.roster import StationEntry
from sync.wire.signing import Purpose, Signed, is_signed_by, read_signed
from sync.wire.tuf_files import NotVerified, RootKey, read_root, walk

MAX_BYTES = 2 * 1024


class EntrySlip(msgspec.Struct, array_like=True, frozen=True):
    """What the root signs. version: of the roster that holds the entry."""

    version: Annotated[int, Meta(ge=1)]
    entry: StationEntry


def sign_slip(entry: StationEntry, *, version: int, key: RootKey) -> bytes:
    """Return the signed slip."""
    content = msgspec.msgpack.encode(EntrySlip(version, entry))
    return Signed(content, key.sign(Purpose.ENTRY.value + content)).to_bytes()


def read_slip(data: bytes, *, card: HubCard, roots: tuple[bytes, ...] = ()) -> EntrySlip:
    """Return the slip if a key of the newest root known signed it. Raises NotAccepted (unreadable, signature)."""
    try:
        if len(data) > MAX_BYTES:
            raise NotAccepted(Reason.UNREADABLE, "enrolment slip")
        pair = read_signed(data)
        root = read_root(card.root_metadata)
        for following in roots:
            root = walk(root, following)
        if not any(is_signed_by(key, Purpose.ENTRY, pair.content, pair.signature) for key in _keys(root)):
            raise NotAccepted(Reason.SIGNATURE)
        slip = msgspec.msgpack.decode(pair.content, type=EntrySlip)
    except (NotVerified, msgspec.MsgspecError, RecursionError, UnicodeDecodeError, ValueError) as error:
        raise NotAccepted(Reason.UNREADABLE, "enrolment slip") from error
    slip.entry.keys.checked()
    return slip


def _keys(root: Root) -> list[bytes]:
    """Return the Ed25519 keys that may sign rosters."""
    named = (root.keys[keyid] for keyid in root.roles["targets"].keyids if keyid in root.keys)
    return [bytes.fromhex(key.keyval["public"]) for key in named if key.keytype == "ed25519"]
