"""Papers to tick with their counts: which lack, or which came. Space ticks, the counts of the row stand beneath."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _
from ui.theme.look import look
from ui.widgets.checklist import CheckItem, Checklist, Tick
from ui.widgets.labels import text_label
from ui.widgets.stepper import Stepper

MOST_ROWS = 5
"""More rows scroll, so that reason and foot stay in sight at 1366×768."""
LONG_NAME = 34
"""A longer name is cut in its row, and said whole under the list while the keyboard is on it."""


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper: its component in the catalogue (None: outside the list), counts, whether it is ticked."""

    name: str
    component: int | None
    original: int = 1
    copy: int = 0
    ticked: bool = False

    def item(self, position: int) -> CheckItem:
        """Return the row of the list."""
        counts = [(_("Original"), self.original), (_("Copy"), self.copy)]
        detail = ", ".join(f"{word} · {count}" for word, count in counts if count)
        return CheckItem(
            position, self.name, detail, tick=Tick.PRESENT if self.ticked else Tick.ABSENT, may_waive=False
        )


class _Ticks(Checklist):
    """Enter goes on to the next field; + and − change the count of originals."""

    left = Signal()
    stepped = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.left.emit()
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.stepped.emit(1)
            case Qt.Key.Key_Minus:
                self.stepped.emit(-1)
            case _:
                super().keyPressEvent(event)


class PaperTicks(QWidget):
    """``changed`` when a tick or a count changed; ``left`` by Enter in the list."""

    changed = Signal()
    left = Signal()

    def __init__(self, name: str, rows: Sequence[PaperRow], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = list(rows)
        self.list = _Ticks()
        self.list.setAccessibleName(name)
        self.list.set_items(row.item(position) for position, row in enumerate(self._rows))
        self.list.changed.connect(self._ticked)
        self.list.left.connect(self.left)
        self.list.stepped.connect(lambda by: self.original.step(by))
        self.list.selectionModel().currentChanged.connect(lambda *_rows: self._row_chosen())
        self._scroll = QScrollArea(self)
        self._scroll.setWidget(self.list)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._scroll.setFixedHeight(look().size("row_check") * max(1, min(len(self._rows), MOST_ROWS)))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look().space(1))
        self.whole = text_label("", "small", "text_2", wrap=True)
        self.whole.hide()
        column.addWidget(self._scroll)
        column.addWidget(self.whole)
        column.addLayout(self._build_counts())
        self.setFocusProxy(self.list)
        self.setVisible(bool(self._rows))

    def _build_counts(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(look().space(2))
        self.original, self.copy = Stepper(_("Original"), self), Stepper(_("Copy"), self)
        for words, stepper in ((_("Original"), self.original), (_("Copy"), self.copy)):
            row.addWidget(text_label(words, "label", "text_2"))
            row.addWidget(stepper)
            stepper.stepped.connect(lambda _count: self._counted())
            stepper.returnPressed.connect(self.left)
        row.addStretch(1)
        return row

    def ticked(self) -> tuple[PaperRow, ...]:
        """Return the ticked papers with their counts."""
        return tuple(row for row in self._rows if row.ticked)

    def unticked(self) -> tuple[PaperRow, ...]:
        """Return the papers that are not ticked."""
        return tuple(row for row in self._rows if not row.ticked)

    def tick_all(self) -> None:
        """Tick every paper."""
        for position, row in enumerate(self._rows):
            self._put(position, replace(row, ticked=True))
        self.changed.emit()

    def _ticked(self, position: int, tick: object) -> None:
        self._put(position, replace(self._rows[position], ticked=tick is Tick.PRESENT))
        self.changed.emit()

    def _counted(self) -> None:
        position = self.list.currentIndex().row()
        if 0 <= position < len(self._rows):
            counted = replace(self._rows[position], original=self.original.count(), copy=self.copy.count(), ticked=True)
            self._put(position, counted)
            self.changed.emit()

    def _put(self, position: int, row: PaperRow) -> None:
        self._rows[position] = row
        self.list.put(row.item(position))

    def _row_chosen(self) -> None:
        index = self.list.currentIndex()
        if not index.isValid():
            return
        row = self._rows[index.row()]
        self.whole.setText(row.name)
        self.whole.setVisible(len(row.name) > LONG_NAME)
        self.original.set_count(row.original)
        self.copy.set_count(row.copy)
        place = self.list.visualRect(index)
        self._scroll.ensureVisible(0, place.center().y(), 0, place.height())
