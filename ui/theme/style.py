"""One focus ring for everything that is not a text field or a list, and the tick that delegates draw.

Fusion itself is taken as it is: a Python override of QStyle's hot functions is slow, and with PySide6 6.12 on
Python 3.11 it wears out the reference count of None until the interpreter stops.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QScrollArea,
    QWidget,
)

from ui.theme.icons import paint_icon
from ui.theme.look import colour, look

_AIR = 4
#: These show focus themselves: fields by their edge, lists by the bar of the row.
_SELF_MARKED = (QLineEdit, QComboBox, QAbstractSpinBox, QAbstractScrollArea)
_FOLLOWED = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.EnabledChange)


def draw_tick(painter: QPainter, rect: QRectF, *, on: bool, enabled: bool = True, edge: str = "border_input") -> None:
    """Draw a check box of our look into a rectangle (lists; real check boxes get the same from the style sheet)."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    fill = "accent" if on and enabled else "disabled_bg" if not enabled else "surface"
    painter.setPen(QPen(colour(fill if on and enabled else edge), 1.5))
    painter.setBrush(colour(fill))
    painter.drawRoundedRect(rect.adjusted(0.75, 0.75, -0.75, -0.75), 4.0, 4.0)
    if on:
        tint = colour("on_accent" if enabled else "text_disabled")
        paint_icon(painter, "check", rect.toRect().adjusted(2, 2, -2, -2), tint)
    painter.restore()


class FocusRing(QWidget):
    """The ring around the button, chip or box that has the keyboard: 2 px wide, 2 px away, white on the rail."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self._ringed: QWidget | None = None
        self._watched: list[QWidget] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        app.focusChanged.connect(self._follow)

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        self._let_go()
        if now is None or isinstance(now, _SELF_MARKED) or now.property("own_focus_mark") or now.isWindow():
            return
        self._ringed = now
        ground = now
        while not ground.isWindow():
            self._watched.append(ground)
            ground.installEventFilter(self)
            parent = ground.parentWidget()
            if parent is None:
                break
            ground = parent
            if isinstance(ground.parentWidget(), QScrollArea):
                break  # the viewport: the ring must scroll with what it rings
        anchor = self._watched[-1] if isinstance(ground.parentWidget(), QScrollArea) else ground
        now.destroyed.connect(self._let_go)
        anchor.destroyed.connect(self._forget_parent)
        self.setParent(anchor)
        self._place()

    def _let_go(self, _gone: QObject | None = None) -> None:
        for widget in self._watched:
            try:
                widget.removeEventFilter(self)
            except RuntimeError:  # already destroyed with its page
                continue
        self._watched.clear()
        self._ringed = None
        try:
            self.hide()
        except RuntimeError:  # the ring went down with a window that closed; the next focus makes no use of it
            return

    def _forget_parent(self, _gone: QObject) -> None:
        self._let_go()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Follow the widget and whatever it stands in."""
        if event.type() in _FOLLOWED:
            self._place()
        return False

    def _place(self) -> None:
        ringed, ground = self._ringed, self.parentWidget()
        if ringed is None or ground is None or not ringed.isVisible():
            self.hide()
            return
        spot = QRect(ringed.mapTo(ground, QPoint(0, 0)), ringed.size())
        self.setGeometry(spot.adjusted(-_AIR, -_AIR, _AIR, _AIR))
        self.show()
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ring; a pill gets a round one."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on_rail = self._ringed is not None and bool(self._ringed.property("on_rail"))
        painter.setPen(QPen(colour("rail_focus" if on_rail else "focus"), 2))
        pill = self._ringed is not None and bool(self._ringed.property("pill"))
        radius = self.height() / 2 - 1 if pill else look().radius("control") + 3
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)
