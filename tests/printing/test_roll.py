"""Slips on the 80 mm roll: as long as they must be, every letter legible, the symbol read back."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
import zxingcpp
from pypdf import PdfReader

from app.domain.dossier import Dossier
from printing import form_01_receipt
from printing.forms import PdfForms
from printing.layout import Words
from printing.paper import K80, height_of
from printing.wordings import shipped
from tests.printing import act_cases, cases
from tests.printing.reading import faults_of, picture_of, text_of
from tests.printing.test_receipt import without_dots

MM = 72 / 25.4
WORDS = shipped().of("receipt", "TT03-2025-draft")
CASES = [cases.A_COPY, cases.with_papers(60), cases.AN_ORGANISATION, act_cases.HELPED, act_cases.EVERYTHING_LONG]


@pytest.mark.parametrize("dossier", CASES)
def test_nothing_on_the_strip_is_clipped_overlaid_or_too_small(dossier: Dossier) -> None:
    stamps = ("BẢN TẬP HUẤN – KHÔNG CÓ GIÁ TRỊ", "THAY PHIẾU ĐÃ IN NGÀY 17/11/2026")
    pages = form_01_receipt.lay_out(dossier, cases.HEAD, K80, WORDS, stamps=stamps, companions=(cases.A_COPY,))

    for page in pages:
        assert not faults_of([page], replace(K80, height=height_of(K80, page)))
        assert min(mark.size for mark in page if isinstance(mark, Words)) >= 8


def test_every_lien_is_one_strip_of_eighty_millimetres_as_long_as_needed() -> None:
    def heights(dossier: Dossier) -> list[float]:
        made = PdfForms().receipt(dossier, cases.HEAD, copy=1, paper="k80")
        boxes = [page.mediabox for page in PdfReader(BytesIO(made.pdf)).pages]
        assert [round(box.width / MM) for box in boxes] == [80, 80]
        return [float(box.height) / MM for box in boxes]

    short, long = heights(act_cases.A_BIRTH), heights(act_cases.EVERYTHING_LONG)
    assert 150 < short[0] < 300 < long[0]


def test_the_strip_says_what_the_receipt_says() -> None:
    first, second = text_of(PdfForms().receipt(cases.A_COPY, cases.HEAD, copy=1, paper="k80").pdf)

    said = without_dots(first)
    assert "(Liên 2: Giao người nộp hồ sơ)" in second
    assert "1. Bản chính giấy tờ, văn bản (học bạ trung học phổ thông, 5 trang): 01 bản chính" in said
    assert "2. Bản sao cần chứng thực: 03 bản sao" in said
    assert "5. Thời gian trả kết quả giải quyết hồ sơ: 17 giờ 30 phút, ngày 25 tháng 11 năm 2026" in said
    assert "7. Phí, lệ phí (nếu có): 21.000 đồng (hai mươi mốt nghìn đồng), đã nộp" in said
    assert said.endswith("Mẫu số 01 (TT03-2025-draft)")


@pytest.mark.parametrize("form", ["receipt", "fee-slip"])
def test_the_symbol_reads_at_the_resolution_of_a_thermal_printer(form: str) -> None:
    head = replace(cases.HEAD, practice=True)
    forms = PdfForms()
    if form == "receipt":
        made = forms.receipt(cases.A_COPY, head, copy=2, paper="k80")
    else:
        made = forms.fee_slip(cases.A_COPY, head, number="1-0007", copy=1, paper="k80")

    for page in (1, 2):
        found = zxingcpp.read_barcodes(picture_of(made.pdf, page, dpi=203).point(lambda grey: 255 * (grey > 127)))
        assert [symbol.text for symbol in found] == [cases.A_COPY.code]
