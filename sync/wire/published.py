"""What the province publishes, as signed TUF metadata: targets list the contents, a snapshot fixes the targets.

The list is targets metadata of its own beside the roster's, so that enrolling a laptop does not send the catalogue
anew. Both are signed for one role; they cannot be taken for each other, since a roster with a path under
``published/`` is refused and so is a published list with any other. Who mixes an old list with a new
snapshot is found out by the snapshot's hash. There is no timestamp: a desk may be months without a network,
so that freshness is a date that warns.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from app.domain.errors import PublishedNotTrusted
from app.domain.publication import KINDS_PUBLISHED, Publication
from app.i18n import N_, _
from sync.wire.hub_card import HubCard
from sync.wire.reasons import NotAccepted
from sync.wire.roster import NOT_A_ROSTER
from sync.wire.tuf_api import MetaFile, TargetFile
from sync.wire.tuf_files import NotVerified, RootKey, newest_root, read_snapshot, read_targets

PREFIX = NOT_A_ROSTER
LIST_FILE = "published.json"
LIST, SNAPSHOT = "published", "snapshot"
"""The roles under which the two files travel in ``K`` frames."""

MOST_CONTENT = 4 * 1024 * 1024
_MOST_LISTED = 2_000
_NOT_SIGNED = N_("it is damaged, or the province did not sign it")
_MIXED = N_("its list is not the one its snapshot names")
_Day = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]


class _Said(msgspec.Struct, frozen=True):
    kind: Annotated[str, Meta(min_length=1, max_length=16)]
    version: Annotated[int, Meta(ge=1)]
    effective_from: _Day
    title: Annotated[str, Meta(max_length=300)]
    since: Annotated[int, Meta(ge=1)]


class PublishedPapers(msgspec.Struct, array_like=True, frozen=True):
    """The two signed files as they are kept and passed on."""

    snapshot: bytes
    targets: bytes

    def to_bytes(self) -> bytes:
        """Return them as one document."""
        return msgspec.msgpack.encode(self)


@dataclass(frozen=True, slots=True)
class PublishedList:
    """A verified list. version: of the list, rising; head: its SHA-256. lengths: of each content, in bytes."""

    version: int
    head: bytes
    expires: datetime
    publications: tuple[Publication, ...]
    lengths: dict[str, int]
    papers: PublishedPapers

    def is_stale(self, now: datetime) -> bool:
        """Whether it is past its date: a banner, never a refusal."""
        return now >= self.expires


def papers_of(document: bytes) -> PublishedPapers:
    """Read the document that :meth:`PublishedPapers.to_bytes` made. Raises PublishedNotTrusted."""
    try:
        return msgspec.msgpack.decode(document, type=PublishedPapers)
    except msgspec.MsgspecError as error:
        raise PublishedNotTrusted(reason=_(_NOT_SIGNED)) from error


def sign_published(
    publications: Sequence[tuple[Publication, int]], *, key: RootKey, version: int, expires: datetime
) -> PublishedPapers:
    """Return the signed list of everything published, each with the length of its content."""
    targets = {_path(one): _target(one, length) for one, length in publications}
    listed = key.targets(targets, version=version, expires=expires)
    digest = hashlib.sha256(listed).hexdigest()
    named = MetaFile(version=version, length=len(listed), hashes={"sha256": digest})
    snapshot = key.snapshot({LIST_FILE: named}, version=version, expires=expires)
    return PublishedPapers(snapshot, listed)


def read_published(papers: PublishedPapers, *, card: HubCard, roots: Sequence[bytes] = ()) -> PublishedList:
    """Return the list if the province's root signed snapshot and list, and they belong together.

    Whether it is newer than the one held is the reader's to ask. Raises PublishedNotTrusted.
    """
    try:
        root = newest_root(card.root_metadata, roots)
        snapshot = read_snapshot(papers.snapshot, root=root)
        named = snapshot.meta.get(LIST_FILE)
        digest = hashlib.sha256(papers.targets)
        if named is None or (named.hashes or {}).get("sha256") != digest.hexdigest():
            raise PublishedNotTrusted(reason=_(_MIXED))
        targets = read_targets(papers.targets, root=root)
        if targets.version != named.version or len(targets.targets) > _MOST_LISTED:
            raise PublishedNotTrusted(reason=_(_MIXED))
        publications = tuple(_publication(path, target) for path, target in targets.targets.items())
    except (NotVerified, NotAccepted, msgspec.MsgspecError, ValueError) as error:
        raise PublishedNotTrusted(reason=_(_NOT_SIGNED)) from error
    known = tuple(one for one in publications if one.kind in KINDS_PUBLISHED)  # a newer province publishes more kinds
    lengths = {one.sha256: targets.targets[_path(one)].length for one in known}
    ordered = tuple(sorted(known, key=lambda one: (one.since, one.kind, one.version)))
    return PublishedList(targets.version, digest.digest(), targets.expires, ordered, lengths, papers)


def _path(one: Publication) -> str:
    return f"{PREFIX}{one.kind}/{one.version:04d}"


def _target(one: Publication, length: int) -> TargetFile:
    custom = {
        "kind": one.kind,
        "version": one.version,
        "effective_from": one.effective_from,
        "title": one.title,
        "since": one.since,
    }
    return TargetFile(length, {"sha256": one.sha256}, _path(one), {"custom": custom})


def _publication(path: str, target: TargetFile) -> Publication:
    said = msgspec.convert(target.unrecognized_fields.get("custom"), type=_Said)
    sha256 = target.hashes["sha256"]
    date.fromisoformat(said.effective_from)
    one = Publication(said.kind, said.version, said.effective_from, said.title, sha256, said.since)
    if _path(one) != path or len(bytes.fromhex(sha256)) != 32 or not 0 < target.length <= MOST_CONTENT:
        raise ValueError("an entry that is not what its path says")
    return one
