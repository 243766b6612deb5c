"""A photo of a paper becomes a page: upright, at most A4 at 200 dpi, nothing kept but its pixels."""

from __future__ import annotations

import io
import logging
import struct

from PIL import Image, ImageOps, UnidentifiedImageError

from app.domain.errors import ScanRefused
from app.i18n import N_
from app.ports import ReadScan

DPI = 200
MOST_PIXELS = 80_000_000
"""A phone of 2026 takes 50 million; what claims more is made to fill the memory."""
COLOUR_BYTES, GREY_BYTES = 400_000, 150_000
"""What a page of a photo should weigh at most."""

_A4_INCHES = (210 / 25.4, 297 / 25.4)
_POINTS = 72
_QUALITIES = (80, 70, 60, 50, 40, 30)
_TOO_LARGE = N_("the picture is larger than any camera makes; take it again")
_BROKEN_PICTURE = N_("the picture is broken or incomplete; take or copy it again")

logging.getLogger("PIL").setLevel(logging.CRITICAL + 1)


def page_of_photo(data: bytes, *, grey: bool) -> ReadScan:
    """Return one PDF page of a photo: upright, at most A4 at 200 dpi, JPEG within the aim. Raises ScanRefused."""
    picture = _pixels(data, grey=grey)
    page = _A4_INCHES if picture.width < picture.height else _A4_INCHES[::-1]
    shrunk = min(1.0, page[0] * DPI / picture.width, page[1] * DPI / picture.height)
    if shrunk < 1:
        size = (max(1, round(picture.width * shrunk)), max(1, round(picture.height * shrunk)))
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    dpi = max(picture.width / page[0], picture.height / page[1])
    jpeg = _within(picture, GREY_BYTES if grey else COLOUR_BYTES)
    return ReadScan(_pdf_of(jpeg, picture, dpi), 1, dpi=round(dpi))


def _pixels(data: bytes, *, grey: bool) -> Image.Image:
    """Return the bare pixels, turned upright, on white. Raises ScanRefused."""
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise ScanRefused(reason=_TOO_LARGE)
            opened.load()
            picture = ImageOps.exif_transpose(opened)
            if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
                whole = picture.convert("RGBA")
                picture = Image.new("RGB", whole.size, "white")
                picture.paste(whole, mask=whole.getchannel("A"))
            return picture.convert("L" if grey else "RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as failed:
        raise ScanRefused(reason=_TOO_LARGE) from failed
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, struct.error, EOFError, MemoryError) as failed:
        raise ScanRefused(reason=_BROKEN_PICTURE) from failed


def _within(picture: Image.Image, most: int) -> bytes:
    """Return the picture as JPEG, as good as the aim allows."""
    jpeg = b""
    for quality in _QUALITIES:
        stream = io.BytesIO()
        picture.save(stream, "JPEG", quality=quality, optimize=True)
        jpeg = stream.getvalue()
        if len(jpeg) <= most:
            break
    return jpeg


def _pdf_of(jpeg: bytes, picture: Image.Image, dpi: float) -> bytes:
    """Return a PDF 1.4 of one picture; equal pictures, equal bytes, so that they are stored once."""
    width, height = (f"{side / dpi * _POINTS:.2f}" for side in picture.size)
    space = "DeviceGray" if picture.mode == "L" else "DeviceRGB"
    drawing = f"q {width} 0 0 {height} 0 0 cm /Scan Do Q".encode()
    image = (
        f"<< /Type /XObject /Subtype /Image /Width {picture.width} /Height {picture.height} /ColorSpace /{space} "
        f"/BitsPerComponent 8 /Filter /DCTDecode /Length {len(jpeg)} >>"
    )
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents 4 0 R "
        "/Resources << /XObject << /Scan 5 0 R >> >> >>".encode(),
        f"<< /Length {len(drawing)} >>\nstream\n".encode() + drawing + b"\nendstream",
        image.encode() + b"\nstream\n" + jpeg + b"\nendstream",
    )
    out, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(out)
