"""Scans on the page of one dossier: attached with one key, looked at, saved, taken away; refusals stay on the card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from app.domain.scans import kept_scans
from app.i18n import _
from app.readings import DossierFilter
from tests.printing import papers
from tests.printing.token import OWNER, PIN, plugged_in
from tests.ui.practice_desk import PracticeDesk, Tray
from ui.dossier.presenter import dossier_page
from ui.dossier.scans_card import ScanViewer
from ui.dossier.view import DossierPage
from ui.slip_printing import SlipPrinting

CTRL = Qt.KeyboardModifier.ControlModifier
OpenPage = Callable[[bytes], DossierPage]


@pytest.fixture
def open_page(desk: PracticeDesk) -> OpenPage:
    def open_one(dossier_id: bytes) -> DossierPage:
        page, presenter = dossier_page(desk.program, desk.tasks, SlipPrinting(desk.program, desk.tasks, Tray()))
        desk.show(page)
        presenter.open(dossier_id)
        desk.settle()
        return page

    return open_one


def attach(desk: PracticeDesk, page: DossierPage, folder: Path, *files: bytes) -> None:
    paths = []
    for number, data in enumerate(files):
        (folder / f"{number}.pdf").write_bytes(data)
        paths.append(str(folder / f"{number}.pdf"))
    page.scans.ask_files = lambda: paths
    desk.press(page, Qt.Key.Key_O, CTRL)
    desk.settle()


def places(page: DossierPage) -> list[str]:
    return [page.scans.place.itemText(row) for row in range(page.scans.place.count())]


def look(desk: PracticeDesk, page: DossierPage) -> ScanViewer:
    desk.press(page, Qt.Key.Key_B, CTRL)
    desk.settle()
    (viewer,) = page.findChildren(ScanViewer)
    return viewer


def test_each_file_goes_to_the_next_paper_that_lacks_one(
    desk: PracticeDesk, open_page: OpenPage, tmp_path: Path
) -> None:
    dossier = desk.accept()
    page = open_page(dossier.id)
    owed = [paper.component for paper in desk.program.scans.owed(dossier).papers]
    assert len(owed) >= 1
    for left in range(len(owed), 0, -1):
        assert str(left) in page.scans.state.accessibleName()
        attach(desk, page, tmp_path, papers.scan(f"giấy {left}"))
    kept = kept_scans(desk.program.queries.dossier(dossier.id))
    assert [scan.component for scan in kept] == owed
    assert not desk.program.queries.line(dossier.id).needs_scan
    assert desk.program.queries.line(dossier.id).needs_sign


def test_what_is_refused_is_said_on_the_card_and_the_files_before_it_are_kept(
    desk: PracticeDesk, open_page: OpenPage, tmp_path: Path
) -> None:
    dossier = desk.accept()
    page = open_page(dossier.id)
    attach(desk, page, tmp_path, papers.scan(), b"MZ no scan")
    assert page.scans.trouble.isVisible() and page.scans.trouble.text()
    assert len(kept_scans(desk.program.queries.dossier(dossier.id))) == 1
    assert page.scans.view.isVisible(), "the card shows the one that came through"
    attach(desk, page, tmp_path, papers.scan("lại"))
    assert not page.scans.trouble.isVisible()


def test_leaving_the_file_dialog_attaches_nothing(desk: PracticeDesk, open_page: OpenPage, tmp_path: Path) -> None:
    dossier = desk.accept()
    page = open_page(dossier.id)
    attach(desk, page, tmp_path)
    assert page.scans.attach.isEnabled()
    assert not kept_scans(desk.program.queries.dossier(dossier.id))


def test_pages_are_turned_saved_and_taken_away_with_a_reason(
    desk: PracticeDesk, open_page: OpenPage, tmp_path: Path
) -> None:
    dossier = desk.accept()
    page = open_page(dossier.id)
    pdf = papers.scan(pages=3)
    attach(desk, page, tmp_path, pdf)
    viewer = look(desk, page)
    desk.bot.waitUntil(lambda: viewer.page.sheet().pdf == pdf, timeout=5_000)
    for wanted in (1, 2, 2):
        QTest.keyClick(viewer.list, Qt.Key.Key_PageDown)
        assert viewer.page.page_number() == wanted
    page.ask_file = lambda name: str(tmp_path / "copy.pdf")
    desk.press(viewer.list, Qt.Key.Key_S, CTRL)
    assert (tmp_path / "copy.pdf").read_bytes() == pdf
    assert not viewer.remove.isEnabled(), "not without a reason"
    viewer.reason.setText("quét nhầm người")
    viewer.remove.click()
    desk.settle()
    assert not page.findChildren(ScanViewer) or not viewer.isVisible()
    assert not kept_scans(desk.program.queries.dossier(dossier.id))
    assert desk.program.queries.line(dossier.id).needs_scan


def test_esc_closes_the_viewer_and_acts_below_it_do_not_happen(
    desk: PracticeDesk, open_page: OpenPage, tmp_path: Path
) -> None:
    dossier = desk.accept()
    page = open_page(dossier.id)
    attach(desk, page, tmp_path, papers.scan())
    viewer = look(desk, page)
    QTest.keyClick(viewer.list, Qt.Key.Key_1, CTRL)
    assert page.panel is None
    QTest.keyClick(viewer.list, Qt.Key.Key_Escape)
    assert not viewer.isVisible()


def test_the_list_of_all_dossiers_shows_what_is_to_be_scanned_and_signed(
    desk: PracticeDesk, open_page: OpenPage, tmp_path: Path
) -> None:
    dossier, queries = desk.accept(), desk.program.queries

    def waiting() -> tuple[int, int]:
        return queries.count(DossierFilter(needs_scan=True)), queries.count(DossierFilter(needs_sign=True))

    to_scan, to_sign = waiting()
    page = open_page(dossier.id)
    page.scans.place.setCurrentIndex(places(page).index(_("The whole dossier in one file")))
    attach(desk, page, tmp_path, papers.scan("cả hồ sơ"))
    assert waiting() == (to_scan - 1, to_sign + 1)


def test_what_waits_is_signed_with_the_pin_and_a_wrong_one_is_told(
    desk: PracticeDesk, open_page: OpenPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with plugged_in(tmp_path / "hsm", monkeypatch) as soft:
        soft.add(OWNER)
        told = replace(desk.program.settings, token_module=soft.driver, token_label="UBND")
        desk.program = replace(desk.program, settings=told)
        dossier = desk.accept()
        page = open_page(dossier.id)
        attach(desk, page, tmp_path, papers.scan())
        viewer = look(desk, page)
        assert viewer.pin.echoMode() is QLineEdit.EchoMode.Password
        for pin, is_signed in (("999999", False), (PIN, True)):
            viewer.pin.setText(pin)
            viewer.sign.click()
            assert viewer.pin.text() == "", "the PIN stays in no field"
            desk.settle()
            (scan,) = kept_scans(desk.program.queries.dossier(dossier.id))
            assert scan.is_signed is is_signed
            assert bool(viewer.trouble.text()) is not is_signed
        assert not viewer.sign.isVisible()
        assert OWNER in viewer.signed.text()


def test_without_a_token_in_the_settings_signing_is_not_offered(
    desk: PracticeDesk, open_page: OpenPage, tmp_path: Path
) -> None:
    dossier = desk.accept()
    page = open_page(dossier.id)
    attach(desk, page, tmp_path, papers.scan())
    assert not look(desk, page).sign.isVisible()
