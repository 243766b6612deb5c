"""An old register is taken over by keys: file, sheet, columns, old letters, doubles, progress, stop, result."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.readings import DossierFilter
from tests.ui.practice_desk import PracticeDesk, practice_desk
from ui.old_book.model import CHECK, FILE, MAP, RESULT
from ui.old_book.presenter import old_book_page
from ui.old_book.view import OldBookPage

ALT = Qt.KeyboardModifier.AltModifier
TCVN3 = (
    "Hä tªn;Ngµy nhËn;M· hå s¬;Cét l¹\n"
    "Lß V¨n P¶n;04/03/2009;7/2009;x\n"
    "Giµng A Chèng;h«m qua;8/2009;x\n"
    "LÇu ThÞ Mû;05/03/2009;9/2009;x\n"
    "LÇu ThÞ Mû;05/03/2009;10/2009;x\n"
)


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[PracticeDesk]:
    with practice_desk(tmp_path / "desk", qtbot, dossiers=0) as made:
        yield made


@pytest.fixture
def page(desk: PracticeDesk) -> OldBookPage:
    made = old_book_page(desk.program, desk.tasks)
    desk.show(made)
    return made


def named(desk: PracticeDesk, page: OldBookPage, file: Path) -> None:
    """Type the place of a file and press Enter."""
    page.path.setText(str(file))
    desk.press(page.path, Qt.Key.Key_Return)


def on(desk: PracticeDesk, page: OldBookPage) -> None:
    page.act()
    desk.settle()


def test_a_book_of_2009_comes_in_step_by_step(desk: PracticeDesk, page: OldBookPage, tmp_path: Path) -> None:
    book = tmp_path / "so-2009.csv"
    book.write_bytes(TCVN3.encode("cp1252"))
    named(desk, page, book)
    assert page.step == FILE
    on(desk, page)
    assert page.step == MAP
    assert page.mapping() == {"applicant": 0, "received": 1, "code": 2}, "guessed by the headings, in old letters too"
    assert page.encoding() == "tcvn3"
    assert page.converted.isVisible(), "the officer is asked whether it reads right"
    assert "Lò Văn Pản" in page.converted.text.text() or "Họ tên" in page.converted.text.text()
    assert desk.rows(page.sample)[0][1:3] == ["Lò Văn Pản", "04/03/2009"]

    page.boxes["received"].setCurrentIndex(0)
    page.mapping_changed.emit()
    assert not page.on_button.isEnabled(), "without the day of receipt no row makes a dossier"
    page.boxes["received"].setCurrentIndex(2)
    page.mapping_changed.emit()
    on(desk, page)
    assert page.step == CHECK
    assert [row[0] for row in desk.rows(page.looks)] == ["3", "5"]
    assert "2" in page.on_button.label(), "one has no day, one looks like a double"
    desk.press(page, Qt.Key.Key_B, ALT)
    assert "3" in page.on_button.label()
    desk.press(page, Qt.Key.Key_B, ALT)
    assert page.leave()
    assert page.step == MAP, "a step back, nothing lost"
    assert page.mapping() == {"applicant": 0, "received": 1, "code": 2}
    on(desk, page)
    on(desk, page)
    assert page.step == RESULT
    assert page.outcome.isVisible()
    assert {line.applicant for line in desk.lines()} == {"Lò Văn Pản", "Lầu Thị Mỷ"}

    page.act()
    named(desk, page, book)
    on(desk, page)
    on(desk, page)
    assert not page.on_button.isEnabled() or page.leave_out.isChecked()
    assert "0" in page.on_button.label(), "the rows that are here do not come in twice"


def test_a_sheet_is_chosen_and_a_picture_is_refused(desk: PracticeDesk, page: OldBookPage, tmp_path: Path) -> None:
    workbook = Workbook()
    first = workbook.active
    assert first is not None
    first.append(["Ghi chú chung", "x", "y"])
    first.append(["không có gì", "1", "2"])
    second = workbook.create_sheet("Quyển 2")
    second.append(["Họ tên", "Ngày nhận", "Số hồ sơ"])
    second.append(["Sùng A Lử", "04/03/2019", "12"])
    book = tmp_path / "so.xlsx"
    workbook.save(book)
    named(desk, page, book)
    assert page.sheet_field.isVisible()
    page.sheets.setCurrentText("Quyển 2")
    page.sheet_chosen.emit("Quyển 2")
    desk.settle()
    on(desk, page)
    assert page.mapping()["applicant"] == 0
    on(desk, page)
    on(desk, page)
    assert [line.applicant for line in desk.lines()] == ["Sùng A Lử"]

    bad = tmp_path / "anh.csv"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    page.act()
    named(desk, page, bad)
    assert page.refusal.isVisible()
    assert page.step == FILE
    named(desk, page, tmp_path / "khong-co.csv")
    assert page.refusal.isVisible()


def test_stopped_half_way_what_is_in_stays_and_the_rest_comes_later(
    desk: PracticeDesk, page: OldBookPage, tmp_path: Path
) -> None:
    book = tmp_path / "dai.csv"
    rows = "".join(f"Người {n};04/03/2009;{n}\n" for n in range(1, 2001))
    book.write_text("Họ tên;Ngày nhận;Mã hồ sơ\n" + rows, encoding="utf-8")
    named(desk, page, book)
    on(desk, page)
    on(desk, page)
    page.progress.bar.update()
    seen: list[float] = []
    shown = page.progress.advance

    def stop_at_once(fraction: float, **more: object) -> None:
        shown(fraction, **more)  # type: ignore[arg-type]
        seen.append(fraction)
        if 0 < fraction < 1:
            page.progress.stop.click()

    page.progress.advance = stop_at_once  # type: ignore[method-assign]
    page.act()
    assert page.is_running()
    assert page.leave(), "Esc leaves no import half done"
    assert page.step == RESULT
    desk.settle()
    desk.bot.waitUntil(lambda: not page.is_running(), timeout=20_000)
    there = desk.program.queries.count(DossierFilter())
    assert 0 < there < 2000
    assert there % 500 == 0
    assert seen == sorted(seen)
    page.progress.advance = shown  # type: ignore[method-assign]
    page.act()
    named(desk, page, book)
    for _step in range(3):
        on(desk, page)
    desk.bot.waitUntil(lambda: not page.is_running(), timeout=20_000)
    assert desk.program.queries.count(DossierFilter()) == 2000
