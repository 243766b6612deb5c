"""A long act shown truly: a fraction that was counted, not guessed; time left only once it can be known."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.i18n import _, ngettext
from ui.theme.icons import paint_icon
from ui.theme.look import colour, font, look, metrics
from ui.theme.paint import CENTRE, baseline, draw_disc
from ui.widgets.card import Card
from ui.widgets.inline_panel import PanelIcon
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import text_label

_SHOW_LEFT_FROM_S = 3.0
_LONG_S = 10.0


class ProgressBar(QWidget):
    """A bar of 8 px, painted: a style sheet makes short chunks square."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fraction = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_fraction(self, fraction: float) -> None:
        """Show how much is done, 0 … 1."""
        self._fraction = max(0.0, min(1.0, fraction))
        self.setAccessibleName(percent(self._fraction))
        self.update()

    def fraction(self) -> float:
        """Return the fraction shown."""
        return self._fraction

    def sizeHint(self) -> QSize:
        return QSize(120, look().size("progress"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        radius = self.height() / 2
        painter.setBrush(colour("sunken"))
        painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        if self._fraction > 0:
            painter.setBrush(colour("accent"))
            done = max(float(self.height()), self.width() * self._fraction)
            painter.drawRoundedRect(QRectF(0, 0, done, self.height()), radius, radius)


class StageLine(QWidget):
    """The stages of a long act as circles on a line: done, here, to come."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stages: Sequence[str] = ()
        self.here = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_stages(self, stages: Sequence[str]) -> None:
        """Name the stages, in order."""
        self.stages, self.here = tuple(stages), 0
        self.setVisible(bool(stages))
        self.update()

    def set_here(self, number: int) -> None:
        """Say which stage runs, from 0; the number of stages = all done."""
        self.here = number
        names = self.stages
        self.setAccessibleName(names[number] if number < len(names) else _("finished"))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, look().size("chip"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self.stages:
            return
        painter = QPainter(self)
        words = [
            metrics("small" if n != self.here else "cell_strong").horizontalAdvance(s)
            for n, s in enumerate(self.stages)
        ]
        taken = sum(words) + len(words) * 28
        line = max(8, (self.width() - taken) // max(1, len(words) - 1) - 20) if len(words) > 1 else 0
        x, middle = 0, self.height() // 2
        for number, stage in enumerate(self.stages):
            self._paint_disc(painter, QRect(x, middle - 10, 20, 20), number)
            style = "cell_strong" if number == self.here else "small"
            painter.setFont(font(style))
            painter.setPen(colour("text" if number == self.here else "text_2"))
            painter.drawText(QPoint(x + 28, baseline(middle, metrics(style))), stage)
            x += 28 + words[number] + 10
            if number < len(self.stages) - 1:
                painter.setPen(QPen(colour("accent" if number < self.here else "border_strong"), 1))
                painter.drawLine(x, middle, x + line, middle)
                x += line + 10

    def _paint_disc(self, painter: QPainter, disc: QRect, number: int) -> None:
        if number < self.here:
            draw_disc(painter, disc, fill=colour("accent"), edge=colour("accent"))
            paint_icon(painter, "check", disc.adjusted(4, 4, -4, -4), colour("on_accent"))
            return
        edge = "accent_text" if number == self.here else "border_input"
        draw_disc(painter, disc, fill=None, edge=colour(edge), width=2.0 if number == self.here else 1.2)
        painter.setFont(font("key"))
        painter.setPen(colour("text_2"))
        painter.drawText(disc, CENTRE, str(number + 1))


class ProgressPanel(Card):
    """Title, fraction, amounts, time left, stages and a stop button that says what is kept."""

    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent, padding=16)
        self._clock, self._started = clock, 0.0
        self.icon = PanelIcon("usb", "accent_text", self, size=20)
        self.title = text_label("", "body_strong")
        self.detail = text_label("", "body", "text_2")
        self.stop = KeyButton("", self, size="small")
        self.stop.clicked.connect(self.stop_requested)
        self.percent = text_label("", "small", "text")
        self.percent.setProperty("strong", "true")
        self.amount = text_label("", "small", "text_2")
        self.time_left = text_label("", "small", "text")
        self.time_left.setProperty("strong", "true")
        self.bar = ProgressBar(self)
        self.stages = StageLine(self)
        head = QHBoxLayout()
        for widget in (self.icon, self.title, self.detail):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(self.stop)
        numbers = QHBoxLayout()
        numbers.addWidget(self.percent)
        numbers.addWidget(self.amount)
        numbers.addStretch(1)
        numbers.addWidget(self.time_left)
        self.body.addLayout(head)
        self.body.addLayout(numbers)
        self.body.addWidget(self.bar)
        self.body.addWidget(self.stages)
        self.set_chosen(True)
        self.hide()

    def start(
        self,
        title: str,
        detail: str = "",
        *,
        stages: Sequence[str] = (),
        stop: str = "",
        stop_key: str = "",
        icon: str = "usb",
    ) -> None:
        """Show the panel at zero. stop: the words of the stop button, saying what is kept; empty = cannot stop."""
        self._started = self._clock()
        self.icon.name = icon
        self.title.setText(title)
        self.detail.setText(detail)
        self.stop.setVisible(bool(stop))
        self.stop.setEnabled(True)
        self.stop.set_label(stop)
        self.stop.set_key(stop_key)
        self.stages.set_stages(stages)
        self.advance(0.0)
        self.show()

    def advance(self, fraction: float, *, amount: str = "", stage: int | None = None) -> None:
        """Show how much is done (0 … 1), in what amounts («2,1 trong 3,1 MB»), and which stage runs."""
        self.bar.set_fraction(fraction)
        self.percent.setText(percent(fraction))
        if amount:
            self.amount.setText(amount)
        if stage is not None:
            self.stages.set_here(stage)
        self.time_left.setText(time_left_words(fraction, self._clock() - self._started))

    def finish(self) -> None:
        """Take the panel away: the page says what came of it."""
        self.amount.setText("")
        self.hide()


def percent(fraction: float) -> str:
    """Return a fraction in words: ``68 %``. Never 100 before everything is done."""
    return f"{int(max(0.0, min(1.0, fraction)) * 100)} %"


def amount_words(done: int, total: int) -> str:
    """Return bytes done of bytes in all, in megabytes with a comma."""
    return _("{done} of {total} MB").format(done=_megabytes(done), total=_megabytes(total))


def _megabytes(count: int) -> str:
    return f"{count / 1_000_000:.1f}".replace(".", ",")


def time_left_words(fraction: float, elapsed_s: float) -> str:
    """Return «còn khoảng …» for an act that takes over 10 s in all; nothing in its first 3 s or at its ends."""
    if fraction <= 0.0 or fraction >= 1.0 or elapsed_s < _SHOW_LEFT_FROM_S:
        return ""
    total = elapsed_s / fraction
    if total <= _LONG_S:
        return ""
    left = total - elapsed_s
    if left > 60:
        minutes, seconds = divmod(round(left / 5) * 5, 60)
        return _("about {minutes} min {seconds} s left").format(minutes=minutes, seconds=seconds)
    seconds = max(1, round(left))
    return ngettext("about {n} second left", "about {n} seconds left", seconds).format(n=seconds)
