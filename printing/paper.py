"""Sheets of paper and how marks get onto them: A5 and A4, one PDF, the same bytes for the same input."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO

from reportlab import rl_config
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.domain.errors import BadInput
from app.i18n import N_
from app.ports import Paper
from printing.blocks import baseline
from printing.layout import LEADING, Matrix, Rule, Span, Strip, Words, wrap
from printing.pages import Frame, Page, paginate
from printing.typeface import BOLD, REGULAR, prove, typeface, width


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

    qr: side of the symbol.
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
    down = _running_height(stock)
    first = Frame(stock.left, stock.top, stock.frame)
    return paginate(strips, first=first, later=Frame(stock.left, stock.top + down, stock.frame - down))


def _running_height(stock: Stock) -> float:
    return stock.notes * LEADING * 2


def _numbered(stock: Stock, copy: Copy, pages: list[Page], form: str) -> list[Page]:
    """Add the foot and, on later pages, the running head."""
    size, count = stock.notes, len(pages)
    finished: list[Page] = []
    for number, page in enumerate(pages, 1):
        marks = list(page)
        foot = stock.top + stock.frame + baseline(size, size * LEADING)  # in the margin, yet 5 mm from the edge
        shown = f"{form} – trang {number}/{count}" if count > 1 else form
        wide = width(shown, REGULAR, size)
        marks.append(Words(stock.width - stock.right - wide, foot, shown, REGULAR, size, wide))
        if number > 1:
            line = wrap([Span(copy.running, BOLD, size)], stock.measure)[0]
            left = stock.left + (stock.measure - line.width) / 2
            marks += line.marks(left, stock.top + baseline(size, size * LEADING))
        finished.append(tuple(marks))
    return finished


def to_pdf(stock: Stock, pages: Sequence[Page], *, title: str, watermark: str | None = None) -> Paper:
    """Draw laid-out pages. title: of the form, without personal data. Raises MissingGlyphs before drawing."""
    typeface()
    rl_config.useA85 = 0  # text armour of streams: a third more bytes, a quarter more time, no use
    prove([mark.text for page in pages for mark in page if isinstance(mark, Words)])
    out = BytesIO()
    canvas = Canvas(out, pagesize=(stock.width, stock.height), invariant=1, initialFontName=REGULAR, lang="vi")
    canvas.setTitle(title)
    canvas.setAuthor("")
    canvas.setCreator("Một Cửa")
    for symbol in {mark.rows: mark for page in pages for mark in page if isinstance(mark, Matrix)}.values():
        _keep_matrix(canvas, symbol)
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
            _place_matrix(canvas, mark, stock.height)
    for weight, lines in weights.items():
        canvas.setLineWidth(weight)
        canvas.lines(lines)


def _keep_matrix(canvas: Canvas, mark: Matrix) -> str:
    """Store the symbol once for all pages that show it; return its name.

    Dark modules are one path, a run of neighbours one rectangle: no hairlines between them. The quiet
    zone is white first: a watermark must not reach into it.
    """
    name, module = "code", mark.side / len(mark.rows)
    canvas.beginForm(name, -mark.quiet, -mark.quiet, mark.side + mark.quiet, mark.side + mark.quiet)
    canvas.setFillGray(1)
    canvas.rect(-mark.quiet, -mark.quiet, mark.side + 2 * mark.quiet, mark.side + 2 * mark.quiet, stroke=0, fill=1)
    canvas.setFillGray(0)
    canvas.scale(module, module)
    path = canvas.beginPath()
    for up, row in enumerate(reversed(mark.rows)):
        start = 0
        for run in row.split(b"\0"):
            if run:
                path.rect(start, up, len(run), 1)
            start += len(run) + 1
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.endForm()
    return name


def _place_matrix(canvas: Canvas, mark: Matrix, height: float) -> None:
    canvas.saveState()
    canvas.translate(mark.x, height - mark.y - mark.side)
    canvas.doForm("code")
    canvas.restoreState()


def _draw_watermark(canvas: Canvas, stock: Stock, words: str) -> None:
    """Draw outlined letters from corner to corner, under the text: seen at once, and everything stays readable."""
    reach = 0.66 * (stock.width**2 + stock.height**2) ** 0.5
    size = min(reach / width(words, BOLD, 1.0), 0.16 * stock.width)
    canvas.saveState()
    canvas.translate(stock.width / 2, 0.43 * stock.height)  # clear of the symbol in the corner
    canvas.rotate(54.8)
    text = canvas.beginText(-width(words, BOLD, size) / 2, -size / 3)
    text.setFont(BOLD, size)
    text.setTextRenderMode(1)
    canvas.setLineWidth(0.4)
    canvas.setStrokeGray(0.5)
    text.textOut(words)
    canvas.drawText(text)
    canvas.restoreState()
