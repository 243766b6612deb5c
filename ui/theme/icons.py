"""Our own line icons and state marks, tinted with the colour of the words they stand beside.

Noto Sans has no ✓ ▲ ● ← …, so none of them is ever typed as a letter: every mark is drawn from here.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

ICON_FOLDER = Path(__file__).parent / "icons"
_LINE = 'stroke-width="1.6"'


def icon_names() -> tuple[str, ...]:
    """Return the names of all icons."""
    return tuple(sorted(file.stem for file in ICON_FOLDER.glob("*.svg")))


def pixmap(name: str, size: int, tint: QColor | str, ratio: float = 1.0) -> QPixmap:
    """Return an icon as a square pixmap of ``size`` px. Raises FileNotFoundError for a name that does not exist."""
    return _pixmap(name, size, tint if isinstance(tint, str) else tint.name(), ratio)


def icon(name: str, size: int, tint: QColor | str) -> QIcon:
    """Return an icon for the few Qt widgets that want a QIcon."""
    from PySide6.QtGui import QIcon  # a class of two hundred names, which the first picture does without

    return QIcon(pixmap(name, size, tint, 2.0))


def paint_icon(painter: QPainter, name: str, rect: QRect, tint: QColor | str) -> None:
    """Draw an icon in the middle of a rectangle, as large as fits."""
    size = min(rect.width(), rect.height())
    device = painter.device()
    ratio = device.devicePixelRatioF() if device is not None else 1.0
    drawn = pixmap(name, size, tint, ratio)
    painter.drawPixmap(rect.x() + (rect.width() - size) // 2, rect.y() + (rect.height() - size) // 2, drawn)


def forget_icons() -> None:
    """Drop all tinted pixmaps (after a switch between light and dark)."""
    _pixmap.cache_clear()


@cache
def _source(name: str) -> str:
    return (ICON_FOLDER / f"{name}.svg").read_text(encoding="utf-8")


@cache
def _pixmap(name: str, size: int, tint: str, ratio: float) -> QPixmap:
    text = _source(name).replace("currentColor", tint)
    if size <= 16:  # a line of 1.6 in 20 fades below one pixel when small
        text = text.replace(_LINE, 'stroke-width="2.2"')
    renderer = QSvgRenderer(QByteArray(text.encode()))
    drawn = QPixmap(QSize(size, size) * ratio)
    drawn.setDevicePixelRatio(ratio)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return drawn
