"""The table of the desk: one chosen row, its next act on Enter, smooth over a million rows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from ui.theme.icons import paint_icon
from ui.theme.look import colour, font, look, metrics
from ui.theme.paint import baseline
from ui.widgets.cells import Column
from ui.widgets.table_delegate import TableDelegate
from ui.widgets.table_model import Row, TableModel

_LEAST_STRETCH = 120
"""What the stretching column keeps at 100 % before others shrink."""

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TableHead(QHeaderView):
    """The head of a table: 12/600 words on the alternate surface, a chevron at the column it is sorted by."""

    sort_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.setFixedHeight(look().size("table_header"))
        self._sort, self._descending = "", False

    def set_sort(self, sort: str, *, descending: bool = False) -> None:
        """Show which column orders the rows."""
        self._sort, self._descending = sort, descending
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(0, look().size("table_header"))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        painter.fillRect(rect, colour("surface_alt"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colour("border"))
        model = self.model()
        if not isinstance(model, TableModel):
            return
        column = model.columns[section]
        measure = metrics("chip")
        title = measure.elidedText(column.title, Qt.TextElideMode.ElideRight, rect.width() - 16)
        advance = measure.horizontalAdvance(title)
        left = rect.right() - 10 - advance if column.right else rect.left() + 10
        middle = rect.center().y()
        painter.setFont(font("chip"))
        painter.setPen(colour("text_2"))
        painter.drawText(QPoint(left, baseline(middle, measure)), title)
        if column.sort and column.sort == self._sort:
            name = "chevron-down" if self._descending else "chevron-up"
            paint_icon(painter, name, QRect(left + advance + 4, middle - 6, 12, 12), colour("text_2"))


class DataTable(QTableView):
    """Enter does the row's next act, Space looks at it, a double click opens it. Signals carry the row's value."""

    act_requested = Signal(object)
    open_requested = Signal(object)
    look_requested = Signal(object)
    row_changed = Signal(object)
    sort_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, row_size: str = "row") -> None:
        super().__init__(parent)
        self._row_size = row_size
        self._head = TableHead(self)
        self.setHorizontalHeader(self._head)
        self._head.sectionClicked.connect(self._sort_by)
        delegate = TableDelegate(self)
        delegate.row_size = row_size
        self.setItemDelegate(delegate)
        self._set_manners()
        self.doubleClicked.connect(lambda _index: self._emit(self.open_requested))

    def _set_manners(self) -> None:
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(look().size(self._row_size))
        self.verticalHeader().setMinimumSectionSize(24)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)

    def show_model(self, model: TableModel[Row]) -> None:
        """Take the rows from this model and lay out its columns."""
        self.setModel(model)
        self._lay_out()
        model.modelReset.connect(self._after_reset)

    def table_model(self) -> TableModel[object] | None:
        """Return the model shown."""
        model = self.model()
        return model if isinstance(model, TableModel) else None

    def current_row(self) -> object | None:
        """Return the chosen row's value, or None."""
        model = self.table_model()
        return model.row(self.currentIndex().row()) if model is not None and self.currentIndex().isValid() else None

    def choose(self, number: int) -> None:
        """Choose a row by number and bring it into view; nothing when there is no such row."""
        model = self.model()
        if model is not None and 0 <= number < model.rowCount():
            index = model.index(number, 0)
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def set_sort(self, sort: str, *, descending: bool = False) -> None:
        """Show in the head which column orders the rows."""
        self._head.set_sort(sort, descending=descending)

    def _sort_by(self, section: int) -> None:
        model = self.table_model()
        if model is not None and model.columns[section].sort:
            self.sort_requested.emit(model.columns[section].sort)

    def _after_reset(self) -> None:
        self._lay_out()
        if self.hasFocus():
            self.choose(0)

    def _lay_out(self) -> None:
        """Give columns their widths; at large text drop those that may go, the lowest ``drop`` first."""
        model = self.table_model()
        if model is None:
            return
        scale = look().scale
        dropped = 0 if scale < 1.5 else 2 if scale < 2.0 else 4
        self.verticalHeader().setDefaultSectionSize(look().size(self._row_size))
        self._head.setFixedHeight(look().size("table_header"))
        shrink = self._shrink([column for column in model.columns if not 0 < column.drop <= dropped], scale)
        for number, column in enumerate(model.columns):
            self.setColumnHidden(number, 0 < column.drop <= dropped)
            stretch = column.width == 0
            mode = QHeaderView.ResizeMode.Stretch if stretch else QHeaderView.ResizeMode.Fixed
            self._head.setSectionResizeMode(number, mode)
            if not stretch:
                self.setColumnWidth(number, round((column.width - shrink * _spare(column)) * scale))

    def _shrink(self, columns: Sequence[Column], scale: float) -> float:
        """Return which part of their spare width columns must give up, so that the one that stretches is readable."""
        fixed = sum(column.width for column in columns)
        spare = sum(map(_spare, columns))
        wanted = fixed + (_LEAST_STRETCH if any(column.width == 0 for column in columns) else 0)
        missing = wanted - self.viewport().width() / scale
        return min(max(missing / spare, 0.0), 1.0) if spare else 0.0

    def _emit(self, signal: object) -> None:
        row = self.current_row()
        if row is not None:
            signal.emit(row)  # type: ignore[attr-defined]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            self._emit(self.act_requested)
        elif event.key() == Qt.Key.Key_Space:
            self._emit(self.look_requested)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Do nothing: Qt would walk through every row of the model; the search field does this better."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        model = self.table_model()
        index = self.indexAt(event.position().toPoint())
        if model is None or not index.isValid() or event.button() != Qt.MouseButton.LeftButton:
            return
        if model.columns[index.column()].kind == "act":
            self._emit(self.act_requested)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.choose(0)

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        if current.row() != previous.row() or not previous.isValid():
            self.row_changed.emit(self.current_row())

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._lay_out()

    def wheelEvent(self, event: QWheelEvent) -> None:
        super().wheelEvent(event)
        event.accept()


def _spare(column: Column) -> int:
    return column.width - column.least if column.least else 0
