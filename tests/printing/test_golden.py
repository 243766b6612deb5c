"""Every form is drawn as its golden paper: the same sheets, the same strokes and letters in the same places."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from tests.printing.golden import FOLDER, PAPERS


def _drawn(pdf: bytes) -> list[tuple[object, bytes]]:
    """Return the size and the drawing of each page, unpacked: how it was packed depends on the computer's zlib."""
    pages = [(page.mediabox, page.get_contents()) for page in PdfReader(io.BytesIO(pdf)).pages]
    return [(size, drawing.get_data() if drawing else b"") for size, drawing in pages]


@pytest.mark.parametrize("name", PAPERS)
def test_a_form_is_drawn_as_its_golden_paper(name: str) -> None:
    golden = (FOLDER / f"{name}.pdf").read_bytes()

    assert _drawn(PAPERS[name]().pdf) == _drawn(golden), "look at the paper; python -m tests.printing.golden keeps it"


def test_every_golden_paper_is_of_a_form() -> None:
    assert {file.stem for file in FOLDER.glob("*.pdf")} == set(PAPERS)
