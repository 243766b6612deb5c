"""The palette: dossiers, the people behind them, procedures and commands, from the same few letters."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PySide6.QtCore import QObject

from app.domain.errors import UnknownDossier
from app.domain.states import State
from app.domain.text import fold
from tests.ui.practice_desk import PracticeDesk
from ui.search.presenter import OpenDossier, RunCommand, SearchPresenter, ShowCitizen, TakeIn
from ui.search.scanned_slip import ScannedSlip
from ui.shell.search_palette import Hit, HitGroup


@pytest.fixture
def owner() -> QObject:
    return QObject()


def found(desk: PracticeDesk, owner: QObject, words: str) -> Sequence[Hit]:
    answers: list[Sequence[Hit]] = []
    SearchPresenter(desk.program, desk.tasks, owner).ask(words, answers.append)
    desk.settle()
    assert len(answers) == 1
    return answers[0]


def of(group: HitGroup, hits: Sequence[Hit]) -> list[Hit]:
    return [hit for hit in hits if hit.group is group]


def test_a_name_without_marks_finds_dossiers_and_the_citizen(desk: PracticeDesk, owner: QObject) -> None:
    for _visit in range(3):
        desk.accept("Phàn Tả Mẩy")
    hits = found(desk, owner, "phan ta may")
    dossiers, citizens = of(HitGroup.DOSSIERS, hits), of(HitGroup.CITIZENS, hits)
    assert {hit.title for hit in dossiers} == {"Phàn Tả Mẩy"}
    assert [hit.title for hit in citizens] == ["Phàn Tả Mẩy"]
    assert citizens[0].detail == "sinh 1990, bản Chí Sáng, 3 hồ sơ"
    assert citizens[0].target == ShowCitizen("Phàn Tả Mẩy")
    assert citizens[0].marks == ((0, len("Phàn Tả Mẩy")),)
    opened = {hit.target.dossier_id for hit in dossiers if isinstance(hit.target, OpenDossier)}
    assert opened == {line.id for line in desk.lines() if line.applicant == "Phàn Tả Mẩy"}


def test_the_last_digits_of_a_code_find_the_dossier_first(desk: PracticeDesk, owner: QObject) -> None:
    line = desk.lines()[7]
    hits = found(desk, owner, line.code.split("-", 1)[1])
    assert hits[0].target == OpenDossier(line.id)
    assert hits[0].title == line.applicant


def test_a_procedure_leads_to_an_intake_of_it(desk: PracticeDesk, owner: QObject) -> None:
    procedures = of(HitGroup.PROCEDURES, found(desk, owner, "1.001193"))
    assert [hit.title for hit in procedures] == ["Đăng ký khai sinh"]
    on = desk.program.clock.now().date()
    assert procedures[0].target == TakeIn(desk.program.catalogue.procedure("1.001193", on=on).id)


@pytest.mark.parametrize(
    ("typed", "slug"),
    [("dong bo", "page:exchange"), ("khoa", "lock"), ("ghi ra", "export"), ("tiep nhan", "page:intake")],
)
def test_commands_answer_to_their_vietnamese_words(desk: PracticeDesk, owner: QObject, typed: str, slug: str) -> None:
    commands = of(HitGroup.COMMANDS, found(desk, owner, typed))
    assert RunCommand(slug) in [hit.target for hit in commands]
    assert all(hit.key for hit in commands), "every command shows its key"


def test_at_most_eight_rows_and_groups_in_their_order(desk: PracticeDesk, owner: QObject) -> None:
    hits = found(desk, owner, fold(desk.lines()[0].applicant).split()[0])
    order = list(HitGroup)
    assert 0 < len(hits) <= 8
    assert [order.index(hit.group) for hit in hits] == sorted(order.index(hit.group) for hit in hits)


def test_nothing_typed_that_is_known_finds_nothing(desk: PracticeDesk, owner: QObject) -> None:
    assert found(desk, owner, "qqqqzzzz") == ()


def test_a_slip_opens_its_dossier_and_a_ready_result_its_return(desk: PracticeDesk, owner: QObject) -> None:
    scanned = ScannedSlip(desk.program, desk.tasks, owner)
    working, ready = desk.lines(State.PROCESSING)[0], desk.lines(State.COMPLETED)[0]
    with desk.bot.waitSignal(scanned.dossier_requested) as opened:
        scanned.look(working.code)
    assert opened.args == [working.id, ""]
    with desk.bot.waitSignal(scanned.handover_requested) as returned:
        scanned.look(ready.code)
    assert returned.args == [ready.id]


def test_a_slip_of_another_office_is_refused_in_words(desk: PracticeDesk, owner: QObject) -> None:
    ScannedSlip(desk.program, desk.tasks, owner).look("H35.99.77-261123-1001")
    desk.settle()
    assert [type(refusal) for refusal in desk.refused] == [UnknownDossier]
