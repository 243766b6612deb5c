"""Every letter and every sample name comes out right in every form, proved by pixels.

The reference is drawn by FreeType from the marks of the layout: no reportlab, no PDF, no poppler.
Text extracted from a PDF cannot prove this, since a shifted tone mark reads back right.
"""

from __future__ import annotations

import unicodedata

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

import printing.drawing
from printing.drawing import to_pdf
from printing.layout import Mark, Matrix, Rule, Words
from printing.pages import Page
from printing.typeface import BOLD, ITALIC, REGULAR
from tests.printing.proofs import LETTERS, NAMES, PROOFS
from tests.printing.reading import FONTS, picture_of

FILES = {REGULAR: "LiberationSerif-Regular.ttf", BOLD: "LiberationSerif-Bold.ttf", ITALIC: "LiberationSerif-Italic.ttf"}
DPI, SCALE = 200, 2
DOT = DPI / 72
TOLERATED = 3
"""Stray pixels of one run of words that rounding may cause; one shifted tone mark makes more."""

_fonts: dict[tuple[str, float], ImageFont.FreeTypeFont] = {}


def font(face: str, em: float) -> ImageFont.FreeTypeFont:
    if (face, em) not in _fonts:
        _fonts[face, em] = ImageFont.truetype(str(FONTS / FILES[face]), em, layout_engine=ImageFont.Layout.BASIC)
    return _fonts[face, em]


def reference(page: Page, size: tuple[int, int]) -> Image.Image:
    """Draw a page's marks with FreeType, twice too large and reduced: no hinting to the pixel grid."""
    picture = Image.new("L", (size[0] * SCALE, size[1] * SCALE), 255)
    pen, dot = ImageDraw.Draw(picture), DOT * SCALE
    for mark in page:
        if isinstance(mark, Words):
            _write(pen, mark, dot)
        elif isinstance(mark, Rule):
            half = mark.weight / 2
            corners = (mark.x - half, mark.y - half, mark.to_x + half, mark.to_y + half)
            pen.rectangle([round(corner * dot) for corner in corners], fill=0)
    return picture.reduce(SCALE)


def _write(pen: ImageDraw.ImageDraw, mark: Words, dot: float) -> None:
    drawn, exact = font(mark.face, mark.size * dot), font(mark.face, 2048)
    x = mark.x
    for letter in mark.text:
        pen.text((x * dot, mark.y * dot), letter, font=drawn, fill=0, anchor="ls")
        x += exact.getlength(letter) * mark.size / 2048 + (mark.stretch if letter == " " else 0)


def strays(first: Image.Image, second: Image.Image) -> Image.Image:
    """Return what is clearly inked in one picture with nothing near it in the other."""

    def ink(picture: Image.Image, level: int) -> Image.Image:
        return picture.point(lambda grey: 255 if grey < level else 0)

    def one_way(here: Image.Image, there: Image.Image) -> Image.Image:
        return ImageChops.subtract(ink(here, 110), ink(there, 215).filter(ImageFilter.MaxFilter(3)))

    return ImageChops.lighter(one_way(first, second), one_way(second, first))


def box_of(mark: Mark, size: tuple[int, int]) -> tuple[int, int, int, int]:
    left, top, right, bottom = (round(edge * DOT) for edge in mark.box)
    return max(left - 2, 0), max(top - 2, 0), min(right + 2, size[0]), min(bottom + 2, size[1])


def wrong(pdf: bytes, pages: list[Page]) -> list[str]:
    """Return the runs of words that poppler paints otherwise than FreeType, and pages with other stray ink."""
    found: list[str] = []
    for number, page in enumerate(pages, 1):
        painted = picture_of(pdf, number, dpi=DPI)
        stray = strays(painted, reference(page, painted.size))
        for mark in page:
            if isinstance(mark, Matrix):  # read back by test_code.py
                stray.paste(0, box_of(mark, painted.size))
        found += [
            mark.text
            for mark in page
            if isinstance(mark, Words) and stray.crop(box_of(mark, painted.size)).histogram()[255] > TOLERATED
        ]
        if not found and stray.histogram()[255] > 10 * TOLERATED:
            found.append(f"page {number}")
    return found


def words_of(pages: list[Page]) -> str:
    return " ".join(mark.text for page in pages for mark in page if isinstance(mark, Words))


@pytest.mark.parametrize("form", PROOFS)
def test_every_letter_and_every_name_comes_out_right_in_every_form(form: str) -> None:
    stock, pages = PROOFS[form]()
    written = " ".join(words_of(pages).split())

    assert set(LETTERS) <= set(written)
    if form != "pad":  # holds no name until a pen writes it
        assert [name for name in NAMES if set(name.split()) - set(written.replace(";", " ").split())] == []
    assert wrong(to_pdf(stock, pages, title="test").pdf, pages) == []


ACCENTED = [letter for letter in LETTERS if unicodedata.normalize("NFD", letter) != letter]


def test_a_shifted_tone_mark_in_a_form_is_seen_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """reportlab sets the tone of decomposed text beside its letter; everything else on the page is right."""
    stock, pages = PROOFS["fee-slip"]()
    monkeypatch.setattr(printing.drawing, "prove", lambda texts: None)
    asked, shifted = [], []
    for number, letter in enumerate(ACCENTED):
        x, y = 40.0 + 16 * (number % 22), 480.0 + 16 * (number // 22)
        asked.append(Words(x, y, letter, REGULAR, 9.0, 9.0))
        shifted.append(Words(x, y, unicodedata.normalize("NFD", letter), REGULAR, 9.0, 9.0))
    clear = tuple(mark for mark in pages[0] if mark.box[3] < 465)

    found = wrong(to_pdf(stock, [(*clear, *shifted)], title="test").pdf, [(*clear, *asked)])
    # On the narrow capital I some marks land within a pixel of where they belong.
    assert {unicodedata.normalize("NFC", letter) for letter in set(ACCENTED) - set(found)} <= {"Ì", "Í", "Ỉ"}
    assert set(found) <= set(ACCENTED), "the right words are not blamed"
