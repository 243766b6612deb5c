"""The first start: into the practice copy with one key, or a real desk whose recovery code is on paper first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.errors import PrinterFailed
from app.paths import Paths, desk_paths
from printing import recovery_sheet
from storage import vault, vault_file
from tests.ui.made_desk import NOW
from ui.door_plate import read_plate
from ui.printer import DeskPrinter, PrinterInfo
from ui.program import open_program
from ui.tasks import Tasks
from ui.wizard.desk_form import DeskForm
from ui.wizard.page import WizardPage
from ui.wizard.ready import Ready

WAIT = 30_000


class Spooler(DeskPrinter):
    """A printer of the world: keeps what it was sent, or fails."""

    def __init__(self, *, there: bool = False, broken: bool = False) -> None:
        self.there, self.broken = there, broken
        self.sent: list[bytes] = []

    def available(self) -> tuple[PrinterInfo, ...]:
        return (PrinterInfo("Canon", "Canon", True, True, ()),) if self.there else ()

    def send(self, pdf: bytes, printer: str, title: str) -> None:
        if self.broken:
            raise PrinterFailed(reason="hết giấy")
        self.sent.append(pdf)


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return desk_paths(tmp_path / "data")


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    bugs: list[BaseException] = []
    made = Tasks(lambda bug: bugs.append(bug) or "LOI-1")  # type: ignore[func-returns-value]
    yield made
    made.close()
    assert not bugs, bugs


def wizard(
    qtbot: QtBot, paths: Paths, tasks: Tasks, spooler: Spooler | None = None, *, real: bool = False
) -> WizardPage:
    page = WizardPage(paths, tasks, now=None if real else NOW, printer=spooler or Spooler())
    qtbot.addWidget(page)
    page.resize(1366, 768)
    page.show()
    qtbot.waitUntil(lambda: page.welcome.communes.commune() is not None, timeout=WAIT)
    return page


def fill_form(page: WizardPage) -> DeskForm:
    page.welcome.real.click()
    form = page.form
    form.commune.take(form.commune.matches("sin suoi ho")[0])
    form.unit.set_text("H35.12")
    form.name.set_text("Giàng A Dơ")
    form.name.edited.emit("Giàng A Dơ")
    form.password.line.setText("matkhau123456")
    form.again.line.setText("matkhau123456")
    return form


# ── practice ─────────────────────────────────────────────────────────────────────────────────


def test_one_key_makes_a_filled_practice_copy_beside_the_real_desk(qtbot: QtBot, paths: Paths, tasks: Tasks) -> None:
    page = wizard(qtbot, paths, tasks)
    fractions: list[float] = []
    set_fraction = page.progress.bar.set_fraction

    def noted(fraction: float) -> None:
        fractions.append(fraction)
        set_fraction(fraction)

    page.progress.bar.set_fraction = noted  # type: ignore[method-assign]
    assert page.welcome.communes.commune().name == "Sin Suối Hồ"  # type: ignore[union-attr]
    page.activateWindow()
    qtbot.keyClick(page.welcome.practice, Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: page.shown() is page.ready, timeout=WAIT)
    assert fractions == sorted(fractions) and fractions[-1] == 1.0
    assert page.ready.title.text() == "Bản tập huấn của xã Sin Suối Hồ đã sẵn sàng"
    assert page.ready.code.text() == "taphuan2026", "the password is shown"
    with qtbot.waitSignal(page.finished) as told:
        page.ready.on.click()
    assert page.practice
    assert not vault_file.exists(paths.vault_file), "the real desk can still be made"
    login, password = told.args or ("", "")
    program = open_program(paths.practice, login=login, password=lambda: password, write=False, now=NOW)
    try:
        assert program.desk.practice
        assert program.queries.sync_state().unacknowledged_dossiers == 60
    finally:
        program.close()


def test_a_practice_copy_that_is_there_is_opened_not_made_again(qtbot: QtBot, paths: Paths, tasks: Tasks) -> None:
    paths.practice.data_dir.mkdir(parents=True)
    paths.practice.vault_file.write_bytes(b"{}")
    page = wizard(qtbot, paths, tasks)
    assert not page.welcome.communes.isVisible()
    with qtbot.waitSignal(page.existing_requested, timeout=WAIT):
        page.welcome.practice.click()


# ── a real desk ──────────────────────────────────────────────────────────────────────────────


def test_a_commune_is_found_without_accents_by_the_beginnings_of_its_words(
    qtbot: QtBot, paths: Paths, tasks: Tasks
) -> None:
    page = wizard(qtbot, paths, tasks)
    page.welcome.real.click()
    chooser = page.form.commune
    assert [found.full_name for found in chooser.matches("si su")] == ["Xã Sin Suối Hồ"]
    assert chooser.matches("xa sin suoi") == chooser.matches("sin suoi")
    chooser.line.setText("muong te")
    chooser.field.edited.emit("muong te")
    assert chooser.commune() is None, "nothing is taken while the list is open"
    qtbot.keyClick(chooser.line, Qt.Key.Key_Return)
    assert chooser.commune() is not None
    assert chooser.field.text() == chooser.commune().full_name  # type: ignore[union-attr]


def test_every_gap_of_the_form_is_named_beside_its_field(qtbot: QtBot, paths: Paths, tasks: Tasks) -> None:
    page = wizard(qtbot, paths, tasks)
    page.welcome.real.click()
    page.form.password.line.setText("ngan")
    page.form.accept()
    assert page.form.commune.field.error() == "Hãy chọn xã, phường trong danh sách."
    assert "Chưa có mã thì chỉ dùng được bản tập huấn" in page.form.unit.error()
    assert page.form.password.error() == "Mật khẩu phải có ít nhất 10 ký tự."
    assert page.shown() is page.form
    assert not vault_file.exists(paths.vault_file)


def test_without_a_printer_the_code_must_be_typed_back_before_the_desk_opens(
    qtbot: QtBot, paths: Paths, tasks: Tasks
) -> None:
    page = wizard(qtbot, paths, tasks, real=True)
    form = fill_form(page)
    assert form.login.text() == "do", "the login is suggested from the given name"
    form.accept()
    qtbot.waitUntil(lambda: page.shown() is page.ready, timeout=WAIT)
    code = page.ready.code.text()
    assert not page.ready.print.isVisible()
    assert not page.ready.on.isEnabled()
    page.ready.last.set_text("AAAAA")
    page.ready.last.edited.emit("AAAAA")
    page.ready.finish()
    assert "Hãy nhìn tờ giấy đã chép" in page.ready.last.error()
    page.ready.last.set_text(code[-5:].lower())
    page.ready.last.edited.emit(code[-5:].lower())
    with qtbot.waitSignal(page.finished) as told:
        page.ready.finish()
    assert told.args == ["do", "matkhau123456"]
    assert not page.practice
    assert vault.unlock_with_recovery(paths.vault_file, code).owner is None


def test_a_printer_takes_the_code_and_the_desk_may_be_opened(qtbot: QtBot, paths: Paths, tasks: Tasks) -> None:
    spooler = Spooler(there=True)
    page = wizard(qtbot, paths, tasks, spooler, real=True)
    fill_form(page).accept()
    qtbot.waitUntil(lambda: page.shown() is page.ready, timeout=WAIT)
    assert page.ready.print.isVisible() and not page.ready.last.isVisible()
    page.ready.print.click()
    qtbot.waitUntil(page.ready.on.isEnabled, timeout=WAIT)
    assert spooler.sent[0].startswith(b"%PDF")


def test_a_printer_that_fails_leads_to_writing_by_hand(qtbot: QtBot, paths: Paths, tasks: Tasks) -> None:
    page = wizard(qtbot, paths, tasks, Spooler(there=True, broken=True), real=True)
    fill_form(page).accept()
    qtbot.waitUntil(lambda: page.shown() is page.ready, timeout=WAIT)
    page.ready.print.click()
    qtbot.waitUntil(page.ready.last.isVisible, timeout=WAIT)
    assert "Hãy chép tay mã này" in page.ready.outcome.accessibleName()
    assert not page.ready.on.isEnabled()


def test_a_unit_code_that_cannot_be_one_is_refused_and_nothing_is_made(
    qtbot: QtBot, paths: Paths, tasks: Tasks
) -> None:
    page = wizard(qtbot, paths, tasks, real=True)
    form = fill_form(page)
    form.unit.set_text("KHONGPHAIMA")
    form.accept()
    qtbot.waitUntil(lambda: form.trouble.isVisible() or bool(form.unit.error()), timeout=WAIT)
    assert not vault_file.exists(paths.vault_file)
    assert form.name.text() == "Giàng A Dơ", "what was typed stays"


def test_the_sheet_for_the_safe_names_no_person() -> None:
    from io import BytesIO

    from pypdf import PdfReader

    pdf = recovery_sheet.render("Xã Sin Suối Hồ", 1, "AB12C-DE34F-GH56J-KM78N-PQ90R", NOW).pdf
    text = PdfReader(BytesIO(pdf)).pages[0].extract_text()
    assert "AB12C-DE34F" in text.replace(" ", "")


def test_the_plate_is_kept_and_a_damaged_one_only_says_less(paths: Paths) -> None:
    from ui.door_plate import DoorPlate, keep_plate

    paths.data_dir.mkdir(parents=True)
    keep_plate(paths, DoorPlate("Xã Sin Suối Hồ", 2, False))
    assert read_plate(paths) == DoorPlate("Xã Sin Suối Hồ", 2, False)
    (paths.data_dir / "door.json").write_bytes(b"{hong")
    assert read_plate(paths) is None


def test_ready_never_lets_an_empty_code_pass(qtbot: QtBot) -> None:
    ready = Ready()
    qtbot.addWidget(ready)
    ready.last.edited.emit("")
    assert not ready.on.isEnabled()
