"""What a desk asks of a snapshot before it starts from it: all pieces, only the commune's logs, nothing beyond."""

from __future__ import annotations

import hashlib

from app.baselines import BaselineLog, BaselinePiece, KeptChange
from app.bundles import PublishedContent
from app.domain.ordering import Change
from app.services.starting import Starting, only_of

MATE, STRANGER = b"m" * 16, b"s" * 16


def _change(station: bytes, seq: int) -> KeptChange:
    change = Change(station, seq, seq, bytes(16), "dossier", bytes(16), "dossier.note_added", 1, (), b"")
    return KeptChange(change, bytes(32))


def _piece(*changes: KeptChange, log: bytes = MATE, seq: int = 5) -> BaselinePiece:
    return BaselinePiece((BaselineLog(log, seq, bytes(32), 9),), changes)


def test_a_snapshot_of_the_communes_desks_is_taken() -> None:
    assert only_of([_piece(_change(MATE, 1)), _piece(_change(MATE, 5))], {MATE}.__contains__)


def test_another_communes_log_and_what_lies_beyond_the_reach_are_not() -> None:
    assert not only_of([_piece(log=STRANGER)], {MATE}.__contains__)
    assert not only_of([_piece(_change(STRANGER, 1))], {MATE}.__contains__)
    assert not only_of([_piece(_change(MATE, 6))], {MATE}.__contains__)
    assert not only_of([_piece(), _piece(seq=6)], {MATE}.__contains__), "pieces of two snapshots"
    assert not only_of([], {MATE}.__contains__)


def _content(data: bytes) -> PublishedContent:
    return PublishedContent(hashlib.sha256(data).hexdigest(), data)


def test_it_begins_once_with_the_last_piece_and_other_contents_are_none_of_it() -> None:
    one, two, other = map(_content, (b"one", b"two", b"fees"))
    starting = Starting((one.sha256, two.sha256))
    assert [starting.take(part) for part in (two, other, two, one, one)] == [False, False, False, True, False]
    assert starting.contents() == (b"one", b"two")
