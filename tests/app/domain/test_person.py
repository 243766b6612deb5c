"""One person across dossiers: which records officers merged."""

from __future__ import annotations

import random
import time

from app.domain.person import PersonLinks


def test_a_chain_of_ten_thousand_merges_is_walked_once() -> None:
    """A neighbour may forge as many; every acceptance asks who is one person."""
    chain = {f"{number:016x}": f"{number + 1:016x}" for number in range(10_000)}
    links, start = PersonLinks(chain), time.perf_counter()
    assert len(links.together("0" * 16)) == 10_001
    assert links.together("0" * 16)[0] == f"{10_000:016x}"
    assert time.perf_counter() - start < 5  # milliseconds; half a minute where each is walked to its end


def test_all_records_of_a_person_are_found_from_each_of_them() -> None:
    """As walking every record to its end finds them, in whatever order they were merged."""
    for seed in range(50):
        dice, into = random.Random(seed), dict[str, str]()
        for merged in map(str, range(1, 12)):
            into[merged] = str(dice.randrange(int(merged)))  # towards lower numbers: no circle
            if dice.random() < 0.3:
                del into[merged]
        links = PersonLinks(dict(dice.sample(list(into.items()), len(into))))
        for key in map(str, range(12)):
            head = links.head(key)
            alike = sorted(one for one in into if one != head and links.head(one) == head)
            assert links.together(key) == (head, *alike)
