"""Authors who name changes that do not exist, or come later, or name each other: one order all the same."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from app.domain.events import DossierCompleted, DossierForwarded, Event, NoteAdded
from app.domain.facts import Receiver
from tests.storage.made_up import MONDAY, ElsewhereLog, id_of, make_desk, receipt

DOSSIER = id_of("a")
_BASE = int(MONDAY.timestamp() * 1000) << 16


def _lives(dice: random.Random) -> list[ElsewhereLog]:
    """Three stations whose acts name whatever seq of each other they like, under clocks that jump."""
    logs = [ElsewhereLog(name * 16) for name in (b"a", b"b", b"c")]
    logs[0].add(DOSSIER, receipt(2001), hlc=_BASE + 500)
    for _turn in range(10):
        log = dice.choice(logs)
        deps = [(dice.choice(logs).station, dice.choice((1, 2, 3, 5, 10**9))) for _ in range(dice.randrange(3))]
        to = Receiver("station", "quầy bên", dice.choice(logs).station)
        acts: list[Event] = [NoteAdded(MONDAY, "ghi chú"), DossierForwarded(MONDAY, to), DossierCompleted(MONDAY)]
        aggregate = DOSSIER if dice.random() < 0.8 else id_of("b")
        log.add(aggregate, dice.choice(acts), deps=deps, hlc=_BASE + dice.randrange(1000))
    return logs


@pytest.mark.parametrize("seed", range(8))
def test_forged_deps_in_any_order_end_in_the_state_a_rebuild_gives(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    logs = _lives(dice)
    ends = []
    for order in range(3):
        waiting = [(log, seq) for log in logs for seq in range(1, len(log.changes) + 1)]
        desk = make_desk(tmp_path / str(order))
        held = {log.station: 0 for log in logs}
        while waiting:
            log, seq = dice.choice([one for one in waiting if one[1] == held[one[0].station] + 1])
            log.merge_into(desk, seq, seq)
            held[log.station] = seq
            waiting.remove((log, seq))
        assert desk.verify().ok
        ends.append(desk.queries.dossier(DOSSIER))
        desk.close()
    assert ends[0] == ends[1] == ends[2]


@pytest.mark.parametrize("different", [64, 6_400])
def test_thousands_of_deps_on_nobody_are_not_each_asked_for(tmp_path: Path, different: int) -> None:
    desk, liar, dice = make_desk(tmp_path), ElsewhereLog(), random.Random(1)
    liar.add(DOSSIER, receipt(2001))
    nobody = [(dice.randbytes(16), 1) for _each in range(different)]
    for start in range(0, 6_400, 64):
        liar.add(DOSSIER, NoteAdded(MONDAY, "ghi chú"), deps=[nobody[(start + n) % different] for n in range(64)])
    asked: list[str] = []
    with desk.database.writing() as connection:
        driver: Any = connection.connection.driver_connection
        driver.set_trace_callback(asked.append)
    assert liar.merge_into(desk).new == 101
    assert 0 < len(asked) < 1_000  # 12,800 and more where nobody remembers who is nobody
    assert desk.verify().ok
    desk.close()
