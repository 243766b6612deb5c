"""The small ticket of the waiting hall, on the 80 mm roll: the number large, the rest in two lines."""

from __future__ import annotations

from datetime import datetime

from app.ports import Letterhead, Paper
from printing.blocks import paragraph
from printing.drawing import to_pdf
from printing.layout import Span, Strip
from printing.pages import Frame, paginate
from printing.paper import K80
from printing.stamps import watermark_of
from printing.typeface import BOLD, REGULAR

_NUMBER = 46.0


def render(number: str, head: Letterhead, *, taken_at: datetime, ahead: int, has_priority: bool, why: str) -> Paper:
    """Return the ticket. ahead: how many are called before it; why: the rule of priority in a sentence."""

    def line(text: str, size: float, *, bold: bool = False, before: float = 3.0) -> list[Strip]:
        return paragraph([Span(text, BOLD if bold else REGULAR, size)], K80.measure, before=before, align="centre")

    sizes = K80.steps[0]
    waiting = f"Còn {ahead} người trước" if ahead else "Sắp đến lượt"
    strips = [
        *(one for text in head.agency for one in line(text, sizes.head, bold=True)),
        *line("SỐ THỨ TỰ", sizes.body, before=8),
        *line(number, _NUMBER, bold=True, before=0),
        *(line("ƯU TIÊN", sizes.title, bold=True) if has_priority else []),
        *line(f"{taken_at:%H giờ %M, ngày %d/%m/%Y} – {waiting}", sizes.body, before=4),
        *line(why, sizes.notes, before=6),
    ]
    long = sum(strip.before + strip.height for strip in strips)
    frame = Frame(K80.left, K80.top, long)
    pages = paginate(strips, first=frame, later=frame)
    return to_pdf(K80, pages, title="Số thứ tự", watermark=watermark_of(head, draft=False))
