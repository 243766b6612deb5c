"""One delegate paints every table: chip, name with tags, code, evidence, next act. Widgets per row would not scale."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.theme.icons import paint_icon
from ui.theme.look import advance, colour, elided, font, look, metrics
from ui.theme.paint import baseline, draw_chip, draw_key_cap, draw_mark, draw_tag, key_cap_width, tag_width
from ui.widgets.cells import ActCell, Cell, CodeCell, EvidenceCell, NameCell, StateCell, TextCell
from ui.widgets.table_model import CELL_ROLE

_PAD = 10
_LEAST_NAME = 90
_NAME_FIRST = 1.5
"""From this size of text a name is not cut for a tag: two «Tẩn Sử M…» are one person to the eye."""


class TableDelegate(QStyledItemDelegate):
    """Paints cells; rows are ``row`` px high (40, reports 32)."""

    row_size = "row"

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(80, look().size(self.row_size))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect: QRect = option.rect
        state = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(rect, colour("selected"))
            if index.column() == 0:
                painter.fillRect(
                    rect.left(), rect.top(), look().border("selected_bar"), rect.height(), colour("accent")
                )
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, colour("hover"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colour("border"))
        cell = index.data(CELL_ROLE)
        inner = rect.adjusted(_PAD, 0, -_PAD, -1)
        if cell is None:
            painter.fillRect(inner.left(), inner.center().y() - 3, min(inner.width(), 72), 6, colour("sunken"))
            return
        paint_cell(painter, inner, cell, chosen=chosen)


def paint_cell(painter: QPainter, rect: QRect, cell: Cell, *, chosen: bool) -> None:
    """Draw one cell into its rectangle."""
    middle = rect.top() + rect.height() // 2
    match cell:
        case TextCell():
            _text(painter, rect, cell)
        case StateCell():
            draw_chip(painter, rect.left(), middle, cell.state, cell.word)
        case NameCell():
            _name(painter, rect, cell)
        case CodeCell():
            _code(painter, rect, cell)
        case EvidenceCell():
            draw_mark(painter, rect.left(), middle, cell.evidence, cell.word)
        case ActCell():
            _act(painter, rect, cell, chosen=chosen)


def _marks(
    painter: QPainter, left: int, middle: int, style: str, text: str, marks: tuple[tuple[int, int], ...]
) -> None:
    measure = metrics(style)
    for start, length in marks:
        before = advance(style, text[:start])
        width = advance(style, text[start : start + length])
        box = QRectF(left + before, middle - measure.height() / 2 + 1, width, measure.height() - 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("mark"))
        painter.drawRoundedRect(box, 2, 2)


def _text(painter: QPainter, rect: QRect, cell: TextCell) -> None:
    style = "cell_strong" if cell.strong else "cell"
    measure = metrics(style)
    middle = rect.top() + rect.height() // 2
    if cell.marks:
        _marks(painter, rect.left(), middle, style, cell.text, cell.marks)
    painter.setFont(font(style))
    painter.setPen(colour("text_2" if cell.muted else "text"))
    text = elided(style, cell.text, rect.width())
    left = rect.right() - advance(style, text) if cell.right else rect.left()
    painter.drawText(QPoint(left, baseline(middle, measure)), text)


def _name(painter: QPainter, rect: QRect, cell: NameCell) -> None:
    measure = metrics("cell_strong")
    middle = rect.top() + rect.height() // 2
    note = advance("caption", cell.note) + 5 if cell.note else 0
    tags, room = fitting_tags(cell, rect.width() - note)
    if note and cell.tags and not tags:  # that somebody goes first is wanted more than the year
        tags, room = fitting_tags(cell, rect.width())
        note = 0 if tags else note
    name = elided("cell_strong", cell.name, max(room, min(_LEAST_NAME, rect.width())))
    if cell.marks:
        _marks(painter, rect.left(), middle, "cell_strong", name, cell.marks)
    painter.setFont(font("cell_strong"))
    painter.setPen(colour("text"))
    base = baseline(middle, measure)
    painter.drawText(QPoint(rect.left(), base), name)
    x = rect.left() + advance("cell_strong", name)
    if note and x + note <= rect.right():
        painter.setFont(font("caption"))
        painter.setPen(colour("text_2"))
        painter.drawText(QPoint(x + 5, base), cell.note)
        x += note
    for tag in tags:
        x += 8 + draw_tag(painter, x + 8, middle, tag)


def fitting_tags(cell: NameCell, width: int) -> tuple[tuple[str, ...], int]:
    """Return the tags there is room for and what they leave for the name: no name is cut for a tag not shown."""
    tags = cell.tags
    whole = advance("cell_strong", cell.name)
    least = whole if look().scale >= _NAME_FIRST else min(whole, _LEAST_NAME)
    while tags and width - sum(tag_width(tag) + 8 for tag in tags) < least:
        tags = tags[:-1]
    return tags, width - sum(tag_width(tag) + 8 for tag in tags)


def _code(painter: QPainter, rect: QRect, cell: CodeCell) -> None:
    measure = metrics("cell")
    base = baseline(rect.top() + rect.height() // 2, measure)
    painter.setFont(font("cell"))
    x = rect.left()
    if cell.prefix:
        painter.setPen(colour("text_3"))
        painter.drawText(QPoint(x, base), cell.prefix)
        x += advance("cell", cell.prefix)
    painter.setPen(colour("text"))
    painter.drawText(QPoint(x, base), elided("cell", cell.code, rect.right() - x))


def _act(painter: QPainter, rect: QRect, cell: ActCell, *, chosen: bool) -> None:
    if not cell.label:
        return
    measure = metrics("cell_strong")
    middle = rect.top() + rect.height() // 2
    painter.setFont(font("cell_strong"))
    if not chosen:
        painter.setPen(colour("accent_text"))
        painter.drawText(QPoint(rect.left(), baseline(middle, measure)), cell.label)
        spot = QRect(rect.left() + advance("cell_strong", cell.label) + 6, middle - 7, 14, 14)
        paint_icon(painter, "chevron-right", spot, colour("accent_text"))
        return
    cap = key_cap_width("Enter")
    box = QRectF(rect.left() - 10, middle - 16, rect.width() + 14, 32)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour("accent"), 1))
    painter.setBrush(colour("accent"))
    painter.drawRoundedRect(box, look().radius("control"), look().radius("control"))
    label = elided("cell_strong", cell.label, int(box.width()) - cap - 28)
    width = advance("cell_strong", label) + 8 + cap
    x = int(box.left() + (box.width() - width) / 2)
    painter.setPen(colour("on_accent"))
    painter.drawText(QPoint(x, baseline(middle, measure)), label)
    edge = type(colour("on_accent"))(colour("on_accent"))
    edge.setAlpha(128)
    draw_key_cap(painter, x + width - cap, middle, "Enter", ink=colour("on_accent"), edge=edge)
