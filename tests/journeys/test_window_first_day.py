"""ACCEPTANCE 1 and 3 through the real window: no network at all, and a card under a Vietnamese typing program."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import pytest
import zxingcpp
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent

from app.clock import FixedClock
from tests.journeys.window import Counter, counter, unlock
from tests.printing.reading import picture_of, text_of
from tests.ui.made_desk import NOW, PASSWORD, make_desk

CARD = "012090000123|045123456|HUỲNH HIẾU THUẬN|05061990|Nam|Bản Noong Ỏm, xã Noong Hẻo, Lai Châu|25062021"
OTHER = "012150000124||Nguyễn Thị Ngọc Ẩn|01011950|Nữ|Tổ 3, phường Tân Phong, Lai Châu|12072024"
SECONDS_A_KEY = 2.0
"""Who has never seen the program looks for every key."""
AT_MOST_S = 180.0
TELEX = {"dd": "đ", "DD": "Đ", "aa": "â", "ee": "ê", "oo": "ô", "ow": "ơ", "uw": "ư", "aw": "ă"}


def test_acceptance_1_without_any_network_from_the_password_to_a_complete_slip(
    qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[object] = []

    def unplugged(*told: object, **more: object) -> None:
        tried.append((told, more))
        raise OSError("the cable is pulled")

    for name in ("create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, unplugged)
    monkeypatch.setattr(socket.socket, "connect", unplugged)
    made_desk = make_desk(tmp_path / "desk")
    with counter(made_desk.paths, clock=FixedClock(NOW)) as made:
        began = time.monotonic()
        unlock(made, PASSWORD)
        assert made.toast() == "" and made.lines() == ()
        made.press("F2")
        made.scan(CARD)
        made.type("ks")
        made.settle()
        made.press("Return", "Return", "Return", "Space", "Down", "Space", "Down", "Space", "F9")
        taken = time.monotonic() - began + made.presses * SECONDS_A_KEY
        assert taken <= AT_MOST_S, (taken, made.presses)
        (line,) = made.lines()
        dossier = made.desk.program.queries.dossier(line.id)
        assert not line.needs_print, "printed, not only saved"
        ((_printer, pdf, _title),) = made.tray.papers
    due, pages = dossier.due.at, text_of(pdf)
    wanted = (
        dossier.code,
        "HUỲNH HIẾU THUẬN",
        "Đăng ký khai sinh",
        f"{due:%H} giờ {due:%M} phút, ngày {due:%d} tháng {due:%m} năm {due:%Y}",
        "NGƯỜI NỘP HỒ SƠ",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
        "Giàng A Dơ",
        *(paper.name.split(" (")[0] for paper in dossier.papers if paper.original),
    )
    for page in pages[:2]:
        flat = " ".join(page.split())
        assert [words for words in wanted if words.casefold() not in flat.casefold()] == []
    read = {found.text for found in zxingcpp.read_barcodes(picture_of(pdf, 1, dpi=200))}
    assert read == {dossier.code}, "the symbol gives the number only"
    assert tried == [], "nothing even looked for a network"


@pytest.mark.parametrize("card", [CARD, OTHER])
def test_acceptance_3_a_card_under_telex_with_the_cursor_in_the_note(qapp: object, tmp_path: Path, card: str) -> None:
    made_desk = make_desk(tmp_path / "desk")
    with counter(made_desk.paths, clock=FixedClock(NOW)) as made:
        unlock(made, PASSWORD)
        made.press("F2", "Alt+2", "Return")
        made.type("cho con thu hai")
        assert made.focus().objectName() == "summary"
        swallowed = scan_under_telex(made, card)
        assert swallowed == ("oo" in card) * 2, "the typing program did change letters"
        assert made.field("summary") == "cho con thu hai", "the note is untouched"
        number, _old, name, birth, sex, address, _issued = card.split("|")
        names = ("name", "id_number", "birth_date", "sex", "address")
        assert [made.field(f"applicant.{one}") for one in names] == [
            name, number, f"{birth[:2]}/{birth[2:4]}/{birth[4:]}", sex, address
        ]  # fmt: skip


def scan_under_telex(made: Counter, text: str) -> int:
    """Scan as Unikey lets it through: «oo» becomes a Backspace and «ô». Returns how often it did so."""
    changed, before = 0, ""
    for letter in [*text, "\r"]:
        one = TELEX.get(before + letter)
        if one is None:
            _send(made, letter)
        else:
            changed += 1
            _send(made, "\b", Qt.Key.Key_Backspace)
            _send(made, one)
        before = "" if one else letter
    made.settle()
    return changed


def _send(made: Counter, letter: str, key: Qt.Key | None = None) -> None:
    code = key or (Qt.Key.Key_Return if letter == "\r" else Qt.Key.Key_unknown)
    if key is None and letter.isascii() and letter != "\r":
        code = Qt.Key(ord(letter.upper()))
    held = Qt.KeyboardModifier.ShiftModifier if letter.isupper() else Qt.KeyboardModifier.NoModifier
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QCoreApplication.sendEvent(made.handle(), QKeyEvent(kind, int(code), held, letter))
