"""A citizen comes for a result: found by slip or digits, known by card, paid, signed, rated, done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.dossier import Dossier
from app.domain.errors import PrinterFailed
from app.domain.identity_card import read_card
from app.domain.owing import owed_papers
from app.domain.states import State
from tests.printing.reading import text_of
from tests.ui.made_desk import NOW, accept_copy, make_desk, ready_copy
from ui.handover.presenter import HandoverPresenter
from ui.handover.view import HandoverPage
from ui.printer import PrinterInfo
from ui.program import Program
from ui.shell.window import MainWindow
from ui.slip_printing import SlipPrinting
from ui.tasks import Tasks
from ui.widgets.labels import ElidedLabel

WAIT = 10_000
CARD = "012060004321||Pờ Xè Lòng|02031960|Nam|Bản Căng Há, Sin Suối Hồ, Phong Thổ, Lai Châu|01022022"
ANOTHER = "012065001111||Pờ Thị Mỷ|05061965|Nữ|Bản Căng Há, Sin Suối Hồ, Phong Thổ, Lai Châu|01022022"


class Spooler:
    """A printer of the world."""

    def __init__(self) -> None:
        self.there, self.broken = True, False
        self.sent: list[bytes] = []

    def available(self) -> tuple[PrinterInfo, ...]:
        return (PrinterInfo("Canon", "Canon", True, True, ()),) if self.there else ()

    def send(self, pdf: bytes, printer: str, title: str) -> None:
        if self.broken:
            raise PrinterFailed(reason="hết giấy")
        self.sent.append(pdf)


@dataclass
class Desk:
    """The page on a real desk, and what it told the shell."""

    program: Program
    tasks: Tasks
    window: MainWindow
    page: HandoverPage
    presenter: HandoverPresenter
    spooler: Spooler
    news: list[tuple[str, str]]
    trouble: list[str]
    undo: list[Callable[[], None]]

    def state(self, dossier: Dossier) -> Dossier:
        return self.program.queries.dossier(dossier.id)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    bugs: list[BaseException] = []
    program = make_desk(tmp_path / "desk").open()
    tasks = Tasks(lambda bug: bugs.append(bug) or "LOI-1")  # type: ignore[func-returns-value]
    spooler = Spooler()
    page = HandoverPage()
    presenter = HandoverPresenter(page, program, tasks, SlipPrinting(program, tasks, spooler))
    window = MainWindow(now=lambda: NOW)
    window.add_page("handover", page, icon="handover", key="F4")
    tasks.data_changed.connect(window.refresh_visible)
    qtbot.addWidget(window)
    window.show()
    window.open_page("handover")
    news: list[tuple[str, str]] = []
    trouble: list[str] = []
    undo: list[Callable[[], None]] = []
    page.news.connect(lambda strong, text: news.append((strong, text)))
    page.undo_offered.connect(lambda strong, text, _way: news.append((strong, text)))
    page.undo_offered.connect(lambda _strong, _text, way: undo.append(way))
    page.trouble.connect(trouble.append)
    yield Desk(program, tasks, window, page, presenter, spooler, news, trouble, undo)
    qtbot.waitUntil(tasks.idle, timeout=WAIT)
    tasks.close()
    program.close()
    assert not bugs, bugs


def find(qtbot: QtBot, desk: Desk, dossier: Dossier) -> None:
    desk.page.slip_scanned(dossier.code)
    qtbot.waitUntil(lambda: desk.page.steps.code.text() == dossier.code, timeout=WAIT)


def settle(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(desk.tasks.idle, timeout=WAIT)


# ── finding ──────────────────────────────────────────────────────────────────────────────────


def test_a_scanned_slip_opens_its_dossier_and_says_when(qtbot: QtBot, desk: Desk) -> None:
    find(qtbot, desk, ready_copy(desk.program))
    assert desk.page.steps.name.text() == "Pờ Xè Lòng"
    assert desk.page.steps.found_by.word() == "Quét giấy hẹn 09:40"
    assert not desk.page.steps.lost.isVisible(), "who has the slip has not lost it"


def test_the_last_digits_and_enter_are_enough(qtbot: QtBot, desk: Desk) -> None:
    ready_copy(desk.program)
    assert desk.page.line.hasFocus() or not desk.window.isActiveWindow()
    qtbot.keyClicks(desk.page.line, "1001")
    qtbot.keyClick(desk.page.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.page.steps.name.text() == "Pờ Xè Lòng", timeout=WAIT)


def test_several_matches_are_a_short_list_with_the_ready_one_first(qtbot: QtBot, desk: Desk) -> None:
    accept_copy(desk.program)
    ready = ready_copy(desk.program)
    qtbot.keyClicks(desk.page.line, "po xe long")
    qtbot.keyClick(desk.page.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(desk.page.matches.choices()) == 2, timeout=WAIT)
    assert ready.code in desk.page.matches.choices()[0]
    qtbot.keyClick(desk.page.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.page.steps.code.text() == ready.code, timeout=WAIT)
    assert not desk.page.matches.isVisible()


def test_nothing_found_says_what_else_to_try(qtbot: QtBot, desk: Desk) -> None:
    desk.page.line.setText("9999")
    qtbot.keyClick(desk.page.line, Qt.Key.Key_Return)
    qtbot.waitUntil(desk.page.find_trouble.isVisible, timeout=WAIT)
    assert "9999" in desk.page.find_trouble.text.text()


def test_a_dossier_without_result_says_so_and_offers_to_open_it(qtbot: QtBot, desk: Desk) -> None:
    taken = accept_copy(desk.program)
    find(qtbot, desk, taken)
    assert desk.page.why_not.text.text().startswith("Chưa có kết quả: hồ sơ đang «")
    assert "23/11/2026 17:30" in desk.page.why_not.text.text()
    assert not desk.page.done.isVisible()
    desk.page.act()
    settle(qtbot, desk)
    assert desk.state(taken).state is State.ACCEPTED
    with qtbot.waitSignal(desk.page.dossier_requested) as told:
        desk.page.open_dossier.click()
    assert told.args == [taken.id, ""]


def test_who_waits_stands_at_the_right_and_can_be_chosen(qtbot: QtBot, desk: Desk) -> None:
    ready_copy(desk.program)
    desk.page.refresh()
    qtbot.waitUntil(lambda: desk.page.waiting_card.note_label.text() == "1 hồ sơ", timeout=WAIT)
    desk.page.waiting_table.choose(0)
    qtbot.keyClick(desk.page.waiting_table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.page.steps.name.text() == "Pờ Xè Lòng", timeout=WAIT)


# ── the receiver ─────────────────────────────────────────────────────────────────────────────


def test_the_applicants_card_agrees_in_words(qtbot: QtBot, desk: Desk) -> None:
    find(qtbot, desk, ready_copy(desk.program))
    desk.page.card_scanned(read_card(CARD))
    assert desk.page.steps.card.text.text() == "Thẻ quét 09:40 trùng người nộp: họ tên, ngày sinh, số định danh."


def test_another_persons_card_is_named_and_stops_the_return(qtbot: QtBot, desk: Desk) -> None:
    dossier = ready_copy(desk.program, exemption={"ground": "poor_household", "proof": "Sổ hộ nghèo"})
    find(qtbot, desk, dossier)
    desk.page.card_scanned(read_card(ANOTHER))
    words = desk.page.steps.card.text.text()
    assert "trên thẻ «Pờ Thị Mỷ», trong hồ sơ «Pờ Xè Lòng»" in words
    assert "012065001111" not in words, "others can see the screen"
    desk.page.act()
    assert "«Được ủy quyền»" in desk.page.problem.text.text()
    desk.page.steps.receiver_chips["authorised"].click()
    desk.page.card_scanned(read_card(ANOTHER))
    assert desk.page.steps.proxy_name.text() == "Pờ Thị Mỷ"
    desk.page.act()
    settle(qtbot, desk)
    returned = desk.state(dossier).returned
    assert returned is not None
    assert (returned.receiver_kind, returned.receiver_name, returned.receiver_id) == (
        "authorised", "Pờ Thị Mỷ", "012065001111",
    )  # fmt: skip


def test_the_card_of_who_handed_in_for_the_applicant_is_known(qtbot: QtBot, desk: Desk) -> None:
    proxy = {"name": "Pờ Thị Mỷ", "id_kind": "cccd", "id_number": "012065001111", "relation": "con"}
    find(qtbot, desk, ready_copy(desk.program, representative=proxy))
    desk.page.card_scanned(read_card(ANOTHER))
    assert desk.page.steps.receiver_chips["authorised"].isChecked()
    assert desk.page.steps.proxy_name.text() == "Pờ Thị Mỷ"


def test_a_lost_slip_needs_the_identity_checked_first(qtbot: QtBot, desk: Desk) -> None:
    dossier = ready_copy(desk.program)
    desk.presenter.open(dossier.id)
    qtbot.waitUntil(lambda: desk.page.steps.code.text() == dossier.code, timeout=WAIT)
    desk.page.steps.lost.click()
    desk.page.steps.money_chips["later"].click()
    desk.page.act()
    assert desk.page.problem.text.text().startswith("Mất giấy hẹn: hãy quét thẻ")
    desk.page.card_scanned(read_card(CARD))
    desk.page.act()
    settle(qtbot, desk)
    returned = desk.state(dossier).returned
    assert returned is not None and returned.lost_slip
    assert (returned.identity_document, returned.by) == ("Thẻ căn cước số 012060004321", "Giàng A Dơ")
    settle(qtbot, desk)
    (paper,) = desk.spooler.sent
    page = " ".join(text_of(paper)[0].split())
    assert "Mất giấy hẹn" in page and "Thẻ căn cước số 012060004321" in page and "NGƯỜI NHẬN KẾT QUẢ" in page
    assert "return" not in owed_papers(desk.state(dossier))


def test_the_paper_compared_is_typed_where_no_card_is_scanned(qtbot: QtBot, desk: Desk) -> None:
    dossier = ready_copy(desk.program)
    desk.presenter.open(dossier.id)
    qtbot.waitUntil(lambda: desk.page.steps.code.text() == dossier.code, timeout=WAIT)
    assert not desk.page.steps.document.isVisible()
    desk.page.steps.lost.click()
    desk.page.steps.money_chips["later"].click()
    desk.page.steps.document.set_text("Hộ chiếu số C1234567")
    desk.spooler.there = False
    desk.page.act()
    settle(qtbot, desk)
    returned = desk.state(dossier).returned
    assert returned is not None and returned.identity_document == "Hộ chiếu số C1234567"
    assert desk.trouble and "không thấy máy in" in desk.trouble[-1]
    assert "return" in owed_papers(desk.state(dossier)), "the line to sign waits in «Cần in»"


# ── money ────────────────────────────────────────────────────────────────────────────────────


def test_what_is_owed_is_collected_first_and_its_slip_printed(qtbot: QtBot, desk: Desk) -> None:
    dossier = ready_copy(desk.program)
    find(qtbot, desk, dossier)
    assert desk.page.steps.money_words.text() == "Còn phải thu: 16.000 đ"
    desk.page.act()
    assert "Còn 16.000 đ chưa thu" in desk.page.problem.text.text()
    desk.page.steps.collect.click()
    qtbot.waitUntil(lambda: desk.page.steps.money_words.text() == "Đã thu: 16.000 đ, phiếu 1-0001", timeout=WAIT)
    qtbot.waitUntil(lambda: bool(desk.spooler.sent), timeout=WAIT)
    qtbot.waitUntil(lambda: desk.state(dossier).is_printed("fee-slip"), timeout=WAIT)
    assert not desk.page.steps.taking.isVisible(), "nobody pays twice"
    assert desk.news == [("Đã thu 16.000 đ.", "Phiếu 1-0001")]


def test_without_a_printer_the_money_is_recorded_and_the_slip_is_told_to_wait(qtbot: QtBot, desk: Desk) -> None:
    desk.spooler.there = False
    dossier = ready_copy(desk.program)
    find(qtbot, desk, dossier)
    desk.page.steps.collect.click()
    qtbot.waitUntil(lambda: bool(desk.trouble), timeout=WAIT)
    assert desk.trouble[0].startswith("Tiền đã ghi sổ")
    assert desk.state(dossier).paid == 16_000


def test_a_fee_nobody_has_set_is_not_asked_for(qtbot: QtBot, desk: Desk) -> None:
    papers = [{"component": place, "original": 1} for place in (0, 1, 5)]
    dossier = ready_copy(desk.program, procedure="1.001193", papers=papers, fee_inputs=None)
    find(qtbot, desk, dossier)
    assert desk.state(dossier).total is None
    assert "chưa có biểu: không thu ở bước này" in desk.page.steps.money_words.text()
    assert not desk.page.steps.collect.isVisible()


# ── signing, rating, done ────────────────────────────────────────────────────────────────────


def test_who_cannot_read_signs_by_fingerprint_after_hearing_the_result(qtbot: QtBot, desk: Desk) -> None:
    dossier = ready_copy(desk.program, priority=["cannot_read"])
    find(qtbot, desk, dossier)
    assert desk.page.steps.fingerprint.isChecked()
    desk.page.steps.money_chips["later"].click()
    desk.page.act()
    assert desk.page.problem.text.text() == "Đọc to kết quả cho người nhận nghe rồi đánh dấu."
    desk.page.steps.read_aloud.setChecked(True)
    desk.page.act()
    settle(qtbot, desk)
    returned = desk.state(dossier).returned
    assert returned is not None and returned.signature == "fingerprint" and returned.read_aloud


def test_f9_hands_over_and_waits_for_the_next_citizen(qtbot: QtBot, desk: Desk) -> None:
    dossier = ready_copy(desk.program)
    find(qtbot, desk, dossier)
    desk.page.steps.money_chips["later"].click()
    qtbot.keyClick(desk.page.steps.faces.faces[5], Qt.Key.Key_4)
    assert desk.page.steps.sections[4].state() == "done"
    qtbot.keyClick(desk.window, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: ("Đã trả kết quả.", f"Pờ Xè Lòng, {dossier.code}") in desk.news, timeout=WAIT)
    assert desk.state(dossier).state is State.RETURNED
    returned = desk.state(dossier).returned
    assert returned is not None and returned.rating == 4
    assert desk.page.empty.isVisible()
    settle(qtbot, desk)
    assert desk.page.nobody.isVisible(), "nobody else waits"


def test_the_rating_has_as_many_levels_as_the_rules_say(qtbot: QtBot, desk: Desk) -> None:
    find(qtbot, desk, ready_copy(desk.program))
    faces = desk.page.steps.faces
    assert [rating for rating, face in faces.faces.items() if face.isVisible()] == [5, 4, 3, 2, 1]
    faces.set_levels(3)
    shown = {rating: face.text() for rating, face in faces.faces.items() if face.isVisible()}
    assert list(shown) == [3, 2, 1]
    assert shown[3] == "Hài lòng", "three levels are said by the faces in the middle"
    qtbot.keyClick(faces.faces[3], Qt.Key.Key_5)
    assert faces.rating() is None, "a level that is not asked for has no key"
    qtbot.keyClick(faces.faces[3], Qt.Key.Key_2)
    assert faces.rating() == 2


def test_by_post_nobody_signs_here(qtbot: QtBot, desk: Desk) -> None:
    dossier = ready_copy(desk.program)
    find(qtbot, desk, dossier)
    desk.page.steps.receiver_chips["post"].click()
    desk.page.steps.money_chips["later"].click()
    assert not desk.page.steps.ways_to_sign.isVisible()
    desk.page.act()
    settle(qtbot, desk)
    returned = desk.state(dossier).returned
    assert returned is not None and (returned.receiver_kind, returned.signature) == ("post", "none")


def test_escape_leaves_the_dossier_and_a_second_one_leaves_the_page(qtbot: QtBot, desk: Desk) -> None:
    dossier = ready_copy(desk.program)
    find(qtbot, desk, dossier)
    assert desk.page.leave()
    assert desk.page.empty.isVisible()
    assert not desk.page.leave()
    assert desk.state(dossier).state is State.COMPLETED


def test_a_result_that_was_returned_says_when_and_to_whom(qtbot: QtBot, desk: Desk) -> None:
    dossier = ready_copy(desk.program)
    find(qtbot, desk, dossier)
    desk.page.steps.money_chips["later"].click()
    desk.page.act()
    qtbot.waitUntil(lambda: bool(desk.news), timeout=WAIT)
    find(qtbot, desk, dossier)
    qtbot.waitUntil(desk.page.why_not.isVisible, timeout=WAIT)
    assert desk.page.why_not.text.text().startswith("Kết quả đã trả lúc 23/11/2026 09:40 cho Pờ Xè Lòng.")


def test_a_return_can_be_taken_back_for_a_minute(qtbot: QtBot, desk: Desk) -> None:
    dossier = ready_copy(desk.program)
    find(qtbot, desk, dossier)
    desk.page.steps.money_chips["later"].click()
    desk.page.act()
    qtbot.waitUntil(lambda: bool(desk.undo), timeout=WAIT)
    assert desk.state(dossier).state is State.RETURNED
    desk.undo[0]()
    qtbot.waitUntil(lambda: len(desk.news) > 1, timeout=WAIT)
    assert "Trả kết quả" in desk.news[-1][0]
    assert (desk.state(dossier).state, desk.state(dossier).returned) == (State.COMPLETED, None)


@pytest.mark.parametrize("how", ["withdraw", "stop"])
def test_the_papers_of_what_was_ended_go_back_through_this_page(qtbot: QtBot, desk: Desk, how: str) -> None:
    program = desk.program
    dossier = accept_copy(program)
    if how == "stop":
        program.endings.stop(dossier.id, reason="đổi ý", request="đơn 23/11", officer=program.officer)
    else:
        program.endings.withdraw(dossier.id, reason="đổi ý", officer=program.officer)
    find(qtbot, desk, dossier)
    assert desk.page.why_not.isHidden()
    result = desk.page.done.label()
    given = [words for words in desk.page.given_card.findChildren(ElidedLabel) if words.isVisible()]
    kept = [paper.name for paper in dossier.papers if not paper.shown_only]
    assert kept and set(kept) <= {words.text() for words in given}, "the papers of the file, one by one"
    desk.page.steps.money_chips["later"].click()
    desk.page.act()
    qtbot.waitUntil(lambda: bool(desk.news), timeout=WAIT)
    ended = desk.state(dossier)
    assert ended.returned is not None and ended.state in (State.STOPPED, State.WITHDRAWN), "it stays as it ended"
    assert desk.news[0][0] == f"{result}."
    find(qtbot, desk, dossier)
    qtbot.waitUntil(desk.page.why_not.isVisible, timeout=WAIT)
    assert not desk.page.done.isVisible(), "nothing goes back twice"


def test_a_refusal_is_handed_out_as_such(qtbot: QtBot, desk: Desk) -> None:
    program = desk.program
    dossier = accept_copy(program)
    program.endings.refuse(dossier.id, reason="sai", legal_basis="điều 18", officer=program.officer)
    find(qtbot, desk, dossier)
    assert desk.page.done.label() != "Đã trả kết quả", "there is no result to return"
    given = {words.text() for words in desk.page.given_card.findChildren(ElidedLabel) if words.isVisible()}
    assert "Văn bản từ chối" in given or "Phiếu từ chối" in given, given
    desk.page.steps.money_chips["later"].click()
    desk.page.act()
    qtbot.waitUntil(lambda: desk.state(dossier).state is State.RETURNED, timeout=WAIT)


def test_every_control_has_a_name_and_a_key_that_is_shown(desk: Desk) -> None:
    steps = desk.page.steps
    named = [*steps.receiver_chips.values(), *steps.money_chips.values(), steps.signed, steps.fingerprint, steps.skip]
    assert all("Alt " in widget.accessibleName() for widget in named)
    assert next(face.accessibleName() for face in steps.faces.faces.values()) == "Rất hài lòng, 5"
