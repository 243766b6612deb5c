"""The promised date with its reason and the row of days that were counted: «ngày nào tôi quay lại?» answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.i18n import N_, _
from ui.theme.look import colour, font, font_of, look, metrics
from ui.theme.paint import CENTRE
from ui.widgets.card import Card
from ui.widgets.chips import StateChip
from ui.widgets.inline_panel import PanelIcon
from ui.widgets.labels import text_label

_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_MOST = 7


class DayKind(Enum):
    """What a day is in the reckoning."""

    RECEIVED = "received"
    COUNTED = "counted"
    OFF = "off"
    FOLDED = "folded"


@dataclass(frozen=True, slots=True)
class DayBox:
    """A day: when, what it is, its number among the counted days, whether the result is due on it."""

    day: date
    kind: DayKind
    number: int = 0
    due: bool = False
    folded: int = 0


def day_boxes(received: date, due: date, counted: Sequence[date]) -> tuple[DayBox, ...]:
    """Return the boxes from receipt to due date; over seven, the middle is folded into one box.

    counted: the dates counted, ascending (``Due.counted_days``).
    """
    numbers = {day: place for place, day in enumerate(counted, start=1)}
    boxes = []
    for step in range((due - received).days + 1):
        day = received + timedelta(days=step)
        kind = DayKind.COUNTED if day in numbers else DayKind.RECEIVED if step == 0 else DayKind.OFF
        boxes.append(DayBox(day, kind, numbers.get(day, 0), due=day == due))
    if len(boxes) <= _MOST:
        return tuple(boxes)
    middle = boxes[2:-2]
    return (*boxes[:2], DayBox(middle[0].day, DayKind.FOLDED, folded=len(middle)), *boxes[-2:])


class DayBoxes(QWidget):
    """The row of days, painted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.days: Sequence[DayBox] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_days(self, days: Sequence[DayBox]) -> None:
        """Show these days."""
        self.days = days
        self.setAccessibleName(", ".join(f"{box.day:%d/%m} {day_word(box)}" for box in days))
        self.setVisible(bool(days))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, look().type("caption").line + look().type("body").line + 8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gap, count = 6, len(self.days)
        if not count:
            return
        width = min((self.width() - gap * (count - 1)) / count, 110 * look().scale)
        for place, box in enumerate(self.days):
            left = place * (width + gap)
            self._paint_box(painter, QRectF(left + 0.5, 0.5, width - 1, self.height() - 1), box)

    def _paint_box(self, painter: QPainter, rect: QRectF, box: DayBox) -> None:
        off = box.kind in (DayKind.OFF, DayKind.FOLDED)
        ground = colour("accent" if box.due else "disabled_bg" if box.kind is DayKind.OFF else "surface")
        edge = Qt.PenStyle.NoPen if box.kind is DayKind.FOLDED else QPen(colour("accent" if box.due else "border"), 1)
        painter.setPen(edge)
        painter.setBrush(Qt.BrushStyle.NoBrush if box.kind is DayKind.FOLDED else ground)
        painter.drawRoundedRect(rect, 6, 6)
        ink = colour("on_accent" if box.due else "text_2" if off else "text")
        upper = QRect(int(rect.left()), 3, int(rect.width()), look().type("caption").line)
        lower = QRect(int(rect.left()), upper.bottom() + 1, int(rect.width()), look().type("body").line)
        painter.setPen(ink if box.due else colour("text_2"))
        painter.setFont(font("caption"))
        if box.kind is DayKind.FOLDED:
            painter.drawText(rect.toRect(), CENTRE, day_word(box))
            return
        words = f"{_(_WEEKDAYS[box.day.weekday()])} · {day_word(box)}"
        if metrics("caption").horizontalAdvance(words) > upper.width() - 4:
            words = day_word(box)
        painter.drawText(upper, CENTRE, words)
        strong = font_of(look().type("body").px, 600)
        shown = type(strong)(strong)
        shown.setStrikeOut(box.kind is DayKind.OFF)
        painter.setFont(shown)
        painter.setPen(ink)
        painter.drawText(lower, CENTRE, f"{box.day:%d/%m}")


def day_word(box: DayBox) -> str:
    """Return what a day is called in its box."""
    match box.kind:
        case DayKind.RECEIVED:
            return _("received")
        case DayKind.COUNTED:
            return _("day {n}").format(n=box.number)
        case DayKind.OFF:
            return _("off")
        case DayKind.FOLDED:
            return _("… {n} days …").format(n=box.folded)


class PromisedDate(Card):
    """The largest words of intake: when to come back, why then, and which days were counted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, padding=14)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(text_label(_("Return of the result"), "body", "text_2"))
        head.addStretch(1)
        self._calendar_icon = PanelIcon("calendar", "text_2", self, size=14)
        self.calendar = text_label("", "caption", "text_2")
        self.provisional = StateChip("due_soon", "", self)
        for widget in (self._calendar_icon, self.calendar, self.provisional):
            head.addWidget(widget)
        self.body.setSpacing(2)
        self.body.addLayout(head)
        self.date = text_label("", "due_date")
        self.reason = text_label("", "small", "text_2", wrap=True)
        self.days = DayBoxes(self)
        self.body.addWidget(self.date)
        self.body.addWidget(self.reason)
        self.body.addSpacing(6)
        self.body.addWidget(self.days)
        self.clear()

    def show_due(
        self, due: str, because: str, days: Sequence[DayBox] = (), *, calendar: str = "", provisional: str = ""
    ) -> None:
        """Show the promise («17:30 thứ Sáu, 27/11/2026»), its reason, its days; provisional replaces calendar."""
        self.date.setText(due)
        self.reason.setText(because)
        self.reason.setVisible(bool(because))
        self.days.set_days(days)
        self.calendar.setText(calendar)
        self.calendar.setVisible(bool(calendar) and not provisional)
        self._calendar_icon.setVisible(bool(calendar) and not provisional)
        self.provisional.set_state("due_soon", provisional)
        self.provisional.setVisible(bool(provisional))

    def clear(self) -> None:
        """Say that there is no promise yet."""
        self.show_due("—", _("Choose a procedure and the date is worked out here."))
