"""The head of every form: agency at the left, name and motto of the country at the right (NĐ 30/2020/NĐ-CP)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from reportlab.lib.units import mm

from app.ports import Letterhead
from printing.blocks import baseline, paragraph, stack
from printing.layout import LEADING, Line, Mark, Matrix, Rule, Span, Strip, at_most, balanced, moved, wrap
from printing.paper import Sizes, Stock
from printing.typeface import BOLD, ITALIC, REGULAR, width
from printing.wording import dated

COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
_LONGEST_AGENCY = 12
_LONGEST = 4
"""Lines of one text in the head, the title and under a signature: these blocks are never cut between two pages, and a
name or a code without end, as only a hostile station sends it, must not run off the sheet."""


def letterhead(head: Letterhead, stock: Stock, sizes: Sizes, *, number: str | None, day: date) -> Strip:
    """Return the two head blocks side by side, or above each other on a roll.

    number: «1031/TTPVHCC»; None for forms without a number of their own.
    """
    measure = stock.measure
    if stock.is_roll:
        agency, down = _agency(head, measure, sizes, number)
        country, end = _country(head, measure, 0, sizes, day)
        return Strip(down + 5 + end, (*agency, *(moved(mark, 0, down + 5) for mark in country)))
    right = max(0.57 * measure, width(COUNTRY, BOLD, sizes.head) + 2)
    left = measure - right - 6
    agency, left_end = _agency(head, left, sizes, number)
    country, right_end = _country(head, right, measure - right, sizes, day)
    return Strip(max(left_end, right_end), (*agency, *country))


def _lines(texts: Sequence[str], face: str, size: float, limit: float) -> list[Line]:
    return [line for text in texts for line in balanced([Span(text, face, size)], limit)]


def _agency(head: Letterhead, limit: float, sizes: Sizes, number: str | None) -> tuple[list[Mark], float]:
    above, own = _lines(head.superior, REGULAR, sizes.head, limit), _lines(head.agency, BOLD, sizes.head, limit)
    lines = [*at_most(above, _LONGEST_AGENCY), *at_most(own, _LONGEST_AGENCY)]
    marks, end = stack(lines, limit)
    rule = Rule(limit * 0.28, end + 2, limit * 0.72, end + 2, 0.7)
    if number is None:
        return [*marks, rule], end + 4
    text, bottom = stack(at_most(_lines([f"Số: {number}"], REGULAR, sizes.head, limit), _LONGEST), limit, top=end + 4)
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

    On a roll they stand under each other. rows: of the symbol; none for what has no code.
    """
    if stock.is_roll:
        return _narrow_title(lines, rows, stamps, stock, sizes)
    side = stock.qr
    quiet = Matrix(0, 0, side, rows).quiet
    edge = side + 2 * quiet
    middle = stock.measure - 2 * edge
    texts = [line for spans in lines for line in at_most(balanced(spans, middle), _LONGEST)]
    marks, text_end = stack(texts, middle, left=edge)
    aside = (stock.measure - max(line.width for line in texts)) / 2 - 6
    boxes, stamp_end = _stamps(stamps, aside, sizes)
    height = max(text_end, side + 1.5 * quiet - 2, stamp_end)
    text = [moved(mark, 0, (height - text_end) / 2) for mark in marks]
    down = min((height - side) / 2, height - side - quiet + 2.5)  # the line below may be as long as the measure
    symbol = [Matrix(stock.measure - side, max(quiet / 2, down), side, rows)] if rows else []
    return Strip(height, (*text, *symbol, *boxes), before=5)


def _narrow_title(
    lines: Sequence[Sequence[Span]], rows: tuple[bytes, ...], stamps: Sequence[str], stock: Stock, sizes: Sizes
) -> Strip:
    boxes, top = _stamps(stamps, stock.measure, sizes) if stamps else ([], 0.0)
    texts = [line for spans in lines for line in at_most(balanced(spans, stock.measure), _LONGEST)]
    text, end = stack(texts, stock.measure, top=top + 4)
    if not rows:
        return Strip(end, (*boxes, *text), before=6)
    symbol = Matrix((stock.measure - stock.qr) / 2, 0, stock.qr, rows)
    symbol = Matrix(symbol.x, end + symbol.quiet, stock.qr, rows)
    return Strip(symbol.box[3], (*boxes, *text, symbol), before=6)


def _stamps(texts: Sequence[str], limit: float, sizes: Sizes) -> tuple[list[Mark], float]:
    """Return framed marks («IN LẠI LẦN 1») one under the other, and where they end."""
    marks: list[Mark] = []
    top = 1.0
    for text in texts:
        if any(width(held, BOLD, sizes.notes) > limit - 8 for held in text.split(" ")):
            text = text.replace("\u00a0", " ")  # beside a wide title: better broken between words than inside one
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
            *at_most(balanced([Span(caption, BOLD, sizes.body)], inner), _LONGEST),
            *balanced([Span(hint, ITALIC, sizes.body)], inner),
        ]
        heads.append(lines)
        room_from = max(room_from, sum(line.size for line in lines) * LEADING)
    names_from = room_from + (18 * mm if fingerprint else sizes.signing)
    for place, (_caption, _hint, name) in enumerate(parties):
        left = place * column + (column - inner) / 2
        words, _end = stack(heads[place], inner, left=left)
        named = at_most(balanced([Span(name, BOLD, sizes.body)], inner), _LONGEST)
        signed, end = stack(named, inner, top=names_from, left=left)
        marks += [*words, *signed]
        ends.append(end)
    if fingerprint:
        marks += _finger_box(column / 2, room_from + 1.5)
    return Strip(max(ends), tuple(marks), before=before, keep=True)


def signed_right(
    caption: str, hint: str, name: str, addressees: Sequence[str], stock: Stock, sizes: Sizes, *, before: float = 8.0
) -> Strip:
    """Return one signature block at the right, «Nơi nhận» with its lines at the left.

    addressees: as printed, «- Như trên;»; none where the form has no such list.
    """
    block = signatures([("", "", ""), (caption, hint, name)], stock, sizes, before=before)
    half = stock.measure / 2 - 6
    spans = [Span(text, REGULAR, sizes.notes) for text in addressees]
    if spans:
        spans.insert(0, Span("Nơi nhận:", ITALIC, sizes.table))
    marks: list[Mark] = []
    down = 0.0
    for line in (line for span in spans for line in wrap([span], half)):
        height = line.size * LEADING
        marks += line.marks(0, down + baseline(line.size, height))
        down += height
    return Strip(max(block.height, down), (*block.marks, *marks), before=block.before, keep=True)


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
