"""F8: the officer sees what nobody answers for, assigns by keyboard, enters a fee, moves promises after a holiday."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from app.calendars import SHIPPED
from app.clock import ZONE, FixedClock
from app.domain.errors import CalendarRefused
from app.domain.facts import Receiver
from storage import rebuild
from tests.ui.made_desk import NOW
from tests.ui.practice_desk import PracticeDesk
from ui.catalogue.model import CALENDAR, LATE, MATRIX, CatalogueRow
from ui.catalogue.presenter import CataloguePresenter
from ui.catalogue.view import CataloguePage
from ui.widgets.cells import StateCell
from ui.widgets.table_model import TableModel

ALT = Qt.KeyboardModifier.AltModifier
COPIES = "2.000815"


@pytest.fixture
def page(desk: PracticeDesk) -> CataloguePage:
    page = CataloguePage()
    CataloguePresenter(page, desk.program, desk.tasks)
    desk.show(page)
    return page


def model_of(page: CataloguePage) -> TableModel[CatalogueRow]:
    model = page.table.model()
    assert isinstance(model, TableModel)
    return model


def first_tokens(page: CataloguePage) -> list[str]:
    model = model_of(page)
    cells = [found[0] for number in range(model.rowCount()) if (found := model.cells(number))]
    return [cell.state for cell in cells if isinstance(cell, StateCell)]


def look_for(desk: PracticeDesk, page: CataloguePage, words: str) -> None:
    page.box.setText(words)
    page.asked.emit()
    desk.settle()


def fill_in(page: CataloguePage, **values: str) -> None:
    assert page.panel is not None
    for name, value in values.items():
        editor = page.panel.fields[name.replace("_", " ")].editor
        assert isinstance(editor, QLineEdit)
        editor.clear()
        editor.insert(value)  # QTest types no Vietnamese


def open_tab(desk: PracticeDesk, page: CataloguePage, key: Qt.Key) -> None:
    desk.press(page, key, ALT)


def finish(desk: PracticeDesk, page: CataloguePage) -> None:
    page.act()
    desk.settle()


def test_every_procedure_stands_there_and_words_find_it_without_accents(
    desk: PracticeDesk, page: CataloguePage
) -> None:
    assert model_of(page).rowCount() == 201
    assert "201" in page.note.text()
    look_for(desk, page, "dang ky khai sinh luu dong")
    assert model_of(page).rowCount() == 1
    assert "1.003583" in page.pane.about.text()
    assert page.leave(), "Esc clears the filter first"
    desk.settle()
    assert model_of(page).rowCount() == 201
    assert not page.leave()


def test_a_whole_field_is_assigned_by_keyboard(desk: PracticeDesk, page: CataloguePage) -> None:
    open_tab(desk, page, Qt.Key.Key_2)
    assert page.tab() == MATRIX
    assert set(first_tokens(page)) == {"overdue"}, "on the first day nobody answers for anything"
    look_for(desk, page, COPIES)
    desk.press(page.pane, Qt.Key.Key_N, ALT)
    assert page.panel is not None
    assert page.panel.text("unit"), "the unit that works on it is proposed"
    fill_in(page, officer="Lò Văn Pản", unit="Tư pháp - hộ tịch", deputy="Tẩn Mỹ Dung")
    finish(desk, page)
    assert page.panel is None
    assert first_tokens(page) == ["on_time"]
    matrix = desk.program.responsibilities.matrix()
    assert matrix.count("one") == sum(row.procedure.field == "Chứng thực" for row in matrix.rows) > 5
    look_for(desk, page, "")
    assert first_tokens(page)[0] == "overdue", "what needs a hand comes first"
    assert first_tokens(page)[-1] == "on_time"


def test_enter_assigns_one_procedure_and_a_refusal_stands_at_its_field(desk: PracticeDesk, page: CataloguePage) -> None:
    open_tab(desk, page, Qt.Key.Key_2)
    look_for(desk, page, COPIES)
    desk.press(page.table, Qt.Key.Key_Return)
    fill_in(page, officer="", since="31/02/2026")
    finish(desk, page)
    assert page.panel is not None
    assert page.panel.fields["since"].error()
    fill_in(page, since="23/11/2026")
    finish(desk, page)
    assert page.panel.fields["officer"].error()
    fill_in(page, officer="Lò Văn Pản")
    finish(desk, page)
    assert page.panel is None
    assert not desk.refused
    who = desk.program.responsibilities.who(COPIES)
    assert who is not None
    assert who.person == "Lò Văn Pản"


def test_a_known_officer_is_offered_as_the_name_is_typed(desk: PracticeDesk, page: CataloguePage) -> None:
    desk.program.responsibilities.assign(
        "1.001193", unit="Tư pháp - hộ tịch", person="Lò Văn Pản", officer=desk.program.officer
    )
    open_tab(desk, page, Qt.Key.Key_2)
    look_for(desk, page, COPIES)
    desk.press(page.table, Qt.Key.Key_Return)
    assert page.panel is not None
    officer = page.panel.fields["officer"]
    QTest.keyClicks(officer.editor, "lo van")
    desk.press(officer.editor, Qt.Key.Key_Return)
    assert officer.text() == "Lò Văn Pản"
    finish(desk, page)
    who = desk.program.responsibilities.who(COPIES)
    assert who is not None
    assert who.person == "Lò Văn Pản"


def test_an_absence_shows_and_ends_with_one_key(desk: PracticeDesk, page: CataloguePage) -> None:
    desk.program.responsibilities.assign(
        COPIES, unit="Tư pháp - hộ tịch", person="Lò Văn Pản", officer=desk.program.officer
    )
    open_tab(desk, page, Qt.Key.Key_2)
    look_for(desk, page, COPIES)
    desk.press(page.pane, Qt.Key.Key_V, ALT)
    fill_in(page, until="27/11/2026")
    finish(desk, page)
    assert first_tokens(page) == ["due_soon"], "away, and nobody stands in"
    assert "Lò Văn Pản" in page.pane.words()
    desk.press(page.pane, Qt.Key.Key_B, ALT)
    assert first_tokens(page) == ["on_time"]


def test_two_who_answer_are_amber_with_both_names(desk: PracticeDesk, page: CataloguePage) -> None:
    for person in ("Lò Văn Pản", "Sùng Thị Mỷ"):
        desk.program.responsibilities.assign(
            COPIES, unit="Tư pháp", person=person, officer=desk.program.officer, beside=True
        )
    open_tab(desk, page, Qt.Key.Key_2)
    look_for(desk, page, COPIES)
    assert first_tokens(page) == ["due_soon"]
    assert "Lò Văn Pản" in page.pane.words()
    assert "Sùng Thị Mỷ" in page.pane.words()


def test_the_provinces_fee_is_entered_with_its_decision(desk: PracticeDesk, page: CataloguePage) -> None:
    look_for(desk, page, "1.001193")
    desk.press(page.table, Qt.Key.Key_Return)
    fill_in(page, fee_0="8.000")
    finish(desk, page)
    assert page.panel is not None
    assert page.panel.fields["decision"].error(), "no decision, no change"
    fill_in(page, decision="15/2026/NQ-HĐND", fee_0="acht")
    finish(desk, page)
    assert page.panel.fields["fee 0"].error()
    fill_in(page, fee_0="8.000 đ")
    finish(desk, page)
    assert page.panel is None
    row = desk.program.decisions.catalogue_now().procedure("1.001193", on=NOW.date())
    assert (row.fees[0].amount, row.local_decision) == (8000, "15/2026/NQ-HĐND")
    assert "15/2026/NQ-HĐND" in page.pane.words()
    assert desk.accept().fees[0].amount in (0, 8000)


def test_esc_leaves_a_form_and_nothing_was_written(desk: PracticeDesk, page: CataloguePage) -> None:
    before = desk.program.queries.sync_state().changes
    desk.press(page.table, Qt.Key.Key_Return)
    assert page.panel is not None
    assert page.leave()
    assert page.panel is None
    assert desk.program.queries.sync_state().changes == before


def late_holiday(folder: Path) -> Path:
    year = json.loads((SHIPPED / "2026.json").read_text(encoding="utf-8"))
    for day in ("2026-11-25", "2026-11-26"):
        year["days_off"].append({"date": day, "reason": "nghỉ phòng chống bão", "kind": "holiday"})
    file = folder / "2026.json"
    file.write_text(json.dumps(year, ensure_ascii=False), encoding="utf-8")
    return file


def test_after_a_late_holiday_old_and_new_days_are_listed_and_moved_together(
    desk: PracticeDesk, page: CataloguePage, tmp_path: Path
) -> None:
    open_tab(desk, page, Qt.Key.Key_3)
    assert model_of(page).rowCount() == 0
    presenter = page.findChild(CataloguePresenter)
    assert presenter is not None
    presenter.take_in(late_holiday(tmp_path))
    desk.settle()
    assert page.tab() == CALENDAR
    affected = desk.program.promises.affected()
    assert model_of(page).rowCount() == len(affected) > 0
    desk.press(page.table, Qt.Key.Key_Return)
    finish(desk, page)
    assert page.panel is not None, "the notice has to be named"
    assert desk.program.promises.affected() == affected
    fill_in(page, why="Công điện 15/CĐ-UBND")
    finish(desk, page)
    assert desk.program.promises.affected() == ()
    assert model_of(page).rowCount() == 0
    moved = desk.program.queries.dossier(affected[0].dossier_id)
    assert moved.due.at == affected[0].reckoned.at
    assert rebuild.verify(desk.program.storage.database).projections_equal


def test_a_wrong_calendar_file_is_refused_and_said(desk: PracticeDesk, page: CataloguePage, tmp_path: Path) -> None:
    presenter = page.findChild(CataloguePresenter)
    assert presenter is not None
    (tmp_path / "2026.json").write_text("{", encoding="utf-8")
    presenter.take_in(tmp_path / "2026.json")
    desk.settle()
    assert isinstance(desk.refused[0], CalendarRefused)
    assert not desk.program.paths.calendars.exists()


def test_who_is_over_their_step_is_listed_and_opened(desk: PracticeDesk, page: CataloguePage) -> None:
    dossier = desk.accept()
    until = NOW + timedelta(minutes=10)
    desk.program.processing.forward(
        dossier.id, to=Receiver("officer", "Lò Văn Pản"), officer=desk.program.officer, step="tham_dinh", until=until
    )
    clock = desk.program.clock.machine
    assert isinstance(clock, FixedClock)
    clock.set(datetime(2026, 11, 23, 14, 0, tzinfo=ZONE))
    asked: list[object] = []
    page.dossier_requested.connect(lambda found, _act: asked.append(found))
    open_tab(desk, page, Qt.Key.Key_4)
    assert page.tab() == LATE
    look_for(desk, page, "lo van pan")
    assert first_tokens(page) == ["overdue"]
    desk.press(page.table, Qt.Key.Key_Return)
    assert asked == [dossier.id]
