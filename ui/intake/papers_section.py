"""Step 3, the papers (thành phần hồ sơ): Space ticks, K says why one is not needed, counts can be changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from ui.widgets.checklist import CheckItem, Checklist, Tick
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import set_tone, text_label
from ui.widgets.stepped_form import FormSection
from ui.widgets.stepper import Stepper

_WHOLE = Qt.AlignmentFlag(0)
_LEFT = Qt.AlignmentFlag.AlignLeft


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper: its row, the law's condition, counts, the reason why it is not needed, whether it is folded away."""

    item: CheckItem
    condition: str = ""
    original: int = 0
    copy: int = 0
    why: str = ""
    is_rare: bool = False


class PaperList(Checklist):
    """A checklist in which + and − change the count and S opens the counts."""

    stepped = Signal(int, int)
    counts_wanted = Signal(int)
    left_below = Signal()

    def position(self) -> int:
        """Return the paper of the row with the keyboard, −1 if there is none."""
        row = self.currentIndex().row()
        items = self.items()
        return items[row].position if 0 <= row < len(items) else -1

    def go_to(self, position: int) -> None:
        """Put the keyboard on a paper's row."""
        for row, item in enumerate(self.items()):
            if item.position == position:
                self.setCurrentIndex(self.model().index(row, 0))
                self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.stepped.emit(self.position(), 1)
            case Qt.Key.Key_Minus:
                self.stepped.emit(self.position(), -1)
            case Qt.Key.Key_S if event.modifiers() == Qt.KeyboardModifier.NoModifier:
                self.counts_wanted.emit(self.position())
            case _:
                super().keyPressEvent(event)


class _ReasonLine(QLineEdit):
    """Why a paper is not needed; Enter goes back to the list."""

    done = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.done.emit()
            return
        super().keyPressEvent(event)


class _CountStepper(Stepper):
    """A count of originals or copies; Enter goes on."""

    done = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.done.emit()
            return
        super().keyPressEvent(event)


class PaperDetail(QWidget):
    """Under the list: the reason or the counts of one paper."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(36, 0, 0, 0)
        row.setSpacing(8)
        self.why_label = text_label(_("Why it is not needed"), "label", "text_2")
        self.why = _ReasonLine(self)
        self.why.setAccessibleName(_("Why it is not needed"))
        self.original_label = text_label(_("Original"), "label", "text_2")
        self.original = _CountStepper(_("Original"), self)
        self.copy_label = text_label(_("Copy"), "label", "text_2")
        self.copy = _CountStepper(_("Copy"), self)
        for widget in (self.original_label, self.original, self.copy_label, self.copy, self.why_label):
            row.addWidget(widget)
        row.addWidget(self.why, 1)
        self._spring = text_label("")
        row.addWidget(self._spring, 1)
        self.hide()

    def show_for(self, line: PaperLine, *, reason: bool) -> None:
        """Show the reason, or else the counts, of a paper and put the keyboard there."""
        of_reason: tuple[QWidget, ...] = (self.why_label, self.why)
        of_counts: tuple[QWidget, ...] = (self.original_label, self.original, self.copy_label, self.copy, self._spring)
        for widget in (*of_reason, *of_counts):
            widget.setVisible((widget in of_reason) == reason)
        self.why.setText(line.why)
        self.why.setPlaceholderText(line.condition)
        self.original.set_count(line.original)
        self.copy.set_count(line.copy)
        self.show()
        (self.why if reason else self.original).setFocus(Qt.FocusReason.OtherFocusReason)


class PapersSection(QWidget):
    """Fills a step of the form. ``ticked(component, tick)``, ``counted(component, original, copy)``,
    ``reasoned(component, why)``.
    """

    ticked = Signal(int, object)
    counted = Signal(int, int, int)
    reasoned = Signal(int, str)

    def __init__(self, section: FormSection) -> None:
        super().__init__(section)
        self.hide()
        self._section = section
        self._lines: dict[int, PaperLine] = {}
        self._open_for = -1
        self.nothing = text_label(_("The papers appear when a procedure is chosen."), "body", "text_2")
        self.main, self.rare = PaperList(section), PaperList(section)
        self.rare.setAccessibleName(_("Papers for special cases"))
        self.fold = KeyButton("", section, icon="chevron-down", key="Alt+G", variant="quiet", size="small")
        self.fold.clicked.connect(self._unfold)
        self.hint = text_label("", "caption", "text_2", wrap=True)
        self.hint.setContentsMargins(36, 0, 0, 0)
        self.detail = PaperDetail(section)
        self.nothing.setContentsMargins(8, 0, 0, 0)
        self.fold.setProperty("slim", "true")
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        for widget in (self.nothing, self.main, self.fold, self.rare, self.hint, self.detail):
            self._column.addWidget(widget, 0, _LEFT if widget is self.fold else _WHOLE)
        section.outdent(8)  # the boxes stand in line with the fields above
        section.content.addLayout(self._column)
        self._connect()
        self.show_papers(())

    def _connect(self) -> None:
        for papers in (self.main, self.rare):
            papers.changed.connect(self._ticked)
            papers.not_applicable_chosen.connect(lambda position: self._open(position, reason=True))
            papers.stepped.connect(self._stepped)
            papers.counts_wanted.connect(lambda position: self._open(position, reason=False))
            papers.selectionModel().currentChanged.connect(lambda _now, _before: self._show_hint())
            papers.installEventFilter(self)
        self.detail.why.textEdited.connect(lambda text: self.reasoned.emit(self._open_for, text))
        for stepper in (self.detail.original, self.detail.copy):
            stepper.stepped.connect(lambda _count: self._counts_changed())
        self.detail.why.done.connect(self._back)
        self.detail.original.done.connect(lambda: self.detail.copy.setFocus(Qt.FocusReason.TabFocusReason))
        self.detail.copy.done.connect(self._back)

    # ── what the presenter says ──────────────────────────────────────────────────────────────

    def show_papers(self, lines: Sequence[PaperLine]) -> None:
        """Show the papers of a procedure anew."""
        self._lines = {line.item.position: line for line in lines}
        self._open_for = -1
        rare = [line.item for line in lines if line.is_rare]
        self.nothing.setVisible(not lines)
        self.main.set_items([line.item for line in lines if not line.is_rare])
        self.main.setVisible(any(not line.is_rare for line in lines))
        self.rare.set_items(rare)
        self.rare.setVisible(any(item.tick is not Tick.ABSENT for item in rare))
        self.fold.setVisible(bool(rare))
        words = ngettext("{n} paper for special cases only", "{n} papers for special cases only", len(rare))
        self.fold.set_label(words.format(n=len(rare)))
        self._show_fold()
        self.detail.hide()
        self._show_hint()

    def change_paper(self, line: PaperLine) -> None:
        """Show another state of one paper."""
        position = line.item.position
        self._lines[position] = line
        for papers in (self.main, self.rare):
            papers.put(line.item)
        if self._open_for == position:
            self.detail.original.set_count(line.original)
            self.detail.copy.set_count(line.copy)
            if line.item.tick is not Tick.NOT_APPLICABLE and self.detail.why.isVisible():
                self._close_detail()
        self._show_hint()

    def mark_missing(self, positions: Sequence[int]) -> None:
        """Show in red which papers lack; the keyboard stays where it is."""
        for papers in (self.main, self.rare):
            current = papers.currentIndex()
            papers.mark_missing(positions)
            papers.setCurrentIndex(current)
        for position, line in self._lines.items():
            self._lines[position] = replace(line, item=replace(line.item, missing=position in positions))

    def go_to(self, position: int) -> None:
        """Put the keyboard on a paper."""
        papers = self.rare if self._lines[position].is_rare else self.main
        papers.go_to(position)

    def ask_reason(self, position: int) -> None:
        """Open the box for the reason why a paper is not needed."""
        self._open(position, reason=True)

    # ── what the officer does ────────────────────────────────────────────────────────────────

    def _ticked(self, position: int, tick: Tick) -> None:
        self.ticked.emit(position, tick)

    def _stepped(self, position: int, by: int) -> None:
        line = self._lines.get(position)
        if line is None:
            return
        copies_only = line.copy > 0 and line.original == 0
        original = line.original if copies_only else max(0, line.original + by)
        copy = max(0, line.copy + by) if copies_only else line.copy
        self.counted.emit(position, original, copy)

    def _counts_changed(self) -> None:
        self.counted.emit(self._open_for, self.detail.original.count(), self.detail.copy.count())

    def _open(self, position: int, *, reason: bool) -> None:
        line = self._lines.get(position)
        if line is not None:
            self._open_for = position
            self.detail.show_for(line, reason=reason)

    def _back(self) -> None:
        position = self._open_for
        self._close_detail()
        if position in self._lines:
            self.go_to(position)

    def _close_detail(self) -> None:
        self._open_for = -1
        self.detail.hide()

    def _unfold(self) -> None:
        self.rare.setVisible(not self.rare.isVisible())
        self._show_fold()
        if self.rare.isVisible():
            self.rare.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_fold(self) -> None:
        self.fold.set_icon("chevron-up" if self.rare.isVisibleTo(self._section) else "chevron-down")

    def _show_hint(self) -> None:
        """Say the law's condition of the paper that has the keyboard."""
        papers = next((one for one in (self.main, self.rare) if one.hasFocus()), None)
        line = self._lines.get(papers.position()) if papers is not None else None
        words = ""
        if line is not None and line.condition:
            lead = _("Not needed or replaced: {condition}") if line.item.required else _("Needed when: {condition}")
            words = lead.format(condition=line.condition)
        if papers is not None:
            self._put_below(papers)
        self.hint.setText(words)
        self.hint.setVisible(bool(words))
        set_tone(self.hint, "text_2")

    def _put_below(self, papers: PaperList) -> None:
        """Move hint, reason and counts under the list that has the keyboard."""
        if self._column.indexOf(self.hint) == self._column.indexOf(papers) + 1:
            return
        for widget in (self.hint, self.detail):
            self._column.removeWidget(widget)
        place = self._column.indexOf(papers) + 1
        self._column.insertWidget(place, self.hint)
        self._column.insertWidget(place + 1, self.detail)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Follow the keyboard into and out of the lists."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._show_hint()
        return False
