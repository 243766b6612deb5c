"""The last act can be taken back for a minute, from the strip of news and from the page; never once it was printed."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.states import State
from tests.ui.dossier.conftest import OpenPage
from tests.ui.dossier.hands import answer, finish, in_work, now
from tests.ui.practice_desk import PracticeDesk


def test_an_act_offers_its_undo_and_says_what_was_taken_back(desk: PracticeDesk, open_page: OpenPage) -> None:
    dossier_id = in_work(desk)
    before = now(desk, dossier_id)
    page, _presenter = open_page(dossier_id, "withdraw")
    offers: list[tuple[str, str, Callable[[], None]]] = []
    page.undo_offered.connect(lambda strong, text, undo: offers.append((strong, text, undo)))
    assert page.take_back.isHidden()
    answer(page, reason="bấm nhầm")
    finish(page, desk)
    [(_strong, text, undo)] = offers
    assert before.code in text
    assert page.take_back.isVisible() and page.take_back.key() == "Ctrl+Z"
    with desk.bot.waitSignal(page.news) as news:
        undo()
        desk.settle()
    assert news.args is not None and "Cho rút hồ sơ" in news.args[0], "it says which act was taken back"
    dossier = now(desk, dossier_id)
    assert (dossier.state, dossier.ending, dossier.due) == (State.PROCESSING, None, before.due)
    assert page.take_back.isHidden(), "nothing is left to take back"
    assert len(desk.program.queries.timeline(dossier_id)) >= 2, "the log keeps the act and that it was taken back"


def test_the_page_itself_takes_back(desk: PracticeDesk, open_page: OpenPage) -> None:
    dossier_id = in_work(desk)
    desk.program.processing.complete(dossier_id, officer=desk.program.officer)
    page, _presenter = open_page(dossier_id)
    assert page.take_back.isVisible(), "also when the strip of news is gone"
    page.undo()
    desk.settle()
    assert now(desk, dossier_id).state is State.PROCESSING
    page.undo()
    desk.settle()
    assert desk.refused == [], "a second Ctrl+Z asks for nothing"


def test_what_was_printed_is_not_taken_back(desk: PracticeDesk, open_page: OpenPage) -> None:
    dossier = desk.accept()
    desk.program.processing.complete(dossier.id, officer=desk.program.officer)
    page, _presenter = open_page(dossier.id, "print")
    assert page.take_back.isVisible()
    finish(page, desk)
    assert page.take_back.isHidden()
    page.undo()
    desk.settle()
    assert now(desk, dossier.id).state is State.COMPLETED


def test_a_correction_offers_no_undo(desk: PracticeDesk, open_page: OpenPage) -> None:
    dossier_id = desk.lines(State.RETURNED)[0].id
    page, _presenter = open_page(dossier_id, "fault")
    answer(page, what="sai", remedy="cấp lại")
    with desk.bot.waitSignal(page.news):
        finish(page, desk)
    assert page.take_back.isHidden()
