"""The terms of a page: marks with their place, lines of measured words, strips that are never cut.

A form is a column of *strips*: bands with marks placed relative to the strip's top-left corner,
y downwards, in points. ``blocks`` makes strips of paragraphs and tables, ``pages`` stacks them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from printing.typeface import ASCENT, DESCENT, REGULAR, composed, width

LEADING = 1.18
"""Line distance in parts of the size; just clears Ẵ under g."""

_ROOM_OF_ELLIPSIS = 3
"""Letters that make room for «…», wide or narrow."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True, slots=True)
class Span:
    """Words in one face and size (points)."""

    text: str
    face: str = REGULAR
    size: float = 10.3


@dataclass(frozen=True, slots=True)
class Words:
    """A run of words on a baseline. stretch: points added to every space of a justified line."""

    x: float
    y: float
    text: str
    face: str
    size: float
    width: float
    stretch: float = 0.0

    @property
    def box(self) -> Box:
        """Return what the letters may cover."""
        return (self.x, self.y - ASCENT * self.size, self.x + self.width, self.y + DESCENT * self.size)


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line."""

    x: float
    y: float
    to_x: float
    to_y: float
    weight: float = 0.6

    @property
    def box(self) -> Box:
        """Return the line's extent."""
        return (self.x, self.y, self.to_x, self.to_y)


@dataclass(frozen=True, slots=True)
class Matrix:
    """A QR symbol with its top-left corner and side length; quiet: width of the white edge it needs."""

    x: float
    y: float
    side: float
    rows: tuple[bytes, ...]

    @property
    def quiet(self) -> float:
        """Return four modules (ISO/IEC 18004)."""
        return 4 * self.side / (len(self.rows) or 21)

    @property
    def box(self) -> Box:
        """Return the symbol with its quiet zone."""
        return (
            self.x - self.quiet,
            self.y - self.quiet,
            self.x + self.side + self.quiet,
            self.y + self.side + self.quiet,
        )


Mark = Words | Rule | Matrix


@dataclass(frozen=True, slots=True)
class Strip:
    """A band of the page that is not cut.

    before: white space above it, dropped at the top of a page. keep: stays on the page of the next
    strip. sink: goes to the foot of the last page. carried: strip shown again above it when a page
    starts with it (a table's head); closing: drawn under it when a page ends with it.
    """

    height: float
    marks: tuple[Mark, ...]
    before: float = 0.0
    keep: bool = False
    sink: bool = False
    carried: Strip | None = None
    closing: tuple[Mark, ...] = ()


def moved(mark: Mark, x: float, y: float) -> Mark:
    """Return the mark shifted right and down."""
    if isinstance(mark, Rule):
        return Rule(mark.x + x, mark.y + y, mark.to_x + x, mark.to_y + y, mark.weight)
    if isinstance(mark, Words):
        return Words(mark.x + x, mark.y + y, mark.text, mark.face, mark.size, mark.width, mark.stretch)
    return Matrix(mark.x + x, mark.y + y, mark.side, mark.rows)


# ── lines ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Line:
    """A wrapped line: spans that carry their own spaces, the width in points, the largest size."""

    spans: tuple[Span, ...]
    width: float
    size: float

    def marks(self, x: float, baseline: float, *, stretch: float = 0.0) -> Iterator[Words]:
        """Yield the line's words from x on."""
        for span in self.spans:
            wide = width(span.text, span.face, span.size) + stretch * span.text.count(" ")
            yield Words(x, baseline, span.text, span.face, span.size, wide, stretch)
            x += wide


Atom = list[Span]
"""Letters without a space between them, though perhaps in several faces; not cut if it fits a line."""

_SPACE = re.compile(r"[ \t\r\n]+")


def _atoms(spans: Iterable[Span]) -> list[Atom]:
    atoms: list[Atom] = []
    is_open = False
    for span in spans:
        for place, part in enumerate(_SPACE.split(composed(span.text))):
            is_open = is_open and place == 0
            if not part:
                continue
            if not is_open:
                atoms.append([])
            atoms[-1].append(Span(part, span.face, span.size))
            is_open = True
    return atoms


def _wide(atom: Iterable[Span]) -> float:
    return sum(width(span.text, span.face, span.size) for span in atom)


def _cut(atom: Atom, limit: float) -> list[Atom]:
    """Cut an atom that no line can hold (an e-mail address, a number) wherever the line ends."""
    pieces: list[Atom] = [[]]
    room = limit
    for span in atom:
        start = 0
        for place, letter in enumerate(span.text):
            wide = width(letter, span.face, span.size)
            if wide > room and (place > start or pieces[-1]):
                if place > start:
                    pieces[-1].append(Span(span.text[start:place], span.face, span.size))
                pieces.append([])
                start, room = place, limit
            room -= wide
        pieces[-1].append(Span(span.text[start:], span.face, span.size))
    return pieces


def wrap(spans: Sequence[Span], limit: float) -> list[Line]:
    """Break spans into lines no wider than ``limit`` points; always at least one line."""
    lines: list[list[Atom]] = [[]]
    used = 0.0
    for whole in _atoms(spans):
        for atom in [whole] if (wide := _wide(whole)) <= limit else _cut(whole, limit):
            wide = wide if atom is whole else _wide(atom)
            gap = width(" ", lines[-1][-1][-1].face, lines[-1][-1][-1].size) if lines[-1] else 0.0
            if lines[-1] and (used + gap + wide > limit or atom is not whole):
                lines.append([])
                used, gap = 0.0, 0.0
            lines[-1].append(atom)
            used += gap + wide
    smallest = spans[0].size if spans else 10.3
    return [_joined(line, smallest) for line in lines]


def _joined(atoms: list[Atom], least: float) -> Line:
    """Set atoms side by side, a space after each but the last, neighbours in one face as one span.

    A no-break space has done its work by now; drawn as a plain one it can be searched for and copied.
    """
    runs: list[tuple[str, str, float]] = []
    for place, atom in enumerate(atoms):
        for number, span in enumerate(atom):
            gap = " " if place and not number else ""
            text = span.text.replace("\u00a0", " ")
            if runs and runs[-1][1:] == (span.face, span.size):
                runs[-1] = (runs[-1][0] + gap + text, span.face, span.size)
                continue
            if gap:
                runs[-1] = (runs[-1][0] + gap, *runs[-1][1:])
            runs.append((text, span.face, span.size))
    spans = tuple(Span(*run) for run in runs)
    return Line(spans, _wide(spans), max((span.size for span in spans), default=least))


def balanced(spans: Sequence[Span], limit: float) -> list[Line]:
    """Wrap so that the lines come out about equally long, as the blocks of a head should."""
    lines = wrap(spans, limit)
    narrow, wide = 0.0, limit
    if len(lines) == 1:
        return lines
    for _ in range(10):
        middle = (narrow + wide) / 2
        tried = wrap(spans, middle)
        if len(tried) > len(lines) or max(line.width for line in tried) > middle:
            narrow = middle
        else:
            wide, lines = middle, tried
    return lines


def at_most(lines: list[Line], count: int) -> list[Line]:
    """Return the first lines, «…» at the end where some were left out: for blocks that no page may cut in two."""
    if len(lines) <= count:
        return lines
    *kept, last = lines[:count]
    *before, end = last.spans
    spans = (*before, Span(end.text[:-_ROOM_OF_ELLIPSIS] + "…", end.face, end.size))
    return [*kept, Line(spans, _wide(spans), last.size)]
