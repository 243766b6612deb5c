"""The published list: believed whole, signed and belonging together; a stale one warns, an older one is nothing."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from app.bundles import PublishedContent, PublishedList, Refused, TrustPapers
from app.domain.errors import PublishedNotTrusted, RosterNotTrusted
from app.domain.publication import Publication
from sync.wire import parts
from sync.wire.contents import Assembling, content_payloads, read_piece
from sync.wire.hub_card import HubCard, issue_card
from sync.wire.parcel_parts import PartTranslator
from sync.wire.published import LIST, MOST_CONTENT, SNAPSHOT, PublishedPapers, read_published, sign_published
from sync.wire.reasons import NotAccepted
from sync.wire.roster import read_roster, sign_roster
from sync.wire.signing import StationKeys
from sync.wire.trust_papers import LearningTrust
from sync.wire.tuf_files import RootKey
from tests.storage.made_up import MONDAY

LATER = MONDAY + timedelta(days=400)
ROOT, KEYS = RootKey.generate(), StationKeys.generate()


def _card(root: RootKey = ROOT) -> HubCard:
    return issue_card(
        province="Lai Châu", practice=True, keys=KEYS.public, root=root.root(version=1, expires=LATER)
    )  # fmt: skip


CARD = _card()


def _one(data: bytes, version: int = 1, kind: str = "fees", since: int = 1) -> tuple[Publication, int]:
    sha256 = hashlib.sha256(data).hexdigest()
    return Publication(kind, version, "2026-12-01", "15/2026/NQ-HĐND", sha256, since), len(data)


def _signed(*contents: bytes, version: int = 1, key: RootKey = ROOT) -> PublishedPapers:
    listed = [_one(data, place) for place, data in enumerate(contents, start=1)]
    return sign_published(listed, key=key, version=version, expires=LATER)


def test_a_list_is_read_as_it_was_signed() -> None:
    found = read_published(_signed(b"phi"), card=CARD)
    assert [(one.kind, one.version, one.title) for one in found.publications] == [("fees", 1, "15/2026/NQ-HĐND")]
    assert found.lengths == {found.publications[0].sha256: 3}
    assert not found.is_stale(MONDAY)
    assert found.is_stale(LATER), "past its date it warns, and reads all the same"


def test_another_provinces_list_and_a_changed_byte_are_refused() -> None:
    with pytest.raises(PublishedNotTrusted):
        read_published(_signed(b"phi", key=RootKey.generate()), card=CARD)
    papers = _signed(b"phi")
    for spoilt in (
        PublishedPapers(papers.snapshot, papers.targets.replace(b"15/2026", b"16/2026")),
        PublishedPapers(papers.snapshot.replace(b'"version":1', b'"version":2'), papers.targets),
        PublishedPapers(b"", papers.targets),
        PublishedPapers(papers.targets, papers.targets),
    ):
        with pytest.raises(PublishedNotTrusted):
            read_published(spoilt, card=CARD)


def test_an_old_list_under_a_new_snapshot_is_found_out_by_the_hash() -> None:
    """Case 52: both files are signed by the province, yet they were never published together."""
    old, new = _signed(b"phi 2025"), _signed(b"phi 2025", b"phi 2026", version=2)
    with pytest.raises(PublishedNotTrusted):
        read_published(PublishedPapers(new.snapshot, old.targets), card=CARD)
    with pytest.raises(PublishedNotTrusted):
        read_published(PublishedPapers(old.snapshot, new.targets), card=CARD)
    other = _signed(b"phi 2025", b"gia 2026", version=2)
    with pytest.raises(PublishedNotTrusted):
        read_published(PublishedPapers(new.snapshot, other.targets), card=CARD)


def test_roster_and_published_list_are_never_taken_for_each_other() -> None:
    """One role signs both; a list without stations in the roster's place would shut out the whole province."""
    papers = _signed(b"phi", version=9)
    with pytest.raises(RosterNotTrusted):
        read_roster(papers.targets, card=CARD)
    roster = sign_roster((), key=ROOT, version=9, expires=LATER)
    with pytest.raises(PublishedNotTrusted):
        read_published(PublishedPapers(papers.snapshot, roster), card=CARD)


def _learn(trust: LearningTrust, papers: PublishedPapers) -> list[object]:
    heard: list[object] = []
    translator = PartTranslator(heard.append, trust.learn)
    translator.take(parts.RosterFrame(SNAPSHOT, papers.snapshot))
    translator.take(parts.RosterFrame(LIST, papers.targets))
    return heard


def test_who_brings_an_older_list_back_changes_nothing() -> None:
    """Case 50: the thief's stick holds last year's fees, truly signed."""
    held = _signed(b"phi", b"lich", version=2)
    trust = LearningTrust(TrustPapers(CARD.to_bytes(), None, held.to_bytes()), KEYS.public)
    assert _learn(trust, _signed(b"phi", version=1)) == []
    (refused,) = _learn(trust, _signed(b"phi", b"gia", version=2))
    assert isinstance(refused, Refused), "two lists of one version: somebody else signs with the province's key"
    (learnt,) = _learn(trust, _signed(b"phi", b"lich", b"mau", version=3))
    assert isinstance(learnt, PublishedList)
    assert learnt.version == 3


def test_a_content_comes_in_pieces_and_is_what_its_hash_says() -> None:
    import random

    data = random.Random(7).randbytes(1_200_000)
    heard: list[object] = []
    translator = PartTranslator(heard.append, lambda _frame: None)
    payloads = list(content_payloads(data))
    assert len(payloads) == 3
    for payload in payloads:
        translator.take(read_piece(payload))
    assert heard == [PublishedContent(hashlib.sha256(data).hexdigest(), data)]
    assembling = Assembling()
    assert [assembling.take(read_piece(one)) for one in reversed(payloads)] == [None, None, None]


def test_a_bomb_or_another_content_under_the_hash_is_refused() -> None:
    import msgspec

    from sync.wire.compression import compress

    bomb = compress(bytes(64 * 1024 * 1024))
    for raw_length in (10, MOST_CONTENT):
        piece = read_piece(msgspec.msgpack.encode((bytes(32), 0, 1, raw_length, bomb)))
        with pytest.raises(NotAccepted):
            Assembling().take(piece)
    other = read_piece(msgspec.msgpack.encode((bytes(32), 0, 1, 3, compress(b"phi"))))
    with pytest.raises(NotAccepted):
        Assembling().take(other)
    for hostile in (b"", b"\xc1", msgspec.msgpack.encode((b"short", 0, 1, 3, b"")), b"\x95" * 100_000):
        with pytest.raises(NotAccepted):
            read_piece(hostile)
