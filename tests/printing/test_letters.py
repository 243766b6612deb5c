"""Every letter comes out as written: compared as pixels with FreeType, which knows nothing of our code.

Text extracted from a PDF cannot prove this: decomposed letters read back right and print wrong.
"""

from __future__ import annotations

import unicodedata
from io import BytesIO
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from app.domain.errors import MissingGlyphs
from printing.drawing import to_pdf
from printing.forms import PdfForms
from printing.layout import Words
from printing.paper import A4
from printing.typeface import BOLD, ITALIC, REGULAR, prove, typeface, width
from tests.printing import cases
from tests.printing.reading import drawn_by_freetype, picture_of, stray_ink

VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
LOWER = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES] + [*"bcdđfghjklmnpqrstvwxz"]
LETTERS = [*LOWER, *(letter.upper() for letter in LOWER)]
OTHERS = [*"0123456789.,;:-–…()/@«»“”'’ʼ₫№%+&"]
NAMES = Path(__file__).with_name("names.txt").read_text(encoding="utf-8").split("\n")[:-1]
ACCENTED = [letter for letter in LETTERS if unicodedata.normalize("NFD", letter) != letter]

FACES = {REGULAR: "LiberationSerif-Regular.ttf", BOLD: "LiberationSerif-Bold.ttf", ITALIC: "LiberationSerif-Italic.ttf"}
DPI, SIZE = 150, 16.0
DOT = DPI / 72
LEFT, TOP, STEP = 60.0, 60.0, 26.0
TOLERATED = 3
"""Stray pixels of a line that rounding of positions may cause; a shifted mark makes dozens."""


def drawn(texts: list[str], face: str) -> bytes:
    """Return a sheet with one text a line, drawn by our paper layer."""
    marks = [Words(LEFT, TOP + n * STEP, text, face, SIZE, width(text, face, SIZE)) for n, text in enumerate(texts)]
    return to_pdf(A4, [tuple(marks)], title="test").pdf


def drawn_unproved(texts: list[str], face: str) -> bytes:
    """Return the same sheet made with reportlab alone, which draws decomposed letters without a word."""
    typeface()
    out = BytesIO()
    canvas = Canvas(out, pagesize=(A4.width, A4.height), initialFontName=REGULAR)
    canvas.setFont(face, SIZE)
    for number, text in enumerate(texts):
        canvas.drawString(LEFT, A4.height - TOP - number * STEP, text)
    canvas.save()
    return out.getvalue()


def strays(pdf: bytes, texts: list[str], face: str) -> list[int]:
    """Return the stray ink of each line against FreeType's own drawing of the composed text."""
    page = picture_of(pdf, 1, dpi=DPI)
    counted = []
    for number, text in enumerate(texts):
        top = round((TOP + number * STEP - 20) * DOT)
        line = page.crop((0, top, page.width, top + round(STEP * DOT)))
        at = (LEFT * DOT, (TOP + number * STEP) * DOT - top)
        composed = unicodedata.normalize("NFC", text)
        counted.append(
            stray_ink(line, drawn_by_freetype(composed, FACES[face], SIZE, dpi=DPI, canvas=line.size, at=at))
        )
    return counted


def lines_of(items: list[str], each: int) -> list[str]:
    return [" ".join(items[start : start + each]) for start in range(0, len(items), each)]


def wrong(pdf: bytes, texts: list[str], face: str) -> list[tuple[str, int]]:
    return [(text, ink) for text, ink in zip(texts, strays(pdf, texts, face), strict=True) if ink > TOLERATED]


@pytest.mark.parametrize("face", FACES)
def test_every_vietnamese_letter_prints_as_freetype_draws_it(face: str) -> None:
    lines = lines_of([*LETTERS, *OTHERS], 12)

    assert wrong(drawn(lines, face), lines, face) == []


@pytest.mark.parametrize("face", FACES)
def test_every_name_of_the_province_prints_as_freetype_draws_it(face: str) -> None:
    assert len(NAMES) > 140
    names = [*NAMES, *(name.upper() for name in NAMES)]

    for start in range(0, len(names), 58):
        lines = lines_of(names[start : start + 58], 2)
        assert wrong(drawn(lines, face), lines, face) == []


def test_the_comparison_sees_shifted_marks() -> None:
    decomposed = [unicodedata.normalize("NFD", letter) for letter in ACCENTED]
    missed = set()
    for start in range(0, len(decomposed), 28):
        letters = decomposed[start : start + 28]
        missed |= {
            text
            for text, ink in zip(letters, strays(drawn_unproved(letters, REGULAR), letters, REGULAR), strict=True)
            if ink <= TOLERATED
        }

    # On the narrow capital I these two marks land within a pixel of where they belong.
    assert {unicodedata.normalize("NFC", letter) for letter in missed} <= {"Í", "Ỉ"}
    assert len(ACCENTED) == 132


def test_decomposed_text_never_reaches_the_paper() -> None:
    with pytest.raises(ValueError, match="NFC"):
        drawn([unicodedata.normalize("NFD", "Tẩn Lở Mẩy")], REGULAR)


@pytest.mark.parametrize("letter", ["你", "😀", "☑", "✓", "\u200b", "\u0007", "\ue000", "k\u0303", "א", "\u202e"])
def test_letters_that_the_font_cannot_set_are_refused_by_name_before_anything_is_drawn(letter: str) -> None:
    dossier = cases.with_procedure(f"Xác nhận {letter} cho công dân")

    with pytest.raises(MissingGlyphs) as refused:
        PdfForms().receipt(dossier, cases.HEAD, copy=1, paper="a5")
    assert f"U+{ord(letter[-1]):04X}" in str(refused.value)


def test_every_letter_and_name_is_drawable() -> None:
    prove([*LETTERS, *OTHERS, *NAMES, "H'Mông", "H’Mông", "Căm-pu-chi-a"])
