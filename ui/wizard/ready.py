"""The desk is made: the recovery code, shown only once, must be on paper before anybody goes on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from ui.widgets.card import Card
from ui.widgets.field import Field
from ui.widgets.inline_panel import InlinePanel
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import text_label
from ui.widgets.words_panel import WordsPanel


class Ready(QWidget):
    """``print_requested`` with a printer; else the last group of the code is typed back."""

    print_requested = Signal()
    go_on = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._code, self._printed, self._practice = "", False, False
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(12)
        column.addStretch(2)
        self.title = text_label("", "page_title", wrap=True)
        self.sense = text_label("", "body", "text_2", wrap=True)
        self.card = Card(self, padding=18)
        self.code = text_label("", "page_title")
        self.code.setTextInteractionFlags(self.code.textInteractionFlags())
        self.code_help = text_label("", "body", "text_2", wrap=True)
        self.print = KeyButton(_("Print the code"), self, icon="printer", key="Alt+I")
        self.print.clicked.connect(self.print_requested)
        self.outcome = InlinePanel(self)
        self.outcome.hide()
        self.last = Field(_("Type the last five letters of the code back"), self)
        self.last.edited.connect(lambda _text: self._judge())
        self._build_card()
        self.words_label = text_label(_("The province's card, to compare by telephone:"), "body", "text_2")
        self.words = WordsPanel((), self)
        self.on = KeyButton("", self, icon="check", key="F9", variant="primary", size="large")
        self.on.clicked.connect(self.finish)
        for widget in (self.title, self.sense, self.card, self.words_label, self.words):
            column.addWidget(widget)
        row = QHBoxLayout()
        row.addWidget(self.on)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(3)

    def _build_card(self) -> None:
        self.card.body.setSpacing(10)
        row = QHBoxLayout()
        row.addWidget(self.code, 1)
        row.addWidget(self.print)
        self.card.body.addLayout(row)
        for widget in (self.code_help, self.outcome, self.last):
            self.card.body.addWidget(widget)

    def show_real(self, commune: str, code: str, hub_words: Sequence[str], *, can_print: bool) -> None:
        """Show the recovery code of a real desk."""
        self._code, self._printed, self._practice = code, False, False
        self.title.setText(_("The desk of {commune} is ready").format(commune=commune))
        self.sense.setText(_("One thing remains: the recovery code. It is shown only now."))
        self.code.setText(code)
        self.code_help.setText(
            _(
                "Whoever has this code can open the desk when every password is forgotten. Keep it on paper in the "
                "safe of the office, not in this computer and not in a photo."
            )
        )
        self.print.setVisible(can_print)
        self.last.setVisible(not can_print)
        self.words_label.setVisible(bool(hub_words))
        self.words.show_words(hub_words)
        self.on.set_label(_("The code is kept, open the desk"))
        self._judge()
        (self.print if can_print else self.last).setFocus()

    def show_practice(self, commune: str, login: str, password: str) -> None:
        """Show how to get into the practice copy."""
        self._practice = True
        self.title.setText(_("The practice copy of {commune} is ready").format(commune=commune))
        self.sense.setText(_("Every citizen in it is made up. These words are asked at the next start:"))
        self.code.setText(password)
        self.code_help.setText(
            _("Officer “{login}”, password as above. It is also shown on the unlock page.").format(login=login)
        )
        for widget in (self.print, self.last, self.words_label, self.words):
            widget.hide()
        self.on.set_label(_("Open the practice copy"))
        self._judge()
        self.on.setFocus()

    def show_printed(self) -> None:
        """The spooler took the paper."""
        self._printed = True
        self.outcome.set_kind("good")
        self.outcome.set_text(_("Printed."), _("Take the sheet from the printer and put it in the safe."))
        self.outcome.show()
        self._judge()
        self.on.setFocus()

    def show_not_printed(self, sentence: str) -> None:
        """The printer failed: write the code down and type its end back."""
        self.outcome.set_kind("error")
        instead = _("Write the code down by hand instead.")
        self.outcome.set_text("", f"{sentence} {instead}")
        self.outcome.show()
        self.last.show()
        self.last.setFocus()

    def finish(self) -> None:
        """Go on (F9), once the code is kept."""
        if self.on.isEnabled():
            self.go_on.emit()
        elif self.last.isVisible():
            self.last.set_error(_("These are not the last letters of the code. Look at your paper, not at the screen."))

    def _judge(self) -> None:
        typed = "".join(self.last.text().upper().split()).replace("O", "0").replace("I", "1").replace("L", "1")
        written_down = bool(self._code) and typed == self._code.rpartition("-")[2]
        self.on.setEnabled(self._practice or self._printed or written_down)
