"""Every act of a dossier's life by key from its page: only legal ones, each with its panel, nothing saved half."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.domain.facts import Receiver
from app.domain.life_events import WantedPaper
from app.domain.states import State
from tests.ui.dossier.conftest import OpenPage
from tests.ui.dossier.hands import CTRL, answer, finish, in_work, now, panel
from tests.ui.practice_desk import PracticeDesk
from ui.dossier.asking import AnswersPanel
from ui.dossier.presenter import DossierPresenter
from ui.dossier.waiting_panels import ReceivedPanel, RequestPanel
from ui.value_words import due_words


def offered(presenter: DossierPresenter) -> list[str]:
    found = presenter._shown
    assert found is not None
    return [act.slug for act in (*found.acts, *found.others)]


def asked(desk: PracticeDesk, dossier_id: bytes) -> None:
    program = desk.program
    program.waiting.request_papers(
        dossier_id, wanted=[WantedPaper("Giấy chứng sinh", None, 1)], reason="mờ", officer=program.officer
    )


def suspended(desk: PracticeDesk, dossier_id: bytes) -> None:
    desk.program.waiting.suspend(dossier_id, reason="lệ phí trước bạ", officer=desk.program.officer)


def withdrawn(desk: PracticeDesk, dossier_id: bytes) -> None:
    desk.program.endings.withdraw(dossier_id, reason="đổi ý", officer=desk.program.officer)


def stopped(desk: PracticeDesk, dossier_id: bytes) -> None:
    desk.program.endings.stop(dossier_id, reason="đổi ý", request="đơn 23/11", officer=desk.program.officer)


def refused(desk: PracticeDesk, dossier_id: bytes) -> None:
    desk.program.endings.refuse(dossier_id, reason="sai", legal_basis="điều 18", officer=desk.program.officer)


def unchanged(desk: PracticeDesk, dossier_id: bytes) -> None:
    """It stays in progress."""


@pytest.mark.parametrize("come_to", [unchanged, asked, suspended, withdrawn, stopped, refused])
def test_every_legal_act_is_offered_once_and_opens_a_form(
    desk: PracticeDesk, open_page: OpenPage, come_to: object
) -> None:
    dossier_id = in_work(desk)
    come_to(desk, dossier_id)  # type: ignore[operator]
    page, presenter = open_page(dossier_id)
    dossier = now(desk, dossier_id)
    legal = [act for act in desk.program.processing.allowed(dossier) if act != "note"]
    shown = offered(presenter)
    assert sorted(set(shown) - {"print", "collect", "double-entry"}) == sorted(legal)
    assert len(shown) == len(set(shown)), "nothing stands there twice"
    assert len(page.acts.buttons) <= 4, "the rest is one key away"
    for act in shown:
        page.act_chosen.emit(act)
        desk.settle()
        if act == "hand-over":
            continue
        assert page.panel is not None and page.panel.slug == act
        assert page.panel.consequence.text(), "each says what comes of it"
        assert page.panel.finish.key() == "F9"
        page.leave()
    assert now(desk, dossier_id) == dossier, "looking saves nothing"


def test_the_other_acts_are_walked_by_the_keyboard(desk: PracticeDesk, open_page: OpenPage) -> None:
    dossier_id = in_work(desk)
    page, _presenter = open_page(dossier_id)
    desk.press(page, Qt.Key.Key_M, CTRL)
    others = page.others
    assert others.list.hasFocus()
    assert page.acts.isHidden()
    first = others.consequence.text()
    desk.press(others.list, Qt.Key.Key_Down)
    assert others.consequence.text() != first, "the act under the keyboard says what comes of it"
    others.list.setCurrentRow(others.slugs().index("take-in"))
    desk.press(others.list, Qt.Key.Key_Return)
    assert others.isHidden()
    form = panel(page, AnswersPanel)
    assert form.fields["by"].text() == "Giàng A Dơ", "who is at work stands there already"
    finish(page, desk)
    handing = now(desk, dossier_id).handings[-1]
    assert handing.taken_by == "Giàng A Dơ"
    assert "take-in" not in page.others.slugs(), "signed for once"
    desk.press(page, Qt.Key.Key_M, CTRL)
    assert page.leave()
    assert page.others.isHidden()
    assert not page.leave(), "the second Esc is the window's"


def test_papers_are_asked_for_by_keys_and_the_page_says_since_when_and_what(
    desk: PracticeDesk, open_page: OpenPage
) -> None:
    dossier = desk.accept()
    desk.program.processing.forward(dossier.id, to=Receiver("officer", "Tư pháp"), officer=desk.program.officer)
    page, presenter = open_page(dossier.id, "request-papers")
    form = panel(page, RequestPanel)
    finish(page, desk)
    assert page.panel is form and form.trouble.isVisible(), "which papers?"
    assert form.reason.error(), "and why?"
    desk.press(form.ticks.list, Qt.Key.Key_Space)
    assert form.trouble.isHidden(), "what was refused is being mended"
    desk.press(form.ticks.list, Qt.Key.Key_Plus)
    desk.press(form.ticks.list, Qt.Key.Key_Return)
    assert form.other.editor.hasFocus()
    QTest.keyClicks(form.other.editor, "Bia moi")
    form.reason.set_text("Tờ khai thiếu chữ ký")
    finish(page, desk)
    request = now(desk, dossier.id).requests[-1]
    [listed, other] = request.wanted
    assert (listed.component, listed.original, listed.copy) == (0, 2, 0)
    assert (other.name, other.component) == ("Bia moi", None)
    assert now(desk, dossier.id).state is State.AWAITING_PAPERS
    assert listed.name in page.standing.text() and "23/11/2026" in page.standing.text()
    found = presenter._shown
    assert found is not None
    assert found.acts[0].slug == "print", "the request is owed on paper"
    assert found.acts[1].slug == "papers-received"


def test_the_new_promise_is_shown_before_it_is_made(desk: PracticeDesk, open_page: OpenPage) -> None:
    dossier_id = in_work(desk)
    asked(desk, dossier_id)
    page, _presenter = open_page(dossier_id, "papers-received")
    form = panel(page, ReceivedPanel)
    promised = desk.program.waiting.new_promise(now(desk, dossier_id), mode="restart")
    assert due_words(promised.at) in form.outcome.text()
    assert form.outcome_why.text(), "and why"
    assert "Giấy chứng sinh" in form.outcome.text(), "what is not ticked is still lacking"
    finish(page, desk)
    assert page.panel is form and "Giấy chứng sinh" in form.trouble.text(), "asked once whether it is needed no more"
    assert now(desk, dossier_id).state is State.AWAITING_PAPERS
    desk.press(page, Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
    assert "Giấy chứng sinh" not in form.outcome.text()
    finish(page, desk)
    dossier = now(desk, dossier_id)
    assert (dossier.state, dossier.due.at) == (State.PROCESSING, promised.at)
    assert dossier.papers[-1].name == "Giấy chứng sinh"


def test_another_mode_needs_its_law(desk: PracticeDesk, open_page: OpenPage) -> None:
    dossier_id = in_work(desk)
    asked(desk, dossier_id)
    page, _presenter = open_page(dossier_id, "papers-received")
    form = panel(page, ReceivedPanel)
    assert form.basis.isHidden()
    form.ticks.tick_all()
    form.mode.setCurrentIndex(form.mode.findData("resume"))
    assert form.basis.isVisible()
    goes_on = desk.program.waiting.new_promise(now(desk, dossier_id), mode="resume")
    assert due_words(goes_on.at) in form.outcome.text()
    finish(page, desk)
    assert page.panel is form and form.trouble.text(), "without its law it is refused"
    form.basis.set_text("Luật Đất đai, điều 5")
    finish(page, desk)
    assert now(desk, dossier_id).due.at == goes_on.at


def test_a_second_request_needs_a_leader_and_keeps_what_was_typed(desk: PracticeDesk, open_page: OpenPage) -> None:
    dossier_id = in_work(desk)
    asked(desk, dossier_id)
    desk.program.waiting.papers_received(dossier_id, officer=desk.program.officer)
    page, _presenter = open_page(dossier_id, "request-papers")
    form = panel(page, RequestPanel)
    assert form.leader.isHidden(), "nobody is asked for leave beforehand"
    form.other.set_text("Bản sao hộ khẩu cũ")
    form.reason.set_text("Mới phát hiện tẩy xóa")
    finish(page, desk)
    assert form.leader.isVisible() and form.leader.editor.hasFocus()
    form.leader.set_text("Lò Văn Pản")
    finish(page, desk)
    assert form.trouble.text(), "a name alone is no leave"
    form.why_leave.set_text("Phát hiện sau")
    finish(page, desk)
    leave = now(desk, dossier_id).requests[-1].leave
    assert leave is not None and (leave.leader, leave.why) == ("Lò Văn Pản", "Phát hiện sau")
    assert now(desk, dossier_id).requests[-1].wanted[0].name == "Bản sao hộ khẩu cũ"


def test_a_new_day_is_said_while_it_is_typed_and_promised_only_once(desk: PracticeDesk, open_page: OpenPage) -> None:
    dossier_id = in_work(desk)
    before = now(desk, dossier_id)
    page, _presenter = open_page(dossier_id, "extend")
    form = panel(page, AnswersPanel)
    assert form.outcome.isHidden()
    answer(page, to="5")
    promised = desk.program.promises.extended_to(before, "5wd")
    assert due_words(promised.at) in form.outcome.text()
    answer(page, reason="Chờ cơ quan khác xác minh", signer="Lò Văn Pản")
    finish(page, desk)
    dossier = now(desk, dossier_id)
    assert dossier.extension is not None and dossier.extension.signer == "Lò Văn Pản"
    assert (dossier.due.at, dossier.original_due_at) == (promised.at, before.due.at)
    assert f"{before.due.at:%d/%m/%Y %H:%M}" in page.standing.text(), "the first promise stays in sight"
    assert "extend" not in page.others.slugs()


@pytest.mark.parametrize("typed", ["hôm sau", "31/02/2027", "0", "24/11/2026"])
def test_a_day_that_cannot_be_is_refused_at_its_field(desk: PracticeDesk, open_page: OpenPage, typed: str) -> None:
    dossier_id = in_work(desk)
    page, _presenter = open_page(dossier_id, "extend")
    form = panel(page, AnswersPanel)
    form.fields["to"].set_text(typed)
    form.fields["reason"].set_text("chờ xác minh")
    finish(page, desk)
    assert page.panel is form
    assert form.fields["to"].error()
    assert now(desk, dossier_id).extension is None


def test_a_refusal_without_reason_and_law_is_none(desk: PracticeDesk, open_page: OpenPage) -> None:
    dossier_id = in_work(desk)
    page, _presenter = open_page(dossier_id, "refuse")
    form = panel(page, AnswersPanel)
    finish(page, desk)
    assert form.fields["reason"].error() and form.fields["legal_basis"].error()
    assert form.fields["reason"].editor.hasFocus()
    assert now(desk, dossier_id).state is State.PROCESSING
    answer(page, reason="Không đủ điều kiện", legal_basis="điều 18 khoản 2, Luật Hộ tịch")
    finish(page, desk)
    dossier = now(desk, dossier_id)
    assert dossier.ending is not None and dossier.ending.legal_basis == "điều 18 khoản 2, Luật Hộ tịch"
    assert dossier.state is State.COMPLETED
    with desk.bot.waitSignal(page.handover_requested) as wanted:
        page.act_chosen.emit("hand-over")
    assert wanted.args == [dossier_id]


def test_the_time_stands_until_the_payment_is_proved(desk: PracticeDesk, open_page: OpenPage) -> None:
    dossier_id = in_work(desk)
    page, _presenter = open_page(dossier_id, "suspend")
    answer(page, reason="Lệ phí trước bạ", agency="Thuế cơ sở 3", amount="1.200.000")
    finish(page, desk)
    assert now(desk, dossier_id).state is State.AWAITING_PAYMENT
    assert "23/11/2026" in page.standing.text()
    desk.press(page, Qt.Key.Key_1, CTRL)
    form = panel(page, AnswersPanel)
    assert form.slug == "resume"
    assert due_words(desk.program.waiting.new_promise(now(desk, dossier_id), mode="resume").at) in form.outcome.text()
    answer(page, proof="Biên lai 0012345")
    finish(page, desk)
    assert now(desk, dossier_id).state is State.PROCESSING


def test_an_amount_that_is_none_is_refused_at_its_field(desk: PracticeDesk, open_page: OpenPage) -> None:
    dossier_id = in_work(desk)
    page, _presenter = open_page(dossier_id, "suspend")
    answer(page, reason="thuế", amount="nhiều")
    finish(page, desk)
    form = panel(page, AnswersPanel)
    assert form.finish.isEnabled(), "nothing was saved, and it can be tried again"
    assert now(desk, dossier_id).state is State.PROCESSING


@pytest.mark.parametrize(
    ("act", "answers", "state"),
    [
        ("stop", {"request": "Đơn 23/11/2026", "reason": "không làm nữa", "refund": "hoàn đủ"}, State.STOPPED),
        ("withdraw", {"reason": "đổi ý"}, State.WITHDRAWN),
    ],
)
def test_what_the_citizen_ended_still_goes_back(
    desk: PracticeDesk, open_page: OpenPage, act: str, answers: dict[str, str], state: State
) -> None:
    dossier_id = in_work(desk)
    page, presenter = open_page(dossier_id, act)
    answer(page, **answers)
    finish(page, desk)
    assert now(desk, dossier_id).state is state
    assert answers["reason"] in page.standing.text()
    assert "hand-over" in offered(presenter)
    assert "complete" not in offered(presenter)


def test_a_wrong_result_is_made_again(desk: PracticeDesk, open_page: OpenPage) -> None:
    dossier_id = desk.lines(State.RETURNED)[0].id
    page, _presenter = open_page(dossier_id, "fault")
    answer(page, what="sai ngày sinh", remedy="cấp lại trong ngày, xin lỗi")
    finish(page, desk)
    dossier = now(desk, dossier_id)
    assert (dossier.state, dossier.faults[-1].kind) == (State.PROCESSING, "wrong")
    assert "cấp lại trong ngày" in page.standing.text()


def test_the_citizen_is_told_and_a_code_is_kept(desk: PracticeDesk, open_page: OpenPage) -> None:
    dossier_id = desk.lines(State.COMPLETED)[0].id
    page, _presenter = open_page(dossier_id, "announce")
    form = panel(page, AnswersPanel)
    assert form.fields["to"].text() == (now(desk, dossier_id).applicant.phone or "")
    finish(page, desk)
    assert len(now(desk, dossier_id).announced) == 1
    page.act_chosen.emit("link-code")
    desk.settle()
    finish(page, desk)
    assert panel(page, AnswersPanel).fields["code"].error(), "a code must be typed"
    answer(page, code="G22.99-261123-0007")
    finish(page, desk)
    assert "G22.99-261123-0007" in page.standing.text()
    assert desk.program.queries.dossier_id(now(desk, dossier_id).code) == dossier_id


def test_a_file_held_elsewhere_can_be_taken_over_with_a_reason(desk: PracticeDesk, open_page: OpenPage) -> None:
    dossier_id = in_work(desk)
    away = Receiver("station", "Quầy 2", bytes(16))
    desk.program.processing.forward(dossier_id, to=away, officer=desk.program.officer)
    page, presenter = open_page(dossier_id)
    assert offered(presenter) == ["correct", "take-over", "link-code", "double-entry"]
    assert page.acts.more.hasFocus(), "nothing is likely; the list of other acts is one key away"
    page.act_chosen.emit("take-over")
    desk.settle()
    finish(page, desk)
    assert now(desk, dossier_id).custodian.station == bytes(16)
    answer(page, reason="máy kia hỏng")
    finish(page, desk)
    assert now(desk, dossier_id).custodian.station == desk.program.desk.station
    assert "complete" in offered(presenter)
