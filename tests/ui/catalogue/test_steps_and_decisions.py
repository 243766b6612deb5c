"""F8: one officer does a step, here or everywhere; a decision names who answers."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.ui.catalogue.test_catalogue_page import ALT, COPIES, fill_in, finish, look_for, open_tab
from tests.ui.practice_desk import PracticeDesk
from ui.catalogue.panels import DecisionPanel, StepPanel
from ui.catalogue.presenter import CataloguePresenter
from ui.catalogue.view import CataloguePage


@pytest.fixture
def page(desk: PracticeDesk) -> CataloguePage:
    page = CataloguePage()
    CataloguePresenter(page, desk.program, desk.tasks)
    desk.show(page)
    return page


def step_panel(desk: PracticeDesk, page: CataloguePage, words: str) -> StepPanel:
    look_for(desk, page, words)
    desk.press(page.pane, Qt.Key.Key_G, ALT)
    assert isinstance(page.panel, StepPanel)
    return page.panel


def test_one_step_goes_to_somebody_and_the_rest_stays_where_it_is(desk: PracticeDesk, page: CataloguePage) -> None:
    office, program = desk.program.responsibilities, desk.program
    office.assign(COPIES, unit="Tư pháp - hộ tịch", person="Lò Văn Pản", officer=program.officer)
    open_tab(desk, page, Qt.Key.Key_2)
    panel = step_panel(desk, page, COPIES)
    assert panel.step.hasFocus()
    role = str(panel.step.currentData())
    assert panel.text("unit") == role, "the unit of the step is proposed"
    fill_in(page, officer=" ")
    finish(desk, page)
    assert page.panel is panel
    assert panel.fields["officer"].error()
    fill_in(page, officer="Tẩn Mỹ Dung")
    finish(desk, page)
    assert page.panel is None
    assert not desk.refused
    named = office.who(COPIES, role=role)
    assert named is not None
    assert named.person == "Tẩn Mỹ Dung"
    whole = office.who(COPIES)
    assert whole is not None
    assert whole.person == "Lò Văn Pản"
    look_for(desk, page, COPIES)
    assert "Tẩn Mỹ Dung" in page.pane.words(), "the pane names who does the step"


def test_who_signs_is_said_once_for_every_procedure(desk: PracticeDesk, page: CataloguePage) -> None:
    open_tab(desk, page, Qt.Key.Key_2)
    panel = step_panel(desk, page, COPIES)
    panel.step.setCurrentIndex(panel.step.count() - 1)
    role = str(panel.step.currentData())
    panel.everywhere.setChecked(True)
    fill_in(page, officer="Sùng A Lử")
    finish(desk, page)
    assert not desk.refused
    rows = desk.program.responsibilities.matrix().rows
    same = [row for row in rows if any(step.actor == role for step in row.procedure.steps)]
    assert len(same) > 1
    for row in same[:5]:
        found = desk.program.queries.roster().in_force(row.procedure.id, desk.program.clock.now().date(), role)
        assert [one.officer for one in found] == ["Sùng A Lử"]


def test_a_decision_names_who_answers(desk: PracticeDesk, page: CataloguePage) -> None:
    look_for(desk, page, COPIES)
    desk.press(page.table, Qt.Key.Key_Return)
    assert isinstance(page.panel, DecisionPanel)
    fill_in(page, decision="12/QĐ-UBND", responsible="Lò Văn Pản")
    finish(desk, page)
    assert page.panel is None
    assert not desk.refused
    who = desk.program.responsibilities.who(COPIES)
    assert who is not None
    assert who.person == "Lò Văn Pản"
    look_for(desk, page, COPIES)
    assert "Lò Văn Pản" in page.pane.words()


def test_a_decision_gives_one_step_a_limit_of_its_own(desk: PracticeDesk, page: CataloguePage) -> None:
    look_for(desk, page, COPIES)
    desk.press(page.table, Qt.Key.Key_Return)
    panel = page.panel
    assert isinstance(panel, DecisionPanel)
    assert panel.fields["step limit"].isHidden(), "asked only once a step is chosen"
    panel.step.setCurrentIndex(panel.step.findData("doi_chieu_tham_dinh"))
    assert panel.fields["step limit"].isVisible()
    fill_in(page, decision="12/QĐ-UBND", step_limit="hai")
    finish(desk, page)
    assert page.panel is panel and not desk.refused, "it says what is wrong and stays open"
    assert panel.fields["step limit"].error()
    panel.step_unit.setCurrentIndex(panel.step_unit.findData("wh"))
    fill_in(page, step_limit="4")
    finish(desk, page)
    assert page.panel is None
    today = desk.program.clock.now().date()
    row = desk.program.decisions.catalogue_now().procedure(COPIES, on=today)
    assert {step.step: step.limit.amount for step in row.steps if step.limit} == {"doi_chieu_tham_dinh": 4}
    open_tab(desk, page, Qt.Key.Key_2)
    look_for(desk, page, COPIES)
    assert "Đối chiếu, thẩm định (4 giờ làm việc)" in page.pane.words()
