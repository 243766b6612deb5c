"""Officers come and go, two records become one person: by keys, on a real desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.errors import UnknownOfficer
from app.settings import read_settings
from tests.ui.made_desk import PASSWORD, accept_copy
from tests.ui.practice_desk import PracticeDesk, Tray, practice_desk
from ui.administration.model import SETTINGS
from ui.administration.panels import CodePanel, MergePanel, SettingPanel
from ui.administration.place import TableWish
from ui.administration.presenter import administration_page
from ui.administration.view import AdministrationPage
from ui.slip_printing import SlipPrinting

ALT, NONE = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier
LONG = {
    "kind": "person",
    "name": "Pờ Xè Lòng",
    "id_kind": "can_cuoc",
    "id_number": "012060004321",
    "birth_date": "1960-03-02",
    "address": "Bản Căng Há, xã Sin Suối Hồ, Lai Châu",
}


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[PracticeDesk]:
    with practice_desk(tmp_path, qtbot, dossiers=0) as made:
        yield made


@pytest.fixture
def tray() -> Tray:
    return Tray()


@pytest.fixture
def page(desk: PracticeDesk, tray: Tray) -> AdministrationPage:
    made = administration_page(desk.program, desk.tasks, SlipPrinting(desk.program, desk.tasks, tray))
    desk.show(made)
    return made


def type_into(desk: PracticeDesk, page: AdministrationPage, **texts: str) -> None:
    """Type from where the keyboard is, Enter after each field."""
    assert page.panel is not None
    for name, text in texts.items():
        editor = page.panel.fields[name].editor
        assert editor.hasFocus(), f"the keyboard should be on {name}"
        QTest.keyClicks(editor, text) if text.isascii() else page.panel.fields[name].set_text(text)
        desk.press(editor, Qt.Key.Key_Return)


def test_an_officer_is_added_resets_and_leaves_by_keys(desk: PracticeDesk, page: AdministrationPage) -> None:
    desk.press(page, Qt.Key.Key_N, ALT)
    type_into(desk, page, name="Lò Thị Mai", login="mai", password=PASSWORD, again=PASSWORD)
    page.act()
    desk.settle()
    assert page.panel is None
    assert [row[1:3] for row in desk.rows(page.table)] == [["Giàng A Dơ", "do"], ["Lò Thị Mai", "mai"]]
    assert desk.program.reopened_by("mai", PASSWORD).officer.name == "Lò Thị Mai"
    desk.program.reopened_by("do", PASSWORD)

    page.table.choose(1)
    desk.press(page.table, Qt.Key.Key_Return)
    type_into(desk, page, password="mot mat khau khac", again="mot mat khau nham")
    page.act()
    assert page.panel is not None
    assert page.panel.fields["again"].error()
    page.panel.fields["again"].set_text("mot mat khau khac")
    page.act()
    desk.settle()
    assert page.panel is None
    desk.program.reopened_by("mai", "mot mat khau khac")
    desk.program.reopened_by("do", PASSWORD)

    page.table.choose(1)
    desk.press(page, Qt.Key.Key_D, ALT)
    page.act()
    desk.settle()
    assert page.panel is not None, "without a reason nobody is disabled"
    type_into(desk, page, reason="Chuyển công tác về huyện")
    page.act()
    desk.settle()
    assert desk.rows(page.table)[1][1] == "Lò Thị Mai"
    assert "Chuyển công tác" in page.pane.words()
    with pytest.raises(UnknownOfficer):
        desk.program.reopened_by("mai", "mot mat khau khac")
    page.table.choose(1)
    desk.press(page.table, Qt.Key.Key_Return)
    type_into(desk, page, password=PASSWORD, again=PASSWORD)
    page.act()
    desk.settle()
    assert desk.program.reopened_by("mai", PASSWORD).officer.login == "mai"


def test_who_does_not_lead_may_only_change_their_own_password(desk: PracticeDesk, page: AdministrationPage) -> None:
    program = desk.program
    program.officers.add(login="mai", name="Lò Thị Mai", password=PASSWORD, by=program.officer)
    program.reopened_by("mai", PASSWORD)
    page.refresh()
    desk.settle()
    page.table.choose(0)
    assert list(page.pane.buttons) == []
    page.table.choose(1)
    assert list(page.pane.buttons) == ["password"]


def test_a_new_recovery_code_is_printed_before_the_panel_goes(
    desk: PracticeDesk, page: AdministrationPage, tray: Tray
) -> None:
    tray.jam = True
    desk.press(page, Qt.Key.Key_K, ALT)
    panel = page.panel
    assert isinstance(panel, CodePanel)
    page.act()
    assert page.leave()
    page.open_tab("persons")
    assert page.panel is panel, "nobody has the code yet"
    panel.print.click()
    desk.settle()
    assert not panel.finish.isEnabled()
    tray.jam = False
    panel.print.click()
    desk.settle()
    assert len(tray.papers) == 1
    assert panel.finish.isEnabled()
    page.act()
    assert page.panel is None
    desk.press(page, Qt.Key.Key_K, ALT)
    again = page.panel
    assert isinstance(again, CodePanel)
    assert again.code != panel.code
    last = again.fields["last"].editor
    QTest.keyClicks(last, "00000")
    assert not again.finish.isEnabled()
    again.fields["last"].set_text("")
    QTest.keyClicks(last, again.code[-5:].lower())
    assert again.finish.isEnabled()


def test_two_records_are_compared_merged_and_taken_apart(desk: PracticeDesk, page: AdministrationPage) -> None:
    accept_copy(desk.program, applicant=LONG)
    old = accept_copy(desk.program, applicant=LONG | {"id_kind": "cmnd", "id_number": "045123456"})
    accept_copy(desk.program, applicant=LONG | {"name": "Lý Lở Mẩy", "id_number": "012160001111"})
    desk.press(page, Qt.Key.Key_2, ALT)
    assert len(desk.rows(page.table)) == 1
    desk.press(page.table, Qt.Key.Key_Return)
    panel = page.panel
    assert isinstance(panel, MergePanel)
    assert [line.label for line in panel.lines if line.differs] == [panel.lines[2].label], "only the papers differ"
    page.act()
    desk.settle()
    assert page.panel is panel, "without a reason nothing is merged"
    panel.left.setChecked(True)
    panel.fields["reason"].set_text("Thẻ mới ghi số cũ")
    page.act()
    desk.settle()
    assert len(desk.program.people.of(old).dossiers) == 2
    ((state, *_rest),) = desk.rows(page.table)
    assert state
    desk.press(page.table, Qt.Key.Key_Return)
    assert page.panel is not None
    page.panel.fields["reason"].set_text("Là hai anh em")
    page.act()
    desk.settle()
    assert len(desk.program.people.of(old).dossiers) == 1


def test_two_people_of_one_name_are_asked_about_once(desk: PracticeDesk, page: AdministrationPage) -> None:
    accept_copy(desk.program, applicant=LONG)
    accept_copy(desk.program, applicant=LONG | {"id_number": "012060009999"})
    desk.press(page, Qt.Key.Key_2, ALT)
    assert len(desk.rows(page.table)) == 1
    desk.press(page, Qt.Key.Key_G, ALT)
    page.act()
    desk.settle()
    assert page.panel is not None, "without a reason nothing is said"
    type_into(desk, page, reason="Hai thẻ, hai bản")
    page.act()
    desk.settle()
    assert page.stack.currentWidget() is page.empty
    before = desk.program.queries.person_links()
    desk.program.storage.rebuild()
    assert desk.program.queries.person_links() == before
    assert before.apart


def test_a_code_is_not_shown_to_the_next_officer(desk: PracticeDesk, page: AdministrationPage) -> None:
    program = desk.program
    program.officers.add(login="mai", name="Lò Thị Mai", password=PASSWORD, by=program.officer)
    desk.press(page, Qt.Key.Key_K, ALT)
    assert isinstance(page.panel, CodePanel)
    program.reopened_by("mai", PASSWORD)
    page.activated()
    desk.settle()
    assert page.panel is None


# ── settings ─────────────────────────────────────────────────────────────────────────────────


def test_the_order_of_the_queue_is_set_here_and_kept_in_the_file(desk: PracticeDesk, page: AdministrationPage) -> None:
    page.open_tab(SETTINGS)
    desk.settle()
    rows = desk.rows(page.table)
    assert [row[0] for row in rows] == ["Thứ tự gọi số", "Vì sao có người được gọi trước", "Bố cục chưa được xác nhận"]
    assert rows[2][1] == "Mẫu số 05", "the administrator sees what the citizen's paper does not say"
    page.table.choose(0)
    desk.press(page.table, Qt.Key.Key_Return)
    assert isinstance(page.panel, SettingPanel) and page.panel.box is not None
    page.panel.box.setCurrentIndex(page.panel.box.findData("in_turn"))
    page.act()
    desk.settle()
    file = desk.program.paths.settings_file
    assert read_settings(file).queue_priority == "in_turn"
    assert desk.rows(page.table)[0][1] == "một người ưu tiên, một người thường"
    page.table.choose(1)
    desk.press(page.table, Qt.Key.Key_Return)
    assert page.panel is not None
    page.panel.fields["value"].set_text("Người già, trẻ nhỏ được gọi trước.")
    page.act()
    desk.settle()
    assert read_settings(file).queue_reason == "Người già, trẻ nhỏ được gọi trước."
    assert read_settings(file).queue_priority == "in_turn", "the other setting stays"


def test_a_setting_of_no_sense_leaves_the_file_as_it_was(desk: PracticeDesk, page: AdministrationPage) -> None:
    page.open_tab(SETTINGS)
    desk.settle()
    page.table.choose(1)
    desk.press(page.table, Qt.Key.Key_Return)
    assert page.panel is not None
    page.panel.fields["value"].set_text("x" * 201)
    page.act()
    desk.settle()
    assert page.panel is not None, "it says why and stays open"
    assert read_settings(desk.program.paths.settings_file).queue_reason != "x" * 201


def test_villages_and_the_place_of_the_desk_are_kept_by_keys(
    desk: PracticeDesk, page: AdministrationPage, tmp_path: Path
) -> None:
    desk.press(page, Qt.Key.Key_3, ALT)
    assert page.empty.sentence.text() == "Bảng các bản còn trống."
    desk.press(page, Qt.Key.Key_N, ALT)
    type_into(desk, page, name="Bản Gia Khâu", km="rat xa")
    page.act()
    desk.settle()
    assert page.panel is not None
    assert page.panel.fields["km"].error().startswith("«km» phải là số km từ 0 đến 500.")
    page.panel.fields["km"].set_text("23")
    page.act()
    desk.settle()
    assert page.panel is None
    assert desk.rows(page.table) == [["ở xa", "Bản Gia Khâu", "23 km", ""]]
    desk.press(page.table, Qt.Key.Key_Return)
    assert page.panel is not None
    page.panel.fields["name"].set_text("Bản Gia Khâu Hạ")
    page.act()
    desk.settle()
    assert [one.name for one in desk.program.villages.list()] == ["Bản Gia Khâu Hạ"], "changed, not doubled"

    desk.press(page, Qt.Key.Key_V, ALT)
    assert page.panel is not None
    page.panel.fields["reception_name"].set_text("Điểm tiếp nhận số 2")
    page.panel.fields["reception_address"].set_text("Bản Nậm Xe, xã Sin Suối Hồ")
    page.panel.fields["far_from_km"].set_text("25")
    page.act()
    desk.settle()
    kept = read_settings(desk.program.paths.settings_file)
    assert (kept.reception_name, kept.reception_address, kept.far_from_km) == (
        "Điểm tiếp nhận số 2", "Bản Nậm Xe, xã Sin Suối Hồ", 25
    )  # fmt: skip
    assert desk.rows(page.table)[0][0] == "gần", "the distance counts at once"

    table = tmp_path / "ban.csv"
    table.write_text("Bản;Km\nBản Chí Sáng;40\nBản Căng Há;3\n", encoding="utf-8")
    page.confirmed.emit(TableWish(table))
    desk.settle()
    assert [row[1] for row in desk.rows(page.table)] == ["Bản Căng Há", "Bản Chí Sáng"]
    page.table.choose(0)
    desk.press(page, Qt.Key.Key_D, ALT)
    page.act()
    desk.settle()
    assert [row[1] for row in desk.rows(page.table)] == ["Bản Chí Sáng"]
    assert desk.refused == []
