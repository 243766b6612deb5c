"""The head of every form: agency at the left, name and motto of the country at the right (NĐ 30/2020/NĐ-CP)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from reportlab.lib.units import mm

from app.ports import Letterhead
from printing.blocks import paragraph, stack
from printing.layout import LEADING, Line, Mark, Matrix, Rule, Span, Strip, balanced, moved
from printing.paper import Sizes, Stock
from printing.typeface import BOLD, ITALIC, REGULAR, width
from printing.wording import dated

COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"


def letterhead(head: Letterhead, stock: Stock, sizes: Sizes, *, number: str | None, day: date) -> Strip:
    """Return the two head blocks side by side. number: «1031/TTPVHCC»; None for lists that take none."""
    measure = stock.measure
    right = max(0.57 * measure, width(COUNTRY, BOLD, sizes.head) + 2)
    left = measure - right - 6
    agency, left_end = _agency(head, left, sizes, number)
    country, right_end = _country(head, right, measure - right, sizes, day)
    return Strip(max(left_end, right_end), (*agency, *country))


def _lines(texts: Sequence[str], face: str, size: float, limit: float) -> list[Line]:
    return [line for text in texts for line in balanced([Span(text, face, size)], limit)]


def _agency(head: Letterhead, limit: float, sizes: Sizes, number: str | None) -> tuple[list[Mark], float]:
    lines = [*_lines(head.superior, REGULAR, sizes.head, limit), *_lines(head.agency, BOLD, sizes.head, limit)]
    marks, end = stack(lines, limit)
    rule = Rule(limit * 0.28, end + 2, limit * 0.72, end + 2, 0.7)
    if number is None:
        return [*marks, rule], end + 4
    text, bottom = stack(_lines([f"Số: {number}"], REGULAR, sizes.head, limit), limit, top=end + 4)
    return [*marks, rule, *text], bottom


def _country(head: Letterhead, limit: float, left: float, sizes: Sizes, day: date) -> tuple[list[Mark], float]:
    name, end = stack(_lines([COUNTRY], BOLD, sizes.head, limit), limit, left=left)
    motto, end = stack(_lines([MOTTO], BOLD, sizes.motto, limit), limit, top=end, left=left)
    half = width(MOTTO, BOLD, sizes.motto) / 2
    middle = left + limit / 2
    rule = Rule(middle - half, end + 2, middle + half, end + 2, 0.7)
    place = _lines([dated(head.place, day)], ITALIC, sizes.motto, limit)
    when, bottom = stack(place, limit, top=end + 2 + sizes.head, left=left)
    return [*name, *motto, rule, *when], bottom


def title(
    lines: Sequence[Sequence[Span]], rows: tuple[bytes, ...], stamps: Sequence[str], stock: Stock, sizes: Sizes
) -> Strip:
    """Return the title block: stamps at the left, title lines in the middle, the QR symbol at the right edge.

    rows: of the symbol; none for a draft without a code.
    """
    side = stock.qr
    quiet = Matrix(0, 0, side, rows).quiet
    edge = side + 2 * quiet
    middle = stock.measure - 2 * edge
    texts = [line for spans in lines for line in balanced(spans, middle)]
    marks, text_end = stack(texts, middle, left=edge)
    aside = (stock.measure - max(line.width for line in texts)) / 2 - 6
    boxes, stamp_end = _stamps(stamps, aside, sizes)
    height = max(text_end, side + quiet, stamp_end)
    text = [moved(mark, 0, (height - text_end) / 2) for mark in marks]
    symbol = [Matrix(stock.measure - side, max(quiet / 2, (height - side) / 2), side, rows)] if rows else []
    return Strip(height, (*text, *symbol, *boxes), before=5)


def _stamps(texts: Sequence[str], limit: float, sizes: Sizes) -> tuple[list[Mark], float]:
    """Return framed marks («IN LẠI LẦN 1») one under the other, and where they end."""
    marks: list[Mark] = []
    top = 1.0
    for text in texts:
        lines = balanced([Span(text, BOLD, sizes.notes)], limit - 8)
        wide = max(line.width for line in lines) + 8
        words, end = stack(lines, wide, top=top + 2.5)
        marks += [*words, *_frame(0, top, wide, end + 2.5, weight=1.1)]
        top = end + 7
    return marks, top - 4


def signatures(
    parties: Sequence[tuple[str, str, str]],
    stock: Stock,
    sizes: Sizes,
    *,
    fingerprint: bool = False,
    before: float = 4.5,
) -> Strip:
    """Return the signature blocks side by side: each a title, a hint and the name below the room to sign.

    fingerprint: the first party presses a finger into a box of 15 × 16 mm instead (điểm chỉ).
    """
    column = stock.measure / len(parties)
    inner = column * 0.94
    marks: list[Mark] = []
    room_from, ends = 0.0, []
    heads = []
    for caption, hint, _name in parties:
        lines = [
            *balanced([Span(caption, BOLD, sizes.body)], inner),
            *balanced([Span(hint, ITALIC, sizes.body)], inner),
        ]
        heads.append(lines)
        room_from = max(room_from, sum(line.size for line in lines) * LEADING)
    names_from = room_from + (18 * mm if fingerprint else sizes.signing)
    for place, (_caption, _hint, name) in enumerate(parties):
        left = place * column + (column - inner) / 2
        words, _end = stack(heads[place], inner, left=left)
        signed, end = stack(balanced([Span(name, BOLD, sizes.body)], inner), inner, top=names_from, left=left)
        marks += [*words, *signed]
        ends.append(end)
    if fingerprint:
        marks += _finger_box(column / 2, room_from + 1.5)
    return Strip(max(ends), tuple(marks), before=before, keep=True)


def _finger_box(middle: float, top: float) -> list[Mark]:
    half = 7.5 * mm
    return _frame(middle - half, top, middle + half, top + 16 * mm, weight=0.8)


def _frame(left: float, top: float, right: float, bottom: float, *, weight: float) -> list[Mark]:
    return [
        Rule(left, top, right, top, weight),
        Rule(left, bottom, right, bottom, weight),
        Rule(left, top, left, bottom, weight),
        Rule(right, top, right, bottom, weight),
    ]


def notes(text: str, stock: Stock, sizes: Sizes) -> list[Strip]:
    """Return «Ghi chú» under a rule, at the foot of the last page."""
    spans = [Span("Ghi chú: ", BOLD, sizes.notes), Span(text, REGULAR, sizes.notes)]
    rule = Strip(2.5, (Rule(0, 0, stock.measure, 0, 0.6),), before=4, keep=True, sink=True)
    return [rule, *paragraph(spans, stock.measure, before=0, sink=True)]
