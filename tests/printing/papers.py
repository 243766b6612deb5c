"""Files as they come to a desk: scans, photos, and what only says it is one."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject
from reportlab.pdfgen.canvas import Canvas


def scan(text: str = "Tờ khai đăng ký khai sinh", *, pages: int = 1, turned: int = 0, size: Any = (595, 842)) -> bytes:
    """Return a PDF as a scanner's program writes one."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=1)
    for page in range(pages):
        canvas.setPageRotation(turned)
        canvas.drawString(72, 400, f"{text} {page}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def photo(size: tuple[int, int] = (3000, 4000), *, format: str = "JPEG", turned: int = 1, mode: str = "RGB") -> bytes:
    """Return a photo of a paper with its place and camera in it; a red mark stands at its top left as it is held."""
    picture = Image.effect_noise(size, 10).convert(mode)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, size[0] // 4, size[1] // 4), fill="red" if mode == "RGB" else (255, 0, 0, 255))
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = turned
    exif[0x010F] = "Camera of Lo Thi Mai"
    exif[0x8825] = {1: "N", 2: (22.0, 30.0, 0.0)}
    picture.save(out, format, exif=exif)
    return out.getvalue()


def bomb() -> bytes:
    """Return a PNG of a few kilobytes that claims 60,000 × 60,000 points."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(100_000)))
        + chunk(b"IEND", b"")
    )


def locked() -> bytes:
    """Return a PDF that asks for a password."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(scan())))
    writer.encrypt("bí mật", algorithm="RC4-128")
    return _written(writer)


def with_script() -> bytes:
    """Return a PDF that runs a script when it is opened."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(scan())))
    script = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert('xin chào');")}
    action = writer._add_object(DictionaryObject({NameObject(key): value for key, value in script.items()}))
    writer.root_object[NameObject("/OpenAction")] = action
    return _written(writer)


def with_launch() -> bytes:
    """Return a PDF that starts a program when it is clicked, deep inside a page."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(scan(pages=3))))
    action = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("calc.exe")})
    link = DictionaryObject({NameObject("/Subtype"): NameObject("/Link"), NameObject("/A"): writer._add_object(action)})
    writer.pages[2][NameObject("/Annots")] = ArrayObject([writer._add_object(link)])
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
