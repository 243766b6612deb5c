"""Sheets of paper, A5, A4 and the 80 mm roll: margins, type sizes, and how a form fills them, liên by liên."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from reportlab.lib.units import mm

from app.domain.errors import BadInput
from app.i18n import N_
from printing.blocks import baseline, paragraph, stack
from printing.layout import LEADING, Line, Span, Strip, Words, at_most, balanced
from printing.pages import Frame, Page, paginate
from printing.typeface import BOLD, REGULAR, width

_LONGEST = 4
"""Lines of the running head."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Type sizes of a form in points, and what else gives way when a page is short.

    signing: room for a signature; is_brief: the notes in their short wording.
    """

    head: float
    motto: float
    title: float
    body: float
    table: float
    promised: float
    notes: float
    signing: float
    is_brief: bool = False


@dataclass(frozen=True, slots=True)
class Stock:
    """A kind of paper; lengths in points. steps: sizes to try until a liên fits one page, never smaller.

    qr: side of the symbol. is_roll: a strip as long as its liên needs; its height is only the least one.
    """

    name: str
    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    steps: tuple[Sizes, ...]
    qr: float = 16 * mm
    is_roll: bool = False

    @property
    def measure(self) -> float:
        """Return the length of a line."""
        return self.width - self.left - self.right

    @property
    def notes(self) -> float:
        """Return the smallest size, used for notes and the foot."""
        return self.steps[0].notes

    @property
    def frame(self) -> float:
        """Return the height of a page between its margins; the foot line stands in the lower margin."""
        return self.height - self.top - self.bottom


_A5 = Sizes(head=9, motto=10, title=13, body=10.3, table=9.8, promised=11.5, notes=8, signing=14 * mm)
_A4 = Sizes(head=12, motto=13, title=15, body=13, table=12.5, promised=14.5, notes=10, signing=20 * mm)

# NĐ 30/2020/NĐ-CP, Annex I, scaled for A5: a slip is not an administrative document in the strict sense.
A5 = Stock(
    name="a5",
    width=148 * mm,
    height=210 * mm,
    top=9 * mm,
    bottom=8 * mm,
    left=15 * mm,
    right=10 * mm,
    steps=(
        _A5,
        replace(_A5, table=9),
        replace(_A5, table=9, body=9.5),
        replace(_A5, table=9, body=9.5, signing=10 * mm, is_brief=True),
    ),
)
A4 = Stock(
    name="a4",
    width=210 * mm,
    height=297 * mm,
    top=20 * mm,
    bottom=15 * mm,
    left=30 * mm,
    right=15 * mm,
    steps=(
        _A4,
        replace(_A4, table=11.5),
        replace(_A4, table=11.5, body=12),
        replace(_A4, table=11.5, body=12, signing=14 * mm, is_brief=True),
    ),
)

# Thermal paper of 80 mm prints 72 mm of it at 8 dots a millimetre: nothing below 8 points stays legible.
K80 = Stock(
    name="k80",
    width=80 * mm,
    height=80 * mm,
    top=4 * mm,
    bottom=8 * mm,
    left=4 * mm,
    right=4 * mm,
    steps=(Sizes(head=8.5, motto=9, title=11.5, body=9.5, table=9, promised=11, notes=8, signing=14 * mm),),
    qr=26 * mm,
    is_roll=True,
)


def stock_of(paper: str, *, with_roll: bool = False) -> Stock:
    """Return the stock called ``a5``, ``a4`` or, for forms that fit a strip, ``k80``. Raises BadInput."""
    if paper == K80.name and not with_roll:
        raise BadInput(field="paper", problem=N_("this paper is made on A5 or A4 only, not on the 80 mm roll"))
    for stock in (A5, A4, K80):
        if stock.name == paper:
            return stock
    raise BadInput(field="paper", problem=N_("is not one of the choices"))


def height_of(stock: Stock, page: Page) -> float:
    """Return how high the sheet of a page is, in points."""
    if not stock.is_roll:
        return stock.height
    return max(stock.height, max(mark.box[3] for mark in page) + stock.bottom)


@dataclass(frozen=True, slots=True)
class Copy:
    """One liên of a form: its own strips on top (head, title) and what its later pages repeat."""

    top: Callable[[Sizes], Sequence[Strip]]
    running: str


def set_copies(
    stock: Stock, copies: Sequence[Copy], body: Callable[[Sizes], Sequence[Strip]], *, form: str
) -> list[Page]:
    """Lay out every liên at the largest sizes that need the fewest pages; return their pages in order.

    form: the form's version, small at the foot, where «trang 1/2» stands when a liên goes on.
    """
    if stock.is_roll:
        sizes = stock.steps[0]
        return [_on_roll(stock, [*copy.top(sizes), *body(sizes)], form) for copy in copies]
    heads = [at_most(balanced([Span(copy.running, BOLD, stock.notes)], stock.measure), _LONGEST) for copy in copies]
    down = (max(map(len, heads)) + 1) * stock.notes * LEADING
    tried: list[tuple[Sizes, Sequence[Strip], list[Page]]] = []
    for sizes in stock.steps:
        strips = body(sizes)
        tried.append((sizes, strips, _pages(stock, [*copies[0].top(sizes), *strips], down)))
        if len(tried[-1][2]) == 1:
            break
    sizes, strips, first = min(tried, key=lambda attempt: len(attempt[2]))
    laid_out = [first, *(_pages(stock, [*copy.top(sizes), *strips], down) for copy in copies[1:])]
    return [page for head, pages in zip(heads, laid_out, strict=True) for page in _numbered(stock, head, pages, form)]


def _on_roll(stock: Stock, strips: Sequence[Strip], form: str) -> Page:
    """Return one page as long as its strips, the form's version under them."""
    long = sum(strip.before + strip.height for strip in strips)
    foot = [replace(strip, before=4.0) for strip in paragraph([Span(form, REGULAR, stock.notes)], stock.measure)]
    frame = Frame(stock.left, stock.top, long + sum(strip.before + strip.height for strip in foot))
    (page,) = paginate([*(replace(strip, sink=False) for strip in strips), *foot], first=frame, later=frame)
    return page


def _pages(stock: Stock, strips: Sequence[Strip], down: float) -> list[Page]:
    """Fill pages; those after the first start ``down`` points lower, below the running head."""
    first = Frame(stock.left, stock.top, stock.frame)
    return paginate(strips, first=first, later=Frame(stock.left, stock.top + down, stock.frame - down))


def _numbered(stock: Stock, head: Sequence[Line], pages: list[Page], form: str) -> list[Page]:
    """Add the foot and, on later pages, the running head."""
    size, count = stock.notes, len(pages)
    foot = stock.top + stock.frame + baseline(size, size * LEADING)  # in the margin, yet 5 mm from the edge
    running, _end = stack(head, stock.measure, top=stock.top, left=stock.left)
    finished: list[Page] = []
    for number, page in enumerate(pages, 1):
        shown = f"{form} – trang {number}/{count}" if count > 1 else form
        wide = width(shown, REGULAR, size)
        line = Words(stock.width - stock.right - wide, foot, shown, REGULAR, size, wide)
        finished.append((*page, line, *(running if number > 1 else ())))
    return finished
