"""Reading papers back: as text, as pictures, and by FreeType alone."""

from __future__ import annotations

import subprocess
from io import BytesIO
from itertools import combinations
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from printing.layout import Box, Matrix, Words
from printing.pages import Page
from printing.paper import Stock

FONTS = Path(__file__).parents[2] / "printing" / "fonts"


def text_of(pdf: bytes) -> list[str]:
    """Return each page's text as ``pdftotext -raw`` reads it, blanks squeezed, lines joined by one blank."""
    read = subprocess.run(["pdftotext", "-raw", "-enc", "UTF-8", "-", "-"], input=pdf, capture_output=True, check=True)
    return [" ".join(page.split()) for page in read.stdout.decode().split("\f")[:-1]]


def picture_of(pdf: bytes, page: int, *, dpi: int) -> Image.Image:
    """Return a page as poppler paints it, in grey."""
    command = ["pdftoppm", "-r", str(dpi), "-f", str(page), "-l", str(page), "-singlefile", "-gray", "-"]
    painted = subprocess.run(command, input=pdf, capture_output=True, check=True)
    return Image.open(BytesIO(painted.stdout)).convert("L")


def drawn_by_freetype(
    text: str, file: str, size: float, *, dpi: int, canvas: tuple[int, int], at: tuple[float, float]
) -> Image.Image:
    """Draw a text letter by letter at the font's own advances, without any of our code or reportlab's.

    Drawn six times too large and reduced, so that hinting to the pixel grid plays no part.
    """
    scale = 6
    em = size * dpi / 72 * scale
    font = ImageFont.truetype(str(FONTS / file), em, layout_engine=ImageFont.Layout.BASIC)
    exact = ImageFont.truetype(str(FONTS / file), 2048, layout_engine=ImageFont.Layout.BASIC)
    picture = Image.new("L", (canvas[0] * scale, canvas[1] * scale), 255)
    pen = ImageDraw.Draw(picture)
    x, y = at[0] * scale, at[1] * scale
    for letter in text:
        pen.text((x, y), letter, font=font, fill=0, anchor="ls")
        x += exact.getlength(letter) * em / 2048
    return picture.reduce(scale)


def stray_ink(first: Image.Image, second: Image.Image) -> int:
    """Count pixels clearly inked in one picture with nothing near them in the other."""

    def ink(picture: Image.Image, level: int) -> Image.Image:
        return picture.point(lambda grey: 255 if grey < level else 0)

    def one_way(here: Image.Image, there: Image.Image) -> int:
        near = ink(there, 200).filter(ImageFilter.MaxFilter(3))
        return ImageChops.subtract(ink(here, 90), near).histogram()[255]

    return one_way(first, second) + one_way(second, first)


def faults_of(pages: list[Page], stock: Stock) -> list[str]:
    """Return what is clipped or overlaid: marks beyond the sheet's margins, words over words or over the symbol."""
    faults: list[str] = []
    foot = stock.notes * 1.3  # the foot line stands in the lower margin
    for number, page in enumerate(pages, 1):
        words = [mark for mark in page if isinstance(mark, Words)]
        solid = [mark for mark in page if isinstance(mark, Words | Matrix)]
        for mark in words:
            left, top, right, bottom = mark.box
            inside = left >= stock.left - 0.1 and right <= stock.width - stock.right + 0.1
            if not inside or top < stock.top - 0.5 or bottom > stock.height - stock.bottom + foot:
                faults.append(f"page {number}: «{mark.text}» leaves the frame")
        faults += [
            f"page {number}: {first} over {second}"
            for first, second in combinations(solid, 2)
            if _meet(first.box, second.box)
        ]
        if bottom_of(page) > stock.height - stock.bottom + foot:
            faults.append(f"page {number}: a line leaves the frame")
    return faults


def bottom_of(page: Page) -> float:
    """Return the lowest point of any mark."""
    return max(mark.box[3] for mark in page)


def _meet(one: Box, other: Box) -> bool:
    slack = 0.15
    return (
        one[0] < other[2] - slack
        and other[0] < one[2] - slack
        and one[1] < other[3] - slack
        and other[1] < one[3] - slack
    )
