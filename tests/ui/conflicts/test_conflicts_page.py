"""What two desks said against each other, decided by keys: the list, both versions, reason and who decides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.merge_events import ConflictResolved, ReviewDismissed
from app.domain.states import State
from tests.ui.conflicts.quarrel import ending, province_orders, renaming, twin
from tests.ui.practice_desk import PracticeDesk, Tray, practice_desk
from ui.conflicts.presenter import ConflictsPresenter, conflicts_page
from ui.conflicts.view import ConflictsPage
from ui.desk.presenter import desk_page
from ui.dossier.presenter import dossier_page
from ui.slip_printing import SlipPrinting

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[PracticeDesk]:
    with practice_desk(tmp_path, qtbot, dossiers=0) as made:
        yield made


def opened(desk: PracticeDesk) -> tuple[ConflictsPage, ConflictsPresenter]:
    page, presenter = conflicts_page(desk.program, desk.tasks)
    desk.show(page)
    return page, presenter


def last(desk: PracticeDesk, dossier: bytes) -> object:
    return desk.program.queries.timeline(dossier)[-1].recorded.event


def test_two_endings_stand_beside_each_other_until_one_is_chosen_with_a_reason(desk: PracticeDesk) -> None:
    dossier = desk.accept()
    log = ending(desk.program, dossier)
    page, _presenter = opened(desk)
    assert len(desk.rows(page.table)) == 1
    desk.press(page.table, Qt.Key.Key_Return)
    assert page.is_reviewing()
    assert page.provisional.isVisible(), "the province has not spoken: what is shown may change"
    assert len(page.sides) == 2
    assert any("12/KS" in line for side in page.sides for line in side.side.lines)
    assert any("thiếu giấy tờ" in line for side in page.sides for line in side.side.lines)
    assert not page.dismiss.isVisible(), "nobody may leave two endings standing"

    page.act()
    assert page.trouble.text(), "no version is chosen"
    mine = next(n for n, side in enumerate(page.sides) if side.side.key == desk.program.desk.station)
    desk.press(page, (Qt.Key.Key_1, Qt.Key.Key_2)[mine], ALT)
    page.act()
    desk.settle()
    assert page.reason.error(), "no reason is given"
    assert desk.program.queries.dossier(dossier.id).conflict is not None
    QTest.keyClicks(page.reason.editor, "theo ho so giay")
    page.by.set_text("Lò Văn Pản")
    page.act()
    desk.settle()
    assert not page.is_reviewing()
    assert page.stack.currentWidget() is page.empty
    kept = desk.program.queries.dossier(dossier.id)
    assert (kept.conflict, kept.state) == (None, State.COMPLETED)
    assert kept.result is not None
    assert kept.result.number == "12/KS"
    decided = last(desk, dossier.id)
    assert isinstance(decided, ConflictResolved)
    assert (decided.by, decided.why) == ("Lò Văn Pản", "theo ho so giay")
    assert log.station != desk.program.desk.station


def test_what_the_province_has_put_in_order_is_no_longer_provisional(desk: PracticeDesk) -> None:
    dossier = desk.accept()
    province_orders(desk.program, renaming(desk.program, dossier, "Vàng Thị Mị", "Vàng Thị My"))
    page, _presenter = opened(desk)
    desk.press(page.table, Qt.Key.Key_Return)
    assert not page.provisional.isVisible()
    assert [(side.side.value, side.side.stands) for side in page.sides] == [
        ("Vàng Thị My", True),
        ("Vàng Thị Mị", False),
    ], "the first that came to the province stands"
    QTest.keyClicks(page.reason.editor, "da hoi lai cong dan")
    desk.press(page, Qt.Key.Key_K, ALT)
    assert isinstance(last(desk, dossier.id), ReviewDismissed)
    assert not page.is_reviewing()


def test_one_request_taken_in_twice_is_merged_into_the_one_that_stays(desk: PracticeDesk) -> None:
    first = desk.accept()
    second = twin(desk.program, first)
    page, _presenter = opened(desk)
    desk.press(page.table, Qt.Key.Key_Return)
    assert {side.side.value for side in page.sides} == {first.code, second.code}
    theirs = next(n for n, side in enumerate(page.sides) if side.side.value == second.code)
    QTest.keyClicks(page.reason.editor, "mot yeu cau nop hai noi")
    desk.press(page, (Qt.Key.Key_1, Qt.Key.Key_2)[1 - theirs], ALT)
    page.act()
    desk.settle()
    assert page.trouble.text(), "the other file lies elsewhere: whoever holds it merges it"
    assert page.reason.text() == "mot yeu cau nop hai noi", "what was typed stays"
    desk.press(page, (Qt.Key.Key_1, Qt.Key.Key_2)[theirs], ALT)
    page.act()
    desk.settle()
    assert desk.program.queries.dossier(first.id).merged_into == second.id
    assert page.stack.currentWidget() is page.empty


def test_a_dossier_says_that_it_may_be_taken_in_twice_and_leads_to_both(desk: PracticeDesk) -> None:
    first = desk.accept()
    second = twin(desk.program, first)
    today = desk_page(desk.program, desk.tasks)
    desk.show(today)
    assert today.to_review.isVisible(), "today's desk counts it"
    page, presenter = dossier_page(desk.program, desk.tasks, SlipPrinting(desk.program, desk.tasks, Tray()))
    wanted: list[bytes] = []
    page.review_requested.connect(wanted.append)
    for one, other in ((first, second), (second, first)):
        presenter.open(one.id)
        desk.show(page)
        assert page.warning.isVisible()
        assert page.warning.strong.text() == "Nhận trùng?"
        assert other.code in page.warning.text.text()
        desk.press(page, Qt.Key.Key_X, ALT)
        assert wanted.pop() == one.id
        review, opener = opened(desk)
        opener.open(one.id)
        desk.settle()
        assert {side.side.value for side in review.sides} == {first.code, second.code}
    desk.program.conflicts.dismiss(first.id, item=None, why="hai con", officer=desk.program.officer)
    page.refresh()
    today.refresh()
    desk.settle()
    assert not page.warning.isVisible(), "told apart, nothing more is said"
    assert not today.to_review.isVisible()


def test_the_desk_counts_it_and_the_dossier_leads_to_it(desk: PracticeDesk) -> None:
    today = desk_page(desk.program, desk.tasks)
    desk.show(today)
    assert not today.to_review.isVisible()
    dossier = desk.accept()
    ending(desk.program, dossier)
    today.refresh()
    desk.settle()
    assert today.to_review.isVisible()
    assert "1" in today.to_review.label()

    page, presenter = dossier_page(desk.program, desk.tasks, SlipPrinting(desk.program, desk.tasks, Tray()))
    presenter.open(dossier.id)
    desk.show(page)
    wanted: list[object] = []
    page.review_requested.connect(wanted.append)
    desk.press(page, Qt.Key.Key_X, ALT)
    assert wanted == [dossier.id]
    review, opener = opened(desk)
    opener.open(dossier.id)
    desk.settle()
    assert review.is_reviewing()
    desk.press(review.reason.editor, Qt.Key.Key_Return)
    assert review.leave(), "Esc goes back to the list"
    assert not review.is_reviewing()
    assert not review.leave()
