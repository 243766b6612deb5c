"""What comes from a scanner or a phone: told by its content, never by its name; a photo becomes a page.

NĐ 30/2020/NĐ-CP Annex I: PDF 1.4 or later, colour, 200 dpi or more, 1:1. A PDF is stored as it came, since
it may be signed; of a photo only the pixels are kept: place, camera and time go.
"""

from __future__ import annotations

import io
import logging
import struct
import zlib

from PIL import Image, ImageOps, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject

from app.domain.errors import ScanRefused
from app.i18n import N_
from app.ports import ReadScan, SignatureSeen

DPI = 200
MOST_PAGES = 2_000
MOST_PIXELS = 80_000_000
"""A phone of 2026 takes 50 million; what claims more is made to fill the memory."""
COLOUR_BYTES, GREY_BYTES = 400_000, 150_000
"""What a page of a photo should weigh at most."""

_A4_INCHES = (210 / 25.4, 297 / 25.4)
_POINTS = 72
_QUALITIES = (80, 70, 60, 50, 40, 30)
_MOST_OBJECTS = 200_000
_ACTING = frozenset({"/JavaScript", "/Launch"})
_BROKEN_PDF = (  # what reading bytes that somebody bent can come to; a bug of ours would show in whole files
    PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, OverflowError,
    RecursionError, NotImplementedError, MemoryError, struct.error, zlib.error, EOFError,
)  # fmt: skip

_EMPTY = N_("the file is empty")
_NO_SCAN = N_("it is neither a PDF nor a JPEG or PNG picture, whatever its name says")
_LOCKED = N_("the PDF is locked with a password or against changes; save it without that and attach the copy")
_BROKEN = N_("the PDF is broken or incomplete; scan or copy it again")
_ACTS = N_("the PDF holds a script or starts a program; print it and scan the print")
_TOO_MANY_PAGES = N_("the PDF has more than 2,000 pages; attach it in parts")
_TOO_LARGE = N_("the picture is larger than any camera makes; take it again")
_BROKEN_PICTURE = N_("the picture is broken or incomplete; take or copy it again")

for _library in ("pypdf", "PIL"):  # their warnings quote the file: nothing of a citizen's paper goes into a log
    logging.getLogger(_library).setLevel(logging.CRITICAL + 1)


class PdfScans:
    """See :class:`app.ports.ScanReader`."""

    def read(self, data: bytes, *, grey: bool) -> ReadScan:
        """Return what to store. Raises ScanRefused."""
        if not data:
            raise ScanRefused(reason=_EMPTY)
        if data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\0").startswith(b"%PDF-"):
            return ReadScan(data, _pages_of(data), self.signatures(data))
        if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
            return _page_of_photo(data, grey=grey)
        raise ScanRefused(reason=_NO_SCAN)

    def signatures(self, pdf: bytes) -> tuple[SignatureSeen, ...]:
        """Return the signatures of a PDF, oldest first, each checked against the bytes."""
        if b"/ByteRange" not in pdf:
            return ()  # the usual scan: the library that reads signatures is not even loaded
        from printing.signatures import signatures_in

        return signatures_in(pdf)


# ── PDF ──────────────────────────────────────────────────────────────────────────────────────


def _pages_of(data: bytes) -> int:
    """Return the number of pages of a PDF that may be kept. Raises ScanRefused."""
    if b"%%EOF" not in data[-4096:]:
        raise ScanRefused(reason=_BROKEN)
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise ScanRefused(reason=_LOCKED)
        pages = len(reader.pages)
        if pages > MOST_PAGES:
            raise ScanRefused(reason=_TOO_MANY_PAGES)
        for page in reader.pages:
            if page.mediabox.width <= 0 or page.mediabox.height <= 0:
                raise ScanRefused(reason=_BROKEN)
        acts = _holds_something_that_acts(reader)
    except _BROKEN_PDF as failed:
        raise ScanRefused(reason=_BROKEN) from failed
    if not pages:
        raise ScanRefused(reason=_BROKEN)
    if acts:
        raise ScanRefused(reason=_ACTS)
    return pages


def _holds_something_that_acts(reader: PdfReader) -> bool:
    """Walk everything the trailer leads to. A script that nothing leads to is never run."""
    seen: set[int] = set()
    waiting: list[PdfObject | None] = [reader.trailer]
    looked = 0
    while waiting:
        one = waiting.pop()
        if isinstance(one, IndirectObject):
            if one.idnum in seen:
                continue
            seen.add(one.idnum)
            one = one.get_object()
        looked += 1
        if looked > _MOST_OBJECTS:
            raise ScanRefused(reason=_BROKEN)
        if isinstance(one, DictionaryObject):
            if "/JS" in one or str(one.raw_get("/S") if "/S" in one else "") in _ACTING or "/JavaScript" in one:
                return True
            waiting += [one.raw_get(key) for key in one]
        elif isinstance(one, ArrayObject):
            waiting += list(one)
    return False


# ── photos ───────────────────────────────────────────────────────────────────────────────────


def _page_of_photo(data: bytes, *, grey: bool) -> ReadScan:
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
