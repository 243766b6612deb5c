"""Ctrl+Z in a field that has nothing of its own to undo belongs to the window: it takes the last act back.

Qt gives the key to every line that has the keyboard, even to an empty one nobody typed into; then the undo that the
strip of news offers would be out of reach.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget


class UndoKey(QObject):
    """Watches the field with the keyboard. wanted: whether an act can be taken back now."""

    def __init__(self, wanted: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._wanted = wanted
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._moved)

    def _moved(self, old: QWidget | None, new: QWidget | None) -> None:
        for field, is_new in ((old, False), (new, True)):
            if isinstance(field, QLineEdit | QPlainTextEdit):
                field.removeEventFilter(self)
                if is_new:
                    field.installEventFilter(self)

    def eventFilter(self, field: QObject, event: QEvent) -> bool:
        """Leave the key to the window where the field would do nothing with it."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        if not event.matches(QKeySequence.StandardKey.Undo) or _has_undo(field) or not self._wanted():
            return False
        event.ignore()
        return True


def _has_undo(field: QObject) -> bool:
    match field:
        case QLineEdit():
            return field.isUndoAvailable()
        case QPlainTextEdit():
            return field.document().isUndoAvailable()
        case _:
            return False
