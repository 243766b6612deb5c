"""Papers that list many dossiers: a ruled table over as many pages as it takes, its head on each of them.

Rows stream through: a book of thousands is laid out and drawn a page at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import ne

from reportlab.lib.units import mm

from printing.blocks import Cell, Row, baseline, paragraph, rows_under, stack
from printing.layout import LEADING, Mark, Rule, Span, Strip, Words, balanced
from printing.pages import Frame, Page, flow
from printing.paper import A4, Sizes, Stock
from printing.typeface import BOLD, ITALIC, REGULAR, composed, drawable, width

_UNDRAWN = "Chữ không in được thay bằng □ tại STT {rows}; xem chữ đúng trong phần mềm."
_ROWS_NAMED = 20
_PORTRAIT = Sizes(head=11, motto=12, title=14, body=11.5, table=10, promised=12, notes=9, signing=22 * mm)
_LANDSCAPE = replace(_PORTRAIT, table=8.5, body=11)

LISTS = replace(A4, left=20 * mm, steps=(_PORTRAIT,))
"""A4 upright for lists: narrower left edge than a letter, there is more to say on a line."""
LEDGER = Stock(
    name="a4-landscape",
    width=297 * mm,
    height=210 * mm,
    top=15 * mm,
    bottom=12 * mm,
    left=15 * mm,
    right=10 * mm,
    steps=(_LANDSCAPE,),
)
"""A4 across, for the register and the trip list."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its caption, width in parts of the table, and the caption it shares with its neighbours."""

    caption: str
    share: float
    align: str = "left"
    group: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """The columns of a list on a stock. least: lowest row in points. is_numbered: (1) (2) … under the captions."""

    columns: tuple[Column, ...]
    stock: Stock
    least: float = 0.0
    is_numbered: bool = False

    @property
    def sizes(self) -> Sizes:
        """Return the type sizes; a list has one set, it grows by pages instead of shrinking."""
        return self.stock.steps[0]

    @property
    def widths(self) -> list[float]:
        """Return the widths in points; together the measure."""
        whole = sum(column.share for column in self.columns)
        return [self.stock.measure * column.share / whole for column in self.columns]

    def strips(self, rows: Iterable[Sequence[str]]) -> Iterator[Strip]:
        """Yield the table of these rows, one text a column, the first its number.

        A letter that cannot be drawn becomes «□», and a line under the table names the rows: a paper for one citizen
        is refused over such a letter, a book of all citizens must not be.
        """
        tallest, undrawn = 0.3 * self.stock.frame, list[str]()
        yield from rows_under(self._head(), self._rows(rows, undrawn), self.widths, tallest=tallest, least=self.least)
        if undrawn:
            spans = [Span(_UNDRAWN.format(rows=_few(undrawn)), ITALIC, self.sizes.table)]
            yield from paragraph(spans, self.stock.measure, before=4, keep=True)

    def _rows(self, rows: Iterable[Sequence[str]], undrawn: list[str]) -> Iterator[Row]:
        size = self.sizes.table
        for texts in rows:
            shown = [drawable(text) for text in texts]
            if any(map(ne, shown, map(composed, texts))):
                undrawn.append(shown[0])
            yield tuple(
                Cell((Span(text, REGULAR, size),), column.align)
                for text, column in zip(shown, self.columns, strict=True)
            )

    def _head(self) -> Strip:
        size, widths = self.sizes.table, self.widths
        lefts = [sum(widths[:place]) for place in range(len(widths))]
        captions = [
            balanced([Span(column.caption, BOLD, size)], wide - 4)
            for column, wide in zip(self.columns, widths, strict=True)
        ]
        band = size * LEADING + 4 if any(column.group for column in self.columns) else 0.0
        height = (
            max(
                len(lines) * size * LEADING + (band if column.group else 0)
                for lines, column in zip(captions, self.columns, strict=True)
            )
            + 6
        )
        marks: list[Mark] = [Rule(0, 0, sum(widths), 0), Rule(0, height, sum(widths), height)]
        marks += [Rule(sum(widths), 0, sum(widths), height)]
        previous = ""
        for lines, column, left, wide in zip(captions, self.columns, lefts, widths, strict=True):
            top = band if column.group else 0.0
            marks.append(Rule(left, top if column.group and column.group == previous else 0, left, height))
            start = top + (height - top - len(lines) * size * LEADING) / 2
            marks += stack(lines, wide - 4, top=start, left=left + 2)[0]
            previous = column.group
        marks += self._groups(lefts, band)
        if not self.is_numbered:
            return Strip(height, tuple(marks), before=4, keep=True)
        return self._with_numbers(marks, height, lefts)

    def _groups(self, lefts: Sequence[float], band: float) -> Iterator[Mark]:
        names = dict.fromkeys(column.group for column in self.columns if column.group)
        for name in names:
            places = [place for place, column in enumerate(self.columns) if column.group == name]
            left, right = lefts[places[0]], lefts[places[-1]] + self.widths[places[-1]]
            yield Rule(left, band, right, band)
            yield from stack(
                [*balanced([Span(name, BOLD, self.sizes.table)], right - left)], right - left, top=2, left=left
            )[0]

    def _with_numbers(self, marks: list[Mark], top: float, lefts: Sequence[float]) -> Strip:
        size = self.sizes.notes
        bottom = top + size * LEADING + 1
        for number, (left, wide) in enumerate(zip(lefts, self.widths, strict=True), 1):
            marks += stack(balanced([Span(f"({number})", REGULAR, size)], wide), wide, top=top + 0.5, left=left)[0]
            marks.append(Rule(left, top, left, bottom))
        edge = sum(self.widths)
        marks += [Rule(edge, top, edge, bottom), Rule(0, bottom, edge, bottom)]
        return Strip(bottom, tuple(marks), before=4, keep=True)


def _few(rows: Sequence[str]) -> str:
    return ", ".join(rows[:_ROWS_NAMED]) + ("…" if len(rows) > _ROWS_NAMED else "")


def pages_of(stock: Stock, strips: Iterable[Strip], *, form: str) -> list[Page]:
    """Return the pages of a short list, «trang 1/3» at the foot. form: what stands before that."""
    frame = Frame(stock.left, stock.top, stock.frame)
    pages = list(flow(strips, first=frame, later=frame))
    return [_with_foot(stock, page, f"{form} – trang {n}/{len(pages)}") for n, page in enumerate(pages, 1)]


def streamed(stock: Stock, strips: Iterable[Strip], *, form: str) -> Iterator[Page]:
    """Yield the pages of a long book as they fill; how many come is not known, so the last one says that it is."""
    frame = Frame(stock.left, stock.top, stock.frame)
    number, held = 0, None
    for page in flow(strips, first=frame, later=frame):
        if held is not None:
            yield _with_foot(stock, held, f"{form} – trang {number}")
        number, held = number + 1, page
    if held is not None:
        yield _with_foot(stock, held, f"{form} – trang {number} (trang cuối)")


def _with_foot(stock: Stock, page: Page, shown: str) -> Page:
    size = stock.notes
    wide = width(shown, REGULAR, size)
    foot = stock.top + stock.frame + baseline(size, size * LEADING)
    return (*page, Words(stock.width - stock.right - wide, foot, shown, REGULAR, size, wide))
