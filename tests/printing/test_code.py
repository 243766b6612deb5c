"""The QR symbol: read back from the paper as a scanner sees it, and holding nothing personal."""

from __future__ import annotations

from dataclasses import replace

import pytest
import zxingcpp

from printing.forms import PdfForms
from tests.printing import cases
from tests.printing.reading import picture_of


@pytest.mark.parametrize("paper", ["a5", "a4"])
@pytest.mark.parametrize("code", ["H35.12-261123-1031", "H35.99.12-261123-8999"])
def test_the_symbol_on_every_lien_reads_as_the_code_and_nothing_else(paper: str, code: str) -> None:
    head = replace(cases.HEAD, practice=True)  # the watermark must not disturb it
    made = PdfForms().receipt(replace(cases.A_COPY, code=code), head, copy=2, paper=paper)

    for page in (1, 2):
        found = zxingcpp.read_barcodes(picture_of(made.pdf, page, dpi=200))
        assert [symbol.text for symbol in found] == [code]
        assert found[0].ec_level == "M"


def test_the_symbol_is_sixteen_millimetres_with_four_white_modules_around() -> None:
    dpi = 508  # 20 dots a millimetre
    made = PdfForms().receipt(cases.A_COPY, replace(cases.HEAD, practice=True), copy=1, paper="a5")
    picture = picture_of(made.pdf, 1, dpi=dpi).point(lambda grey: 255 if grey < 128 else 0)
    position = zxingcpp.read_barcodes(picture_of(made.pdf, 1, dpi=dpi))[0].position
    left, top, right, bottom = (
        position.top_left.x,
        position.top_left.y,
        position.bottom_right.x,
        position.bottom_right.y,
    )
    quiet, near = round(4 * 320 / 21) - 4, 4  # a few dots of doubt about where the symbol begins

    assert abs(right - left - 320) <= 6
    for edge in (
        (left - quiet, top - quiet, left - near, bottom + quiet),
        (right + near, top - quiet, right + quiet, bottom + quiet),
        (left - quiet, top - quiet, right + quiet, top - near),
        (left - quiet, bottom + near, right + quiet, bottom + quiet),
    ):
        assert picture.crop(edge).getbbox() is None, f"ink in the quiet zone: {edge}"


def test_a_fee_slip_bears_the_same_symbol() -> None:
    made = PdfForms().fee_slip(cases.A_COPY, cases.HEAD, number="1-0007", copy=1, paper="a5")

    assert [symbol.text for symbol in zxingcpp.read_barcodes(picture_of(made.pdf, 2, dpi=200))] == [cases.A_COPY.code]


def test_the_preview_of_a_draft_shows_no_symbol_that_could_be_scanned() -> None:
    draft = replace(cases.A_COPY, code="H35.12-261123-…", entry=0)
    made = PdfForms().receipt(draft, cases.HEAD, copy=1, paper="a5", draft=True)

    assert zxingcpp.read_barcodes(picture_of(made.pdf, 1, dpi=200)) == []
