"""The small parts, as an officer meets them: what they show, what keys do."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.checklist import CheckItem, Checklist, Tick
from ui.widgets.chips import FilterChip, StateChip
from ui.widgets.day_boxes import DayKind, PromisedDate, day_boxes, day_word
from ui.widgets.empty_state import EmptyState
from ui.widgets.field import ChoiceBox, Field
from ui.widgets.inline_panel import InlinePanel
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import ElidedLabel
from ui.widgets.modal import Confirmation
from ui.widgets.progress import ProgressPanel, amount_words, percent, time_left_words
from ui.widgets.stepped_form import SteppedForm
from ui.widgets.tiles import TileRow, TileSpec
from ui.widgets.timeline import Timeline, TimelineEntry
from ui.widgets.toast import ToastStrip

_KEPT: list[QWidget] = []


def shown(qtbot: QtBot, *widgets: QWidget) -> QWidget:
    """Put widgets on a window of their own and keep it alive until the test ends."""
    holder = QWidget()
    _KEPT[:] = [holder]
    column = QVBoxLayout(holder)
    for widget in widgets:
        column.addWidget(widget)
    qtbot.addWidget(holder)
    holder.resize(800, 500)
    with qtbot.waitActive(holder):
        holder.show()
        holder.activateWindow()
    return holder


def test_a_button_prints_its_key_and_answers_it(qtbot: QtBot) -> None:
    button = KeyButton("Xem", key="Alt+H", icon="eye")
    holder = shown(qtbot, button, QLineEdit())
    assert button.accessibleName() == "Xem, Alt H"
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(holder, Qt.Key.Key_H, Qt.KeyboardModifier.AltModifier)
    button.setEnabled(False)
    with qtbot.assertNotEmitted(button.clicked):
        QTest.keyClick(holder, Qt.Key.Key_H, Qt.KeyboardModifier.AltModifier)


def test_a_button_leaves_the_keys_of_the_window_to_the_window(qtbot: QtBot) -> None:
    button = KeyButton("Tiếp nhận", key="F9", variant="primary")
    holder = shown(qtbot, button)
    with qtbot.assertNotEmitted(button.clicked):
        QTest.keyClick(holder, Qt.Key.Key_F9)
    button.setFocus()
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(button, Qt.Key.Key_Return)


def test_ctrl_enter_means_both_enter_keys(qtbot: QtBot) -> None:
    button = KeyButton("Thêm hồ sơ", key="Ctrl+Enter")
    holder = shown(qtbot, button)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        with qtbot.waitSignal(button.clicked):
            QTest.keyClick(holder, key, Qt.KeyboardModifier.ControlModifier)


def test_a_field_says_what_is_wrong_and_forgets_it_when_typed_in(qtbot: QtBot) -> None:
    field = Field("Số định danh", help_text="12 số trên thẻ")
    shown(qtbot, field)
    assert field.note.text() == "12 số trên thẻ"
    field.set_error("Số định danh phải đủ 12 số.")
    assert field.error() == "Số định danh phải đủ 12 số."
    assert field.editor.property("state") == "error"
    assert field.editor.accessibleDescription() == "Số định danh phải đủ 12 số."
    with qtbot.waitSignal(field.edited) as typed:
        QTest.keyClicks(field.editor, "0")
    assert typed.args == ["0"]
    assert field.error() == ""
    assert field.note.text() == "12 số trên thẻ"


def test_a_field_takes_areas_and_lists_too(qtbot: QtBot) -> None:
    area, box = Field("Ghi chú", editor=QPlainTextEdit()), ChoiceBox()
    box.addItems(["Nam", "Nữ"])
    choice = Field("Giới tính", editor=box)
    shown(qtbot, area, choice)
    area.set_text("đã đọc")
    choice.set_text("Nữ")
    assert (area.text(), choice.text()) == ("đã đọc", "Nữ")


def test_a_long_name_is_shortened_but_can_be_read(qtbot: QtBot) -> None:
    label = ElidedLabel("Thủ tục đăng ký khai sinh có yếu tố nước ngoài tại khu vực biên giới")
    holder = shown(qtbot, label)
    holder.resize(120, 60)
    assert label.toolTip() == label.text() == label.accessibleName()


def test_a_state_is_a_word_as_well_as_a_colour(qtbot: QtBot) -> None:
    chip = StateChip("overdue", "Quá hạn 2 ngày")
    shown(qtbot, chip)
    assert chip.accessibleName() == "Quá hạn 2 ngày"
    chip.set_state("on_time", "Đúng hạn")
    assert (chip.word(), chip.state(), chip.accessibleName()) == ("Đúng hạn", "on_time", "Đúng hạn")


def test_a_filter_is_taken_off_with_delete(qtbot: QtBot) -> None:
    chip = FilterChip("Lĩnh vực: Hộ tịch", removable=True)
    shown(qtbot, chip)
    with qtbot.waitSignal(chip.removed):
        QTest.keyClick(chip, Qt.Key.Key_Delete)
    with qtbot.waitSignal(chip.removed):
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.width() - 20, 16))


def test_a_priority_is_one_key_and_keeps_its_place(qtbot: QtBot) -> None:
    chip = FilterChip("Không biết chữ", key="Alt+B")
    holder = shown(qtbot, chip)
    QTest.keyClick(holder, Qt.Key.Key_B, Qt.KeyboardModifier.AltModifier)
    assert chip.isChecked()
    QTest.keyClick(chip, Qt.Key.Key_Space)
    assert not chip.isChecked()


def test_tiles_filter_and_a_second_press_shows_everything(qtbot: QtBot) -> None:
    row = TileRow(
        [TileSpec("overdue", "overdue", "Quá hạn", "Alt+1"), TileSpec("today", "due_soon", "Hôm nay", "Alt+2")]
    )
    holder = shown(qtbot, row)
    row.tiles["overdue"].set_count(1203, "lâu nhất 2 ngày làm việc")
    assert row.tiles["overdue"].accessibleName() == "Quá hạn, 1203, lâu nhất 2 ngày làm việc, Alt 1"
    answers: list[str] = []
    row.filter_changed.connect(answers.append)
    for digit in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_2):
        QTest.keyClick(holder, digit, Qt.KeyboardModifier.AltModifier)
    assert answers == ["overdue", "today", ""]


@pytest.fixture
def papers(qtbot: QtBot) -> Checklist:
    checklist = Checklist()
    checklist.set_items(
        [
            CheckItem(1, "Tờ khai đăng ký khai sinh theo mẫu", "Bản chính · 1"),
            CheckItem(2, "Giấy chứng sinh", "Bản chính · 1"),
            CheckItem(5, "Giấy tờ tùy thân", "Xuất trình", required=False),
        ]
    )
    shown(qtbot, checklist)
    checklist.setFocus()
    return checklist


def test_space_ticks_a_paper_and_k_says_not_applicable(papers: Checklist, qtbot: QtBot) -> None:
    told: list[tuple[int, Tick]] = []
    papers.changed.connect(lambda position, tick: told.append((position, tick)))
    QTest.keyClick(papers, Qt.Key.Key_Space)
    QTest.keyClick(papers, Qt.Key.Key_Down)
    with qtbot.waitSignal(papers.not_applicable_chosen) as asked:
        QTest.keyClick(papers, Qt.Key.Key_K)
    QTest.keyClick(papers, Qt.Key.Key_Down)
    QTest.keyClick(papers, Qt.Key.Key_Space)
    QTest.keyClick(papers, Qt.Key.Key_Space)
    assert asked.args == [2]
    assert told == [(1, Tick.PRESENT), (2, Tick.NOT_APPLICABLE), (5, Tick.PRESENT), (5, Tick.ABSENT)]
    assert [item.tick for item in papers.items()] == [Tick.PRESENT, Tick.NOT_APPLICABLE, Tick.ABSENT]


def test_missing_papers_are_named_in_words(papers: Checklist) -> None:
    papers.mark_missing([2])
    role = int(Qt.ItemDataRole.AccessibleTextRole)
    spoken = papers.model().index(1, 0).data(role)
    assert spoken == "Giấy chứng sinh, bắt buộc, chưa có"
    assert papers.currentIndex().row() == 1
    papers.set_tick(2, Tick.PRESENT)
    assert papers.model().index(1, 0).data(role) == "Giấy chứng sinh, Bản chính · 1"


def test_enter_walks_through_the_form_and_alt_digits_jump(qtbot: QtBot) -> None:
    form = SteppedForm()
    person, papers = form.add_section("Người nộp"), form.add_section("Giấy tờ")
    name, number, note = QLineEdit(), QLineEdit(), QLineEdit()
    person.add_row(name, number)
    papers.content.addWidget(note)
    holder = shown(qtbot, form)
    name.setFocus()
    assert person.state() == "here"
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert number.hasFocus()
    QTest.keyClick(number, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert note.hasFocus()
    assert (person.state(), papers.state()) == ("todo", "here")
    QTest.keyClick(note, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert number.hasFocus()
    person.set_done(True)
    assert person.state() == "done"
    QTest.keyClick(holder, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert note.hasFocus()
    QTest.keyClick(holder, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert name.hasFocus()


def test_the_days_of_the_worked_example() -> None:
    """23/11/2026 same day + 3 working days, 24/11 off → 27/11."""
    counted = (date(2026, 11, 25), date(2026, 11, 26), date(2026, 11, 27))
    boxes = day_boxes(date(2026, 11, 23), date(2026, 11, 27), counted)
    assert [box.kind for box in boxes] == [DayKind.RECEIVED, DayKind.OFF, *[DayKind.COUNTED] * 3]
    assert [day_word(box) for box in boxes] == ["nhận", "nghỉ", "ngày 1", "ngày 2", "ngày 3"]
    assert [box.due for box in boxes] == [False, False, False, False, True]


def test_a_long_wait_folds_its_middle() -> None:
    counted = tuple(date(2026, 11, day) for day in (2, 3, 4, 5, 6, 9, 10, 11, 12, 13))
    boxes = day_boxes(date(2026, 10, 30), date(2026, 11, 13), counted)
    assert [day_word(box) for box in boxes] == ["nhận", "nghỉ", "… 11 ngày …", "ngày 9", "ngày 10"]


def test_the_promise_says_when_its_calendar_is_not_confirmed(qtbot: QtBot) -> None:
    promise = PromisedDate()
    shown(qtbot, promise)
    promise.show_due(
        "17:30 thứ Sáu, 03/09/2027", "Ba ngày làm việc.", calendar="Lịch 2027", provisional="Lịch 2027 chưa xác nhận"
    )
    assert promise.date.text() == "17:30 thứ Sáu, 03/09/2027"
    assert promise.provisional.isVisible()
    assert not promise.calendar.isVisible()
    promise.clear()
    assert promise.date.text() == "—"


def test_news_goes_by_itself_and_undo_counts_down(qtbot: QtBot) -> None:
    strip = ToastStrip()
    shown(qtbot, strip)
    strip.show_news("Đã trả kết quả", "cho Lý Dào San", undo=True, seconds=2)
    assert strip.left.text() == "còn 2 giây"
    assert strip.undo.isVisible()
    with qtbot.waitSignal(strip.undo_requested):
        strip.ask_undo()
    with qtbot.assertNotEmitted(strip.undo_requested):
        strip.ask_undo()
    assert not strip.isVisible()
    strip.show_news("Đã lưu", undo=True, seconds=1)
    qtbot.waitUntil(lambda: not strip.isVisible(), timeout=3000)
    assert not strip.can_undo()


def test_trouble_stays_until_it_is_read(qtbot: QtBot) -> None:
    strip = ToastStrip()
    shown(qtbot, strip)
    strip.show_trouble("Máy in không nhận giấy.")
    assert not strip.undo.isVisible()
    strip.close_button.click()
    assert not strip.isVisible()


def test_progress_tells_the_time_left_only_when_it_can_know_it(qtbot: QtBot) -> None:
    seconds = iter((0.0, 0.0, 2.0, 10.0))
    panel = ProgressPanel(clock=lambda: next(seconds))
    shown(qtbot, panel)
    panel.start("Đang ghi ra USB", stages=("Gom", "Ghi"), stop="Dừng, giữ phần đã ghi")
    panel.advance(0.1, amount=amount_words(2_100_000, 3_100_000), stage=1)
    assert panel.time_left.text() == ""
    panel.advance(0.5)
    assert panel.time_left.text() == "còn khoảng 10 giây"
    assert panel.amount.text() == "2,1 trong 3,1 MB"
    assert panel.stages.accessibleName() == "Ghi"
    with qtbot.waitSignal(panel.stop_requested):
        panel.stop.click()


def test_percent_is_never_rounded_up_to_done() -> None:
    assert percent(0.999) == "99 %"
    assert time_left_words(0.5, 4.0) == ""
    assert time_left_words(0.1, 20.0) == "còn khoảng 3 phút 0 giây"


def test_a_panel_offers_its_acts(qtbot: QtBot) -> None:
    panel = InlinePanel(kind="offer", strong="Hồ sơ đang nhập dở lúc 09:14:", text="Thủ tục đăng ký khai sinh.")
    go_on = panel.add_action("Tiếp tục nhập", key="Ctrl+D")
    holder = shown(qtbot, panel)
    with qtbot.waitSignal(go_on.clicked):
        QTest.keyClick(holder, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    panel.set_kind("error")
    panel.set_text("Không ghi được.", "")
    assert panel.accessibleName() == "Không ghi được."


def test_an_empty_page_says_what_to_do_next(qtbot: QtBot) -> None:
    empty = EmptyState("Hôm nay chưa có việc đến hạn.", action="Tiếp nhận hồ sơ", key="F2")
    shown(qtbot, empty)
    assert empty.button is not None
    with qtbot.waitSignal(empty.action_requested):
        empty.button.click()


def test_what_cannot_be_undone_is_asked_with_the_safe_answer_ready(qtbot: QtBot) -> None:
    field = QLineEdit()
    holder = shown(qtbot, field)
    field.setFocus()
    asked = Confirmation.ask(
        holder,
        title="Huỷ phiếu thu?",
        lost="Phiếu 0138 không dùng được nữa.",
        kept="Số vẫn còn trong sổ.",
        act="Huỷ phiếu",
    )
    assert asked.safe.hasFocus()
    assert asked.safe.label() == "Giữ nguyên"
    QTest.keyClick(asked.safe, Qt.Key.Key_Tab)
    assert asked.act.hasFocus()
    with qtbot.waitSignal(asked.declined):
        QTest.keyClick(asked.act, Qt.Key.Key_Escape)
    assert field.hasFocus()
    again = Confirmation.ask(holder, title="Huỷ phiếu thu?", lost="", kept="", act="Huỷ phiếu")
    with qtbot.waitSignal(again.confirmed):
        again.act.click()


def test_the_timeline_is_read_act_by_act(qtbot: QtBot) -> None:
    timeline = Timeline()
    shown(qtbot, timeline)
    timeline.set_entries(
        [
            TimelineEntry("Hôm nay", "08:20", "Đã có kết quả", who="Lò Văn Pản", icon="pencil"),
            TimelineEntry(
                "11/11", "08:50", "Yêu cầu bổ sung lần 1", "Thiếu: bản sao Giấy khai sinh cũ.", tone="supplement"
            ),
        ]
    )
    words = [timeline.model().index(row, 0).data() for row in range(2)]
    assert words == [
        "Hôm nay 08:20, Đã có kết quả, Lò Văn Pản",
        "11/11 08:50, Yêu cầu bổ sung lần 1, Thiếu: bản sao Giấy khai sinh cũ.",
    ]
    timeline.grab()
