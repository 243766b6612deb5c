"""Two laptops ended one dossier differently: found on today's desk, decided by keyboard alone in the real window."""

from __future__ import annotations

from pathlib import Path

from app.clock import FixedClock
from tests.journeys.window import counter, unlock
from tests.ui.conflicts.quarrel import ending
from tests.ui.made_desk import NOW, PASSWORD, accept_copy, make_desk


def test_from_the_count_on_the_desk_to_the_decision(qapp: object, tmp_path: Path) -> None:
    made_desk = make_desk(tmp_path / "desk")
    program = made_desk.open()
    dossier = accept_copy(program)
    ending(program, dossier)
    program.close()
    with counter(made_desk.paths, clock=FixedClock(NOW)) as made:
        unlock(made, PASSWORD)
        made.settle()
        made.shot("desk-count")
        assert made.desk.desk.to_review.isVisible()
        made.press("F7", "Alt+R")
        assert made.start.window.current_slug() == "conflicts", "the page that tells of it leads there too"
        made.press("Esc", "Alt+7")
        assert made.start.window.current_slug() == "conflicts"
        made.shot("list")
        made.press("Return")
        made.settle()
        page = made.desk.conflicts
        mine = next(n for n, side in enumerate(page.sides, 1) if side.side.key == made.desk.program.desk.station)
        made.press(f"Alt+{mine}")
        made.type("Theo hồ sơ giấy")
        made.shot("decision")
        made.press("F9")
        made.settle()
        assert made.desk.program.queries.dossier(dossier.id).conflict is None
        assert page.stack.currentWidget() is page.empty
        made.press("Esc")
        assert made.start.window.current_slug() == "desk"
        made.settle()
        assert not made.desk.desk.to_review.isVisible()
        made.press("Ctrl+R")
        assert made.start.window.current_slug() == "conflicts"
