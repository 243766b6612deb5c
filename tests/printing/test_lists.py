"""The papers that list many dossiers, and the pad: their words, their geometry, their worst cases."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
import zxingcpp
from openpyxl import load_workbook

from app.ports import ListForms
from app.readings import ListedDossier, RegisterRow, ShiftPaper
from printing import form_07_register, hand_lists, pad
from printing.form_07_register import COLUMNS
from printing.ledger import LEDGER, LISTS
from printing.list_forms import PdfListForms
from printing.paper import A4, A5
from tests.printing import cases
from tests.printing.proofs import NAMES
from tests.printing.reading import faults_of, picture_of, text_of

MADE: ListForms = PdfListForms()
AT = cases.A_COPY.received_at
DAY = AT.date()
LONG_NAME = " ".join(["Nguyễn Hoàng Phương Quỳnh Anh"] * 10) + " Nguyễn Thị"
ENTRY = RegisterRow(
    "01/2026",
    1031,
    cases.A_COPY.code,
    "Thủ tục đăng ký khai sinh",
    1,
    "Tẩn Lở Mẩy",
    AT,
    AT + timedelta(days=2),
    "Bản Lao Chải",
    "0987000321",
)
RETURNED = replace(
    ENTRY, entry=1032, returned_at=AT + timedelta(days=1), receiver="Phàn Tả Mẩy", signature="fingerprint"
)
LATE = replace(ENTRY, entry=1033, return_place="post", notes=("late_entry:0037/2026", "trip", "refused"))
LONGEST = replace(ENTRY, entry=1034, procedure=cases.LONG_PROCEDURE, applicant=LONG_NAME, address=cases.LONG_ADDRESS)
LISTED = ListedDossier(
    cases.A_COPY.code, "Tẩn Lở Mẩy", "Thủ tục đăng ký khai sinh", AT, "1990-03-04", "Bản Lao Chải", "02 loại, 01 bộ"
)
LONG_LISTED = replace(LISTED, applicant=LONG_NAME, procedure=cases.LONG_PROCEDURE, address=cases.LONG_ADDRESS)


def many(count: int) -> Iterator[RegisterRow]:
    for number in range(count):
        yield replace(ENTRY, entry=number + 1, applicant=NAMES[number % len(NAMES)])


# ── the register ─────────────────────────────────────────────────────────────────────────────


def test_the_register_names_book_year_and_thirteen_columns() -> None:
    made = MADE.register([ENTRY, RETURNED, LATE], cases.HEAD, day=DAY)
    (page,) = text_of(made.pdf)

    assert made.pages == 1
    assert "SỔ THEO DÕI HỒ SƠ Quyển số: 01/2026 – Năm 2026" in page
    assert "NHẬN VÀ TRẢ KẾT QUẢ" in page
    assert all(f"({number})" in page for number in range(1, 14))
    assert "1031 H35.12-261123-1031 Đăng ký khai sinh 1 Tẩn Lở Mẩy" in page
    assert "Điểm chỉ: Phàn Tả Mẩy" in page
    for words in ("Nhập sau", "0037/2026", "Đăng ký lưu động", "Từ chối", "Bưu chính"):
        assert set(words.split()) <= set(page.replace(";", " ").replace(")", " ").split()), words
    assert "Tổng số: 3 hồ sơ, từ số 1031 đến số 1033." in page
    assert "Mẫu số 07 (TT03-2025-draft) – Quyển số 01/2026 – trang 1 (trang cuối)" in page


def test_each_book_begins_on_a_page_of_its_own_and_the_head_stands_on_every_page() -> None:
    rows = [*many(40), *(replace(row, book="01/2027") for row in many(3))]
    pages = text_of(MADE.register(rows, cases.HEAD, day=DAY).pdf)

    assert ["Quyển số: 01/2026" in page for page in pages] == [True] + [False] * (len(pages) - 2) + [False]
    assert "Quyển số: 01/2027 – Năm 2027" in pages[-1]
    assert "từ số 1 đến số 3." in pages[-1]
    assert all("Mã hồ sơ" in page and "(13)" in page for page in pages)
    assert "trang 2" in pages[1]


def test_an_empty_register_says_so() -> None:
    (page,) = text_of(MADE.register([], cases.HEAD, day=DAY).pdf)
    assert "Tổng số: 0 hồ sơ." in page


def test_two_thousand_entries_stream_through_page_by_page_in_seconds() -> None:
    taken = 0

    def counted() -> Iterator[RegisterRow]:
        nonlocal taken
        for row in many(2000):
            taken += 1
            yield row

    pages = form_07_register.lay_out(counted(), cases.HEAD, day=DAY)
    next(pages)
    assert taken < 60, "a page is laid out as soon as it is full"
    began = time.process_time()
    assert MADE.register(many(2000), cases.HEAD, day=DAY).pages > 100
    assert time.process_time() - began < 15, "a few seconds on the reference machine"


def test_the_workbook_holds_the_same_cells_and_takes_no_name_for_a_formula() -> None:
    trap = replace(ENTRY, entry=7, applicant="=HYPERLINK(1)", phone=None, address=None)
    book = load_workbook(BytesIO(MADE.register_sheet([ENTRY, trap, replace(ENTRY, book="01/2027")])))

    assert book.sheetnames == ["Quyển 01-2026", "Quyển 01-2027"]
    rows = list(book["Quyển 01-2026"].iter_rows(values_only=True))
    assert list(rows[0]) == [column.caption for column in COLUMNS]
    assert rows[1][:5] == (1031, "H35.12-261123-1031", "Đăng ký khai sinh", 1, "Tẩn Lở Mẩy")
    assert rows[1][5] == "Bản Lao Chải; 0987 000 321"
    cell = book["Quyển 01-2026"]["E3"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def test_a_letter_that_cannot_be_drawn_leaves_a_box_in_its_row_and_the_book_says_where() -> None:
    """A neighbour's one letter shall not keep a commune from printing its book: who wrote it, no officer could see."""
    turned, apart = "Giàng \u202eA", unicodedata.normalize("NFD", "Tẩn Lở Mẩy")
    rows = [ENTRY, *(replace(ENTRY, entry=n, applicant=name) for n, name in ((7, "Lý 你"), (8, turned), (9, apart)))]
    (page,) = text_of(MADE.register([replace(row, book="01\u202e/2026") for row in rows], cases.HEAD, day=DAY).pdf)
    assert "Lý □" in page
    assert "Giàng □A" in page
    assert page.count("Tẩn Lở Mẩy") == 2, "marks written apart are drawn on their letters"
    assert "Chữ không in được thay bằng □ tại STT 7, 8; xem chữ đúng trong phần mềm." in page
    assert "thay bằng □" not in text_of(MADE.register([ENTRY], cases.HEAD, day=DAY).pdf)[0]


def test_a_book_whose_name_has_no_end_stays_on_its_page() -> None:
    pages = form_07_register.lay_out([replace(ENTRY, book="Ẵ" * 5000)], cases.HEAD, day=DAY)
    assert not faults_of(list(pages), LEDGER)


def test_lists_from_hand_to_hand_name_the_rows_with_such_a_letter_too() -> None:
    row = replace(LISTED, applicant="Lý 你")
    (page,) = text_of(MADE.handover([LISTED, row], cases.HEAD, at=AT, giver="Giàng A Dơ", receiver="Lò Thị Mai").pdf)
    assert "Lý □" in page
    assert "thay bằng □ tại STT 2;" in page


# ── from hand to hand ────────────────────────────────────────────────────────────────────────


def test_a_list_to_sign_has_room_for_the_leader() -> None:
    made = MADE.to_sign([LISTED, LISTED], cases.HEAD, day=DAY, officer="Giàng A Dơ")
    (page,) = text_of(made.pdf)
    assert "DANH SÁCH TRÌNH KÝ" in page
    assert "Tổng số: 02 hồ sơ. NGƯỜI TRÌNH (Ký và ghi rõ họ tên) Giàng A Dơ NGƯỜI KÝ" in page


def test_one_hand_over_slip_names_several_dossiers_and_both_sides() -> None:
    made = MADE.handover([LISTED] * 30, cases.HEAD, at=AT, giver="Giàng A Dơ", receiver="Lò Thị Mai")
    pages = text_of(made.pdf)
    assert "Bên giao: Giàng A Dơ Bên nhận: Lò Thị Mai Thời gian giao, nhận: 15 giờ 20 phút" in pages[0]
    assert f"trang 1/{made.pages}" in pages[0]
    assert all("Mã hồ sơ" in page for page in pages)
    assert "NGƯỜI GIAO (Ký và ghi rõ họ tên) Giàng A Dơ NGƯỜI NHẬN (Ký và ghi rõ họ tên) Lò Thị Mai" in pages[-1]


def test_a_trip_list_has_room_for_fingers() -> None:
    pages = hand_lists.trip_pages([LISTED] * 3, cases.HEAD, trip="Bản Lao Chải", day=DAY, officer="Giàng A Dơ")
    (page,) = text_of(MADE.trip([LISTED] * 3, cases.HEAD, trip="Bản Lao Chải", day=DAY, officer="Giàng A Dơ").pdf)
    numbers = [mark for mark in pages[0] if getattr(mark, "text", "") in ("1", "2", "3")]

    assert "Đợt lưu động: Bản Lao Chải" in page
    assert "04/03/1990" in page
    assert "điểm chỉ" in page
    assert numbers[1].box[1] - numbers[0].box[1] >= 20 * 72 / 25.4 - 0.1, "20 mm for a finger"


def test_a_shift_leaves_dossiers_papers_drafts_and_cash() -> None:
    sheet = ShiftPaper(
        AT,
        "Giàng A Dơ",
        (replace(LISTED, holder="Lò Thị Mai"), replace(LISTED, holder="Giàng A Dơ")),
        128_000,
        ((LISTED.code, ("receipt", "apology")),),
        2,
    )
    page = " ".join(text_of(MADE.shift(sheet, cases.HEAD).pdf))
    assert "1. Hồ sơ đang giải quyết: 02 hồ sơ" in page
    assert "Giấy tiếp nhận và hẹn trả, Văn bản xin lỗi" in page
    assert "3. Hồ sơ đang nhập dở: 02" in page
    assert "Theo phần mềm: 128.000 đồng (một trăm hai mươi tám nghìn đồng)" in page


# ── the pad ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("paper", ["a5", "a4"])
def test_a_pad_has_both_liens_of_every_code_one_page_each(paper: str) -> None:
    codes = ["H35.99.12-261123-1001", "H35.99.12-261123-1002"]
    made = MADE.pad(codes, cases.HEAD, day=DAY, paper=paper)
    pages = text_of(made.pdf)

    assert made.pages == 4
    for number, page in enumerate(pages):
        code, lien = codes[number // 2], ("(Liên 1: Lưu)", "(Liên 2: Giao người nộp hồ sơ)")[number % 2]
        assert f"Mã hồ sơ: {code} {lien}" in page
        assert "MẪU ĐIỀN TAY KHI MẤT ĐIỆN" in page
        assert "Tiếp nhận hồ sơ của: ....." in page
        assert [symbol.text for symbol in zxingcpp.read_barcodes(picture_of(made.pdf, number + 1, dpi=200))] == [code]


# ── geometry ─────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_clipped_or_overlaid_in_the_worst_case() -> None:
    rows = [LISTED, LONG_LISTED, *[LISTED] * 20]
    sheet = ShiftPaper(AT, LONG_NAME, (LONG_LISTED, *[LISTED] * 12), 10**9, ((LISTED.code, ("receipt",)),) * 30, 2)
    faults = [
        *faults_of(list(form_07_register.lay_out([ENTRY, LONGEST, LATE, *many(20)], cases.HEAD, day=DAY)), LEDGER),
        *faults_of(hand_lists.to_sign_pages(rows, cases.HEAD, day=DAY, officer=LONG_NAME), LISTS),
        *faults_of(hand_lists.handover_pages(rows, cases.HEAD, at=AT, giver=LONG_NAME, receiver=LONG_NAME), LISTS),
        *faults_of(hand_lists.trip_pages(rows, cases.HEAD, trip=LONG_NAME, day=DAY, officer=LONG_NAME), LEDGER),
        *faults_of(hand_lists.shift_pages(sheet, cases.HEAD), LISTS),
        *faults_of(list(pad.lay_out(["H35.99.12-261123-1001"], cases.HEAD, A5, day=DAY)), A5),
        *faults_of(list(pad.lay_out(["H35.99.12-261123-1001"], cases.HEAD, A4, day=DAY)), A4),
    ]
    assert len(LONG_NAME) > 290
    assert faults == []


def test_equal_lists_give_equal_bytes() -> None:
    assert MADE.register(many(20), cases.HEAD, day=DAY) == MADE.register(many(20), cases.HEAD, day=DAY)
