"""The printer of the desk: a PDF goes to the system's spooler page by page. One layout for screen and paper."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSize, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from app.domain.errors import PrinterFailed
from app.i18n import N_

DPI = 300
_POINTS_PER_INCH = 72
_TOLERANCE_POINTS = 6.0
_ROLL_POINTS = 80 / 25.4 * _POINTS_PER_INCH


@dataclass(frozen=True, slots=True)
class PrinterInfo:
    """A printer of this computer. sizes: names of the paper sizes it says it takes, empty = it does not say."""

    name: str
    description: str
    is_default: bool
    is_ready: bool
    sizes: tuple[str, ...]


class DeskPrinter:
    """Prints through the system's printers. ``send`` returns only when the spooler took the whole paper."""

    def available(self) -> tuple[PrinterInfo, ...]:
        """Return the printers, the default one first; empty when the system has no print service."""
        found = [_described(info) for info in QPrinterInfo.availablePrinters() if not info.isNull()]
        return tuple(sorted(found, key=lambda info: (not info.is_default, info.name)))

    def send(self, pdf: bytes, printer: str, title: str) -> None:
        """Print a PDF. title: the name of the job, never personal data. Raises PrinterFailed; nothing is half told.

        Call it off the GUI thread (``Tasks.device``): a page at 300 dpi takes 100 to 200 ms.
        """
        info = QPrinterInfo.printerInfo(printer)
        if info.isNull():
            raise PrinterFailed(reason=N_("the printer is not connected or not installed"))
        if info.state() == QPrinter.PrinterState.Error:
            raise PrinterFailed(reason=N_("the printer reports an error; look at its display"))
        job = QPrinter(info, QPrinter.PrinterMode.HighResolution)
        pages = _Pages(pdf)
        _check_size(info, pages.size_of(0))
        print_pages(job, pages, title)


class _Pages:
    """An opened PDF."""

    def __init__(self, pdf: bytes) -> None:
        self._buffer = QBuffer()
        self._buffer.setData(QByteArray(pdf))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document = QPdfDocument()
        self._document.load(self._buffer)
        if self._document.status() != QPdfDocument.Status.Ready or not self._document.pageCount():
            raise PrinterFailed(reason=N_("the paper could not be made"))

    def count(self) -> int:
        """Return the number of pages."""
        return self._document.pageCount()

    def size_of(self, page: int) -> QSizeF:
        """Return the size of a page in points."""
        return self._document.pagePointSize(page)

    def image(self, page: int, dpi: int) -> QImage:
        """Return a page drawn for a printer of this resolution."""
        points = self.size_of(page)
        scale = dpi / _POINTS_PER_INCH
        return self._document.render(page, QSize(round(points.width() * scale), round(points.height() * scale)))


def print_pages(job: QPrinter, pages: _Pages, title: str) -> None:
    """Draw every page at its own size, edge to edge. Raises PrinterFailed when the spooler does not take it."""
    job.setDocName(title)
    job.setResolution(DPI)
    job.setFullPage(True)
    _take_size(job, pages.size_of(0))
    painter = QPainter()
    if not painter.begin(job):
        raise PrinterFailed(reason=N_("the print service did not start the job"))
    drawn = True
    for page in range(pages.count()):
        if page:
            _take_size(job, pages.size_of(page))
            drawn = drawn and job.newPage()
        points = pages.size_of(page)
        scale = job.resolution() / _POINTS_PER_INCH
        spot = QRectF(0, 0, points.width() * scale, points.height() * scale)
        painter.drawImage(spot, pages.image(page, DPI))
    ended = painter.end()
    if not (drawn and ended) or job.printerState() in (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted):
        raise PrinterFailed(reason=N_("the print service refused the job"))


def _take_size(job: QPrinter, points: QSizeF) -> None:
    size = _page_size(points)
    job.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0)))


def _page_size(points: QSizeF) -> QPageSize:
    """Return the standard size (A5, A4 …) that a page is, or its own."""
    return QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyOrientationMatch)


def _size_words(points: QSizeF) -> str:
    """Return A5, A4 …, or a size of its own in millimetres."""
    size = _page_size(points)
    if size.id() != QPageSize.PageSizeId.Custom:
        return size.name()
    millimetres = size.size(QPageSize.Unit.Millimeter)
    return f"{round(millimetres.width())} × {round(millimetres.height())} mm"


def _check_size(info: QPrinterInfo, points: QSizeF) -> None:
    """Refuse before anything is printed when the printer says it has no such paper; the size is named."""
    sizes = info.supportedPageSizes()
    if not sizes:
        return
    if any(_takes(size.size(QPageSize.Unit.Point), points) for size in sizes):
        return
    raise WrongPaper(size=_size_words(points), reason=N_("wrong paper size"))


def _takes(size: QSizeF, points: QSizeF) -> bool:
    """Tell whether a sheet of this size takes the page. A roll is cut: the lengths its driver lists say nothing."""
    have, wanted = sorted((size.width(), size.height())), sorted((points.width(), points.height()))
    if abs(wanted[0] - _ROLL_POINTS) <= _TOLERANCE_POINTS:
        return abs(size.width() - _ROLL_POINTS) <= _TOLERANCE_POINTS
    return all(abs(one - other) <= _TOLERANCE_POINTS for one, other in zip(have, wanted, strict=True))


def _described(info: QPrinterInfo) -> PrinterInfo:
    return PrinterInfo(
        name=info.printerName(),
        description=info.description() or info.printerName(),
        is_default=info.isDefault(),
        is_ready=info.state() != QPrinter.PrinterState.Error,
        sizes=tuple(size.name() for size in info.supportedPageSizes()),
    )


class WrongPaper(PrinterFailed):
    """The printer has no paper of the size the form needs."""

    message = N_(
        "The printer has no {size} paper set up. Nothing was printed; put {size} in and set it, or choose another "
        "printer. The dossier is saved; the slip waits in “To print”."
    )
