"""Paragraphs, centred blocks and ruled tables as strips."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from printing.layout import LEADING, Line, Mark, Rule, Span, Strip, wrap
from printing.typeface import ASCENT, DESCENT

_WIDEST_GAP = 0.45
"""The most a space of a justified line grows, in parts of the size."""


def baseline(size: float, height: float) -> float:
    """Return how far below the top of a line of this height its letters stand."""
    return (height - size * (ASCENT + DESCENT)) / 2 + ASCENT * size


def paragraph(
    spans: Sequence[Span],
    limit: float,
    *,
    before: float = 1.1,
    align: str = "left",
    keep: bool = False,
    sink: bool = False,
) -> list[Strip]:
    """Return one strip per line. align: left | centre | right | justify. keep: with what follows.

    sink: at the foot of the last page, as one group.
    """
    strips: list[Strip] = []
    lines = wrap(spans, limit)
    for place, line in enumerate(lines):
        is_last = place == len(lines) - 1
        height = line.size * LEADING
        spaces = sum(span.text.count(" ") for span in line.spans)
        stretch = (limit - line.width) / spaces if align == "justify" and spaces and not is_last else 0.0
        if stretch > _WIDEST_GAP * line.size:
            stretch = 0.0  # before a long code a ragged edge reads better than holes in the line
        left = {"centre": (limit - line.width) / 2, "right": limit - line.width}.get(align, 0.0)
        marks = tuple(line.marks(left, baseline(line.size, height), stretch=stretch))
        # No single line of a paragraph stays behind or goes ahead alone.
        held = sink or (keep if is_last else place == 0 or place == len(lines) - 2)
        strips.append(Strip(height, marks, 0.0 if place else before, keep=held, sink=sink))
    return strips


def stack(
    lines: Sequence[Line], limit: float, *, top: float = 0.0, left: float = 0.0
) -> tuple[tuple[Mark, ...], float]:
    """Return centred lines as marks from ``top`` down, and where they end."""
    marks: list[Mark] = []
    for line in lines:
        height = line.size * LEADING
        marks.extend(line.marks(left + (limit - line.width) / 2, top + baseline(line.size, height)))
        top += height
    return tuple(marks), top


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its texts stand under each other. align: left | centre; columns: how many it spans."""

    texts: tuple[Span, ...]
    align: str = "left"
    columns: int = 1


Row = tuple[Cell, ...]

_PAD_X = 3.8
_PAD_Y = 1.2


def table(head: Row, rows: Sequence[Row], widths: Sequence[float], *, tallest: float) -> list[Strip]:
    """Return a ruled table; its head is shown again on every page.

    tallest: rows higher than this (points) are cut between their lines when the page ends.
    """
    title = _row_strips(head, widths, tallest=10_000)[0]
    title = replace(title, before=2.6, keep=True, marks=(*title.marks, Rule(0, 0, sum(widths), 0)))
    strips = [title]
    for row in rows:
        strips += [
            replace(strip, carried=replace(title, before=0.0)) for strip in _row_strips(row, widths, tallest=tallest)
        ]
    return strips


def rows_under(
    title: Strip, rows: Iterable[Row], widths: Sequence[float], *, tallest: float, least: float
) -> Iterator[Strip]:
    """Yield the rows of a table of any length under a head that every page shows again.

    least: height of the lowest row (points), room for a hand to sign in.
    """
    yield replace(title, keep=True)
    carried = replace(title, before=0.0)
    for row in rows:
        for strip in _row_strips(row, widths, tallest=tallest, least=least):
            yield replace(strip, carried=carried)


def _row_strips(row: Row, widths: Sequence[float], *, tallest: float, least: float = 0.0) -> list[Strip]:
    columns = list(_columns(row, widths))
    lines = [[line for text in cell.texts for line in wrap([text], wide - 2 * _PAD_X)] for cell, _left, wide in columns]
    count = max(map(len, lines))
    leading = max(line.size for cell in lines for line in cell) * LEADING
    bands = [range(count)] if count * leading <= tallest else [range(place, place + 1) for place in range(count)]
    strips: list[Strip] = []
    for band in bands:
        top = _PAD_Y if band.start == 0 else 0.0
        height = top + leading * len(band) + (_PAD_Y if band.stop == count else 0.0)
        height = max(height, least) if len(bands) == 1 else height
        marks: list[Mark] = []
        for (cell, left, wide), cell_lines in zip(columns, lines, strict=True):
            marks += _cell_marks(cell, cell_lines[band.start : band.stop], left, wide, top, leading)
            marks.append(Rule(left, 0, left, height))
        edge = sum(widths)
        marks.append(Rule(edge, 0, edge, height))
        bottom = Rule(0, height, edge, height)
        is_last = band.stop == count
        strips.append(
            Strip(height, (*marks, bottom) if is_last else tuple(marks), closing=() if is_last else (bottom,))
        )
    return strips


def _columns(row: Row, widths: Sequence[float]) -> Iterator[tuple[Cell, float, float]]:
    """Yield each cell with its left edge and width."""
    place, left = 0, 0.0
    for cell in row:
        wide = sum(widths[place : place + cell.columns])
        yield cell, left, wide
        place, left = place + cell.columns, left + wide


def _cell_marks(
    cell: Cell, lines: Sequence[Line], left: float, wide: float, top: float, leading: float
) -> Iterator[Mark]:
    for place, line in enumerate(lines):
        x = left + (wide - line.width) / 2 if cell.align == "centre" else left + _PAD_X
        yield from line.marks(x, top + place * leading + baseline(line.size, leading))
