"""The day of a power cut at the real window, by keyboard alone: a pad, numbers on paper, the sheet for the next."""

from __future__ import annotations

from pathlib import Path

from app.clock import FixedClock
from tests.journeys.test_window_day import _fill_birth
from tests.journeys.window import Tray, counter, unlock
from tests.printing.reading import text_of
from tests.ui.made_desk import NOW, PASSWORD, make_desk


def test_a_pad_is_printed_numbers_go_on_and_the_shift_is_handed_over(qapp: object, tmp_path: Path) -> None:
    made_desk = make_desk(tmp_path / "desk")
    with counter(made_desk.paths, clock=FixedClock(NOW), tray=Tray()) as made:
        unlock(made, PASSWORD)
        made.press("Ctrl+B")
        assert made.start.window.current_slug() == "papers"
        made.press("Alt+6", "Return")
        made.press("Ctrl+A")
        made.type("2")
        made.press("F9")
        made.settle()
        pad = text_of(made.tray.papers[0][1])
        assert len(pad) == 4 and "-1001" in pad[0] and "-1002" in pad[2], "two liên of each sheet"

        made.press("Alt+7", "Return")
        made.type("37")
        made.press("Return")
        made.type("Mất điện")
        made.press("F9")
        made.shot("numbers-on-paper")
        made.press("F2")
        _fill_birth(made)
        made.press("F9")
        assert made.lines()[0].code.endswith("-1038")

        made.press("Ctrl+B", "Alt+4")
        made.type("Vàng Thị Hoa")
        made.press("F9")
        made.settle()
        sheet = text_of(made.tray.papers[-1][1])[0]
        assert "PHIẾU BÀN GIAO CA" in sheet and "Vàng Thị Hoa" in sheet
        made.press("Esc")
        assert made.start.window.current_slug() == "desk"
