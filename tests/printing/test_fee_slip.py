"""The provisional fee slip, which is no receipt and says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.errors import BadInput
from printing.forms import PdfForms
from tests.printing import cases
from tests.printing.reading import text_of


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
