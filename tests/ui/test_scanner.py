"""Acceptance 3: a card scanned with the cursor in the note field fills nothing there and arrives letter by letter."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.application import DeskApplication
from ui.scan_text import ScanKind, kind_of, unpick
from ui.scanner import Pace, ScannerWedge

CARD = "012090000123|045123456|HUỲNH HIẾU THUẬN|05061990|Nam|Bản Sin Suối Hồ, xã Sin Suối Hồ, Lai Châu|25062021"
OTHER = "012190000124||Nguyễn Thị Ngọc Ẩn|01011950|Nữ|Tổ 3, phường Tân Phong, Lai Châu|12072024"
SLIP = "H35.12-261123-1008"
NO, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
Step = tuple[str, int]


class Desk:
    """A window with a note field, a button, a wedge, and hands that type at a given pace."""

    def __init__(self, wedge: ScannerWedge, window: QWidget, note: QLineEdit, button: QPushButton) -> None:
        self.wedge, self.window, self.note, self.button = wedge, window, note, button
        self.told: list[tuple[str, str]] = []
        self.now = 1_000
        for name in ("card", "slip", "unknown"):
            getattr(wedge, f"{name}_scanned").connect(lambda text, kind=name: self.told.append((kind, text)))

    def _receiver(self) -> QWindow:
        handle = self.window.windowHandle()
        assert handle is not None
        return handle

    def press(
        self, text: str, *, after_ms: int, key: int = 0, modifiers: Qt.KeyboardModifier = NO, repeat: bool = False
    ) -> None:
        """Press and release a key as the system delivers it: to the window, stamped."""
        self.now += after_ms
        code = key or (ord(text.upper()) if text and ord(text) < 128 else 0)
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, code, modifiers, text, repeat)
            event.setTimestamp(self.now)
            QCoreApplication.sendEvent(self._receiver(), event)

    def scan(self, text: str, *, gap_ms: int = 8, end: int = Qt.Key.Key_Return) -> None:
        """Type as a scanner does, Shift and all, ended by Enter."""
        for letter in text:
            if letter.isupper():
                self.press("", after_ms=1, key=Qt.Key.Key_Shift, modifiers=SHIFT)
            self.press(letter, after_ms=gap_ms, modifiers=SHIFT if letter.isupper() else NO)
        if end:
            self.press("\t" if end == Qt.Key.Key_Tab else "\r", after_ms=gap_ms, key=end)

    def type(self, text: str, *, gap_ms: int) -> None:
        """Type as a person does."""
        for letter in text:
            self.press(letter, after_ms=gap_ms)

    def commit(self, text: str, *, after_ms: int, replacing: int = 0) -> None:
        """Let an input method hand over text."""
        self.now += after_ms
        event = QInputMethodEvent("", [])
        event.setCommitString(text, -replacing, replacing)
        QCoreApplication.sendEvent(self.note, event)


@pytest.fixture
def desk(qtbot: QtBot, qapp: DeskApplication) -> Iterator[Desk]:
    window = QWidget()
    note, button = QLineEdit(), QPushButton("Tiếp nhận")
    column = QVBoxLayout(window)
    column.addWidget(note)
    column.addWidget(button)
    made: list[Desk] = []
    wedge = ScannerWedge(qapp, pace=Pace(patience_ms=80), clock=lambda: float(made[0].now))
    made.append(Desk(wedge, window, note, button))
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    note.setFocus()
    yield made[0]
    qapp.removeEventFilter(wedge)
    window.close()
    wedge.deleteLater()


@pytest.mark.parametrize("text", [CARD, OTHER])
@pytest.mark.parametrize("gap_ms", [1, 8, 30])
def test_a_card_scanned_into_the_note_field_leaves_the_note_untouched(desk: Desk, text: str, gap_ms: int) -> None:
    desk.note.setText("đã đọc cho nghe")
    desk.scan(text, gap_ms=gap_ms)
    QTest.qWait(120)
    assert desk.told == [("card", text)]
    assert desk.note.text() == "đã đọc cho nghe"


def test_a_slip_is_recognised_whatever_has_the_keyboard(desk: Desk, qtbot: QtBot) -> None:
    desk.button.setFocus()
    with qtbot.assertNotEmitted(desk.button.clicked):
        desk.scan(SLIP, end=Qt.Key.Key_Tab)
        QTest.qWait(120)
    assert desk.told == [("slip", SLIP)]
    assert desk.button.hasFocus()


def test_two_scans_in_a_row_are_two_scans(desk: Desk) -> None:
    desk.scan(SLIP)
    desk.now += 400
    desk.scan(CARD)
    assert [kind for kind, _text in desk.told] == ["slip", "card"]


def test_a_second_line_end_belongs_to_the_scan(desk: Desk, qtbot: QtBot) -> None:
    entered = []
    desk.note.returnPressed.connect(lambda: entered.append(1))
    desk.scan(SLIP)
    desk.press("\r", after_ms=3, key=Qt.Key.Key_Enter)
    assert entered == []
    desk.press("\r", after_ms=500, key=Qt.Key.Key_Enter)
    assert entered == [1]


@pytest.mark.parametrize("gap_ms", [40, 60, 90, 150])
def test_a_fast_typist_loses_no_key_and_no_order(desk: Desk, gap_ms: int) -> None:
    sentence = "012090000123 Giàng A Chống, bản Sin Suối Hồ"
    desk.type(sentence, gap_ms=gap_ms)
    QTest.qWait(100)
    assert desk.note.text() == sentence
    assert desk.told == []


def test_a_short_roll_of_keys_is_typed_even_when_very_fast(desk: Desk) -> None:
    entered = []
    desk.note.returnPressed.connect(lambda: entered.append(desk.note.text()))
    desk.type("ks", gap_ms=5)
    desk.press("\r", after_ms=5, key=Qt.Key.Key_Return)
    assert entered == ["ks"]


def test_a_burst_without_an_end_is_given_back(desk: Desk) -> None:
    desk.scan("dang ky khai sinh", end=0)
    QTest.qWait(150)
    assert desk.note.text() == "dang ky khai sinh"
    assert desk.told == []


def test_a_card_without_an_end_is_still_a_card(desk: Desk) -> None:
    desk.scan(CARD, end=0)
    QTest.qWait(250)
    assert desk.told == [("card", CARD)]
    assert desk.note.text() == ""


def test_an_odd_code_is_told_and_not_typed(desk: Desk) -> None:
    desk.scan("8934563138165")
    QTest.qWait(80)
    assert desk.told == [("unknown", "8934563138165")]
    assert desk.note.text() == ""


def test_a_key_held_down_is_not_a_scanner(desk: Desk) -> None:
    for _turn in range(20):
        desk.press("0", after_ms=30, repeat=True)
    assert desk.note.text() == "0" * 20


def test_commands_in_the_middle_come_after_what_was_typed(desk: Desk) -> None:
    desk.type("abc", gap_ms=10)
    desk.press("", after_ms=10, key=Qt.Key.Key_Home)
    desk.type("x", gap_ms=60)
    QTest.qWait(100)
    assert desk.note.text() == "xabc"


def test_a_busy_window_does_not_break_a_scan_in_two(desk: Desk) -> None:
    half = len(CARD) // 2
    desk.scan(CARD[:half], end=0)
    desk.now += 60  # the scanner stutters
    desk.scan(CARD[half:])
    assert desk.told == [("card", CARD)]


def test_unikey_in_telex_mode_is_undone(desk: Desk) -> None:
    """Telex swallows the second «d», sends Backspace and «đ»: no scanner sends Backspace."""
    before, after = "012090000123||Ly Tdd|05061990|Nam|", "dd|25062021"
    desk.scan(before[: before.index("dd") + 1], end=0)
    for tail in (before[before.index("dd") + 2 :] + "d", after[2:]):
        desk.press("\b", after_ms=4, key=Qt.Key.Key_Backspace)
        desk.press("đ", after_ms=4)
        desk.scan(tail, end=0)
    desk.press("\r", after_ms=8, key=Qt.Key.Key_Return)
    assert desk.told == [("card", before + after)]
    assert desk.note.text() == ""


def test_an_input_method_may_hand_over_whole_syllables(desk: Desk) -> None:
    desk.scan("012090000123||", end=0)
    for part in ("HUỲNH", " ", "HIẾU", " ", "THUẬN"):
        desk.commit(part, after_ms=8)
    desk.scan("|05061990|Nam|Lai Châu|25062021")
    assert desk.told == [("card", "012090000123||HUỲNH HIẾU THUẬN|05061990|Nam|Lai Châu|25062021")]
    assert desk.note.text() == ""


def test_an_input_method_used_by_a_person_types_as_before(desk: Desk) -> None:
    desk.note.setText("D")
    desk.commit("Đ", after_ms=300, replacing=1)
    QTest.qWait(100)
    assert desk.note.text() == "Đ"


def test_qt_tests_own_keys_reach_a_field_too(desk: Desk) -> None:
    """Keys sent straight to a widget (as Qt's test tool does) are replayed to that widget."""
    QTest.keyClicks(desk.note, "giang a", Qt.KeyboardModifier.NoModifier, 70)
    desk.now += 500
    QTest.qWait(100)
    assert desk.note.text() == "giang a"


def test_a_prefix_of_the_scanner_is_taken_off(desk: Desk, qapp: DeskApplication) -> None:
    desk.wedge._prefix = "~"
    desk.scan("~" + SLIP)
    assert desk.told == [("slip", SLIP)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (CARD, ScanKind.CARD),
        ("Giàng A Tủa|012090000123|05061990|Nam|Lai Châu|25062021", ScanKind.CARD),
        (SLIP, ScanKind.SLIP),
        ("01209000012|0|A|05061990|Nam|x|25062021", ScanKind.UNKNOWN),
        ("H35.12-261123", ScanKind.UNKNOWN),
        ("https://dichvucong.gov.vn", ScanKind.UNKNOWN),
    ],
)
def test_codes_are_told_apart_by_their_frame(text: str, kind: ScanKind) -> None:
    assert kind_of(text) is kind


@pytest.mark.parametrize(
    ("deleted", "replacement", "meant"),
    [
        ("d", "đ", "dd"),
        ("D", "Đ", "DD"),
        ("a", "â", "aa"),
        ("o", "ơ", "ow"),
        ("a", "á", "as"),
        ("E", "Ẹ", "EJ"),
        ("x", "y", "y"),
    ],
)
def test_what_telex_swallowed_is_put_back(deleted: str, replacement: str, meant: str) -> None:
    assert unpick(deleted, replacement) == meant
