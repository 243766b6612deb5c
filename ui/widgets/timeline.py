"""The life of a dossier, newest first: what happened, when, who did it and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.i18n import _
from ui.theme.icons import paint_icon
from ui.theme.look import colour, font, look, metrics, qcolor, state_colours
from ui.theme.paint import RIGHT, draw_disc
from ui.widgets.labels import readable

_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_Index = QModelIndex | QPersistentModelIndex
_TIME, _DOT, _GAP = 62, 26, 12
_WRAP = int(Qt.TextFlag.TextWordWrap)


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One act. day: «Hôm nay» or «16/11»; who: «Giàng A Dơ · Quầy 1»; tone supplement = plum."""

    day: str
    time: str
    act: str
    detail: str = ""
    who: str = ""
    icon: str = "dot"
    tone: Literal["plain", "supplement", "danger"] = "plain"


class _TimelineModel(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: tuple[TimelineEntry, ...] = ()

    def set_entries(self, entries: Iterable[TimelineEntry]) -> None:
        self.beginResetModel()
        self.entries = tuple(entries)
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.entries)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        entry = self.entries[index.row()]
        if role == _ROLE:
            return entry
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return ", ".join(part for part in (f"{entry.day} {entry.time}", entry.act, entry.detail, entry.who) if part)
        return None


class _TimelineDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        entry: TimelineEntry = index.data(_ROLE)
        width = option.rect.width()
        t = look()
        tall = t.type("body").line
        if entry.detail:
            tall += self._detail_height(entry, width)
        if entry.who:
            tall += t.type("caption").line
        return QSize(200, max(tall, _DOT) + 10)

    def _detail_height(self, entry: TimelineEntry, width: int) -> int:
        room = QRect(0, 0, max(80, width - self._left() - 16), 1000)
        return metrics("small").boundingRect(room, _WRAP, entry.detail).height()

    def _left(self) -> int:
        return round(_TIME * look().scale) + _GAP + _DOT + _GAP + 8

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect: QRect = option.rect
        entry: TimelineEntry = index.data(_ROLE)
        model = index.model()
        time_width = round(_TIME * look().scale)
        dot = QRect(rect.left() + time_width + _GAP, rect.top(), _DOT, _DOT)
        painter.save()
        if index.row() < model.rowCount() - 1:
            painter.setPen(QPen(colour("border_strong"), 1))
            painter.drawLine(dot.center().x(), dot.bottom() + 2, dot.center().x(), rect.bottom() - 1)
        painter.setFont(font("caption"))
        painter.setPen(colour("text_2"))
        line = look().type("caption").line
        painter.drawText(QRect(rect.left(), rect.top(), time_width, line), RIGHT, entry.day)
        painter.drawText(QRect(rect.left(), rect.top() + line, time_width, line), RIGHT, entry.time)
        self._paint_dot(painter, dot, entry, latest=index.row() == 0)
        self._paint_words(painter, rect, entry)
        painter.restore()

    def _paint_dot(self, painter: QPainter, dot: QRect, entry: TimelineEntry, *, latest: bool) -> None:
        fill, ink = colour("accent_soft"), colour("accent_text")
        if latest:
            fill, ink = colour("accent"), colour("on_accent")
        elif entry.tone != "plain":
            colours = state_colours("awaiting_papers" if entry.tone == "supplement" else "overdue")
            fill, ink = qcolor(colours.bg), qcolor(colours.fg)
        draw_disc(painter, dot, fill=fill, edge=fill)
        paint_icon(painter, entry.icon, dot.adjusted(6, 6, -6, -6), ink)

    def _paint_words(self, painter: QPainter, rect: QRect, entry: TimelineEntry) -> None:
        left, t = rect.left() + self._left(), look()
        y, room = rect.top(), rect.right() - left - 8
        painter.setFont(font("body_strong"))
        painter.setPen(colour("text"))
        act = metrics("body_strong").elidedText(readable(entry.act), Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPoint(left, y + metrics("body_strong").ascent()), act)
        y += t.type("body").line
        if entry.detail:
            tall = self._detail_height(entry, rect.width())
            painter.setFont(font("small"))
            painter.drawText(QRect(left, y, room, tall), _WRAP, readable(entry.detail))
            y += tall
        if entry.who:
            painter.setFont(font("caption"))
            painter.setPen(colour("text_2"))
            painter.drawText(QPoint(left, y + metrics("caption").ascent()), readable(entry.who))


class Timeline(QListView):
    """The list of acts; scrolls when long, read by screen readers entry by entry."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _TimelineModel(self)
        self.setModel(self._model)
        self.setItemDelegate(_TimelineDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setAccessibleName(_("What happened to the dossier"))

    def set_entries(self, entries: Iterable[TimelineEntry]) -> None:
        """Show these acts, newest first."""
        self._model.set_entries(entries)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.scheduleDelayedItemsLayout()
