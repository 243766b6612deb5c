"""The two pills of the top bar. They always tell the truth: about the province, and about the printer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from app.i18n import _, ngettext
from ui.theme.icons import paint_icon
from ui.theme.look import colour, font, look, metrics, qcolor, state_colours
from ui.theme.paint import baseline, mark_colour
from ui.theme.tokens import state_icon

AMBER_AFTER_WORKING_DAYS = 3
RED_AFTER_WORKING_DAYS = 7


@dataclass(frozen=True, slots=True)
class SyncNews:
    """What the pill says. unsent: dossiers not acknowledged by the province.

    oldest_working_days: age of the oldest unacknowledged work. acknowledged: «3 ngày trước», empty = never.
    all_written: every one of the unsent lies on a stick or went over the network; only the answer is missing.
    """

    unsent: int = 0
    oldest_working_days: int = 0
    acknowledged: str = ""
    conflicts: int = 0
    all_written: bool = False


class PrinterState(Enum):
    """What is known of the printer before F9 is pressed."""

    READY = "on_time"
    NO_PAPER = "due_soon"
    WRONG_PAPER = "due_soon_size"
    ABSENT = "overdue"
    UNKNOWN = "done"


class Pill(QPushButton):
    """A pill of 32 px: icon, strong words, the rest; ``tone`` is a state's name or empty for neutral."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.icon_name, self.strong, self.rest, self.tone = "", "", "", ""
        self.strong_first = True
        self.setProperty("pill", True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def show_words(self, icon: str, strong: str, rest: str, tone: str, *, strong_first: bool = True) -> None:
        """Change all that the pill says."""
        self.icon_name, self.strong, self.rest, self.tone = icon, strong, rest, tone
        self.strong_first = strong_first
        self.setAccessibleName(f"{strong} {rest}" if strong_first else f"{rest} {strong}")
        self.updateGeometry()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the pill too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        words = metrics("cell_strong").horizontalAdvance(self.strong) + metrics("small").horizontalAdvance(self.rest)
        return QSize(
            10 + 16 + 7 + words + (4 if self.rest else 0) + self._mark_width() + 14, look().size("control_small")
        )

    def minimumSizeHint(self) -> QSize:
        """Let the rest give way before the strong words do."""
        words = metrics("cell_strong").horizontalAdvance(self.strong)
        return QSize(33 + words + self._mark_width() + 14, look().size("control_small"))

    def _mark_width(self) -> int:
        return 0 if self.strong_first else 20

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, edge, ink = colour("surface"), colour("border_strong"), colour("text")
        if self.tone and self.strong_first:
            colours = state_colours(self.tone)
            ground, edge, ink = qcolor(colours.bg), qcolor(colours.line), qcolor(colours.fg)
        elif self.underMouse():
            ground = colour("hover")
        painter.setPen(QPen(edge, 1))
        painter.setBrush(ground)
        half = self.height() / 2 - 0.5
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), half, half)
        middle = self.height() // 2
        tint = ink if self.tone and self.strong_first else colour("accent_text" if self.strong_first else "text_2")
        paint_icon(painter, self.icon_name, QRect(11, middle - 8, 16, 16), tint)
        self._paint_words(painter, 33, middle, ink)

    def _paint_words(self, painter: QPainter, x: int, middle: int, ink: QColor) -> None:
        plain = ink if self.tone and self.strong_first else colour("text_2")
        parts = [("cell_strong", self.strong, ink), ("small", self.rest, plain)]
        if not self.strong_first:
            parts.reverse()
        for style, words, tint in parts:
            if not words:
                continue
            if style == "cell_strong" and not self.strong_first:
                tint = qcolor(mark_colour(self.tone)) if self.tone else tint
                x += 3
                paint_icon(painter, state_icon(self.tone or "done"), QRect(x, middle - 5, 10, 10), tint)
                x += 14
            painter.setFont(font(style))
            painter.setPen(tint)
            if style == "small":
                room = self.width() - x - 12
                room -= 0 if self.strong_first else metrics("cell_strong").horizontalAdvance(self.strong) + 24
                words = metrics(style).elidedText(words, Qt.TextElideMode.ElideRight, max(0, room + 4))
            painter.drawText(QPoint(x, baseline(middle, metrics(style))), words)
            x += metrics(style).horizontalAdvance(words) + 4


class SyncPill(Pill):
    """«12 chưa gửi · tỉnh nhận 3 ngày trước». Amber after 3 working days, red after 7, a conflict before all."""

    def show_news(self, news: SyncNews) -> None:
        """Say how far the province has what this desk holds."""
        rest = "· " + (
            _("province received {when}").format(when=news.acknowledged)
            if news.acknowledged
            else _("province never confirmed")
        )
        if news.all_written:
            unsent = ngettext("{n} not confirmed", "{n} not confirmed", news.unsent).format(n=news.unsent)
        else:
            unsent = ngettext("{n} not sent", "{n} not sent", news.unsent).format(n=news.unsent)
        if news.conflicts:
            words = ngettext("{n} conflict", "{n} conflicts", news.conflicts).format(n=news.conflicts)
            self.show_words("swap", words, f"· {unsent}", "conflict")
        elif news.unsent == 0 and not news.acknowledged:
            self.show_words("circle", _("Nothing to send yet"), "", "")
        elif news.unsent == 0:
            self.show_words("double-check", _("The province has everything"), "", "")
        elif news.oldest_working_days > RED_AFTER_WORKING_DAYS:
            self.show_words("square", unsent, rest, "overdue")
        elif news.oldest_working_days > AMBER_AFTER_WORKING_DAYS:
            self.show_words("triangle", unsent, rest, "due_soon")
        else:
            self.show_words("arrow-up", unsent, rest, "")


class PrintPill(Pill):
    """«Máy in A5 ● sẵn sàng»; with unprinted slips «Cần in 2»."""

    def show_printer(self, name: str, state: PrinterState, waiting: int = 0) -> None:
        """Say whether the printer is ready and how many slips wait."""
        words = {
            PrinterState.READY: _("ready"),
            PrinterState.NO_PAPER: _("out of paper"),
            PrinterState.WRONG_PAPER: _("wrong paper size"),
            PrinterState.ABSENT: _("printer not found"),
            PrinterState.UNKNOWN: _("not checked yet"),
        }[state]
        if waiting:
            words = f"{words} · " + ngettext("{n} to print", "{n} to print", waiting).format(n=waiting)
        tone = state.value.removesuffix("_size")
        self.show_words("printer", words, name or _("Printer"), tone, strong_first=False)
