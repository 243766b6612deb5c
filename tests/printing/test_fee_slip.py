"""The provisional fee slip, which is no receipt and says so."""

from __future__ import annotations

from dataclasses import replace

import pytest
import zxingcpp

from app.domain.dossier import Dossier
from app.domain.errors import BadInput
from app.domain.life_events import Leave
from app.domain.money_events import FeeVoided, PaidItem
from app.domain.vietqr import BankAccount, payload
from printing.fee_slip import lay_out
from printing.forms import PdfForms
from printing.paper import A4, A5, Stock
from tests.printing import cases
from tests.printing.reading import faults_of, picture_of, text_of


@pytest.mark.parametrize("paper", ["a5", "a4"])
def test_a_fee_slip_names_payer_sum_and_collector_and_denies_being_a_receipt(paper: str) -> None:
    made = PdfForms().fee_slip(cases.A_COPY, cases.HEAD, number="1-0007", copy=1, paper=paper)
    first, second = text_of(made.pdf)

    assert made.pages == 2
    assert "Số: 1-0007/PTT" in first
    assert "PHIẾU THU TIỀN TẠM (không thay thế biên lai) Mã hồ sơ: H35.12-261123-1031 (Liên 1: Lưu)" in first
    assert "(Liên 2: Giao người nộp tiền)" in second
    assert "Người nộp tiền: Tẩn Lở Mẩy" in first
    assert "1 Phí chứng thực bản sao từ bản chính 21.000 đồng Cộng 21.000 đồng" in first
    assert "Số tiền thu: 21.000 đồng Bằng chữ: Hai mươi mốt nghìn đồng Hình thức: tiền mặt" in first
    assert "Thời gian thu: 15 giờ 22 phút, ngày 23 tháng 11 năm 2026" in first
    assert "NGƯỜI NỘP TIỀN (Ký và ghi rõ họ tên) Tẩn Lở Mẩy NGƯỜI THU TIỀN (Ký và ghi rõ họ tên) Giàng A Dơ" in first
    assert "không phải là biên lai" in first


def test_unknown_fees_leave_the_sum_open() -> None:
    dossier = replace(cases.UNKNOWN_FEE, payments=cases.A_COPY.payments)

    page = text_of(PdfForms().fee_slip(dossier, cases.HEAD, number="1-0007", copy=1, paper="a5").pdf)[0]
    assert "1 Lệ phí đăng ký khai sinh theo Nghị quyết HĐND tỉnh, chưa có biểu" in page
    assert "Cộng chưa xác định" in page


def test_the_representative_pays_for_the_applicant() -> None:
    made = PdfForms().fee_slip(cases.BY_REPRESENTATIVE, cases.HEAD, number="1-0007", copy=3, paper="a5")

    page = text_of(made.pdf)[0]
    assert "Người nộp tiền: Phàn Tả Mẩy Nộp cho hồ sơ của: Tẩn Lở Mẩy" in page
    assert "IN LẠI LẦN 2" in page


def test_who_cannot_read_is_read_to_and_presses_a_finger() -> None:
    page = text_of(PdfForms().fee_slip(cases.CANNOT_READ, cases.HEAD, number="1-0007", copy=1, paper="a5").pdf)[0]

    assert "Người tiếp nhận đã đọc lại nội dung giấy này" in page
    assert "NGƯỜI NỘP TIỀN (Điểm chỉ) Tẩn Lở Mẩy NGƯỜI THU TIỀN (Ký và ghi rõ họ tên) Giàng A Dơ" in page


def test_a_slip_number_the_dossier_does_not_have_is_refused() -> None:
    with pytest.raises(BadInput):
        PdfForms().fee_slip(cases.A_COPY, cases.HEAD, number="1-0008", copy=1, paper="a5")


BANK = BankAccount("970405", "8888012345678", "UBND XA SIN SUOI HO")
AT = cases.A_COPY.payments[0].at


def of_two() -> tuple[Dossier, Dossier]:
    """Two dossiers on slip 1-0007: 21.000 đ and 8.000 đ."""
    ids = (bytes(16), bytes([1]) * 16)
    paid = replace(cases.A_COPY.payments[0], total=29_000, dossiers=ids)
    items = (PaidItem("Phí cấp bản sao Trích lục hộ tịch", "phi", 8_000),)
    first = replace(cases.A_COPY, payments=(paid,))
    second = replace(
        cases.A_COPY,
        id=ids[1],
        code="H35.12-261123-1032",
        applicant=replace(cases.A_COPY.applicant, name="Chẻo Sử Mẩy"),
        payments=(replace(paid, amount=8_000, items=items),),
    )
    return first, second


def test_a_slip_for_several_dossiers_lists_each_and_their_sum_whichever_is_asked() -> None:
    first, second = of_two()
    forms = PdfForms()
    made = forms.fee_slip(first, cases.HEAD, number="1-0007", copy=1, paper="a5", others=[second])
    page = text_of(made.pdf)[0]

    assert "1 H35.12-261123-1031 – Tẩn Lở Mẩy" in page
    assert "2 H35.12-261123-1032 – Chẻo Sử Mẩy Phí cấp bản sao Trích lục hộ tịch 8.000 đồng Cộng 29.000 đồng" in page
    assert "Số tiền thu: 29.000 đồng Bằng chữ: Hai mươi chín nghìn đồng" in page
    assert forms.fee_slip(second, cases.HEAD, number="1-0007", copy=1, paper="a5", others=[first]) == made


def test_a_voided_slip_printed_again_says_so_on_every_page_with_reason_and_successor() -> None:
    gone = FeeVoided(AT, "1-0007", 2026, "Ghi nhầm số tiền", "Vàng Thị Hoa", Leave("Lò Văn Pản", "x"), "1-0008")
    dossier = replace(cases.A_COPY, payments=(replace(cases.A_COPY.payments[0], voided=gone),))
    pages = text_of(PdfForms().fee_slip(dossier, cases.HEAD, number="1-0007", copy=2, paper="a5").pdf)

    for page in pages:
        assert "ĐÃ HỦY" in page and "IN LẠI LẦN 1" in page
        assert "Lý do hủy: Ghi nhầm số tiền" in page and "người hủy: Vàng Thị Hoa" in page
        assert "Lãnh đạo cho phép: Lò Văn Pản" in page and "Thay bằng phiếu số: 1-0008" in page


@pytest.mark.parametrize("paper", ["a5", "a4"])
def test_a_claimed_transfer_carries_the_vietqr_symbol_that_a_telephone_reads(paper: str) -> None:
    paid = replace(cases.A_COPY.payments[0], method="transfer")
    head = replace(cases.HEAD, bank=BANK)
    made = PdfForms().fee_slip(replace(cases.A_COPY, payments=(paid,)), head, number="1-0007", copy=1, paper=paper)

    read = {found.text for found in zxingcpp.read_barcodes(picture_of(made.pdf, 1, dpi=200))}
    assert read == {"H35.12-261123-1031", payload(BANK, amount=21_000, purpose="H35.12-261123-1031")}
    assert not any("Mẩy" in text for text in read)
    assert "Hình thức: chuyển khoản (chưa đối chiếu với ngân hàng)" in text_of(made.pdf)[0]


@pytest.mark.parametrize("owed", [21_000, 30_000])
def test_the_symbol_stands_only_where_something_is_still_to_be_paid(owed: int) -> None:
    fees = (replace(cases.A_COPY.fees[0], amount=owed),)
    made = PdfForms().fee_slip(
        replace(cases.A_COPY, fees=fees), replace(cases.HEAD, bank=BANK), number="1-0007", copy=1, paper="a5"
    )
    read = {found.text for found in zxingcpp.read_barcodes(picture_of(made.pdf, 1, dpi=200))}
    rest = {payload(BANK, amount=9_000, purpose="H35.12-261123-1031")} if owed > 21_000 else set()
    assert read == {"H35.12-261123-1031"} | rest


@pytest.mark.parametrize("stock", [A5, A4], ids=["a5", "a4"])
def test_nothing_on_the_fullest_slip_is_clipped_or_overlaid(stock: Stock) -> None:
    first, second = of_two()
    claimed = [replace(one, payments=(replace(one.payments[0], method="transfer"),)) for one in (first, second)]
    pages = lay_out(claimed[0], replace(cases.HEAD, bank=BANK), stock, number="1-0007", others=claimed[1:])
    assert faults_of(pages, stock) == []
