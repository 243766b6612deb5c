"""Paper on the screen and on its way out: the preview is the real PDF, the printer never promises what it cannot do."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QMarginsF, QSize, Qt
from PySide6.QtGui import QColor, QPageSize, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.errors import MissingGlyphs, PapersMissing, PrinterFailed, StepNotAllowed
from ui.printer import DeskPrinter, WrongPaper, _Pages, print_pages
from ui.speech import sentence
from ui.widgets.preview import DEBOUNCE_MS, PdfPage, PreviewPane, draw_page


@pytest.fixture
def a5(tmp_path: Path, qapp: QApplication) -> bytes:
    """Two A5 pages, each with a black square in its upper left."""
    path = tmp_path / "page.pdf"
    writer = QPdfWriter(str(path))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A5))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    painter = QPainter(writer)
    for page in range(2):
        if page:
            writer.newPage()
        painter.fillRect(0, 0, writer.width() // 4, writer.height() // 4, QColor("black"))
    painter.end()
    return path.read_bytes()


def test_the_preview_is_the_real_page(a5: bytes) -> None:
    image = draw_page(a5, QSize(400, 400), 1.0)
    assert image.height() == 400
    assert abs(image.width() / image.height() - 148 / 210) < 0.01
    assert image.pixelColor(10, 10).lightness() < 40
    assert image.pixelColor(250, 350).name() == "#ffffff"
    assert draw_page(b"no pdf", QSize(400, 400), 1.0).isNull()


def test_the_preview_waits_for_the_last_key_and_draws_elsewhere(a5: bytes, qtbot: QtBot) -> None:
    page = PdfPage()
    qtbot.addWidget(page)
    page.resize(430, 440)
    page.show()
    made: list[int] = []

    def make() -> bytes:
        made.append(1)
        return a5

    with qtbot.waitSignal(page.drawn):
        for _key in range(10):
            page.show_source(make)
            qtbot.wait(5)
    assert made == [1]
    assert page.sheet().pdf == a5
    page.grab()


def test_a_paper_that_nobody_sees_is_made_only_when_it_is_shown(a5: bytes, qtbot: QtBot) -> None:
    page = PdfPage()
    qtbot.addWidget(page)
    page.resize(300, 400)
    made: list[int] = []

    def make() -> bytes:
        made.append(1)
        return a5

    page.show_source(make)
    qtbot.wait(3 * DEBOUNCE_MS)
    assert made == []
    with qtbot.waitSignal(page.drawn):
        page.show()
    assert made == [1]
    page.hide()
    page.show()
    qtbot.wait(3 * DEBOUNCE_MS)
    assert made == [1], "what stands there is not made again"


def test_the_preview_says_why_there_is_no_paper(qtbot: QtBot) -> None:
    page = PdfPage()
    qtbot.addWidget(page)
    page.resize(430, 440)
    page.show()

    def refuse() -> bytes:
        raise MissingGlyphs(glyphs="你")

    with qtbot.waitSignal(page.drawn):
        page.show_source(refuse)
    assert "你" in page.sheet().trouble
    page.grab()
    page.show_source(None)
    assert page.sheet().image is None


def test_many_drawings_in_a_row_end_with_the_newest(a5: bytes, qtbot: QtBot) -> None:
    page = PdfPage()
    qtbot.addWidget(page)
    page.resize(200, 280)
    page.show()
    page._timer.setInterval(0)
    for _turn in range(25):
        with qtbot.waitSignal(page.drawn):
            page.show_pdf(a5)
    assert page.sheet().image is not None


def test_f11_shows_the_paper_at_its_size(a5: bytes, qtbot: QtBot) -> None:
    pane = PreviewPane("Xem trước giấy hẹn")
    qtbot.addWidget(pane)
    pane.resize(430, 500)
    with qtbot.waitActive(pane):
        pane.show()
        pane.activateWindow()
    with qtbot.waitSignal(pane.page.drawn):
        pane.show_source(lambda: a5, kind="liên 2, khổ A5")
    assert pane.kind.text() == "liên 2, khổ A5"
    pane.toggle_enlarged()
    large = pane._large
    assert large is not None
    desk = large.widget()
    assert desk is not None
    sheet = desk.findChild(PdfPage)
    assert isinstance(sheet, PdfPage)
    assert abs(sheet.width() - 16 - 148 / 25.4 * 96) < 4
    qtbot.wait(250)
    QTest.keyClick(large, Qt.Key.Key_Escape)
    assert pane._large is None


def test_a_printer_that_is_not_there_is_told_before_anything_is_printed(a5: bytes, qapp: QApplication) -> None:
    printer = DeskPrinter()
    assert isinstance(printer.available(), tuple)
    with pytest.raises(PrinterFailed) as refused:
        printer.send(a5, "Máy in không có", "Giấy hẹn")
    assert "chưa nối hoặc chưa cài" in sentence(refused.value)


def test_every_page_leaves_at_its_own_size(a5: bytes, tmp_path: Path, qapp: QApplication) -> None:
    """The same drawing that goes to the spooler, here into a file in its place."""
    job = QPrinter(QPrinter.PrinterMode.HighResolution)
    job.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    job.setOutputFileName(str(tmp_path / "out.pdf"))
    print_pages(job, _Pages(a5), "Giấy hẹn")
    printed = _Pages((tmp_path / "out.pdf").read_bytes())
    assert printed.count() == 2
    assert abs(printed.size_of(0).width() - 148 / 25.4 * 72) < 2
    image = draw_page((tmp_path / "out.pdf").read_bytes(), QSize(300, 300), 1.0, 1)
    assert image.pixelColor(5, 5).lightness() < 40
    assert image.pixelColor(image.width() - 5, image.height() - 5).lightness() > 240


def test_what_is_no_pdf_is_not_printed(qapp: QApplication) -> None:
    with pytest.raises(PrinterFailed):
        _Pages(b"%PDF-broken")


def test_refusals_speak_vietnamese_with_their_details() -> None:
    said = sentence(PapersMissing(papers=["Giấy chứng sinh", "Tờ khai"]))
    assert "Giấy chứng sinh, Tờ khai" in said
    assert sentence(WrongPaper(size="A5")).startswith("Máy in chưa đặt khổ giấy A5.")
    refusal = StepNotAllowed(
        code="H35.12-261123-1008",
        state="accepted",
        steps=(datetime(2026, 11, 23, 9, 5, tzinfo=UTC), date(2026, 11, 24)),
    )
    assert "09:05 23/11/2026, 24/11/2026" in sentence(refusal)
    assert "papers" in sentence(PapersMissing())
