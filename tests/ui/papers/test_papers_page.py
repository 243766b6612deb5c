"""Books, numbers and lists by keyboard alone: seen before they are printed, counted once they are out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.citizen import Applicant
from app.domain.draft import Draft
from app.domain.facts import Receiver
from app.domain.paper_events import PaperPutOut
from app.domain.states import State
from app.readings import AuditFilter, DossierLine
from app.services.audit import REPRINTS, rows_for
from tests.printing.reading import text_of
from tests.ui.made_desk import NOW, accept_copy
from tests.ui.practice_desk import PracticeDesk, Tray
from ui.papers.model import GUIDANCE, HANDOVER, NUMBER, PAD, REGISTER, SHIFT, TO_SIGN, TRIP, next_after
from ui.papers.presenter import papers_page
from ui.papers.view import PapersPage
from ui.slip_printing import SlipPrinting
from ui.theme.apply import change_look

ALT = Qt.KeyboardModifier.AltModifier
TODAY = NOW.date()
_NUMBER_OF = {REGISTER: "1", TO_SIGN: "2", HANDOVER: "3", SHIFT: "4", GUIDANCE: "5", PAD: "6", NUMBER: "7", TRIP: "8"}


@pytest.fixture
def tray() -> Tray:
    return Tray()


@pytest.fixture
def page(desk: PracticeDesk, tray: Tray) -> PapersPage:
    made = papers_page(desk.program, desk.tasks, SlipPrinting(desk.program, desk.tasks, tray))
    desk.show(made)
    return made


def keyboard(page: PapersPage) -> QWidget:
    return page.window().focusWidget() or page


def press(desk: PracticeDesk, page: PapersPage, key: str) -> None:
    QTest.keyClick(keyboard(page), getattr(Qt.Key, f"Key_{key}"), ALT)
    desk.settle()


def choose(desk: PracticeDesk, page: PapersPage, section: str) -> None:
    press(desk, page, _NUMBER_OF[section])
    assert page.section.slug == section


def fill(desk: PracticeDesk, page: PapersPage, **typed: str) -> None:
    for name, words in typed.items():
        editor = page.fields[name].editor
        assert isinstance(editor, QLineEdit)
        editor.setFocus()
        editor.selectAll()
        QTest.keyClicks(editor, words)
    desk.settle()


def finish(desk: PracticeDesk, page: PapersPage) -> None:
    page.act()  # F9, which the shell hands to the page
    desk.settle()


def counted(desk: PracticeDesk) -> list[PaperPutOut]:
    rows = desk.program.queries.audit(AuditFilter(kinds=("paper.put_out",)))
    events = [row.entry.recorded.event for row in reversed(rows)]
    return [event for event in events if isinstance(event, PaperPutOut)]


def preview_text(desk: PracticeDesk, page: PapersPage) -> str:
    sheet = page.preview.page
    desk.bot.wait(250)
    desk.bot.waitUntil(lambda: bool(sheet.sheet().pdf) or bool(sheet.sheet().trouble), timeout=15_000)
    desk.bot.wait(300)
    assert not sheet.sheet().trouble
    return " ".join(text_of(sheet.sheet().pdf))


# ── the register ─────────────────────────────────────────────────────────────────────────────


def test_the_register_of_some_days_is_seen_printed_and_counted(
    desk: PracticeDesk, page: PapersPage, tray: Tray, tmp_path: Path
) -> None:
    accept_copy(desk.program)
    fill(desk, page, first="23/11/2026", last="23/11")
    assert "Pờ Xè Lòng" in preview_text(desk, page)
    finish(desk, page)
    ((_printer, pdf, title),) = tray.papers
    assert "SỔ THEO DÕI HỒ SƠ" in text_of(pdf)[0] and title == "motcua register"
    (event,) = counted(desk)
    assert (event.form, event.about, event.copy, event.mode) == (REGISTER, "2026-11-23", 1, "printed")

    sheet, book = tmp_path / "so.xlsx", tmp_path / "so.pdf"
    page.ask_save = lambda name: str(sheet if name.endswith("xlsx") else book)
    press(desk, page, "X")
    press(desk, page, "L")
    assert load_workbook(sheet).worksheets[0].max_row >= 2
    assert book.read_bytes().startswith(b"%PDF")
    assert [(one.copy, one.mode) for one in counted(desk)] == [(1, "printed"), (2, "exported")]


def test_days_that_do_not_read_or_run_backwards_are_said_at_their_field(desk: PracticeDesk, page: PapersPage) -> None:
    fill(desk, page, first="hom qua")
    assert page.fields["first"].error() and not page.finish.isEnabled()
    fill(desk, page, first="24/11/2026", last="23/11/2026")
    assert page.fields["last"].error() and not page.fields["first"].error()
    fill(desk, page, first="01/01/2026")
    assert page.finish.isEnabled()
    assert page.remark.isVisible(), "a book of a year is printed without a preview"


# ── lists ────────────────────────────────────────────────────────────────────────────────────


def in_work(desk: PracticeDesk, count: int) -> list[str]:
    codes = []
    for _each in range(count):
        dossier = accept_copy(desk.program)
        desk.program.processing.forward(
            dossier.id, to=Receiver("division", "Tư pháp - hộ tịch"), officer=desk.program.officer
        )
        codes.append(dossier.code)
    return codes


def test_all_in_work_goes_to_be_signed_but_what_space_leaves_out(
    desk: PracticeDesk, page: PapersPage, tray: Tray
) -> None:
    in_work(desk, 2)
    choose(desk, page, TO_SIGN)
    codes = [line.code for line in desk.lines(State.PROCESSING)]
    assert all(row.is_listed for row in page.rows()) and len(page.rows()) == len(codes)
    page.table.choose(0)
    QTest.keyClick(page.table, Qt.Key.Key_Space)
    desk.settle()
    left_out = page.rows()[0].item
    assert isinstance(left_out, DossierLine) and not page.rows()[0].is_listed
    finish(desk, page)
    printed = " ".join(text_of(tray.papers[0][1]))
    assert left_out.code not in printed
    assert all(code in printed for code in codes if code != left_out.code)
    assert counted(desk)[0].form == TO_SIGN


def test_a_hand_over_list_holds_only_what_was_put_on_it(desk: PracticeDesk, page: PapersPage, tray: Tray) -> None:
    choose(desk, page, HANDOVER)
    assert not page.finish.isEnabled(), "nothing is on it yet"
    fill(desk, page, receiver="Tan My Dung")
    page.table.setFocus()
    page.table.choose(0)
    QTest.keyClick(page.table, Qt.Key.Key_Space)
    desk.settle()
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    QTest.keyClick(page.table, Qt.Key.Key_Space)
    desk.settle()
    listed = [row.item.code for row in page.rows() if row.is_listed and isinstance(row.item, DossierLine)]
    assert len(listed) == 2
    finish(desk, page)
    printed = " ".join(text_of(tray.papers[0][1]))
    assert "PHIẾU BÀN GIAO HỒ SƠ" in printed and "Tan My Dung" in printed
    assert all(code in printed for code in listed)


def test_the_shift_sheet_names_who_comes_next(desk: PracticeDesk, page: PapersPage, tray: Tray) -> None:
    choose(desk, page, SHIFT)
    fill(desk, page, next_officer="Vang Thi Hoa")
    assert "Vang Thi Hoa" in preview_text(desk, page)
    finish(desk, page)
    assert "PHIẾU BÀN GIAO CA" in text_of(tray.papers[0][1])[0]


def test_a_jammed_printer_counts_nothing_and_says_so(desk: PracticeDesk, page: PapersPage, tray: Tray) -> None:
    choose(desk, page, SHIFT)
    tray.jam = True
    finish(desk, page)
    assert page.outcome.isVisible()
    assert counted(desk) == []
    (failed,) = desk.program.print_tries.to_print()[-1:]
    assert (failed.form, failed.code, failed.state) == (SHIFT, "", "failed")
    tray.jam = False
    finish(desk, page)
    assert desk.program.print_tries.all() == ()


def test_without_a_printer_the_paper_becomes_a_file(desk: PracticeDesk, tmp_path: Path) -> None:
    bare = papers_page(desk.program, desk.tasks, SlipPrinting(desk.program, desk.tasks, Tray(absent=True)))
    desk.show(bare)
    choose(desk, bare, SHIFT)
    asked: list[str] = []
    bare.ask_save = lambda name: asked.append(name) or str(tmp_path / name)  # type: ignore[func-returns-value]
    finish(desk, bare)
    assert asked == ["ban-giao-ca-20261123.pdf"], "no personal data in a file's name"
    assert (tmp_path / asked[0]).exists()
    assert counted(desk)[0].mode == "exported"


# ── guidance ─────────────────────────────────────────────────────────────────────────────────


def test_a_guidance_of_the_day_is_printed_again_counted_and_marked(
    desk: PracticeDesk, page: PapersPage, tray: Tray
) -> None:
    give_guidance(desk)
    choose(desk, page, GUIDANCE)
    ((number, day, citizen, _kind, copies),) = desk.rows(page.table)
    assert (number, day, citizen, copies) == ("1-0001", "23/11", "Sùng Thị Mỷ", "0")
    for _time in range(3):
        finish(desk, page)
    papers = [" ".join(text_of(pdf)) for _printer, pdf, _title in tray.papers]
    assert "IN LẠI" not in papers[0]
    assert "IN LẠI LẦN 1" in papers[1] and "IN LẠI LẦN 2" in papers[2]
    assert desk.rows(page.table)[0][4] == "3"
    assert [one.copy for one in counted(desk)] == [1, 2, 3]
    reprints = rows_for(desk.program.queries, officer=None, kind=REPRINTS, since=None, limit=10)
    assert len([row for row in reprints if isinstance(row.entry.recorded.event, PaperPutOut)]) == 2

    fill(desk, page, last="22/11/2026")
    assert page.rows() == () and not page.finish.isEnabled()


def give_guidance(desk: PracticeDesk) -> None:
    program = desk.program
    draft = Draft("1.001193", Applicant("person", "Sùng Thị Mỷ"))
    program.guidance.give(draft, kind="supplement", reason="Mang giấy chứng sinh", officer=program.officer)


# ── the pad and the numbers ──────────────────────────────────────────────────────────────────


def test_a_pad_is_set_aside_printed_and_can_be_printed_again(desk: PracticeDesk, page: PapersPage, tray: Tray) -> None:
    choose(desk, page, PAD)
    fill(desk, page, day="24/11/2026", count="3")
    finish(desk, page)
    sheets = desk.program.numbers.pad(date(2026, 11, 24))
    assert [sheet.code[-4:] for sheet in sheets] == ["1001", "1002", "1003"]
    printed = " ".join(text_of(tray.papers[0][1]))
    assert all(sheet.code in printed for sheet in sheets)
    assert len(desk.rows(page.table)) == 3

    press(desk, page, "N")
    assert len(desk.program.numbers.pad(date(2026, 11, 24))) == 3, "no new numbers"
    assert [one.copy for one in counted(desk)] == [1, 2]


def test_a_pad_for_yesterday_or_of_no_sheets_is_refused_at_its_field(desk: PracticeDesk, page: PapersPage) -> None:
    choose(desk, page, PAD)
    fill(desk, page, day="22/11/2026", count="3")
    finish(desk, page)
    assert page.fields["day"].error()
    fill(desk, page, day="24/11/2026", count="999")
    finish(desk, page)
    assert page.fields["count"].error()
    assert desk.program.numbers.pad(date(2026, 11, 24)) == ()


def test_thirty_seven_on_paper_and_the_next_is_1038(desk: PracticeDesk, page: PapersPage) -> None:
    """ACCEPTANCE 14, from the window."""
    choose(desk, page, NUMBER)
    assert not page.finish.isEnabled()
    fill(desk, page, used="37", reason="Mat dien, viet tay")
    assert "1038" in page.remark.text()
    finish(desk, page)
    assert page.outcome.isVisible() and "1038" in page.outcome.text.text()
    assert accept_copy(desk.program).code.endswith("-1038")

    fill(desk, page, used="12", reason="x")
    finish(desk, page)
    assert page.outcome.isVisible(), "a number is raised, never lowered"
    assert accept_copy(desk.program).code.endswith("-1039")


@pytest.mark.parametrize(("typed", "station", "serial"), [("37", 1, 1038), ("1037", 1, 1038), ("37", 3, 3038)])
def test_the_number_on_paper_is_read_short_or_whole(typed: str, station: int, serial: int) -> None:
    assert next_after(typed, station_number=station) == serial


# ── a trip ───────────────────────────────────────────────────────────────────────────────────


def test_results_of_a_trip_are_listed_for_their_fingers(desk: PracticeDesk, page: PapersPage, tray: Tray) -> None:
    program = desk.program
    choose(desk, page, TRIP)
    assert page.rows() == () and not page.finish.isEnabled()
    program.trips.open(place="Bản Chí Sáng", first=TODAY, last=TODAY, team=(), officer=program.officer)
    taken = accept_copy(program)
    program.processing.complete(taken.id, officer=program.officer, number="12/TLKS-BS", signer="Lò Văn Pản")
    page.refresh()
    desk.settle()
    finish(desk, page)
    assert "ĐỢT LƯU ĐỘNG" in text_of(tray.papers[0][1])[0] and taken.code in text_of(tray.papers[0][1])[0]


def test_at_the_largest_text_the_paper_is_a_leaf_turned_by_one_key(desk: PracticeDesk, page: PapersPage) -> None:
    change_look(scale=2.0)
    try:
        choose(desk, page, SHIFT)
        assert page.form.isVisible() and not page.preview.isVisible()
        page.enlarge()
        assert page.preview.isVisible() and not page.form.isVisible()
        assert "PHIẾU BÀN GIAO CA" in preview_text(desk, page)
        assert page.leave(), "Esc turns back first"
        assert page.form.isVisible()
    finally:
        change_look(scale=1.0)
