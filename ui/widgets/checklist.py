"""The papers of a dossier as a list to tick: one view and one delegate, not thirty widgets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QFrame, QListView, QSizePolicy, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.i18n import _
from ui.theme.look import colour, font, look, metrics
from ui.theme.paint import baseline, draw_key_cap, key_cap_width
from ui.theme.style import draw_tick
from ui.widgets.labels import tip

_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_Index = QModelIndex | QPersistentModelIndex


class Tick(Enum):
    """What the officer said of a paper."""

    ABSENT = "absent"
    PRESENT = "present"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class CheckItem:
    """A row: its position in the catalogue, its name, kind and count at the right («Bản chính · 1»).

    may_waive: K says «không áp dụng»; a paper that is always needed has no such key.
    """

    position: int
    name: str
    detail: str = ""
    required: bool = True
    tick: Tick = Tick.ABSENT
    missing: bool = False
    may_waive: bool = True


class ChecklistModel(QAbstractListModel):
    """The rows of a checklist."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.items: list[CheckItem] = []

    def set_items(self, items: Iterable[CheckItem]) -> None:
        """Show these papers."""
        self.beginResetModel()
        self.items = list(items)
        self.endResetModel()

    def put(self, number: int, item: CheckItem) -> None:
        """Change one row."""
        self.items[number] = item
        self.dataChanged.emit(self.index(number), self.index(number))

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.items)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        item = self.items[index.row()]
        match role:
            case int(value) if value == _ROLE:
                return item
            case Qt.ItemDataRole.DisplayRole:
                return item.name
            case Qt.ItemDataRole.ToolTipRole:
                return tip(item.name)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{item.name}, {_words(item)}"
            case _:
                return None


def _words(item: CheckItem) -> str:
    match item.tick:
        case Tick.PRESENT:
            return item.detail or _("present")
        case Tick.NOT_APPLICABLE:
            return _("not applicable")
        case Tick.ABSENT:
            return _("required, not there yet") if item.missing else item.detail


class _ChecklistDelegate(QStyledItemDelegate):
    """Paints a row: box, name, what is missing, kind and count; the row with the keyboard also shows its keys."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(100, look().size("row_check"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect: QRect = option.rect
        state = option.state
        item: CheckItem = index.data(_ROLE)
        here = bool(state & QStyle.StateFlag.State_Selected) and bool(state & QStyle.StateFlag.State_HasFocus)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if here:
            painter.setPen(QPen(colour("focus"), 2))
            painter.setBrush(colour("hover"))
            painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), 6, 6)
        middle = rect.center().y() + 1
        self._paint_box(painter, rect, middle, item)
        right = self._paint_right(painter, rect, middle, item, here=here)
        self._paint_name(painter, rect, middle, item, right)
        painter.restore()

    def _paint_box(self, painter: QPainter, rect: QRect, middle: int, item: CheckItem) -> None:
        size = look().size("checkbox")
        box = QRectF(rect.left() + 8, middle - size / 2, size, size)
        edge = "danger_text" if item.missing and item.tick is Tick.ABSENT else "border_input"
        draw_tick(painter, box, on=item.tick is Tick.PRESENT, edge=edge)
        if item.tick is Tick.NOT_APPLICABLE:
            painter.setPen(QPen(colour("text_2"), 2))
            painter.drawLine(QPoint(int(box.left()) + 5, middle), QPoint(int(box.right()) - 5, middle))

    def _paint_right(self, painter: QPainter, rect: QRect, middle: int, item: CheckItem, *, here: bool) -> int:
        """Draw kind and count, or the keys in the row that has the keyboard; return where the name must end."""
        right = rect.right() - 8
        if here and item.tick is Tick.ABSENT:
            keys = (("Space", _("there")), *((("K", _("not applicable")),) if item.may_waive else ()))
            for key, words in reversed(keys):
                right -= metrics("small").horizontalAdvance(words)
                _draw_small(painter, right, middle, words)
                right -= key_cap_width(key) + 6
                draw_key_cap(painter, right, middle, key, ground=colour("surface_alt"))
                right -= 10
            return right
        words = _("not applicable") if item.tick is Tick.NOT_APPLICABLE else item.detail
        right -= metrics("small").horizontalAdvance(words)
        _draw_small(painter, right, middle, words)
        return right - 10

    def _paint_name(self, painter: QPainter, rect: QRect, middle: int, item: CheckItem, right: int) -> None:
        missing = item.missing and item.tick is Tick.ABSENT
        style = "body_strong" if missing else "body"
        left = rect.left() + 8 + look().size("checkbox") + 10
        suffix = " " + _("required, not there yet") if missing else ""
        room = right - left - metrics("body").horizontalAdvance(suffix)
        name = metrics(style).elidedText(item.name, Qt.TextElideMode.ElideRight, room)
        painter.setFont(font(style))
        painter.setPen(colour("text_2" if item.tick is Tick.NOT_APPLICABLE else "text"))
        painter.drawText(QPoint(left, baseline(middle, metrics(style))), name)
        if suffix:
            painter.setFont(font("body"))
            painter.setPen(colour("danger_text"))
            left += metrics(style).horizontalAdvance(name)
            painter.drawText(QPoint(left, baseline(middle, metrics("body"))), suffix)


def _draw_small(painter: QPainter, left: int, middle: int, words: str) -> None:
    painter.setFont(font("small"))
    painter.setPen(colour("text_2"))
    painter.drawText(QPoint(left, baseline(middle, metrics("small"))), words)


class Checklist(QListView):
    """Space ticks, K says «không áp dụng», Enter leaves to the next field. As high as its rows.

    ``changed(position, tick)`` after an act of the officer; ``not_applicable_chosen(position)`` when K was pressed,
    because the reason must be asked for.
    """

    changed = Signal(int, object)
    not_applicable_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = ChecklistModel(self)
        self.setModel(self._model)
        self.setItemDelegate(_ChecklistDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setTabKeyNavigation(False)
        self.setAccessibleName(_("Papers of the dossier"))

    def set_items(self, items: Iterable[CheckItem]) -> None:
        """Show these papers."""
        self._model.set_items(items)
        self.updateGeometry()

    def items(self) -> Sequence[CheckItem]:
        """Return the rows with what the officer said of each."""
        return tuple(self._model.items)

    def set_tick(self, position: int, tick: Tick) -> None:
        """Set a row from the program's side; no ``changed`` is told."""
        number = self._number(position)
        if number is not None:
            self._model.put(number, replace(self._model.items[number], tick=tick))

    def put(self, item: CheckItem) -> None:
        """Show another state of a row; a paper that is not in the list changes nothing."""
        number = self._number(item.position)
        if number is not None:
            self._model.put(number, item)

    def mark_missing(self, positions: Iterable[int]) -> None:
        """Show in red words which required papers are not there, and put the keyboard on the first."""
        lacking = set(positions)
        for number, item in enumerate(self._model.items):
            self._model.put(number, replace(item, missing=item.position in lacking))
        first = next((n for n, item in enumerate(self._model.items) if item.position in lacking), None)
        if first is not None:
            self.setCurrentIndex(self._model.index(first))

    def sizeHint(self) -> QSize:
        return QSize(240, look().size("row_check") * self._model.rowCount())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Space:
                self._toggle(self.currentIndex().row(), Tick.PRESENT)
            case Qt.Key.Key_K if event.modifiers() == Qt.KeyboardModifier.NoModifier:
                self._toggle(self.currentIndex().row(), Tick.NOT_APPLICABLE)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                event.ignore()
            case _:
                super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Do nothing: letters act on the row, they do not search."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self._toggle(index.row(), Tick.PRESENT)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._model.rowCount():
            self.setCurrentIndex(self._model.index(0))
        self.viewport().update()

    def _number(self, position: int) -> int | None:
        return next((n for n, item in enumerate(self._model.items) if item.position == position), None)

    def _toggle(self, number: int, wanted: Tick) -> None:
        if not 0 <= number < self._model.rowCount():
            return
        item = self._model.items[number]
        if wanted is Tick.NOT_APPLICABLE and not item.may_waive:
            return
        tick = Tick.ABSENT if item.tick is wanted else wanted
        self._model.put(number, replace(item, tick=tick))
        self.changed.emit(item.position, tick)
        if tick is Tick.NOT_APPLICABLE:
            self.not_applicable_chosen.emit(item.position)
