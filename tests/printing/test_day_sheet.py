"""The sheet of a cash day: every number stands on it, voided ones with their reason, and it adds up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from app.domain.money_book import DaySheet, Exempted, Slip, SlipPart, close_day
from app.domain.money_events import FeeVoided
from printing.day_sheet import lay_out
from printing.forms import PdfForms
from printing.paper import A4
from tests.printing import cases
from tests.printing.cases import HERE, STATION
from tests.printing.reading import faults_of, text_of

AT = datetime(2026, 11, 23, 9, 40, tzinfo=HERE)
DAY = date(2026, 11, 23)


def slip(place: int, amount: int, method: str = "cash") -> Slip:
    part = SlipPart(bytes(16), amount, f"H35.12-261123-{1000 + place}", "Tẩn Lở Mẩy")
    return Slip(STATION, f"1-{place:04d}", AT + timedelta(minutes=place), method, (part,), "Giàng A Dơ")


def a_day(slips: int = 3) -> DaySheet:
    taken = [slip(place, 8_000 * place) for place in range(1, slips + 1)]
    taken[1] = replace(taken[1], voided=FeeVoided(AT, "1-0002", 2026, "Thu nhầm người", "Giàng A Dơ"))
    exempted = (Exempted("H35.12-261123-1009", "Phàn Tả Mẩy", "Thủ tục đăng ký khai sinh", "poor_household"),)
    return DaySheet(DAY, tuple(taken), (taken[1],), exempted)


def closed(sheet: DaySheet, counted: int, explained: str | None = None, because: str | None = None) -> DaySheet:
    at = datetime(2026, 11, 23, 17, 5, tzinfo=HERE)
    happened = close_day(sheet, counted=counted, explained=explained, because=because, by="Giàng A Dơ", at=at)
    return replace(sheet, closings=(*sheet.closings, happened))


def test_the_sheet_lists_slips_voids_exemptions_and_what_was_counted() -> None:
    made = PdfForms().day_sheet(closed(a_day(), 31_000, "Thiếu 1.000 đồng, người thu nộp bù"), cases.HEAD)
    page = text_of(made.pdf)[0]

    assert made.pages == 1
    assert "BẢNG KÊ THU TIỀN TRONG NGÀY Ngày 23/11/2026" in page
    assert "1 1-0001 09:41 H35.12-261123-1001 Tẩn Lở Mẩy Tiền mặt 8.000 chờ BLĐT" in page
    assert "2 1-0002 09:42 H35.12-261123-1002 Tẩn Lở Mẩy Tiền mặt 16.000 ĐÃ HỦY" in page
    assert "Cộng 48.000" in page
    assert "1-0002 23/11/2026 Tiền mặt 16.000 Thu nhầm người Giàng A Dơ" in page
    assert "1 H35.12-261123-1009 Đăng ký khai sinh hộ nghèo" in page
    assert "Tiền mặt phải có (đã trừ phiếu hủy): 32.000 đồng" in page
    assert "Tiền mặt thực đếm: 31.000 đồng (ba mươi mốt nghìn đồng)" in page
    assert "Chênh lệch: thiếu 1.000 đồng Giải trình: Thiếu 1.000 đồng, người thu nộp bù" in page
    assert "NGƯỜI THU TIỀN" in page and "NGƯỜI KIỂM ĐẾM" in page and "LÃNH ĐẠO TRUNG TÂM" in page


def test_a_day_closed_twice_shows_both_and_why() -> None:
    first = closed(a_day(), 31_000, "Đếm nhầm")
    page = text_of(PdfForms().day_sheet(closed(first, 32_000, because="Đếm lại"), cases.HEAD).pdf)[0]

    assert "Lần chốt lúc 17:05 23/11/2026: phải có 32.000 đồng, thực đếm 31.000 đồng; chốt lại vì: Đếm lại" in page
    assert "Chênh lệch: không Giải trình: không" in page


def test_a_day_without_money_and_one_not_closed_say_so() -> None:
    page = text_of(PdfForms().day_sheet(DaySheet(DAY), cases.HEAD, draft=True).pdf)[0]

    assert "(Chưa chốt)" in page and "BẢN NHÁP" in page
    assert "Không có phiếu thu." in page and "Không có phiếu hủy." in page


def test_a_long_day_goes_on_over_pages_with_its_head_repeated_and_nothing_clipped() -> None:
    sheet = closed(a_day(slips=70), 100, "Đếm nhầm")
    stock = replace(A4, left=A4.left * 2 / 3, right=A4.right * 0.8)
    pages = text_of(PdfForms().day_sheet(sheet, cases.HEAD).pdf)

    assert len(pages) > 1
    assert all("Số phiếu" in page for page in pages[:2])
    assert f"trang 1/{len(pages)}" in pages[0]
    assert faults_of(lay_out(sheet, cases.HEAD), stock) == []
