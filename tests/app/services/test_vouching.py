"""Second officers and leaders: people of the desk, confirmed where they type their password, or marked as written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.dossier import Dossier
from app.domain.errors import (
    BadInput,
    LeadsNot,
    OfficerLeft,
    OwnWord,
    SecondOfficerNeeded,
    WrongPassword,
)
from app.domain.life_events import Leave, WantedPaper
from app.domain.officers import LEADER
from app.domain.vouching import ACCOUNT, PASSWORD, TYPED, Vouched
from app.readings import Officer
from tests.ui.made_desk import NOW, accept_copy, make_desk
from ui.happened import happened
from ui.program import Program

MAIS = "mat khau cua Mai"
WRONG_NAME = {"applicant.name": "Vàng Thị Mỹ"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Program]:
    program = make_desk(tmp_path).open()
    yield program
    program.close()


@pytest.fixture
def mai(desk: Program) -> Officer:
    return desk.officers.add(login="mai", name="Lò Thị Mai", password=MAIS, by=desk.officer)


def corrected(desk: Program, second: str | None, password: str | None = None) -> Dossier:
    return correct(desk, accept_copy(desk), second, password)


def correct(desk: Program, dossier: Dossier, second: str | None, password: str | None = None) -> Dossier:
    return desk.corrections.correct(
        dossier.id,
        WRONG_NAME,
        reason="Sai dấu",
        officer=desk.officer,
        second_officer=second,
        password=password,
    )


def last(dossier: Dossier) -> tuple[str | None, Vouched | None]:
    return dossier.corrections[-1].second_officer, dossier.corrections[-1].vouched


@pytest.mark.parametrize("typed", ["mai", "Lò Thị Mai", "  lò thị   MAI ", "LÒ THỊ MAI"])
def test_an_officer_of_the_desk_is_named_by_login_or_name(desk: Program, mai: Officer, typed: str) -> None:
    assert last(corrected(desk, typed)) == ("Lò Thị Mai", Vouched(ACCOUNT, mai.id))


def test_with_her_own_password_she_confirmed_it_herself(desk: Program, mai: Officer) -> None:
    done = corrected(desk, "mai", MAIS)
    assert last(done) == ("Lò Thị Mai", Vouched(PASSWORD, mai.id))
    shown = happened(done.corrections[-1])
    assert shown is not None and "confirmed with their password" in shown.detail


def test_a_wrong_password_leaves_the_dossier_as_it_was(desk: Program, mai: Officer) -> None:
    dossier = accept_copy(desk)
    with pytest.raises(WrongPassword):
        correct(desk, dossier, mai.login, "khong phai mat khau")
    assert desk.queries.dossier(dossier.id) == dossier


def test_a_name_nobody_here_has_is_kept_and_marked(desk: Program) -> None:
    """One account and nobody else: the chairman's name is written, and everybody can see that it was."""
    done = corrected(desk, "Lò Văn Pản")
    assert last(done) == ("Lò Văn Pản", Vouched(TYPED))
    shown = happened(done.corrections[-1])
    assert shown is not None and "written by hand, not compared" in shown.detail


def test_a_password_for_a_name_without_account_is_refused(desk: Program) -> None:
    with pytest.raises(BadInput):
        corrected(desk, "Lò Văn Pản", "mot mat khau nao do")


@pytest.mark.parametrize("own", ["do", "Giàng A Dơ", "giàng a dơ", "giang a do"])
def test_nobody_is_her_own_second_officer(desk: Program, own: str) -> None:
    assert (desk.officer.login, desk.officer.name) == ("do", "Giàng A Dơ")
    with pytest.raises(OwnWord):
        corrected(desk, own)


def test_who_left_vouches_for_nothing(desk: Program, mai: Officer) -> None:
    desk.officers.disable(mai.login, reason="Chuyển công tác", by=desk.officer)
    with pytest.raises(OfficerLeft):
        corrected(desk, "Lò Thị Mai")


def test_only_who_leads_gives_leave(desk: Program, mai: Officer) -> None:
    dossier = accept_copy(desk)

    def ask(leader: str, password: str | None = None) -> Dossier:
        return desk.waiting.request_papers(
            dossier.id,
            wanted=(WantedPaper("Bản chính"),),
            reason="Thiếu",
            officer=desk.officer,
            leave=Leave(leader, "Người dân xin chờ"),
            password=password,
        )

    for leader, error in ((mai.name, LeadsNot), (desk.officer.name, OwnWord)):
        with pytest.raises(error):
            ask(leader)
    assert desk.queries.dossier(dossier.id).requests == (), "nothing was saved"
    desk.officers.give_role("mai", LEADER, by=desk.officer)
    asked = ask("mai", MAIS).requests[-1]
    assert asked.leave is not None
    assert (asked.leave.leader, asked.leave.vouched) == ("Lò Thị Mai", Vouched(PASSWORD, mai.id))


def test_who_counted_along_stands_on_the_closed_day(desk: Program, mai: Officer) -> None:
    sheet = desk.cash_day.close(NOW.date(), counted=0, officer=desk.officer, counted_with="mai", password=MAIS)
    assert sheet.closed is not None
    assert (sheet.closed.counted_with, sheet.closed.vouched) == ("Lò Thị Mai", Vouched(PASSWORD, mai.id))


def test_colleagues_are_those_at_work_beside_the_officer(desk: Program, mai: Officer) -> None:
    assert [one.login for one in desk.vouching.colleagues(desk.officer)] == ["mai"]
    assert desk.vouching.colleagues(desk.officer, leading=True) == (), "the first officer leads, and is at work herself"
    assert [one.login for one in desk.vouching.colleagues(mai, leading=True)] == ["do"]


def test_a_name_in_civil_status_needs_somebody(desk: Program) -> None:
    with pytest.raises(SecondOfficerNeeded):
        corrected(desk, None)
