"""What the print panel offers: the papers of what happened, the owed one first, on the printer and size of its kind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSizeF

from app.domain.dossier import Dossier
from app.domain.life_events import WantedPaper
from app.paths import desk_paths
from app.settings import Settings
from tests.printing.reading import text_of
from tests.ui.dossier.conftest import OpenPage
from tests.ui.practice_desk import PracticeDesk, Tray
from ui.dossier.panels import PrintPanel
from ui.printer import PrinterInfo, _takes
from ui.program import desk_forms
from ui.slip_printing import SlipPrinting
from ui.speech import sentence


def awaiting(desk: PracticeDesk) -> Dossier:
    program = desk.program
    dossier = desk.accept()
    return program.waiting.request_papers(
        dossier.id,
        wanted=(WantedPaper("Giấy chứng sinh", original=1),),
        reason="bản nộp bị mờ",
        officer=program.officer,
    )


def listed(panel: PrintPanel) -> list[str]:
    return [str(panel.form.itemData(row)) for row in range(panel.form.count())]


def test_a_request_for_papers_is_offered_and_printed_from_the_dossier_page(
    desk: PracticeDesk,
    open_page: OpenPage,
    tray: Tray,
) -> None:
    dossier = awaiting(desk)
    page, _presenter = open_page(dossier.id, "print")
    panel = page.panel
    assert isinstance(panel, PrintPanel)
    assert listed(panel) == ["receipt", "supplement", "control"], "owed papers first"
    panel.choose_form("supplement")
    page.act()
    desk.settle()
    [(_printer, pdf, title)] = tray.papers
    assert title == "motcua supplement"
    assert "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ" in text_of(pdf)[0]
    made = desk.program.queries.dossier(dossier.id)
    assert made.is_printed("supplement")
    page, _presenter = open_page(dossier.id, "print")
    panel = page.panel
    assert isinstance(panel, PrintPanel)
    panel.choose_form("supplement")
    assert "IN LẠI LẦN 1" in panel.mark.text()


def test_each_kind_of_paper_takes_its_own_size_and_printer(desk: PracticeDesk, tray: Tray) -> None:
    dossier = awaiting(desk)
    settings = Settings(receipt_paper="k80", other_paper="a4", printers={"receipt": "nhiệt", "other": "laser"})
    printing = SlipPrinting(replace(desk.program, settings=settings), desk.tasks, tray)
    printers = [PrinterInfo(name, name, False, True, ()) for name in ("kim", "laser", "nhiệt")]

    assert printing.usual("receipt", printers) == "nhiệt"
    assert printing.usual("supplement", printers) == "laser"
    assert printing.usual("fee-slip", printers) == "kim"
    assert printing._made("receipt", dossier.id).paper == "k80"
    assert printing._made("supplement", dossier.id).paper == "a4"


@pytest.mark.parametrize(
    ("sheet", "page", "fits"),
    [
        ((80, 297), (80, 171), True),
        ((80, 40), (80, 171), True),
        ((58, 297), (80, 171), False),
        ((148, 210), (80, 171), False),
        ((148, 210), (148, 210), True),
        ((210, 148), (148, 210), True),
        ((210, 297), (148, 210), False),
    ],
)
def test_a_roll_of_the_right_width_takes_a_slip_of_any_length(
    sheet: tuple[float, float], page: tuple[float, float], fits: bool
) -> None:
    points = [QSizeF(*(side / 25.4 * 72 for side in size)) for size in (sheet, page)]
    assert _takes(*points) is fits


def test_damaged_wordings_are_told_at_the_start(tmp_path: Path) -> None:
    paths = desk_paths(tmp_path)
    assert desk_forms(paths)[1] == ()
    paths.wordings_file.write_text("{", encoding="utf-8")
    forms, [trouble] = desk_forms(paths)
    assert "wordings.json" in sentence(trouble)
    assert forms == desk_forms(desk_paths(tmp_path / "empty"))[0]
