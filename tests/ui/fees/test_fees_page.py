"""The page of fees: what was taken, voided, matched and closed, by keyboard alone, on a real desk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.domain.money_book import Slip
from app.domain.vouching import PASSWORD, TYPED, Vouched
from tests.printing.reading import text_of
from tests.ui.made_desk import NOW, accept_copy
from tests.ui.practice_desk import PracticeDesk, Tray
from ui.fees.model import QUEUE, amount_of
from ui.fees.presenter import fees_page
from ui.fees.view import FeesPage
from ui.slip_printing import SlipPrinting
from ui.widgets.person_field import PersonField

ALT = Qt.KeyboardModifier.AltModifier
TODAY = NOW.date()


@pytest.fixture
def tray() -> Tray:
    return Tray()


@pytest.fixture
def page(desk: PracticeDesk, tray: Tray) -> FeesPage:
    program = desk.program
    for method in ("cash", "transfer"):
        program.fees.collect(accept_copy(program).id, amount=16_000, officer=program.officer, method=method)
    page = fees_page(program, desk.tasks, SlipPrinting(program, desk.tasks, tray))
    desk.show(page)
    return page


def press(desk: PracticeDesk, page: FeesPage, letter: str) -> None:
    """Press Alt and a letter where the keyboard is, as an officer does."""
    QTest.keyClick(keyboard(page), getattr(Qt.Key, f"Key_{letter}"), ALT)
    desk.settle()


def keyboard(page: FeesPage) -> QWidget:
    return page.window().focusWidget() or page


def fill(desk: PracticeDesk, page: FeesPage, **typed: str) -> None:
    """Type into the fields of the open form and press F9 (which the shell hands to the page)."""
    assert page.panel is not None
    for name, words in typed.items():
        editor: QWidget | None = page.panel.fields[name].editor
        if isinstance(editor, QComboBox):  # who stands beside the act: a list one can write into
            editor = editor.lineEdit()
        assert isinstance(editor, QLineEdit)
        editor.clear()
        QTest.keyClicks(editor, words)
    page.act()
    desk.settle()


def slip(desk: PracticeDesk, number: str) -> Slip:
    found = desk.program.queries.money.slip(number, TODAY.year)
    assert found is not None
    return found


def test_the_day_shows_every_slip_with_its_dossier_amount_and_receipt(desk: PracticeDesk, page: FeesPage) -> None:
    first, second = desk.rows(page.table)

    assert first[0] == "1-0001" and first[3].startswith("Pờ Xè Lòng") and first[4] == "16.000 đ"
    assert [page.table.table_model() is not None, second[0]] == [True, "1-0002"]
    assert page.drawer.amount.text() == "16.000 đ"
    assert "32.000 đ" in page.sum_line.text()
    assert page.slip.heading.text() == "1-0001 · 16.000 đ"


def test_a_slip_is_voided_by_keys_with_its_reason_in_sight(desk: PracticeDesk, page: FeesPage) -> None:
    press(desk, page, "H")
    fill(desk, page, reason=" ")
    assert page.panel is not None and page.panel.trouble.isVisible(), "no void without its reason"
    assert slip(desk, "1-0001").voided is None

    fill(desk, page, reason="Thu nham nguoi")
    assert page.panel is None
    assert page.table.hasFocus()
    row = desk.rows(page.table)[0]
    assert "Thu nham nguoi" in row[6] and "16.000 đ" in page.sum_line.text()
    assert "Thu nham nguoi" in page.slip.story.text()
    assert page.drawer.amount.text() == "0 đ"
    assert not page.buttons["void"].isVisible()


def test_another_amount_makes_a_new_slip_in_its_place(desk: PracticeDesk, page: FeesPage) -> None:
    press(desk, page, "H")
    fill(desk, page, reason="Ghi nham", amount="8.000")

    assert slip(desk, "1-0001").voided is not None
    assert (slip(desk, "1-0003").amount, slip(desk, "1-0003").replaces) == (8_000, "1-0001")
    assert page.drawer.amount.text() == "8.000 đ"


def test_a_transfer_is_matched_with_the_statement(desk: PracticeDesk, page: FeesPage) -> None:
    assert not page.buttons["confirm"].isVisible()
    desk.press(page.table, Qt.Key.Key_Down)
    press(desk, page, "X")
    fill(desk, page, date="31/02/2026")
    assert page.panel is not None and page.panel.trouble.isVisible()
    fill(desk, page, date="23/11/2026", reference="FT26327")

    confirmed = slip(desk, "1-0002").confirmed
    assert confirmed is not None and (confirmed.credited_on, confirmed.reference) == ("2026-11-23", "FT26327")
    assert page.current() == slip(desk, "1-0002"), "the choice stays on its slip"


def test_a_paper_receipt_is_noted(desk: PracticeDesk, page: FeesPage) -> None:
    press(desk, page, "B")
    fill(desk, page, receipt="AA-26P/0001234")

    assert slip(desk, "1-0001").receipt_state == "paper"
    assert "AA-26P/0001234" in desk.rows(page.table)[0][6]


def test_the_day_is_closed_with_what_was_counted_and_the_list_prints(
    desk: PracticeDesk, page: FeesPage, tray: Tray
) -> None:
    press(desk, page, "C")
    fill(desk, page, counted="15.000")
    assert page.panel is not None and page.panel.trouble.isVisible(), "a difference must be explained"
    fill(desk, page, counted="15.000", explained="Tra lai nham")
    closed = desk.program.cash_day.look(TODAY).closed
    assert closed is not None and (closed.expected, closed.counted, closed.explained) == (
        16_000,
        15_000,
        "Tra lai nham",
    )
    assert page.outcome.isVisible() and "15.000 đ" in page.drawer.closed.text()

    press(desk, page, "K")
    ((_printer, pdf, title),) = tray.papers
    assert "Tra lai nham" in text_of(pdf)[0] and title == "motcua day-sheet"


def test_a_second_close_asks_why_and_a_closed_slip_asks_for_the_leader(desk: PracticeDesk, page: FeesPage) -> None:
    press(desk, page, "C")
    fill(desk, page, counted="16000")
    press(desk, page, "H")
    fill(desk, page, reason="Thu nham")
    assert page.panel is not None and page.panel.trouble.isVisible()
    fill(desk, page, reason="Thu nham", leader="Lo Van Pan")
    voided = slip(desk, "1-0001").voided
    assert voided is not None and voided.leave is not None and voided.leave.vouched == Vouched(TYPED)

    press(desk, page, "C")
    fill(desk, page, counted="0")
    assert page.panel is not None and page.panel.trouble.isVisible()
    fill(desk, page, counted="0", because="Da huy mot phieu")
    assert len(desk.program.cash_day.look(TODAY).closings) == 2


def test_a_colleague_who_counted_along_confirms_with_her_own_password(desk: PracticeDesk, page: FeesPage) -> None:
    officers, officer = desk.program.officers, desk.program.officer
    mai = officers.add(login="mai", name="Lo Thi Mai", password="mat khau cua Mai", by=officer)
    page.refresh_wanted.emit()
    desk.settle()
    press(desk, page, "C")
    assert page.panel is not None
    along = page.panel.fields["counted_with"]
    assert isinstance(along, PersonField) and along.people() == ("Lo Thi Mai",)
    assert along.password.isHidden(), "asked only of somebody who has an account"
    along.set_text("Lo Thi Mai")
    QTest.keyClicks(along.password.line, "mat khau cua ai")
    fill(desk, page, counted="16000")
    assert page.panel is not None and page.panel.trouble.isVisible(), "a wrong password closes nothing"
    along.password.line.setText("mat khau cua Mai")
    desk.bot.wait(1100)  # the vault slows the next try down
    fill(desk, page, counted="16000")
    closed = desk.program.cash_day.look(TODAY).closed
    assert closed is not None and (closed.counted_with, closed.vouched) == ("Lo Thi Mai", Vouched(PASSWORD, mai.id))


def test_several_dossiers_go_on_one_slip_which_is_printed(desk: PracticeDesk, page: FeesPage, tray: Tray) -> None:
    codes = [accept_copy(desk.program).code[-4:] for _each in range(2)]
    press(desk, page, "T")
    fill(desk, page, codes="9999")
    assert page.panel is not None and page.panel.trouble.isVisible()
    fill(desk, page, codes=" ".join(codes))
    assert page.panel is not None and "32.000 đ" in page.panel.form.title, "the sum is shown before it is taken"
    page.act()
    desk.settle()

    assert slip(desk, "1-0003").amount == 32_000
    ((_printer, pdf, _title),) = tray.papers
    assert "Số tiền thu: 32.000 đồng" in text_of(pdf)[0]


def test_the_queue_lists_goes_out_and_takes_answers_naming_bad_rows(
    desk: PracticeDesk, page: FeesPage, tmp_path: Path
) -> None:
    press(desk, page, "2")
    assert page.section == QUEUE
    assert [row[0] for row in desk.rows(page.table)] == ["1-0001", "1-0002"]
    page.ask_save = lambda _name: str(tmp_path / "queue.json")
    press(desk, page, "E")
    assert len(json.loads((tmp_path / "queue.json").read_bytes())["rows"]) == 2
    good = {"slip": "1-0001", "year": 2026, "state": "issued", "template": "EBL01", "symbol": "26TAA", "number": "7"}
    rows = [good | {"date": "2026-11-23"}, good | {"slip": "1-0099", "date": "2026-11-23"}]
    (tmp_path / "a.json").write_text(json.dumps({"format": "motcua-receipt-answers-1", "answers": rows}))
    page.ask_open = lambda: str(tmp_path / "a.json")

    press(desk, page, "N")
    assert [row[0] for row in desk.rows(page.table)] == ["1-0002"]
    assert page.outcome.property("kind") == "error" and "1-0099" in page.outcome.text.text()


def test_a_day_before_is_shown_and_today_is_the_last(desk: PracticeDesk, page: FeesPage) -> None:
    assert not page.after.isEnabled()
    QTest.keyClick(keyboard(page), Qt.Key.Key_Left, ALT)
    desk.settle()
    assert "22/11/2026" in page.day.text()
    assert page.stack.currentWidget() is page.empty
    QTest.keyClick(keyboard(page), Qt.Key.Key_Right, ALT)
    desk.settle()
    assert len(desk.rows(page.table)) == 2


def test_escape_closes_the_form_and_enter_opens_the_dossier(desk: PracticeDesk, page: FeesPage) -> None:
    opened: list[object] = []
    page.dossier_requested.connect(opened.append)
    press(desk, page, "H")
    assert page.leave() and page.panel is None and page.table.hasFocus()
    assert not page.leave()
    desk.press(page.table, Qt.Key.Key_Return)
    assert opened == [slip(desk, "1-0001").parts[0].dossier]


def test_without_a_printer_a_file_is_offered(desk: PracticeDesk, page: FeesPage, tray: Tray, tmp_path: Path) -> None:
    tray.absent = True
    page.ask_save = lambda name: str(tmp_path / name)
    page.print_page()
    desk.settle()
    assert "PHIẾU THU TIỀN TẠM" in text_of((tmp_path / "phieu-thu-1-0001.pdf").read_bytes())[0]


@pytest.mark.parametrize(("typed", "amount"), [("16.000", 16_000), ("16 000 đ", 16_000), ("16000đ", 16_000)])
def test_amounts_are_read_as_people_write_them(typed: str, amount: int) -> None:
    assert amount_of(typed) == amount
