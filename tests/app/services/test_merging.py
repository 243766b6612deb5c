"""The import table: any order, any doubling, any cutting of the same work ends in the same place."""

from __future__ import annotations

import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.dossier import Dossier
from app.domain.events import DossierCompleted, DossierForwarded, NoteAdded
from app.domain.facts import Receiver
from app.readings import Position
from app.services.merging import GAP, Merging, Verdict, verdict
from sync.hub.ingest import HubPlace
from sync.hub.program import Hub
from sync.wire.parcel_parts import arrived
from sync.wire.segment import Segment, open_segment
from tests.storage.made_up import MONDAY, id_of, receipt
from tests.sync.hub.strangers import Stranger, Town

DOSSIERS = [id_of(f"dossier {number}") for number in range(4)]


@pytest.fixture(scope="module")
def people() -> list[Stranger]:
    return [Stranger(number) for number in (1, 2, 3)]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, people: list[Stranger]) -> Town:
    """A hub that has enrolled three stations of one commune."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOTCUA_STATE_DIR", str(tmp_path_factory.mktemp("state")))
        made = Town.made(tmp_path_factory.mktemp("town") / "hub")
        made.enrol(*(one.entry() for one in people))
    return made


@pytest.fixture(scope="module")
def lives(people: list[Stranger]) -> list[Stranger]:
    """Three stations work on four dossiers, each act seeing some of the others'."""
    dice = random.Random(7)
    heads: dict[bytes, tuple[bytes, int]] = {}
    for turn in range(42):
        author, dossier = dice.choice(people), dice.choice(DOSSIERS)
        event = receipt(1001 + turn) if dossier not in heads else _act(dice, people, turn)
        deps = [heads[dossier]] if dossier in heads and dice.random() < 0.7 else []
        made = author.log.add(dossier, event, deps=deps)  # type: ignore[arg-type]
        heads[dossier] = (made.station, made.seq)
    return people


def _act(dice: random.Random, people: list[Stranger], turn: int) -> object:
    to = Receiver("station", "quầy bên", dice.choice(people).station)
    return dice.choice([NoteAdded(MONDAY, f"lần {turn}"), DossierForwarded(MONDAY, to), DossierCompleted(MONDAY)])


def _opened(author: Stranger, segment: Segment):
    return arrived(open_segment(segment.statement, segment.data, signing_key=author.keys.public.signing))


def _state(hub: Hub, people: list[Stranger]) -> tuple[list[Position], list[Dossier]]:
    positions = [hub.store.book.position(one.station) for one in people]
    return positions, [hub.store.queries.dossier(dossier) for dossier in DOSSIERS]


def _merge(town: Town, people: list[Stranger], dealt: list[tuple[Stranger, Segment]]):
    with TemporaryDirectory() as folder, town.copied_to(Path(folder) / "hub").open() as hub:
        merging = Merging(hub.store.book, hub.bundles, objection=HubPlace(hub).objection)
        for author, segment in dealt:
            merging.take(_opened(author, segment))
            if segment.header.first % 3 == 0:  # a bundle ends here and there
                merging.settle(hub.papers())
        merging.settle(hub.papers())
        assert hub.store.book.set_asides() == ()
        assert hub.store.verify().ok
        return _state(hub, people)


@pytest.fixture(scope="module")
def expected(town: Town, lives: list[Stranger]) -> tuple[list[Position], list[Dossier]]:
    """All of it, station by station, each in one run."""
    return _merge(town, lives, [(one, segment) for one in lives for segment in one.segments()])


@settings(max_examples=12)
@given(dice=st.randoms(use_true_random=False))
def test_any_order_doubling_and_overlap_end_in_the_same_place(
    town: Town, lives: list[Stranger], expected: tuple[list[Position], list[Dossier]], dice: random.Random
) -> None:
    dealt: list[tuple[Stranger, Segment]] = []
    for one in lives:
        total = len(one.log.changes)
        for _cut in range(dice.randint(1, 3)):
            first = dice.randint(1, total)
            last = dice.randint(first, total)
            dealt += [(one, segment) for segment in one.segments(first, last, at_most=dice.randint(1, 9))]
        dealt += [(one, segment) for segment in one.segments(at_most=dice.randint(1, 20))]
    dealt += dice.sample(dealt, len(dealt) // 3)
    dice.shuffle(dealt)
    assert _merge(town, lives, dealt) == expected


def test_each_row_of_the_table(town: Town, lives: list[Stranger]) -> None:
    author = lives[0]
    head, log = author.log.head, author.log

    def row(first: int, last: int, held: int) -> Verdict:
        (segment,) = author.segments(first, last)
        position = Position(author.station, held, head(held))
        return verdict(_opened(author, segment), position, lambda _station, seq: head(seq))

    assert row(1, 3, 0) is Verdict.NEXT
    assert row(4, 6, 3) is Verdict.NEXT
    assert row(1, 3, 3) is Verdict.KNOWN
    assert row(2, 3, 5) is Verdict.KNOWN
    assert row(2, 5, 3) is Verdict.OVERLAP
    assert row(5, 6, 3) is Verdict.GAP

    other = Stranger(1, keys=author.keys)
    other.log.changes = [*log.changes[:2]]
    for turn in range(5):
        other.log.add(DOSSIERS[0], NoteAdded(MONDAY, f"bản sao {turn}"))
    for first, last in ((1, 3), (2, 7), (4, 5)):
        (segment,) = other.segments(first, last)
        held = Position(author.station, 3, head(3))
        found = verdict(_opened(other, segment), held, lambda _station, seq: head(seq))
        assert found is Verdict.FORK, (first, last)


def test_a_gap_is_named_until_it_is_filled(town: Town, lives: list[Stranger], tmp_path: Path) -> None:
    author = lives[1]
    with town.copied_to(tmp_path / "hub").open() as hub:
        merging = Merging(hub.store.book, hub.bundles, objection=HubPlace(hub).objection)
        for segment in author.segments(5, 8, at_most=2):
            merging.take(_opened(author, segment))
        merging.settle(hub.papers())
        (gap,) = merging.tally.gaps
        assert (gap.station, gap.first, gap.last) == (author.station, 1, 4)
        assert list(merging.tally.reasons) == [GAP]
        (segment,) = author.segments(1, 4)
        merging.take(_opened(author, segment))
        merging.settle(hub.papers())
        assert (merging.tally.gaps, merging.tally.parked, merging.tally.reasons) == ([], 0, {})
        assert hub.store.book.position(author.station).seq == 8
