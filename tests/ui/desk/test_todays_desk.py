"""Today's desk: what is due comes first, every number filters, every row says what to do next."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.clock import FixedClock
from app.domain.draft import PaperEntry
from app.domain.errors import PrinterFailed
from app.domain.life_events import Leave, WantedPaper
from app.domain.states import ENDED_STATES, OPEN_STATES, RUNNING_STATES, State
from app.readings import DossierFilter, DossierLine
from tests.ui.made_desk import NOW
from tests.ui.practice_desk import OffTheGuiThread, PracticeDesk, practice_desk, shown_rows
from ui.desk.model import DraftOffer, first_today, to_apologise
from ui.desk.presenter import desk_page, draft_words
from ui.desk.view import DeskPage
from ui.dossier.model import shown
from ui.dossier_words import Today
from ui.widgets.table_model import PagedModel

ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(desk: PracticeDesk) -> DeskPage:
    page = desk_page(desk.program, desk.tasks)
    desk.show(page)
    return page


def rows_of(page: DeskPage) -> list[list[str]]:
    return shown_rows(page.table.model())


def move_clock(desk: PracticeDesk, days: int) -> None:
    clock = desk.program.clock.machine
    assert isinstance(clock, FixedClock)
    clock.set(NOW + timedelta(days=days))


def test_the_officer_sees_the_day_tomorrows_holiday_and_all_open_work(desk: PracticeDesk, page: DeskPage) -> None:
    assert page.date_line.text() == "Thứ Hai, 23/11/2026. Mai 24/11 nghỉ Ngày Văn hóa Việt Nam."
    counts = desk.program.queries.counts(NOW)
    tiles = {name: tile.count() for name, tile in page.tiles.tiles.items()}
    assert tiles == {
        "overdue": counts.overdue,
        "today": counts.due_today,
        "papers": counts.awaiting_papers,
        "return": counts.awaiting_return,
    }
    still_open = desk.lines(*OPEN_STATES, State.COMPLETED)
    assert len(rows_of(page)) == len(still_open) > 0
    assert page.card.note_label.text() == f"{len(still_open)} hồ sơ, người được ưu tiên trước"


def lines_of(page: DeskPage) -> list[DossierLine]:
    rows_of(page)
    model = page.table.table_model()
    assert isinstance(model, PagedModel)
    return [line for n in range(model.rowCount()) if isinstance(line := model.row(n), DossierLine)]


def test_what_is_due_by_tonight_stands_first_and_later_work_last(page: DeskPage) -> None:
    tonight = NOW.replace(hour=23, minute=59)

    def part(line: DossierLine) -> int:
        if line.state in RUNNING_STATES:
            by = line.first_by or line.due_at
            return (0 if line.priority else 1) if by <= tonight else (5 if line.priority else 6)
        if line.state is State.COMPLETED:
            return 3 if line.priority else 4
        return 2

    places = [part(line) for line in lines_of(page)]
    assert places == sorted(places)
    assert set(places) == set(range(7)), "the practice desk has some of every part"


def test_alt_8_lists_whom_to_serve_first_today_and_says_that_the_work_is_for_today(
    desk: PracticeDesk, page: DeskPage
) -> None:
    before = desk.program.queries.count(first_today(Today(NOW, desk.program.calendar)))
    papers = (PaperEntry(0, original=1), PaperEntry(3, original=1))
    taken = desk.accept("Tẩn Lở Mẩy", procedure="2.002516", papers=papers, priority=("elderly",))
    usual = desk.accept("Sùng Thị Mỷ", procedure="2.002516", papers=papers)
    page.refresh()
    desk.settle()
    assert page.first.label() == f"{before + 1} ưu tiên"
    desk.press(page, Qt.Key.Key_8, ALT)
    lines = {line.id: row for line, row in zip(lines_of(page), rows_of(page), strict=True)}
    assert len(lines) == before + 1
    assert lines[taken.id][:3] == ["Làm hôm nay", "T6 27/11", "Tẩn Lở Mẩy, Cao tuổi"], "the promise stays in sight"
    assert usual.id not in lines
    assert desk.program.queries.dossier(taken.id).due == desk.program.queries.dossier(usual.id).due, "the law's promise"
    assert page.leave()
    desk.settle()
    move_clock(desk, 1)
    page.refresh()
    desk.settle()
    (row,) = (row for line, row in zip(lines_of(page), rows_of(page), strict=True) if line.id == taken.id)
    assert row[0] == "Làm T2 23/11", "what was not done yesterday is said so"


def test_alt_4_lists_the_results_that_wait_and_esc_lists_all_again(desk: PracticeDesk, page: DeskPage) -> None:
    everything = len(rows_of(page))
    desk.press(page, Qt.Key.Key_4, ALT)
    waiting = rows_of(page)
    assert {row[0] for row in waiting} == {"Chờ trả"}
    assert len(waiting) == page.tiles.tiles["return"].count()
    assert {row[-1] for row in waiting} == {"Trả kết quả"}
    assert page.leave()
    desk.settle()
    assert len(rows_of(page)) == everything
    assert not page.leave(), "a second Esc belongs to the window"


def test_enter_does_the_next_act_of_the_row(desk: PracticeDesk, page: DeskPage) -> None:
    asked: list[tuple[bytes, str]] = []
    returned: list[bytes] = []
    page.dossier_requested.connect(lambda dossier, act: asked.append((dossier, act)))
    page.handover_requested.connect(returned.append)
    model = page.table.table_model()
    assert isinstance(model, PagedModel)
    for number in range(model.rowCount()):
        page.table.choose(number)
        desk.press(page.table, Qt.Key.Key_Return)
    lines = [model.row(number) for number in range(model.rowCount())]
    by_state = {line.id: line.state for line in lines if isinstance(line, DossierLine)}
    acts = {act: {by_state[dossier] for dossier, one in asked if one == act} for act in {act for _d, act in asked}}
    assert acts.get("complete") == {State.PROCESSING}
    assert acts.get("forward", {State.ACCEPTED}) == {State.ACCEPTED}
    assert {by_state[dossier] for dossier in returned} == {State.COMPLETED}
    assert len(asked) + len(returned) == model.rowCount()


def test_space_looks_at_the_dossier_without_doing_anything(desk: PracticeDesk, page: DeskPage) -> None:
    with desk.bot.waitSignal(page.dossier_requested) as asked:
        desk.press(page.table, Qt.Key.Key_Space)
    assert asked.args is not None
    assert asked.args[1] == ""


def test_a_slip_that_was_never_printed_shows_a_chip_and_is_printed_first(desk: PracticeDesk, page: DeskPage) -> None:
    before = desk.program.queries.counts(NOW).to_print
    accepted = desk.accept()
    page.refresh()
    desk.settle()
    assert page.to_print.label() == f"Cần in {before + 1}"
    desk.press(page, Qt.Key.Key_5, ALT)
    model = page.table.table_model()
    assert model is not None
    assert [row[-1] for row in rows_of(page)] == ["In giấy hẹn"] * (before + 1)
    assert accepted.id in {line.id for n in range(model.rowCount()) if isinstance(line := model.row(n), DossierLine)}
    assert page.tiles.chosen() == ""


def test_the_chip_is_not_there_when_every_slip_is_printed(tmp_path: Path, qtbot: QtBot) -> None:
    with practice_desk(tmp_path, qtbot, dossiers=0) as desk:
        page = desk_page(desk.program, desk.tasks)
        desk.show(page)
        assert page.to_print.isHidden()


def test_overdue_work_says_by_how_much(desk: PracticeDesk, page: DeskPage) -> None:
    move_clock(desk, 4)  # Friday 27/11; the 24th was off
    page.refresh()
    desk.settle()
    counts = desk.program.queries.counts(desk.program.clock.now())
    assert counts.overdue > 0
    desk.press(page, Qt.Key.Key_1, ALT)
    words = [row[0] for row in rows_of(page)]
    assert len(words) == counts.overdue
    assert words[0] == "Quá hạn 3 ngày", "from Monday 23/11 to Friday 27/11 without Tuesday"
    assert (
        page.tiles.tiles["overdue"].accessibleName().startswith(f"Quá hạn, {counts.overdue}, lâu nhất 3 ngày làm việc")
    )


def keep_draft(desk: PracticeDesk) -> None:
    text = json.dumps({"applicant": {"kind": "person", "name": "Giàng A Chống"}, "procedure": "1.001193"})
    desk.program.drafts.keep("intake", text, at=NOW.replace(hour=9, minute=14))


def test_a_kept_draft_is_offered_and_ctrl_d_goes_on_with_it(desk: PracticeDesk) -> None:
    keep_draft(desk)
    page = desk_page(desk.program, desk.tasks)
    desk.show(page)
    assert page.draft.isVisible()
    assert page.draft.strong.text() == "Hồ sơ đang nhập dở lúc 09:14:"
    assert page.draft.text.text() == "Đăng ký khai sinh, người nộp Giàng A Chống. Mọi ô đã gõ đều còn."
    with desk.bot.waitSignal(page.draft_requested) as asked:
        desk.press(page, Qt.Key.Key_D, CTRL)
    assert asked.args == ["intake"]


def test_the_longest_procedure_leaves_the_days_list_in_its_place(desk: PracticeDesk) -> None:
    longest = max(
        (one.short_name for one in desk.program.catalogue.search("giao đất", on=NOW.date(), limit=50)), key=len
    )
    assert len(longest) > 500
    offer = DraftOffer("slot", "{}", NOW, longest, "Giàng A Chống")
    _strong, text = draft_words(offer, Today(NOW, desk.program.calendar))
    assert len(text) < 160
    assert "… người nộp Giàng A Chống." in text.replace("…,", "…")


def test_discarding_a_draft_asks_nothing_and_can_be_undone(desk: PracticeDesk) -> None:
    keep_draft(desk)
    kept = desk.program.drafts.kept()
    page = desk_page(desk.program, desk.tasks)
    desk.show(page)
    with desk.bot.waitSignal(page.undo_offered) as offered:
        page.discard.click()
    desk.settle()
    assert desk.program.drafts.kept() == ()
    assert page.draft.isHidden()
    assert offered.args is not None
    offered.args[2]()
    desk.settle()
    assert desk.program.drafts.kept() == kept
    assert page.draft.isVisible()


def test_a_draft_that_cannot_be_read_is_still_offered(desk: PracticeDesk) -> None:
    desk.program.drafts.keep("intake", "của bản khác", at=NOW - timedelta(days=3))
    page = desk_page(desk.program, desk.tasks)
    desk.show(page)
    assert page.draft.strong.text() == "Hồ sơ đang nhập dở lúc 09:40 20/11:"
    assert draft_words(None, Today(NOW, desk.program.calendar)) == ("", "")


def test_an_empty_desk_says_what_to_do_next(tmp_path: Path, qtbot: QtBot) -> None:
    with practice_desk(tmp_path, qtbot, dossiers=0) as desk:
        page = desk_page(desk.program, desk.tasks)
        desk.show(page)
        assert page.stack.currentWidget() is page.empty
        assert page.empty.sentence.text() == "Hiện chưa có việc phải làm. Hãy tiếp nhận hồ sơ."
        assert page.empty.button is not None
        with qtbot.waitSignal(page.intake_requested):
            page.empty.button.click()
        desk.accept()
        desk.tasks.data_changed.emit()
        desk.settle()
        assert page.stack.currentWidget() is page.table
        assert len(rows_of(page)) == 1


def test_the_list_is_read_again_after_a_change_and_keeps_its_row(desk: PracticeDesk, page: DeskPage) -> None:
    page.table.choose(2)
    line = next(line for line in desk.lines(State.PROCESSING) if line.due_at.date() > NOW.date())
    count = page.tiles.tiles["return"].count()
    assert count is not None
    desk.tasks.write(lambda: desk.program.processing.complete(line.id, officer=desk.program.officer), owner=page)
    desk.settle()
    assert page.tiles.tiles["return"].count() == count + 1
    assert page.table.currentIndex().row() == 2


def test_nothing_is_read_on_the_gui_thread(desk: PracticeDesk) -> None:
    from dataclasses import replace
    from typing import Any, cast

    watched = replace(desk.program, queries=cast("Any", OffTheGuiThread(desk.program.queries)))
    page = desk_page(watched, desk.tasks)
    desk.show(page)
    desk.press(page, Qt.Key.Key_2, ALT)
    assert desk.refused == []
    assert page.tiles.tiles["today"].count() == desk.program.queries.counts(NOW).due_today


def test_every_part_of_the_list_is_counted_once(desk: PracticeDesk) -> None:
    from ui.desk.model import read_list

    today = Today(NOW, desk.program.calendar)
    listed = read_list(desk.program.queries, "", today)
    rows = listed.rows(desk.program.queries, offset=0, limit=500)
    assert len({row.id for row in rows}) == listed.total == len(rows)
    assert listed.rows(desk.program.queries, offset=3, limit=4) == rows[3:7]
    everything = desk.program.queries.count(DossierFilter())
    assert listed.total == everything - len(desk.lines(State.RETURNED, *ENDED_STATES))


def test_promises_of_the_next_working_day_ask_for_an_apology_in_time(desk: PracticeDesk, page: DeskPage) -> None:
    program = desk.program
    tomorrow = program.calendar.next_working_day(NOW.date())  # the 25th: the 24th is off
    soon = {
        line.id
        for line in desk.lines(State.ACCEPTED, State.PROCESSING)
        if line.due_at >= NOW and line.due_at.date() <= tomorrow and line.received_at.date() < NOW.date()
    }
    assert soon, "the practice desk has some"
    today = desk.accept()
    page.refresh()
    desk.settle()
    assert page.to_apologise.label().startswith(str(len(soon)))
    desk.press(page, Qt.Key.Key_6, ALT)
    model = page.table.table_model()
    assert model is not None
    rows_of(page)
    listed = {line.id for n in range(model.rowCount()) if isinstance(line := model.row(n), DossierLine)}
    assert listed == soon
    assert today.id not in listed, "what came in today for today is simply still to be solved"
    one = next(line for line in desk.lines(State.PROCESSING) if line.id in soon)
    program.promises.extend(one.id, to="5wd", reason="chờ xác minh", officer=program.officer)
    page.refresh()
    desk.settle()
    rows_of(page)
    assert model.rowCount() == len(soon) - 1, "once apologised for it is off the list"
    desk.press(page, Qt.Key.Key_5, ALT)
    assert not page.to_apologise.isChecked(), "one filter at a time"
    assert page.leave()


def test_a_paper_that_did_not_come_out_is_tagged_in_the_list_of_papers_to_print(
    desk: PracticeDesk, page: DeskPage
) -> None:
    line = desk.lines(State.PROCESSING)[0]
    for _try in range(2):
        desk.program.print_tries.failed("receipt", line.id.hex(), None, PrinterFailed(reason="out of paper"))
    page.refresh()
    desk.settle()
    rows = [row for row in desk.rows(page.table) if line.applicant in row[2]]
    assert any("2 lần in hỏng" in row[2] for row in rows)


def test_desk_and_dossier_page_ask_for_an_apology_by_the_same_running_limit(desk: PracticeDesk) -> None:
    """Papers that lacked came today: the limit runs from today, however long ago the dossier was taken in."""
    program = desk.program
    today = Today(NOW, program.calendar)
    asked = to_apologise(today)
    running = [program.queries.dossier(line.id) for line in desk.lines(State.ACCEPTED, State.PROCESSING)]
    asking = next(one for one in running if one.state is State.PROCESSING and one.received_at.date() < NOW.date())
    leave = Leave("Lò Văn Pản", "thử")
    program.waiting.request_papers(
        asking.id, wanted=(WantedPaper("Bản chính"),), reason="Thiếu", leave=leave, officer=program.officer
    )
    program.waiting.papers_received(asking.id, officer=program.officer, mode="restart", basis="thử")
    listed = {line.id for line in program.queries.page_at(asked, order="due", offset=0, limit=500)}
    assert asking.id not in listed
    for one in desk.lines(State.ACCEPTED, State.PROCESSING):
        dossier = program.queries.dossier(one.id)
        if dossier.due.at < NOW or dossier.extension is not None:
            continue
        words = shown(
            dossier, one, program.queries.timeline(one.id), processing=program.processing, desk=program.desk,
            today=today, apology_by=program.promises.apology_due(dossier),
        )  # fmt: skip
        said = any("hẹn ngày mới" in line or "xin lỗi" in line for line in words.standing)
        assert said == (one.id in listed), (dossier.code, words.standing)
