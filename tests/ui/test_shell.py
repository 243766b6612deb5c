"""The window: keys that mean the same everywhere, a rail of what exists, pills that tell the truth."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ui.application import DeskApplication
from ui.shell.page import KeyHint, Page
from ui.shell.rail import Rail
from ui.shell.search_palette import Hit, HitGroup
from ui.shell.sync_pill import PrinterState, PrintPill, SyncNews, SyncPill
from ui.shell.window import MainWindow
from ui.theme.apply import apply_look
from ui.theme.look import look, metrics
from ui.theme.tokens import Tokens
from ui.widgets.modal import Confirmation

CTRL = Qt.KeyboardModifier.ControlModifier


class Sample(Page):
    """A page that remembers what was asked of it."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.asked: list[str] = []
        self.field = QLineEdit()
        self.column.addWidget(self.field)
        self.stays = False
        self.filters = False

    def keys(self) -> Sequence[KeyHint]:
        return [KeyHint((f"F{n}",), f"việc {n}") for n in range(1, 8)]

    def activated(self) -> None:
        self.asked.append("activated")
        self.field.setFocus()

    def act(self) -> None:
        self.asked.append("act")

    def refresh(self) -> None:
        self.asked.append("refresh")

    def print_page(self) -> None:
        self.asked.append("print")

    def undo(self) -> None:
        self.asked.append("undo")

    def enlarge(self) -> None:
        self.asked.append("enlarge")

    def leave(self) -> bool:
        self.asked.append("leave")
        return self.stays

    def filter_by(self, words: str) -> bool:
        if self.filters:
            self.asked.append(f"filter {words}")
        return self.filters


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(now=lambda: datetime(2026, 11, 23, 9, 42, tzinfo=UTC))
    made.set_desk("Xã Sin Suối Hồ", practice=False)
    made.add_page("desk", Sample("Bàn làm việc"), icon="desk", key="Esc")
    made.add_page("intake", Sample("Tiếp nhận"), icon="intake", key="F2")
    made.add_page("dossiers", Sample("Hồ sơ"), icon="folder", key="F3")
    made.add_page("dossier", Sample("Một hồ sơ"), under="dossiers")
    made.add_page("exchange", Sample("Đồng bộ"), icon="exchange", key="F7")
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.open_page("desk")
    yield made
    made.close()
    made.deleteLater()


def sample(window: MainWindow, slug: str) -> Sample:
    page = window.page(slug)
    assert isinstance(page, Sample)
    page.asked.clear()
    return page


def test_function_keys_open_pages_and_escape_comes_home(window: MainWindow) -> None:
    for key, slug in ((Qt.Key.Key_F2, "intake"), (Qt.Key.Key_F3, "dossiers"), (Qt.Key.Key_F7, "exchange")):
        QTest.keyClick(window, key)
        assert window.current_slug() == slug
        assert window.rail.items[slug].isChecked()
        page = window.page(slug)
        assert isinstance(page, Sample)
        assert page.field.hasFocus()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.current_slug() == "desk"


def test_only_pages_that_exist_stand_on_the_rail(window: MainWindow) -> None:
    assert list(window.rail.items) == ["desk", "intake", "dossiers", "exchange"]
    assert window.rail.items["intake"].accessibleName() == "Tiếp nhận, F2"
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert window.current_slug() == "desk"


def test_a_page_under_another_lights_its_parent_and_escape_goes_there(window: MainWindow) -> None:
    window.open_page("dossier")
    assert window.rail.items["dossiers"].isChecked()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.current_slug() == "dossiers"
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.current_slug() == "desk"


def test_a_page_may_use_escape_itself(window: MainWindow) -> None:
    window.open_page("intake")
    sample(window, "intake").stays = True
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.current_slug() == "intake"


def test_the_page_answers_its_main_act_print_and_enlarge(window: MainWindow) -> None:
    window.open_page("intake")
    page = sample(window, "intake")
    QTest.keyClick(window, Qt.Key.Key_F9)
    QTest.keyClick(window, Qt.Key.Key_P, CTRL)
    QTest.keyClick(window, Qt.Key.Key_F11)
    window.refresh_visible()
    assert page.asked == ["act", "print", "enlarge", "refresh"]


def test_the_status_line_shows_at_most_five_keys_and_who_works(window: MainWindow) -> None:
    window.set_officer("Giàng A Dơ · Quầy 1")
    assert window.status.shown_keys() == [f"F{n} việc {n}" for n in range(1, 6)]
    assert window.status.officer.text() == "Giàng A Dơ · Quầy 1"
    assert window.status.clock.text() == "09:42"


def test_large_text_leaves_whole_keys_out_of_the_status_line_and_cuts_none(window: MainWindow) -> None:
    window.set_officer("Giàng A Dơ · Quầy 1")
    for _turn in range(3):
        QTest.keyClick(window, Qt.Key.Key_Plus, CTRL)
    window.status.set_keys([KeyHint(("Shift+Enter",), f"một việc dài thứ {n}") for n in range(1, 6)])
    QTest.qWait(30)
    shown = window.status.shown_keys()
    assert 0 < len(shown) < 5
    assert shown == [f"Shift+Enter một việc dài thứ {n}" for n in range(1, len(shown) + 1)]
    for group in window.status._groups()[: len(shown)]:
        assert group.width() >= group.sizeHint().width()


def test_locking_and_undoing_have_their_keys(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.lock_requested):
        QTest.keyClick(window, Qt.Key.Key_L, CTRL)
    with qtbot.assertNotEmitted(window.undo_requested):
        QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    window.toast.show_news("Đã trả kết quả", undo=True)
    with qtbot.waitSignal(window.undo_requested):
        QTest.keyClick(window, Qt.Key.Key_Z, CTRL)


def test_a_field_keeps_its_own_undo_and_gives_the_key_up_when_it_has_none(window: MainWindow, qtbot: QtBot) -> None:
    field = sample(window, "desk").field
    field.setFocus()
    window.toast.show_news("Đã trả kết quả", undo=True)
    QTest.keyClicks(field, "ks")
    with qtbot.assertNotEmitted(window.undo_requested):
        QTest.keyClick(field, Qt.Key.Key_Z, CTRL)
    assert field.text() == "", "what was typed is undone first"
    field.setText("261123-1001")
    with qtbot.waitSignal(window.undo_requested):
        QTest.keyClick(field, Qt.Key.Key_Z, CTRL)
    assert field.text() == "261123-1001"


def test_the_page_takes_back_what_the_strip_no_longer_offers(window: MainWindow) -> None:
    page = sample(window, "desk")
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert page.asked == ["undo"]


def test_f1_shows_every_key_and_leaves_the_keyboard_where_it_is(window: MainWindow) -> None:
    window.open_page("intake")
    before = window.focusWidget()
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert window.help.isVisible()
    said = window.help.lines()
    assert [line for line in said if "việc" in line][:7] == [f"F{n} việc {n}" for n in range(1, 8)]
    assert {"F2 Tiếp nhận", "F7 Đồng bộ", "Ctrl+L khoá màn hình"} <= set(said)
    assert window.focusWidget() is before
    assert window.pages.rect().contains(window.help.geometry())
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.help.isVisible()
    assert window.current_slug() == "intake", "Esc took the help away, not the page"
    QTest.keyClick(window, Qt.Key.Key_F1)
    window.open_page("exchange")
    assert not window.help.isVisible()


def test_a_covered_window_answers_no_key_of_the_desk(window: MainWindow) -> None:
    page = sample(window, "desk")
    cover = QLineEdit()
    window.show_cover(cover)
    QTest.keyClick(cover, Qt.Key.Key_F9)
    QTest.keyClick(cover, Qt.Key.Key_F2)
    assert page.asked == []
    assert window.current_slug() == "desk"
    assert window.is_covered()
    window.uncover()
    assert page.asked == ["activated"]
    assert not window.is_covered()


def answer_with(hits: Sequence[Hit], asked: list[str]) -> Callable[[str, Callable[[Sequence[Hit]], None]], None]:
    def ask(words: str, deliver: Callable[[Sequence[Hit]], None]) -> None:
        asked.append(words)
        deliver(hits)

    return ask


def test_the_search_reaches_everything_by_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    asked: list[str] = []
    hits = [
        Hit(HitGroup.COMMANDS, "Tiếp nhận hồ sơ", key="F2"),
        Hit(HitGroup.DOSSIERS, "Giàng A Páo", "261120-1014", target="d1", marks=((0, 7),)),
        Hit(HitGroup.DOSSIERS, "Giàng A Nủ", "261120-1010", target="d2"),
    ]
    window.set_search_source(answer_with(hits, asked))
    QTest.keyClick(window, Qt.Key.Key_K, CTRL)
    assert window.search.hasFocus()
    QTest.keyClicks(window.search, "giang")
    qtbot.waitUntil(window.palette_frame.isVisible)
    assert asked == ["giang"]
    assert window.search.hasFocus()
    window.grab()
    QTest.keyClick(window.search, Qt.Key.Key_Down)
    with qtbot.waitSignal(window.found) as found:
        QTest.keyClick(window.search, Qt.Key.Key_Return)
    assert found.args[0].target == "d2"
    assert not window.palette_frame.isVisible()


def test_escape_gives_the_keyboard_back_to_the_page(window: MainWindow, qtbot: QtBot) -> None:
    window.set_search_source(answer_with([], []))
    window.focus_search()
    QTest.keyClicks(window.search, "khong co")
    qtbot.waitUntil(window.palette_frame.isVisible)
    assert window.palette_frame.nothing.isVisible()
    QTest.keyClick(window.search, Qt.Key.Key_Escape)
    assert not window.palette_frame.isVisible()
    assert window.search.text() == ""
    assert window.current_slug() == "desk"
    assert sample(window, "desk").field.hasFocus()


def test_an_answer_that_comes_after_closing_is_not_shown(window: MainWindow, qtbot: QtBot) -> None:
    late: list[Callable[[Sequence[Hit]], None]] = []
    window.set_search_source(lambda _words, deliver: late.append(deliver))
    window.focus_search()
    QTest.keyClicks(window.search, "giang")
    qtbot.waitUntil(lambda: bool(late))
    QTest.keyClick(window.search, Qt.Key.Key_Escape)
    late[0]([Hit(HitGroup.CITIZENS, "Giàng A Tủa")])
    assert not window.palette_frame.isVisible()


def test_the_dossiers_page_filters_in_place(window: MainWindow) -> None:
    window.open_page("dossiers")
    page = sample(window, "dossiers")
    page.filters = True
    window.focus_search()
    QTest.keyClicks(window.search, "gi")
    QTest.keyClick(window.search, Qt.Key.Key_Escape)
    assert page.asked == ["filter g", "filter gi", "filter ", "activated"]
    assert not window.palette_frame.isVisible()


@pytest.mark.parametrize(
    ("news", "tone", "words"),
    [
        (SyncNews(), "", "Chưa có gì để gửi"),
        (SyncNews(acknowledged="hôm qua"), "", "Tỉnh đã nhận hết"),
        (SyncNews(12, 3, "3 ngày trước"), "", "12 chưa gửi · tỉnh nhận 3 ngày trước"),
        (SyncNews(12, 4, "3 ngày trước"), "due_soon", "12 chưa gửi · tỉnh nhận 3 ngày trước"),
        (SyncNews(12, 8), "overdue", "12 chưa gửi · tỉnh chưa xác nhận lần nào"),
        (SyncNews(12, 8, all_written=True), "overdue", "12 chờ xác nhận · tỉnh chưa xác nhận lần nào"),
        (SyncNews(12, 8, "hôm qua", conflicts=1), "conflict", "1 xung đột · 12 chưa gửi"),
    ],
)
def test_the_sync_pill_tells_the_truth(qtbot: QtBot, news: SyncNews, tone: str, words: str) -> None:
    pill = SyncPill()
    qtbot.addWidget(pill)
    pill.show_news(news)
    assert pill.tone == tone
    assert pill.accessibleName().strip() == words
    pill.grab()


def test_the_print_pill_is_known_before_f9(qtbot: QtBot) -> None:
    pill = PrintPill()
    qtbot.addWidget(pill)
    pill.show_printer("Máy in A5", PrinterState.NO_PAPER, waiting=2)
    assert pill.accessibleName() == "Máy in A5 hết giấy · cần in 2"
    pill.grab()


def test_the_pill_leads_to_the_exchange_page(window: MainWindow) -> None:
    QTest.mouseClick(window.sync_pill, Qt.MouseButton.LeftButton)
    assert window.current_slug() == "exchange"


def test_keys_of_the_window_rest_while_it_asks_what_cannot_be_undone(window: MainWindow, qtbot: QtBot) -> None:
    window.open_page("intake")
    page = sample(window, "intake")
    asked = Confirmation.ask(window, title="Huỷ?", lost="", kept="", act="Huỷ")
    QTest.keyClick(asked.safe, Qt.Key.Key_F9)
    QTest.keyClick(asked.safe, Qt.Key.Key_F3)
    assert page.asked == []
    assert window.current_slug() == "intake"
    with qtbot.waitSignal(asked.declined):
        QTest.keyClick(asked.safe, Qt.Key.Key_Escape)
    assert window.current_slug() == "intake"


def test_practice_cannot_be_taken_for_the_real_thing(window: MainWindow) -> None:
    assert not window.practice.isVisible()
    window.set_desk("Xã Sin Suối Hồ", practice=True)
    assert window.practice.isVisible()
    window.grab()


def test_a_low_window_takes_the_compact_set_and_nothing_widens_it(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1366, 696)
    qtbot.waitUntil(lambda: look().compact)
    assert window.top.height() == 48
    window.resize(1366, 768)
    qtbot.waitUntil(lambda: not look().compact)


@pytest.mark.parametrize("presses", [1, 2, 3])
def test_large_text_keeps_the_window_within_the_screen(window: MainWindow, qtbot: QtBot, presses: int) -> None:
    scales: list[float] = []
    window.scale_changed.connect(scales.append)
    for _turn in range(presses):
        QTest.keyClick(window, Qt.Key.Key_Plus, CTRL)
    assert scales[-1] == look().scale == (1.25, 1.5, 2.0)[presses - 1]
    QTest.qWait(30)
    assert window.minimumSizeHint().width() <= 1366
    assert window.width() == 1366
    QTest.keyClick(window, Qt.Key.Key_Minus, CTRL)
    assert look().scale < scales[-1] or scales[-1] < scales[-2] if len(scales) > 1 else True


def test_every_control_of_the_shell_has_a_name(window: MainWindow) -> None:
    focusable = [w for w in window.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible()]
    nameless = [
        type(w).__name__ for w in focusable if not w.accessibleName() and w not in (sample(window, "desk").field,)
    ]
    assert nameless == []


def test_the_narrow_rail_shows_the_longest_key_whole(qapp: DeskApplication, qtbot: QtBot) -> None:
    apply_look(qapp, Tokens(scale=1.5))
    rail = Rail()
    qtbot.addWidget(rail)
    rail.add_item("queue", "Gọi số", "user", "Ctrl+G")
    rail.resize(rail.width(), 600)
    with qtbot.waitExposed(rail):
        rail.show()
    assert metrics("caption").horizontalAdvance("Ctrl+G") <= rail.items["queue"].width()
