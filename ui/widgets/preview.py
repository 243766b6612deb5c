"""The paper as it will leave the printer: the real PDF, drawn off the GUI thread a moment after the last key."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from weakref import ReferenceType, ref

import shiboken6
from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QEvent,
    QIODevice,
    QObject,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QShowEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.errors import Refusal
from app.i18n import _
from ui.speech import sentence
from ui.theme.look import colour, font, look
from ui.theme.paint import CENTRE
from ui.widgets.card import Card
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import HLine, text_label

DEBOUNCE_MS = 150
_POINTS_PER_INCH = 72
_SCREEN_DPI = 96
Make = Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A drawn page, or the sentence why there is none."""

    image: QImage | None
    pdf: bytes = b""
    trouble: str = ""


def draw_page(pdf: bytes, room: QSize, ratio: float, page: int = 0) -> QImage:
    """Draw a page of a PDF so that it fits into ``room`` (device-independent px). A null image if it does not read."""
    document = QPdfDocument()  # made and dropped in the thread that draws
    buffer = QBuffer()
    buffer.setData(QByteArray(pdf))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(buffer)
    if document.status() != QPdfDocument.Status.Ready or page >= document.pageCount():
        return QImage()
    points = document.pagePointSize(page)
    factor = min(room.width() / points.width(), room.height() / points.height()) * ratio
    drawn = document.render(page, QSize(round(points.width() * factor), round(points.height() * factor)))
    paper = QImage(drawn.size(), QImage.Format.Format_RGB32)
    paper.fill(colour("paper"))
    painter = QPainter(paper)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
    painter.drawImage(0, 0, _on_white(drawn))
    painter.end()
    paper.setDevicePixelRatio(ratio)
    return paper


def _on_white(drawn: QImage) -> QImage:
    white = QImage(drawn.size(), QImage.Format.Format_RGB32)
    white.fill(Qt.GlobalColor.white)
    painter = QPainter(white)
    painter.drawImage(0, 0, drawn)
    painter.end()
    return white


_drawing = ThreadPoolExecutor(1, "preview")
"""One for all pages, and no child of any widget: a pool that dies with its widget would wait, holding Python's lock,
for a drawing that needs that lock."""


class _Answers(QObject):
    """Carries drawings back to the GUI thread; outlives the pages, which may be gone by then."""

    drawn = Signal(object, int, object)

    def __init__(self) -> None:
        super().__init__()
        self.drawn.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def _deliver(self, asked: ReferenceType[PdfPage], number: int, sheet: Sheet) -> None:
        page = asked()
        if page is not None and shiboken6.isValid(page):
            page.take(number, sheet)


@cache
def _answers() -> _Answers:
    return _Answers()


def _draw_for(
    asked: ReferenceType[PdfPage], answers: _Answers, number: int, make: Make, room: QSize, ratio: float, page: int
) -> None:
    """Make and draw, in the drawing thread."""
    try:
        pdf = make()
        image = draw_page(pdf, room, ratio, page)
        answer = Sheet(image, pdf) if not image.isNull() else Sheet(None, trouble=_("The preview cannot be drawn."))
    except Refusal as refusal:
        answer = Sheet(None, trouble=sentence(refusal))
    answers.drawn.emit(asked, number, answer)


class PdfPage(QFrame):
    """One page on the desk, fit to the room. ``show_source(make)`` redraws 150 ms after the last call.

    While nobody can see it, nothing is drawn: pages are made ahead, and a register has hundreds of sheets.
    """

    drawn = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make: Make | None = None
        self._sheet = Sheet(None)
        self._number, self._page = 0, 0
        self._is_late = self._is_drawing = False
        self._answers = _answers()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DEBOUNCE_MS)
        self._timer.timeout.connect(self._draw)
        self.setMinimumSize(80, 80)

    def show_source(self, make: Make | None, *, page: int = 0) -> None:
        """Draw what ``make`` returns (PDF bytes; runs off the GUI thread, may raise a Refusal); None = empty desk."""
        self._make, self._page = make, page
        if make is None:
            self._number += 1
            self._is_drawing = False
            self._timer.stop()
            self._sheet = Sheet(None)
            self.update()
        else:
            self._timer.start()

    def show_pdf(self, pdf: bytes, *, page: int = 0) -> None:
        """Draw these bytes."""
        self.show_source(lambda: pdf, page=page)

    def page_number(self) -> int:
        """Return which page of the paper is drawn, 0 the first."""
        return self._page

    def is_awaited(self) -> bool:
        """Tell whether another picture than the one shown is on its way."""
        return self._timer.isActive() or self._is_drawing

    def sheet(self) -> Sheet:
        """Return what is drawn now."""
        return self._sheet

    def _draw(self) -> None:
        if self._make is None or self.width() < 40 or self.height() < 40:
            return
        self._is_late = not self.isVisible()
        if self._is_late:
            return
        self._number += 1
        self._is_drawing = True
        room = QSize(self.width() - 16, self.height() - 8)
        number, make, ratio, page = self._number, self._make, self.devicePixelRatioF(), self._page
        _drawing.submit(_draw_for, ref(self), self._answers, number, make, room, ratio, page)

    def take(self, number: int, sheet: Sheet) -> None:
        """Show what was drawn, unless something newer was asked for since."""
        if number == self._number:
            self._is_drawing = False
            self._sheet = sheet
            self.update()
            self.drawn.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Draw again on the paper of the other mode."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and getattr(self, "_make", None) is not None:
            self._timer.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what was asked for while nobody saw it."""
        super().showEvent(event)
        if self._is_late:
            self._timer.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._make is not None:
            self._timer.start()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("desk"))
        image = self._sheet.image
        if image is None:
            painter.setFont(font("small"))
            painter.setPen(colour("text_2"))
            words = self._sheet.trouble or ("" if self._make else _("The paper appears here."))
            painter.drawText(self.rect().adjusted(24, 0, -24, 0), int(CENTRE) | int(Qt.TextFlag.TextWordWrap), words)
            return
        size = image.deviceIndependentSize()
        spot = QRectF(
            (self.width() - size.width()) / 2, (self.height() - size.height()) / 2, size.width(), size.height()
        )
        painter.drawImage(spot, image)
        painter.setPen(QPen(colour("border_strong"), 1))
        painter.drawRect(spot)


class PreviewPane(Card):
    """«Xem trước giấy hẹn»: title, what it is («liên 2, khổ A5»), «Phóng to F11», and the page."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, padding=0)
        head = QHBoxLayout()
        head.setContentsMargins(12, 2, 4, 2)
        head.setSpacing(8)
        self.title = text_label(title, "small")
        self.title.setProperty("strong", "true")
        self.kind = text_label("", "small", "text_2")
        self.enlarge = KeyButton(_("Enlarge"), self, icon="eye", key="F11", variant="quiet", size="small")
        self.enlarge.clicked.connect(self.toggle_enlarged)
        head.addWidget(self.title)
        head.addWidget(self.kind)
        head.addStretch(1)
        head.addWidget(self.enlarge)
        self.body.setSpacing(0)
        self.body.addLayout(head)
        self.body.addWidget(HLine(self))
        self.page = PdfPage(self)
        self.body.addWidget(self.page, 1)
        self._large: _Enlarged | None = None

    def show_source(self, make: Make | None, *, kind: str = "", page: int = 0) -> None:
        """Preview what ``make`` returns; kind: «liên 2, khổ A5»."""
        self.kind.setText(kind)
        self.page.show_source(make, page=page)

    def toggle_enlarged(self) -> None:
        """Show the paper at 100 % over the page, or take that away again (F11, Esc)."""
        if self._large is not None:
            self._large.close_it()
            self._large = None
        elif self.page.sheet().pdf:
            self._large = _Enlarged(self._page_area(), self.page, self.toggle_enlarged)

    def is_enlarged(self) -> bool:
        """Tell whether the paper lies over the page now."""
        return self._large is not None

    def _page_area(self) -> QWidget:
        area: QWidget = self
        while type(area).__name__ != "PageArea":
            above = area.parentWidget()
            if above is None:
                break
            area = above
        return area


class _Enlarged(QScrollArea):
    """The paper at its real size over the page area."""

    def __init__(self, area: QWidget, small: PdfPage, close: Callable[[], None]) -> None:
        super().__init__(area)
        pdf, number = small.sheet().pdf, small.page_number()
        self._close = close
        self._before = area.window().focusWidget()
        self.setGeometry(area.rect())
        self.setFrameShape(QFrame.Shape.NoFrame)
        desk = QWidget()
        column = QVBoxLayout(desk)
        page = PdfPage(desk)
        document = QPdfDocument(self)
        buffer = QBuffer(self)
        buffer.setData(QByteArray(pdf))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        document.load(buffer)
        points = document.pagePointSize(number)
        zoom = _SCREEN_DPI / _POINTS_PER_INCH * look().scale
        page.setFixedSize(round(points.width() * zoom) + 16, round(points.height() * zoom) + 8)
        column.addWidget(page, 0, Qt.AlignmentFlag.AlignHCenter)
        self.setWidget(desk)
        self.setWidgetResizable(True)
        page.show_pdf(pdf, page=number)
        self.show()
        self.raise_()
        self.setFocus()

    def event(self, event: QEvent) -> bool:
        """Answer Esc and F11 here, before the window leaves the page."""
        keys = (Qt.Key.Key_Escape, Qt.Key.Key_F11)
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in keys:
            event.accept()
            return True
        return super().event(event)

    def close_it(self) -> None:
        """Go away and give the keyboard back."""
        if self._before is not None:
            self._before.setFocus()
        self.hide()
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F11):
            self._close()
            return
        super().keyPressEvent(event)
