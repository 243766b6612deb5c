"""Every Vietnamese letter and every sample name, in every form, page by page against FreeType's own drawing.

The reference takes the places from the layout and nothing else: the letters are drawn without reportlab or poppler.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from PIL import Image, ImageDraw, ImageFont

from app.domain.dossier import Dossier
from app.domain.facts import ReceivedPaper
from app.domain.life_events import WantedPaper
from printing import fee_slip, form_01_receipt
from printing.drawing import to_pdf
from printing.layout import Matrix, Rule, Words
from printing.pages import Page
from printing.paper import A5, K80, Stock, height_of
from printing.wordings import shipped
from tests.printing import act_cases, cases
from tests.printing.reading import FONTS, picture_of, stray_ink
from tests.printing.test_layout import LAYOUTS
from tests.printing.test_letters import FACES, LETTERS, NAMES, OTHERS

DPI, SCALE = 200, 4
TOLERATED = 3
"""Stray pixels of a whole page that rounding of positions may cause; one shifted mark makes more."""

ALL_LETTERS = " ".join([*LETTERS, *OTHERS])
ALL_NAMES = "; ".join(NAMES)
EACH = replace(
    act_cases.HELPED,
    assistance=None,
    summary=ALL_LETTERS,
    papers=tuple(ReceivedPaper(n, name, 1) for n, name in enumerate(NAMES[:12])),
    fees=tuple(replace(cases.A_COPY.fees[0], name=name) for name in NAMES[12:18]),
    payments=cases.A_COPY.payments,
)
FORMS: dict[str, Dossier] = {
    "receipt": replace(EACH, competent_agency=ALL_NAMES),
    "fee-slip": replace(EACH, procedure=replace(EACH.procedure, name=f"{ALL_LETTERS} {ALL_NAMES}")),
    "supplement": replace(
        EACH,
        requests=(
            replace(act_cases.REQUEST, reason=ALL_NAMES, wanted=tuple(WantedPaper(name) for name in NAMES[:12])),
        ),
    ),
    "refusal": replace(EACH, ending=replace(act_cases.REFUSAL, reason=ALL_NAMES, legal_basis=ALL_LETTERS)),
    "apology": replace(EACH, extension=replace(act_cases.EXTENSION, reason=ALL_NAMES)),
    "stop": replace(EACH, ending=replace(act_cases.STOP, reason=ALL_NAMES, request=ALL_LETTERS)),
    "control": replace(
        EACH,
        papers=(ReceivedPaper(0, ALL_NAMES, waived_because=ALL_LETTERS),),
        handings=tuple(replace(one, note=ALL_LETTERS[:80]) for one in act_cases.HANDED.handings),
    ),
    "handover": replace(EACH, handings=tuple(replace(one, note=ALL_NAMES) for one in act_cases.HANDED.handings)),
}


def laid_out(form: str, stock: Stock) -> list[Page]:
    dossier = FORMS[form]
    if form == "fee-slip":
        return fee_slip.lay_out(dossier, cases.HEAD, stock, number="1-0007")
    if form == "receipt":
        return form_01_receipt.lay_out(dossier, cases.HEAD, stock, shipped().of("receipt", dossier.form_version))
    (pages,) = [
        lay_out(dossier, cases.HEAD, stock, shipped().of(name, dossier.form_version))
        for name, lay_out in LAYOUTS.items()
        if name == form
    ]
    return pages


def reference(page: Page, size: tuple[int, int], *, without: str = "") -> Image.Image:
    """Draw a page's letters and lines at their places. without: letters that lose their marks, to prove the test."""
    dots = DPI / 72 * SCALE
    picture = Image.new("L", (size[0] * SCALE, size[1] * SCALE), 255)
    pen = ImageDraw.Draw(picture)
    for mark in page:
        if isinstance(mark, Words):
            _words(pen, mark, dots, without)
        elif isinstance(mark, Rule):
            half = mark.weight / 2
            box = [mark.x - half, mark.y - half, mark.to_x + half, mark.to_y + half]
            pen.rectangle([round(side * dots) for side in box], fill=0)
    return picture.reduce(SCALE)


def _words(pen: ImageDraw.ImageDraw, mark: Words, dots: float, without: str) -> None:
    file = str(FONTS / FACES[mark.face])
    font = ImageFont.truetype(file, mark.size * dots, layout_engine=ImageFont.Layout.BASIC)
    exact = ImageFont.truetype(file, 2048, layout_engine=ImageFont.Layout.BASIC)
    x = mark.x * dots
    for letter in mark.text:
        pen.text((x, mark.y * dots), "y" if letter in without else letter, font=font, fill=0, anchor="ls")
        x += exact.getlength(letter) * mark.size * dots / 2048
        x += mark.stretch * dots if letter == " " else 0


def without_symbol(picture: Image.Image, page: Page) -> Image.Image:
    """White out the QR symbol, which a test of its own reads back."""
    pen = ImageDraw.Draw(picture)
    for mark in page:
        if isinstance(mark, Matrix):
            left, top, right, bottom = (round(side * DPI / 72) for side in mark.box)
            pen.rectangle((left, top, right, bottom), fill=255)
    return picture


def painted(page: Page, stock: Stock) -> Image.Image:
    return without_symbol(picture_of(to_pdf(stock, [page], title="test").pdf, 1, dpi=DPI), page)


@pytest.mark.parametrize(
    ("form", "stock"),
    [*((form, A5) for form in FORMS), ("receipt", K80), ("fee-slip", K80)],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_each_page_of_each_form_prints_as_freetype_draws_it(form: str, stock: Stock) -> None:
    pages = laid_out(form, stock)
    pages = pages[: len(pages) // 2] if form in ("receipt", "fee-slip") else pages
    said = "".join(mark.text for page in pages for mark in page if isinstance(mark, Words))
    assert set(LETTERS) <= set(said), "the form shows every letter"
    for page in pages:
        picture = painted(page, stock)
        assert picture.height == pytest.approx(height_of(stock, page) * DPI / 72, abs=1)
        assert stray_ink(picture, reference(page, picture.size)) <= TOLERATED


def test_the_comparison_sees_a_single_mark_that_is_missing() -> None:
    page = laid_out("apology", A5)[0]
    picture = painted(page, A5)

    assert stray_ink(picture, reference(page, picture.size, without="ỹ")) > TOLERATED
