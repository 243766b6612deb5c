"""A day at the window: a printer that fails, a break in the middle of a form, promises before a make-up Saturday."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from app.clock import ZONE, FixedClock
from app.paths import desk_paths
from tests.journeys.window import Counter, Tray, counter, unlock
from tests.printing.reading import text_of
from tests.ui.made_desk import CHEAP, NOW, PASSWORD, make_desk
from ui.first_start import FirstStart, start_desk

CARD = "012090000123||Giàng A Chống|05061990|Nam|Bản Sin Suối Hồ, xã Sin Suối Hồ, Lai Châu|25062021"
BIRTH = ("Return", "Return", "Return", "Space", "Down", "Space", "Down", "Space")
"""After «ks»: take the procedure, pass its extension and its subject, tick the three papers."""


def _fill_birth(made: Counter) -> None:
    """Scan the card and fill in a birth registration, ready for F9."""
    made.scan(CARD)
    made.type("ks")
    made.settle()
    made.press(*BIRTH, quick=True)


# ── the printer ──────────────────────────────────────────────────────────────────────────────


def test_without_a_printer_the_dossier_is_saved_and_its_slip_waits_until_there_is_one(
    qapp: object, tmp_path: Path
) -> None:
    made_desk = make_desk(tmp_path / "desk")
    with counter(made_desk.paths, clock=FixedClock(NOW), tray=Tray(absent=True)) as made:
        unlock(made, PASSWORD)
        _fill_birth(made)
        assert made.start.window.print_pill.accessibleName() == "Máy in không tìm thấy"
        assert made.desk.intake.page.foot.accept.label() == "Tiếp nhận, in sau", "told before F9 is pressed"
        made.press("F9")
        made.shot("no-printer")
        assert "Không có máy in: phiếu nằm trong “Cần in”." in made.toast()
        assert made.lines()[0].needs_print
        made.tray.absent = False
        made.press("Esc", "Alt+5")
        assert made.desk.desk.to_print.label() == "Cần in 1"
        made.press("Space", "Ctrl+P")
        made.shot("print-later")
        made.press("F9")
        (printed,) = made.tray.papers
        assert made.lines()[0].code in text_of(printed[1])[0]
        assert not made.lines()[0].needs_print
        made.press("F3")
        assert "cần in" not in made.start.window.print_pill.accessibleName()


def test_a_jam_after_f9_keeps_the_dossier_and_marks_nothing_printed(qapp: object, tmp_path: Path) -> None:
    made_desk = make_desk(tmp_path / "desk")
    with counter(made_desk.paths, clock=FixedClock(NOW)) as made:
        unlock(made, PASSWORD)
        _fill_birth(made)
        made.tray.jam = True
        made.press("F9")
        made.shot("jam")
        (line,) = made.lines()
        assert line.needs_print and not made.tray.papers
        assert made.toast() == "Máy in không nhận: hết giấy. Hồ sơ đã lưu; phiếu nằm trong “Cần in”."
        assert made.field("applicant.name") == "", "the next citizen can be served"
        made.tray.jam = False
        made.desk.open_dossier(line.id, "print")
        made.settle()
        made.press("F9")
        assert len(made.tray.papers) == 1
        assert "IN LẠI" not in "".join(text_of(made.tray.papers[0][1])), "what never came out is no reprint"
        assert not made.lines()[0].needs_print


# ── the lock ─────────────────────────────────────────────────────────────────────────────────


def test_the_lock_keeps_page_and_draft_and_who_unlocks_is_who_is_recorded(qapp: object, tmp_path: Path) -> None:
    made_desk = make_desk(tmp_path / "desk", officers=(("hang", "Nguyễn Thị Thu Hằng"),))
    with counter(made_desk.paths, clock=FixedClock(NOW), login="do") as made:
        unlock(made, PASSWORD)
        _fill_birth(made)
        made.press("Ctrl+L")
        made.wait(lambda: made.unlock_page().cards.login())
        made.shot("locked")
        made.scan("012150000124||Nguyễn Thị Ngọc Ẩn|01011950|Nữ|Tổ 3, phường Tân Phong, Lai Châu|12072024")
        made.press("F3", "F9")
        assert made.start.window.is_covered() and not made.lines(), "nothing passes a locked screen"
        made.unlock_page().password.clear()
        made.press("Alt+2")
        unlock(made, PASSWORD)
        assert made.start.window.current_slug() == "intake"
        assert made.field("applicant.name") == "Giàng A Chống"
        assert "Nguyễn Thị Thu Hằng" in made.words()
        made.press("F9")
        (line,) = made.lines()
        assert line.applicant == "Giàng A Chống"
        story = made.desk.program.queries.timeline(line.id)
        assert {entry.officer for entry in story} == {"Nguyễn Thị Thu Hằng"}
        assert "Nguyễn Thị Thu Hằng" in text_of(made.tray.papers[0][1])[0]


# ── promises ─────────────────────────────────────────────────────────────────────────────────


def _practice_desk_at(folder: Path, moment: datetime) -> None:
    wanted = FirstStart("Sin Suối Hồ", 1, "do", "Giàng A Dơ", None, None, True)
    start_desk(desk_paths(folder), wanted, password=PASSWORD, now=moment, cost=CHEAP)


def _promise(made: Counter) -> tuple[str, str, str]:
    """Return the promised date, the reason, and the days counted, as the page shows them."""
    promise = made.desk.intake.page.promise
    return promise.date.text(), promise.reason.text(), promise.days.accessibleName()


def test_three_working_days_from_a_thursday_before_a_make_up_saturday(qapp: object, tmp_path: Path) -> None:
    thursday = datetime(2026, 1, 8, 11, 20, tzinfo=ZONE)
    _practice_desk_at(tmp_path / "desk", thursday)
    with counter(desk_paths(tmp_path / "desk"), clock=FixedClock(thursday)) as made:
        unlock(made, PASSWORD)
        made.scan(CARD)
        made.type("1.000689")
        made.settle()
        made.press("Return")
        made.shot("thursday")
        date, why, days = _promise(made)
        assert date == "17:30 thứ Hai, 12/01/2026"
        assert days.startswith("08/01 nhận, 09/01 ngày 1, 10/01 ngày 2") and days.endswith("12/01 ngày 3")
        assert "làm bù" in why and "10/01" in why, why
        made.press("Alt+3")
        while made.desk.intake.lacking():
            made.press("Space", "Down")
        made.press("F9")
        (paper,) = made.tray.papers
        slip = text_of(paper[1])[0]
        assert "17 giờ 30 phút, ngày 12 tháng 01 năm 2026" in slip
        assert "ngày 10/01/2026 làm bù nên tính là ngày làm việc" in slip, "the slip gives the screen's reason"


@pytest.mark.parametrize(
    ("hour", "second", "promised"),
    [
        (10, 0, "17:30 thứ Ba, 13/01/2026"),
        (15, 0, "17:30 thứ Ba, 13/01/2026"),
        (15, 1, "17:30 thứ Tư, 14/01/2026"),
    ],
)
def test_same_day_work_is_promised_for_today_until_three_o_clock_sharp(
    qapp: object, tmp_path: Path, hour: int, second: int, promised: str
) -> None:
    tuesday = datetime(2026, 1, 13, hour, 0, second, tzinfo=ZONE)
    _practice_desk_at(tmp_path / "desk", tuesday)
    with counter(desk_paths(tmp_path / "desk"), clock=FixedClock(tuesday)) as made:
        unlock(made, PASSWORD)
        made.press("F2", "Alt+2")
        made.type("ks")
        made.settle()
        made.press("Return")
        assert _promise(made)[0] == promised
