"""Fusion with our check marks, and one focus ring for everything that is not a text field or a list."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QFocusFrame,
    QLineEdit,
    QPlainTextEdit,
    QProxyStyle,
    QScrollArea,
    QStyle,
    QStyleOption,
    QTextEdit,
    QWidget,
)

from ui.theme.icons import paint_icon
from ui.theme.look import colour, look

_AIR = 4
#: These show focus themselves: fields by their edge, lists by the bar of the row.
_SELF_MARKED = (QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox, QAbstractItemView, QScrollArea)


class DeskStyle(QProxyStyle):
    """Fusion on both systems, never the native style, so that the desk looks the same everywhere."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def pixelMetric(  # noqa: N802 (Qt's name)
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        """Give the focus ring its air and the check box its 18 px."""
        kind = QStyle.PixelMetric
        if metric in (kind.PM_FocusFrameHMargin, kind.PM_FocusFrameVMargin):
            return _AIR
        if metric in (kind.PM_IndicatorWidth, kind.PM_IndicatorHeight,
                      kind.PM_ExclusiveIndicatorWidth, kind.PM_ExclusiveIndicatorHeight):
            return look().size("checkbox")
        return super().pixelMetric(metric, option, widget)

    def drawPrimitive(  # noqa: N802 (Qt's name)
        self, element: QStyle.PrimitiveElement, option: QStyleOption, painter: QPainter, widget: QWidget | None = None
    ) -> None:
        """Draw our own tick and dot, drop the dotted focus frame."""
        kind = QStyle.PrimitiveElement
        if element == kind.PE_FrameFocusRect:
            return
        if element in (kind.PE_IndicatorCheckBox, kind.PE_IndicatorRadioButton):
            state = option.state  # type: ignore[attr-defined]
            on = bool(state & QStyle.StateFlag.State_On)
            enabled = bool(state & QStyle.StateFlag.State_Enabled)
            rect = option.rect  # type: ignore[attr-defined]
            draw_tick(painter, QRectF(rect), on=on, enabled=enabled, round_=element == kind.PE_IndicatorRadioButton)
            return
        super().drawPrimitive(element, option, painter, widget)


def draw_tick(
    painter: QPainter, rect: QRectF, *, on: bool, enabled: bool = True, round_: bool = False, edge: str = "border_input"
) -> None:
    """Draw a check box or a radio button of our look into a rectangle."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = rect.adjusted(0.75, 0.75, -0.75, -0.75)
    radius = box.width() / 2 if round_ else 4.0
    fill = "accent" if on and enabled else "disabled_bg" if not enabled else "surface"
    painter.setPen(QPen(colour(fill if on and enabled else edge), 1.5))
    painter.setBrush(colour(fill))
    painter.drawRoundedRect(box, radius, radius)
    if on:
        tint = colour("on_accent" if enabled else "text_disabled")
        if round_:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tint)
            painter.drawEllipse(box.center(), 3.5, 3.5)
        else:
            paint_icon(painter, "check", rect.toRect().adjusted(2, 2, -2, -2), tint)
    painter.restore()


class FocusRing(QFocusFrame):
    """The ring around the button, chip or box that has the keyboard: 2 px, 2 px away."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        app.focusChanged.connect(self._follow)

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        ringed = now is not None and not isinstance(now, _SELF_MARKED) and not now.property("own_focus_mark")
        self.setWidget(now if ringed else None)  # type: ignore[arg-type]

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the ring, white on the rail."""
        owner = self.widget()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        dark = owner is not None and bool(owner.property("on_rail"))
        painter.setPen(QPen(colour("rail_focus" if dark else "focus"), 2))
        radius = look().radius("control") + 3
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)
