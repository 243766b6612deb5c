"""Choosing a procedure: type a few letters, take one from the list that opens under the field.

The list is a child of the page and never takes the keyboard: a popup window would take the input method away.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
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

from app.i18n import _
from ui.theme.icons import paint_icon
from ui.theme.look import colour, font, look, metrics
from ui.theme.paint import RIGHT, baseline
from ui.widgets.labels import text_label

MOST_ROWS = 8
_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Offer:
    """A procedure as the list shows it. refusal: why this desk cannot take it, else empty."""

    id: str
    code: str
    name: str
    detail: str
    refusal: str = ""


Search = Callable[[str], Sequence[Offer]]


class _Offers(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: list[Offer] = []

    def set_rows(self, rows: Sequence[Offer]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        offer = self.rows[index.row()]
        if role == _ROLE:
            return offer
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{offer.name}, {offer.code}, {offer.refusal or offer.detail}"
        return None


class _OfferDelegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(200, look().size("row"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect: QRect = option.rect
        state = option.state
        offer: Offer = index.data(_ROLE)
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, colour("selected"))
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), colour("accent"))
        inner = rect.adjusted(12, 0, -12, 0)
        draw_offer(painter, inner, offer, ink="text_2" if offer.refusal else "text")
        painter.restore()


def draw_offer(painter: QPainter, rect: QRect, offer: Offer, *, ink: str = "text") -> None:
    """Draw a procedure into a line: name, code, and at the right its field and limit; the name is cut first."""
    middle = rect.center().y()
    words = offer.refusal or offer.detail
    detail = metrics("small").elidedText(words, Qt.TextElideMode.ElideRight, rect.width() // 2)
    right = rect.right() - metrics("small").horizontalAdvance(detail)
    painter.setFont(font("small"))
    painter.setPen(colour("text_2"))
    painter.drawText(QRect(right, rect.top(), rect.right() - right + 1, rect.height()), RIGHT, detail)
    code_width = metrics("body").horizontalAdvance(offer.code) + 6
    room = right - 14 - rect.left() - code_width
    name = metrics("body_strong").elidedText(offer.name, Qt.TextElideMode.ElideRight, room)
    painter.setFont(font("body_strong"))
    painter.setPen(colour(ink))
    painter.drawText(QPoint(rect.left(), baseline(middle, metrics("body_strong"))), name)
    left = rect.left() + metrics("body_strong").horizontalAdvance(name) + 6
    painter.setFont(font("body"))
    painter.setPen(colour("text_2"))
    painter.drawText(QPoint(left, baseline(middle, metrics("body_strong"))), offer.code)


class ProcedureField(QLineEdit):
    """The field. Shows the chosen procedure until letters are typed; ``chosen(id)`` and ``refused(sentence)``."""

    chosen = Signal(str)
    refused = Signal(str)

    def __init__(self, parent: QWidget, search: Search) -> None:
        super().__init__(parent)
        self._search = search
        self._offer: Offer | None = None
        self._composing = False
        self.list = ProcedureList(self, parent)
        self.list.picked.connect(self._take)
        self.textEdited.connect(self._typed)
        self.setAccessibleName(_("Procedure"))
        self._fit_placeholder()

    def show_offer(self, offer: Offer | None) -> None:
        """Show which procedure is chosen; None = none."""
        self._offer = offer
        self.clear()
        self.list.hide()
        self.setAccessibleName(f"{_('Procedure')}: {offer.name} {offer.code}" if offer else _("Procedure"))
        self._fit_placeholder()
        self.update()

    def offer(self) -> Offer | None:
        """Return which procedure is shown as chosen."""
        return self._offer

    def open_list(self) -> None:
        """Show the offers for what stands in the field; nothing typed = what this desk did lately."""
        self.list.show_offers(self._search(self.text()))

    def _fit_placeholder(self) -> None:
        words = _("Type a few letters or the code: ks, khai sinh, 1.001193")
        self.setPlaceholderText("" if self._offer else words)

    def _typed(self, text: str) -> None:
        if text.strip():
            self.open_list()
        else:
            self.list.hide()

    def _take(self, offer: Offer) -> None:
        if offer.refusal:
            self.refused.emit(offer.refusal)
            return
        self.show_offer(offer)
        self.chosen.emit(offer.id)

    def _shows_offer(self) -> bool:
        return self._offer is not None and not self.text() and not self._composing

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_open = self.list.isVisible()
        match event.key():
            case Qt.Key.Key_Down if not is_open:
                self.open_list()
            case Qt.Key.Key_Down | Qt.Key.Key_Up:
                self.list.move_choice(1 if event.key() == Qt.Key.Key_Down else -1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if is_open and not event.modifiers() & _SHIFT:
                self.list.pick()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                event.ignore()
            case _:
                super().keyPressEvent(event)

    def give_up(self) -> bool:
        """Answer Esc: close the list and forget the letters; False if there was nothing to close."""
        if not self.list.isVisible() and not self.text():
            return False
        self.clear()
        self.list.hide()
        return True

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.open_list()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.list.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        chevron = QRect(self.width() - 26, self.height() // 2 - 8, 16, 16)
        paint_icon(painter, "chevron-down", chevron, colour("text_3"))
        if self._offer is not None and self._shows_offer():
            draw_offer(painter, self.rect().adjusted(10, 0, -34, 0), self._offer)


class OfferList(QListView):
    """The rows of the list; never takes the keyboard from the field."""


class ProcedureList(QFrame):
    """The offers under the field. ``picked(Offer)`` by Enter or a click."""

    picked = Signal(object)

    def __init__(self, field: ProcedureField, parent: QWidget) -> None:
        super().__init__(parent)
        self._field = field
        self.model = _Offers(self)
        self.view = OfferList(self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(_OfferDelegate(self.view))
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.clicked.connect(lambda _index: self.pick())
        self.nothing = text_label(_("No procedure of that name. Try other words or the code."), "body", "text_2")
        self.nothing.setContentsMargins(12, 8, 12, 8)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 4, 1, 4)
        column.addWidget(self.view)
        column.addWidget(self.nothing)
        self.hide()

    def show_offers(self, offers: Sequence[Offer]) -> None:
        """Open under the field with these offers, the first one chosen."""
        self.model.set_rows(offers)
        self.view.setVisible(bool(offers))
        self.nothing.setVisible(not offers)
        if offers:
            self.view.setCurrentIndex(self.model.index(0))
        self._place(len(offers))
        self.show()
        self.raise_()

    def move_choice(self, step: int) -> None:
        """Choose the next or previous offer."""
        row = self.view.currentIndex().row() + step
        if self.isVisible() and 0 <= row < self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(row))

    def pick(self) -> None:
        """Take the chosen offer."""
        index = self.view.currentIndex()
        if index.isValid() and self.model.rows:
            self.picked.emit(self.model.rows[index.row()])

    def _place(self, rows: int) -> None:
        parent = self.parentWidget()
        if parent is None:
            return
        spot = self._field.mapTo(parent, QPoint(0, self._field.height() + 4))
        tall = look().size("row") * min(rows, MOST_ROWS) + 10 if rows else 52
        self.setGeometry(spot.x(), spot.y(), self._field.width(), min(tall, parent.height() - spot.y() - 8))
