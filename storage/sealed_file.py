"""Small secrets beside a database that is not encrypted itself: one file, sealed under the vault's key.

A hub on PostgreSQL keeps here what a hub in a file keeps in its database: its private keys, and how it logs in.
"""

from __future__ import annotations

import secrets
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from app.domain.errors import CannotRead, DatabaseDamaged
from app.files import write_whole

_MAGIC = b"motcua-sealed-1\n"
_NONCE = 12
_decode = msgspec.msgpack.Decoder(dict[str, bytes]).decode


class SealedFile:
    """The file; key: the vault's 32 bytes."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path, self._cipher = path, ChaCha20Poly1305(key)

    def read(self) -> dict[str, bytes]:
        """Return the secrets by name. Raises CannotRead, DatabaseDamaged."""
        try:
            data = self._path.read_bytes()
        except OSError as failed:
            raise CannotRead(place=self._path.name) from failed
        sealed = data.removeprefix(_MAGIC)
        try:
            return _decode(self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], _MAGIC))
        except (InvalidTag, ValueError, msgspec.MsgspecError) as broken:
            raise DatabaseDamaged(reason=self._path.name) from broken

    def write(self, named: dict[str, bytes]) -> None:
        """Replace the file, down to the disk. Raises DiskFull, CannotWrite."""
        nonce = secrets.token_bytes(_NONCE)
        sealed = self._cipher.encrypt(nonce, msgspec.msgpack.encode(named), _MAGIC)
        write_whole(self._path, _MAGIC + nonce + sealed)
