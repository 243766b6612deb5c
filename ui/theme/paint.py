"""Small drawings that widgets and table delegates share, so that a chip in a list equals a chip on a card."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPixmap

from ui.theme.icons import paint_icon
from ui.theme.look import advance, colour, font, look, metrics, qcolor, state_colours
from ui.theme.tokens import Tokens, state_icon

_ARROWS = {"Up": "arrow-up", "Down": "arrow-down", "Left": "arrow-left", "Right": "arrow-right"}
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter


def key_words(key: str) -> str:
    """Return a key sequence as it is printed on a cap: ``Ctrl+K`` → ``Ctrl K``."""
    return key if key == "+" else key.replace("+", " ").strip()


def _cap_parts(key: str) -> list[str]:
    return key_words(key).split()


def key_cap_width(key: str) -> int:
    """Return the width of a key cap; arrows are icons of 12 px."""
    width = 0
    for part in _cap_parts(key):
        width += 12 if part in _ARROWS else advance("key", part)
    return width + 12 + 4 * (len(_cap_parts(key)) - 1)


def draw_key_cap(
    painter: QPainter,
    left: int,
    centre_y: int,
    key: str,
    *,
    ink: QColor | None = None,
    edge: QColor | None = None,
    ground: QColor | None = None,
) -> int:
    """Draw a key cap and return its width. Without ground (on filled buttons) only its outline is drawn."""
    width, height = key_cap_width(key), look().size("key_height")
    rect = QRectF(left + 0.5, centre_y - height / 2 + 0.5, width - 1, height - 1)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(edge or colour("border_strong"), 1))
    painter.setBrush(ground if ground is not None else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect, look().radius("key"), look().radius("key"))
    painter.setFont(font("key"))
    painter.setPen(ink or colour("text_2"))
    x = left + 6
    for part in _cap_parts(key):
        if part in _ARROWS:
            paint_icon(painter, _ARROWS[part], QRect(x, centre_y - 6, 12, 12), ink or colour("text_2"))
            x += 16
        else:
            wide = advance("key", part)
            painter.drawText(QRect(x, centre_y - height // 2, wide + 2, height), LEFT, part)
            x += wide + 4
    painter.restore()
    return width


def chip_width(word: str) -> int:
    """Return the width of a state chip with this word."""
    return advance("chip", word) + 7 + look().size("state_mark") + 5 + 9 + 2


def draw_chip(painter: QPainter, left: int, centre_y: int, state: str, word: str, icon: str = "") -> int:
    """Draw a state chip (pill, icon, word) and return its width."""
    device = painter.device()
    drawn = _chip_pixmap(look(), state, word, icon, device.devicePixelRatioF() if device is not None else 1.0)
    painter.drawPixmap(left, centre_y - look().size("chip") // 2, drawn)
    return chip_width(word)


@lru_cache(maxsize=256)
def _chip_pixmap(tokens: Tokens, state: str, word: str, icon: str, ratio: float) -> QPixmap:
    """Draw a chip once: a list shows the same few words on every row. tokens: the look it is remembered under."""
    width, height = chip_width(word), tokens.size("chip")
    drawn = QPixmap(QSize(width, height) * ratio)
    drawn.setDevicePixelRatio(ratio)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    _paint_chip(painter, 0, height // 2, state, word, icon)
    painter.end()
    return drawn


def _paint_chip(painter: QPainter, left: int, centre_y: int, state: str, word: str, icon: str) -> None:
    colours = state_colours(state)
    width, height = chip_width(word), look().size("chip")
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(qcolor(colours.line), 1))
    painter.setBrush(qcolor(colours.bg))
    rect = QRectF(left + 0.5, centre_y - height / 2 + 0.5, width - 1, height - 1)
    painter.drawRoundedRect(rect, height / 2 - 0.5, height / 2 - 0.5)
    mark = look().size("state_mark")
    paint_icon(painter, icon or state_icon(state), QRect(left + 8, centre_y - mark // 2, mark, mark), colours.fg)
    painter.setFont(font("chip"))
    painter.setPen(qcolor(colours.fg))
    painter.drawText(QRect(left + 13 + mark, centre_y - height // 2, width, height), LEFT, word)
    painter.restore()


def mark_colour(state: str) -> str:
    """Return the colour of a state's mark on plain ground; a filled state lends its ground."""
    colours = state_colours(state)
    return colours.bg if state == "conflict" else colours.fg


def draw_mark(painter: QPainter, left: int, centre_y: int, state: str, word: str, *, bold: bool = True) -> None:
    """Draw icon and word without a pill: the evidence of sync in tables."""
    tint = mark_colour(state)
    mark = look().icon(14)
    paint_icon(painter, state_icon(state), QRect(left, centre_y - mark // 2, mark, mark), tint)
    painter.setFont(font("chip" if bold else "cell"))
    painter.setPen(qcolor(tint))
    painter.drawText(QPoint(left + mark + 6, baseline(centre_y, metrics("chip"))), word)


def tag_width(word: str) -> int:
    """Return the width of a priority tag."""
    return advance("caption", word) + 12


def draw_tag(painter: QPainter, left: int, centre_y: int, word: str) -> int:
    """Draw a priority tag (a thin box without colour) and return its width."""
    width, height = tag_width(word), look().size("key_height")
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour("border_strong"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(left + 0.5, centre_y - height / 2 + 0.5, width - 1, height - 1), 4, 4)
    painter.setFont(font("caption"))
    painter.setPen(colour("text_2"))
    painter.drawText(QPoint(left + 6, baseline(centre_y, metrics("caption"))), word)
    return width


def baseline(centre_y: int, measure: QFontMetrics) -> int:
    """Return the baseline that centres a line of text on ``centre_y``."""
    return centre_y + (measure.ascent() - measure.descent()) // 2


def draw_disc(painter: QPainter, rect: QRect, *, fill: QColor | None, edge: QColor, width: float = 1.5) -> None:
    """Draw a filled or ringed circle: steps of a form, stages of a long act, dots of a timeline."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(edge, width))
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    half = width / 2
    painter.drawEllipse(QRectF(rect).adjusted(half, half, -half, -half))
    painter.restore()
