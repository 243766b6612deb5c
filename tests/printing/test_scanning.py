"""A file is what its bytes say; a photo becomes an upright page without its story."""

from __future__ import annotations

import contextlib
import io
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from app.domain.errors import ScanRefused
from printing.photo import COLOUR_BYTES, GREY_BYTES
from printing.scanning import PdfScans
from tests.printing import papers

read = PdfScans().read


def picture_of(pdf: bytes) -> Image.Image:
    page = PdfReader(io.BytesIO(pdf)).pages[0]
    image = page.images[0].image
    assert image is not None
    return image


def test_a_scan_is_stored_as_it_came_and_its_pages_are_counted() -> None:
    pdf = papers.scan(pages=7)
    found = read(pdf, grey=False)
    assert (found.pdf, found.pages, found.signatures, found.dpi) == (pdf, 7, (), None)


@pytest.mark.parametrize(
    ("data", "because"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00" + bytes(200) + b"This program cannot be run in DOS mode", "neither"),
        (b"<html>%PDF-</html>", "neither"),
        (b"GIF89a" + bytes(50), "neither"),
        (papers.locked(), "password"),
        (papers.with_script(), "script"),
        (papers.with_launch(), "script"),
        (papers.scan(pages=3)[:900], "broken"),
        (b"%PDF-1.7\n%%EOF\n", "broken"),
        (papers.bomb(), "larger than any camera"),
        (papers.photo((300, 400))[:2000], "picture is broken"),
        (b"\xff\xd8\xff" + bytes(500), "picture is broken"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "picture is broken"),
    ],
)
@pytest.mark.filterwarnings("default::PIL.Image.DecompressionBombWarning")
def test_what_is_no_scan_is_refused_with_its_reason(data: bytes, because: str) -> None:
    with pytest.raises(ScanRefused) as refused:
        read(data, grey=False)
    assert because in str(refused.value)


@pytest.mark.parametrize("grey", [False, True])
def test_a_photo_becomes_one_page_of_200_dpi_within_its_aim(grey: bool) -> None:
    found = read(papers.photo(), grey=grey)
    assert (found.pages, found.dpi) == (1, 200)
    assert found.pdf.startswith(b"%PDF-1.4")
    assert len(found.pdf) <= (GREY_BYTES if grey else COLOUR_BYTES) + 2_000
    page = PdfReader(io.BytesIO(found.pdf)).pages[0]
    assert page.mediabox.width == pytest.approx(595, abs=2)
    picture = picture_of(found.pdf)
    assert picture.mode == ("L" if grey else "RGB")
    assert picture.width == pytest.approx(1654, abs=2)


@pytest.mark.parametrize("turned", range(1, 9))
def test_a_photo_is_upright_however_the_phone_was_held(turned: int) -> None:
    held = Image.open(io.BytesIO(papers.photo((800, 600), turned=turned)))
    found = picture_of(read(papers.photo((800, 600), turned=turned), grey=False).pdf)
    corners = {"left": (0.05, 0.05), "right": (0.95, 0.05), "low left": (0.05, 0.95), "low right": (0.95, 0.95)}
    red = [name for name, (x, y) in corners.items() if _is_red(found, x, y)]
    want = {1: "left", 2: "right", 3: "low right", 4: "low left", 5: "left", 6: "right", 7: "low right", 8: "low left"}
    assert red == [want[turned]]
    assert (found.width > found.height) == (turned <= 4)
    assert held.getexif()[0x0112] == turned


def _is_red(picture: Image.Image, x: float, y: float) -> bool:
    pixel = picture.getpixel((int(x * picture.width), int(y * picture.height)))
    assert isinstance(pixel, tuple)
    return pixel[0] > 200 and pixel[1] < 80


def test_place_and_camera_do_not_stay() -> None:
    for format in ("JPEG", "PNG"):
        data = papers.photo((600, 800), format=format)
        assert b"Camera of Lo Thi Mai" in data, "the positive control"
        assert b"Camera" not in read(data, grey=False).pdf


def test_what_shines_through_a_picture_is_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (400, 600), (0, 0, 0, 0)).save(out, "PNG")
    assert min(picture_of(read(out.getvalue(), grey=False).pdf).getextrema()[0]) >= 250  # type: ignore[arg-type]


def test_the_same_photo_makes_the_same_bytes() -> None:
    data = papers.photo((900, 1200))
    assert read(data, grey=False).pdf == read(data, grey=False).pdf


def test_a_small_photo_is_told_by_its_dots() -> None:
    assert read(papers.photo((600, 800)), grey=False).dpi == pytest.approx(72, abs=2)


@given(st.integers(0, 10_000))
def test_bent_bytes_are_refused_or_read_never_a_crash(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(chance.choice(_WHOLE))
    for _bend in range(chance.randint(1, 30)):
        data[chance.randrange(20, len(data))] = chance.randrange(256)
    with contextlib.suppress(ScanRefused):
        assert read(bytes(data), grey=False).pages >= 1


_WHOLE = (papers.scan(pages=2), papers.with_launch(), papers.photo((120, 160)), papers.photo((60, 90), format="PNG"))
