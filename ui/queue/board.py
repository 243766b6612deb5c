"""The screen in the hall: the last four numbers called, readable from the last row of chairs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.domain.queue import Ticket
from app.i18n import _
from ui.theme.look import font_of, qcolor

_GROUND, _FRESH, _ROW = "#10204A", "#FFFFFF", "#1B2F66"
_ON_FRESH, _ON_ROW, _MUTED = "#10204A", "#FFFFFF", "#C8D2EC"
_ROWS = 4


class BoardWindow(QWidget):
    """A window of its own, without the name of anybody: full screen on a second screen, else a window to move."""

    def __init__(self, title: str, why: str) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setWindowTitle(_("Numbers called"))
        self.setAccessibleName(_("Numbers called"))
        self.setMinimumSize(480, 300)
        self._title, self._why = title, why
        self._called: tuple[Ticket, ...] = ()

    def show_called(self, called: Sequence[Ticket]) -> None:
        """Show the numbers called last, newest first."""
        self._called = tuple(called[:_ROWS])
        said = [_("{number}  desk {desk}").format(number=one.number, desk=one.desk) for one in self._called]
        self.setAccessibleDescription(", ".join(said))
        self.update()

    def called(self) -> tuple[str, ...]:
        """Return the numbers shown, newest first."""
        return tuple(one.number for one in self._called)

    def open_on_second_screen(self) -> None:
        """Show it full screen on another screen than the first; on a single screen as a window."""
        screens = [screen for screen in QGuiApplication.screens() if screen is not QGuiApplication.primaryScreen()]
        if screens:
            self.setGeometry(screens[0].geometry())
            self.showFullScreen()
        else:
            self.resize(960, 600)
            self.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc and F11 close it; the queue goes on."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F11):
            self.close()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide, high = self.width(), self.height()
        painter.fillRect(self.rect(), qcolor(_GROUND))
        unit, edge = high / 100, round(wide * 0.03)
        self._words(painter, QRect(edge, 0, wide - 2 * edge, round(11 * unit)), self._title, 4.6 * unit, _MUTED)
        top = 11 * unit
        for place in range(_ROWS):
            share = 26 if place == 0 else 18
            row = QRect(edge, round(top), wide - 2 * edge, round((share - 1.5) * unit))
            self._row(painter, row, place)
            top += share * unit
        foot = QRect(edge, round(91.5 * unit), wide - 2 * edge, round(8 * unit))
        self._words(painter, foot, self._why, 3.1 * unit, _MUTED)

    def _row(self, painter: QPainter, row: QRect, place: int) -> None:
        is_fresh = place == 0
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(qcolor(_FRESH if is_fresh else _ROW))
        painter.drawRoundedRect(row, 12, 12)
        if place >= len(self._called):
            return
        ticket, ink = self._called[place], _ON_FRESH if is_fresh else _ON_ROW
        pad = round(row.width() * 0.04)
        inner = row.adjusted(pad, 0, -pad, 0)
        self._words(painter, inner, ticket.number, row.height() * 0.7, ink, left=True)
        words = _("desk {number}").format(number=ticket.desk)
        self._words(painter, inner, words, row.height() * 0.42, ink, right=True)

    def _words(
        self, painter: QPainter, place: QRect, words: str, px: float, ink: str, *, left: bool = False,
        right: bool = False,
    ) -> None:  # fmt: skip
        """Draw words as large as asked, smaller where the place is too narrow for them."""
        size = max(round(px), 8)
        painter.setFont(font_of(size, 600))
        wide = painter.fontMetrics().horizontalAdvance(words)
        if wide > place.width():
            painter.setFont(font_of(max(size * place.width() // wide, 8), 600))
        painter.setPen(qcolor(ink))
        across = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignRight
        if not (left or right):
            across = Qt.AlignmentFlag.AlignHCenter
        painter.drawText(place, int(across | Qt.AlignmentFlag.AlignVCenter), words)
