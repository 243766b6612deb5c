"""The search that reaches everything: a field in the top bar and, under it, dossiers, citizens, procedures, commands.

A child frame, not a popup: a popup takes the input method away from the field.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
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
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.i18n import N_, _
from ui.theme.icons import paint_icon
from ui.theme.look import colour, font, look, metrics
from ui.theme.paint import RIGHT, baseline, draw_key_cap, key_cap_width
from ui.widgets.labels import readable, text_label

_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_Index = QModelIndex | QPersistentModelIndex
DEBOUNCE_MS = 60
MOST_ROWS = 8
_WIDTH = 640


class HitGroup(Enum):
    """Where a hit comes from; the value is the heading."""

    DOSSIERS = N_("Dossiers")
    CITIZENS = N_("Citizens")
    PROCEDURES = N_("Procedures")
    COMMANDS = N_("Commands")


_ICONS = {
    HitGroup.DOSSIERS: "folder",
    HitGroup.CITIZENS: "user",
    HitGroup.PROCEDURES: "catalogue",
    HitGroup.COMMANDS: "arrow-right",
}


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing found. target: whatever the page that opens it needs. marks: (start, length) of matched letters."""

    group: HitGroup
    title: str
    detail: str = ""
    key: str = ""
    target: object = None
    marks: tuple[tuple[int, int], ...] = ()


Deliver = Callable[[Sequence[Hit]], None]
Ask = Callable[[str, Deliver], None]


class SearchField(QLineEdit):
    """The field: icon, words, cap «Ctrl K». Arrows and Enter go to the palette; the window answers Esc."""

    arrow_pressed = Signal(int)
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(_("Find a dossier, citizen, procedure…"))
        self.setAccessibleName(_("Search, Ctrl K"))
        self.setClearButtonEnabled(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Up:
                self.arrow_pressed.emit(-1)
            case Qt.Key.Key_Down:
                self.arrow_pressed.emit(1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.entered.emit()
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        middle = self.height() // 2
        paint_icon(painter, "search", QRect(10, middle - 9, 18, 18), colour("text_3"))
        width = key_cap_width("Ctrl+K")
        draw_key_cap(painter, self.width() - width - 9, middle, "Ctrl+K", ground=colour("surface_alt"))


class _Hits(QAbstractListModel):
    """Hits with a heading before each group (a heading is a plain HitGroup)."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: list[Hit | HitGroup] = []

    def set_hits(self, hits: Sequence[Hit]) -> None:
        self.beginResetModel()
        self.rows = []
        for group in HitGroup:
            found = [hit for hit in hits if hit.group is group]
            self.rows += [group, *found] if found else []
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        row = self.rows[index.row()]
        if role == _ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return _(row.value) if isinstance(row, HitGroup) else f"{row.title}, {row.detail}"
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if isinstance(self.rows[index.row()], HitGroup):
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _HitDelegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        heading = isinstance(index.data(_ROLE), HitGroup)
        return QSize(200, look().size("chip") if heading else look().size("row"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect: QRect = option.rect
        state = option.state
        row: Hit | HitGroup = index.data(_ROLE)
        painter.save()
        if isinstance(row, HitGroup):
            painter.setFont(font("chip"))
            painter.setPen(colour("text_2"))
            painter.drawText(QPoint(rect.left() + 12, baseline(rect.center().y(), metrics("chip"))), _(row.value))
        else:
            if state & QStyle.StateFlag.State_Selected:
                painter.fillRect(rect, colour("selected"))
                painter.fillRect(rect.left(), rect.top(), 3, rect.height(), colour("accent"))
            self._paint_hit(painter, rect, row)
        painter.restore()

    def _paint_hit(self, painter: QPainter, rect: QRect, hit: Hit) -> None:
        middle = rect.center().y()
        paint_icon(painter, _ICONS[hit.group], QRect(rect.left() + 12, middle - 9, 18, 18), colour("text_2"))
        left, right = rect.left() + 40, rect.right() - 12
        if hit.key:
            right -= key_cap_width(hit.key)
            draw_key_cap(painter, right, middle, hit.key, ground=colour("surface_alt"))
            right -= 8
        measure = metrics("body_strong")
        title = measure.elidedText(readable(hit.title), Qt.TextElideMode.ElideRight, right - left)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("mark"))
        for start, length in hit.marks:
            x = left + measure.horizontalAdvance(title[:start])
            width = measure.horizontalAdvance(title[start : start + length])
            painter.drawRoundedRect(QRectF(x, middle - measure.height() / 2 + 1, width, measure.height() - 2), 2, 2)
        painter.setFont(font("body_strong"))
        painter.setPen(colour("text"))
        painter.drawText(QPoint(left, baseline(middle, measure)), title)
        left += measure.horizontalAdvance(title) + 12
        if hit.detail and right - left > 40:
            painter.setFont(font("small"))
            painter.setPen(colour("text_2"))
            detail = metrics("small").elidedText(readable(hit.detail), Qt.TextElideMode.ElideRight, right - left)
            painter.drawText(QRect(left, rect.top(), right - left, rect.height()), RIGHT, detail)


class PaletteList(QListView):
    """The rows of the palette; never takes the keyboard from the field."""


class SearchPalette(QFrame):
    """Shown under the field while there are words in it. ``chosen(Hit)`` when Enter or a click opens one."""

    chosen = Signal(object)

    def __init__(self, field: SearchField, parent: QWidget) -> None:
        super().__init__(parent)
        self._field = field
        self._ask: Ask | None = None
        self._asked = 0
        self._model = _Hits(self)
        self.list = PaletteList(self)
        self.list.setModel(self._model)
        self.list.setItemDelegate(_HitDelegate(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(self._open)
        self.nothing = text_label(
            _("Nothing found. Try the last digits of the code, or the name without marks."), "body", "text_2", wrap=True
        )
        self.nothing.setContentsMargins(12, 8, 12, 8)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 4, 1, 4)
        column.addWidget(self.list)
        column.addWidget(self.nothing)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DEBOUNCE_MS)
        self._timer.timeout.connect(self._ask_now)
        self.hide()

    def set_source(self, ask: Ask | None) -> None:
        """Set who answers: ``ask(words, deliver)``; deliver on the GUI thread, now or later."""
        self._ask = ask

    def words_typed(self) -> None:
        """Ask again a moment after the last key."""
        if not self._field.text().strip():
            self.close_palette()
        elif self._ask is not None:
            self._timer.start()

    def close_palette(self) -> None:
        """Hide; answers still on their way are dropped."""
        self._asked += 1
        self._timer.stop()
        self.hide()

    def move_choice(self, step: int) -> None:
        """Choose the next or previous hit, stepping over headings."""
        if not self.isVisible():
            return
        row = self.list.currentIndex().row() + step
        while 0 <= row < self._model.rowCount() and isinstance(self._model.rows[row], HitGroup):
            row += step
        if 0 <= row < self._model.rowCount():
            self.list.setCurrentIndex(self._model.index(row))

    def open_choice(self) -> None:
        """Open the chosen hit."""
        if self.isVisible():
            self._open(self.list.currentIndex())

    def _ask_now(self) -> None:
        if self._ask is None:
            return
        self._asked += 1
        number = self._asked
        self._ask(self._field.text().strip(), lambda hits: self._show(number, hits))

    def _show(self, number: int, hits: Sequence[Hit]) -> None:
        if number != self._asked:
            return
        self._model.set_hits(hits)
        self.list.setVisible(bool(hits))
        self.nothing.setVisible(not hits)
        if hits:
            self.list.setCurrentIndex(self._model.index(1))
        self._place(hits)
        self.show()
        self.raise_()

    def _place(self, hits: Sequence[Hit]) -> None:
        parent = self.parentWidget()
        if parent is None:
            return
        spot = self._field.mapTo(parent, QPoint(0, self._field.height() + 4))
        groups = len({hit.group for hit in hits})
        tall = look().size("row") * min(len(hits), MOST_ROWS) + look().size("chip") * groups + 10 if hits else 64
        width = min(round(_WIDTH * min(look().scale, 1.5)), parent.width() - spot.x() - 12)
        self.setGeometry(spot.x(), spot.y(), width, min(tall, parent.height() - spot.y() - 8))

    def _open(self, index: QModelIndex) -> None:
        hit = self._model.rows[index.row()] if index.isValid() else None
        if isinstance(hit, Hit):
            self.close_palette()
            self.chosen.emit(hit)
