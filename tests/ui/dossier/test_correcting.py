"""Setting right what was taken down wrong: the old value stands beside the new, two officers where the law wants it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.domain.vouching import ACCOUNT, Vouched
from tests.ui.dossier.conftest import OpenPage
from tests.ui.dossier.hands import finish, now, panel
from tests.ui.practice_desk import PracticeDesk
from ui.dossier.correct_panel import CorrectPanel
from ui.value_words import due_words


def choose(form: CorrectPanel, field: str) -> None:
    form.field.setCurrentIndex(form.field.findData(field))


def test_two_fields_at_once_with_old_and_new_value(desk: PracticeDesk, open_page: OpenPage) -> None:
    dossier = desk.accept("Vàng Thị Mỷ")
    page, _presenter = open_page(dossier.id, "correct")
    form = panel(page, CorrectPanel)
    choose(form, "applicant.address")
    assert "bản Chí Sáng" in form.old.text()
    form.new.set_text("bản Căng Há")
    desk.press(page, Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier)
    assert form.field.hasFocus()
    assert "bản Chí Sáng" in form.list.text() and "bản Căng Há" in form.list.text()
    choose(form, "applicant.phone")
    form.new.set_text("0987 000 456")
    form.reason.set_text("Ghi nhầm bản")
    finish(page, desk)
    corrected = now(desk, dossier.id)
    assert corrected.applicant.address == "bản Căng Há"
    assert (corrected.applicant.phone or "").replace(" ", "") == "0987000456"
    assert {one.field for one in corrected.corrections[-1].corrections} == {"applicant.address", "applicant.phone"}
    assert corrected.code == dossier.code, "the old slip still finds it"


def test_a_name_in_civil_status_needs_a_second_officer(desk: PracticeDesk, open_page: OpenPage) -> None:
    dossier = desk.accept("Vàng Thị Mỷ")
    page, _presenter = open_page(dossier.id, "correct")
    form = panel(page, CorrectPanel)
    choose(form, "applicant.phone")
    assert form.second.isHidden()
    choose(form, "applicant.name")
    assert form.second.isVisible(), "asked beforehand where the rules want two"
    form.new.set_text("Vàng Thị Mỹ")
    form.reason.set_text("Sai dấu so với thẻ")
    finish(page, desk)
    assert page.panel is form and form.trouble.text()
    assert form.second.editor.hasFocus()
    assert now(desk, dossier.id).applicant.name == "Vàng Thị Mỷ", "nothing was saved"
    form.second.set_text("Lò Văn Pản")
    assert form.second.note.text() and form.second.password.isHidden(), "it is said that the name is only written"
    finish(page, desk)
    corrected = now(desk, dossier.id)
    assert (corrected.applicant.name, corrected.corrections[-1].second_officer) == ("Vàng Thị Mỹ", "Lò Văn Pản")
    assert page.subject.text() == "Vàng Thị Mỹ"


def test_a_colleague_is_chosen_from_the_list_and_nobody_is_their_own_second(
    desk: PracticeDesk, open_page: OpenPage
) -> None:
    mai = desk.program.officers.add(
        login="mai", name="Lò Thị Mai", password="mat khau cua Mai", by=desk.program.officer
    )
    dossier = desk.accept("Vàng Thị Mỷ")
    page, _presenter = open_page(dossier.id, "correct")
    form = panel(page, CorrectPanel)
    choose(form, "applicant.name")
    assert form.second.people() == ("Lò Thị Mai",)
    form.new.set_text("Vàng Thị Mỹ")
    form.reason.set_text("Sai dấu so với thẻ")
    form.second.set_text(desk.program.officer.name)
    finish(page, desk)
    assert desk.program.officer.name in form.trouble.text()
    form.second.set_text("Lò Thị Mai")
    assert form.second.password.isVisible()
    finish(page, desk)
    corrected = now(desk, dossier.id).corrections[-1]
    assert (corrected.second_officer, corrected.vouched) == ("Lò Thị Mai", Vouched(ACCOUNT, mai.id))


def test_dates_are_typed_as_people_write_them_and_values_are_chosen(desk: PracticeDesk, open_page: OpenPage) -> None:
    dossier = desk.accept()
    page, _presenter = open_page(dossier.id, "correct")
    form = panel(page, CorrectPanel)
    choose(form, "applicant.sex")
    assert form.of_some.isVisible() and form.new.isHidden()
    form.some.setCurrentIndex(form.some.findData("female"))
    form.add()
    choose(form, "applicant.birth_date")
    assert "06/05/1990" in form.old.text()
    form.new.set_text("7/5/1991")
    form.reason.set_text("Đọc nhầm")
    form.second.set_text("Lò Văn Pản")
    finish(page, desk)
    applicant = now(desk, dossier.id).applicant
    assert (applicant.birth_date, applicant.sex) == ("1991-05-07", "female")


def test_another_procedure_is_found_by_letters_and_brings_its_promise(desk: PracticeDesk, open_page: OpenPage) -> None:
    dossier = desk.accept()
    page, _presenter = open_page(dossier.id, "correct")
    form = panel(page, CorrectPanel)
    choose(form, "procedure")
    form.new.editor.setFocus()
    QTest.keyClicks(form.new.editor, "ket hon")
    wanted = form.procedures.choices().index(next(one for one in form.procedures.choices() if "1.000894" in one))
    for _step in range(wanted):
        desk.press(form.new.editor, Qt.Key.Key_Down)
    desk.press(form.new.editor, Qt.Key.Key_Return)
    foreseen = desk.program.corrections.foresee(now(desk, dossier.id), {"procedure": "1.000894"})
    assert foreseen.due is not None
    assert due_words(foreseen.due.at) in form.outcome.text()
    form.reason.set_text("Tiếp nhận nhầm thủ tục")
    finish(page, desk)
    corrected = now(desk, dossier.id)
    assert (corrected.procedure.code, corrected.due.at) == ("1.000894", foreseen.due.at)
    assert corrected.code == dossier.code


def test_nothing_new_is_no_correction(desk: PracticeDesk, open_page: OpenPage) -> None:
    dossier = desk.accept()
    page, _presenter = open_page(dossier.id, "correct")
    form = panel(page, CorrectPanel)
    form.reason.set_text("không có gì")
    finish(page, desk)
    assert page.panel is form and form.trouble.text()
    form.new.set_text("Vàng Thị Mỹ")
    form.reason.set_text("")
    form.second.set_text("Lò Văn Pản")
    finish(page, desk)
    assert page.panel is form and form.trouble.text(), "not without a reason"
    assert now(desk, dossier.id).corrections == ()
