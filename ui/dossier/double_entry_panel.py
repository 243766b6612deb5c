"""The fields to type into another system, in the order of its screen: Enter copies one and goes on to the next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QListWidgetItem, QWidget

from app.i18n import _
from app.services.double_entry import EntryField
from ui.dossier.act_panel import ActPanel
from ui.dossier.offered import ShownAct
from ui.dossier.wishes import AnswersWish
from ui.widgets.labels import text_label, tip
from ui.widgets.walk_list import WalkList

MOST_ROWS = 9


class _Fields(WalkList):
    """Ctrl+C takes the row too: that is how hands copy."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.taken.emit(self.currentRow())
        else:
            super().keyPressEvent(event)


class DoubleEntryPanel(ActPanel):
    """At the end the code that the other system gave is typed here; F9 records it."""

    wide = True

    def __init__(self, act: ShownAct, fields: Sequence[EntryField], code: str, parent: QWidget | None = None) -> None:
        self._fields, self._code = tuple(fields), code
        self._copied = ""
        super().__init__(act, parent, finish=_("Keep the code"))

    def build(self) -> None:
        self.list = _Fields(_("Fields in the order of the other system"), self)
        for field in self._fields:
            item = QListWidgetItem(f"{field.label}:  {field.value}")
            item.setToolTip(tip(field.value))
            self.list.addItem(item)
        self.list.fit(MOST_ROWS)
        self.list.setCurrentRow(0)
        self.list.taken.connect(self.copy)
        self.body.addWidget(self.list)
        self.said = text_label(
            _("Enter copies the chosen field and goes on to the next."), "small", "text_2", wrap=True
        )
        self.body.addWidget(self.said)
        self.code = self.line(_("Code the other system gave"), value=self._code)

    def first(self) -> QWidget:
        return self.list

    def copy(self, row: int) -> None:
        """Copy a field and choose the next; after the last the keyboard goes to the code."""
        if not 0 <= row < len(self._fields):
            return
        field = self._fields[row]
        self._copied = field.value
        QGuiApplication.clipboard().setText(field.value)
        if row + 1 < len(self._fields):
            self.list.setCurrentRow(row + 1)
            words = _("Copied: {field}. Paste it there; next: {next}.")
            self.said.setText(words.format(field=field.label, next=self._fields[row + 1].label))
        else:
            self.said.setText(_("Copied: {field}. That was the last; now type the code.").format(field=field.label))
            self.keyboard_to(self.code.editor)

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave no citizen's data on the clipboard of a shared computer."""
        clipboard = QGuiApplication.clipboard()
        if self._copied and clipboard.text() == self._copied:
            clipboard.clear()
        super().hideEvent(event)

    def wish(self) -> AnswersWish:
        return AnswersWish("link-code", (("system", "national"), ("code", self.code.text())))
