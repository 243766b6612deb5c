"""The file itself: the same bytes each time, our fonts only, nothing personal in its card."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from app.domain.errors import BadInput
from app.ports import Forms
from printing.forms import PdfForms
from tests.printing import cases

MM = 72 / 25.4


def test_equal_input_gives_equal_bytes_also_in_another_process() -> None:
    forms: Forms = PdfForms()
    once = forms.receipt(cases.EVERYTHING_LONG, cases.HEAD, copy=1, paper="a5")

    assert forms.receipt(cases.EVERYTHING_LONG, cases.HEAD, copy=1, paper="a5") == once
    script = (
        "import hashlib; from printing.forms import PdfForms; from tests.printing import cases;"
        "made = PdfForms().receipt(cases.A_COPY, cases.HEAD, copy=1, paper='a4').pdf;"
        "print(hashlib.sha256(made).hexdigest())"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed}
        )
        for seed in ("1", "2")
    ]
    assert runs[0].stdout == runs[1].stdout


@pytest.mark.parametrize(("paper", "width", "height"), [("a5", 148, 210), ("a4", 210, 297)])
def test_sheets_have_the_size_asked_for(paper: str, width: float, height: float) -> None:
    made = PdfForms().receipt(cases.A_COPY, cases.HEAD, copy=1, paper=paper)
    pages = PdfReader(BytesIO(made.pdf)).pages

    assert made.pages == len(pages) == 2, "one page for each liên"
    assert [(round(page.mediabox.width / MM), round(page.mediabox.height / MM)) for page in pages] == [
        (width, height)
    ] * 2


def test_another_size_of_paper_is_refused() -> None:
    with pytest.raises(BadInput):
        PdfForms().receipt(cases.A_COPY, cases.HEAD, copy=1, paper="letter")


def test_only_the_bundled_fonts_are_used_and_all_are_embedded() -> None:
    made = PdfForms().receipt(cases.A_COPY, replace(cases.HEAD, practice=True), copy=2, paper="a5")

    listed = subprocess.run(["pdffonts", "-"], input=made.pdf, capture_output=True, check=True).stdout.decode()
    rows = listed.strip().split("\n")[2:]
    assert len(rows) == 3
    assert all("LiberationSerif" in row and row.split()[-5:-2] == ["yes", "yes", "yes"] for row in rows), listed


def test_the_file_names_the_form_and_nobody() -> None:
    made = PdfForms().receipt(cases.A_COPY, cases.HEAD, copy=1, paper="a5")
    read = PdfReader(BytesIO(made.pdf))

    assert read.metadata is not None
    assert read.metadata.title == "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ"
    assert "Mẩy" not in str(read.metadata)
    assert "Dơ" not in str(read.metadata)
    assert str(read.root_object["/Lang"]) == "vi"


def test_the_window_does_not_wait_for_reportlab() -> None:
    script = "import sys, printing.forms; sys.exit('reportlab' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
