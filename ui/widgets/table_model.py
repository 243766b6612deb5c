"""Rows for tables: read-only, paged, never behind a proxy. Sorting and filtering are the database's work."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from ui.widgets.cells import Cell, Column
from ui.widgets.labels import readable, tip

Row = TypeVar("Row")
CELL_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_Index = QModelIndex | QPersistentModelIndex


def _readable(cell: Cell) -> Cell:
    """Return a cell whose words turn no letters round; nearly always the same one."""
    words = {one.name: value for one in fields(cell) if isinstance(value := getattr(cell, one.name), str)}
    changed: dict[str, Any] = {name: shown for name, value in words.items() if (shown := readable(value)) != value}
    return replace(cell, **changed) if changed else cell


class TableModel(QAbstractTableModel, Generic[Row]):
    """Columns, and a function that turns a row into its cells. All rows are given at once: for short lists."""

    def __init__(
        self, columns: Sequence[Column], cells: Callable[[Row], Sequence[Cell]], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._cells = cells
        self._rows: Sequence[Row] = ()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def row(self, number: int) -> Row | None:
        """Return the row of that number; None when there is none or it is not loaded yet."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def cells(self, number: int) -> Sequence[Cell] | None:
        """Return the cells of a row, or None while it is not loaded."""
        row = self.row(number)
        return None if row is None else tuple(map(_readable, self._cells(row)))

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """Return the cell for painting, or its words for screen readers and tooltips."""
        if role not in (CELL_ROLE, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        found = self.cells(index.row())
        if found is None or index.column() >= len(found):
            return None
        cell = found[index.column()]
        if role == CELL_ROLE:
            return cell
        return tip(cell.text) if role == Qt.ItemDataRole.ToolTipRole else cell.text

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        return None


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A page wanted: ``limit`` rows from number ``offset``. ``after`` is the key of the row before, where known."""

    offset: int
    limit: int
    after: object | None


Deliver = Callable[[Sequence[Row]], None]


class PagedModel(TableModel[Row]):
    """A long list by pages: the total is known, pages are fetched as they come into view and the oldest forgotten.

    ``fetch(request, deliver)`` must hand the rows to ``deliver`` on the GUI thread, now or later (``Tasks.read``).
    Answers for an older question are dropped.
    """

    loaded = Signal(int, int)

    def __init__(
        self,
        columns: Sequence[Column],
        cells: Callable[[Row], Sequence[Cell]],
        fetch: Callable[[PageRequest, Deliver[Row]], None],
        parent: QObject | None = None,
        *,
        key: Callable[[Row], object] | None = None,
        page: int = 100,
        keep: int = 40,
    ) -> None:
        super().__init__(columns, cells, parent)
        self._fetch, self._key, self._page, self._keep = fetch, key, page, keep
        self._total = 0
        self._pages: OrderedDict[int, Sequence[Sequence[Cell]]] = OrderedDict()
        self._loaded: dict[int, Sequence[Row]] = {}
        self._last_keys: dict[int, object] = {}
        self._asked: set[int] = set()
        self._generation = 0

    def reset(self, total: int) -> None:
        """Ask anew: another filter or order. total: how many rows there are."""
        self.beginResetModel()
        self._forget()
        self._total = total
        self.endResetModel()

    def refresh(self, total: int) -> None:
        """Read the same question again after a change; the view keeps its place when the total is the same."""
        if total != self._total:
            self.reset(total)
            return
        self._forget()
        if total:
            self.dataChanged.emit(self.index(0, 0), self.index(total - 1, len(self.columns) - 1))

    def _forget(self) -> None:
        self._generation += 1
        for held in (self._pages, self._loaded, self._last_keys, self._asked):
            held.clear()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self._total

    def row(self, number: int) -> Row | None:
        page, place = divmod(number, self._page)
        if not 0 <= number < self._total or not self._have(page):
            return None
        rows = self._loaded[page]
        return rows[place] if place < len(rows) else None

    def cells(self, number: int) -> Sequence[Cell] | None:
        page, place = divmod(number, self._page)
        if not self._have(page):
            return None
        made = self._pages[page]
        return made[place] if place < len(made) else None

    def _have(self, page: int) -> bool:
        if page in self._pages:
            self._pages.move_to_end(page)
            return True
        if page in self._asked:
            return False
        self._asked.add(page)
        generation = self._generation
        request = PageRequest(page * self._page, self._page, self._last_keys.get(page - 1))
        self._fetch(request, lambda rows: self._take(generation, page, rows))
        return page in self._pages

    def _take(self, generation: int, page: int, rows: Sequence[Row]) -> None:
        if generation != self._generation:
            return
        self._asked.discard(page)
        self._loaded[page] = rows
        self._pages[page] = [tuple(map(_readable, self._cells(row))) for row in rows]
        if self._key is not None and rows:
            self._last_keys[page] = self._key(rows[-1])
        while len(self._pages) > self._keep:
            gone, _cells = self._pages.popitem(last=False)
            del self._loaded[gone]
        first = page * self._page
        last = min(first + self._page, self._total) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))
            self.loaded.emit(first, last)
