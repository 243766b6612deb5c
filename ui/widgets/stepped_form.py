"""The form of intake and return: numbered steps in a gutter, one column of work, Enter moves on."""

from __future__ import annotations

from typing import Literal, cast

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QScrollBar,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.theme.icons import paint_icon
from ui.theme.look import colour, font, look, metrics
from ui.theme.paint import CENTRE, baseline, draw_disc
from ui.widgets.card import Card
from ui.widgets.form_body import FormBody
from ui.widgets.labels import HLine

StepState = Literal["todo", "here", "done"]
_DISC = 22
_RIGHT = 14


class _Gutter(QWidget):
    """The circle with number or tick, the title of the step and a note under it."""

    def __init__(self, number: int, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.number, self.title, self.note = number, title, ""
        self.state: StepState = "todo"
        self.outdent = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(title)

    def sizeHint(self) -> QSize:
        column = self.layout()
        below = 0 if column is None else column.sizeHint().height() - column.contentsMargins().top()
        return QSize(look().size("form_gutter") - self.outdent, self._lines() + below)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _lines(self) -> int:
        return look().type("heading").line + (look().type("caption").line + 4 if self.note else 0) + 4

    def add(self, widget: QWidget) -> None:
        """Put a small control under title and note."""
        if self.layout() is None:
            column = QVBoxLayout(self)
            column.setSpacing(2)
            column.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        column = cast("QVBoxLayout", self.layout())
        column.addWidget(widget)
        self.refit()

    def refit(self) -> None:
        """Make room for what stands above the small controls."""
        column = self.layout()
        if column is not None:
            column.setContentsMargins(8, self._lines(), 4, 0)
        self.updateGeometry()

    def _middle(self) -> int:
        return max(_DISC, look().type("heading").line) // 2

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        disc = QRect(12, self._middle() - _DISC // 2, _DISC, _DISC)
        if self.state == "done":
            draw_disc(painter, disc, fill=colour("accent"), edge=colour("accent"))
            paint_icon(painter, "check", disc.adjusted(4, 4, -4, -4), colour("on_accent"))
        else:
            edge = colour("accent_text" if self.state == "here" else "border_input")
            draw_disc(painter, disc, fill=None, edge=edge, width=2.0 if self.state == "here" else 1.2)
            painter.setFont(font("key"))
            painter.setPen(colour("accent_text" if self.state == "here" else "text_2"))
            painter.drawText(disc, CENTRE, str(self.number))
        left = 12 + _DISC + 8
        painter.setFont(font("heading"))
        painter.setPen(colour("text"))
        title = metrics("heading").elidedText(self.title, Qt.TextElideMode.ElideRight, self.width() - left)
        painter.drawText(QPoint(left, baseline(self._middle(), metrics("heading"))), title)
        if self.note:
            painter.setFont(font("caption"))
            painter.setPen(colour("text_2"))
            below = max(_DISC, look().type("heading").line) + look().type("caption").line // 2 + 2
            painter.drawText(QPoint(left, baseline(below, metrics("caption"))), self.note)


class FormSection(QWidget):
    """One step. ``content`` takes the fields; ``set_state`` and ``set_note`` speak in the gutter."""

    def __init__(self, number: int, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.number = number
        self._gutter = _Gutter(number, title, self)
        self._base: StepState = "todo"
        self.line: QWidget | None = None
        self._right = _RIGHT
        self._row = QHBoxLayout(self)
        self._row.setSpacing(0)
        self._row.addWidget(self._gutter)
        self.content = QVBoxLayout()
        self._row.addLayout(self.content, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._fit()

    def _fit(self) -> None:
        compact = look().compact
        self._row.setContentsMargins(0, 5 if compact else 9, self._right, 6 if compact else 9)
        self.content.setSpacing(5 if compact else 8)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "content"):
            self._fit()

    def set_bar(self, shown: bool) -> None:
        """Give the scroll bar its room from the margin, so that nothing is laid out anew when it comes or goes."""
        self._right = _RIGHT - look().size("scrollbar") if shown else _RIGHT
        self._fit()

    def outdent(self, px: int) -> None:
        """Let the content begin further left: lists whose rows have air of their own."""
        self._gutter.outdent = px
        self._gutter.updateGeometry()

    def add_to_gutter(self, widget: QWidget) -> None:
        """Put a small control under the title of the step."""
        self._gutter.add(widget)

    def set_shown(self, shown: bool) -> None:
        """Show or fold away the whole step with the line above it."""
        self.setVisible(shown)
        if self.line is not None:
            self.line.setVisible(shown)

    def sizeHint(self) -> QSize:
        """Return the height that this width needs: chips and long sentences wrap, the scroll area asks no more."""
        hint = super().sizeHint()
        if self.hasHeightForWidth() and self.width() > self._gutter.width():
            hint.setHeight(self.heightForWidth(self.width()))
        return hint

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def add_row(self, *widgets: QWidget, stretch: tuple[int, ...] = ()) -> QHBoxLayout:
        """Put widgets side by side, tops aligned; stretch: one factor for each."""
        row = QHBoxLayout()
        row.setSpacing(8)
        for number, widget in enumerate(widgets):
            row.addWidget(widget, stretch[number] if number < len(stretch) else 0, Qt.AlignmentFlag.AlignTop)
        self.content.addLayout(row)
        return row

    def title(self) -> str:
        """Return the title of the step."""
        return self._gutter.title

    def state(self) -> StepState:
        """Return what the circle shows."""
        return self._gutter.state

    def set_done(self, done: bool) -> None:
        """Fill the circle with a tick, or take it away."""
        self._base = "done" if done else "todo"
        self._gutter.state = self._base if done or self._gutter.state != "here" else "here"
        self._gutter.update()

    def set_here(self, here: bool) -> None:
        """Ring the circle while the keyboard is in this step; a finished step keeps its tick."""
        self._gutter.state = "here" if here and self._base != "done" else self._base
        self._gutter.update()

    def set_note(self, note: str) -> None:
        """Say something short under the title («đủ 3/3»)."""
        self._gutter.note = note
        self._gutter.refit()
        self._gutter.update()

    def note(self) -> str:
        """Return what is said under the title."""
        return self._gutter.note

    def go(self) -> None:
        """Put the keyboard on the first thing of this step that takes it."""
        for widget in self._in_order():
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(self) and widget.isEnabled():
                widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return

    def _in_order(self) -> list[QWidget]:
        found: list[QWidget] = []
        step: QWidget | None = self.nextInFocusChain()
        while step is not None and step is not self:
            if self.isAncestorOf(step):
                found.append(step)
            step = step.nextInFocusChain()
        return found


class SteppedForm(Card):
    """Steps under each other. Alt+1…9 jump to a step, Enter goes to the next field, Shift+Enter back."""

    section_entered = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, padding=0)
        self.sections: list[FormSection] = []
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        form = FormBody()
        self._column = QVBoxLayout(form)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self._scroll.setWidget(form)
        self._scroll.viewport().setAutoFillBackground(False)
        self.body.addWidget(self._scroll)
        self._scroll.verticalScrollBar().rangeChanged.connect(self._bar_changed)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def add_section(self, title: str) -> FormSection:
        """Add a step under the others and return it."""
        section = FormSection(len(self.sections) + 1, title, self)
        if self.sections:
            section.line = HLine(self)
            self._column.insertWidget(self._column.count() - 1, section.line)
        self._column.insertWidget(self._column.count() - 1, section)
        self.sections.append(section)
        if section.number <= 9:
            jump = QShortcut(f"Alt+{section.number}", self)
            jump.activated.connect(section.go)
        return section

    def _bar_changed(self, _least: int, most: int) -> None:
        for section in self.sections:
            section.set_bar(most > 0)

    def show_section(self, section: FormSection) -> None:
        """Scroll a step into sight and put the keyboard on its first field."""
        self._column.activate()
        self._scroll.ensureWidgetVisible(section, 0, 0)
        section.go()

    def scroll_bar(self) -> QScrollBar:
        """Return the bar that scrolls the form."""
        return self._scroll.verticalScrollBar()

    def to_top(self) -> None:
        """Show the form from its first step."""
        self._scroll.verticalScrollBar().setValue(0)

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        for section in self.sections:
            inside = now is not None and section.isAncestorOf(now)
            section.set_here(inside)
            if inside and now is not None:
                self._bring_into_view(now)
                self.section_entered.emit(section.number)

    def _bring_into_view(self, widget: QWidget) -> None:
        """Scroll up or down only: sideways would cut the numbers of the steps."""
        form = self._scroll.widget()
        if form is None:
            return
        top = widget.mapTo(form, QPoint(0, 0)).y()
        bar, room = self._scroll.verticalScrollBar(), self._scroll.viewport().height()
        if top - 24 < bar.value():
            bar.setValue(top - 24)
        elif top + widget.height() + 24 > bar.value() + room:
            bar.setValue(top + widget.height() + 24 - room)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move on with Enter: fields leave it to us, and who uses the number pad loses time with Tab."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and modifiers in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.ShiftModifier,
        ):
            self.focusNextPrevChild(modifiers == Qt.KeyboardModifier.NoModifier)
            event.accept()
            return
        super().keyPressEvent(event)
