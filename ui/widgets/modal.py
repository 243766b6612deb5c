"""The one kind of dialog: for what cannot be undone. A veil inside the window, so the input method keeps working."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from ui.theme.look import look
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import text_label


class Veil(QFrame):
    """Ink over the window; holds the confirmation in its middle and keeps the keyboard inside it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setGeometry(window.rect())
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the window."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False


class Confirmation(QFrame):
    """Title = the verb; what is lost, what stays; the default button is the safe one.

    ``Confirmation.ask(window, …)`` shows it; then exactly one of ``confirmed`` and ``declined`` comes.
    """

    confirmed = Signal()
    declined = Signal()

    def __init__(self, veil: Veil, *, title: str, lost: str, kept: str, act: str, safe: str) -> None:
        super().__init__(veil)
        self._veil = veil
        self._before = veil.window().focusWidget()
        self.setFixedWidth(round(480 * min(look().scale, 1.5)))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(text_label(title, "subject", wrap=True))
        for sentence in (lost, kept):
            if sentence:
                column.addWidget(text_label(sentence, "body", "text_2", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addStretch(1)
        self.safe = KeyButton(safe or _("Keep as it is"), self, key="Esc")
        self.act = KeyButton(act, self, variant="danger")
        row.addWidget(self.act)
        row.addWidget(self.safe)
        column.addLayout(row)
        self.safe.clicked.connect(lambda: self._close(self.declined))
        self.act.clicked.connect(lambda: self._close(self.confirmed))
        self.setAccessibleName(title)

    @classmethod
    def ask(cls, window: QWidget, *, title: str, lost: str, kept: str, act: str, safe: str = "") -> Confirmation:
        """Show the question over the window and return it, to connect to its answers."""
        veil = Veil(window)
        asked = cls(veil, title=title, lost=lost, kept=kept, act=act, safe=safe)
        layout = QVBoxLayout(veil)
        layout.addWidget(asked, 0, Qt.AlignmentFlag.AlignCenter)
        veil.show()
        veil.raise_()
        asked.safe.setFocus()
        return asked

    def event(self, event: QEvent) -> bool:
        """Take every key before the window's shortcuts see it: nothing else acts while this is asked."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc is the safe answer; other keys stay inside."""
        if event.key() == Qt.Key.Key_Escape:
            self._close(self.declined)
        event.accept()

    def focusNextPrevChild(self, _next: bool) -> bool:
        """Keep Tab between the two buttons."""
        (self.act if self.safe.hasFocus() else self.safe).setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _close(self, answer: object) -> None:
        self._veil.hide()
        if self._before is not None:
            self._before.setFocus()
        answer.emit()  # type: ignore[attr-defined]
        self._veil.deleteLater()
