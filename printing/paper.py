"""Sheets of paper and how marks get onto them: A5 and A4, one PDF, the same bytes for the same input."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.domain.errors import BadInput
from app.i18n import N_
from app.ports import Paper
from printing.blocks import baseline
from printing.layout import LEADING, Matrix, Rule, Span, Strip, Words, moved, wrap
from printing.pages import Page, paginate
from printing.typeface import BOLD, REGULAR, prove, typeface, width


@dataclass(frozen=True, slots=True)
class Sizes:
    """Type sizes of a form in points."""

    head: float
    motto: float
    title: float
    body: float
    table: float
    promised: float
    notes: float


@dataclass(frozen=True, slots=True)
class Stock:
    """A kind of paper; lengths in points. steps: sizes to try until a liên fits one page, never smaller.

    signing: room for a signature; qr: side of the symbol.
    """

    name: str
    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    steps: tuple[Sizes, ...]
    signing: float
    qr: float = 16 * mm

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
        """Return the height of a page between its margins and above its foot line."""
        return self.height - self.top - self.bottom - self.notes * LEADING


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
        Sizes(head=9, motto=10, title=13, body=10.3, table=9.8, promised=11.5, notes=8),
        Sizes(head=9, motto=10, title=13, body=10.3, table=9, promised=11.5, notes=8),
        Sizes(head=9, motto=10, title=13, body=9.5, table=9, promised=11.5, notes=8),
    ),
    signing=14 * mm,
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
        Sizes(head=12, motto=13, title=15, body=13, table=12.5, promised=14.5, notes=10),
        Sizes(head=12, motto=13, title=15, body=13, table=11.5, promised=14.5, notes=10),
        Sizes(head=12, motto=13, title=15, body=12, table=11.5, promised=14.5, notes=10),
    ),
    signing=20 * mm,
)


def stock_of(paper: str) -> Stock:
    """Return the stock called ``a5`` or ``a4``. Raises BadInput."""
    for stock in (A5, A4):
        if stock.name == paper:
            return stock
    raise BadInput(field="paper", problem=N_("is not one of the choices"))


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
    tried: list[tuple[Sizes, Sequence[Strip], list[Page]]] = []
    for sizes in stock.steps:
        strips = body(sizes)
        tried.append((sizes, strips, _pages(stock, [*copies[0].top(sizes), *strips])))
        if len(tried[-1][2]) == 1:
            break
    sizes, strips, first = min(tried, key=lambda attempt: len(attempt[2]))
    laid_out = [first, *(_pages(stock, [*copy.top(sizes), *strips]) for copy in copies[1:])]
    return [page for copy, pages in zip(copies, laid_out, strict=True) for page in _numbered(stock, copy, pages, form)]


def _pages(stock: Stock, strips: Sequence[Strip]) -> list[Page]:
    return paginate(strips, first=stock.frame, later=stock.frame - _running_height(stock))


def _running_height(stock: Stock) -> float:
    return stock.notes * LEADING * 2


def _numbered(stock: Stock, copy: Copy, pages: list[Page], form: str) -> list[Page]:
    """Move pages to their place on the sheet and add the foot and the running head."""
    size, count = stock.notes, len(pages)
    finished: list[Page] = []
    for number, page in enumerate(pages, 1):
        down = stock.top + (_running_height(stock) if number > 1 else 0.0)
        marks = [moved(mark, stock.left, down) for mark in page]
        foot = stock.top + stock.frame + baseline(size, size * LEADING)
        marks.append(Words(stock.left, foot, form, REGULAR, size, width(form, REGULAR, size)))
        if count > 1:
            shown = f"trang {number}/{count}"
            wide = width(shown, BOLD, size)
            marks.append(Words(stock.width - stock.right - wide, foot, shown, BOLD, size, wide))
        if number > 1:
            line = wrap([Span(copy.running, BOLD, size)], stock.measure)[0]
            left = stock.left + (stock.measure - line.width) / 2
            marks += line.marks(left, stock.top + baseline(size, size * LEADING))
        finished.append(tuple(marks))
    return finished


def to_pdf(stock: Stock, pages: Sequence[Page], *, title: str, watermark: str | None = None) -> Paper:
    """Draw laid-out pages. title: of the form, without personal data. Raises MissingGlyphs before drawing."""
    typeface()
    prove([mark.text for page in pages for mark in page if isinstance(mark, Words)])
    out = BytesIO()
    canvas = Canvas(out, pagesize=(stock.width, stock.height), invariant=1, initialFontName=REGULAR, lang="vi")
    canvas.setTitle(title)
    canvas.setAuthor("")
    canvas.setCreator("Một Cửa")
    for page in pages:
        if watermark:
            _draw_watermark(canvas, stock, watermark)
        _draw_words(canvas, stock, (mark for mark in page if isinstance(mark, Words)))
        _draw_shapes(canvas, stock, page)
        canvas.showPage()
    canvas.save()
    return Paper(out.getvalue(), len(pages))


def _draw_words(canvas: Canvas, stock: Stock, marks: Iterable[Words]) -> None:
    text = canvas.beginText()
    font: tuple[str, float] | None = None
    stretch = 0.0
    for mark in marks:
        if font != (mark.face, mark.size):
            font = (mark.face, mark.size)
            text.setFont(*font)
        if stretch != mark.stretch:
            stretch = mark.stretch
            text.setWordSpace(stretch)
        text.setTextOrigin(mark.x, stock.height - mark.y)
        text.textOut(mark.text)
    canvas.drawText(text)


def _draw_shapes(canvas: Canvas, stock: Stock, page: Page) -> None:
    canvas.setLineCap(2)
    weights: dict[float, list[tuple[float, float, float, float]]] = {}
    for mark in page:
        if isinstance(mark, Rule):
            line = (mark.x, stock.height - mark.y, mark.to_x, stock.height - mark.to_y)
            weights.setdefault(mark.weight, []).append(line)
        elif isinstance(mark, Matrix):
            _draw_matrix(canvas, mark, stock.height)
    for weight, lines in weights.items():
        canvas.setLineWidth(weight)
        canvas.lines(lines)


def _draw_matrix(canvas: Canvas, mark: Matrix, height: float) -> None:
    """Fill the dark modules as one path, a run of neighbours as one rectangle: no hairlines between them.

    The quiet zone is whitened first: a watermark must not reach into it.
    """
    left, top, right, bottom = mark.box
    canvas.setFillGray(1)
    canvas.rect(left, height - bottom, right - left, bottom - top, stroke=0, fill=1)
    canvas.setFillGray(0)
    module = mark.side / len(mark.rows)
    path = canvas.beginPath()
    for number, row in enumerate(mark.rows, 1):
        start = 0
        for run in row.replace(b"\0", b" ").split(b" "):
            if run:
                path.rect(mark.x + start * module, height - mark.y - number * module, len(run) * module, module)
            start += len(run) + 1
    canvas.drawPath(path, stroke=0, fill=1)


def _draw_watermark(canvas: Canvas, stock: Stock, words: str) -> None:
    """Draw outlined letters from corner to corner, under the text: seen at once, and everything stays readable."""
    reach = 0.8 * (stock.width**2 + stock.height**2) ** 0.5
    size = min(reach / width(words, BOLD, 1.0), 0.16 * stock.width)
    canvas.saveState()
    canvas.translate(stock.width / 2, stock.height / 2)
    canvas.rotate(54.8)
    text = canvas.beginText(-width(words, BOLD, size) / 2, -size / 3)
    text.setFont(BOLD, size)
    text.setTextRenderMode(1)
    canvas.setLineWidth(0.4)
    canvas.setStrokeGray(0.5)
    text.textOut(words)
    canvas.drawText(text)
    canvas.restoreState()
