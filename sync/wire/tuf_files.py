"""The little of TUF that the roster and the published list need: read, verify by root, sign with one key.

Parsing, canonical form and threshold rules are python-tuf's; policy is ours: versions only rise, the
root chain is walked in order, an expired date is a warning and not a refusal (a laptop may be
without a network for months).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.wire.tuf_api import (
    CanonicalJSONSerializer,
    CryptoSigner,
    DeserializationError,
    JSONSerializer,
    Metadata,
    MetaFile,
    RepositoryError,
    Root,
    Snapshot,
    SSlibKey,
    TargetFile,
    Targets,
)

MAX_BYTES = 1024 * 1024
_S = TypeVar("_S", Root, Targets, Snapshot)
_READING = (DeserializationError, RepositoryError, ValueError, KeyError, TypeError, AttributeError, RecursionError)


class NotVerified(Exception):
    """Metadata that is damaged, unsigned, or older than what is held. The text is for the log."""


class RootKey:
    """The province's root key (khóa gốc): signs the root and the roster. Kept sealed by the hub's vault."""

    def __init__(self, seed: bytes) -> None:
        """Raise ValueError where the seed has not 32 bytes."""
        self._seed = seed
        self._key = key = Ed25519PrivateKey.from_private_bytes(seed)
        self._signer = CryptoSigner(key, SSlibKey.from_crypto(key.public_key()))

    @classmethod
    def generate(cls) -> RootKey:
        """Make a new key from the operating system's randomness."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    def to_bytes(self) -> bytes:
        """Return the secret seed, to be sealed."""
        return self._seed

    def sign(self, message: bytes) -> bytes:
        """Return the raw signature of a message; the caller puts its purpose before it."""
        return self._key.sign(message)

    def root(self, *, version: int, expires: datetime) -> bytes:
        """Return root metadata that names this one key for every role, threshold 1."""
        root = Root(version=version, expires=_whole(expires), consistent_snapshot=False)
        for role in ("root", "targets", "snapshot", "timestamp"):
            root.add_key(self._signer.public_key, role)
        return self._signed(Metadata(root))

    def targets(self, targets: dict[str, TargetFile], *, version: int, expires: datetime) -> bytes:
        """Return signed targets metadata."""
        return self._signed(Metadata(Targets(version=version, expires=_whole(expires), targets=targets)))

    def snapshot(self, meta: dict[str, MetaFile], *, version: int, expires: datetime) -> bytes:
        """Return signed snapshot metadata: which files belong together, by hash."""
        return self._signed(Metadata(Snapshot(version=version, expires=_whole(expires), meta=meta)))

    def next_root(self, successor: RootKey, *, version: int, expires: datetime) -> bytes:
        """Return the root that hands over to another key, signed by both."""
        metadata: Metadata[Root] = Metadata.from_bytes(successor.root(version=version, expires=expires))
        metadata.sign(self._signer, append=True)
        return metadata.to_bytes(JSONSerializer(compact=True))

    def _signed(self, metadata: Metadata[Any]) -> bytes:
        metadata.sign(self._signer)
        return metadata.to_bytes(JSONSerializer(compact=True))


def read_root(data: bytes) -> Root:
    """Return a root that at least signed itself. Raises NotVerified."""
    return _verified(data, Root, by=None)


def walk(root: Root, newer: bytes) -> Root:
    """Return the next root, if the current one signed it and it is exactly one version on. Raises NotVerified."""
    following = _verified(newer, Root, by=root)
    _verified(newer, Root, by=None)
    if following.version != root.version + 1:
        raise NotVerified(f"root version {following.version} after {root.version}")
    return following


def read_targets(data: bytes, *, root: Root) -> Targets:
    """Return targets metadata that the root's key signed. Raises NotVerified."""
    return _verified(data, Targets, by=root)


def read_snapshot(data: bytes, *, root: Root) -> Snapshot:
    """Return snapshot metadata that the root's key signed. Raises NotVerified."""
    return _verified(data, Snapshot, by=root)


def newest_root(first: bytes, newer: Sequence[bytes]) -> Root:
    """Return the root at the end of a chain walked in order. Raises NotVerified."""
    root = read_root(first)
    for following in newer:
        root = walk(root, following)
    return root


def _verified(data: bytes, kind: type[_S], *, by: Root | None) -> _S:
    if len(data) > MAX_BYTES:
        raise NotVerified("too large")
    try:
        metadata: Metadata[Any] = Metadata.from_bytes(data)
        content = metadata.signed
        if not isinstance(content, kind):
            raise NotVerified(f"not {kind.type}")
        signer = by if by is not None else content
        payload = CanonicalJSONSerializer().serialize(content)
        if not isinstance(signer, Root):
            raise NotVerified("only a root can vouch")
        signer.verify_delegate(kind.type, payload, metadata.signatures)
    except _READING as error:
        raise NotVerified(str(error)) from error
    return content


def _whole(moment: datetime) -> datetime:
    """Return the moment as TUF writes it: UTC, whole seconds."""
    return moment.astimezone(UTC).replace(microsecond=0)
