"""Opening a desk: the right password, a wrong one, a forgotten one, an input method in the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from storage import vault
from tests.ui.made_desk import NOW, PASSWORD, MadeDesk, make_desk
from ui.program import Program
from ui.tasks import Tasks
from ui.unlock.page import UnlockPage

WAIT = 8_000


@pytest.fixture
def desk(tmp_path: Path) -> MadeDesk:
    return make_desk(tmp_path / "desk", officers=(("may", "Chẻo Sử Mẩy"), ("hang", "Nguyễn Thị Thu Hằng")))


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    bugs: list[BaseException] = []
    made = Tasks(lambda bug: bugs.append(bug) or "LOI-1")  # type: ignore[func-returns-value]
    yield made
    made.close()
    assert not bugs, bugs


@pytest.fixture
def page(qtbot: QtBot, desk: MadeDesk, tasks: Tasks) -> UnlockPage:
    page = UnlockPage(desk.paths, tasks, now=lambda: NOW, chosen=None, open_desk=lambda login, _password: login)
    qtbot.addWidget(page)
    page.resize(1366, 768)
    page.show()
    qtbot.waitUntil(lambda: len(page.cards.cards) == 3, timeout=WAIT)
    return page


def opening(page: UnlockPage, desk: MadeDesk) -> list[Program]:
    """Let the page open the real desk; returns what comes of it."""
    opened: list[Program] = []
    page._open_desk = lambda login, password: (vault.unlock(desk.paths.vault_file, login, password), desk.open(login))[
        1
    ]
    page.opened.connect(opened.append)
    return opened


def test_the_officers_of_the_desk_are_offered_with_their_keys(page: UnlockPage) -> None:
    assert [card.accessibleName() for card in page.cards.cards] == [
        "Giàng A Dơ, do, Alt 1", "Chẻo Sử Mẩy, may, Alt 2", "Nguyễn Thị Thu Hằng, hang, Alt 3",
    ]  # fmt: skip
    assert page.cards.login() == "do"
    assert page.door.place.text() == "Xã Sin Suối Hồ"


def test_the_door_says_how_the_computer_stands_before_anything_is_open(qtbot: QtBot, page: UnlockPage) -> None:
    qtbot.waitUntil(lambda: len(page.door.facts()) == 4, timeout=WAIT)
    assert page.door.facts()[0] == "Máy này: Quầy 1"
    assert "Đồng hồ máy: 09:40, Thứ Hai, 23/11/2026" in page.door.facts()
    assert any(fact.startswith("Danh mục thủ tục: bản ") for fact in page.door.facts())
    assert "Lịch làm việc: 2026, tỉnh đã xác nhận" in page.door.facts()


def test_alt_2_chooses_the_second_officer_and_leaves_the_keyboard_on_the_password(
    qtbot: QtBot, page: UnlockPage
) -> None:
    page.activateWindow()
    qtbot.keyClick(page.password.line, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert page.cards.login() == "may"
    assert page.password.line.hasFocus()


def test_the_right_password_opens_the_desk(qtbot: QtBot, page: UnlockPage, desk: MadeDesk) -> None:
    opened = opening(page, desk)
    page.password.line.setText(PASSWORD)
    with qtbot.waitSignal(page.opened, timeout=WAIT):
        qtbot.keyClick(page.password.line, Qt.Key.Key_Return)
        assert not page.unlock.isEnabled()
    assert opened[0].officer.name == "Giàng A Dơ"
    assert page.password.text() == "", "a password must not wait on the screen"
    opened[0].close()


def test_a_wrong_password_counts_its_wait_down_and_says_no_data_is_lost(
    qtbot: QtBot, page: UnlockPage, desk: MadeDesk
) -> None:
    opened = opening(page, desk)
    page.password.line.setText("sai mật khẩu rồi")
    qtbot.keyClick(page.password.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(page.password.error()), timeout=WAIT)
    assert page.password.error() == "Mật khẩu chưa đúng. Dữ liệu không mất; thử lại sau 1 giây."
    assert page.password.line.isEnabled(), "typing goes on while the wait runs"
    assert not page.unlock.isEnabled()
    qtbot.waitUntil(lambda: page.unlock.isEnabled(), timeout=3_000)
    assert page.password.error() == ""
    page.password.line.setText(PASSWORD)
    with qtbot.waitSignal(page.opened, timeout=WAIT):
        qtbot.keyClick(page.password.line, Qt.Key.Key_Return)
    opened[0].close()


def test_accents_in_a_password_are_told_at_once(qtbot: QtBot, page: UnlockPage) -> None:
    qtbot.keyClicks(page.password.line, "matkhau")
    assert not page.password.caution.isVisible()
    page.password.line.insert("â")
    assert page.password.caution.isVisible()
    assert "Ctrl Shift" in page.password.caution.accessibleName()


def test_alt_x_shows_the_password_and_hides_it_again(qtbot: QtBot, page: UnlockPage) -> None:
    page.password.line.setText(PASSWORD)
    page.password.line.reveal.click()
    assert page.password.line.echoMode() == QLineEdit.EchoMode.Normal
    page.password.line.reveal.click()
    assert page.password.line.echoMode() == QLineEdit.EchoMode.Password


def test_the_recovery_code_gives_an_officer_a_new_password(qtbot: QtBot, page: UnlockPage, desk: MadeDesk) -> None:
    page.cards.cards[1].click()
    page.other_way.click()
    typed = desk.recovery_code.lower().replace("-", " ")
    page.code.set_text(typed)
    page.password.line.setText("matkhaumoi2026")
    page.again.line.setText("matkhaumoi2025")
    qtbot.keyClick(page.again.line, Qt.Key.Key_Return)
    assert page.again.error() == "Hai mật khẩu khác nhau. Hãy gõ hai lần giống nhau."
    page.again.line.setText("matkhaumoi2026")
    with qtbot.waitSignal(page.opened, timeout=WAIT):
        qtbot.keyClick(page.again.line, Qt.Key.Key_Return)
    assert vault.unlock(desk.paths.vault_file, "may", "matkhaumoi2026").owner is not None
    assert vault.unlock(desk.paths.vault_file, "do", PASSWORD).owner is not None, "others keep theirs"


def test_a_wrong_recovery_code_is_said_under_the_code(qtbot: QtBot, page: UnlockPage) -> None:
    page.other_way.click()
    page.code.set_text("AAAAA-BBBBB-CCCCC-DDDDD-EEEEE")
    page.password.line.setText("matkhaumoi2026")
    page.again.line.setText("matkhaumoi2026")
    qtbot.keyClick(page.again.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(page.code.error()), timeout=WAIT)
    assert page.code.error().startswith("Mã khôi phục chưa đúng.")


def test_a_practice_desk_offers_no_way_to_itself(page: UnlockPage) -> None:
    assert not page.practice.isVisible()


def test_the_lock_of_a_running_desk_lets_another_officer_take_over(desk: MadeDesk) -> None:
    program = desk.open()
    try:
        assert program.officer.name == "Giàng A Dơ"
        taken_over = program.reopened_by("hang", PASSWORD)
        assert taken_over.storage is program.storage, "the desk stays open behind the lock"
        assert program.officer.name == "Nguyễn Thị Thu Hằng", "pages that hold the program act for her from now on"
    finally:
        program.close()
