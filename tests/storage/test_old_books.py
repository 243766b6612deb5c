"""An old register is looked at, taken over once, found again, and never renumbered."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from app.calendars import load_calendar
from app.clock import FixedClock
from app.domain.errors import CannotRead, OldBookColumnsMissing, OldBookUnreadable
from app.domain.life_events import Leave, WantedPaper
from app.domain.states import State
from app.readings import DossierFilter
from app.services.old_book_files import read_table
from app.services.old_books import OldBooks, Preview, guess_mapping
from app.services.processing import Processing
from app.services.promises import Promises
from app.services.rule_book import load_rules
from app.services.vouching import Vouching
from app.services.waiting import Waiting
from storage import rebuild
from storage.accounts import StoredAccounts
from storage.desk import OpenDesk
from tests.storage.made_up import MONDAY

HEADER = (
    "STT",
    "Mã hồ sơ",
    "Tên TTHC",
    "Tên tổ chức, cá nhân",
    "Địa chỉ",
    "Nhận hồ sơ",
    "Hẹn trả kết quả",
    "Trả kết quả",
)
ROWS = (
    (1, "12/2019", "Khai sinh", "Lò Văn Pản", "bản Nà Phiêng", date(2019, 3, 4), None, date(2019, 3, 5)),
    (2, "13/2019", "Chứng thực", "Giàng A Chống", "bản Sín Chải", "05/03/2019", "07/03/2019", None),
    (3, "14/2019", "Chứng thực", "", "", "05/03/2019", None, None),
    (4, "15/2019", "Chứng thực", "Sùng Thị Mỷ", "", "31/02/2019", None, None),
    (5, "16/2019", "Khai tử", "LÒ VĂN PẢN", "", "2019-03-04", None, None),
)


def workbook(path: Path) -> Path:
    book = Workbook()
    book.active.append(["SỔ THEO DÕI HỒ SƠ"])
    book.active.append(HEADER)
    for row in ROWS:
        book.active.append(row)
    book.save(path)
    return path


def old_books(desk: OpenDesk) -> OldBooks:
    return OldBooks(desk.units, desk.queries, FixedClock(MONDAY), desk.queries.desk())


def looked_at(desk: OpenDesk, path: Path) -> Preview:
    return old_books(desk).preview(read_table(path))


def test_the_preview_tells_what_would_come_in_and_stores_nothing(desk: OpenDesk, tmp_path: Path) -> None:
    seen = looked_at(desk, workbook(tmp_path / "so-2019.xlsx"))
    assert [entry.code for _id, entry in seen.entries] == ["12/2019", "13/2019", "16/2019"]
    assert [one.row for one in seen.faults] == [5, 6]
    assert seen.suspected == (7,)
    assert [entry.code for _id, entry in seen.without_suspected().entries] == ["12/2019", "13/2019"]
    assert (seen.rows, seen.known, seen.encoding) == (5, 0, "unicode")
    assert desk.queries.count(DossierFilter()) == 0


def test_taken_over_twice_is_taken_over_once_and_outlives_a_rebuild(desk: OpenDesk, tmp_path: Path) -> None:
    path = workbook(tmp_path / "so-2019.xlsx")
    officer = desk.queries.officers()[0]
    steps: list[tuple[int, int]] = []
    assert old_books(desk).import_rows(looked_at(desk, path), officer, progress=lambda *at: steps.append(at)) == 3
    assert steps == [(3, 3)]
    again = looked_at(desk, path)
    assert (again.entries, again.known) == ((), 3)

    (line,) = desk.queries.find("giang a chong", filter=DossierFilter(), limit=5)
    dossier = desk.queries.dossier(line.id)
    assert (dossier.code, dossier.entry, dossier.state) == ("13/2019", 2, State.PROCESSING)
    assert dossier.due.at.isoformat() == "2019-03-07T17:30:00+07:00"
    assert dossier.imported == read_table(path).source
    assert not line.needs_print
    closed = desk.queries.dossier(desk.queries.dossier_id("12/2019"))
    assert closed.state is State.RETURNED and not closed.late_at(MONDAY)
    with desk.units(officer.id) as unit:
        assert unit.highest_series("register", 2019) == 0

    before = desk.queries.page(DossierFilter(), order="recent", after=None, limit=9)
    desk.rebuild()
    assert (
        desk.queries.page(DossierFilter(), order="recent", after=None, limit=9),
        desk.queries.dossier(line.id),
    ) == (before, dossier)
    assert rebuild.check_search_index(desk.database)


def test_a_cancelled_import_goes_on_where_it_stopped(
    desk: OpenDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.old_books.BATCH", 1)
    path, officer = workbook(tmp_path / "so.xlsx"), desk.queries.officers()[0]
    asked = iter([False, False, True])
    assert old_books(desk).import_rows(looked_at(desk, path), officer, cancelled=lambda: next(asked)) == 2
    rest = looked_at(desk, path)
    assert (len(rest.entries), rest.known) == (1, 2)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Hä vµ tªn;Ngµy nhËn\nLß V¨n P¶n;04/03/2009\n", "cp1252"),
        ("Hoï vaø teân;Ngaøy nhaän\nLoø Vaên Paûn;04/03/2009\n", "cp1252"),
        ("Họ và tên\tNgày nhận\nLò Văn Pản\t04/03/2009\n", "utf-8-sig"),
        ("Họ và tên,Ngày nhận\nLò Văn Pản,04/03/2009\n", "utf-8"),
        ("Ho\u0323 và tên;Ngày nhâ\u0323n\nLo\u0300 Văn Pa\u0309n;04/03/2009\n", "cp1258"),
    ],
)
def test_every_kind_of_csv_gives_the_same_row(desk: OpenDesk, tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "so.csv"
    path.write_bytes(text.encode(code))
    ((_id, entry),) = looked_at(desk, path).entries
    assert (entry.applicant_name, entry.received_on, entry.code) == ("Lò Văn Pản", "2009-03-04", "2")


@pytest.mark.parametrize(
    "data",
    [b"", b"  \n", b"MZ\x90\0\x03", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 locked", b"one column\nonly\n", b"\0\0\0"],
)
def test_what_is_no_register_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "so.xlsx"
    path.write_bytes(data)
    with pytest.raises(OldBookUnreadable):
        read_table(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotRead):
        read_table(tmp_path / "so.xlsx")


def test_columns_are_found_by_their_headings() -> None:
    assert guess_mapping(HEADER) == {
        **{"entry": 0, "code": 1, "procedure": 2, "applicant": 3},
        **{"address": 4, "received": 5, "due": 6, "returned": 7},
    }


def test_a_book_without_names_says_which_columns_lack(desk: OpenDesk, tmp_path: Path) -> None:
    path = tmp_path / "so.csv"
    path.write_text("a;b\n1;2\n", encoding="utf-8")
    with pytest.raises(OldBookColumnsMissing, match="applicant, received"):
        looked_at(desk, path)


def test_an_open_row_lives_on_by_the_day_its_book_promised(desk: OpenDesk, tmp_path: Path) -> None:
    officer, here = desk.queries.officers()[0], desk.queries.desk()
    old_books(desk).import_rows(looked_at(desk, workbook(tmp_path / "so.xlsx")), officer)
    dossier = desk.queries.dossier(desk.queries.dossier_id("13/2019"))
    clock, calendar, rules = FixedClock(MONDAY), load_calendar(tmp_path / "none"), load_rules()
    promises = Promises(desk.units, desk.queries, clock, here, calendar, rules)
    assert promises.affected() == ()
    assert promises.apology_due(dossier).year == 2019
    waiting = Waiting(desk.units, clock, here, calendar, rules, Vouching(desk.queries, StoredAccounts(desk.vault)))
    leave = Leave("Lý A Sử", "hồ sơ cũ còn thiếu giấy")
    wanted = (WantedPaper("Giấy chứng sinh"),)
    waiting.request_papers(dossier.id, wanted=wanted, reason="còn thiếu", officer=officer, leave=leave)
    back = waiting.papers_received(dossier.id, officer=officer)
    assert (back.state, back.due.at) == (State.PROCESSING, dossier.due.at)
    done = Processing(desk.units, clock, here).complete(dossier.id, officer=officer)
    assert done.state is State.COMPLETED
