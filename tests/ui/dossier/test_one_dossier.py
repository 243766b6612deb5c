"""One dossier: its story newest first, only legal acts, each done in place and seen at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from app.domain.facts import Receiver
from app.domain.states import State
from app.services.desk_place import ROSTER
from tests.printing.reading import text_of
from tests.sync.hub.strangers import AWAY, Stranger, Town
from tests.ui.dossier.conftest import OpenPage
from tests.ui.made_desk import NOW
from tests.ui.practice_desk import OffTheGuiThread, PracticeDesk, Tray, shown_rows
from ui.dossier.model import shown
from ui.dossier.panels import CollectPanel, ForwardPanel, NotePanel, PrintPanel, ResultPanel, in_words
from ui.dossier.presenter import dossier_page
from ui.dossier.view import DossierPage
from ui.dossier_words import Today
from ui.slip_printing import SlipPrinting
from ui.theme.apply import change_look

CTRL = Qt.KeyboardModifier.ControlModifier


def acts(page: DossierPage) -> list[str]:
    return [button.label() for button in page.acts.buttons]


def story(page: DossierPage) -> list[str]:
    model = page.timeline.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def state_of(desk: PracticeDesk, dossier_id: bytes) -> State:
    return desk.program.queries.dossier(dossier_id).state


def test_the_page_says_whose_it_is_how_it_stands_and_what_happened(desk: PracticeDesk, open_page: OpenPage) -> None:
    line = desk.lines(State.RETURNED)[0]
    page, _presenter = open_page(line.id)
    dossier = desk.program.queries.dossier(line.id)
    assert page.subject.text() == line.applicant
    assert [chip.word() for chip in page.chips] == ["Đã trả", "Mới lưu"]
    assert dossier.code in page.about.text()
    assert (dossier.applicant.id_number or "") in page.about.text(), "whole here, masked on lists"
    lines = story(page)
    assert "Đã trả kết quả" in lines[0]
    assert "Tiếp nhận" in lines[-1]
    assert all("Giàng A Dơ · Quầy 1" in one for one in lines)
    assert len(shown_rows(page.paper_model)) == len(dossier.papers)


def test_at_200_percent_the_page_is_no_wider_than_a_small_screen(desk: PracticeDesk, open_page: OpenPage) -> None:
    change_look(scale=2.0)
    page, _presenter = open_page(desk.lines(State.RETURNED)[0].id)
    desk.settle()
    beside_the_rail = 1366 - 85 - 10
    assert page.minimumSizeHint().width() <= beside_the_rail, "the key that prints was pushed out of the window"
    assert page.fees.state.width() >= page.fees.state.sizeHint().width()
    change_look(scale=1.0)


def test_a_finished_dossier_offers_no_act_and_says_why(desk: PracticeDesk, open_page: OpenPage) -> None:
    page, _presenter = open_page(desk.lines(State.RETURNED)[0].id)
    assert acts(page) == []
    assert page.acts.why.text().endswith("Hồ sơ đã kết thúc.")


def test_only_legal_acts_are_drawn_each_with_key_and_consequence(desk: PracticeDesk, open_page: OpenPage) -> None:
    page, _presenter = open_page(desk.lines(State.PROCESSING)[0].id)
    drawn = acts(page)
    assert drawn[:2] == ["Ghi kết quả", "Chuyển xử lý"]
    assert "Trả kết quả" not in drawn
    assert page.acts.why.text() == "Ghi kết quả xong thì mới trả được cho công dân."
    assert [button.key() for button in page.acts.buttons] == [f"Ctrl+{n + 1}" for n in range(len(drawn))]
    assert [button.variant() for button in page.acts.buttons].count("primary") == 1
    assert page.acts.buttons[0].accessibleDescription() == "Sau đó hồ sơ chờ công dân đến nhận kết quả."


def test_a_file_held_elsewhere_can_only_be_noted(desk: PracticeDesk, open_page: OpenPage) -> None:
    line = desk.lines(State.PROCESSING)[0]
    away = Receiver("station", "Quầy 2", bytes(16))
    desk.program.processing.forward(line.id, to=away, officer=desk.program.officer)
    page, _presenter = open_page(line.id)
    assert acts(page) == []
    assert page.acts.why.text() == "Hồ sơ đang ở Quầy 2; chỉ nơi đó ghi được bước tiếp theo."
    desk.press(page, Qt.Key.Key_G, CTRL)
    assert isinstance(page.panel, NotePanel)


def test_passing_on_goes_by_keys_alone_and_shows_in_the_story(desk: PracticeDesk, open_page: OpenPage) -> None:
    line = desk.accept()
    page, _presenter = open_page(line.id)
    number = acts(page).index("Chuyển xử lý")
    desk.press(page, Qt.Key(Qt.Key.Key_1 + number), CTRL)
    assert isinstance(page.panel, ForwardPanel)
    assert page.panel.place.hasFocus()
    assert page.acts.isHidden(), "the form stands in the place of the acts, over nothing"
    desk.press(page.panel.place, Qt.Key.Key_Down)
    with desk.bot.waitSignal(page.undo_offered) as news:
        page.act()
        desk.settle()
    assert page.panel is None
    assert state_of(desk, line.id) is State.PROCESSING
    assert "Chuyển Phòng Kinh tế" in story(page)[0]
    assert news.args is not None
    assert news.args[0] == "Đã chuyển hồ sơ của"
    assert acts(page)[0] != "Chuyển xử lý"


def test_an_officer_must_be_named(desk: PracticeDesk, open_page: OpenPage) -> None:
    line = desk.lines(State.PROCESSING)[0]
    page, _presenter = open_page(line.id, "forward")
    panel = page.panel
    assert isinstance(panel, ForwardPanel)
    panel.place.setCurrentIndex(panel.place.findData("officer:"))
    assert panel.name.isVisible()
    page.act()
    desk.settle()
    assert page.panel is panel, "nothing was saved and what was typed stays"
    assert "không được để trống" in panel.trouble.text()
    panel.name.set_text("  Lò Văn  Pản ")
    page.act()
    desk.settle()
    assert "Chuyển Lò Văn Pản" in story(page)[0]


def test_recording_a_result_leads_to_its_return(desk: PracticeDesk, open_page: OpenPage) -> None:
    line = desk.lines(State.PROCESSING)[0]
    page, _presenter = open_page(line.id, "complete")
    panel = page.panel
    assert isinstance(panel, ResultPanel)
    assert panel.lines[0].hasFocus()
    QTest.keyClicks(panel.lines[0], "12/UBND")
    desk.press(panel.lines[0], Qt.Key.Key_Return)
    assert panel.lines[1].hasFocus(), "Enter goes on to the next field"
    panel.signer.set_text("Lò Văn Pản")
    page.act()
    desk.settle()
    result = desk.program.queries.dossier(line.id).result
    assert result is not None
    assert (result.number, result.signer) == ("12/UBND", "Lò Văn Pản")
    assert "Số 12/UBND, Lò Văn Pản ký." in story(page)[0]
    assert acts(page)[0] == "Trả kết quả"
    with desk.bot.waitSignal(page.handover_requested) as asked:
        desk.press(page, Qt.Key.Key_1, CTRL)
    assert asked.args == [line.id]


def test_a_note_is_kept_with_its_lines_and_esc_keeps_nothing(desk: PracticeDesk, open_page: OpenPage) -> None:
    line = desk.lines(State.RETURNED)[0]
    page, _presenter = open_page(line.id)
    desk.press(page, Qt.Key.Key_G, CTRL)
    assert isinstance(page.panel, NotePanel)
    page.panel.area.setPlainText("bỏ dở")
    assert page.leave()
    assert page.panel is None
    assert not page.leave(), "the second Esc is the window's"
    desk.press(page, Qt.Key.Key_G, CTRL)
    assert isinstance(page.panel, NotePanel)
    page.panel.area.setPlainText("Hẹn gọi lại\nsau 15 giờ")
    page.act()
    desk.settle()
    notes = [one for one in story(page) if "Ghi chú" in one]
    assert len(notes) == 1
    assert "Hẹn gọi lại\nsau 15 giờ" in notes[0]


def test_a_reprint_is_marked_and_counted_only_when_the_printer_took_it(
    desk: PracticeDesk, open_page: OpenPage, tray: Tray
) -> None:
    line = next(line for line in desk.lines(State.RETURNED) if not line.needs_print)
    page, _presenter = open_page(line.id)
    page.print_page()
    desk.settle()
    panel = page.panel
    assert isinstance(panel, PrintPanel)
    assert panel.mark.text() == "Bản này có dấu «IN LẠI LẦN 1»."
    assert panel.printer.currentText() == "Máy in A5"
    tray.jam = True
    page.act()
    desk.settle()
    assert page.panel is panel
    assert "hết giấy" in panel.trouble.text()
    assert [made.copy for made in desk.program.queries.dossier(line.id).prints] == [1], "nothing came out"
    tray.jam = False
    page.act()
    desk.settle()
    assert page.panel is None
    assert [made.copy for made in desk.program.queries.dossier(line.id).prints] == [1, 2]
    assert "In: Giấy tiếp nhận và hẹn trả, in lại lần 1" in story(page)[0]
    [(printer, pdf, title)] = tray.papers
    assert printer == "a5"
    assert "IN LẠI LẦN 1" in text_of(pdf)[0]
    assert line.applicant not in title, "the name of a print job is no place for a citizen"


def test_without_a_printer_the_paper_can_still_be_saved_as_a_file(
    desk: PracticeDesk, open_page: OpenPage, tray: Tray, tmp_path: Path
) -> None:
    tray.absent = True
    dossier = desk.accept()
    page, _presenter = open_page(dossier.id, "print")
    panel = page.panel
    assert isinstance(panel, PrintPanel)
    assert not panel.finish.isEnabled()
    assert panel.printer_field.note.text() == "Chưa có máy in nào; có thể lưu ra tệp."
    asked: list[str] = []

    def choose(name: str) -> str:
        asked.append(name)
        return str(tmp_path / name)

    page.ask_file = choose
    desk.press(page, Qt.Key.Key_S, CTRL)
    assert asked == [f"{dossier.code}-receipt.pdf"], "no personal data in the name of a file"
    assert dossier.code in text_of((tmp_path / asked[0]).read_bytes())[0]
    [made] = desk.program.queries.dossier(dossier.id).prints
    assert made.mode == "exported"
    assert "Lưu ra tệp" in story(page)[0]
    assert desk.program.queries.line(dossier.id).needs_print, "a file is no printed slip"


def test_a_fee_is_read_back_in_words_and_its_slip_offered_at_once(
    desk: PracticeDesk, open_page: OpenPage, tray: Tray
) -> None:
    line = next(
        line
        for line in desk.lines()
        if line.state is not State.RETURNED
        and (dossier := desk.program.queries.dossier(line.id)).total
        and dossier.paid < (dossier.total or 0)
    )
    owed = desk.program.queries.dossier(line.id).total or 0
    page, _presenter = open_page(line.id, "collect")
    panel = page.panel
    assert isinstance(panel, CollectPanel)
    assert panel.amount.text() == f"{owed:,}".replace(",", ".")
    assert panel.words.text().endswith("đồng.")
    panel.amount.set_text("9.999.999.999")
    page.act()
    desk.settle()
    assert page.panel is panel, "more than what is owed is refused"
    assert panel.trouble.text()
    panel.amount.set_text(f"{owed:,}".replace(",", "."))
    page.act()
    desk.settle()
    assert desk.program.queries.dossier(line.id).paid == owed
    assert page.fees.state.word() == "đã thu đủ"
    slip = page.panel
    assert isinstance(slip, PrintPanel)
    assert slip.form.currentText() == "Phiếu thu tạm"
    page.act()
    desk.settle()
    assert [title for _printer, _pdf, title in tray.papers] == ["motcua fee-slip"]
    assert "Thu phí, lệ phí" not in acts(page)


@pytest.mark.parametrize(
    ("typed", "said", "bad"),
    [
        ("", "", False),
        ("16.000", "Mười sáu nghìn đồng.", False),
        ("16000đ", "Mười sáu nghìn đồng.", False),
        ("mười", "Ghi số tiền bằng chữ số, ví dụ 16.000.", True),
        ("9" * 20, "Số tiền quá lớn.", True),
    ],
)
def test_amounts_are_read_back(typed: str, said: str, bad: bool) -> None:
    assert in_words(typed) == (said, bad)


def test_contradicting_acts_are_shown_for_a_person_to_decide(desk: PracticeDesk, open_page: OpenPage) -> None:
    line = desk.lines(State.PROCESSING)[0]
    program, queries = desk.program, desk.program.queries
    marked = replace(queries.dossier(line.id), marks=("not_custodian:complete:ab12cd34:7",))
    words = shown(
        marked, line, queries.timeline(line.id), processing=program.processing, desk=program.desk,
        today=Today(NOW, program.calendar),
    )  # fmt: skip
    page, _presenter = open_page(line.id)
    page.show_dossier(words)
    assert page.chips[0].word() == "Xung đột"
    assert page.warning.isVisible()
    assert page.warning.text.text() == "Bước «Ghi kết quả» do một quầy không giữ hồ sơ ghi nhận; cần đối chiếu."


def test_an_act_done_elsewhere_is_seen_and_a_stale_form_is_refused(desk: PracticeDesk, open_page: OpenPage) -> None:
    line = desk.lines(State.PROCESSING)[0]
    page, _presenter = open_page(line.id, "complete")
    desk.program.processing.complete(line.id, officer=desk.program.officer)
    page.act()
    desk.settle()
    assert page.panel is not None
    assert page.panel.trouble.text()
    assert page.panel.finish.isEnabled()
    page.leave()
    page.refresh()
    desk.settle()
    assert acts(page)[0] == "Trả kết quả"


def test_a_print_that_failed_is_told_from_one_never_tried_and_forgotten_once_it_came_out(
    desk: PracticeDesk, open_page: OpenPage, tray: Tray
) -> None:
    dossier = desk.accept()
    page, _presenter = open_page(dossier.id, "print")
    assert page.prints.note_label.text() == "còn phải in"
    tray.jam = True
    for _try in range(2):
        page.act()
        desk.settle()
    failed = "2 lần in không ra: hết giấy · Giấy tiếp nhận và hẹn trả"
    assert failed in [label.text() for label in page.prints.findChildren(QLabel)]
    assert page.prints.note_label.text() == "in không được"
    tray.jam = False
    page.act()
    desk.settle()
    assert failed not in [label.text() for label in page.prints.findChildren(QLabel)]
    assert desk.program.print_tries.all() == () and len(desk.program.queries.dossier(dossier.id).prints) == 1


def test_the_turn_in_the_hall_stands_under_the_receipt(desk: PracticeDesk, open_page: OpenPage) -> None:
    queue, officer = desk.program.queue, desk.program.officer
    number = queue.take(officer=officer).number
    queue.next(officer=officer)
    dossier = desk.accept()
    page, _presenter = open_page(dossier.id)
    model = page.timeline.model()
    said = str(model.index(model.rowCount() - 1, 0).data())
    assert said == f"Hôm nay 09:40, Gọi từ phòng chờ, số {number}, chờ 0 phút, từ 09:40, Quầy 1"


def test_tab_goes_from_the_head_over_the_story_to_the_acts(desk: PracticeDesk, open_page: OpenPage) -> None:
    page, _presenter = open_page(desk.lines(State.PROCESSING)[0].id)
    assert page.acts.buttons[0].hasFocus(), "the page opens on the next thing to do"
    page.back.setFocus()
    seen = []
    for _step in range(12):
        seen.append(page.window().focusWidget())
        desk.press(seen[-1], Qt.Key.Key_Tab)
    wanted = [page.back, page.print_button, page.note_button, page.timeline, page.papers, *page.acts.buttons]
    places = [seen.index(widget) for widget in wanted]
    assert places == sorted(places)


def test_nothing_is_read_on_the_gui_thread(desk: PracticeDesk, tray: Tray) -> None:
    watched = replace(desk.program, queries=cast("Any", OffTheGuiThread(desk.program.queries)))
    page, presenter = dossier_page(watched, desk.tasks, SlipPrinting(watched, desk.tasks, tray))
    desk.show(page)
    presenter.open(desk.lines(State.PROCESSING)[0].id, "complete")
    desk.settle()
    assert isinstance(page.panel, ResultPanel)
    page.act()
    desk.settle()
    assert desk.refused == []
    assert acts(page)[0] == "Trả kết quả"


def test_a_file_goes_to_the_province_or_another_desk_and_can_be_solved_only_there(
    desk: PracticeDesk, open_page: OpenPage, tmp_path: Path
) -> None:
    town, away = Town.made(tmp_path / "hub"), Stranger(2, AWAY)
    town.enrol(away.entry())
    with town.open() as hub:
        papers = hub.papers()
    assert papers.card is not None and papers.roster is not None
    desk.program.exchange.take_card(papers.card, name="card")
    desk.program.exchange.book.keep_document(ROSTER, papers.roster)
    line = desk.lines(State.PROCESSING)[0]
    page, _presenter = open_page(line.id, "forward")
    panel = page.panel
    assert isinstance(panel, ForwardPanel)
    offered = [panel.place.itemText(n) for n in range(panel.place.count())]
    assert offered[-2:] == [f"{desk.program.catalogue.commune(AWAY).full_name}, quầy 2", "Tỉnh: Lai Châu"], (
        "this commune's own desks stand before the province"
    )
    panel.place.setCurrentIndex(panel.place.count() - 2)
    assert not panel.name.isVisible()
    assert "Hồ sơ rời quầy này" in panel.outcome.text()
    page.act()
    desk.settle()
    assert desk.program.queries.dossier(line.id).custodian.station == away.station
    assert "Ghi kết quả" not in acts(page)


def test_what_another_commune_decides_is_proposed_to_its_desk_and_other_desks_are_found_by_name(
    desk: PracticeDesk, open_page: OpenPage, tmp_path: Path
) -> None:
    town = Town.made(tmp_path / "hub")
    communes = [one for one in desk.program.catalogue.communes() if one.code != desk.program.desk.commune]
    strangers = {one.code: Stranger(n % 8 + 1, one.code) for n, one in enumerate(communes[:10])}
    for one in strangers.values():
        town.enrol(one.entry())
    with town.open() as hub:
        papers = hub.papers()
    assert papers.card is not None and papers.roster is not None
    desk.program.exchange.take_card(papers.card, name="card")
    desk.program.exchange.book.keep_document(ROSTER, papers.roster)
    deciding, last = communes[4], communes[9]
    agency = f"Ủy ban nhân dân {deciding.full_name}"
    page, _presenter = open_page(desk.accept(competent_agency=agency).id, "forward")
    panel = page.panel
    assert isinstance(panel, ForwardPanel)
    offered = [panel.place.itemText(n) for n in range(panel.place.count())]
    assert offered[-3:] == [
        f"{deciding.full_name}, quầy {strangers[deciding.code].number}",
        "Tỉnh: Lai Châu",
        "Quầy khác trong tỉnh, gõ tên",
    ]
    assert panel.wish().station == strangers[deciding.code].station, "whom the agency names is proposed"
    panel.place.setCurrentIndex(panel.place.count() - 1)
    assert panel.name.isVisible()
    assert panel.wish().name == "", "no desk yet: the file would leave on paper alone"
    panel.name.set_text(last.name)
    panel.name.edited.emit(last.name)
    assert panel.desks.choices() == [f"{last.full_name}, quầy {strangers[last.code].number}"]
    panel.desks.take()
    assert panel.wish().station == strangers[last.code].station
    page.act()
    desk.settle()
    sent = desk.program.queries.dossier(desk.lines(State.PROCESSING)[0].id)
    assert sent.custodian.station == strangers[last.code].station


def test_an_agency_that_has_no_desk_is_proposed_by_its_name(desk: PracticeDesk, open_page: OpenPage) -> None:
    page, _presenter = open_page(desk.accept(competent_agency="Công an xã Sin Suối Hồ").id, "forward")
    panel = page.panel
    assert isinstance(panel, ForwardPanel)
    assert (panel.wish().kind, panel.wish().name) == ("agency", "Công an xã Sin Suối Hồ")
