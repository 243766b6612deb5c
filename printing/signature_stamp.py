"""The stamp of a digital signature: agency and time, as NĐ 30/2020/NĐ-CP Annex I wants them, drawn as a small page."""

from __future__ import annotations

import io
from datetime import datetime

from reportlab.pdfgen.canvas import Canvas

from printing.drawing import PEN
from printing.typeface import REGULAR, typeface, width

SIZE, LEADING = 10, 12
WIDEST = 220
"""Points: the stamp leaves the left half of an A4 page to what stands there."""
MARGIN, PADDING = 14, 3


def lines_of(agency: str, at: datetime) -> list[str]:
    """Return what stands on the stamp."""
    return [*_wrapped(agency), f"{at:%d-%m-%Y %H:%M:%S}{_offset(at)}"]


def size_of(lines: list[str]) -> tuple[int, int]:
    """Return width and height of the stamp in points."""
    wide = round(max(width(line, REGULAR, SIZE) for line in lines)) + 2 * PADDING
    return wide, LEADING * len(lines) + 2 * PADDING


def corner(edges: list[float], wide: int, high: int, turned: int) -> tuple[int, int, int, int]:
    """Return the box on the page, in its own coordinates, that is seen at the top right. turned: degrees clockwise."""
    left, right = sorted((edges[0], edges[2]))
    low, top = sorted((edges[1], edges[3]))
    across, up = (high, wide) if turned in (90, 270) else (wide, high)
    x = left + MARGIN if turned in (90, 180) else right - MARGIN - across
    y = low + MARGIN if turned in (180, 270) else top - MARGIN - up
    return round(x), round(y), round(x) + across, round(y) + up


def drawn(lines: list[str], wide: int, high: int, turned: int) -> bytes:
    """Return the stamp as a PDF page, turned against the page it goes on."""
    with PEN:
        return _page(lines, wide, high, turned)


def _page(lines: list[str], wide: int, high: int, turned: int) -> bytes:
    typeface()
    across, up = (high, wide) if turned in (90, 270) else (wide, high)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(across, up), invariant=1, initialFontName=REGULAR, pageCompression=1)
    moves = {90: (high, 0), 180: (wide, high), 270: (0, wide)}
    if turned in moves:
        canvas.translate(*moves[turned])
        canvas.rotate(turned)
    canvas.setFillGray(1)
    canvas.rect(0, 0, wide, high, stroke=0, fill=1)  # a scan is dark as often as white there
    canvas.setFillGray(0)
    canvas.setFont(REGULAR, SIZE)
    for number, line in enumerate(lines, start=1):
        canvas.drawRightString(wide - PADDING, high - PADDING - number * LEADING + 3, line)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _wrapped(text: str) -> list[str]:
    """Return the agency's name in lines no wider than the stamp may be."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, REGULAR, SIZE) <= WIDEST - 2 * PADDING:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _offset(at: datetime) -> str:
    """Return «+07:00» (ISO 8601)."""
    shown = f"{at:%z}"
    return f"{shown[:3]}:{shown[3:5]}"
