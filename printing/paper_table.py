"""Lists of papers (thành phần hồ sơ) with how many originals and copies: a ruled table, or lines on a narrow roll."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from printing import wording
from printing.blocks import Cell, Row, paragraph, table
from printing.layout import Span, Strip
from printing.paper import Sizes, Stock
from printing.typeface import BOLD, ITALIC, REGULAR, width


@dataclass(frozen=True, slots=True)
class Listed:
    """A paper as a row. kinds: («Bản chính», 1), …; empty where only its content has to be mended."""

    name: str
    kinds: Sequence[tuple[str, int]] = ()
    note: str | None = None

    @property
    def shown(self) -> str:
        """Return the name with its note."""
        return f"{self.name} ({self.note})" if self.note else self.name


@dataclass(frozen=True, slots=True)
class Caption:
    """A row across the whole table that says what the papers below it are."""

    text: str


def paper_table(rows: Sequence[Listed | Caption], stock: Stock, sizes: Sizes, *, heading: str) -> list[Strip]:
    """Return the list, numbered through. heading: over the names."""
    if stock.is_roll:
        return _as_lines(rows, stock, sizes)
    body: list[Row] = []
    number = 0
    for row in rows:
        if isinstance(row, Caption):
            body.append((Cell((Span(row.text, ITALIC, sizes.table),), columns=4),))
            continue
        number += 1
        kinds = [kind for kind, _n in row.kinds] or ["–"]
        counts = [str(count) for _kind, count in row.kinds] or ["–"]
        body.append(_row(((str(number),), (row.shown,), kinds, counts), REGULAR, sizes.table))
    head = _row((("STT",), (heading,), ("Loại",), ("Số lượng",)), BOLD, sizes.table)
    narrow = width("Số lượng", BOLD, sizes.table) + 10
    numbers, kinds_wide = width("STT", BOLD, sizes.table) + 13, width("Bản chính", REGULAR, sizes.table) + 26
    widths = (numbers, stock.measure - numbers - kinds_wide - narrow, kinds_wide, narrow)
    return table(head, body, widths, tallest=0.3 * stock.frame)


def _row(columns: Sequence[Sequence[str]], face: str, size: float) -> Row:
    aligned = ("centre", "centre" if face == BOLD else "left", "centre", "centre")
    texts = (tuple(Span(text, face, size) for text in column) for column in columns)
    return tuple(Cell(spans, align) for spans, align in zip(texts, aligned, strict=True))


def _as_lines(rows: Sequence[Listed | Caption], stock: Stock, sizes: Sizes) -> list[Strip]:
    strips: list[Strip] = []
    number = 0
    for row in rows:
        if isinstance(row, Caption):
            strips += paragraph([Span(row.text, ITALIC, sizes.table)], stock.measure)
            continue
        number += 1
        kinds = ", ".join(f"{wording.two(count)} {kind.lower()}" for kind, count in row.kinds)
        text = f"{number}. {row.shown}{': ' if kinds else ''}{kinds}"
        strips += paragraph([Span(text, REGULAR, sizes.table)], stock.measure)
    return strips
