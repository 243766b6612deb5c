"""A station's key as the link needs it: it proves who calls and who answers, under a purpose of its own."""

from __future__ import annotations

from sync.wire.signing import Purpose, StationKeys, is_signed_by, station_id_of


class LinkProofs:
    """See :class:`sync.link.protocol.Proofs`. keys: as ``StationKeys.to_bytes`` gave them to the vault."""

    def __init__(self, keys: bytes) -> None:
        self._keys = StationKeys.from_bytes(keys)

    @property
    def station(self) -> bytes:
        """The 16-byte id of the owner."""
        return self._keys.station_id

    @property
    def signing_key(self) -> bytes:
        """The public key."""
        return self._keys.public.signing

    def sign(self, message: bytes) -> bytes:
        """Sign for the link only."""
        return self._keys.sign(Purpose.LINK, message)

    def holds(self, signing_key: bytes, message: bytes, signature: bytes) -> bool:
        """Tell whether that key signed that message for the link."""
        return is_signed_by(signing_key, Purpose.LINK, message, signature)

    def station_of(self, signing_key: bytes) -> bytes:
        """Return the station id that follows from a key."""
        return station_id_of(signing_key)
