"""This computer's enrolment request as a code over the window, with the words to read out beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from ui.qr import modules
from ui.widgets.card import Card
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import text_label
from ui.widgets.modal import Veil
from ui.widgets.symbol import SymbolView
from ui.widgets.words_panel import WordsPanel

_PIXELS = 6


class CodeSheet(Card):
    """Shown until it is closed; whoever scans meanwhile closes it too."""

    def __init__(self, veil: Veil, text: str, words: Sequence[str]) -> None:
        super().__init__(veil, padding=24)
        self._veil, self._before = veil, veil.window().focusWidget()
        self.symbol = SymbolView(self, pixels=_PIXELS)
        self.symbol.show_symbol(modules(text), _("Code of this computer's enrolment request"))
        self.done = KeyButton(_("Close"), self, key="Esc")
        self.done.clicked.connect(self.leave)
        right = QVBoxLayout()
        right.setSpacing(12)
        told = (
            _("1. Take a picture of this code with a telephone and send it to the province."),
            _("2. When the province calls, read these words to it; they must be the same there:"),
            _("3. Scan the code that the province sends back with the scanner, on any page."),
        )
        right.addWidget(text_label(_("Enrolment by code"), "subject"))
        for place, sentence in enumerate(told):
            right.addWidget(text_label(sentence, "body", wrap=True))
            if place == 1:
                right.addWidget(WordsPanel(tuple(words), self, per_row=4))
        right.addStretch(1)
        right.addWidget(self.done, 0, Qt.AlignmentFlag.AlignRight)
        row = QHBoxLayout()
        row.setSpacing(24)
        row.addWidget(self.symbol, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(right, 1)
        self.body.addLayout(row)
        self.setFixedWidth(self.symbol.sizeHint().width() + 460)

    @classmethod
    def show_over(cls, window: QWidget, text: str, words: Sequence[str]) -> CodeSheet:
        """Show it over the window and return it."""
        veil = Veil(window)
        made = cls(veil, text, words)
        layout = QVBoxLayout(veil)
        layout.addWidget(made, 0, Qt.AlignmentFlag.AlignCenter)
        veil.show()
        veil.raise_()
        made.done.setFocus()
        return made

    def event(self, event: QEvent) -> bool:
        """Take every key before the window's shortcuts see it: what lies under the veil stays as it is."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def focusNextPrevChild(self, _next: bool) -> bool:
        """Keep Tab at the only button."""
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes; other keys stay inside."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        event.accept()

    def leave(self) -> None:
        """Close it; the keyboard goes back to where it was."""
        self._veil.hide()
        if self._before is not None:
            self._before.setFocus()
        self._veil.deleteLater()
