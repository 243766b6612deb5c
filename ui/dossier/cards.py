"""The cards of the right column: acts, fees, prints. They show words and give back which act was chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from app.i18n import _
from ui.dossier.model import ShownDossier
from ui.dossier.offered import ShownAct
from ui.theme.look import look
from ui.widgets.card import Card
from ui.widgets.chips import EvidenceMark
from ui.widgets.inline_panel import PanelIcon
from ui.widgets.key_button import KeyButton
from ui.widgets.labels import ElidedLabel, text_label

MOST_KEYS = 5


def empty_out(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        inner = item.layout()
        if inner is not None:
            empty_out(inner)
            inner.deleteLater()
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


class ActsCard(Card):
    """«Việc được làm tiếp»: only legal acts, the likeliest filled, each saying what comes of it."""

    chosen = Signal(str)
    others_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, title=_("What may be done next"))
        self.buttons: list[KeyButton] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(look().space(1))
        self.body.addLayout(self._list)
        self.more = KeyButton(_("Other acts…"), self, icon="chevron-right", key="Ctrl+M", spread=True)
        self.more.clicked.connect(self.others_wanted)
        self.body.addWidget(self.more)
        self.why = text_label("", "small", "text_2", wrap=True)
        self.body.addWidget(self.why)

    def show_acts(self, acts: Sequence[ShownAct], why: str) -> None:
        """Show these acts; the keyboard stays on the first when it was here."""
        had_focus = any(button.hasFocus() for button in self.buttons)
        empty_out(self._list)
        self.buttons = []
        for number, act in enumerate(acts, start=1):
            key = f"Ctrl+{number}" if number <= MOST_KEYS else ""
            button = KeyButton(
                act.words, self, icon=act.icon, key=key, variant="primary" if number == 1 else "normal", spread=True
            )
            button.setAccessibleDescription(act.consequence)
            button.clicked.connect(lambda _on=False, slug=act.slug: self.chosen.emit(slug))
            note = text_label(act.consequence, "caption", "text_2", wrap=True)
            note.setContentsMargins(2, 0, 0, 4)
            self._list.addWidget(button)
            self._list.addWidget(note)
            self.buttons.append(button)
        self.why.setText(why)
        self.why.setVisible(bool(why))
        if had_focus and self.buttons:
            self.buttons[0].setFocus()


class FeesCard(Card):
    """What is owed, what came in, on which slip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, title=_("Fees and charges"))
        self.state = EvidenceMark()
        self.add_to_head(self.state)
        self._list = QVBoxLayout()
        self._list.setSpacing(6)
        self.body.addLayout(self._list)

    def show_fees(self, shown: ShownDossier) -> None:
        """Show the fees and payments."""
        self.state.set_state(shown.fee_state.token, shown.fee_state.word)
        empty_out(self._list)
        for fee in shown.fees:
            row = QHBoxLayout()
            row.addWidget(ElidedLabel(fee.name, "small"), 1)
            row.addWidget(text_label(fee.extra, "small", "text_2"))
            row.addWidget(text_label(fee.amount, "small"))
            self._list.addLayout(row)
        for paid in shown.payments:
            self._list.addWidget(text_label(paid, "caption", "text_2", wrap=True))


class PrintsCard(Card):
    """Every paper that came out, newest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, title=_("Prints"), note=" ")
        self._list = QVBoxLayout()
        self._list.setSpacing(6)
        self.body.addLayout(self._list)

    def show_prints(
        self, prints: Sequence[tuple[str, str]], state: str, failed: Sequence[tuple[str, str]] = ()
    ) -> None:
        """Show (form, time) of each print; above them what did not come out."""
        self.set_title(_("Prints"), state)
        empty_out(self._list)
        for words, at in failed:
            self._add("warning", words, at, "danger_text")
        for words, at in reversed(prints):
            self._add("file", words, at)

    def _add(self, icon: str, words: str, at: str, tone: str = "text") -> None:
        row = QHBoxLayout()
        row.addWidget(PanelIcon(icon, "text_2" if tone == "text" else tone, self, size=16))
        row.addWidget(ElidedLabel(words, "small", tone), 1)
        row.addWidget(text_label(at, "caption", "text_2"))
        self._list.addLayout(row)
